"""Teams of the Admin API; the platform's own view of them is in `platform_teams.py` (dossier B.23)."""

from __future__ import annotations

from typing import Any

from msgops.sandbox.kit import Call, Reply, Simulator, World
from msgops_cxone.simulator.api import UNIT, admin
from msgops_cxone.simulator.errors import Refused
from msgops_cxone.simulator.lists import Row, iso, narrowed, only, page
from msgops_cxone.simulator.shapes import body, fields, required
from msgops_cxone.simulator.store import add, change, find, named, own, refer, rows
from msgops_cxone.simulator.team_fields import DETAIL, LIST, WRITE

_MEMBERS = {"agents": [fields(s="agentId")]}
_SPELT = {"cxOneCustomerAuthenticationEnabled": "cxoneCustomerAuthenticationEnabled"}
"""What the list spells otherwise. [documented]"""


def install(simulator: Simulator) -> None:
    """Declare the operations; there is no DELETE of a team. [documented]"""
    admin(simulator, "GET", "/teams", _list, "Teams.View")
    admin(simulator, "POST", "/teams", _create, "Teams.Create")
    admin(simulator, "GET", "/teams/{teamId}", _get, "Teams.View")
    admin(simulator, "PUT", "/teams/{teamId}", _update, "Teams.Edit")
    admin(simulator, "GET", "/teams/{teamId}/agents", _agents, "Teams.View")
    admin(simulator, "POST", "/teams/{teamId}/agents", _join, "Teams.Edit")
    admin(simulator, "DELETE", "/teams/{teamId}/agents", _leave, "Teams.Edit")


def make(world: World, name: str, **more: Any) -> int:
    """Store a team and return its number."""
    row = {"teamName": name, "isActive": True, "teamUuid": world.uuid(), "unavailable": [], **more}
    return int(add(world, "teams", row, "teamId")["teamId"])


def members(world: World, team: Row) -> list[Row]:
    """Return the agents of a team."""
    return [a for a in rows(world, "agents") if a["teamId"] == team["teamId"]]


def codes_of(world: World, team: Row, spelt: str) -> list[Row]:
    """Return the unavailable codes of a team; the number's name is spelt in two ways. [documented]"""
    known = [world.table("unavailable_codes")[str(n)] for n in team["unavailable"]]
    return [
        {
            spelt: c["id"],
            "outstateName": c["name"],
            "isActive": c["isActive"],
            "isAcw": c["isACW"],
            "agentTimeoutMins": str(c["agentTimeout"]),
        }
        for c in known
    ]


def _list(call: Call) -> Reply:
    found = []
    for team in narrowed(call, rows(call.world, "teams"), "teamName", "description"):
        shown = {_SPELT.get(k, k): v for k, v in team.items()}
        shown = {k: v for k, v in shown.items() if k in LIST}
        shown["agentCount"] = len(members(call.world, team))
        found.append({**shown, "unavailableCodes": [codes_of(call.world, team, "outStateId")]})
    return page(call, "teams", found, "_links businessUnitId lastPollTime totalRecords")


def _team(call: Call) -> Row:
    return find(call, "teams", call.params["teamId"], "team")


def _get(call: Call) -> Reply:
    """Show it within a list. [documented]"""
    team = _team(call)
    people = members(call.world, team)
    shown = {
        **{k: v for k, v in team.items() if k in DETAIL},
        "agentCount": len(people),
        "agents": [{k: a[k] for k in ("agentId", "firstName", "lastName")} for a in people],
        "UnavailableCodes": [codes_of(call.world, team, "outstateId")],
    }
    return Reply(200, {"businessUnitId": UNIT, "lastPollTime": iso(call), "teams": [only(call, shown)]})


def _create(call: Call) -> Reply:
    """Answer 200 with a result for each; one that fails does not stop the others. [documented]"""
    given = body(call, {"teams": [WRITE]}, "teams")
    results: list[Row] = []
    for team in given["teams"]:
        try:
            _check(call, team)
        except Refused as refused:
            results.append({"success": False, "error": refused.text})
            continue
        name = team.pop("teamName")
        results.append(
            {"success": True, "teamId": make(call.world, name, **{**team, "lastUpdateTime": iso(call)})}
        )
    failed = sum(not r["success"] for r in results)
    return Reply(200, {"errorCount": failed, "results": results})


def _check(call: Call, team: Row, but: Row | None = None) -> None:
    if not team.get("teamName"):
        raise Refused("teamName is required", field="teamName")
    own(call, "teams", "teamName", team["teamName"], but)


def _update(call: Call) -> Reply:
    """Change what is given; a team with active agents is not deactivated unless forced. [assumed: that it is refused]"""
    team, given = _team(call), body(call, {"forceInactive": "b", "team": WRITE}, "team")
    values = given["team"]
    _check(call, values, team)
    busy = any(a["isActive"] for a in members(call.world, team))
    if values.get("isActive") is False and busy and not given.get("forceInactive"):
        raise Refused("The team has active agents", field="isActive")
    values.pop("teamUuid", None)
    change(call, "teams", team, values)
    return Reply(200, {})


def _agents(call: Call) -> Reply:
    team = _team(call)
    names = ("agentId", "userName", "firstName", "lastName", "emailAddress", "isActive", "teamId", "userID")
    found = narrowed(call, members(call.world, team), "userName", "firstName", "lastName")
    shown = [{k: a[k] for k in names} for a in found]
    frame = {"teamId": team["teamId"], "teamName": team["teamName"], "isActive": team["isActive"]}
    reply = page(call, "agents", shown, "businessUnitId _links totalRecords lastPollTime")
    if reply.body:
        reply.body["teams"] = [{**frame, "agentCount": len(shown), "agents": reply.body.pop("agents")}]
    return reply


def _join(call: Call) -> Reply:
    """Move agents here: an agent is in exactly one team. [documented]"""
    given = body(call, _MEMBERS, "agents")
    return Reply(200, {"resultSet": _moved(call, given["agents"], _team(call), None)})


def _leave(call: Call) -> Reply:
    """Move agents to another team, which must be named; words stand for the results. [documented]"""
    required(call, "transferTeamId")
    given, target = (
        body(call, _MEMBERS, "agents"),
        refer(call, "teams", call.one("transferTeamId"), "transferTeamId"),
    )
    found = _moved(call, given["agents"], target, _team(call))
    results = [{"success": str(r["success"]), "agentId": r["agentId"]} for r in found["agentResults"]]
    return Reply(200, {"errorCount": str(found["errorCount"]), "agentResults": results})


def _moved(call: Call, agents: list[Row], target: Row, source: Row | None) -> Row:
    results: list[Row] = []
    for wanted in agents:
        number = wanted.get("agentId", "")
        agent = named(call.world, "agents", "agentId", number)
        if agent is None or (source is not None and agent["teamId"] != source["teamId"]):
            results.append({"success": False, "agentId": number, "error": f"agent {number} is not there"})
            continue
        change(call, "agents", agent, {"teamId": target["teamId"]}, "lastUpdated")
        results.append({"success": True, "agentId": number})
    return {"errorCount": sum(not r["success"] for r in results), "agentResults": results}
