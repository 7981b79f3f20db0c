"""Lists: filter, order, page (dossier A4, D1.8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from msgops.sandbox.kit import Reply
from msgops_fusion.simulator.errors import SCIM_TYPE
from msgops_fusion.simulator.scim.attributes import Schema, find
from msgops_fusion.simulator.scim.filters import parse, values
from msgops_fusion.simulator.scim.shape import Row
from msgops_fusion.simulator.scim.values import invalid

LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
PAGE, MOST = 50, 1000
"""Rows of a page unless told, and at most. [documented]"""


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list; `following` is the token of the next page where pages are asked for by token."""

    rows: Sequence[Row]
    total: int
    start: int
    following: str = ""


def search(rows: Sequence[Row], schema: Schema, given: Mapping[str, Any]) -> Page:
    """Return the page that `filter, sortBy, sortOrder, startIndex, count` (or `page, limit`) name."""
    if given.get("filter"):
        test = parse(str(given["filter"]), schema)
        rows = [row for row in rows if test(row)]
    if given.get("sortBy"):
        rows = _ordered(rows, schema, str(given["sortBy"]), str(given.get("sortOrder") or "ascending"))
    by_token = "limit" in given or "page" in given
    start = max(1, _number(given, "page" if by_token else "startIndex", 1))
    count = min(MOST, max(0, _number(given, "limit" if by_token else "count", PAGE)))
    shown = rows[start - 1 : start - 1 + count]
    end = start + len(shown)
    return Page(shown, len(rows), start, str(end) if by_token and shown and end <= len(rows) else "")


def _number(given: Mapping[str, Any], name: str, default: int) -> int:
    try:
        return int(given.get(name, default))
    except ValueError:
        raise invalid(f"{name} is a number.") from None


def _ordered(rows: Sequence[Row], schema: Schema, path: str, order: str) -> list[Row]:
    found = find(schema, path)
    if found is None:
        raise invalid(f"sortBy {path} leads to no attribute.")
    if order.lower() not in ("ascending", "descending"):
        raise invalid("sortOrder is ascending or descending.")

    def key(row: Row) -> tuple[bool, str]:
        held = values(row, *found)
        return not held, str(held[0]).casefold() if held else ""

    return sorted(rows, key=key, reverse=order.lower() == "descending")


def answer(page: Page, shown: Sequence[Row]) -> Reply:
    """Return a list as SCIM has it."""
    body = {
        "schemas": [LIST],
        "totalResults": page.total,
        "Resources": list(shown),
        "startIndex": page.start,
        "itemsPerPage": len(shown),
    }
    return Reply(200, body, {"opc-next-page": page.following} if page.following else {}, SCIM_TYPE)
