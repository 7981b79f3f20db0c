"""Conversations: working hours and holidays (dossier §5.F5)."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_infobip.simulator.ccaas import MANAGE, READ, conversation_write, ordered, refuse, success
from msgops_infobip.simulator.errors import e3, missing
from msgops_infobip.simulator.paging import p3

_DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
_REQUIRED = ("name", "timezone", "message", "workWeek")
_FLAGS = ("enabled", "isDefault", "closeConversations", "sendAwayMessageEveryOOWHPeriod")
_PATH = "/ccaas/1/working-hours"


def install(simulator: Simulator) -> None:
    """Declare the operations."""
    route = simulator.route
    route("GET", _PATH, scopes=READ)(_list)
    route("POST", _PATH, scopes=MANAGE)(_create)
    route("GET", f"{_PATH}/{{id}}", scopes=READ)(_get)
    route("PUT", f"{_PATH}/{{id}}", scopes=MANAGE)(_update)
    route("PATCH", f"{_PATH}/{{id}}", scopes=MANAGE)(_update)
    route("DELETE", f"{_PATH}/{{id}}", scopes=MANAGE)(_delete)
    route("GET", f"{_PATH}/{{id}}/status", scopes=READ)(_status)
    route("POST", f"{_PATH}/{{id}}/holiday", scopes=MANAGE)(_add_holiday)
    route("DELETE", f"{_PATH}/{{id}}/holiday/{{holiday}}", scopes=MANAGE)(_remove_holiday)


def _list(call: Call) -> Reply:
    """Leave out the week and the holidays, as the example of the specification does. [assumed]."""
    name = call.one("name").casefold()
    flags = {f: call.one(f) for f in ("enabled", "isDefault")}
    found = [
        {k: v for k, v in hours.items() if k not in ("workWeek", "holidays")}
        for hours in call.world.table("working_hours").values()
        if name in hours["name"].casefold()
        and all(not want or hours[f] is (want == "true") for f, want in flags.items())
    ]
    return Reply(200, p3(call, ordered(call, found), "workingHours"))


def _checked(call: Call) -> dict[str, Any]:
    """Want all seven days with their three parameters. [documented]."""
    body = call.json
    week = body.get("workWeek") if isinstance(body, dict) else None
    good = (
        isinstance(week, dict)
        and sorted(week) == sorted(_DAYS)
        and all(_is_day(day) for day in week.values())
        and all(isinstance(body.get(f), str) and body[f] for f in _REQUIRED[:3])
        and len(body["name"]) <= 255
        and len(body["message"]) <= 4000
        and all(isinstance(h, dict) and h.get("name") for h in body.get("holidays") or [])
        and _zone(body["timezone"]) is not None
    )
    if not good:
        raise refuse()
    return {k: v for k, v in body.items() if v is not None and k != "id"}


def _is_day(day: Any) -> bool:
    if not isinstance(day, dict) or not isinstance(day.get("enabled"), bool):
        return False
    times = (day.get("startTime"), day.get("endTime"))
    return all(isinstance(t, int) and not isinstance(t, bool) and 0 <= t <= 1440 for t in times)


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _create(call: Call) -> Reply:
    return Reply(200, _store(call, call.world.uuid(), _checked(call), "Create"))


def _update(call: Call) -> Reply:
    """Replace, also with PATCH, whose schema wants the same fields. [assumed]."""
    return Reply(200, _store(call, _hours(call)["id"], _checked(call), "Update"))


def _store(call: Call, identity: str, body: dict[str, Any], action: str) -> dict[str, Any]:
    table = call.world.table("working_hours")
    holidays = [_holiday(call, identity, h) for h in body.get("holidays") or []]
    hours = {"id": identity, **dict.fromkeys(_FLAGS, False), "enabled": True, **body, "holidays": holidays}
    if hours["isDefault"]:
        # Only one can be the default. [assumed]
        for other in table.values():
            other["isDefault"] = False
    table[identity] = hours
    conversation_write(call, action, hours["name"], identity)
    return hours


def _holiday(call: Call, hours: str, body: dict[str, Any]) -> dict[str, Any]:
    return {"enabled": False, **body, "id": call.world.uuid(), "workingHoursId": hours}


def _hours(call: Call) -> dict[str, Any]:
    """Find them; an unknown id answers 404 here. [documented]."""
    hours = call.world.table("working_hours").get(call.params["id"])
    if hours is None:
        raise missing(f"Invalid id '{call.params['id']}' given! No such entity exists.")
    return hours


def _get(call: Call) -> Reply:
    return Reply(200, _hours(call))


def _delete(call: Call) -> Reply:
    hours = _hours(call)
    del call.world.table("working_hours")[hours["id"]]
    conversation_write(call, "Delete", hours["name"], hours["id"])
    return success("Working hours has been deleted.")


def _status(call: Call) -> Reply:
    """Tell from the virtual clock. [documented]."""
    hours = _hours(call)
    now = call.world.now().astimezone(_zone(hours["timezone"]))
    day, minute = hours["workWeek"][_DAYS[now.weekday()]], now.hour * 60 + now.minute
    inside = day["enabled"] and day["startTime"] <= minute < day["endTime"]
    return Reply(200, {"status": f"{'INSIDE' if inside else 'OUTSIDE'}_OF_WORKING_HOURS"})


def _add_holiday(call: Call) -> Reply:
    hours = _hours(call)
    if not isinstance(call.json, dict) or not call.json.get("name"):
        raise refuse()
    hours["holidays"].append(_holiday(call, hours["id"], call.json))
    conversation_write(call, "Update", hours["name"], hours["id"])
    return Reply(200, hours)


def _remove_holiday(call: Call) -> Reply:
    """Remove; an unknown holiday answers 200 with `statusCode: ERROR`. [documented]."""
    hours, holiday = _hours(call), call.params["holiday"]
    left = [h for h in hours["holidays"] if h["id"] != holiday]
    if len(left) == len(hours["holidays"]):
        return e3(f"Invalid holidayId '{holiday}' given! No such entity exists.")
    hours["holidays"] = left
    conversation_write(call, "Update", hours["name"], hours["id"])
    return success("Holiday has been deleted.")
