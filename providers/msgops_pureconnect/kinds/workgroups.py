"""Workgroups: the queues that channels lead to, and who is in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from msgops.sdk.fields import Immutable, Key, Spec, Text, Unordered, Wire
from msgops.sdk.kind import Concept, Kind
from msgops_pureconnect import icws
from msgops_pureconnect.kinds.common import HELP, crud

Body = dict[str, Any]
QueueType = Literal["none", "custom", "group_ring", "sequential", "round_robin", "acd"]
_TYPES = ("none", "custom", "group_ring", "sequential", "round_robin", "acd")
"""At the place of their number."""
_PEOPLE = ("members", "supervisors")
_PLAIN = ("extension", "hasQueue", "isActive", "notes")
Users = tuple[Annotated[str, Text(min=1)], ...]


class WorkgroupSpec(Spec):
    """A workgroup. What the file leaves out stays as it is; a channel of WhatsApp needs an ACD queue and members."""

    name: Annotated[str | None, Text(min=1), Key(from_name=True), Immutable, Wire("id")] = None
    extension: Annotated[str | None, Text(min=1)] = None
    has_queue: Annotated[bool | None, Field(description="Whether interactions can wait in it")] = None
    queue_type: Annotated[QueueType | None, Field(description="How they reach its members; acd routes")] = (
        None
    )
    active: Annotated[bool | None, Wire("isActive")] = None
    members: Annotated[Users | None, Unordered, Field(description="Exactly its users, by CIC user id")] = None
    supervisors: Annotated[Users | None, Unordered, Field(description="Exactly its supervisors")] = None
    notes: str | None = None


def _shown(row: Mapping[str, Any]) -> Body:
    """Names in place of references, a word in place of the number of a queue type."""
    found = {name: row[name] for name in _PLAIN if row.get(name) is not None}
    number = row.get("queueType")
    if number is not None:
        known = str(number).isdigit() and int(number) < len(_TYPES)
        found["queueType"] = _TYPES[int(number)] if known else str(number)
    return {**found, **{name: icws.ids(row.get(name)) for name in _PEOPLE}}


def _sent(body: Body, live: Mapping[str, Any]) -> Body:
    del live
    found = {k: v for k, v in body.items() if k not in (*_PEOPLE, "queueType")}
    if body.get("queueType") is not None:
        found["queueType"] = _TYPES.index(body["queueType"])
    return {**found, **{n: [icws.reference(u) for u in body[n] or ()] for n in _PEOPLE if n in body}}


Workgroup = Kind(
    name="pureconnect.Workgroup",
    spec=WorkgroupSpec,
    api=icws.Objects(
        type="workgroups",
        select=(*_PLAIN, "queueType", *_PEOPLE),
        shown=_shown,
        sent=_sent,
    ),
    concept=Concept.QUEUE,
    summary="A workgroup: a queue, how it routes, and its members.",
    doc=f"{HELP}/icws/(sessionId)/configuration/workgroups/index.htm",
    evidence=crud("workgroups"),
    preserve=False,
    example={
        "extension": "7100",
        "has_queue": True,
        "queue_type": "acd",
        "active": True,
        "members": ["jdoe", "asmith"],
    },
)
