"""Genesys Engage: `provider` is its entry point. Kinds are imported when first used."""

from msgops.sdk.kind import Provider
from msgops_engage.account import HOSTS, Account, connect, hosts_of

_FAMILIES: dict[str, tuple[str, ...]] = {}

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
    hosts_of=hosts_of,
    example_account={"gws_url": "${env:ENGAGE_GWS_URL}"},
)

__all__ = ["provider"]
