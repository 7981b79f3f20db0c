"""CXone's styles of pages (dossier A.5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from msgops.sandbox.kit import Call, Reply
from msgops_cxone.simulator.api import UNIT
from msgops_cxone.simulator.errors import Refused
from msgops_cxone.simulator.shapes import flag, number, required

Row = dict[str, Any]
TOP, MOST = 50, 100
"""How many rows come unasked, and at most. [documented: observed]"""


def iso(call: Call) -> str:
    """Return the time as `2026-01-31T10:00:00.000Z`."""
    now = call.world.now()
    return now.strftime("%Y-%m-%dT%H:%M:%S.") + f"{now.microsecond // 1000:03d}Z"


def narrowed(call: Call, rows: Iterable[Row], *named: str, active: str = "isActive") -> list[Row]:
    """Return the rows that `searchString` (in one of the named fields), `isActive` and `updatedSince` let through."""
    text, wanted = call.one("searchString").casefold(), flag(call, "isActive")
    since = call.one("updatedSince") or call.one("updateSince")
    found = [
        row
        for row in rows
        if (not text or any(text in str(row.get(n) or "").casefold() for n in named))
        and (wanted is None or row.get(active) is wanted)
        and (not since or str(row.get("lastUpdateTime") or row.get("lastUpdated") or "~") >= since)
    ]
    return ordered(call, found)


def ordered(call: Call, rows: Sequence[Row]) -> list[Row]:
    """Return the rows in the order of `orderBy=field` or `orderBy=field desc`. [assumed: the words]"""
    field, _, direction = call.one("orderBy").partition(" ")
    if not field:
        return list(rows)
    return sorted(
        rows, key=lambda row: str(row.get(field, "")).casefold(), reverse=direction.lower() == "desc"
    )


def only(call: Call, row: Row, *always: str) -> Row:
    """Return the fields that `fields` asks for, and those that are never left out."""
    wanted = call.many("fields")
    return {k: v for k, v in row.items() if k in wanted or k in always} if wanted else row


def page(call: Call, key: str, rows: Sequence[Row], envelope: str = "totalRecords businessUnitId") -> Reply:
    """Return `skip` and `top` of a list; an empty list has no body. [documented]"""
    if not rows:
        return Reply(204)
    skip, top = number(call, "skip", 0), min(number(call, "top", TOP), MOST)
    frame = {
        "totalRecords": len(rows),
        "businessUnitId": UNIT,
        "businessUnit": UNIT,
        "lastPollTime": iso(call),
        "hiddenAgents": 0,
        "_links": _links(call, skip, top, len(rows)),
    }
    shown = [only(call, row) for row in rows[skip : skip + top]]
    return Reply(200, {**{name: frame[name] for name in envelope.split()}, key: shown})


def _links(call: Call, skip: int, top: int, total: int) -> dict[str, str]:
    base = getattr(call.simulator, "base_url", "")
    rest = {k: v[0] for k, v in call.query.items() if k not in ("skip", "top")}

    def link(start: int) -> str:
        return f"{base}{call.path}?{urlencode({**rest, 'skip': start, 'top': top})}"

    out = {"self": link(skip)}
    if skip + top < total:
        out["next"] = link(skip + top)
    if skip > 0:
        out["previous"] = link(max(0, skip - top))
    return out


def whole(key: str, rows: Sequence[Row], **more: Any) -> Reply:
    """Return a list that has no pages; an empty one has no body. [documented]"""
    return Reply(200, {**more, key: list(rows)}) if rows else Reply(204)


def by_index(call: Call, key: str, rows: Sequence[Row], name: str) -> Reply:
    """Return the rows of `maximumRows` and `startRowIndex`; every parameter is required. [documented]"""
    required(call, "status", "maximumRows", "startRowIndex", "orderColumn", "orderAsc")
    ascending = call.one("orderAsc").lower()
    if ascending not in ("true", "false"):
        raise Refused("orderAsc is True or False", field="orderAsc")
    text, column = call.one("searchText").casefold(), call.one("orderColumn")
    found = [row for row in rows if text in str(row[name]).casefold()]
    found.sort(key=lambda row: str(row.get(column, "")).casefold(), reverse=ascending == "false")
    start, most = number(call, "startRowIndex"), number(call, "maximumRows")
    if not found:
        return Reply(204)
    return Reply(200, {key: found[start : start + most], "totalRecords": len(found)})


def by_page(call: Call, rows: Sequence[Row], *, size: int, most: int = 500) -> list[Row]:
    """Return a page of the Digital API; the first is page 1. [assumed]"""
    at, per = number(call, "page", 1), number(call, "size", size)
    if at < 1 or not 1 <= per <= most:
        raise Refused("page and size are out of range", field="page" if at < 1 else "size")
    return list(rows[(at - 1) * per : at * per])


def searched(rows: Iterable[Row], wanted: Mapping[str, Any], operations: Mapping[str, Any]) -> list[Row]:
    """Return the rows that a `filter` of the platform names; `LIKE` looks inside the word. [assumed]"""

    def fits(row: Row, name: str, values: Any) -> bool:
        mine = str(row.get(name, "")).casefold()
        words = [str(v).casefold() for v in (values if isinstance(values, list) else [values])]
        found = any(w in mine for w in words) if operations.get(name) == "LIKE" else mine in words
        return not found if operations.get(name) == "NOT" else found

    return [row for row in rows if all(fits(row, n, v) for n, v in wanted.items())]
