"""Unavailable codes, and the teams that have them (dossier B.26)."""

from __future__ import annotations

from typing import Any

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_cxone.simulator.api import admin
from msgops_cxone.simulator.errors import Refused
from msgops_cxone.simulator.lists import Row, iso, narrowed, page
from msgops_cxone.simulator.shapes import body, fields, flag, required
from msgops_cxone.simulator.store import add, change, find, history, own, refer, rows
from msgops_cxone.simulator.teams import codes_of

_SHAPE = fields(s="name notes", n="agentTimeout", b="isACW isActive")
_LISTED = ("id", "name", "isActive", "isACW", "agentTimeout")
_LONGEST = 25


def install(simulator: Simulator) -> None:
    """Declare the operations; there is no DELETE of a code. [documented]"""
    one, of_team = "/unavailable-codes/{unavailableCodeId}", "/teams/{teamId}/unavailable-codes"
    admin(simulator, "GET", "/unavailable-codes", _list, "UnavailableCodes.View")
    admin(simulator, "POST", "/unavailable-codes", _create, "UnavailableCodes.Create")
    admin(simulator, "GET", one, _get, "UnavailableCodes.View")
    admin(simulator, "PUT", one, _update, "UnavailableCodes.Edit")
    admin(simulator, "PATCH", f"{one}/status", _status, "UnavailableCodes.Deactivate")
    admin(simulator, "GET", f"{one}/audit-history", _history, "UnavailableCodes.View")
    admin(simulator, "GET", f"{one}/teams", _teams, "UnavailableCodes.View")
    admin(simulator, "GET", f"{one}/teams/unassigned", _other_teams, "UnavailableCodes.View")
    admin(simulator, "POST", f"{one}/teams", _add_teams, "UnavailableCodes.Edit")
    admin(simulator, "PUT", f"{one}/teams", _set_teams, "UnavailableCodes.Edit")
    admin(simulator, "DELETE", f"{one}/teams", _remove_teams, "UnavailableCodes.Edit")
    admin(simulator, "GET", of_team, _of_team, "Teams.View")
    admin(simulator, "POST", of_team, _add_codes, "Teams.Edit")
    admin(simulator, "PUT", of_team, _set_codes, "Teams.Edit")
    admin(simulator, "DELETE", of_team, _remove_codes, "Teams.Edit")


def _code(call: Call) -> Row:
    return find(call, "unavailable_codes", call.params["unavailableCodeId"], "unavailable code")


def _list(call: Call) -> Reply:
    found = [
        {k: v for k, v in code.items() if k in _LISTED}
        for code in narrowed(call, rows(call.world, "unavailable_codes"), "name")
    ]
    return page(call, "unavailableCodes", found, "totalRecords businessUnitId _links")


def _check(call: Call, given: Row, but: Row | None = None) -> None:
    if len(given["name"]) > _LONGEST:
        raise Refused(f"name has 1 to {_LONGEST} characters", field="name")
    if given.get("agentTimeout", 0) < 0:
        raise Refused("agentTimeout is minutes", field="agentTimeout")
    own(call, "unavailable_codes", "name", given["name"], but)


def _create(call: Call) -> Reply:
    """New codes are active. [assumed]"""
    given = body(call, {k: v for k, v in _SHAPE.items() if k != "isActive"}, "name")
    _check(call, given)
    row = {
        "isActive": True,
        "isACW": False,
        "agentTimeout": 0,
        "notes": "",
        **given,
        "lastUpdateTime": iso(call),
    }
    return Reply(200, {"id": add(call.world, "unavailable_codes", row, "id", 611)["id"]})


def _get(call: Call) -> Reply:
    """Show it within an object. [documented]"""
    return Reply(200, {"unavailableCode": {k: _code(call)[k] for k in (*_LISTED, "notes")}})


def _update(call: Call) -> Reply:
    code, given = _code(call), body(call, _SHAPE, "name")
    _check(call, given, code)
    change(call, "unavailable_codes", code, given)
    return Reply(200)


def _status(call: Call) -> Reply:
    """The value stands in the query. [documented]"""
    required(call, "isActive")
    change(call, "unavailable_codes", _code(call), {"isActive": flag(call, "isActive")})
    return Reply(200)


def _history(call: Call) -> Reply:
    return page(
        call, "auditHistoryEntries", history(call, "unavailable_codes", _code(call), "auditHistoryID")
    )


def _teams(call: Call) -> Reply:
    return _listed(call, has=True)


def _other_teams(call: Call) -> Reply:
    return _listed(call, has=False)


def _listed(call: Call, *, has: bool) -> Reply:
    number = _code(call)["id"]
    found = [
        {"id": t["teamId"], "name": t["teamName"], "uuid": t["teamUuid"]}
        for t in rows(call.world, "teams")
        if (number in t["unavailable"]) is has
    ]
    return page(call, "teams", narrowed(call, found, "name"))


def _split(call: Call, wanted: list[str]) -> tuple[list[Row], list[Row]]:
    known = call.world.table("teams")
    there = [known[n] for n in wanted if n in known]
    return there, [{"teamId": int(n) if n.isdigit() else 0} for n in wanted if n not in known]


def _give(team: Row, code: Any, *, has: bool) -> None:
    rest = [n for n in team["unavailable"] if n != code]
    team["unavailable"] = [*rest, code] if has else rest


def _add_teams(call: Call) -> Reply:
    return _link_teams(call, "addAll", "assignedTeams", has=True)


def _remove_teams(call: Call) -> Reply:
    return _link_teams(call, "removeAll", "unassignedTeams", has=False)


def _link_teams(call: Call, all_: str, key: str, *, has: bool) -> Reply:
    """Want to be told in the query whether all teams are meant. [documented]"""
    required(call, all_)
    code = _code(call)
    given = body(call, {"teams": [fields(s="id")]})
    wanted = (
        list(call.world.table("teams"))
        if flag(call, all_)
        else [t.get("id", "") for t in given.get("teams", [])]
    )
    there, invalid = _split(call, wanted)
    for team in there:
        _give(team, code["id"], has=has)
    return Reply(200, {key: [{"teamId": t["teamId"]} for t in there], "invalidTeams": invalid})


def _set_teams(call: Call) -> Reply:
    """Replace; the number is called `teamId` here. [documented]"""
    code, given = _code(call), body(call, {"teams": [fields(s="teamId")]}, "teams")
    there, invalid = _split(call, [t.get("teamId", "") for t in given["teams"]])
    if invalid:
        raise Refused(f"team {invalid[0]['teamId']} does not exist", field="teams")
    for team in rows(call.world, "teams"):
        _give(team, code["id"], has=team in there)
    return Reply(200, {})


def _team(call: Call) -> Row:
    return find(call, "teams", call.params["teamId"], "team")


def _of_team(call: Call) -> Reply:
    team = _team(call)
    active = call.one("activeOnly").lower() == "true"
    found = [c for c in codes_of(call.world, team, "outstateId") if c["isActive"] or not active]
    frame = {k: team[k] for k in ("teamId", "teamName", "teamUuid")}
    return Reply(200, {**frame, "unavailableCodes": found})


def _link_codes(call: Call, *, has: bool) -> list[Row]:
    team, given = _team(call), body(call, {"codes": [fields(n="outstateId")]}, "codes")
    results: list[Row] = []
    for number in (c.get("outstateId", 0) for c in given["codes"]):
        if str(number) not in call.world.table("unavailable_codes"):
            results.append({"outstateId": number, "success": False, "error": f"code {number} does not exist"})
            continue
        _give(team, number, has=has)
        results.append({"outstateId": number, "success": True, "error": ""})
    return results


def _add_codes(call: Call) -> Reply:
    """Say everything in words. [documented: specification]"""
    results = _link_codes(call, has=True)
    words = [{k: str(v) for k, v in r.items()} for r in results]
    failed = sum(not r["success"] for r in results)
    return Reply(200, {"resultSet": {"errorCount": str(failed), "codeResults": words}})


def _remove_codes(call: Call) -> Reply:
    results = _link_codes(call, has=False)
    return Reply(200, {"errorCount": sum(not r["success"] for r in results), "codeResults": results})


def _set_codes(call: Call) -> Reply:
    """Replace; list and number have other names here. [documented: specification]"""
    team, given = _team(call), body(call, {"unavailableCodes": [fields(s="outStateId")]}, "unavailableCodes")
    wanted = [c.get("outStateId", "") for c in given["unavailableCodes"]]
    for number in wanted:
        refer(call, "unavailable_codes", number, "outStateId")
    team["unavailable"] = [int(n) for n in wanted]
    return Reply(200, {})
