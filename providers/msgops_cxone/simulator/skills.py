"""Skills: list and detail, create in a list, change one; no DELETE (dossier B.20)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_cxone.simulator import queues
from msgops_cxone.simulator.api import FLAT, admin, demand, version
from msgops_cxone.simulator.errors import Refused
from msgops_cxone.simulator.general import MEDIA
from msgops_cxone.simulator.knobs import knob
from msgops_cxone.simulator.lists import Row, iso, narrowed, only, page
from msgops_cxone.simulator.shapes import body, fields, names
from msgops_cxone.simulator.skill_checks import check
from msgops_cxone.simulator.skill_fields import CHANGE, CREATE, SHOWN
from msgops_cxone.simulator.store import add, change, find, named, rows
from msgops_cxone.simulator.tokens import TENANT

_DISPOSITIONS = {"dispositions": [fields(n="dispositionId priority")]}
_READ = {
    "enableParking": "emailParking",
    "screenPopDetails": "screenPopDetail",
    "popThankYouUrl": "popThankYouURL",
    "patronTypingIndicator": "patronTypingPreview",
}
"""Written in one spelling, read in another. [documented]"""
_LISTED = names(
    "skillId skillName mediaTypeId mediaTypeName isActive campaignId campaignName isOutbound outboundStrategy notes "
    "acwTypeId serviceLevelThreshold serviceLevelGoal routingQueueId"
)
FRESH: dict[str, Any] = {
    "isActive": True,
    "isOutbound": False,
    "notes": "",
    "acwTypeId": 1,
    "agentResponseEnabled": False,
    "agentFirstResponseTime": 0,
    "agentFollowOnResponseTime": 0,
    "timeExtensionEnabled": False,
    "customerResponseEnabled": False,
    "customerIdleTime": 0,
    "IsSubSkill": False,
    "PresentAcceptReject": False,
    "isRunning": False,
}
"""What a new skill has unasked. [assumed]"""


def install(simulator: Simulator) -> None:
    """Declare the operations."""
    admin(simulator, "GET", "/skills", _list, "Skills.View")
    admin(simulator, "POST", "/skills", _create, "Skills.Create")
    admin(simulator, "GET", "/skills/{skillId}", _get, "Skills.View")
    admin(simulator, "PUT", "/skills/{skillId}", _update, "Skills.Edit")


def skill_of(call: Call) -> Row:
    """Return the skill of a path."""
    return find(call, "skills", call.params["skillId"], "skill")


def _list(call: Call) -> Reply:
    """Show little of each, and a new skill only after a while. [documented]"""
    media, strategy = call.one("mediaTypeId"), call.one("outboundStrategy")
    found = []
    for skill in narrowed(call, rows(call.world, "skills"), "skillName"):
        if media in ("", str(skill["mediaTypeId"])) and strategy in ("", skill.get("outboundStrategy")):
            shown = _shown(call, skill)
            if _listed(call, skill):
                found.append({k: shown[k] for k in _LISTED if k in shown})
    return page(call, "skills", found, "totalRecords businessUnitId _links")


def _listed(call: Call, skill: Row) -> bool:
    lag = timedelta(seconds=float(knob(call.world, "skill_list_lag")))
    return call.world.now() >= datetime.fromisoformat(skill["made"]) + lag


def _get(call: Call) -> Reply:
    """Show one; before version 33 within a list. [documented: some versions; which: assumed]"""
    skill = _shown(call, skill_of(call))
    shown = only(call, {k: v for k, v in skill.items() if k in SHOWN})
    return Reply(200, shown if version(call) >= FLAT else {"skills": [shown]})


def _shown(call: Call, skill: Row) -> Row:
    """Join the names of what it refers to."""
    world = call.world

    def name(kind: str, number: Any, field: str) -> str:
        return str(world.table(kind).get(str(number), {}).get(field, ""))

    dispositions = [
        {
            **link,
            "dispositionName": name("dispositions", link["dispositionId"], "dispositionName"),
            "isPreviewDisposition": world.table("dispositions")[str(link["dispositionId"])][
                "isPreviewDisposition"
            ],
        }
        for link in skill["dispositions"]
    ]
    joined = {
        "mediaTypeName": MEDIA[skill["mediaTypeId"]],
        "campaignName": name("campaigns", skill["campaignId"], "name"),
        "scriptName": name("scripts", skill.get("scriptId"), "scriptName"),
        "reskillHoursName": name("hours", skill.get("reskillHours"), "name"),
        "stateNameACW": name("unavailable_codes", skill.get("stateIdACW"), "name"),
        "acwPostTimeoutStateName": name("unavailable_codes", skill.get("acwPostTimeoutStateId"), "name"),
        "countReskillHours": bool(skill.get("reskillHours")),
        "TenantId": TENANT,
        "dispositions": dispositions,
    }
    shown = {**skill, **joined}
    if "screenPopTriggerEvent" in skill:
        # A number is written, a word is read. [documented]
        shown["screenPopTriggerEvent"] = str(skill["screenPopTriggerEvent"])
    return shown


def _create(call: Call) -> Reply:
    """Answer 200 with a result for each; one that fails does not stop the others. [documented]"""
    given = body(call, {"skills": [{**CREATE, **_DISPOSITIONS}]}, "skills")
    results: list[Row] = []
    for values in given["skills"]:
        try:
            results.append({"success": True, "skillId": make(call, values), "error": ""})
        except Refused as refused:
            results.append({"success": False, "error": refused.text})
    failed = sum(not r["success"] for r in results)
    return Reply(200, {"errorCount": failed, "skillsResults": results})


def make(call: Call, values: Row) -> int:
    """Store a skill; a digital one gets a queue. New skills are active. [documented]"""
    check(call, values)
    row = {**FRESH, "dispositions": [], **{_READ.get(k, k): v for k, v in values.items()}}
    row |= {"made": call.world.now().isoformat(), "lastUpdateTime": iso(call)}
    add(call.world, "skills", row, "skillId", 10234)
    if row["mediaTypeId"] == queues.DIGITAL_MEDIA:
        row["routingQueueId"] = queues.make(call.world, row)
    return int(row["skillId"])


def _update(call: Call) -> Reply:
    """Change what is given; what only a read shows is ignored without a word. [documented: seen; not promised]"""
    skill = skill_of(call)
    given = body(call, {"skill": {**CHANGE, **_DISPOSITIONS}}, "skill")["skill"]
    if given.get("isActive") is False and skill["isActive"]:
        demand(call, "Skills.Deactivate")
    if not knob(call.world, "dispositions_stick"):
        given.pop("dispositions", None)
    given.pop("mediatypeid", None)
    check(call, {**_written(skill), **given}, skill)
    change(call, "skills", skill, {_READ.get(k, k): v for k, v in given.items()})
    return Reply(200, {"success": True, "skillId": skill["skillId"]})


def _written(skill: Row) -> Row:
    """Return a skill under the names that a new one has."""
    return {k: v for k, v in skill.items() if k in CREATE or k == "dispositions"}


def skill_by_name(call: Call, name: str) -> Row:
    """Return a skill by its name, for what a person does in the console."""
    found = named(call.world, "skills", "skillName", name)
    if found is None:
        raise Refused(f"skill {name} does not exist", field="skill")
    return found
