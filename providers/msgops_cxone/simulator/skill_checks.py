"""What a skill must be (dossier B.20)."""

from __future__ import annotations

import re

from msgops.sandbox.kit import Call
from msgops_cxone.simulator import codes
from msgops_cxone.simulator.errors import Refused
from msgops_cxone.simulator.general import MEDIA
from msgops_cxone.simulator.lists import Row
from msgops_cxone.simulator.store import own

_NAME = re.compile(r"[\w\-.: ]{2,30}")
_INBOUND = ("serviceLevelThreshold", "serviceLevelGoal", "enableShortAbandon", "shortAbandonThreshold")
"""Required in practice of what is inbound, although the specification says optional. [documented]"""
_REFERS = {
    "campaignId": "campaigns",
    "reskillHours": "hours",
    "messageTemplateId": "message_templates",
    "stateIdACW": "unavailable_codes",
    "acwPostTimeoutStateId": "unavailable_codes",
}


def check(call: Call, values: Row, but: Row | None = None) -> None:
    """Refuse a skill that is incomplete, out of bounds, or refers to what is not there."""
    for name in ("mediaTypeId", "skillName", "campaignId"):
        if not values.get(name):
            raise Refused(f"{name} is required", field=name)
    if values["mediaTypeId"] not in MEDIA:
        raise Refused("mediaTypeId is not valid", field="mediaTypeId")
    if not _NAME.fullmatch(values["skillName"]):
        raise Refused("skillName has 2 to 30 letters, digits, - _ . :", field="skillName")
    if not values.get("isOutbound"):
        for name in _INBOUND:
            if name not in values:
                raise Refused(f"{name} is required of an inbound skill", field=name)
    own(call, "skills", "skillName", values["skillName"], but)
    _bounds(values)
    _references(call, values)
    if wrong := codes.check(call.world, values):
        raise Refused(wrong)


def _bounds(values: Row) -> None:
    if values.get("acwTypeId") not in (None, 1, 2, 3):
        raise Refused("acwTypeId is 1, 2 or 3", field="acwTypeId")
    warning = values.get("chatWarningThreshold")
    if warning is not None and not 0 <= warning <= 999:
        raise Refused("chatWarningThreshold is at most 999 seconds", field="chatWarningThreshold")
    goal = values.get("serviceLevelGoal")
    if goal is not None and not 0 <= goal <= 100:
        raise Refused("serviceLevelGoal is a percentage", field="serviceLevelGoal")


def _references(call: Call, values: Row) -> None:
    for field, kind in _REFERS.items():
        number = values.get(field)
        if number and str(number) not in call.world.table(kind):
            raise Refused(f"{field} {number} does not exist", field=field)
    for link in values.get("dispositions", []):
        if str(link.get("dispositionId")) not in call.world.table("dispositions"):
            raise Refused(f"disposition {link.get('dispositionId')} does not exist", field="dispositions")
        link.setdefault("priority", 1)
