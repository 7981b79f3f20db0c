"""Conversations: queues and tags (dossier §5.F1, F6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from msgops.sdk.errors import NotFound
from msgops.sdk.fields import Immutable, Key, Ref, Reference, ServerDefault, Spec, Text, Wire
from msgops.sdk.kind import Concept, Item, Kind, Risk, Wanted
from msgops.sdk.rest import Collection, segment
from msgops_infobip.kinds import impact
from msgops_infobip.kinds.common import evidence, p3

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from msgops.sdk.http import Reader, Writer

GUIDE = "https://www.infobip.com/docs/conversations/supervisor-guide"

Name = Annotated[str | None, Text(min=1, max=255), Key(from_name=True)]
"""A name by which people recognise the object; Infobip does not promise that it is unique."""

_ON_CREATE = frozenset({"name", "isAutoAssignmentEnabled", "workingHoursId", "externalId"})
_POSTED = frozenset({"name", "auto_assignment_enabled", "working_hours"})
_DEFAULT_QUEUE = frozenset({"default", "default queue"})


def is_default(wire: Mapping[str, Any]) -> bool:
    """Tell the queue that catches unrouted messages: no field marks it, only its name does."""
    return str(wire.get("name", "")).strip().casefold() in _DEFAULT_QUEUE


def _calls(operation: str, fields: frozenset[str]) -> int:
    """A create that says more than POST takes is completed by a PUT; our mark goes with the POST."""
    return 2 if operation == "create" and fields - _POSTED else 1


class QueueSpec(Spec):
    """A bucket of conversations, and how they are handed to its agents."""

    name: Name = None
    auto_assignment_enabled: Annotated[bool | None, Wire("isAutoAssignmentEnabled"), ServerDefault(False)] = (
        None
    )
    auto_assignment_algorithm: Annotated[
        Literal["LOAD_BALANCING", "ROUND_ROBIN", "PERFORMANCE_BASED"] | None, ServerDefault("LOAD_BALANCING")
    ] = None
    auto_assignment_outside_working_hours: Annotated[
        bool | None, Wire("isAutoAssignmentOutsideOfWorkingHoursEnabled"), ServerDefault(False)
    ] = None
    sticky_auto_assignment_enabled: Annotated[
        bool | None,
        Wire("isStickyAutoAssignmentEnabled"),
        Field(description="To the agent of the last conversation"),
    ] = None
    sticky_agent_timeout_days: Annotated[
        int | None, Field(ge=0, description="Days since the last interaction")
    ] = None
    working_hours: Annotated[Reference | None, Ref("infobip.WorkingHours"), Wire("workingHoursId")] = None
    restricted: Annotated[bool | None, Wire("isRestricted"), ServerDefault(False)] = None


@dataclass(frozen=True)
class Queues:
    """No read by id, two calls to create, and a PUT whose default differs from the one of the POST."""

    path: str = "/ccaas/1/queues"
    narrow: bool = False

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read all queues that are not deleted."""
        del wanted
        return self._items(await p3("queues").fetch(read, self.path))

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one by the filter on ids."""
        found = self._items(await p3("queues").fetch(read, self.path, {"queueIds": item.id}))
        return next((i for i in found if i.id == item.id), None)

    async def create(self, write: Writer, body: dict[str, Any]) -> Item:
        """Post what a create takes, then put the rest."""
        body = {"isAutoAssignmentEnabled": False, **body}
        made = (await write.post(self.path, {k: v for k, v in body.items() if k in _ON_CREATE})).json
        item = Item(str(made["id"]), {**body, **made})
        if not body.keys() <= _ON_CREATE:
            await write.put(self._path(item), body)
        return item

    async def update(self, write: Writer, item: Item, body: dict[str, Any], changed: frozenset[str]) -> None:
        """Put the whole queue; without `isAutoAssignmentEnabled` the PUT would switch it on."""
        del changed
        sent = {"isAutoAssignmentEnabled": bool(item.wire.get("isAutoAssignmentEnabled")), **body}
        foreign = str(item.wire.get("externalId") or "")
        if foreign and not foreign.startswith("msgops:"):
            sent["externalId"] = foreign  # somebody else's key for this queue stays theirs
        await write.put(self._path(item), sent)

    async def delete(self, write: Writer, item: Item) -> None:
        """Delete; the vendor keeps a row with `deletedAt`."""
        try:
            await write.delete(self._path(item))
        except NotFound:
            return

    def _path(self, item: Item) -> str:
        return f"{self.path}/{segment(item.id)}"

    def _items(self, wires: Sequence[Mapping[str, Any]]) -> Sequence[Item]:
        return [Item(str(w["id"]), w) for w in wires if not w.get("deletedAt")]


async def _queue_in_use(read: Reader, item: Item) -> str | None:
    now = await QUEUES.get(read, item)
    if now is None:
        return None
    if is_default(now.wire):
        return "it is the default queue, which catches the messages that no rule routes"
    return await impact.queue_load(read, now.wire)


def _fixed_queue(wire: Mapping[str, Any], changed: frozenset[str]) -> str:
    del changed
    return "the default queue is not managed: change it in the web interface" if is_default(wire) else ""


QUEUES = Queues()
Queue = Kind(
    name="infobip.Queue",
    spec=QueueSpec,
    api=QUEUES,
    concept=Concept.QUEUE,
    summary="A queue of conversations with its assignment rules.",
    doc=f"{GUIDE}#queues-and-routing",
    evidence=evidence(
        "list GET /ccaas/1/queues",
        "get GET /ccaas/1/queues",
        "create POST /ccaas/1/queues",
        "create PUT /ccaas/1/queues/{queueId}",
        "update PUT /ccaas/1/queues/{queueId}",
        "delete DELETE /ccaas/1/queues/{queueId}",
        "delete GET /ccaas/1/queues",
        f"delete GET {impact.CONVERSATIONS}",
    ),
    marker="externalId",
    probe=_queue_in_use,
    probe_calls=3,
    unique=False,
    calls=_calls,
    created="createdAt",
    fixed_if=_fixed_queue,
    exportable=lambda wire: not is_default(wire) and not wire.get("isPrivate"),
    example={
        "auto_assignment_enabled": "true",
        "auto_assignment_algorithm": "ROUND_ROBIN",
        "working_hours": "example",
    },
)


class TagSpec(Spec):
    """A label for conversations."""

    # The specification names letters, digits, `.` and `_`, yet its own example has a blank: no pattern here.
    name: Annotated[str | None, Text(min=1, max=100), Key(from_name=True), Immutable] = None


Tag = Kind(
    name="infobip.Tag",
    spec=TagSpec,
    api=Collection(path="/ccaas/1/tags", id="name", pages=p3("tags"), update_method=None, single=False),
    summary="A tag for conversations.",
    doc="https://www.infobip.com/docs/conversations-api/tags",
    evidence=evidence(
        "list GET /ccaas/1/tags",
        "create POST /ccaas/1/tags",
        "delete DELETE /ccaas/1/tags/{tagName}",
        f"delete GET {impact.CONVERSATIONS}",
    ),
    on_delete=Risk(
        "MG106", "the tag disappears from every conversation that carries it, which cannot be undone"
    ),
    impact=impact.tag,
    audit_item="Tag",
    example={"name": "vip"},
)
