"""NICE's own rules for WhatsApp (section 11 of the rules), and where WhatsApp's subjects stand in CXone's kinds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgops.sdk.rules import Pack, Place, Subjects
from msgops_cxone.rules import channels, people, skills

if TYPE_CHECKING:
    from collections.abc import Mapping

_CHANNEL = "cxone.WhatsAppChannel"
_BUSINESS = "cxone.WhatsAppBusiness"
_TEMPLATE = "cxone.WhatsAppTemplate"


def _part(spec: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the template as rules read one; WhatsApp Manager asks the person for the examples."""
    text = spec.get("body")
    if not isinstance(text, str):
        return None
    variables = re.findall(r"\{\{[^{}]*\}\}", text)
    return {"body": {"text": text, "examples": ["example"] * len(variables)}}


def _category(spec: Mapping[str, Any]) -> str | None:
    """Return Meta's word; a channel of CXone sends all three."""
    found = spec.get("category")
    return found.upper() if isinstance(found, str) else None


def _belongs(spec: Mapping[str, Any]) -> dict[str, str] | None:
    """Return a channel's name with its WhatsApp Business Account."""
    business = spec.get("business")
    name, account = spec.get("name"), business.get("account") if isinstance(business, dict) else None
    told = isinstance(name, str) and isinstance(account, str)
    return {"name": str(name), "account": str(account)} if told else None


_SORTS = {"Quick replies": "buttons", "List picker": "rows"}


def _choices(spec: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the choices of a rich message, which stand in its content with commas or line ends between."""
    sort, content, channel = (spec.get(name) for name in ("type", "content", "channel"))
    if (
        sort not in ("Quick replies", "List picker")
        or not isinstance(content, str)
        or not isinstance(channel, str)
    ):
        return None
    choices = [c.strip() for c in re.split("[,\n]", content) if c.strip()]
    return {"sort": _SORTS[sort], "choices": choices, "channel": channel}


_WHATSAPP: Subjects = {
    "whatsapp.number": (f"{_CHANNEL}:phone_number",),
    "whatsapp.number.written": (f"{_BUSINESS}:phone_number",),
    "whatsapp.business.gate": (f"{_BUSINESS}:",),
    "whatsapp.display_name": (f"{_CHANNEL}:profile.display_name",),
    "whatsapp.profile.description": (f"{_CHANNEL}:profile.description", f"{_BUSINESS}:description"),
    "whatsapp.profile.email": (f"{_BUSINESS}:contact_email",),
    "whatsapp.profile.address": (f"{_BUSINESS}:address", f"{_CHANNEL}:business.address"),
    "whatsapp.profile.website": (
        f"{_CHANNEL}:profile.website",
        f"{_CHANNEL}:business.website",
        f"{_BUSINESS}:website",
    ),
    "whatsapp.business.manager_id": (f"{_BUSINESS}:business_manager_id",),
    "whatsapp.business.logo_url": (f"{_BUSINESS}:logo_url",),
    "whatsapp.business.timezone": (f"{_BUSINESS}:time_zone",),
    "whatsapp.template": (f"{_TEMPLATE}:",),
    "whatsapp.template.name": (f"{_TEMPLATE}:name",),
    "whatsapp.template.account": (f"{_TEMPLATE}:account",),
    "whatsapp.template.language": (f"{_TEMPLATE}:language",),
    "whatsapp.template.category": (Place(_TEMPLATE, "category", _category),),
    "messaging.channel.name": (f"{_CHANNEL}:name",),
    "whatsapp.channel.account": (Place(_CHANNEL, "business.account", _belongs),),
    "whatsapp.choices": (Place("cxone.RichMessage", "content", _choices),),
    "whatsapp.later": ("cxone.WorkflowAutomation:delay",),
    "whatsapp.opt_in": (f"{_BUSINESS}:",),
    "whatsapp.template.shown": ("cxone.WhatsAppTemplateVisible:",),
    "whatsapp.template.namespace": (f"{_TEMPLATE}:namespace", "cxone.WhatsAppTemplateVisible:namespace"),
    "whatsapp.template.part": (Place(_TEMPLATE, "body", _part),),
}

_OWN: Subjects = {
    channels.COMPONENT: ("cxone.CustomComponent:",),
    channels.COMPONENT_URL: ("cxone.CustomComponent:url",),
    channels.CHANNEL: ("cxone.WhatsAppChannel:",),
    channels.DEFAULTS: ("cxone.ChannelDefaults:",),
    channels.DIGITAL: ("cxone.DigitalChannel:", "cxone.ByocChannel:"),
    channels.SLA: ("cxone.Sla:",),
    skills.SKILL: ("cxone.Skill:",),
    skills.QUEUE: ("cxone.RoutingQueue:",),
    skills.FILTER: ("cxone.RoutingQueueConditions:",),
    skills.TEXT: ("cxone.MessageTemplate:",),
    "cxone.whatsapp_template": ("cxone.WhatsAppTemplate:",),
    people.PERMISSIONS: ("cxone.RoleChannelPermissions:",),
    people.PROFILE: ("cxone.SecurityProfile:",),
    people.USER: ("cxone.User:",),
    people.AGENT: ("cxone.Agent:",),
    people.ASSIGNMENT: ("cxone.SkillAssignment:",),
}

pack = Pack(
    name="cxone",
    title="NICE CXone",
    rules=tuple(sorted((*channels.RULES, *people.RULES, *skills.RULES), key=lambda r: r.id)),
    subjects={**_WHATSAPP, **_OWN},
)

__all__ = ["pack"]
