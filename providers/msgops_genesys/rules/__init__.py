"""Genesys Cloud's own rules (section 10 of the rules), and where the subjects of others stand in its kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgops.sdk.rules import Pack, Place, Subjects
from msgops_genesys.rules import setup

if TYPE_CHECKING:
    from collections.abc import Mapping

_INTEGRATION = "genesys.WhatsAppIntegration"
_OPEN = "genesys.OpenIntegration"
_SIGNUP = "genesys.WhatsAppSignup"
_RESPONSE = "genesys.Response"
_NUMBERS = (f"{_INTEGRATION}:phone_number",)


def _belongs(spec: Mapping[str, Any]) -> dict[str, str] | None:
    """Return a channel's name with its WhatsApp Business Account."""
    name, account = spec.get("name"), spec.get("business_account")
    return {"name": name, "account": account} if isinstance(name, str) and isinstance(account, str) else None


_WHATSAPP: Subjects = {
    "whatsapp.number": _NUMBERS,
    "whatsapp.number.written": (f"{_SIGNUP}:phone_number", "genesys.ActivationCode:phone_number"),
    "whatsapp.number.pin": (f"{_INTEGRATION}:pin",),
    "whatsapp.display_name": (f"{_SIGNUP}:display_name",),
    "whatsapp.channel.account": (Place(_SIGNUP, "business_account", _belongs),),
    "messaging.channel.name": (f"{_INTEGRATION}:name", f"{_OPEN}:name"),
    "whatsapp.template.namespace": (f"{_RESPONSE}:template.namespace",),
    "whatsapp.template.sent": (f"{_RESPONSE}:template",),
    "whatsapp.quick_reply.payload": (f"{_RESPONSE}:template.buttons[*].payload",),
    "whatsapp.recipient": ("genesys.TestContact:data",),
    "whatsapp.campaign": ("genesys.MessageCampaign:",),
}
_CROSSING: Subjects = {
    "number.carried": _NUMBERS,
    "number.answered": _NUMBERS,
    "channel": (f"{_INTEGRATION}:", f"{_OPEN}:"),
    "queue": ("genesys.Queue:name",),
    # Which flow leads to a queue is drawn in Architect.
    "queue.named": ("genesys.Queue:name",),
    "queue.staffed": ("genesys.QueueMember:queue",),
    "sla": ("genesys.Queue:message.service_level",),
    "template.used": (f"{_RESPONSE}:template.name",),
}
_OWN: Subjects = {
    setup.ROLE: ("genesys.Role:",),
    setup.INTEGRATION: (f"{_INTEGRATION}:", f"{_SIGNUP}:"),
    setup.ORGANIZATION: ("genesys.Organization:",),
    setup.PRODUCT: ("genesys.Product:",),
    setup.MESSAGES: ("genesys.Queue:message",),
    setup.ALLOWED: ("genesys.SupportedContent:inbound", "genesys.SupportedContent:outbound"),
    setup.TOKEN: (f"{_OPEN}:secret_token",),
}

pack = Pack(
    name="genesys",
    title="Genesys Cloud",
    rules=setup.RULES,
    subjects={**_WHATSAPP, **_CROSSING, **_OWN},
)

__all__ = ["pack"]
