"""Users and roles of the pod, in a SCIM dialect of its own (dossier B16, D2.10)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_fusion.simulator import people
from msgops_fusion.simulator.adf.engine import declare
from msgops_fusion.simulator.errors import AdfError
from msgops_fusion.simulator.knobs import knob

_ROLE = "urn:oracle:apps:scim:schemas:fa:1.0:Role"
_USER = "urn:scim:schemas:core:2.0:User"
_FILTER = re.compile(r'\s*(\w+)\s+(eq|sw|co)\s+"([^"]*)"\s*')
ROLES = (
    people.SERVICE_ADMIN,
    people.SECURITY_MANAGER,
    people.SETUP_USER,
    people.AGENT,
    "ORA_SVC_SUPERVISOR_JOB",
)
_PAGE = 500


def install(simulator: Simulator) -> None:
    """Declare the operations, and seed the roles."""
    base, needed = "/hcmRestApi/scim", (people.SECURITY_MANAGER,)
    operations: dict[tuple[str, str], Callable[[Call], Reply]] = {
        ("GET", "Roles"): lambda call: _list(call, "roles", _role, "name"),
        ("GET", "Roles/{id}"): lambda call: Reply(200, _role(call, _row(call, "roles"))),
        ("PATCH", "Roles/{id}"): _patch,
        ("GET", "Users"): lambda call: _list(call, "users", _user, "userName"),
        ("GET", "Users/{id}"): lambda call: Reply(200, _user(call, _row(call, "users"))),
    }
    for (method, path), handler in operations.items():
        declare(simulator, method, f"{base}/{path}", _privileged(handler), needed)
    for name in ROLES:
        id_ = simulator.world.hex32()
        simulator.world.table("roles")[id_] = {"id": id_, "name": name}


def _privileged(handler: Callable[[Call], Reply]) -> Callable[[Call], Reply]:
    """Reading needs the privilege too. [documented]"""

    def work(call: Call) -> Reply:
        if "*" not in call.scopes and people.SECURITY_MANAGER not in call.scopes:
            raise AdfError(403, "Forbidden")
        return handler(call)

    return work


def _row(call: Call, table: str) -> dict[str, Any]:
    found = call.world.table(table).get(call.params["id"])
    if found is None:
        raise AdfError(404, "Not Found")
    return found


def _list(
    call: Call, table: str, shown: Callable[[Call, dict[str, Any]], dict[str, Any]], name: str
) -> Reply:
    found = list(call.world.table(table).values())
    if call.one("filter"):
        match = _FILTER.fullmatch(call.one("filter"))
        if match is None or match[1] not in (name, "id", "displayName"):
            raise AdfError(400, f"The filter {call.one('filter')} cannot be used.")
        found = [row for row in found if _fits(str(row.get(match[1], "")), match[2], match[3])]
    start = max(1, int(call.one("startIndex", "1")))
    page = found[start - 1 : start - 1 + int(call.one("count", str(_PAGE)))]
    body = {
        "itemsPerPage": len(page),
        "startIndex": start,
        "totalResults": len(found),
        "Resources": [shown(call, row) for row in page],
    }
    return Reply(200, body)


def _fits(mine: str, operator: str, wanted: str) -> bool:
    """Compare whatever the case. [assumed]"""
    mine, wanted = mine.casefold(), wanted.casefold()
    return (
        mine == wanted
        if operator == "eq"
        else mine.startswith(wanted)
        if operator == "sw"
        else wanted in mine
    )


def _role(call: Call, row: dict[str, Any]) -> dict[str, Any]:
    members = [
        {"value": u["id"]} for u in call.world.table("users").values() if row["name"] in _seen(call, u)
    ]
    return {
        "id": row["id"],
        "schemas": [_ROLE],
        "name": row["name"],
        "displayName": row["name"].removeprefix("ORA_").replace("_", " ").title(),
        "category": "JOB",
        "members": members,
    }


def _user(call: Call, row: dict[str, Any]) -> dict[str, Any]:
    roles = [r for r in call.world.table("roles").values() if r["name"] in _seen(call, row)]
    return {
        "id": row["id"],
        "schemas": [_USER],
        "userName": row["userName"],
        "displayName": row["displayName"],
        "active": row["active"],
        "roles": [{"id": r["id"], "value": r["name"], "displayName": r["name"]} for r in roles],
    }


def _seen(call: Call, user: dict[str, Any]) -> list[str]:
    """Return the roles of a user as a read shows them: a change takes effect later. [documented; the knob `role_delay`]"""
    waiting: list[tuple[float, list[str]]] = user.get("_waiting", [])
    now = call.world.now().timestamp()
    old = [roles for until, roles in waiting if until > now]
    return old[0] if old else list(user["roles"])


def _patch(call: Call) -> Reply:
    """Add and remove members; no PatchOp of SCIM 2. [documented]"""
    role, body = _row(call, "roles"), call.json
    members = body.get("members") if isinstance(body, dict) else None
    if not isinstance(members, list) or not members:
        raise AdfError(400, "members is required.")
    users, steps = call.world.table("users"), []
    for member in members:
        operation, user = str(member.get("operation", "")).upper(), users.get(str(member.get("value")))
        if operation not in ("ADD", "REMOVE") or user is None:
            raise AdfError(400, f"Member {member.get('value')} cannot be used.")
        steps.append((operation, user))
    for operation, user in steps:
        until = call.world.now().timestamp() + knob(call.world, "role_delay")
        user.setdefault("_waiting", []).append((until, _seen(call, user)))
        roles = [name for name in user["roles"] if name != role["name"]]
        user["roles"] = [*roles, role["name"]] if operation == "ADD" else roles
    return Reply(204)
