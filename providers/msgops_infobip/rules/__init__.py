"""Where the subjects of rules stand in Infobip's kinds, and the rules of Infobip's own limits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgops.sdk.rules import Pack, Place, Subjects
from msgops_infobip.rules import profiles, templates

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_SENDER = "infobip.WhatsAppSender"
_PROFILE = "infobip.BusinessProfile"
_SIGNUP = "infobip.EmbeddedSignup"
_PREPARATION = "infobip.NumberPreparation"
_TEMPLATE = "infobip.WhatsAppTemplate"
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _number(spec: Mapping[str, Any]) -> str | None:
    """Join the two fields of a sender as Infobip does; separators are the matter of another rule."""
    parts = [spec.get("country_code"), spec.get("phone_number")]
    if not all(isinstance(p, str) for p in parts) or any("${" in str(p) for p in parts):
        return None
    return f"+{str(parts[0]).removeprefix('+')}{parts[1]}"


def _seconds(spec: Mapping[str, Any]) -> int | None:
    """Return a validity period in seconds; -1 stays."""
    period = spec.get("validity_period")
    if not isinstance(period, dict) or not re.fullmatch("-?[0-9]+", str(period.get("amount", ""))):
        return None
    amount = int(period["amount"])
    return amount if amount == -1 or period.get("time_unit") == "SECONDS" else amount * 60


def _open_times(spec: Mapping[str, Any]) -> list[tuple[int, int]] | None:
    """Return the open times of a week in minutes from Monday 00:00; a day without hours is open all day."""
    week, out = spec.get("work_week"), []
    for index, name in enumerate(_DAYS):
        day = week.get(name) if isinstance(week, dict) else None
        if not isinstance(day, dict) or any("${" in str(v) for v in day.values()):
            return None
        if str(day.get("enabled", "true")).lower() == "true":
            start, end = _minutes(day.get("start", "00:00")), _minutes(day.get("end", "24:00"))
            out.append((index * 1440 + start, index * 1440 + end))
    return out


def _minutes(time: Any) -> int:
    found = re.fullmatch("([0-9]{1,2}):([0-9]{2})", str(time))
    return int(found[1]) * 60 + int(found[2]) if found else 0


_NUMBERS: Subjects = {
    "whatsapp.number": (Place(_SENDER, "phone_number", _number),),
    "whatsapp.number.written": (f"{_PREPARATION}:number", f"{_SIGNUP}:business.phone"),
    "whatsapp.number.national": (f"{_SENDER}:phone_number",),
    "whatsapp.number.country": (f"{_SENDER}:country_code",),
    "whatsapp.number.code_method": (f"{_SENDER}:type",),
    "whatsapp.number.code": (f"{_SENDER}:code",),
    "whatsapp.number.code_language": (f"{_SENDER}:locale",),
    "whatsapp.preparation": (f"{_PREPARATION}:",),
}
_BUSINESS: Subjects = {
    "whatsapp.display_name": (f"{_SENDER}:display_name",),
    "whatsapp.display_name.account": (f"{_SENDER}:business_account_id",),
    "whatsapp.account": (f"{_SENDER}:business_account_id", f"{_SIGNUP}:business_account_id"),
    "whatsapp.business": (f"{_SIGNUP}:business",),
    "whatsapp.business.gate": (f"{_SIGNUP}:",),
    "whatsapp.business.account": (f"{_SIGNUP}:business_account_id",),
    "whatsapp.business.manager_id": (f"{_SIGNUP}:business.manager_id",),
    "whatsapp.business.logo_url": (f"{_SIGNUP}:business.logo_url",),
    "whatsapp.photo": (f"{_SIGNUP}:business.logo_file",),
    "whatsapp.business.timezone": (f"{_SIGNUP}:business.timezone",),
}
_PROFILES: Subjects = {
    "whatsapp.profile": (f"{_PROFILE}:",),
    "whatsapp.profile.about": (f"{_PROFILE}:about",),
    "whatsapp.profile.address": (f"{_PROFILE}:address",),
    "whatsapp.profile.email": (f"{_PROFILE}:email", f"{_SIGNUP}:business.contact_email"),
    "whatsapp.profile.description": (f"{_PROFILE}:description",),
    "whatsapp.profile.websites": (f"{_PROFILE}:websites",),
    "whatsapp.profile.website": (f"{_PROFILE}:websites[*]", f"{_SIGNUP}:business.website"),
    "whatsapp.profile.vertical": (f"{_PROFILE}:vertical",),
    "whatsapp.profile.logo": (f"{_PROFILE}:logo_url",),
}

_TEMPLATES: Subjects = {
    "whatsapp.template": (f"{_TEMPLATE}:",),
    "whatsapp.template.name": (f"{_TEMPLATE}:name",),
    "whatsapp.template.namespace": (f"{_TEMPLATE}:namespace",),
    "whatsapp.template.account": (f"{_TEMPLATE}:sender",),
    "whatsapp.template.language": (f"{_TEMPLATE}:language",),
    "whatsapp.template.category": (f"{_TEMPLATE}:category",),
    "whatsapp.template.part": (f"{_TEMPLATE}:structure", f"{_TEMPLATE}:structure.carousel.cards[*]"),
    "whatsapp.template.carousel": (f"{_TEMPLATE}:structure.carousel",),
    "whatsapp.template.offer": (f"{_TEMPLATE}:structure.limited_time_offer",),
    "whatsapp.template.authentication": (f"{_TEMPLATE}:authentication",),
    "whatsapp.template.ttl": (Place(_TEMPLATE, "validity_period.amount", _seconds),),
}


def _sought(field: str) -> Callable[[Mapping[str, Any]], str | None]:
    """Return what reads the number that a reference looks up."""

    def read(spec: Mapping[str, Any]) -> str | None:
        value = spec.get(field)
        found = value.get("lookup") if isinstance(value, dict) else None
        return found if isinstance(found, str) else None

    return read


_CROSSING: Subjects = {
    "number.carried": (Place(_SENDER, "phone_number", _number), "infobip.Number:number"),
    "number.sought": (
        Place("infobip.InboundConfiguration", "number", _sought("number")),
        Place(_PROFILE, "sender", _sought("sender")),
        Place(_TEMPLATE, "sender", _sought("sender")),
        "infobip.ChatbotHandover:senders[*]",
    ),
    "queue": ("infobip.Queue:name",),
    "queue.staffed": ("infobip.QueueMember:queue",),
}
_HOURS: Subjects = {
    "whatsapp.session_text": ("infobip.WorkingHours:message",),
    "whatsapp.opening_hours": (Place("infobip.WorkingHours", "work_week", _open_times),),
}

pack = Pack(
    name="infobip",
    title="Infobip",
    rules=(*profiles.RULES, *templates.RULES),
    subjects={**_NUMBERS, **_BUSINESS, **_PROFILES, **_TEMPLATES, **_HOURS, **_CROSSING},
    limits={
        "infobip": {
            "whatsapp.profile.about": 130,
            "whatsapp.photo.smallest": 192,
            "whatsapp.photo.largest": 640,
            "whatsapp.template.language": 1,
            "whatsapp.template.ttl.default": -1,
            "whatsapp.template.ttl.authentication_only": 1,
        }
    },
)

__all__ = ["pack"]
