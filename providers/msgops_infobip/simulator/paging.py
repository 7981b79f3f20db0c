"""Infobip's families of pages (dossier §2.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgops.sandbox.kit import Call
from msgops_infobip.simulator.errors import bad


def _number(call: Call, name: str, default: int, least: int, most: int) -> int:
    text = call.one(name, str(default))
    if not text.lstrip("-").isdigit() or not least <= int(text) <= most:
        raise bad("Invalid request", **{name: f"must be between {least} and {most}"})
    return int(text)


def p1(call: Call, items: Sequence[Mapping[str, Any]], *, size: int = 20, most: int = 100) -> dict[str, Any]:
    """`page` and `size`, with `paging` totals."""
    number, per = _number(call, "page", 0, 0, 1 << 30), _number(call, "size", size, 1, most)
    total = len(items)
    paging = {"page": number, "size": per, "totalPages": -(-total // per), "totalResults": total}
    return {"results": list(items[number * per : (number + 1) * per]), "paging": paging}


def p2(call: Call, items: Sequence[Mapping[str, Any]], *, limit: int) -> dict[str, Any]:
    """`page` and `limit`, with `numberCount`."""
    number, per = _number(call, "page", 0, 0, 1 << 30), _number(call, "limit", limit, 1, 1000)
    return {"numbers": list(items[number * per : (number + 1) * per]), "numberCount": len(items)}


def p3(call: Call, items: Sequence[Mapping[str, Any]], key: str) -> dict[str, Any]:
    """Conversations: `page` and `limit` (default 10, most 999), with `pagination`."""
    number, per = _number(call, "page", 0, 0, 1 << 30), _number(call, "limit", 10, 1, 999)
    pagination = {
        "totalItems": len(items),
        "page": number,
        "limit": per,
        "orderBy": call.one("orderBy", "id:asc"),
    }
    return {key: list(items[number * per : (number + 1) * per]), "pagination": pagination}
