"""Points of contact that are not digital: written under other names than they are read (dossier B.29)."""

from __future__ import annotations

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_cxone.simulator.api import FLAT, UNIT, admin, version
from msgops_cxone.simulator.errors import Refused
from msgops_cxone.simulator.general import MEDIA
from msgops_cxone.simulator.lists import Row, page
from msgops_cxone.simulator.shapes import body, fields, number
from msgops_cxone.simulator.store import add, change, find, own, refer, rows

_NEW = fields(
    s="pointOfContact pointOfContactName scriptName",
    n="skillId mediaTypeId chatProfileId",
    b="isActive ivrReportingEnabled",
)
_CHANGED = fields(
    s="pointOfContactName scriptName", n="skillId chatProfileId", b="isActive ivrReportingEnabled"
)
_READ = {
    "pointOfContact": "contactAddress",
    "pointOfContactName": "contactDescription",
    "skillId": "defaultSkillId",
}
_OLD = {
    "contactCode": "pointOfContactId",
    "contactAddress": "pointOfContact",
    "contactDescription": "pointOfContactName",
}
"""What some versions call them. [documented: seen; which versions: assumed]"""
_MEDIA = (1, 3, 4, 5, 6)
_UNREAD = ("chatProfileId", "ivrReportingEnabled")
_CHAT = 3


def install(simulator: Simulator) -> None:
    """Declare the operations; there is no DELETE of a point of contact. [documented]"""
    one = "/points-of-contact/{pointOfContactId}"
    admin(simulator, "GET", "/points-of-contact", _list, "PointsOfContact.View")
    admin(simulator, "POST", "/points-of-contact", _create, "PointsOfContact.Create")
    admin(simulator, "GET", one, _get, "PointsOfContact.View")
    admin(simulator, "PUT", one, _update, "PointsOfContact.Edit")


def _shown(call: Call, row: Row) -> Row:
    skill = call.world.table("skills")[str(row["defaultSkillId"])]
    found = {
        "businessUnitId": UNIT,
        **{k: v for k, v in row.items() if k not in _UNREAD},
        "mediaTypeName": MEDIA[row["mediaTypeId"]],
        "outboundSkill": skill["isOutbound"],
        "subType": "",
        "notes": "",
    }
    return found if version(call) >= FLAT else {_OLD.get(k, k): v for k, v in found.items()}


def _list(call: Call) -> Reply:
    """Digital is no media type of this list. [documented: specification]"""
    wanted = number(call, "mediaTypeId", 0)
    if wanted not in (0, *_MEDIA):
        raise Refused("mediaTypeId is 1, 3, 4, 5 or 6", field="mediaTypeId")
    found = [
        _shown(call, r) for r in rows(call.world, "points_of_contact") if wanted in (0, r["mediaTypeId"])
    ]
    return page(call, "pointsOfContact", found, "businessUnitId lastPollTime")


def _row(call: Call) -> Row:
    return find(call, "points_of_contact", call.params["pointOfContactId"], "point of contact")


def _get(call: Call) -> Reply:
    """Show it within a list. [documented]"""
    return Reply(200, {"businessUnitId": UNIT, "pointsOfContact": [_shown(call, _row(call))]})


def _create(call: Call) -> Reply:
    """Answer without a number: it is found in the list. [documented]"""
    given = body(call, _NEW, "pointOfContact", "pointOfContactName", "skillId", "scriptName")
    given.setdefault("mediaTypeId", 4)
    if given["mediaTypeId"] not in _MEDIA:
        raise Refused("mediaTypeId is 1, 3, 4, 5 or 6", field="mediaTypeId")
    own(call, "points_of_contact", "contactAddress", given["pointOfContact"])
    _check(call, given, given["mediaTypeId"])
    row = {"isActive": True, **{_READ.get(k, k): v for k, v in given.items()}}
    add(call.world, "points_of_contact", row, "contactCode", 700)
    return Reply(200, {})


def _check(call: Call, given: Row, media: int) -> None:
    """Skill and script must be there. [assumed]"""
    refer(call, "skills", given["skillId"], "skillId")
    scripts = rows(call.world, "scripts")
    if not any(s["scriptName"].casefold() == given["scriptName"].casefold() for s in scripts):
        raise Refused(f"script {given['scriptName']} does not exist", field="scriptName")
    if given.get("chatProfileId") and media != _CHAT:
        raise Refused("chatProfileId is for chat", field="chatProfileId")


def _update(call: Call) -> Reply:
    """Address and media type stay. [documented]"""
    row = _row(call)
    given = body(call, _CHANGED, "pointOfContactName", "skillId", "scriptName")
    _check(call, given, row["mediaTypeId"])
    change(call, "points_of_contact", row, {_READ.get(k, k): v for k, v in given.items()}, "")
    return Reply(200, {})
