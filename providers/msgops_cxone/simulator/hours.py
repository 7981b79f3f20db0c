"""Hours of operation: the one configuration with a DELETE of its own, which keeps the row (dossier B.28)."""

from __future__ import annotations

import re
from datetime import date

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_cxone.simulator.api import FLAT, admin, version
from msgops_cxone.simulator.errors import Refused, missing
from msgops_cxone.simulator.lists import Row, iso, narrowed, only, page
from msgops_cxone.simulator.shapes import body, fields, flag
from msgops_cxone.simulator.store import add, change, find, named, refer, rows

_TIMES = ("openTime", "closeTime", "additionalOpenTime", "additionalCloseTime")
_DAY = fields(
    s="day openTime closeTime additionalOpenTime additionalCloseTime", b="hasAdditionalHours isClosedAllDay"
)
_HOLIDAY = fields(
    s="holidayName date openTime closeTime additionalOpenTime additionalCloseTime",
    b="hasAdditionalHours isClosedAllDay",
)
_SAME = {
    **fields(s="description notes overrideBranch overrideExpirationDate"),
    "days": [_DAY],
    "holidays": [_HOLIDAY],
}
_NEW = {**_SAME, "profileName": "s", "skills": [fields(n="skillId")]}
_CHANGED = {**_SAME, "hoursOfOperationProfileName": "s"}
_WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_BRANCHES = ("", "Weather", "Meeting", "Emergency", "Other")
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?")
_LONGEST = 30


def install(simulator: Simulator) -> None:
    """Declare the operations."""
    one = "/hours-of-operation/{hoursOfOperationProfileId}"
    admin(simulator, "GET", "/hours-of-operation", _list, "HoursOfOperation.View")
    admin(simulator, "POST", "/hours-of-operation", _create, "HoursOfOperation.Create")
    admin(simulator, "GET", "/hours-of-operation/identities", _identities, "HoursOfOperation.View")
    admin(simulator, "GET", one, _get, "HoursOfOperation.View")
    admin(simulator, "PUT", one, _update, "HoursOfOperation.Edit")
    admin(simulator, "DELETE", one, _delete, "HoursOfOperation.Delete")
    admin(simulator, "PUT", f"{one}/skills", _skills, "HoursOfOperation.Edit")


def _list(call: Call) -> Reply:
    """Want to be told whether deleted ones are asked for; before version 33 the list lies elsewhere. [documented]"""
    deleted = flag(call, "isDeleted")
    if deleted is None:
        raise Refused("isDeleted is required", field="isDeleted")
    found = [
        {
            "hoursOfOperationProfileId": profile["id"],
            "hoursOfOperationProfileName": profile["name"],
            "description": profile["description"],
            "isDeleted": profile["isDeleted"],
        }
        for profile in narrowed(call, rows(call.world, "hours"), "name")
        if profile["isDeleted"] is deleted
    ]
    if version(call) >= FLAT:
        return page(call, "hoursOfOperation", found, "businessUnit totalRecords")
    old = page(call, "hoursOfOperationProfiles", found, "totalRecords")
    return Reply(200, {"resultSet": old.body}) if old.body else old


def _identities(call: Call) -> Reply:
    found = [
        {"hooId": p["id"], "hooName": p["name"]}
        for p in narrowed(call, rows(call.world, "hours"), "name")
        if not p["isDeleted"]
    ]
    return page(call, "hoursOfOperation", found)


def _profile(call: Call) -> Row:
    profile = find(call, "hours", call.params["hoursOfOperationProfileId"], "hours of operation")
    if profile["isDeleted"]:
        raise missing(f"hours of operation {profile['id']} are deleted")
    return profile


def _get(call: Call) -> Reply:
    """Call the name of a holiday `name`, which is written as `holidayName`. [documented]"""
    profile = _profile(call)
    same = ("description", "notes", "overrideBranch", "overrideExpirationDate", "lastUpdateTime", "days")
    shown = {
        "hoursOfOperationProfileId": profile["id"],
        "hoursOfOperationProfileName": profile["name"],
        **{k: profile[k] for k in same},
        "holidays": [
            {("name" if k == "holidayName" else k): v for k, v in h.items()} for h in profile["holidays"]
        ],
        "skills": [{"skillId": s["skillId"], "skillName": s["skillName"]} for s in _linked(call, profile)],
        "scripts": [],
    }
    return Reply(200, only(call, shown))


def _linked(call: Call, profile: Row) -> list[Row]:
    return [s for s in rows(call.world, "skills") if s.get("reskillHours") == profile["id"]]


def _create(call: Call) -> Reply:
    """Take the name as `profileName`, and answer its number as a word. [documented]"""
    given = body(call, _NEW, "profileName")
    skills, name = [s.get("skillId") for s in given.pop("skills", [])], given.pop("profileName")
    values = _checked(call, name, given)
    row = {
        "description": "",
        "notes": "",
        "overrideBranch": "",
        "overrideExpirationDate": "",
        "days": [],
        "holidays": [],
        "isDeleted": False,
        "lastUpdateTime": iso(call),
        **values,
    }
    profile = add(call.world, "hours", row, "id", 331)
    _assign(call, profile, skills)
    return Reply(200, {"profileId": str(profile["id"]), "profileName": name})


def _update(call: Call) -> Reply:
    """Replace: name, days and holidays are required. [documented]"""
    profile = _profile(call)
    given = body(call, _CHANGED, "hoursOfOperationProfileName")
    for name in ("days", "holidays"):
        if name not in given:
            raise Refused(f"{name} is required", field=name)
    change(call, "hours", profile, _checked(call, given.pop("hoursOfOperationProfileName"), given, profile))
    return Reply(200)


def _checked(call: Call, name: str, given: Row, but: Row | None = None) -> Row:
    """A deleted profile's name is free again. [assumed]"""
    if not 0 < len(name) <= _LONGEST:
        raise Refused(f"the name has 1 to {_LONGEST} characters", field="profileName")
    other = named(call.world, "hours", "name", name)
    if other is not None and other is not but and not other["isDeleted"]:
        raise Refused(f"profile '{name}' already exists", field="profileName")
    if given.get("overrideBranch", "") not in _BRANCHES:
        raise Refused(f"overrideBranch is one of {', '.join(_BRANCHES[1:])}", field="overrideBranch")
    days = given.get("days", [])
    if any(d.get("day") not in _WEEK for d in days) or len({d["day"] for d in days}) < len(days):
        raise Refused("days are names of days, each once", field="days")
    for holiday in given.get("holidays", []):
        if not holiday.get("holidayName") or not _is_date(holiday.get("date", "")):
            raise Refused("a holiday has a holidayName and a date", field="holidays")
    for part in (*days, *given.get("holidays", [])):
        _clock(part)
    return {**given, "name": name}


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return True


def _clock(part: Row) -> None:
    """Times are in the time zone of the business unit; they read back with seconds. [documented]"""
    for field in _TIMES:
        text = part.get(field)
        if text and not _CLOCK.fullmatch(text):
            raise Refused(f"{field} is HH:MM:SS", field=field)
        if text:
            part[field] = text if text.count(":") == 2 else f"{text}:00"


def _delete(call: Call) -> Reply:
    profile = _profile(call)
    if _linked(call, profile):
        raise Refused("The hours of operation are used by skills")
    change(call, "hours", profile, {"isDeleted": True})
    return Reply(204)


def _skills(call: Call) -> Reply:
    """Link or unlink skills; a skill is in one profile only. [documented]"""
    profile = _profile(call)
    given = body(call, {"assign": "b", "all": "b", "skills": ["n"]})
    wanted = (
        [s["skillId"] for s in rows(call.world, "skills")] if given.get("all") else given.get("skills", [])
    )
    if given.get("assign", True):
        _assign(call, profile, wanted)
    else:
        for skill in _linked(call, profile):
            if skill["skillId"] in wanted:
                change(call, "skills", skill, {"reskillHours": 0})
    return Reply(200, {})


def _assign(call: Call, profile: Row, skills: list[int]) -> None:
    found = [refer(call, "skills", number, "skillId") for number in skills]
    for skill in found:
        change(call, "skills", skill, {"reskillHours": profile["id"]})
