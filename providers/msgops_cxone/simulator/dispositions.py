"""Dispositions, their classifications and the skills that use them (dossier B.27)."""

from __future__ import annotations

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_cxone.simulator.api import admin
from msgops_cxone.simulator.errors import Refused
from msgops_cxone.simulator.general import MEDIA
from msgops_cxone.simulator.lists import Row, iso, narrowed, only, page
from msgops_cxone.simulator.shapes import body, fields, flag, required
from msgops_cxone.simulator.skills import skill_of
from msgops_cxone.simulator.store import add, change, find, history, own, refer, rows

_SHAPE = fields(s="dispositionName notes", n="classificationId", b="isPreviewDisposition isActive")
_LISTED = (
    "dispositionId",
    "dispositionName",
    "notes",
    "lastUpdated",
    "classificationId",
    "systemOutcome",
    "isActive",
    "isPreviewDisposition",
)
_LONGEST = 50


def install(simulator: Simulator) -> None:
    """Declare the operations; there is no DELETE of a disposition. [documented]"""
    one, of_skill = "/dispositions/{dispositionId}", "/skills/{skillId}/dispositions"
    admin(simulator, "GET", "/dispositions", _list, "Dispositions.View")
    admin(simulator, "POST", "/dispositions", _create, "Dispositions.Create")
    admin(simulator, "GET", "/dispositions/classifications", _classifications, "Dispositions.View")
    admin(simulator, "GET", one, _get, "Dispositions.View")
    admin(simulator, "PUT", one, _update, "Dispositions.Edit")
    admin(simulator, "PATCH", f"{one}/status", _status, "Dispositions.Deactivate")
    admin(simulator, "GET", f"{one}/audit-history", _history, "Dispositions.View")
    admin(simulator, "GET", f"{one}/skills", _skills, "Dispositions.View")
    admin(simulator, "GET", of_skill, _of_skill, "Skills.View")
    admin(simulator, "GET", f"{of_skill}/unassigned", _unassigned, "Skills.View")


def _disposition(call: Call) -> Row:
    return find(call, "dispositions", call.params["dispositionId"], "disposition")


def _list(call: Call) -> Reply:
    preview = flag(call, "isPreviewDispositions")
    found = [
        {k: v for k, v in row.items() if k in _LISTED}
        for row in narrowed(call, rows(call.world, "dispositions"), "dispositionName")
        if preview in (None, row["isPreviewDisposition"])
    ]
    return page(call, "dispositions", found, "totalRecords businessUnitId _links")


def _get(call: Call) -> Reply:
    row = _disposition(call)
    classes = call.world.table("classifications")
    shown = {
        **row,
        "classificationName": classes.get(str(row.get("classificationId")), {}).get("classificationName", ""),
        "showCommitmentAmount": False,
        "showRescheduleDate": False,
        "isAgentSpecific": False,
    }
    return Reply(200, only(call, shown, "dispositionId"))


def _check(call: Call, given: Row, but: Row | None = None) -> None:
    name = given.get("dispositionName", "")
    if not 0 < len(name) <= _LONGEST:
        raise Refused(f"dispositionName has 1 to {_LONGEST} characters", field="dispositionName")
    own(call, "dispositions", "dispositionName", name, but)
    if given.get("classificationId"):
        refer(call, "classifications", given["classificationId"], "classificationId")


def _create(call: Call) -> Reply:
    """Answer 200 with a result for each. [documented]"""
    given, results = body(call, {"dispositions": [_SHAPE]}, "dispositions"), []
    for values in given["dispositions"]:
        try:
            if "isPreviewDisposition" not in values:
                _lacks("isPreviewDisposition")
            _check(call, values)
        except Refused as refused:
            results.append({"dispositionId": 0, "success": False, "error": refused.text})
            continue
        values.pop("isActive", None)
        row = {"isActive": True, "notes": "", "systemOutcome": "", **values, "lastUpdated": iso(call)}
        number = add(call.world, "dispositions", row, "dispositionId", 900)["dispositionId"]
        results.append({"dispositionId": number, "success": True, "error": ""})
    return Reply(200, {"errorCount": sum(not r["success"] for r in results), "dispositionResults": results})


def _lacks(name: str) -> None:
    raise Refused(f"{name} is required", field=name)


def _update(call: Call) -> Reply:
    row, given = _disposition(call), body(call, _SHAPE)
    _check(call, {**row, **given}, row)
    change(call, "dispositions", row, given, "lastUpdated")
    return Reply(200)


def _status(call: Call) -> Reply:
    """The value stands in the query. [documented]"""
    required(call, "isActive")
    change(call, "dispositions", _disposition(call), {"isActive": flag(call, "isActive")}, "lastUpdated")
    return Reply(200)


def _history(call: Call) -> Reply:
    """The list has another name than everywhere else. [documented: specification]"""
    found = history(call, "dispositions", _disposition(call), "auditHistoryID")
    return page(call, "auditHistoryRecords", found)


def _classifications(call: Call) -> Reply:
    found = narrowed(call, rows(call.world, "classifications"), "classificationName")
    return page(call, "classificationResults", found)


def _skills(call: Call) -> Reply:
    number, campaigns = _disposition(call)["dispositionId"], call.world.table("campaigns")
    found = [
        {
            "skillId": s["skillId"],
            "skillName": s["skillName"],
            "mediaTypeId": s["mediaTypeId"],
            "mediaTypeName": MEDIA[s["mediaTypeId"]],
            "campaignId": s["campaignId"],
            "campaignName": campaigns.get(str(s["campaignId"]), {}).get("name", ""),
            "direction": "Outbound" if s["isOutbound"] else "Inbound",
            "skillStatus": int(s["isActive"]),
        }
        for s in rows(call.world, "skills")
        if any(link["dispositionId"] == number for link in s["dispositions"])
    ]
    return page(call, "skills", narrowed(call, found, "skillName"))


def _linked(call: Call, row: Row, order: int) -> Row:
    classes = call.world.table("classifications")
    found = classes.get(str(row.get("classificationId")), {})
    return {
        "dispositionId": row["dispositionId"],
        "dispositionName": row["dispositionName"],
        "displayOrder": order,
        "classification": found.get("classificationName", ""),
        "reportingGroup": "",
        "systemOutcome": row["systemOutcome"],
        "requireCommitmentAmount": False,
        "requireRescheduleDate": False,
        "agentSpecific": False,
        "isPreviewDisposition": row["isPreviewDisposition"],
    }


def _of_skill(call: Call) -> Reply:
    skill, known = skill_of(call), call.world.table("dispositions")
    links = sorted(skill["dispositions"], key=lambda link: link["priority"])
    found = [_linked(call, known[str(link["dispositionId"])], link["priority"]) for link in links]
    reply = page(call, "dispositions", found, "totalRecords _links")
    if reply.body:
        reply.body |= {"skillId": skill["skillId"], "skillName": skill["skillName"]}
    return reply


def _unassigned(call: Call) -> Reply:
    has = {link["dispositionId"] for link in skill_of(call)["dispositions"]}
    found = [_linked(call, r, 0) for r in rows(call.world, "dispositions") if r["dispositionId"] not in has]
    return page(call, "dispositions", narrowed(call, found, "dispositionName"), "totalRecords")
