"""Server parameters: what switches a subsystem of the server, such as the recovery of interactions after a switchover."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from msgops.sdk.fields import Immutable, Key, Spec, Text, Wire
from msgops.sdk.kind import Kind
from msgops_pureconnect import icws
from msgops_pureconnect.kinds.common import HELP, crud

Body = dict[str, Any]
_PLAIN = ("value", "notes")


class ServerParameterSpec(Spec):
    """A server parameter by its exact name, spaces and capitals included. There is no call that deletes one."""

    name: Annotated[
        str | None,
        Text(min=1),
        Key(from_name=True),
        Immutable,
        Wire("id"),
        Field(description="Directmessage Interaction Recovery Enabled"),
    ] = None
    value: Annotated[str, Field(description="Text; numbers too are kept as text")]
    notes: str | None = None


def _shown(row: Mapping[str, Any]) -> Body:
    return {name: row[name] for name in _PLAIN if row.get(name) is not None}


def _sent(body: Body, live: Mapping[str, Any]) -> Body:
    del live
    return body


ServerParameter = Kind(
    name="pureconnect.ServerParameter",
    spec=ServerParameterSpec,
    api=icws.Objects(type="server-parameters", select=_PLAIN, shown=_shown, sent=_sent),
    summary="A server parameter and its value.",
    doc=f"{HELP}/icws/(sessionId)/configuration/server-parameters/index.htm",
    evidence=crud("server-parameters", "list", "get", "create", "update"),
    preserve=False,
    example={"name": "Directmessage Interaction Recovery Enabled", "value": "1"},
)
