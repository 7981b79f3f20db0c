"""Who is in a queue (dossier A3). Members that come with a group are left alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from msgops.sdk.errors import NotFound
from msgops.sdk.fields import CaseInsensitive, Immutable, Key, Ref, Reference, Spec, Text, Wire
from msgops.sdk.kind import Concept, Item, Kind, Wanted
from msgops.sdk.rest import segment
from msgops.sdk.together import together
from msgops_genesys import names
from msgops_genesys.kinds.common import API, PAGES, SITE, Body, evidence
from msgops_genesys.kinds.queues import QUEUES

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer


class QueueMemberSpec(Spec):
    """An agent in a queue; the queue's other members stay."""

    queue: Annotated[Reference, Ref("genesys.Queue"), Wire("queueId"), Key(), Immutable]
    user: Annotated[
        str,
        Text(min=3),
        CaseInsensitive,
        Key(),
        Immutable,
        Field(description="E-mail address of an active user"),
    ]
    ring: Annotated[
        int | None, Wire("ringNumber"), Field(ge=1, le=6, description="Ring of bullseye routing")
    ] = None


@dataclass(frozen=True)
class Members:
    """Members without ids of their own, read queue by queue."""

    narrow: bool = True

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read the members of the queues that are wanted, or of all."""
        if wanted is None:
            queues = [str(q["id"]) for q in await PAGES.fetch(read, f"{API}{QUEUES}")]
        else:
            queues = sorted({str(w.wire["queueId"]) for w in wanted if w.wire.get("queueId")})
        found = await together(*(self._of(read, queue) for queue in queues))
        return [item for items in found for item in items]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Look for the one member among those of the queue."""
        return next((i for i in await self._of(read, str(item.wire["queueId"])) if i.id == item.id), None)

    async def create(self, write: Writer, body: Body) -> Item:
        """Add the member, then set the ring."""
        user = await names.user_id(write, str(body["user"]))
        path = _path(str(body["queueId"]))
        await write.post(path, [{"id": user}], params={"delete": "false"})
        item = Item(f"{body['queueId']}/{user}", {**body, "userId": user})
        if body.get("ringNumber") not in (None, 1):
            await self.update(write, item, body, frozenset({"ring"}))
        return item

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Set the ring."""
        del changed
        if body.get("ringNumber") is None:
            return
        user = str(item.wire["userId"])
        sent = {"id": user, "ringNumber": body["ringNumber"]}
        await write.send("PATCH", f"{_path(str(item.wire['queueId']))}/{segment(user)}", sent)

    async def delete(self, write: Writer, item: Item) -> None:
        """Take the member out; one who is not in it is no error."""
        path = _path(str(item.wire["queueId"]))
        try:
            await write.post(path, [{"id": str(item.wire["userId"])}], params={"delete": "true"})
        except NotFound:
            return

    async def _of(self, read: Reader, queue: str) -> Sequence[Item]:
        try:
            found = await PAGES.fetch(read, _path(queue), {"memberBy": "user"})
        except NotFound:
            return []
        people = await names.people(read) if found else {}
        return [_item(queue, row, people) for row in found]


def _path(queue: str) -> str:
    return f"{API}{QUEUES}/{segment(queue)}/members"


def _item(queue: str, row: Mapping[str, Any], people: Mapping[str, str]) -> Item:
    id_ = str(row["id"])
    user = row.get("user")
    email = user.get("email") if isinstance(user, Mapping) else None
    wire = {
        "queueId": queue,
        "userId": id_,
        "user": str(email or people.get(id_) or id_),
        "ringNumber": row.get("ringNumber"),
    }
    return Item(f"{queue}/{id_}", wire)


QueueMember = Kind(
    name="genesys.QueueMember",
    spec=QueueMemberSpec,
    api=Members(),
    concept=Concept.QUEUE,
    summary="Puts an agent into a queue.",
    doc=SITE,
    evidence=evidence(
        f"list GET {QUEUES}/{{queueId}}/members",
        "list GET /users",
        f"get GET {QUEUES}/{{queueId}}/members",
        f"create POST {QUEUES}/{{queueId}}/members",
        f"update PATCH {QUEUES}/{{queueId}}/members/{{memberId}}",
        f"delete POST {QUEUES}/{{queueId}}/members",
    ),
    eventual=True,
    calls=lambda operation, _: 2 if operation == "create" else 1,
    example={"queue": "example", "user": "ann@acme.example", "ring": "2"},
)
