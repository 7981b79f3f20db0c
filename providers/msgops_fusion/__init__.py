"""Oracle Fusion Service with its identity domain: `provider` is its entry point. Kinds are imported when first used."""

from msgops.sdk.kind import Provider
from msgops_fusion.account import HOSTS, Account, connect, hosts_of
from msgops_fusion.audit import read_audit

_FAMILIES: dict[str, tuple[str, ...]] = {
    "apps": ("ConfidentialApp",),
    "grants": ("AppRole", "Grant"),
    "queues": ("Queue",),
    "omnichannel": ("OmniChannelProperty", "ResourceCapacity"),
    "channels": ("ServiceChannel",),
    "categories": ("ServiceCategory",),
    "smart_texts": ("SmartText",),
    "coverages": ("EntitlementMatrix", "StandardCoverage"),
    "lookups": ("Lookup",),
    "roles": ("RoleMembership",),
    "assistant": ("DigitalAssistantChannel",),
    "imports": ("SetupTaskImport",),
    "checks": ("ServiceAccess", "ChatRouting", "Presence"),
    "setup": ("ProfileOption", "FeatureOptIn", "Licence"),
    "dashboard": (
        "SupervisorDashboard",
        "EngageMessagingChannel",
        "AgentAvailability",
        "ServiceCenter",
        "TestConversation",
    ),
    "rules": ("AssignmentRuleSet",),
    "support": ("SupportTicket",),
}

provider = Provider(
    name="fusion",
    version="1",
    title="Oracle Fusion Service",
    settings=Account,
    kinds={
        kind: f"msgops_fusion.kinds.{family}:{kind}" for family, kinds in _FAMILIES.items() for kind in kinds
    },
    connect=connect,
    hosts=HOSTS,
    hosts_of=hosts_of,
    audit=read_audit,
    permissions="msgops_fusion.permissions:PERMISSIONS",
    rules=("msgops_fusion.desk:pack", "msgops_fusion.rules:pack"),
    simulator="msgops_fusion.simulator:build",
    doctor="msgops_fusion.doctor:doctor",
    blueprints={"infobip-fusion": "msgops_fusion:blueprints/infobip-fusion"},
    example_account={
        "pod_url": "${env:FUSION_BASE_URL}",
        "username": "${env:FUSION_USERNAME}",
        "password": "${env:FUSION_PASSWORD}",
        "domain_url": "${env:FUSION_DOMAIN_URL}",
        "client_id": "${env:FUSION_CLIENT_ID}",
        "client_secret": "${env:FUSION_CLIENT_SECRET}",
        "assistant_url": "${env:FUSION_ODA_URL}",
        "assistant_instance": "${env:FUSION_ODA_INSTANCE_ID}",
        "oci_tenancy": "${env:FUSION_OCI_TENANCY}",
        "oci_user": "${env:FUSION_OCI_USER}",
        "oci_fingerprint": "${env:FUSION_OCI_FINGERPRINT}",
        "oci_private_key": "${env:FUSION_OCI_PRIVATE_KEY}",
    },
)

__all__ = ["provider"]
