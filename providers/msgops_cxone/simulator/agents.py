"""Agents of the Admin API; people are made by the platform's user management, see `users.py` (dossier B.24)."""

from __future__ import annotations

from typing import Any

from msgops.sandbox.kit import Call, Reply, Simulator, World
from msgops_cxone.simulator.agent_fields import DETAIL, LIST, WRITE
from msgops_cxone.simulator.api import admin
from msgops_cxone.simulator.errors import Refused, missing
from msgops_cxone.simulator.lists import Row, narrowed, only, page
from msgops_cxone.simulator.shapes import body, fields
from msgops_cxone.simulator.store import add, change, own, refer, rows

_SHAPE = {**WRITE, "recordingNumbers": [fields(s="number")]}
_READ = {
    "emailRefusalTimeOut": "emailRefusalTimeout",
    "voicemailRefusalTimeOut": "voicemailRefusalTimeout",
    "teamUuid": "teamUuId",
}
"""Written in one spelling, read in another. [documented]"""
_LISTED = {
    "digitalEngagementEnabled": "DigitalEngagementEnabled",
    "divisionNo": "DivisionNo",
    "teams_channel_Id": "Teams_channel_Id",
}
"""Spelt otherwise in the list. [documented]"""
_FIXED = ("agentId", "userId", "userName", "teamId", "roleId", "profileId")


def install(simulator: Simulator) -> None:
    """Declare the operations; there is no DELETE of an agent. [documented]"""
    admin(simulator, "GET", "/agents", _list, "Users.View")
    admin(simulator, "POST", "/agents", _create, "Users.Create")
    admin(simulator, "PUT", "/agents", _bulk, "Users.Edit")
    admin(simulator, "GET", "/agents/{agentId}", _get, "Users.View")
    admin(simulator, "PUT", "/agents/{agentId}", _update, "Users.Edit")


def make(world: World, **given: Any) -> Row:
    """Store an agent with a user of the platform; both are one person."""
    row = {
        "userID": world.uuid(),
        "isActive": True,
        "status": "ACTIVE",
        "digitalEngagementEnabled": False,
        "locked": False,
        "isSupervisor": False,
        "timeZone": "W. Europe Standard Time",
        "country": "GB",
        "city": "London",
        "assignedGroup": "",
        **given,
    }
    return add(world, "agents", row, "agentId", 51022)


def agent_of(call: Call, identity: str | None = None) -> Row:
    """Return the agent of a path, by number or by the user's id. [documented]"""
    wanted = call.params["agentId"] if identity is None else identity
    found = next((a for a in rows(call.world, "agents") if wanted in (str(a["agentId"]), a["userID"])), None)
    if found is None:
        raise missing(f"agent {wanted} does not exist")
    return found


def _shown(call: Call, agent: Row) -> Row:
    team = call.world.table("teams")[str(agent["teamId"])]
    role = call.world.table("roles")[agent["roleId"]]
    return {
        **agent,
        "teamName": team["teamName"],
        "teamUuId": team["teamUuid"],
        "profileId": role["securityProfileId"],
        "profileName": role["securityProfileName"],
    }


def _list(call: Call) -> Reply:
    found = []
    for agent in narrowed(
        call, rows(call.world, "agents"), "userName", "firstName", "lastName", "emailAddress"
    ):
        shown = {_LISTED.get(k, k): v for k, v in _shown(call, agent).items()}
        found.append({k: v for k, v in shown.items() if k in LIST})
    return page(call, "agents", found, "businessUnitId _links lastPollTime totalRecords hiddenAgents")


def _get(call: Call) -> Reply:
    """Show it within a list. [documented]"""
    shown = {k: v for k, v in _shown(call, agent_of(call)).items() if k in DETAIL}
    return Reply(200, {"agents": [only(call, shown)]})


def _create(call: Call) -> Reply:
    """Answer 200 and fail for each: user management owns the people of such a tenant. [documented: it does not work]"""
    given = body(call, {"agents": [_SHAPE]}, "agents")
    text = "Employees of this tenant are created in User Management"
    results = [{"agentId": 0, "success": False, "error": text} for _ in given["agents"]]
    return Reply(200, {"errorCount": len(results), "agentResults": results})


def _update(call: Call) -> Reply:
    """Change what is given; the number must stand in the body too. [documented]"""
    given = body(call, {"agent": _SHAPE}, "agent")["agent"]
    agent = agent_of(call)
    if given.get("agentId") not in (str(agent["agentId"]), agent["userID"]):
        raise Refused("agentId is required and must be the path's", field="agentId")
    _apply(call, agent, given)
    return Reply(200, {})


def _bulk(call: Call) -> Reply:
    given = body(call, {"agents": [{**_SHAPE, "divisionNo": "n", "teams_channel_Id": "s"}]}, "agents")
    results: list[Row] = []
    for values in given["agents"]:
        number = values.get("agentId", "")
        try:
            _apply(call, agent_of(call, number), values)
            results.append({"agentId": number, "success": True})
        except Refused as refused:
            results.append({"agentId": number, "success": False, "error": refused.text})
    return Reply(200, {"errorCount": sum(not r["success"] for r in results), "agentResults": results})


def _apply(call: Call, agent: Row, given: Row) -> None:
    values = {_READ.get(k, k): v for k, v in given.items() if k not in _FIXED and k != "teamUuid"}
    if "teamId" in given:
        values["teamId"] = refer(call, "teams", given["teamId"], "teamId")["teamId"]
    if role := given.get("roleId"):
        if role not in call.world.table("roles"):
            raise Refused(f"role {role} does not exist", field="roleId")
        values["roleId"] = role
    if name := given.get("userName"):
        own(call, "agents", "userName", name, agent)
        values["userName"] = name
    if "timeDisplayFormat" in values:
        values["timeDisplayFormat"] = str(values["timeDisplayFormat"])
    if values.get("isActive") is not None:
        values["status"] = "ACTIVE" if values["isActive"] else "DELETED"
    change(call, "agents", agent, values, "lastUpdated")
