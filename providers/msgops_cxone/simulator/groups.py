"""Groups of agents: made in a list, changed in the query (dossier B.38)."""

from __future__ import annotations

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_cxone.simulator.agents import agent_of
from msgops_cxone.simulator.api import admin
from msgops_cxone.simulator.errors import Refused
from msgops_cxone.simulator.lists import Row, iso, narrowed, only, page
from msgops_cxone.simulator.shapes import body, fields, flag, required
from msgops_cxone.simulator.store import add, change, find, named, own, rows

_MEMBERS = {"agents": [fields(n="agentId")]}
_HIDDEN = ("members",)


def install(simulator: Simulator) -> None:
    """Declare the operations; there is no DELETE of a group. [documented]"""
    one = "/groups/{groupId}"
    admin(simulator, "GET", "/groups", _list, "Groups.View")
    admin(simulator, "POST", "/groups", _create, "Groups.Create")
    admin(simulator, "GET", one, _get, "Groups.View")
    admin(simulator, "PUT", one, _update, "Groups.Edit")
    admin(simulator, "GET", f"{one}/agents", _agents, "Groups.View")
    admin(simulator, "POST", f"{one}/agents", _join, "Groups.Edit")
    admin(simulator, "DELETE", f"{one}/agents", _leave, "Groups.Edit")
    admin(simulator, "GET", "/agents/{agentId}/groups", _of_agent, "Users.View")


def _shown(group: Row) -> Row:
    return {k: v for k, v in group.items() if k not in _HIDDEN}


def _group(call: Call) -> Row:
    return find(call, "groups", call.params["groupId"], "group")


def _list(call: Call) -> Reply:
    found = [_shown(g) for g in narrowed(call, rows(call.world, "groups"), "groupName")]
    return page(call, "groups", found, "_links totalRecords")


def _get(call: Call) -> Reply:
    """Show it within a list. [documented: specification]"""
    return Reply(200, {"totalRecords": 1, "groups": [only(call, _shown(_group(call)))]})


def _create(call: Call) -> Reply:
    """Answer 200 with a result for each. [documented]"""
    given = body(call, {"groups": [fields(s="groupName notes", b="isActive")]}, "groups")
    results: list[Row] = []
    for values in given["groups"]:
        try:
            if not values.get("groupName"):
                _lacks("groupName")
            own(call, "groups", "groupName", values["groupName"])
        except Refused as refused:
            results.append({"success": False, "error": refused.text})
            continue
        row = {"isActive": True, "notes": "", **values, "members": [], "lastUpdated": iso(call)}
        number = add(call.world, "groups", row, "groupId", 3)["groupId"]
        results.append({"success": True, "groupId": number, "error": ""})
    return Reply(200, {"errorCount": sum(not r["success"] for r in results), "groupResults": results})


def _lacks(name: str) -> None:
    raise Refused(f"{name} is required", field=name)


def _update(call: Call) -> Reply:
    """Everything stands in the query; the name is required. [documented]"""
    group = _group(call)
    required(call, "groupName")
    values: Row = {n: call.one(n) for n in ("groupName", "notes") if n in call.query}
    own(call, "groups", "groupName", values["groupName"], group)
    if (active := flag(call, "isActive")) is not None:
        values["isActive"] = active
    change(call, "groups", group, values, "lastUpdated")
    return Reply(200)


_NAMES = ("agentId", "userName", "firstName", "lastName", "emailAddress", "isActive", "teamId")


def _agents(call: Call) -> Reply:
    """Show the members, or with `assigned=false` everybody else. [assumed]"""
    group, assigned = _group(call), flag(call, "assigned")
    found = [
        {k: a[k] for k in _NAMES}
        for a in rows(call.world, "agents")
        if (a["agentId"] in group["members"]) is (assigned is not False)
    ]
    return page(
        call, "agents", narrowed(call, found, "userName", "firstName", "lastName"), "_links totalRecords"
    )


def _join(call: Call) -> Reply:
    """Answer with those who are in; who is not there is left out. [assumed]"""
    group, given = _group(call), body(call, _MEMBERS, "agents")
    wanted = [a.get("agentId") for a in given["agents"]]
    there = [n for n in wanted if named(call.world, "agents", "agentId", n)]
    group["members"] = [*(n for n in group["members"] if n not in there), *there]
    return Reply(200, {"agents": [{"agentId": n} for n in there]})


def _leave(call: Call) -> Reply:
    """Take the members in the body of the DELETE. [documented]"""
    group, given = _group(call), body(call, _MEMBERS, "agents")
    results: list[Row] = []
    for number in (a.get("agentId", 0) for a in given["agents"]):
        good = number in group["members"]
        error = "" if good else f"agent {number} is not in the group"
        results.append({"agentId": number, "success": good, "error": error})
    group["members"] = [n for n in group["members"] if n not in {r["agentId"] for r in results}]
    return Reply(200, {"errorCount": sum(not r["success"] for r in results), "agentResults": results})


def _of_agent(call: Call) -> Reply:
    number = agent_of(call)["agentId"]
    found = [_shown(g) for g in rows(call.world, "groups") if number in g["members"]]
    return page(call, "agentGroups", found, "")
