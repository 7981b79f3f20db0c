"""Configuration objects: lists with select, where, order and Range, and what may be written. [documented]"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from msgops.sandbox.kit import Call, Handler, Reply, Simulator
from msgops_pureconnect.simulator.errors import invalid, refusal
from msgops_pureconnect.simulator.seed import identity
from msgops_pureconnect.simulator.shapes import CHECKS

Row = dict[str, Any]
MOST = 200
"""Items that a list with properties holds at most."""
_RANGE = re.compile(r"items=(\d+)-(\d+)")
_VERBS = {
    "workgroups": "GET POST PUT DELETE",
    "users": "GET POST PUT DELETE",
    "roles": "GET POST PUT DELETE",
    "server-parameters": "GET POST PUT",
    "feature-licenses": "GET",
    "license-allocations": "GET",
}
"""What each type offers: a server parameter cannot be deleted, a licence only be read."""
_MATCH: dict[str, Callable[[str, str], bool]] = {
    "eq": lambda have, want: have.casefold() == want.casefold(),
    "sw": lambda have, want: have.casefold().startswith(want.casefold()),
    "ct": lambda have, want: want.casefold() in have.casefold(),
}


def install(simulator: Simulator) -> None:
    """Declare the operations of each type."""
    for type_, verbs in _VERBS.items():
        path = f"/icws/{{session}}/configuration/{type_}"
        for method, place, handler in (
            ("GET", path, list_),
            ("POST", path, create),
            ("GET", f"{path}/{{id}}", get),
            ("PUT", f"{path}/{{id}}", update),
            ("DELETE", f"{path}/{{id}}", delete),
        ):
            if method in verbs:
                simulator.route(method, place)(_of(type_, handler))


def _of(type_: str, handler: Callable[[Call, str], Reply]) -> Handler:
    return lambda call: handler(call, type_)


def list_(call: Call, type_: str) -> Reply:
    """Without `select` the ids of all; with it at most 200 objects of the `Range`. [documented]"""
    rows = [row for row in call.world.table(type_).values() if _fits(row, call.one("where"))]
    order, _, direction = call.one("orderBy").partition(" ")
    if order:
        rows.sort(key=lambda row: str(_at(row, order)).casefold(), reverse=direction == "desc")
    select = call.one("select")
    wanted = call.headers.get("range", "")
    first, last = _span(wanted, len(rows), MOST if select else max(len(rows), 1))
    page = rows[first : last + 1]
    headers = {}
    if wanted or len(page) < len(rows):
        # [assumed]: how the answer writes it.
        headers["content-range"] = f"items {first}-{first + max(len(page), 1) - 1}/{len(rows)}"
    return Reply(200, {"items": [_shown(row, select) for row in page]}, headers)


def _span(wanted: str, total: int, most: int) -> tuple[int, int]:
    found = _RANGE.fullmatch(wanted) if wanted else None
    if wanted and found is None:
        raise invalid("Range is written items=0-199")
    first, last = (int(found[1]), int(found[2])) if found else (0, total)
    return first, min(last, first + most - 1)


def _fits(row: Row, where: str) -> bool:
    for condition in (c.strip() for c in where.split(",") if c.strip()):
        parts = condition.split(" ", 2)
        if len(parts) != 3 or parts[1] not in _MATCH:
            raise invalid(f"where: {condition}")
        if not _MATCH[parts[1]](str(_at(row, parts[0]) or ""), parts[2]):
            return False
    return True


def _at(row: Row, path: str) -> Any:
    value: Any = row
    for part in path.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _shown(row: Row, select: str) -> Row:
    """Properties without a value are left out. [documented]"""
    names = set(row) if select == "*" else {n.strip() for n in select.split(",") if n.strip()}
    return {k: v for k, v in row.items() if k == "configurationId" or (k in names and v is not None)}


def get(call: Call, type_: str) -> Reply:
    """Return one object. [documented]"""
    return Reply(200, _shown(_found(call, type_), call.one("select")))


def create(call: Call, type_: str) -> Reply:
    """Make an object; its id is its name, and no other has it. [documented; what a second one is told: assumed]"""
    body = _checked(call, type_)
    name = _name(body)
    if not name:
        raise invalid("configurationId.id is required")
    if _find(call, type_, name) is not None:
        raise refusal(400, "error.request.invalidParameter", f"An object {name} exists")
    now = call.world.stamp()
    made = {**body, "configurationId": identity(type_, name), "createdDate": now, "lastModifiedDate": now}
    call.world.table(type_)[name] = made
    return Reply(201, {"configurationId": made["configurationId"]})


def update(call: Call, type_: str) -> Reply:
    """Change the properties that the body names; each is replaced as a whole. [documented; a list as a whole: assumed]"""
    row, body = _found(call, type_), _checked(call, type_)
    if _name(body) not in ("", row["configurationId"]["id"]):
        raise invalid("configurationId is of another object")
    row.update({k: v for k, v in body.items() if k != "configurationId"})
    row["lastModifiedDate"] = call.world.stamp()
    return Reply(204)


def delete(call: Call, type_: str) -> Reply:
    """Remove an object. [documented]"""
    row = _found(call, type_)
    del call.world.table(type_)[row["configurationId"]["id"]]
    return Reply(204)


def _checked(call: Call, type_: str) -> Row:
    body = call.json
    if not isinstance(body, dict):
        raise invalid("The body is no object")
    for name, value in body.items():
        check = CHECKS.get(type_, {}).get(name)
        if check is None:
            raise invalid(f"{type_} have no property {name}")
        if problem := check(call.world, value):
            raise invalid(f"{name}: {problem}")
    return body


def _name(body: Row) -> str:
    found = body.get("configurationId")
    return str(found.get("id", "")) if isinstance(found, dict) else ""


def _find(call: Call, type_: str, name: str) -> Row | None:
    """Names do not differ by case. [assumed]"""
    rows = call.world.table(type_)
    return rows.get(name) or next((r for k, r in rows.items() if k.casefold() == name.casefold()), None)


def _found(call: Call, type_: str) -> Row:
    row = _find(call, type_, call.params["id"])
    if row is None:
        raise refusal(404, "error.request.notFound", f"There is no {call.params['id']}")
    return row
