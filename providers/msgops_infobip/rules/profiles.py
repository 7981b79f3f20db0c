"""Infobip's own words and limits for the business profile (rules WA026 and WA316)."""

from __future__ import annotations

from typing import get_args

from msgops.sdk.rules import Found, Severity, Value, text_rule
from msgops_infobip.kinds.whatsapp_profiles import Vertical
from msgops_whatsapp.facts import data

_SPEC = "Infobip OpenAPI Specification 3.210.0"
_OF_META = {
    "AUTO": "AUTOMOTIVE",
    "BEAUTY": "BEAUTY_AND_SPA_AND_SALON",
    "APPAREL": "CLOTHING_AND_APPAREL",
    "EDU": "EDUCATION",
    "ENTERTAIN": "ENTERTAINMENT",
    "EVENT_PLAN": "EVENT_PLANNING_AND_SERVICE",
    "FINANCE": "FINANCE_AND_BANKING",
    "GROCERY": "FOOD_AND_GROCERY",
    "GOVT": "PUBLIC_SERVICE",
    "HOTEL": "HOTEL_AND_LODGING",
    "HEALTH": "MEDICAL_AND_HEALTH",
    "NONPROFIT": "NON_PROFIT",
    "PROF_SERVICES": "PROFESSIONAL_SERVICES",
    "RETAIL": "SHOPPING_AND_RETAIL",
    "TRAVEL": "TRAVEL_AND_TRANSPORTATION",
}
"""Meta's word to Infobip's, where they differ; the four words of alcohol, gambling and medicine have none."""


@text_rule(
    "WA026",
    "whatsapp.profile.vertical",
    what="The vertical of a profile must be one of the vendor's words.",
    why="The vendor refuses any other; the words of Meta and of Infobip are not the same.",
    remedy="Take a word of the list: `msgops explain infobip.BusinessProfile.vertical`; elsewhere one of Meta's, such as RETAIL.",
    source=f"{_SPEC}; Meta OpenAPI v23.0; Genesys PureConnect lets any text pass, Meta does not",
    good="SHOPPING_AND_RETAIL",
    bad="Bakery and cafe",
)
def vertical(text: Value) -> str | Found | None:
    """Meta's words have a counterpart that a machine can write; other vendors hand Meta's words on."""
    if text.resource.address.provider != "infobip":
        known = text.value in data("verticals")["verticals"]
        return None if known else f"{text.value} is no vertical of WhatsApp"
    if text.value == "UNKNOWN":
        detail = "Infobip answers it for a profile without vertical; it cannot be chosen"
        return text.wrong(detail, severity=Severity.WARNING)
    if text.value in get_args(Vertical):
        return None
    ours = _OF_META.get(text.value)
    if ours:
        return text.wrong(f"{text.value} is Meta's word; Infobip's is {ours}", fix=ours)
    return f"{text.value} is no vertical of Infobip"


@text_rule(
    "WA316",
    "whatsapp.profile.logo",
    what="The address of a profile's logo must be http or https, with at most 2048 characters.",
    why="Infobip fetches it from there.",
    remedy="Put the picture on a web server.",
    source=_SPEC,
    good="https://acme.example/l.png",
    bad="ftp://acme.example/l.png",
)
def logo(url: Value) -> str | None:
    """By the form of the address alone."""
    if not url.value.startswith(("http://", "https://")):
        return f"{url.value} is neither http nor https"
    count = len(url.value)
    return f"it has {count} characters; the limit is 2048" if count > 2048 else None


RULES = (vertical, logo)
