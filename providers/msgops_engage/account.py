"""The account block of `msgops.yaml` for Genesys Engage, and how to sign in to its Genesys Web Services."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from typing import Annotated, Any
from urllib.parse import urlsplit

import httpx
from pydantic import Field

from msgops.sdk.clock import Clock
from msgops.sdk.errors import Fault
from msgops.sdk.fields import SecretText, Spec, Text, Url
from msgops.sdk.http import Session, Vendor

HOSTS: tuple[str, ...] = ()
"""Engage stands in the customer's own network, on no domain of the vendor: its host is named to `MSGOPS_TRUSTED_HOSTS`."""


class Account(Spec):
    """A Genesys Engage environment: its Genesys Web Services, which msgops asks what the configuration is and never writes to.

    Its host is named to `MSGOPS_TRUSTED_HOSTS`. The user needs the role `admin` or `apiuser` (Annex, section `[htcc]`, option `roles`) and Genesys Web Services the
    feature `api-platform-configuration-read`. It sees what its Configuration Server permissions let it see.
    """

    gws_url: Annotated[Url, Field(description="https://gws.example.com, without /api/v2")]
    username: Annotated[str, Text(min=1), Field(description="A user that reads the configuration")]
    password: Annotated[SecretText, Field(description="The user's password")]
    concurrency: Annotated[int, Field(ge=1, le=8, description="Most calls in flight")] = 4


class Visit(httpx.Auth):
    """HTTP Basic on every call, and the cookies of the session that the first answer opened."""

    def __init__(self, username: str, password: str) -> None:
        self._basic = httpx.BasicAuth(username, password)
        self._cookies = httpx.Cookies()

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Add both, and keep what the server sets."""
        self._cookies.set_cookie_header(request)
        response = yield next(self._basic.auth_flow(request))
        response.request = request
        self._cookies.extract_cookies(response)


def read_fault(status: int, body: Any) -> Fault | None:
    """Read `{"statusCode": 2, "statusMessage": "…"}`, also from an answer of status 200; 0 is success."""
    if not isinstance(body, Mapping):
        return None
    code = str(body.get("statusCode", "0" if status < 300 else ""))
    return None if code == "0" and status < 300 else Fault(code, str(body.get("statusMessage", "")))


VENDOR = Vendor(
    read_fault=read_fault,
    not_found=frozenset(),
    never=("POST *", "PUT *", "PATCH *", "DELETE *"),
)
"""A wrong write changes a Configuration Server that a whole contact centre runs on: none is ever sent."""


def hosts_of(account: Account) -> Sequence[str]:
    """Return the hosts that credentials go to."""
    return [urlsplit(account.gws_url).hostname or ""]


def connect(
    account: Account, *, clock: Clock | None = None, transport: httpx.AsyncBaseTransport | None = None
) -> Session:
    """Open a session; the password must be resolved."""
    password = account.password.reveal()
    return Session(
        account.gws_url,
        vendor=VENDOR,
        auth=Visit(account.username, password),
        clock=clock,
        transport=transport,
        secrets=[password],
        concurrency=account.concurrency,
        settings=account,
    )
