"""Genesys Cloud: `provider` is its entry point. Kinds are imported when first used."""

from msgops.sdk.kind import Provider
from msgops_genesys.account import HOSTS, Account, connect, hosts_of

_FAMILIES: dict[str, tuple[str, ...]] = {}

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
    example_account={"api_url": "${env:GENESYS_API_URL}"},
)

__all__ = ["provider"]
