"""The ways in which lists are cut (dossier A.5), and where answers hold their objects. An empty list may be an answer without a body."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from msgops.sdk.http import Reader

Row = Mapping[str, Any]
Params = Mapping[str, Any]
_MOST = 1000
"""Pages after which a list that does not end is given up."""


def rows(body: Any, items: str) -> list[Row]:
    """Return the elements of an answer: under `items`, or the answer itself; none where there is no body."""
    found = body.get(items) if items and isinstance(body, Mapping) else body
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []


def within(body: Any, place: str) -> Any:
    """Return what stands at `a.b` of an answer; where an object lacks the name, the object itself."""
    found = body
    for name in place.split(".") if place else ():
        found = found.get(name, found) if isinstance(found, Mapping) else found
    return found


def total(body: Any, name: str = "totalRecords") -> int | None:
    """Return how many elements the whole list has, where the answer tells."""
    text = str(body.get(name)) if isinstance(body, Mapping) else ""
    return int(text) if text.isdigit() else None


@dataclass(frozen=True, slots=True)
class SkipTop:
    """The Admin API: `skip` and `top`, until `totalRecords` are there or a page is empty; `items` may be `a.b`."""

    items: str
    per: int = 100

    async def fetch(self, read: Reader, path: str, params: Params | None = None) -> Sequence[Row]:
        """Read page after page; the vendor may return fewer than were asked for."""
        found: list[Row] = []
        for _ in range(_MOST):
            body = await read.get(path, {**(params or {}), "skip": len(found), "top": self.per})
            page, whole = rows(within(body, self.items), ""), total(body)
            found.extend(page)
            if not page or (len(page) < self.per if whole is None else len(found) >= whole):
                break
        return found


@dataclass(frozen=True, slots=True)
class Unpaged:
    """Lists of the Admin API that come whole, at `items` (`a.b` for one inside the other)."""

    items: str

    async def fetch(self, read: Reader, path: str, params: Params | None = None) -> Sequence[Row]:
        """Read once."""
        found = within(await read.get(path, params), self.items)
        return rows(found, "")


@dataclass(frozen=True, slots=True)
class RowsIndex:
    """Routing attributes: `maximumRows` and `startRowIndex`, all of the query parameters are compulsory."""

    items: str
    order: str
    per: int = 100

    async def fetch(self, read: Reader, path: str, params: Params | None = None) -> Sequence[Row]:
        """Read until a page is short."""
        found: list[Row] = []
        asked = {"orderColumn": self.order, "orderAsc": "True", **(params or {})}
        for _ in range(_MOST):
            sent = {**asked, "maximumRows": self.per, "startRowIndex": len(found)}
            page = rows(await read.get(path, sent), self.items)
            found.extend(page)
            if len(page) < self.per:
                break
        return found


@dataclass(frozen=True, slots=True)
class PageSize:
    """The Digital API: numbered pages, answered as a bare list (`items` empty) or as `{hits, data}`."""

    items: str = ""
    per: int = 100
    first: int = 1
    size: str = "size"

    async def fetch(self, read: Reader, path: str, params: Params | None = None) -> Sequence[Row]:
        """Read until a page is short, or brings nothing new, or all `hits` are there; `size` empty: the vendor's own page size."""
        found: dict[str, Row] = {}
        for number in range(self.first, self.first + _MOST):
            sent = {**(params or {}), "page": number, **({self.size: self.per} if self.size else {})}
            body = await read.get(path, sent)
            page, hits = rows(body, self.items), total(body, "hits")
            before = len(found)
            found.update({str(row.get("id", f"{number}/{n}")): row for n, row in enumerate(page)})
            ended = len(found) >= hits if hits is not None else bool(self.size) and len(page) < self.per
            if len(found) == before or ended:
                break
        return list(found.values())


@dataclass(frozen=True, slots=True)
class BodyPage:
    """The platform's searches: a POST that reads, whose body holds `skip` and `top`, or `page` with `pageNo` and `pageSize`."""

    items: str
    numbered: bool = False
    per: int = 100
    body: Mapping[str, Any] = field(default_factory=dict)

    async def fetch(self, read: Reader, path: str, params: Params | None = None) -> Sequence[Row]:
        """Search page after page."""
        found: list[Row] = []
        for number in range(1, _MOST):
            place = (
                {"page": {"pageNo": number, "pageSize": self.per}}
                if self.numbered
                else {"skip": len(found), "top": self.per}
            )
            answer = await read.search(path, {**self.body, **place}, params)
            page, whole = rows(answer, self.items), total(answer)
            found.extend(page)
            if not page or (len(page) < self.per if whole is None else len(found) >= whole):
                break
        return found
