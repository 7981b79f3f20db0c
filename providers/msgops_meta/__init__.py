"""Meta: `provider` is its entry point. Kinds are imported when first used."""

from msgops.sdk.kind import Provider
from msgops_meta.account import HOSTS, Account, connect, hosts_of

_FAMILIES = {
    "profiles": ("BusinessProfile",),
    "links": ("MessageLink",),
    "automation": ("ConversationalAutomation",),
    "webhooks": ("AppSubscription", "WebhookOverride"),
    "checks": ("AccountReview", "NumberStatus"),
    "people": ("BusinessVerification", "MessageBehalf", "NewNumber", "OfficialBusinessAccount"),
}

provider = Provider(
    name="meta",
    version="1",
    title="Meta",
    settings=Account,
    kinds={
        kind: f"msgops_meta.kinds.{family}:{kind}" for family, kinds in _FAMILIES.items() for kind in kinds
    },
    connect=connect,
    hosts=HOSTS,
    hosts_of=hosts_of,
    permissions="msgops_meta.permissions:PERMISSIONS",
    rules=("msgops_whatsapp:pack", "msgops_meta.rules:pack"),
    simulator="msgops_meta.simulator:build",
    example_account={
        "graph_url": "${env:META_GRAPH_URL}",
        "business_account_id": "${env:META_BUSINESS_ACCOUNT_ID}",
        "app_id": "${env:META_APP_ID}",
        "token": "${env:META_TOKEN}",
    },
)

__all__ = ["provider"]
