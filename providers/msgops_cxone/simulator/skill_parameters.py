"""The nine blocks of a skill's parameters: each is written by itself, all are read together (dossier B.21)."""

from __future__ import annotations

from collections.abc import Callable

from msgops.sandbox.kit import Call, Handler, Reply, Simulator
from msgops_cxone.simulator.api import admin
from msgops_cxone.simulator.errors import Refused
from msgops_cxone.simulator.lists import Row, only, whole
from msgops_cxone.simulator.queues import DIGITAL_MEDIA
from msgops_cxone.simulator.shapes import Shape, body
from msgops_cxone.simulator.skill_blocks import BLOCKS, DAYS, GENERAL_ONLY
from msgops_cxone.simulator.skills import skill_of
from msgops_cxone.simulator.store import rows

_FLAT = frozenset({"cadence-settings", "time-zones", "list-management"})
"""Blocks without an object around them. [documented]"""
_UNWRITTEN = frozenset({"xs-settings", "delivery-preferences", "retry-settings", "time-zones"})
"""Blocks whose own GET has no documented body: it answers without one. [assumed]"""
_ALONE = frozenset({"general-settings", "cpa-management", "schedule-settings"})


def install(simulator: Simulator) -> None:
    """Declare the operations."""
    one = "/skills/{skillId}/parameters"
    admin(simulator, "GET", "/skills/parameters", _all, "Skills.View")
    admin(simulator, "GET", one, _get, "Skills.View")
    for suffix, (wrapper, shape) in BLOCKS.items():
        admin(simulator, "PUT", f"{one}/{suffix}", _writer(suffix, wrapper, shape), "Skills.Edit")
        if suffix in _ALONE | _UNWRITTEN:
            admin(simulator, "GET", f"{one}/{suffix}", _reader(suffix), "Skills.View")


def _writer(suffix: str, wrapper: str, shape: Shape) -> Handler:
    def write(call: Call) -> Reply:
        skill = skill_of(call)
        if skill["mediaTypeId"] == DIGITAL_MEDIA and not skill["isOutbound"]:
            # They are of outbound skills. [documented; that it is refused: assumed]
            raise Refused("An inbound digital skill has no such parameters")
        given = body(call, shape) if suffix in _FLAT else body(call, {wrapper: shape}, wrapper)[wrapper]
        if suffix == "schedule-settings":
            _check_week(given)
        blocks = call.world.table("parameters").setdefault(str(skill["skillId"]), {})
        blocks[suffix] = {**blocks.get(suffix, {}), **given}
        return Reply(200)

    return write


def _check_week(given: Row) -> None:
    """Every day is active and has a time to be open. [documented: seen]"""
    for day in DAYS:
        begins, ends = given.get(f"{day}StartTime"), given.get(f"{day}EndTime")
        if not given.get(f"{day}IsActive") or not begins or not ends or begins == ends:
            raise Refused(f"{day} must be active and last", field=f"{day}IsActive")


def _reader(suffix: str) -> Handler:
    def read(call: Call) -> Reply:
        skill = skill_of(call)
        if suffix in _UNWRITTEN:
            return Reply(200)
        block = _blocks(call, skill).get(suffix, {})
        if suffix == "cpa-management":
            # Of this block alone one field is shown. [documented: specification]
            block = {"AnsMachineOverrideSeconds": block.get("ansMachineOverrideSeconds", 0)}
        return Reply(200, only(call, block))

    return read


def _blocks(call: Call, skill: Row) -> dict[str, Row]:
    return call.world.table("parameters").get(str(skill["skillId"]), {})


def _all(call: Call) -> Reply:
    return whole("skills", [only(call, _shown(call, skill)) for skill in rows(call.world, "skills")])


def _get(call: Call) -> Reply:
    return Reply(200, only(call, _shown(call, skill_of(call))))


def _shown(call: Call, skill: Row) -> Row:
    """Show all blocks, under names of their own; only those that were written. [assumed]"""
    blocks = _blocks(call, skill)
    found = {name: read(blocks[suffix]) for suffix, (name, read) in _READ.items() if suffix in blocks}
    return {"skillName": skill["skillName"], "skillNo": skill["skillId"], **found}


def _general(block: Row) -> Row:
    """What is written as a word is read as a number, and the other way round. [documented: specification]"""
    out = {k: v for k, v in block.items() if k not in GENERAL_ONLY}
    if "aggressiveness" in out:
        text = str(out["aggressiveness"])
        out["aggressiveness"] = int(text) if text.isdigit() else 0
    if "waitTimeFactor" in out:
        out["waitTimeFactor"] = bool(out["waitTimeFactor"])
    return out


def _cpa(block: Row) -> Row:
    out = {k: v for k, v in block.items() if k != "ansMachineOverrideSeconds"}
    if "enableCPALogging" in out:
        out["enableCPALogging"] = str(out["enableCPALogging"])
    if "exceptions" in out:
        spelt = {"attempt_No": "attemptNo"}
        out["exceptions"] = [{spelt.get(k, k): v for k, v in e.items()} for e in out["exceptions"]]
    return out


def _schedule(block: Row) -> Row:
    days = [
        {
            "day": day.capitalize(),
            "active": block[f"{day}IsActive"],
            "startTime": block[f"{day}StartTime"],
            "endTime": block[f"{day}EndTime"],
        }
        for day in DAYS
    ]
    return {"isScheduled": block.get("isScheduled", False), "schedules": days}


def _xs(block: Row) -> Row:
    spelt = {"xsScriptID": "xsScriptId", "xsCheckinScriptID": "xsCheckinScriptId"}
    return {spelt.get(k, k): v for k, v in block.items()}


def _cadence(block: Row) -> Row:
    def mode(name: str) -> int:
        text = str(block.get(name, ""))
        return int(text) if text.isdigit() else 0

    cadences = []
    for order, cadence in enumerate(block.get("cadences", []), 1):
        times = cadence.get("timeConstraints", {})
        constraints = [
            {"dayType": kind.removesuffix("TimeConstraints"), **t}
            for kind, found in times.items()
            for t in found
        ]
        named = {k: cadence[k] for k in ("fieldName", "attempts") if k in cadence}
        cadences.append({**named, "order": order, "timeConstraints": constraints})
    spelt = {"fieldName": "label", "attempts": "maxAttempts"}
    return {
        "cadenceMaximumAttempts": [
            {spelt[k]: v for k, v in m.items()} for m in block.get("maximumAttempts", [])
        ],
        "attemptMode": mode("attemptMode"),
        "recordRequestMode": mode("recordRequestMode"),
        "destinationRetryRestMinutes": block.get("destinationRetryRestMinutes", 0),
        "cadences": cadences,
    }


def _zones(block: Row) -> list[Row]:
    spelt = {"standardName": "name"}
    return [{spelt.get(k, k): v for k, v in z.items()} for z in block.get("timeZoneSettings", [])]


def _lists(block: Row) -> Row:
    spelt = {"displayField2Name": "displayField2NAme"}
    return {spelt.get(k, k): v for k, v in block.items()}


def _same(block: Row) -> Row:
    return block


_READ: dict[str, tuple[str, Callable[[Row], Row | list[Row]]]] = {
    "general-settings": ("generalSettings", _general),
    "cpa-management": ("cpaSettings", _cpa),
    "delivery-preferences": ("deliveryPreferences", _same),
    "retry-settings": ("retrySettings", _same),
    "schedule-settings": ("scheduleSettings", _schedule),
    "xs-settings": ("xsSettings", _xs),
    "cadence-settings": ("cadenceSettings", _cadence),
    "time-zones": ("timeZoneSettings", _zones),
    "list-management": ("listManagementSettings", _lists),
}
"""Block to what it is called in the combined read, and how its names change. [documented: specification]"""
