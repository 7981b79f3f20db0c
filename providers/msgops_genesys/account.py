"""The account block of `msgops.yaml` for Genesys Cloud."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from msgops.sdk.clock import Clock
from msgops.sdk.fields import Spec, Url
from msgops.sdk.http import Session, Vendor

HOSTS = (
    "*.mypurecloud.com",
    "*.mypurecloud.ie",
    "*.mypurecloud.com.au",
    "*.mypurecloud.jp",
    "*.mypurecloud.de",
    "*.pure.cloud",
    "*.us-gov-pure.cloud",
)


class Account(Spec):
    """A Genesys Cloud organization."""

    api_url: Url


def hosts_of(account: Account) -> Sequence[str]:
    """Return the hosts that credentials go to."""
    return [urlsplit(account.api_url).hostname or ""]


def connect(account: Account, *, clock: Clock | None = None, **more: object) -> Session:
    """Open a session."""
    return Session(account.api_url, vendor=Vendor(lambda status, body: None), clock=clock, **more)  # type: ignore[arg-type]
