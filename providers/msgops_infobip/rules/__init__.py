"""Where the subjects of rules stand in Infobip's kinds, and the rules of Infobip's own limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgops.sdk.rules import Pack, Place
from msgops_infobip.rules import profiles

if TYPE_CHECKING:
    from collections.abc import Mapping

_SENDER = "infobip.WhatsAppSender"
_PROFILE = "infobip.BusinessProfile"
_SIGNUP = "infobip.EmbeddedSignup"
_PREPARATION = "infobip.NumberPreparation"


def _number(spec: Mapping[str, Any]) -> str | None:
    """Join the two fields of a sender as Infobip does; separators are the matter of another rule."""
    parts = [spec.get("country_code"), spec.get("phone_number")]
    if not all(isinstance(p, str) for p in parts) or any("${" in str(p) for p in parts):
        return None
    return f"+{str(parts[0]).removeprefix('+')}{parts[1]}"


_NUMBERS = {
    "whatsapp.number": (Place(_SENDER, "phone_number", _number),),
    "whatsapp.number.written": (f"{_PREPARATION}:number", f"{_SIGNUP}:business.phone"),
    "whatsapp.number.national": (f"{_SENDER}:phone_number",),
    "whatsapp.number.country": (f"{_SENDER}:country_code",),
    "whatsapp.number.code_method": (f"{_SENDER}:type",),
    "whatsapp.number.code": (f"{_SENDER}:code",),
    "whatsapp.number.code_language": (f"{_SENDER}:locale",),
    "whatsapp.preparation": (f"{_PREPARATION}:",),
}
_BUSINESS = {
    "whatsapp.display_name": (f"{_SENDER}:display_name",),
    "whatsapp.display_name.account": (f"{_SENDER}:business_account_id",),
    "whatsapp.account": (f"{_SENDER}:business_account_id", f"{_SIGNUP}:business_account_id"),
    "whatsapp.business": (f"{_SIGNUP}:business",),
    "whatsapp.business.account": (f"{_SIGNUP}:business_account_id",),
    "whatsapp.business.manager_id": (f"{_SIGNUP}:business.manager_id",),
    "whatsapp.business.logo_url": (f"{_SIGNUP}:business.logo_url",),
    "whatsapp.business.timezone": (f"{_SIGNUP}:business.timezone",),
}
_PROFILES = {
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

pack = Pack(
    name="infobip",
    title="Infobip",
    rules=profiles.RULES,
    subjects={**_NUMBERS, **_BUSINESS, **_PROFILES},
    limits={"infobip": {"whatsapp.profile.about": 130}},
)

__all__ = ["pack"]
