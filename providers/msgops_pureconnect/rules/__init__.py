"""PureConnect's own rules (section 10 of the rules), and where the subjects of others stand in its kinds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from msgops.sdk.rules import Pack, Place, Subjects
from msgops_pureconnect.rules import channels, server

_CHANNEL = "pureconnect.WhatsAppChannel"
_CODE = "pureconnect.ActivationCode"
_FORM = "pureconnect.CustomerInformationForm"
_ACCOUNT = "pureconnect.WhatsAppAccount"
_PROFILE = "pureconnect.ProfileRequest"
_TEMPLATE = "pureconnect.TemplateRequest"
_LINK = "pureconnect.MessageLinkRequest"
_NAME = "pureconnect.NameChange"
_BOT = "pureconnect.BotEscalation"


def _part(spec: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the template as rules read one; the form asks the person for the examples."""
    text = spec.get("body")
    if not isinstance(text, str):
        return None
    return {"body": {"text": text, "examples": ["example"] * len(re.findall(r"\{\{[^{}]*\}\}", text))}}


_NUMBERS: Subjects = {
    "whatsapp.number": (f"{_CHANNEL}:number",),
    "whatsapp.number.written": (
        f"{_CHANNEL}:number",
        f"{_CODE}:number",
        f"{_FORM}:numbers[*]",
        f"{_ACCOUNT}:number",
        f"{_NAME}:number",
        f"{_PROFILE}:number",
        f"{_TEMPLATE}:number",
        f"{_LINK}:number",
        "pureconnect.OfficialAccountRequest:number",
    ),
    "whatsapp.number.code_method": (f"{_CODE}:method",),
    "whatsapp.preparation": (f"{_CODE}:",),
}
_BUSINESS: Subjects = {
    "whatsapp.display_name": (
        f"{_CHANNEL}:name",
        f"{_FORM}:display_name",
        f"{_ACCOUNT}:display_name",
        f"{_NAME}:new_name",
    ),
    "whatsapp.account": (f"{_ACCOUNT}:account_id",),
    "whatsapp.business.gate": (f"{_ACCOUNT}:",),
    "whatsapp.business.manager_id": (f"{_FORM}:business_manager_id", f"{_ACCOUNT}:business_manager_id"),
    "messaging.channel.name": (f"{_CHANNEL}:name",),
    "whatsapp.inbound_only": (f"{_CHANNEL}:direction",),
    "whatsapp.bot": (f"{_BOT}:",),
    "whatsapp.bot.escalation": (f"{_BOT}:escalation",),
    "whatsapp.message_link": (f"{_LINK}:text",),
}
_PROFILES: Subjects = {
    "whatsapp.profile": (f"{_PROFILE}:",),
    "whatsapp.photo": (f"{_PROFILE}:photo",),
    **{
        f"whatsapp.profile.{name}": (f"{_PROFILE}:{name}",)
        for name in ("about", "address", "email", "description", "vertical", "websites")
    },
    "whatsapp.profile.website": (f"{_PROFILE}:websites[*]",),
}
_TEMPLATES: Subjects = {
    "whatsapp.template": (f"{_TEMPLATE}:",),
    "whatsapp.template.name": (f"{_TEMPLATE}:name",),
    "whatsapp.template.language": (f"{_TEMPLATE}:language",),
    "whatsapp.template.category": (f"{_TEMPLATE}:category",),
    "whatsapp.template.part": (Place(_TEMPLATE, "body", _part),),
}
_OWN: Subjects = {
    channels.CHANNEL: (f"{_CHANNEL}:",),
    channels.USER: ("pureconnect.User:",),
    channels.STATION: ("pureconnect.StationLicense:",),
    channels.FEATURE: ("pureconnect.FeatureLicense:",),
    channels.ADMIN: ("pureconnect.SocialMediaAdmin:",),
    server.DSEDIT: ("pureconnect.DsEditAttributes:",),
    server.PARAMETER: ("pureconnect.ServerParameter:",),
    server.UTILIZATION: ("pureconnect.UtilizationSettings:",),
}

pack = Pack(
    name="pureconnect",
    title="Genesys PureConnect",
    rules=tuple(sorted((*channels.RULES, *server.RULES), key=lambda r: r.id)),
    subjects={**_NUMBERS, **_BUSINESS, **_PROFILES, **_TEMPLATES, **_OWN},
    limits={"pureconnect": {"whatsapp.profile.description": 256}},
)

__all__ = ["pack"]
