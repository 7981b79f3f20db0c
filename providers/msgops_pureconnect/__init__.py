"""Genesys PureConnect: `provider` is its entry point. Kinds are imported when first used."""

from msgops.sdk.kind import Provider
from msgops_pureconnect.account import HOSTS, Account, connect, hosts_of

_FAMILIES: dict[str, tuple[str, ...]] = {
    "onboarding": ("Onboarding", "CustomerInformationForm", "CloudIntegration", "WhatsAppAccount"),
    "licences": ("FeatureLicense", "AccessLicenses", "StationLicense"),
    "workgroups": ("Workgroup",),
    "users": ("User",),
    "parameters": ("ServerParameter",),
    "social": ("SocialMedia", "SocialMediaAccount", "SocialMediaAdmin"),
    "channels": ("WhatsAppChannel", "ActivationCode", "NameChange", "BotEscalation"),
    "server": (
        "UtilizationSettings",
        "DsEditAttributes",
        "Handlers",
        "BackupServerRestart",
        "RecordingPolicy",
    ),
    "requests": ("ProfileRequest", "TemplateRequest", "MessageLinkRequest", "OfficialAccountRequest"),
}

provider = Provider(
    name="pureconnect",
    version="1",
    title="Genesys PureConnect",
    settings=Account,
    kinds={
        kind: f"msgops_pureconnect.kinds.{family}:{kind}"
        for family, kinds in _FAMILIES.items()
        for kind in kinds
    },
    connect=connect,
    hosts=HOSTS,
    hosts_of=hosts_of,
    rules=("msgops_whatsapp:pack", "msgops_pureconnect.desk:pack", "msgops_pureconnect.rules:pack"),
    simulator="msgops_pureconnect.simulator:build",
    blueprints={"pureconnect-whatsapp": "msgops_pureconnect:blueprints/pureconnect-whatsapp"},
    example_account={
        "server_url": "${env:PURECONNECT_SERVER_URL}",
        "user": "${env:PURECONNECT_USER}",
        "password": "${env:PURECONNECT_PASSWORD}",
    },
)

__all__ = ["provider"]
