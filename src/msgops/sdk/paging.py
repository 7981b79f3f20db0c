"""How vendors cut lists into pages. Each page object fetches the whole list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from msgops.sdk.together import together

if TYPE_CHECKING:
    from collections.abc import Sequence

    from msgops.sdk.http import Reader

Params = Mapping[str, Any]


class Paging(Protocol):
    """Fetches every element of a list."""

    async def fetch(
        self, read: Reader, path: str, params: Params | None = None
    ) -> Sequence[Mapping[str, Any]]:
        """Return all elements."""
        ...


@dataclass(frozen=True, slots=True)
class Whole:
    """The whole list in one answer, under `items` (empty: the answer is the list)."""

    items: str = ""

    async def fetch(
        self, read: Reader, path: str, params: Params | None = None
    ) -> Sequence[Mapping[str, Any]]:
        """Read once."""
        return _items(await read.get(path, params), self.items)


@dataclass(frozen=True, slots=True)
class Numbered:
    """Numbered pages with a total: the first tells how many there are, the others are read side by side.

    Attributes:
        items: where the elements stand.
        total: where the number of all elements stands, as a dotted path.
        page, size: names of the query parameters; `per` elements are asked for.
        first: number of the first page.

    """

    items: str
    total: str
    page: str = "page"
    size: str = "size"
    per: int = 100
    first: int = 0

    async def fetch(
        self, read: Reader, path: str, params: Params | None = None
    ) -> Sequence[Mapping[str, Any]]:
        """Read all pages."""
        body = await self._page(read, path, params, self.first)
        found = list(_items(body, self.items))
        total: Any = body
        for part in self.total.split("."):
            total = total.get(part) if isinstance(total, Mapping) else None
        if isinstance(total, int):
            last = self.first + -(-total // self.per)
            rest = await together(*(self._page(read, path, params, n) for n in range(self.first + 1, last)))
            for more in rest:
                found.extend(_items(more, self.items))
            return found
        return await self._walk(read, path, params, found)

    async def _walk(
        self, read: Reader, path: str, params: Params | None, found: list[Mapping[str, Any]]
    ) -> Sequence[Mapping[str, Any]]:
        """Without a total: go on until a short page."""
        number, size = self.first, len(found)
        while size >= self.per:
            number += 1
            more = _items(await self._page(read, path, params, number), self.items)
            size = len(more)
            found.extend(more)
        return found

    async def _page(self, read: Reader, path: str, params: Params | None, number: int) -> Any:
        return await read.get(path, {**(params or {}), self.page: number, self.size: self.per})


def _items(body: Any, key: str) -> Sequence[Mapping[str, Any]]:
    found = body.get(key) if key and isinstance(body, Mapping) else body
    return found if isinstance(found, list) else []
