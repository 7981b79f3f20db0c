"""Objects with lists of others beside them: read, added to and taken from by calls of their own.

A list is read only for objects that declare it, or for all when everything is read. It is the whole list: what the
document does not name is taken away.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from msgops.sdk.errors import NotFound, Refused
from msgops.sdk.kind import Item, Wanted
from msgops.sdk.rest import segment
from msgops.sdk.together import together
from msgops_cxone.kinds.common import Body, Rows
from msgops_cxone.pages import SkipTop
from msgops_cxone.versions import admin

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

Taken = Callable[[Any, Sequence[str]], Sequence[str]]
"""Finds in the answer to an addition which of the ids were not taken, where the answer calls that a success."""


@dataclass(frozen=True, kw_only=True)
class Link:
    """A list at `…/{id}/{suffix}`.

    Attributes:
        name: of the field in the spec; its wire name is `links/{name}`.
        suffix: last part of the path.
        items: where the list's answer holds its rows, as `a.b`.
        id: the row's id.
        body: name of the array that a write takes, and of the id in it; left out: a call for each, the id in the path.
        text: whether the ids go as text.
        add, remove: query of the two writes.
        refused: which ids an addition did not take.

    """

    name: str
    suffix: str
    items: str
    id: str
    body: tuple[str, str] | None = None
    text: bool = False
    add: Mapping[str, str] = field(default_factory=dict)
    remove: Mapping[str, str] = field(default_factory=dict)
    refused: Taken = lambda _answer, _ids: ()

    @property
    def wire(self) -> str:
        """Name of the list in the object."""
        return f"links/{self.name}"

    async def read(self, read: Reader, path: str) -> list[str]:
        """Return the ids, sorted."""
        try:
            found = await SkipTop(self.items).fetch(read, f"{path}/{self.suffix}")
        except NotFound:
            return []
        return sorted(str(row[self.id]) for row in found if row.get(self.id) is not None)

    async def write(self, write: Writer, path: str, wanted: Sequence[Any]) -> None:
        """Bring the list to these ids."""
        live, ids = set(await self.read(write, path)), {str(w) for w in wanted}
        if new := sorted(ids - live):
            await self._send(write, "POST", path, new)
        if old := sorted(live - ids):
            try:
                await self._send(write, "DELETE", path, old)
            except (NotFound, Refused):
                # Sent twice because an answer was lost: what is gone already is no error.
                if set(await self.read(write, path)) & set(old):
                    raise

    async def _send(self, write: Writer, method: str, path: str, ids: Sequence[str]) -> None:
        base = f"{path}/{self.suffix}"
        if self.body is None:
            for one in ids:
                await write.send(method, f"{base}/{segment(one)}")
            return
        array, key = self.body
        sent = {array: [{key: one if self.text else int(one)} for one in ids]}
        answer = await write.send(method, base, sent, self.add if method == "POST" else self.remove)
        if method == "POST" and (refused := self.refused(answer.json, ids)):
            text = f"{', '.join(refused)} was not taken into {self.name}"
            raise Refused(f"POST {base}", text, status=answer.status)


def not_among(place: str, key: str) -> Taken:
    """Return what finds the ids that the list at `place` of the answer lacks."""

    def find(answer: Any, ids: Sequence[str]) -> Sequence[str]:
        found = answer.get(place) if isinstance(answer, Mapping) else None
        taken = {str(row.get(key)) for row in found or () if isinstance(row, Mapping)}
        return [one for one in ids if one not in taken]

    return find


@dataclass(frozen=True, kw_only=True)
class LinkedRows(Rows):
    """Objects of the Admin API with lists beside them."""

    links: tuple[Link, ...] = ()

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read the objects, and the lists of those that want them."""
        items = await Rows.list(self, read, wanted)
        return await together(*(self._with(read, item, self._asked(item, wanted)) for item in items))

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one object, and the lists that were read before."""
        found = await Rows.get(self, read, item)
        asked = [link for link in self.links if item.wire.get(link.wire) is not None]
        return await self._with(read, found, asked) if found is not None else None

    async def create(self, write: Writer, body: Body) -> Item:
        """Post the object, then its lists."""
        item = await Rows.create(self, write, self._own(body))
        await self._put(write, item, body, frozenset(link.name for link in self.links))
        return Item(item.id, {**body, **item.wire})

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Put the object where a field of its own differs, and the lists that differ."""
        if changed - {link.name for link in self.links}:
            await Rows.update(self, write, item, self._own(body), changed)
        await self._put(write, item, body, changed)

    def _own(self, body: Body) -> Body:
        beside = {link.wire for link in self.links}
        return {k: v for k, v in body.items() if k not in beside}

    async def _put(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        path = f"{await admin(write, self.kind, self.path)}/{segment(item.id)}"
        for link in self.links:
            wanted = body.get(link.wire)
            if link.name in changed and isinstance(wanted, list | tuple):
                await link.write(write, path, wanted)

    def _asked(self, item: Item, wanted: Sequence[Wanted] | None) -> Sequence[Link]:
        if wanted is None:
            return self.links
        mine = [w for w in wanted if self._is(item, w)]
        return [link for link in self.links if any(w.wire.get(link.wire) is not None for w in mine)]

    async def _with(self, read: Reader, item: Item, asked: Sequence[Link]) -> Item:
        if not asked:
            return item
        path = f"{await admin(read, self.kind, self.path)}/{segment(item.id)}"
        found = await together(*(link.read(read, path) for link in asked))
        lists = {link.wire: ids for link, ids in zip(asked, found, strict=True)}
        return Item(item.id, {**item.wire, **lists})


def calls(*links: str, own: int = 1) -> Callable[[str, frozenset[str]], int]:
    """Return how many writes an operation takes at most: one for each list, at least, and those of the object."""

    def count(operation: str, fields: frozenset[str]) -> int:
        beside = 2 * len(fields & set(links))
        return 1 if operation == "delete" else beside + (own + 1 if operation == "create" else own)

    return count
