"""Meta: `provider` is its entry point. Kinds are imported when first used."""

from msgops.sdk.kind import Provider
from msgops_meta.account import HOSTS, Account, connect, hosts_of

_FAMILIES: dict[str, tuple[str, ...]] = {}

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
    example_account={"graph_url": "${env:META_GRAPH_URL}"},
)

__all__ = ["provider"]
