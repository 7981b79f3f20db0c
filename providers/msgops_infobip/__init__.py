"""The Infobip provider: `provider` is its entry point. Kinds are imported when first used."""

from msgops.sdk.kind import Provider
from msgops_infobip.account import Account, connect, hosts_of
from msgops_infobip.audit import read_audit

_FAMILIES = {
    "subscriptions": ("WebhookSecurity", "Certificate", "NotificationProfile", "Subscription"),
    "numbers": ("Number",),
    "inbound": ("InboundConfiguration",),
    "voice": ("VoiceSetup",),
    "cpaasx": ("Application", "Entity", "Association"),
    "strategies": ("SendingStrategy",),
    "account": ("ApiKey",),
    "portal": ("Balance", "PortalRole"),
    "chatbots": ("ChatbotHandover",),
    "whatsapp_signup": ("EmbeddedSignup",),
    "whatsapp_preparation": ("NumberPreparation",),
    "whatsapp_senders": ("WhatsAppSender",),
    "whatsapp_profiles": ("BusinessProfile",),
    "whatsapp_templates": ("WhatsAppTemplate",),
    "whatsapp_flows": ("WhatsAppFlow",),
    "conversations": ("Queue", "Tag"),
    "routing": ("Routing",),
    "agents": ("Agent", "QueueMember"),
    "working_hours": ("WorkingHours",),
    "blocklist": ("BlocklistEntry",),
    "rcs": ("RcsSender",),
    "rcs_templates": ("RcsTemplate",),
}

provider = Provider(
    name="infobip",
    version="1",
    title="Infobip",
    settings=Account,
    kinds={
        kind: f"msgops_infobip.kinds.{family}:{kind}" for family, kinds in _FAMILIES.items() for kind in kinds
    },
    connect=connect,
    hosts=("*.api.infobip.com", "api.infobip.com"),
    hosts_of=hosts_of,
    audit=read_audit,
    permissions="msgops_infobip.permissions:PERMISSIONS",
    rules=("msgops_whatsapp:pack", "msgops_infobip.rules:pack"),
    blueprints={"infobip-two-way": "msgops_infobip:blueprints/infobip-two-way"},
    simulator="msgops_infobip.simulator:build",
    example_account={"base_url": "${env:INFOBIP_BASE_URL}", "api_key": "${env:INFOBIP_API_KEY}"},
)

__all__ = ["provider"]
