"""The account block of `msgops.yaml` for Genesys Cloud: its region and the client credentials of an OAuth client."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, model_validator

from msgops.model.redact import learn
from msgops.sdk.clock import Clock
from msgops.sdk.errors import Denied, ProviderError
from msgops.sdk.fields import SecretText, Spec, Url
from msgops.sdk.http import Session, Vendor
from msgops.sdk.tokens import Token, Tokens
from msgops_genesys.faults import read_fault

if TYPE_CHECKING:
    import httpx

HOSTS = (
    "*.mypurecloud.com",
    "*.mypurecloud.ie",
    "*.mypurecloud.com.au",
    "*.mypurecloud.jp",
    "*.mypurecloud.de",
    "*.pure.cloud",
    "*.us-gov-pure.cloud",
    "*.eusc-pure.cloud",
)
REGIONS: Mapping[str, str] = {
    "us-east-1": "mypurecloud.com",
    "us-east-2": "use2.us-gov-pure.cloud",
    "us-west-2": "usw2.pure.cloud",
    "ca-central-1": "cac1.pure.cloud",
    "mx-central-1": "mxc1.pure.cloud",
    "sa-east-1": "sae1.pure.cloud",
    "eu-west-1": "mypurecloud.ie",
    "eu-west-2": "euw2.pure.cloud",
    "eu-central-1": "mypurecloud.de",
    "eu-central-2": "euc2.pure.cloud",
    "eusc-de-east-1": "edee1.eusc-pure.cloud",
    "me-central-1": "mec1.pure.cloud",
    "ap-south-1": "aps1.pure.cloud",
    "ap-southeast-1": "apse1.pure.cloud",
    "ap-southeast-2": "mypurecloud.com.au",
    "ap-northeast-1": "mypurecloud.jp",
    "ap-northeast-2": "apne2.pure.cloud",
    "ap-northeast-3": "apne3.pure.cloud",
}
"""Region to domain, as `PureCloudRegionHosts` of the vendor's SDK 269.0.0 has it."""
Region = Literal[
    "us-east-1",
    "us-east-2",
    "us-west-2",
    "ca-central-1",
    "mx-central-1",
    "sa-east-1",
    "eu-west-1",
    "eu-west-2",
    "eu-central-1",
    "eu-central-2",
    "eusc-de-east-1",
    "me-central-1",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
]
_TOKEN = "/oauth/token"  # noqa: S105  # a path


class Account(Spec):
    """A Genesys Cloud organization, reached by an OAuth client with the grant Client Credentials."""

    region: Annotated[Region | None, Field(description="AWS region of the organization")] = None
    api_url: Annotated[
        Url | None, Field(description="https://api.{domain}; left out: that of the region")
    ] = None
    login_url: Annotated[
        Url | None, Field(description="https://login.{domain}; left out: that of the region")
    ] = None
    client_id: Annotated[SecretText, Field(description="Id of the OAuth client")]
    client_secret: Annotated[SecretText, Field(description="Its secret, shown once when it was made")]
    concurrency: Annotated[
        int, Field(ge=1, le=8, description="Most calls in flight; a token has 300 a minute")
    ] = 4

    @model_validator(mode="after")
    def _reachable(self) -> Account:
        if self.region is None and (self.api_url is None or self.login_url is None):
            raise ValueError("region is needed, or api_url and login_url")
        return self


def api_of(settings: Account) -> str:
    """Return the address of the Platform API."""
    return str(settings.api_url or f"https://api.{REGIONS[settings.region or 'us-east-1']}")


def login_of(settings: Account) -> str:
    """Return the address of the sign-in."""
    return str(settings.login_url or f"https://login.{REGIONS[settings.region or 'us-east-1']}")


def tokens(settings: Account) -> Tokens:
    """Return the sign-in: one token for its life time, `expires_in` is a day unless the client says otherwise."""

    async def ask(session: Session) -> Token:
        pair = f"{settings.client_id.reveal()}:{settings.client_secret.reveal()}"
        basic = base64.b64encode(pair.encode()).decode()
        learn(basic)
        session.rebase(login_of(settings), under=_TOKEN)
        try:
            answer = await session.call(
                "POST",
                _TOKEN,
                form={"grant_type": "client_credentials"},
                headers={"Authorization": f"Basic {basic}"},
                reads=True,
                signed=False,
            )
        except ProviderError as error:
            raise _denied(error) from None
        found = answer.json if isinstance(answer.json, Mapping) else {}
        secret = found.get("access_token")
        if not isinstance(secret, str) or not secret:
            raise ProviderError(f"POST {_TOKEN}", "the answer holds no access_token")
        return Token(f"Bearer {secret}", secret, float(found.get("expires_in") or 3600))

    return Tokens(ask)


def _denied(error: ProviderError) -> ProviderError:
    """Say of a refused sign-in that the credentials are at fault, whatever its status is."""
    if not 400 <= error.status < 500 or error.status == 429:
        return error
    return Denied(
        error.call, error.detail, status=error.status, fault=error.fault, request_id=error.request_id
    )


VENDOR = Vendor(
    read_fault=read_fault,
    searches=frozenset({_TOKEN}),
    request_id=("inin-correlation-id",),
    not_found=frozenset({"not.found", "general.resource.not.found"}),
    never=(
        "POST */messagingcampaigns/*/start",
        "POST */messagingcampaigns/*/stop",
        "POST /api/v2/conversations/messages*",
        "POST */contactlists/*/clear",
        "DELETE /api/v2/outbound/contactlists",
        "POST */bulkreplace",
        "POST */oauth/clients/*/secret",
    ),
)
"""What talks to customers, empties lists, replaces everybody's rights or rotates secrets is never called."""


def hosts_of(settings: Account) -> Sequence[str]:
    """Return the hosts that get this account's credentials."""
    return [urlsplit(url).hostname or "" for url in (api_of(settings), login_of(settings))]


def connect(
    settings: Account, *, clock: Clock | None = None, transport: httpx.AsyncBaseTransport | None = None
) -> Session:
    """Open a session; secrets of `settings` must be resolved."""
    return Session(
        api_of(settings),
        vendor=VENDOR,
        auth=None,
        tokens=tokens(settings),
        clock=clock,
        transport=transport,
        secrets=[settings.client_id.reveal(), settings.client_secret.reveal()],
        concurrency=settings.concurrency,
        settings=settings,
    )
