"""How operations are declared, who may call them, and how lists are cut."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from msgops.sandbox.kit import Call, Handler, Reply, Simulator
from msgops_genesys.simulator.errors import refused

API = "/api/v2"
Row = dict[str, Any]
SIZE, MOST = 25, 500
"""Rows of a page unasked, and at most. [documented: 25; the most: assumed]"""
PER_MINUTE = 300
"""Calls of one token in a minute. [documented]"""


def operation(simulator: Simulator, method: str, path: str, handler: Handler, *needs: str) -> None:
    """Declare an operation; the caller's roles must grant one of the permissions."""
    simulator.route(method, f"{API}{path}", scopes=needs)(_counted(handler))


def _counted(handler: Handler) -> Handler:
    def work(call: Call) -> Reply:
        reply = handler(call)
        minute = int(call.simulator.world.now().timestamp()) // 60
        rate = call.simulator.world.table("rate").setdefault("token", {"minute": minute, "count": 0})
        if rate["minute"] != minute:
            rate.update(minute=minute, count=0)
        rate["count"] += 1
        headers = {
            "inin-ratelimit-count": str(rate["count"]),
            "inin-ratelimit-allowed": str(PER_MINUTE),
            "inin-ratelimit-reset": str(60 - int(call.simulator.world.now().timestamp()) % 60),
            "ININ-Correlation-Id": call.simulator.world.uuid(),
        }
        return Reply(reply.status, reply.body, {**headers, **reply.headers}, reply.content_type)

    return work


def stamp(call: Call) -> str:
    """Return the time as `2026-01-31T10:00:00.000Z`."""
    now = call.world.now()
    return now.strftime("%Y-%m-%dT%H:%M:%S.") + f"{now.microsecond // 1000:03d}Z"


def number(call: Call, name: str, default: int) -> int:
    """Return a query parameter that is a whole number."""
    text = call.one(name, str(default))
    if not text.isdigit() or int(text) < 1:
        raise refused(f"{name} is not a positive number", field=name)
    return int(text)


def page(call: Call, rows: Iterable[Row]) -> Reply:
    """Return a numbered page. [documented]"""
    found = list(rows)
    size, at = min(number(call, "pageSize", SIZE), MOST), number(call, "pageNumber", 1)
    count = -(-len(found) // size)
    uri = f"{call.path}?pageSize={size}&pageNumber="
    body: Row = {
        "entities": found[(at - 1) * size : at * size],
        "pageSize": size,
        "pageNumber": at,
        "total": len(found),
        "firstUri": f"{uri}1",
        "lastUri": f"{uri}{max(count, 1)}",
        "selfUri": f"{uri}{at}",
        "pageCount": count,
    }
    if at < count:
        body["nextUri"] = f"{uri}{at + 1}"
    if at > 1:
        body["previousUri"] = f"{uri}{at - 1}"
    return Reply(200, body)


def named(call: Call, rows: Iterable[Row], *, prefix: bool = False) -> list[Row]:
    """Return the rows that `name` (with `*` at its ends, or as a prefix) and `id` let through. [documented]"""
    text, ids = call.one("name").casefold(), call.many("id")
    return [r for r in rows if (not ids or r["id"] in ids) and _called(r, text, prefix=prefix)]


def _called(row: Row, text: str, *, prefix: bool) -> bool:
    name, bare = str(row.get("name", "")).casefold(), text.strip("*")
    if not text:
        return True
    if prefix or (text.endswith("*") and not text.startswith("*")):
        return name.startswith(bare)
    if text.startswith("*"):
        return bare in name if text.endswith("*") else name.endswith(bare)
    return name == text


def same_name(rows: Sequence[Row], name: Any) -> Row | None:
    """Return the row of a name, in any case."""
    return next((r for r in rows if str(r.get("name", "")).casefold() == str(name).casefold()), None)
