"""What the families share: names, evidence, and the way in which the Admin API keeps an object.

A kind is `Kind(api=Rows(…), …)`, see `campaigns.py` for the shortest one. `Rows` knows the API's habits: thin lists with a
detail per object, a create that takes an array, an update that wants the whole object, no delete. Where a field is called
otherwise when it is written, or wrapped, that is a table or a function of the kind.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, model_validator

from msgops.sdk import kind
from msgops.sdk.errors import NotFound, ProviderError, UnknownOutcome
from msgops.sdk.fields import Spec, Wire
from msgops.sdk.kind import Confidence, Item, Wanted
from msgops.sdk.rest import segment
from msgops.sdk.together import together
from msgops_cxone.pages import Row, SkipTop, rows, within
from msgops_cxone.versions import admin, explained

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer
    from msgops.sdk.paging import Paging

ADMIN = "https://developer.niceincontact.com/API/AdminAPI"
USERHUB = "https://developer.niceincontact.com/API/UserHubAPI"
DIGITAL = "https://developer.niceincontact.com/API/DigitalEngagementAPI"
STAYS = "CXone has no delete: it is deactivated, keeps its name, and comes back when it is declared again."
NO_REPLACE = "CXone never deletes it, and its name stays taken; declare one of another name"
_PATIENCE, _EVERY = 60.0, 3.0
"""Seconds that a list may take to show what was made, and between two looks."""
Body = dict[str, Any]
Names = Mapping[str, str]


class Active(Spec):
    """Base of the kinds without a delete: `active` is always managed, so that a document brings a deactivated object back."""

    active: Annotated[bool, Wire("isActive"), Field(description="Always managed, see the delete")] = True

    @model_validator(mode="before")
    @classmethod
    def _activate(cls, data: Any) -> Any:
        return {"active": True, **data} if isinstance(data, Mapping) else data


def is_active(wire: Mapping[str, Any]) -> bool:
    """Whether a live object is in use; only those are exported."""
    return wire.get("isActive") is not False


evidence = partial(kind.evidence, confidence=Confidence.SPEC, source=ADMIN)
"""The specifications are reconstructed from the public catalogue."""


def names(text: str) -> frozenset[str]:
    """Return the words of a text as a set, for long lists of fields."""
    return frozenset(text.split())


def renamed(body: Mapping[str, Any], table: Names) -> Body:
    """Return a body with some fields under other names; an empty name leaves the field out."""
    return {table.get(k, k): v for k, v in body.items() if table.get(k, k)}


def as_text(wire: Mapping[str, Any], ids: Iterable[str]) -> Body:
    """Return an object with these ids as text: they come as numbers or as text; 0 and "" mean none."""
    return {**wire, **{n: str(wire[n]) if wire.get(n) else None for n in ids if n in wire}}


def as_numbers(body: Mapping[str, Any], ids: Iterable[str]) -> Body:
    """Return a body with these ids as numbers, as the writes want them."""
    return {**body, **{n: int(body[n]) for n in ids if str(body.get(n, "")).isdigit()}}


def same(left: object, right: object) -> bool:
    """Whether two names or ids are one: trimmed, without regard to case, numbers as text."""
    return str(left).strip().casefold() == str(right).strip().casefold()


def made(call: str, answer: Any, id_: str, results: str = "") -> str:
    """Return the id in the answer to a create: flat, or in the first of its results."""
    found = answer.get(results) if results and isinstance(answer, Mapping) else answer
    first = found[0] if isinstance(found, list) and found else found
    value = first.get(id_) if isinstance(first, Mapping) else None
    if value is None:
        raise ProviderError(call, f"the answer holds no {id_}")
    return str(value)


async def appearing(write: Writer, call: str, look: Callable[[], Awaitable[Sequence[Item]]]) -> Item:
    """Return the object that a create without an answer has made: its list may show it only after a while."""
    waited = 0.0
    while not (found := await look()):
        if waited >= _PATIENCE:
            raise UnknownOutcome(call, f"it was accepted and is in no list after {_PATIENCE:.0f} s")
        await write.clock.sleep(_EVERY)
        waited += _EVERY
    if waited:
        write.lagged(call, waited)
    return found[0]


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Objects of the Admin API at `path`, found by name and read in detail.

    Attributes:
        kind: short name of the kind, for its version.
        path, id: the collection, and the field with the id.
        name: the field with the natural key, as the list shows it.
        pages: how the list is cut.
        params: query of the list.
        key: where the detail stands in its answer, an object or a list of one, as `a.b`; left out: bare.
        thin: whether the list lacks fields that the detail has.
        ids: fields that hold ids of other objects.
        creates: name of the array that the create wants, and of the results that it answers; left out: flat.
        updates: name of the object that the update wants; left out: flat.
        update_fields: fields of the live object that an update repeats, because it takes the whole object.
        on_read, on_create, on_update: fields that have another name there; an empty one is left out.
        read, write: last touches on an object that was read, and on a body (`operation` is create or update).
        create_active: whether the create takes `isActive`.
        create_fields: what the create takes, where that is not everything; an update follows for the rest.
        answers: where the create's answer holds the object, when it is no list of results.
        query: operations (create, update) whose fields stand in the query instead of a body.
        status: whether deactivating is `PATCH …/status?isActive=false`; else it is an update.
        deletes: whether there is a real DELETE.

    """

    kind: str
    path: str
    id: str
    name: str
    pages: Paging
    params: Mapping[str, Any] = field(default_factory=dict)
    key: str = ""
    thin: bool = True
    ids: frozenset[str] = frozenset()
    creates: tuple[str, str] | None = None
    updates: str = ""
    update_fields: frozenset[str] = frozenset()
    on_read: Names = field(default_factory=dict)
    on_create: Names = field(default_factory=dict)
    on_update: Names = field(default_factory=dict)
    read: Callable[[Reader, Body], Body] | None = None
    write: Callable[[Reader, Body, str], Body] | None = None
    create_active: bool = True
    create_fields: frozenset[str] | None = None
    query: frozenset[str] = frozenset()
    answers: str = ""
    status: bool = False
    deletes: bool = False
    more_of_update: Mapping[str, Any] = field(default_factory=dict)
    narrow: bool = True

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read the list, inactive objects too, and the details of those that are wanted (`None`: of all)."""
        path = await admin(read, self.kind, self.path)
        try:
            found = await self.pages.fetch(read, path, self.params)
        except NotFound as error:
            raise await explained(read, self.kind, self.path, error) from None
        items = [self.item(read, row) for row in found]
        if not self.thin:
            return items
        return await together(*(self._whole(read, item, wanted) for item in items))

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one object in detail."""
        body = await read.get(
            f"{await admin(read, self.kind, self.path)}/{segment(item.id)}", missing_ok=True
        )
        row = self.unwrapped(body)
        return self.item(read, {self.id: item.id, **row}) if row else None

    async def create(self, write: Writer, body: Body) -> Item:
        """Post the object, as an array of one where the API wants that; a new object is active unless it is wanted otherwise."""
        path = await admin(write, self.kind, self.path)
        known = self.create_fields
        sent = self._written(write, {k: v for k, v in body.items() if known is None or k in known}, "create")
        if not self.create_active:
            sent.pop("isActive", None)
        if "create" in self.query:
            answer = (await write.post(path, params=sent)).json
        else:
            answer = (await write.post(path, {self.creates[0]: [sent]} if self.creates else sent)).json
        results = self.answers or (self.creates[1] if self.creates else "")
        id_ = made(f"POST {path}", answer, self.created, results)
        item = Item(id_, {**body, self.id: id_})
        if self._left(body):
            await self.update(write, item, body, frozenset({"active"}))
        return item

    def _left(self, body: Body) -> bool:
        """Whether something that is wanted could not be said in the create; a new object is active."""
        inactive = not self.create_active and body.get("isActive") is False
        known = self.create_fields
        return inactive or (
            known is not None
            and any(v is not None and k not in known for k, v in body.items() if k != "isActive")
        )

    @property
    def created(self) -> str:
        """The field of the create's answer that holds the id."""
        return self.on_create.get(self.id, self.id)

    async def named(self, read: Reader, name: Any) -> Sequence[Item]:
        """Return the objects of a name, as the list shows them."""
        return [item for item in await self.list(read, ()) if same(item.wire.get(self.name), name)]

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Put the whole object: what is live, and over it what is wanted."""
        del changed
        path = f"{await admin(write, self.kind, self.path)}/{segment(item.id)}"
        live = self.unwrapped(await write.get(path))
        kept = {k: v for k, v in live.items() if k in self.update_fields and v is not None}
        sent = self._written(write, {**kept, **body}, "update")
        if "update" in self.query:
            await write.send("PUT", path, params=sent)
        else:
            await write.put(path, {**self.more_of_update, self.updates: sent} if self.updates else sent)

    async def delete(self, write: Writer, item: Item) -> None:
        """Delete, or deactivate where there is no delete; an object that is gone is no error."""
        path = f"{await admin(write, self.kind, self.path)}/{segment(item.id)}"
        try:
            if self.deletes:
                await write.delete(path)
            elif self.status:
                await write.send("PATCH", f"{path}/status", params={"isActive": "false"})
            else:
                await self.update(write, item, {"isActive": False}, frozenset({"active"}))
        except NotFound:
            return

    def item(self, read: Reader, row: Row) -> Item:
        """Return a row in the shape of the spec."""
        wire = as_text(renamed(row, self.on_read), self.ids)
        found = self.read(read, wire) if self.read else wire
        return Item(str(found.get(self.id, "")), found)

    def unwrapped(self, body: Any) -> Body:
        """Return the object of a detail's answer; empty when there is none."""
        found = within(body, self.key)
        if isinstance(found, list):
            found = next(iter(rows(found, "")), None)
        return dict(found) if isinstance(found, Mapping) else {}

    async def _whole(self, read: Reader, item: Item, wanted: Sequence[Wanted] | None) -> Item:
        if wanted is not None and not any(self._is(item, w) for w in wanted):
            return item
        detail = await self.get(read, item)
        # Gone between list and detail, or a list that shows more than can be read: it is there all the same.
        return Item(item.id, {**item.wire, **detail.wire}) if detail is not None else item

    def _is(self, item: Item, wanted: Wanted) -> bool:
        name = wanted.wire.get(self.name)
        return item.id == wanted.id or (name is not None and same(item.wire.get(self.name), name))

    def _written(self, write: Reader, body: Mapping[str, Any], operation: str) -> Body:
        sent = as_numbers({k: v for k, v in body.items() if v is not None}, self.ids)
        sent = self.write(write, sent, operation) if self.write else sent
        return renamed(sent, self.on_create if operation == "create" else self.on_update)


def skip_top(items: str) -> SkipTop:
    """Return the usual list of the Admin API."""
    return SkipTop(items)
