"""The Genesys Cloud provider: `provider` is its entry point. Kinds are imported when first used."""

from msgops.sdk.kind import Provider
from msgops_genesys.account import HOSTS, Account, connect, hosts_of

_FAMILIES: dict[str, tuple[str, ...]] = {
    "messaging": ("SupportedContent", "MessagingSetting"),
    "integrations": ("OpenIntegration", "WhatsAppIntegration", "MessageRecipient"),
    "routing": ("Division", "Skill", "Language", "WrapupCode", "Utilization"),
    "queues": ("Queue",),
    "members": ("QueueMember",),
    "roles": ("Role", "RoleGrant"),
    "clients": ("OAuthClient",),
    "responses": ("ResponseLibrary", "Response"),
    "outbound": ("ContactList", "TestContact", "MessageCampaign"),
    "checks": ("Organization", "Product"),
    "people": ("OrganizationOrder", "WhatsAppSignup", "ActivationCode"),
}

provider = Provider(
    name="genesys",
    version="1",
    title="Genesys Cloud",
    settings=Account,
    kinds={
        kind: f"msgops_genesys.kinds.{family}:{kind}" for family, kinds in _FAMILIES.items() for kind in kinds
    },
    connect=connect,
    hosts=HOSTS,
    hosts_of=hosts_of,
    permissions="msgops_genesys.permissions:PERMISSIONS",
    blueprints={"genesys-whatsapp": "msgops_genesys:blueprints/genesys-whatsapp"},
    rules=("msgops_whatsapp:pack", "msgops_genesys.rules:pack"),
    simulator="msgops_genesys.simulator:build",
    example_account={
        "api_url": "${env:GENESYS_API_URL}",
        "login_url": "${env:GENESYS_LOGIN_URL}",
        "client_id": "${env:GENESYS_CLIENT_ID}",
        "client_secret": "${env:GENESYS_CLIENT_SECRET}",
    },
)

__all__ = ["provider"]
