"""The ordinary REST collection: a kind that fits it needs no code."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from msgops.sdk.errors import NotFound
from msgops.sdk.kind import Item, Wanted

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer
    from msgops.sdk.paging import Paging

Body = dict[str, Any]


def segment(value: object) -> str:
    """Quote one path segment."""
    return quote(str(value), safe="")


@dataclass(frozen=True, kw_only=True)
class Collection:
    """`GET path`, `POST path`, `GET|PUT|DELETE path/{id}`.

    Attributes:
        path: the collection.
        id: the wire field that holds the id; its value in the create answer wins over the one in the body.
        pages: how the list is cut.
        update: method of the update, `None` where the vendor has none.
        single: whether one object can be read by id; otherwise it is found again in the list.
        not_on_update: wire fields that the update body must not contain.
        partial: the update takes only what changed.
        shape: last touch on a body (`operation` is `create` or `update`).
        read: first touch on an object that was read.

    """

    path: str
    id: str
    pages: Paging
    update_method: str | None = "PUT"
    narrow: bool = False
    single: bool = True
    not_on_update: frozenset[str] = frozenset()
    shape: Callable[[Body, str], Body] | None = None
    read_item: Callable[[Mapping[str, Any]], Mapping[str, Any]] | None = None

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read every page."""
        del wanted
        return [self._item(w) for w in await self.pages.fetch(read, self.path)]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one object again."""
        if not self.single:
            return next((i for i in await self.list(read, None) if i.id == item.id), None)
        wire = await read.get(self._path(item), missing_ok=True)
        return self._item(wire) if isinstance(wire, Mapping) else None

    async def create(self, write: Writer, body: Body) -> Item:
        """Post the object."""
        sent = self.shape(dict(body), "create") if self.shape else body
        answer = (await write.post(self.path, sent)).json
        answered = answer.get(self.id) if isinstance(answer, Mapping) else None
        return Item(
            str(answered if answered is not None else body.get(self.id, "")), {**body, **(answer or {})}
        )

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Put the object."""
        del changed
        sent = {k: v for k, v in body.items() if k not in self.not_on_update}
        if self.shape:
            sent = self.shape(sent, "update")
        await write.send(self.update_method or "PUT", self._path(item), sent)

    async def delete(self, write: Writer, item: Item) -> None:
        """Delete the object; gone already is good."""
        try:
            await write.delete(self._path(item))
        except NotFound:
            return

    def _path(self, item: Item) -> str:
        return f"{self.path}/{segment(item.id)}"

    def _item(self, wire: Mapping[str, Any]) -> Item:
        touched = self.read_item(wire) if self.read_item else wire
        return Item(str(touched.get(self.id, "")), touched)
