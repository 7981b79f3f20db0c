"""Versions of components (WhatsApp Guide, Prerequisites)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from msgops.sdk.fields import Key, Unordered
from msgops.sdk.hands import Check, Filled, NoApi, Verdict
from msgops.sdk.kind import Hand, Kind
from msgops_engage import configuration
from msgops_engage.kinds.common import ADMIN, DOC, Line, Name, verified

if TYPE_CHECKING:
    from msgops.sdk.http import Reader

Component = Literal["dms", "wde", "eservices-manager", "driver", "plugin"]
Purpose = Literal["basic", "rich-media", "scaling", "interactive"]


class ComponentVersionSpec(Filled):
    """A component has at least this version.

    Of an application the Configuration Server knows the version. The driver and the plug-in are no applications: somebody looks
    at the installation and writes the version down.
    """

    component: Annotated[
        Component,
        Key(),
        Field(
            description="Digital Messaging Server, Workspace Desktop Edition, eServices Manager, Genesys Hub driver or plug-in"
        ),
    ]
    application: Annotated[
        Name | None, Key(), Field(description="Name of the application whose version is read")
    ] = None
    installed: Annotated[
        Line | None, Field(description="The version as somebody found it, where no application tells")
    ] = None
    minimum: Annotated[Line, Field(description="The lowest version that will do: 9.1.007.05")]
    purposes: Annotated[
        tuple[Purpose, ...],
        Unordered,
        Field(description="What it is used for: each may need a higher version"),
    ] = ("basic",)


def parts(version: str) -> tuple[int, ...]:
    """Return a version as numbers, `9.1.007.05` as (9, 1, 7, 5); empty where it is none."""
    return tuple(map(int, version.split("."))) if re.fullmatch(r"\d+(\.\d+)*", version) else ()


async def _new_enough(read: Reader, wire: Mapping[str, Any]) -> Verdict | None:
    found, where = str(wire.get("installed") or ""), "written down"
    if wire.get("application"):
        row = await configuration.application(read, str(wire["application"]))
        shown = str(row.get("version") or "") if row is not None else ""
        found, where = (shown, str(wire["application"])) if shown else (found, where)
    if not parts(found):
        return Verdict(holds=False, found="no version is shown")
    holds = parts(found) >= parts(str(wire["minimum"]))
    return Verdict(holds=holds, found=f"{wire['component']} is {found} ({where})")


ComponentVersion = Kind(
    name="engage.ComponentVersion",
    spec=ComponentVersionSpec,
    api=NoApi(
        Check(
            verify=_new_enough,
            remedy="install a version that will do, or write the installed one into the file where no application tells",
            who=ADMIN,
        )
    ),
    hand=Hand.CHECK,
    summary="Checks that a component is new enough for what it is used for.",
    doc=DOC,
    evidence=verified(configuration.APPLICATIONS),
    example={
        "component": "dms",
        "application": "DigitalMessagingServer",
        "minimum": "9.1.007.05",
        "purposes": ["basic", "rich-media", "scaling"],
    },
)
