"""Teams as the platform's user management has them: the same rows, joined by their UUID (dossier B.23)."""

from __future__ import annotations

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_cxone.simulator.api import platform
from msgops_cxone.simulator.errors import Refused, missing
from msgops_cxone.simulator.lists import Row, searched
from msgops_cxone.simulator.shapes import body, fields, names
from msgops_cxone.simulator.store import change, named, own, rows
from msgops_cxone.simulator.teams import make

_V3 = "/user-management/v3/teams"
_SAME = names(
    "description voiceThreshold chatThreshold maxConcurrentChats emailThreshold maxEmailAutoParkingLimit "
    "workItemThreshold requestContact contactAutoFocus totalContactCount"
)
_SHAPE = fields(
    s="id name description status leadUserId",
    n="voiceThreshold chatThreshold maxConcurrentChats emailThreshold maxEmailAutoParkingLimit workItemThreshold "
    "deliveryMode totalContactCount divisionId",
    b="requestContact contactAutoFocus isDefault",
)


def install(simulator: Simulator) -> None:
    """Declare the operations."""
    platform(simulator, "POST", _V3, _create, "Teams.Create")
    platform(simulator, "PUT", _V3, _update, "Teams.Edit")
    platform(simulator, "GET", f"{_V3}/{{teamId}}", _get, "Teams.View")
    platform(simulator, "POST", "/user-management/v4/teams/search", _search, "Teams.View")


def _team(call: Call, identity: str) -> Row:
    found = named(call.world, "teams", "teamUuid", identity)
    if found is None:
        raise missing(f"team {identity} does not exist")
    return found


def _values(given: Row) -> Row:
    """Translate to the names of the Admin API."""
    if given["status"] not in ("ACTIVE", "INACTIVE"):
        raise Refused("status is ACTIVE or INACTIVE", field="status")
    out = {k: given[k] for k in _SAME if k in given}
    out["isActive"] = given["status"] == "ACTIVE"
    for here, there in (("leadUserId", "teamLeadId"), ("divisionId", "divisionNo")):
        if here in given:
            out[there] = given[here]
    return out


def _shown(team: Row, *names: str) -> Row:
    known = {
        "id": team["teamUuid"],
        "name": team["teamName"],
        "description": team.get("description", ""),
        "status": "ACTIVE" if team["isActive"] else "INACTIVE",
        "leadUserId": team.get("teamLeadId", ""),
        "isDefault": team["teamId"] == 1,
    }
    return {n: known[n] for n in names}


def _create(call: Call) -> Reply:
    given = body(call, _SHAPE, "name", "status")
    own(call, "teams", "teamName", given["name"])
    number = make(call.world, given["name"], **_values(given))
    team = call.world.table("teams")[str(number)]
    return Reply(
        200, {"message": "", "httpCode": 200, "team": _shown(team, "id", "name", "status", "isDefault")}
    )


def _update(call: Call) -> Reply:
    given = body(call, _SHAPE, "id", "name", "status")
    team = _team(call, given["id"])
    own(call, "teams", "teamName", given["name"], team)
    change(call, "teams", team, {"teamName": given["name"], **_values(given)})
    return Reply(
        200, {"message": "", "httpCode": 200, "team": _shown(team, "id", "name", "status", "isDefault")}
    )


def _get(call: Call) -> Reply:
    team = _team(call, call.params["teamId"])
    return Reply(
        200, {"team": _shown(team, "id", "name", "description", "leadUserId", "status", "isDefault")}
    )


def _search(call: Call) -> Reply:
    """Pages stand in the body. [documented]"""
    given = body(
        call, {"filter": "o", "operations": "o", "orderBy": "o", "fields": ["s"], **fields(n="skip top")}
    )
    names = ("id", "name", "description", "status", "leadUserId", "isDefault")
    wanted, how = given.get("filter", {}), given.get("operations", {})
    if not isinstance(wanted, dict) or not isinstance(how, dict):
        raise Refused("filter and operations are objects", field="filter")
    found = searched([_shown(t, *names) for t in rows(call.world, "teams")], wanted, how)
    skip, top = max(0, given.get("skip", 0)), max(0, given.get("top", 50))
    page = found[skip : skip + top]
    return Reply(200, {"totalRecords": len(found), "skip": skip, "top": top, "teams": page})
