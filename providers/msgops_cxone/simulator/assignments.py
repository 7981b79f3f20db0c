"""Who has which skill, seen from the agent and from the skill (dossier B.25)."""

from __future__ import annotations

from typing import Any

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_cxone.simulator.agents import agent_of
from msgops_cxone.simulator.api import admin
from msgops_cxone.simulator.errors import Refused
from msgops_cxone.simulator.general import MEDIA
from msgops_cxone.simulator.lists import Row, iso, narrowed, page
from msgops_cxone.simulator.shapes import body, fields, flag, names, required
from msgops_cxone.simulator.skills import skill_of
from msgops_cxone.simulator.store import find, rows

_SKILLS = {"skills": [fields(s="skillId", n="proficiency", b="isActive")]}
_AGENTS = {"agents": [fields(s="agentId", n="proficiency", b="isActive")]}
_BULK = {
    "agentAndSkillDetails": [
        {"agentIds": ["s"], "skills": [{"skillIds": ["s"], **fields(n="proficiency", b="isActive")}]}
    ]
}
_MOST_HERE, _MOST_THERE = 20, 5
"""Proficiency goes to 20 from the agent's side, to 5 from the skill's. [documented]"""
_ALWAYS = names(
    "isDialer isNaturalCalling isNaturalCallingRunning requireDisposition scriptDisposition useACW useDisposition "
    "useSecondaryDispositions priorityBlending"
)


def install(simulator: Simulator) -> None:
    """Declare the operations."""
    mine, theirs, many = "/agents/{agentId}/skills", "/skills/{skillId}/agents", "/agents/skills"
    admin(simulator, "GET", mine, _skills_of_agent, "Users.View")
    for method in ("POST", "PUT"):
        admin(simulator, method, mine, _assign, "Skills.UserAssignment")
        admin(simulator, method, theirs, _assign_agents, "Skills.UserAssignment")
    admin(simulator, "DELETE", mine, _remove, "Skills.UserAssignment")
    admin(simulator, "GET", f"{mine}/unassigned", _unassigned, "Users.View")
    admin(simulator, "GET", theirs, _agents_of_skill, "Skills.View")
    admin(simulator, "GET", f"{theirs}/unassigned", _free_agents, "Skills.View")
    admin(simulator, "DELETE", theirs, _remove_agents, "Skills.UserAssignment")
    admin(simulator, "DELETE", f"{theirs}/{{agentId}}", _remove_one, "Skills.UserAssignment")
    admin(simulator, "GET", many, _matrix, "Skills.View")
    admin(simulator, "POST", many, _assign_many, "Skills.UserAssignment")


def _shown(call: Call, row: Row) -> Row:
    world = call.world
    agent, skill = world.table("agents")[str(row["agentId"])], world.table("skills")[str(row["skillId"])]
    team = world.table("teams")[str(agent["teamId"])]
    campaign = world.table("campaigns").get(str(skill["campaignId"]), {})
    return {
        "agentId": agent["agentId"],
        "userId": agent["userID"],
        "firstName": agent["firstName"],
        "middleName": "",
        "lastName": agent["lastName"],
        "agentProficiencyValue": row["proficiency"],
        "agentProficiencyName": str(row["proficiency"]),
        "campaignId": skill["campaignId"],
        "campaignName": campaign.get("name", ""),
        "emailFromAddress": "",
        "internalId": "",
        "isActive": row["isActive"],
        "isSkillActive": skill["isActive"],
        "isOutbound": skill["isOutbound"],
        "lastUpdateTime": row["lastUpdateTime"],
        "mediaTypeId": skill["mediaTypeId"],
        "mediaTypeName": MEDIA[skill["mediaTypeId"]],
        "notes": skill["notes"],
        "outboundStrategy": skill.get("outboundStrategy", ""),
        "screenPopTriggerEvent": "",
        "skillId": skill["skillId"],
        "skillName": skill["skillName"],
        "teamId": team["teamId"],
        "teamName": team["teamName"],
        **dict.fromkeys(_ALWAYS, False),
    }


def _links(call: Call) -> list[Row]:
    return [_shown(call, row) for row in rows(call.world, "assignments")]


_FRAME = "totalRecords _links lastPollTime businessUnitId"


def _skills_of_agent(call: Call) -> Reply:
    """Name the agent's number `agentID_alt` here. [documented: specification]"""
    agent, active = agent_of(call), flag(call, "isAssignedSkillActive")
    found = [
        {("agentID_alt" if k == "agentId" else k): v for k, v in row.items()}
        for row in narrowed(call, _links(call), "skillName")
        if row["agentId"] == agent["agentId"] and active in (None, row["isActive"])
    ]
    return page(call, "agentSkillAssignments", found, _FRAME)


def _agents_of_skill(call: Call) -> Reply:
    skill = skill_of(call)
    found = [
        r for r in narrowed(call, _links(call), "firstName", "lastName") if r["skillId"] == skill["skillId"]
    ]
    return page(call, "agentSkillAssignments", found, f"{_FRAME} hiddenAgents")


def _matrix(call: Call) -> Reply:
    """Show every pair; both flags are required. [documented]"""
    required(call, "isAgentActive", "isActive")
    of_agent, media = flag(call, "isAgentActive"), call.one("mediaTypeId")
    people = call.world.table("agents")
    hidden = ("userId", "firstName", "middleName", "lastName", "teamName", "mediaTypeId")
    found = [
        {
            **{k: v for k, v in row.items() if k not in hidden},
            "agentName": f"{row['firstName']} {row['lastName']}",
            "isAgentActive": people[str(row["agentId"])]["isActive"],
            "mediaType": row["mediaTypeId"],
            "isNaturalCallingRunning": 0,
        }
        for row in narrowed(call, _links(call), "skillName")
        if people[str(row["agentId"])]["isActive"] is of_agent and media in ("", str(row["mediaTypeId"]))
    ]
    return page(call, "agentSkillAssignments", found, "totalRecords _links lastPollTime")


def _unassigned(call: Call) -> Reply:
    agent = agent_of(call)
    has = {r["skillId"] for r in rows(call.world, "assignments") if r["agentId"] == agent["agentId"]}
    found = [
        {
            "skillId": s["skillId"],
            "skillName": s["skillName"],
            "isSkillActive": s["isActive"],
            "mediaTypeId": s["mediaTypeId"],
            "mediaTypeName": MEDIA[s["mediaTypeId"]],
            "campaignId": s["campaignId"],
            "campaignName": call.world.table("campaigns").get(str(s["campaignId"]), {}).get("name", ""),
        }
        for s in rows(call.world, "skills")
        if s["skillId"] not in has
    ]
    reply = page(
        call,
        "skills",
        narrowed(call, found, "skillName", active="isSkillActive"),
        "_links businessUnitId totalRecords",
    )
    return reply if reply.body is None else Reply(200, {"resultSet": reply.body})


def _free_agents(call: Call) -> Reply:
    skill, teams = skill_of(call), call.world.table("teams")
    has = {r["agentId"] for r in rows(call.world, "assignments") if r["skillId"] == skill["skillId"]}
    found = [
        {
            **{k: a[k] for k in ("agentId", "firstName", "lastName", "isActive", "teamId")},
            "middleName": "",
            "teamName": teams[str(a["teamId"])]["teamName"],
        }
        for a in rows(call.world, "agents")
        if a["agentId"] not in has
    ]
    reply = page(call, "agents", narrowed(call, found, "firstName", "lastName"), "_links totalRecords")
    return reply if reply.body is None else Reply(200, {"resultSet": reply.body})


def _put(call: Call, agent: Row, skill: Row, given: Row, most: int) -> None:
    """Assign or change; a pair that is there is changed. [assumed]"""
    if most == _MOST_HERE and call.method == "PUT" and "isActive" not in given:
        raise Refused("isActive is required", field="isActive")
    proficiency = given.get("proficiency")
    if proficiency is not None and not 1 <= proficiency <= most:
        raise Refused(f"proficiency is 1 to {most}", field="proficiency")
    table, key = call.world.table("assignments"), f"{agent['agentId']}:{skill['skillId']}"
    row = table.setdefault(
        key, {"agentId": agent["agentId"], "skillId": skill["skillId"], "proficiency": 3, "isActive": True}
    )
    row.update({k: given[k] for k in ("proficiency", "isActive") if k in given}, lastUpdateTime=iso(call))


def _results(key: str, name: str, done: list[tuple[Any, str]]) -> Row:
    found = [
        {"success": not error, name: number, "error": error} if error else {"success": True, name: number}
        for number, error in done
    ]
    return {"errorCount": sum(bool(error) for _, error in done), key: found}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0


def _assign(call: Call) -> Reply:
    """Answer 200 with a result for each skill. [documented]"""
    agent, given, done = agent_of(call), body(call, _SKILLS, "skills"), []
    for wanted in given["skills"]:
        identity = wanted.get("skillId", "")
        try:
            _put(call, agent, find(call, "skills", identity, "skill"), wanted, _MOST_HERE)
            done.append((_number(identity), ""))
        except Refused as refused:
            done.append((_number(identity), refused.text))
    return Reply(200, {"resultSet": _results("skillResults", "skillId", done)})


def _assign_agents(call: Call) -> Reply:
    skill, given, done = skill_of(call), body(call, _AGENTS, "agents"), []
    for wanted in given["agents"]:
        identity = wanted.get("agentId", "")
        try:
            _put(call, agent_of(call, identity), skill, wanted, _MOST_THERE)
            done.append((_number(identity), ""))
        except Refused as refused:
            done.append((_number(identity), refused.text))
    return Reply(200, {"resultSet": _results("agentResults", "agentId", done)})


def _assign_many(call: Call) -> Reply:
    given, results = body(call, _BULK, "agentAndSkillDetails"), []
    for detail in given["agentAndSkillDetails"]:
        pairs = [
            (a, s, w)
            for w in detail.get("skills", [])
            for s in w.get("skillIds", [])
            for a in detail.get("agentIds", [])
        ]
        for agent, skill, wanted in pairs:
            try:
                _put(call, agent_of(call, agent), find(call, "skills", skill, "skill"), wanted, _MOST_THERE)
                good = True
            except Refused:
                good = False
            results.append({"success": good, "skillId": skill, "agentId": agent})
    failed = sum(not r["success"] for r in results)
    return Reply(200, {"resultSet": {"errorCount": str(failed), "skillResults": results}})


def _taken(call: Call, agent: Any, skill: Any) -> str:
    gone = call.world.table("assignments").pop(f"{agent}:{skill}", None)
    return "" if gone else "the skill is not assigned"


def _remove(call: Call) -> Reply:
    """Want the skills in the body of the DELETE. [documented: seen; the specification leaves it out]"""
    agent, given = agent_of(call), body(call, {"skills": [fields(s="skillId")]}, "skills")
    wanted = [s.get("skillId", "") for s in given["skills"]]
    done = [(_number(s), _taken(call, agent["agentId"], s)) for s in wanted]
    return Reply(200, {"resultSet": _results("skillResults", "skillId", done)})


def _remove_agents(call: Call) -> Reply:
    """Say whether there was an error with true or false. [documented: specification]"""
    skill, given = skill_of(call), body(call, {"agents": [fields(s="agentId")]}, "agents")
    results = []
    for wanted in (a.get("agentId", "") for a in given["agents"]):
        error = _taken(call, wanted, skill["skillId"])
        results.append({"success": not error, "agentId": _number(wanted), "error": bool(error)})
    failed = sum(not r["success"] for r in results)
    return Reply(200, {"resultSet": {"errorCount": failed, "agentResults": results}})


def _remove_one(call: Call) -> Reply:
    skill, agent = skill_of(call), agent_of(call)
    if error := _taken(call, agent["agentId"], skill["skillId"]):
        raise Refused(error)
    return Reply(204)
