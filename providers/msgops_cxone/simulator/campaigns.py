"""Campaigns; before version 33 their bodies had another shape (dossier B.22, A.6)."""

from __future__ import annotations

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_cxone.simulator.api import FLAT, admin, demand, version
from msgops_cxone.simulator.errors import Refused
from msgops_cxone.simulator.general import MEDIA
from msgops_cxone.simulator.lists import Row, iso, narrowed, only, page
from msgops_cxone.simulator.shapes import body, fields, flag
from msgops_cxone.simulator.store import add, change, find, history, own, rows

_SHAPE = fields(s="name notes description", n="divisionId", b="isActive")
_LISTED = ("id", "name", "isActive", "description", "notes", "lastUpdateTime")
_OLD = {"id": "campaignId", "name": "campaignName"}
"""What versions before 33 call them. [documented]"""
_LONGEST = 80


def install(simulator: Simulator) -> None:
    """Declare the operations; there is no DELETE of a campaign. [documented]"""
    one = "/campaigns/{campaignId}"
    admin(simulator, "GET", "/campaigns", _list, "Campaigns.View")
    admin(simulator, "POST", "/campaigns", _create, "Campaigns.Create")
    admin(simulator, "GET", one, _get, "Campaigns.View")
    admin(simulator, "PUT", one, _update, "Campaigns.Edit")
    admin(simulator, "PATCH", f"{one}/status", _status, "Campaigns.Edit")
    admin(simulator, "GET", f"{one}/audit-history", _history, "Campaigns.View")
    admin(simulator, "GET", f"{one}/skills", _skills, "Campaigns.View")
    admin(simulator, "GET", f"{one}/skills/unassigned", _others, "Campaigns.View")
    admin(simulator, "POST", f"{one}/skills", _assign, "Campaigns.Edit")
    admin(simulator, "DELETE", f"{one}/skills", _unassign, "Campaigns.Edit")


def _list(call: Call) -> Reply:
    found = [
        {k: v for k, v in campaign.items() if k in _LISTED}
        for campaign in narrowed(call, rows(call.world, "campaigns"), "name", "description")
    ]
    if version(call) < FLAT:
        found = [{_OLD.get(k, k): v for k, v in campaign.items()} for campaign in found]
    return page(call, "campaigns", found)


def _campaign(call: Call) -> Row:
    return find(call, "campaigns", call.params["campaignId"], "campaign")


def _get(call: Call) -> Reply:
    return Reply(200, only(call, _campaign(call)))


def _create(call: Call) -> Reply:
    if version(call) < FLAT:
        return _create_many(call)
    return Reply(200, {"id": _stored(call, body(call, _SHAPE, "name"))})


def _create_many(call: Call) -> Reply:
    """The old form answers 200 with a result for each. [documented: the names; assumed: the result's]"""
    given = body(call, {"campaigns": [fields(s="campaignName notes description", b="isActive")]}, "campaigns")
    results: list[Row] = []
    for campaign in given["campaigns"]:
        campaign["name"] = campaign.pop("campaignName", "")
        try:
            results.append({"success": True, "campaignId": _stored(call, campaign), "error": None})
        except Refused as refused:
            results.append({"success": False, "error": refused.text})
    failed = sum(not r["success"] for r in results)
    return Reply(200, {"errorCount": failed, "campaignResults": results})


def _stored(call: Call, given: Row) -> int:
    _check(call, given)
    row = {"isActive": True, "description": "", "notes": "", **given, "lastUpdateTime": iso(call)}
    return int(add(call.world, "campaigns", row, "id", 4021)["id"])


def _check(call: Call, given: Row, but: Row | None = None) -> None:
    if not 0 < len(given.get("name", "")) <= _LONGEST:
        raise Refused(f"name has 1 to {_LONGEST} characters", field="name")
    own(call, "campaigns", "name", given["name"], but)


def _update(call: Call) -> Reply:
    campaign, given = _campaign(call), body(call, _SHAPE, "name")
    _check(call, given, campaign)
    change(call, "campaigns", campaign, given)
    return Reply(200, {})


def _status(call: Call) -> Reply:
    """The value stands in the query. [documented]"""
    campaign, active = _campaign(call), flag(call, "isActive")
    if active is None:
        raise Refused("isActive is required", field="isActive")
    demand(call, "Campaigns.Edit" if active else "Campaigns.Deactivate")
    change(call, "campaigns", campaign, {"isActive": active})
    return Reply(200, {})


def _history(call: Call) -> Reply:
    return page(call, "auditHistoryEntries", history(call, "campaigns", _campaign(call), "auditHistoryId"))


def _skill(skill: Row) -> Row:
    media = skill["mediaTypeId"]
    same = {k: skill[k] for k in ("skillId", "skillName")}
    return {"mediaType": media, "mediaName": MEDIA[media], **same}


def _skills(call: Call) -> Reply:
    number = _campaign(call)["id"]
    found = [_skill(s) for s in rows(call.world, "skills") if s["campaignId"] == number]
    return page(call, "skills", narrowed(call, found, "skillName"))


def _others(call: Call) -> Reply:
    number = _campaign(call)["id"]
    found = [_skill(s) for s in rows(call.world, "skills") if s["campaignId"] != number]
    return page(call, "skills", narrowed(call, found, "skillName"))


def _assign(call: Call) -> Reply:
    """Move skills here: a skill belongs to exactly one campaign. [documented]"""
    campaign, given = _campaign(call), body(call, {"addAll": "b", "skills": ["n"]})
    known = {s["skillId"]: s for s in rows(call.world, "skills")}
    wanted = list(known) if given.get("addAll") else given.get("skills", [])
    moved = [n for n in wanted if n in known]
    for skill in moved:
        change(call, "skills", known[skill], {"campaignId": campaign["id"]})
    return Reply(200, {"assignedSkills": moved, "invalidSkills": [n for n in wanted if n not in known]})


def _unassign(call: Call) -> Reply:
    """Take nothing away: a skill is in exactly one campaign, so it leaves by joining another. [assumed]"""
    _campaign(call)
    given = body(call, {"addAll": "b", "skills": ["n"]})
    return Reply(200, {"assignedSkills": [], "invalidSkills": given.get("skills", [])})
