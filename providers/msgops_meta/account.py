"""The account block of `msgops.yaml` for Meta."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from msgops.sdk.clock import Clock
from msgops.sdk.fields import Spec, Url
from msgops.sdk.http import Session, Vendor

HOSTS = ("graph.facebook.com",)


class Account(Spec):
    """A WhatsApp Business Account at Meta."""

    graph_url: Url


def hosts_of(account: Account) -> Sequence[str]:
    """Return the hosts that credentials go to."""
    return [urlsplit(account.graph_url).hostname or ""]


def connect(account: Account, *, clock: Clock | None = None, **more: object) -> Session:
    """Open a session."""
    return Session(account.graph_url, vendor=Vendor(lambda status, body: None), clock=clock, **more)  # type: ignore[arg-type]
