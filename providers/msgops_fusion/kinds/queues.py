"""Queues, to which the assignment rules send chats and messages (dossier B5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, model_validator

from msgops.sdk.fields import (
    Additive,
    CaseInsensitive,
    Immutable,
    Key,
    Later,
    Ref,
    Reference,
    ServerDefault,
    Spec,
    Text,
    Unordered,
    Wire,
)
from msgops.sdk.kind import Concept, Item, Kind, Wanted
from msgops.sdk.rest import segment
from msgops_fusion import adf, people
from msgops_fusion.kinds import queue_parts
from msgops_fusion.kinds.common import GUIDE, Body, Code, Rows, crud, evidence
from msgops_fusion.kinds.queue_parts import QUEUES

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

User = Annotated[str, Text(min=1), CaseInsensitive]


class Overflow(Spec):
    """Another queue that takes over."""

    queue: Annotated[Reference, Ref("fusion.Queue")]
    priority: Annotated[int | None, Field(ge=0)] = None
    enabled: Annotated[bool | None, ServerDefault(True)] = None


class QueueSpec(Spec):
    """A queue with its members. For chat and messages `auto_routing` must be true (inferred from the omnichannel guide)."""

    label: Annotated[str | None, Text(min=1, max=400), Key(from_name=True), Wire("QueueName")] = None
    number: Annotated[
        str | None,
        Text(min=1, max=30),
        Immutable,
        Wire("QueueNumber"),
        Field(description="Public id; left out: the pod chooses"),
    ] = None
    description: Annotated[
        str | None,
        Text(max=1000),
        Wire("Description"),
        Field(description="The spelling on the wire is what the pod's describe says"),
    ] = None
    auto_routing: Annotated[bool | None, ServerDefault(False), Wire("AutoRoutingFlag")] = None
    enabled: Annotated[bool | None, ServerDefault(True), Wire("EnabledFlag")] = None
    external: Annotated[
        bool | None, ServerDefault(False), Wire("ExternalFlag"), Field(description="Routed by a third party")
    ] = None
    external_partner: Annotated[Code | None, Wire("ExternalPartnerCd")] = None
    owner: Annotated[User | None, Field(description="User name")] = None
    alternate_queue: Annotated[
        Reference | None,
        Ref("fusion.Queue"),
        Later,
        Wire("AlternateQueueId"),
        Field(description="For skills-based routing"),
    ] = None
    stripe: Annotated[Code | None, Immutable, Wire("StripeCd"), Field(description="CRM or HCM")] = None
    members: Annotated[
        tuple[User, ...] | None, Unordered, Field(description="User names of exactly its agents")
    ] = None
    more_members: Annotated[
        tuple[User, ...] | None,
        Additive,
        Field(description="User names of agents that must be in it; others are left alone"),
    ] = None
    teams: Annotated[
        tuple[Annotated[str, Text(pattern=r"^[0-9]{1,18}$")], ...] | None,
        Unordered,
        Field(description="Ids of exactly its resource teams: no documented resource finds them by name"),
    ] = None
    overflow: Annotated[
        tuple[Overflow, ...] | None, Unordered, Later, Field(description="Exactly the queues that take over")
    ] = None

    @model_validator(mode="after")
    def _one_list(self) -> QueueSpec:
        if self.members is not None and self.more_members is not None:
            raise ValueError("members says exactly who is in the queue; more_members has no place beside it")
        return self


_ROWS = Rows(
    path=QUEUES,
    id="QueueId",
    flags=frozenset({"AutoRoutingFlag", "EnabledFlag", "ExternalFlag"}),
    numbers=frozenset({"QueueId", "AlternateQueueId", "OwnerResourceId"}),
    create_only=frozenset({"QueueNumber", "StripeCd"}),
    spelled={
        "Description": ("Description", "QueueDesc", "QueueDescription"),
        "OwnerResourceId": ("OwnerResourceId", "OwnerId"),
    },
)
_MORE = "moreMembers"
_PARTS = ("members", _MORE, "teams", "overflow", "owner")


@dataclass(frozen=True, slots=True)
class Queues:
    """Queues and their parts, read by one call for all."""

    narrow: bool = True

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read all with their parts, then the names of the people in few calls."""
        found = await adf.rows(read, QUEUES, order="QueueId", expand=queue_parts.EXPAND)
        more = [w for w in wanted or () if _MORE in w.wire]
        names, ids = {str(w.wire.get("QueueName")) for w in more}, {w.id for w in more if w.id}
        items = await self._shown(read, found)
        return [_with_more(i) if i.id in ids or i.wire.get("QueueName") in names else i for i in items]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one."""
        row = await read.get(self._path(item), {"expand": queue_parts.EXPAND}, missing_ok=True)
        if not isinstance(row, Mapping):
            return None
        found = (await self._shown(read, [row]))[0]
        return _with_more(found) if _MORE in item.wire else found

    async def create(self, write: Writer, body: Body) -> Item:
        """Post the queue, then its parts."""
        sent = await self._sent(write, body, {})
        made = await _ROWS.create(write, sent)
        await queue_parts.bring(write, made.id, {}, body)
        return Item(made.id, {**made.wire, **{k: body[k] for k in _PARTS if k in body}})

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Patch what differs, and bring its parts."""
        sent = await self._sent(write, body, item.wire)
        await _ROWS.update(write, item, sent, changed)
        await queue_parts.bring(write, item.id, item.wire, body)

    async def delete(self, write: Writer, item: Item) -> None:
        """Take its parts out, then delete it."""
        emptied = dict.fromkeys(("members", "teams", "overflow"), ())
        await queue_parts.bring(write, item.id, item.wire, emptied)
        await _ROWS.delete(write, item)

    async def _sent(self, write: Writer, body: Body, live: Mapping[str, object]) -> Body:
        sent = {k: v for k, v in body.items() if k not in _PARTS}
        if "owner" in body and body["owner"] != live.get("owner"):
            owner = body["owner"]
            found = await people.parties(write, [owner]) if owner else {}
            sent["OwnerResourceId"] = found.get(str(owner).casefold())
        return sent

    async def _shown(self, read: Reader, rows: Sequence[Mapping[str, object]]) -> Sequence[Item]:
        items = [_ROWS.item(row) for row in rows]
        found = await queue_parts.shown(read, [item.wire for item in items])
        return [Item(item.id, wire) for item, wire in zip(items, found, strict=True)]

    def _path(self, item: Item) -> str:
        return adf.place(item.wire, f"{QUEUES}/{segment(item.id)}")


def _with_more(item: Item) -> Item:
    """Show the members once more, for a queue of which only some are managed."""
    return Item(item.id, {**item.wire, _MORE: item.wire.get("members")})


async def _busy(read: Reader, item: Item) -> str | None:
    """Refuse the delete of a queue that holds open work."""
    row = await read.get(f"{QUEUES}/{segment(item.id)}", missing_ok=True)
    counts = {name: (row or {}).get(name) for name in ("OpenSrCount", "OpenUwoCount")}
    held = [f"{count} {what}" for (name, what) in _OPEN.items() if (count := counts[name])]
    return f"the queue holds {' and '.join(held)}" if held else None


_OPEN = {"OpenSrCount": "open service requests", "OpenUwoCount": "open work items"}


Queue = Kind(
    name="fusion.Queue",
    spec=QueueSpec,
    api=Queues(),
    concept=Concept.QUEUE,
    summary="A queue of chats and messages, with its agents, teams and overflow queues.",
    doc=f"{GUIDE}/api-queues.html",
    evidence=(
        *crud(QUEUES, "QueueId"),
        *evidence(
            f"update POST {QUEUES}/{{QueueId}}/child/resourceMembers",
            f"update DELETE {QUEUES}/{{QueueId}}/child/resourceMembers/{{QueueResourceId}}",
            f"update POST {QUEUES}/{{QueueId}}/child/resourceTeams",
            f"update DELETE {QUEUES}/{{QueueId}}/child/resourceTeams/{{QueueResourceId}}",
            f"update POST {QUEUES}/{{QueueId}}/child/overflowQueues",
            f"update PATCH {QUEUES}/{{QueueId}}/child/overflowQueues/{{QueueResourceId}}",
            f"update DELETE {QUEUES}/{{QueueId}}/child/overflowQueues/{{QueueResourceId}}",
            f"list GET {people.PATH}",
        ),
    ),
    probe=_busy,
    calls=lambda operation, _: 40 if operation == "update" else 20,
    example={
        "label": "WhatsApp Customer Service",
        "number": "WA_CS",
        "auto_routing": True,
        "members": ["agent1"],
    },
)
