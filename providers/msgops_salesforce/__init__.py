"""The Salesforce Service Cloud provider: `provider` is its entry point. Kinds are imported when first used."""

from msgops.sdk.kind import Provider
from msgops_salesforce.account import HOSTS, Account, connect, hosts_of
from msgops_salesforce.audit import read_audit

_FAMILIES: dict[str, tuple[str, ...]] = {
    "routing": ("RoutingConfiguration", "PresenceStatus"),
    "queues": ("Queue",),
    "sla": ("BusinessHours", "MilestoneType", "EntitlementTemplate"),
    "processes": ("EntitlementProcess",),
    "templates": ("MessagingTemplate", "EmailTemplate"),
    "message_definitions": ("ConversationMessageDefinition",),
    "channel": ("MessagingChannel",),
    "setup": ("NewMessagingChannel", "CustomerAppLink", "ConnectedAppCreation", "ConsumerCredentials"),
    "console": ("PartnerWizard", "RecordPage"),
    "checks": ("LicenseSeats", "ObjectField", "ConsoleItem", "Panel", "TestSession"),
    "vendor_info": ("ConversationVendorInfo",),
    "channel_definition": ("ConversationChannelDefinition",),
    "events": ("PlatformEvent",),
    "settings": ("Settings", "OmniRouting", "OmniLogin"),
    "presence": ("PresenceConfiguration", "DeclineReason", "TransferDestinations"),
    "presence_access": ("PresenceStatusAccess",),
    "licences": ("DigitalEngagement",),
    "service_channels": ("ServiceChannel",),
    "lookups": ("Organization", "Profile", "PermissionSetLicense", "StandardPermissionSet"),
    "people": ("User", "PermissionSetAssignment", "PermissionSetLicenseAssignment"),
    "permission_sets": ("PermissionSet", "ObjectPermission"),
    "connected_app": ("ConnectedApp",),
    "clients": ("ExternalClientApp",),
    "flows": ("OmniFlow",),
    "lightning": ("LightningComponent",),
    "pages": ("AppPage", "Tab"),
    "page_component": ("PageComponent",),
    "apps": ("AppNavigation",),
}

provider = Provider(
    name="salesforce",
    version="1",
    title="Salesforce Service Cloud",
    settings=Account,
    kinds={
        kind: f"msgops_salesforce.kinds.{family}:{kind}"
        for family, kinds in _FAMILIES.items()
        for kind in kinds
    },
    connect=connect,
    hosts=HOSTS,
    hosts_of=hosts_of,
    audit=read_audit,
    permissions="msgops_salesforce.permissions:PERMISSIONS",
    blueprints={"infobip-salesforce-byoc": "msgops_salesforce:blueprints/infobip-salesforce-byoc"},
    rules=("msgops_salesforce.desk:pack", "msgops_salesforce.rules:pack"),
    simulator="msgops_salesforce.simulator:build",
    example_account={
        "login_url": "${env:SALESFORCE_LOGIN_URL}",
        "client_id": "${env:SALESFORCE_CONSUMER_KEY}",
        "username": "${env:SALESFORCE_USERNAME}",
        "private_key": "${env:SALESFORCE_PRIVATE_KEY}",
    },
)

__all__ = ["provider"]
