"""The NICE CXone provider: `provider` is its entry point. Kinds are imported when first used."""

from msgops.sdk.kind import Provider
from msgops_cxone import audit
from msgops_cxone.account import HOSTS, Account, connect, hosts_of

_FAMILIES: dict[str, tuple[str, ...]] = {
    "campaigns": ("Campaign",),
    "hours": ("HoursOfOperation",),
    "teams": ("Team",),
    "skills": ("Skill",),
    "users": ("User",),
    "agents": ("Agent",),
    "assignments": ("SkillAssignment",),
    "unavailable_codes": ("UnavailableCode",),
    "dispositions": ("Disposition",),
    "tags": ("Tag",),
    "groups": ("AgentGroup",),
    "dnc": ("DncGroup",),
    "message_templates": ("MessageTemplate",),
    "routing_attributes": ("RoutingAttribute",),
    "workflow_data": ("WorkflowData",),
    "scripts": ("StudioScript",),
    "points_of_contact": ("PointOfContact",),
    "address_books": ("AddressBook",),
    "digital": ("DigitalTag", "CustomerField"),
    "channels": ("DigitalChannel", "ByocChannel"),
    "whatsapp": ("WhatsAppBusiness", "WhatsAppChannel"),
    "message_content": ("WhatsAppTemplate", "RichMessage", "CustomComponent"),
    "digital_settings": ("RoutingQueueConditions", "Sla", "RoleChannelPermissions", "ChannelDefaults"),
    "automation": ("WorkflowAutomation", "BusinessHours"),
    "skill_settings": ("ResponseTimers", "SkillOptions"),
    "checks": ("Role", "SecurityProfile", "RoutingQueue", "WhatsAppTemplateVisible", "FirstCase"),
}

provider = Provider(
    name="cxone",
    version="1",
    title="NICE CXone",
    settings=Account,
    kinds={
        kind: f"msgops_cxone.kinds.{family}:{kind}" for family, kinds in _FAMILIES.items() for kind in kinds
    },
    connect=connect,
    hosts=HOSTS,
    hosts_of=hosts_of,
    audit=audit.read,
    audited=audit.AUDITED,
    permissions="msgops_cxone.permissions:PERMISSIONS",
    commands={"calibrate": "msgops_cxone.calibrate:command"},
    blueprints={"cxone-whatsapp": "msgops_cxone:blueprints/cxone-whatsapp"},
    rules=("msgops_cxone.desk:pack", "msgops_cxone.rules:pack"),
    simulator="msgops_cxone.simulator:build",
    example_account={
        "discovery_url": "${env:CXONE_BASE_URL}",
        "access_key_id": "${env:CXONE_ACCESS_KEY_ID}",
        "access_key_secret": "${env:CXONE_ACCESS_KEY_SECRET}",
        "client_id": "${env:CXONE_CLIENT_ID}",
        "client_secret": "${env:CXONE_CLIENT_SECRET}",
    },
)

__all__ = ["provider"]
