"""Genesys Engage 9.1, on premises: `provider` is its entry point. Kinds are imported when first used.

There is no write API that is both public and safe, so options are rendered as files, the rest is worksheets and checks, and all
of it is read back where Genesys Web Services show it.
"""

from msgops.sdk.kind import Provider
from msgops_engage.account import HOSTS, Account, connect, hosts_of

_FAMILIES: dict[str, tuple[str, ...]] = {
    "chat": ("ChatServerOptions",),
    "messaging": ("MessagingServerOptions",),
    "workspace": ("WorkspaceOptions",),
    "attributes": ("BusinessAttributeValue",),
    "capacity": ("CapacityRule",),
    "roles": ("Role",),
    "versions": ("ComponentVersion",),
    "hub": ("Approval", "HubChannel"),
    "installations": ("Driver", "WorkspacePackage"),
    "processes": ("BusinessProcess", "AttachedData"),
    "emojis": ("EmojiSet",),
    "responses": ("StandardResponse",),
}

provider = Provider(
    name="engage",
    version="1",
    title="Genesys Engage",
    settings=Account,
    kinds={
        kind: f"msgops_engage.kinds.{family}:{kind}" for family, kinds in _FAMILIES.items() for kind in kinds
    },
    connect=connect,
    hosts=HOSTS,
    rules=("msgops_whatsapp:pack", "msgops_engage.rules:pack"),
    hosts_of=hosts_of,
    permissions="msgops_engage.permissions:PERMISSIONS",
    simulator="msgops_engage.simulator:build",
    blueprints={"genesys-engage": "msgops_engage:blueprints/genesys-engage"},
    example_account={
        "gws_url": "${env:ENGAGE_BASE_URL}",
        "username": "${env:ENGAGE_USERNAME}",
        "password": "${env:ENGAGE_PASSWORD}",
    },
)

__all__ = ["provider"]
