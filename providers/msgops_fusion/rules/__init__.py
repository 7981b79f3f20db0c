"""What Infobip and Fusion Service demand of each other (section 13 of the rules), and where the subjects stand in Fusion's kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgops.sdk.rules import Pack, Place, Subjects
from msgops_fusion.rules import channels, oauth

if TYPE_CHECKING:
    from collections.abc import Mapping

_CHANNEL = "fusion.EngageMessagingChannel"
_TICKET = "fusion.SupportTicket"
_APP = "fusion.ConfidentialApp"


def _escalates(spec: Mapping[str, Any]) -> bool:
    """Whether a rule of the set takes conversations that a bot escalated."""
    rules = spec.get("rules")
    found = (
        [r.get("conditions") for r in rules if isinstance(r, dict)] if isinstance(rules, list | tuple) else []
    )
    conditions = [c for one in found if isinstance(one, list | tuple) for c in one if isinstance(c, dict)]
    return any("escalat" in str(c.get("attribute", "")).casefold() for c in conditions)


_WHATSAPP: Subjects = {
    "messaging.channel.name": (f"{_CHANNEL}:label",),
    "whatsapp.bot": ("fusion.DigitalAssistantChannel:",),
    "whatsapp.bot.escalation": (Place("fusion.AssignmentRuleSet", "rules", _escalates),),
}
_OWN: Subjects = {
    oauth.TOKEN_URL: (f"{_TICKET}:token_url",),
    oauth.TICKET: (f"{_TICKET}:",),
    oauth.APP: (f"{_APP}:",),
    oauth.TENANT: (f"{_TICKET}:engage_tenant_guid", "fusion.SupervisorDashboard:engage_tenant_guid"),
    channels.CHANNEL: (f"{_CHANNEL}:",),
    channels.TYPE: (f"{_CHANNEL}:type", f"{_TICKET}:type", "fusion.TestConversation:type"),
    channels.PHONE: (f"{_CHANNEL}:phone", f"{_TICKET}:phone", "fusion.TestConversation:phone"),
    channels.SECRET: (f"{_CHANNEL}:client_secret", f"{_TICKET}:client_secret"),
    channels.OPTION: ("fusion.ProfileOption:",),
    channels.FEATURE: ("fusion.FeatureOptIn:",),
}
_INFOBIP: Subjects = {
    oauth.SETTING: ("infobip.WebhookSecurity:",),
    oauth.WEBHOOK: ("infobip.NotificationProfile:webhook.notify_url",),
}
"""The other end of the channels."""

pack = Pack(
    name="fusion",
    title="Oracle Fusion Service with Infobip",
    rules=tuple(sorted((*oauth.RULES, *channels.RULES), key=lambda r: r.id)),
    subjects={**_WHATSAPP, **_OWN, **_INFOBIP},
)

__all__ = ["pack"]
