"""How configuration objects are read and written: pages by `Range`, the properties that are asked for, the changed ones alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from msgops.sdk.errors import NotFound
from msgops.sdk.kind import Item, Wanted
from msgops.sdk.rest import segment

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

Body = dict[str, Any]
PER = 200
"""The server gives no more objects at once when properties are asked for."""
FEW = 20
"""Objects of a long list that are read one by one."""
_IDENTITY = "configurationId"
_TOTAL = re.compile(r".*/([0-9]+)$")


def place(type_: str, id_: str = "") -> str:
    """Return the path of a type of objects, or of one object."""
    return f"/configuration/{type_}" + (f"/{segment(id_)}" if id_ else "")


def reference(id_: str) -> Body:
    """Return how an object names another one."""
    return {"id": id_}


def ids(found: Any) -> list[str]:
    """Return the ids of a list of references."""
    rows = found if isinstance(found, list) else []
    return [str(row["id"]) for row in rows if isinstance(row, Mapping) and row.get("id") is not None]


def identity(row: Mapping[str, Any]) -> str:
    """Return what an object is called."""
    found = row.get(_IDENTITY)
    return str(found.get("id", "")) if isinstance(found, Mapping) else ""


async def rows(
    read: Reader, type_: str, select: Iterable[str] = (), **params: str
) -> list[Mapping[str, Any]]:
    """Return all objects of a type with these properties; without any, their ids, which the server never cuts."""
    named = ",".join(select)
    if not named:
        return _items(await read.get(place(type_), params or None))
    found: list[Mapping[str, Any]] = []
    while True:
        wanted = f"items={len(found)}-{len(found) + PER - 1}"
        answer = await read.answer(place(type_), {**params, "select": named}, {"Range": wanted})
        page = _items(answer.json)
        found += page
        total = _TOTAL.match(answer.headers.get("content-range", ""))
        if len(page) < PER or (total and len(found) >= int(total[1])):
            return found


def _items(body: Any) -> list[Mapping[str, Any]]:
    found = body.get("items") if isinstance(body, Mapping) else None
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []


@dataclass(frozen=True, kw_only=True)
class Objects:
    """The objects of one type. Their name is their id.

    Attributes:
        type: the last part of the path.
        select: the properties that are read; one without a value is left out of the answer.
        shown: makes a flat object from the vendor's.
        sent: makes the vendor's properties from flat ones, and from the object as it is read.
        narrow: whether there may be thousands, so that only those that are wanted are read.

    """

    type: str
    select: tuple[str, ...]
    shown: Callable[[Mapping[str, Any]], Body]
    sent: Callable[[Body, Mapping[str, Any]], Body]
    narrow: bool = False

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read those that are wanted one by one where they are few, else every page."""
        names = sorted({n for w in wanted or () for n in (w.id, str(w.wire.get("id") or "")) if n})
        if wanted is not None and self.narrow and len(names) <= FEW:
            found = [await self.get(read, Item(name, {})) for name in names]
            return list({i.id: i for i in found if i is not None}.values())
        return [self._item(row) for row in await rows(read, self.type, self.select)]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one object again."""
        params = {"select": ",".join(self.select)}
        row = await read.get(place(self.type, item.id), params, missing_ok=True)
        return self._item(row) if isinstance(row, Mapping) else None

    async def create(self, write: Writer, body: Body) -> Item:
        """Post the whole object."""
        await write.post(place(self.type), {_IDENTITY: self._named(body), **self.sent(_without(body), {})})
        return Item(str(body["id"]), body)

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Put the properties that differ; the others stay as they are."""
        del changed
        new = {k: v for k, v in _without(body).items() if item.wire.get(k) != v}
        if new:
            await write.put(
                place(self.type, item.id), {_IDENTITY: reference(item.id), **self.sent(new, item.wire)}
            )

    async def delete(self, write: Writer, item: Item) -> None:
        """Delete the object; gone already is good."""
        try:
            await write.delete(place(self.type, item.id))
        except NotFound:
            return

    def _named(self, body: Body) -> Body:
        return {"id": body["id"], "displayName": body["id"]}

    def _item(self, row: Mapping[str, Any]) -> Item:
        return Item(identity(row), {"id": identity(row), **self.shown(row)})


def _without(body: Body) -> Body:
    return {k: v for k, v in body.items() if k != "id"}
