"""The account block of `msgops.yaml`, both ways to sign in, and what is found out afterwards (dossier A.1 to A.5)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

import orjson
from pydantic import Field, model_validator

from msgops.model.redact import learn
from msgops.sdk.clock import Clock
from msgops.sdk.errors import Denied, ProviderError
from msgops.sdk.fields import SecretText, Spec, Url
from msgops.sdk.http import Session, Vendor
from msgops.sdk.tokens import Token, Tokens
from msgops_cxone.faults import read_fault

if TYPE_CHECKING:
    import httpx

HOSTS = (
    "cxone.niceincontact.com",
    "cxone-gov.niceincontact.com",
    "*.niceincontact.com",
    "*.nice-incontact.com",
    "*.nicecxone.com",
    "*.nicecxone-gov.com",
)
DOMAINS = tuple(host.removeprefix("*") for host in HOSTS if host.startswith("*"))
_OPENID = "/.well-known/openid-configuration"
_CONFIGURATION = "/.well-known/cxone-configuration"
_ACCESS_KEY = "/authentication/v1/token/access-key"
_RENEWED = 240.0
"""Seconds before its end, besides the margin of every token, at which a new one is asked for."""
_GOV = {"na2": "https://api-de-na2.nicecxone-gov.com"}
"""Areas whose Digital API is not where the rule puts it."""
Codes = dict[str, Annotated[int, Field(ge=0)]]


class Calibration(Spec):
    """Numbers of this tenant behind the words of the console; nobody publishes them. `msgops cxone calibrate` writes it."""

    evaluation_criteria: Codes = Field(default_factory=dict)
    focus_metric: Codes = Field(default_factory=dict)
    focus_lock: Codes = Field(default_factory=dict)


class Account(Spec):
    """One tenant, and the access key of a user of it.

    With `client_id` and `client_secret` of a registered back-end application the token comes from the global sign-in,
    else from UserHub at `area_url`.
    """

    access_key_id: Annotated[SecretText, Field(description="Id of the access key")]
    access_key_secret: Annotated[SecretText, Field(description="Its secret, shown once when it was made")]
    client_id: Annotated[SecretText | None, Field(description="Of the registered application")] = None
    client_secret: Annotated[SecretText | None, Field(description="Of the registered application")] = None
    discovery_url: Annotated[
        Url, Field(description="https://cxone.niceincontact.com, or https://cxone-gov.niceincontact.com")
    ] = "https://cxone.niceincontact.com"
    area_url: Annotated[
        Url | None,
        Field(description="https://{area}.nice-incontact.com, for access keys without an application"),
    ] = None
    digital_url: Annotated[
        Url | None, Field(description="Host of the Digital API; left out: what discovery says")
    ] = None
    versions: dict[str, str] = Field(
        default_factory=dict,
        description="Version of the Admin API by kind, where it is not ours: Skill: 32.0",
    )
    calibration: Calibration = Calibration()
    concurrency: Annotated[int, Field(ge=1, le=8, description="Most calls in flight")] = 4

    @model_validator(mode="after")
    def _one_way(self) -> Account:
        if (self.client_id is None) != (self.client_secret is None):
            raise ValueError("client_id and client_secret belong together")
        if self.client_id is None and self.area_url is None:
            raise ValueError("client_id and client_secret are needed, or area_url")
        return self


def tokens(settings: Account) -> Tokens:
    """Return the sign-in of an account; after it every path goes to the host that discovery names."""

    async def ask(session: Session) -> Token:
        if settings.client_id is not None:
            secret, lasts = await _by_application(session, settings)
        else:
            secret, lasts = await _by_access_key(session, settings)
        learn(secret)
        await _discover(session, settings, secret)
        return Token(f"Bearer {secret}", secret, lasts - _RENEWED if lasts > 2 * _RENEWED else lasts)

    return Tokens(ask)


async def _by_application(session: Session, settings: Account) -> tuple[str, float]:
    """Ask the token endpoint, with the access key as user and the application's credentials in the body."""
    assert settings.client_id is not None
    assert settings.client_secret is not None
    session.rebase(settings.discovery_url)
    named = (await session.call("GET", _OPENID, reads=True, signed=False)).json
    endpoint = urlsplit(_text(named, "token_endpoint", _OPENID))
    origin = _trusted(f"{endpoint.scheme}://{endpoint.netloc}", settings, _OPENID)
    session.rebase(origin, under=endpoint.path)
    form = {
        "grant_type": "password",
        "username": settings.access_key_id.reveal(),
        "password": settings.access_key_secret.reveal(),
        "client_id": settings.client_id.reveal(),
        "client_secret": settings.client_secret.reveal(),
    }
    return _token(await _ask(session, endpoint.path, form=form), endpoint.path)


async def _by_access_key(session: Session, settings: Account) -> tuple[str, float]:
    """Ask UserHub; no application is needed."""
    assert settings.area_url is not None
    session.rebase(settings.area_url, under=_ACCESS_KEY)
    body = {
        "accessKeyId": settings.access_key_id.reveal(),
        "accessKeySecret": settings.access_key_secret.reveal(),
    }
    return _token(await _ask(session, _ACCESS_KEY, body=body), _ACCESS_KEY)


async def _ask(session: Session, path: str, **sent: Any) -> Any:
    """Send the credentials; a refusal is a matter of the credentials, whatever its status is."""
    try:
        return (await session.call("POST", path, reads=True, signed=False, **sent)).json
    except ProviderError as error:
        if not 400 <= error.status < 500 or error.status == 429:
            raise
        raise Denied(
            error.call, error.detail, status=error.status, fault=error.fault, request_id=error.request_id
        ) from None


def _token(answer: Any, path: str) -> tuple[str, float]:
    lasts = answer.get("expires_in") if isinstance(answer, Mapping) else None
    return _text(answer, "access_token", f"POST {path}"), float(lasts or 3600)


async def _discover(session: Session, settings: Account, token: str) -> None:
    """Find the hosts of the tenant that the token names."""
    tenant = _claims(token).get("tenantId")
    session.rebase(settings.discovery_url, under="/.well-known/")
    call = f"GET {_CONFIGURATION}"
    if not isinstance(tenant, str):
        raise ProviderError(call, "the token names no tenantId")
    params = {"tenantId": tenant}
    found = (await session.call("GET", _CONFIGURATION, params=params, reads=True, signed=False)).json
    platform = _trusted(_text(found, "api_endpoint", call), settings, call)
    session.rebase(platform)
    session.rebase(_trusted(_digital(found, platform, settings), settings, call), under="/dfo/")


def _digital(found: Mapping[str, Any], platform: str, settings: Account) -> str:
    """Return the host of the Digital API; a sandbox has one host for all."""
    if settings.digital_url is not None:
        return str(settings.digital_url).rstrip("/")
    area, domain = found.get("area"), found.get("domain")
    if not area or not domain or not _vendors(urlsplit(platform).hostname or ""):
        return platform
    return str(_GOV.get(str(area), f"https://api-de-{area}.{domain}"))


def _claims(token: str) -> Mapping[str, Any]:
    """Read what a JWT says; it is the vendor's own and only tells us where to go on."""
    parts = token.split(".")
    try:
        payload = parts[1] + "=" * (-len(parts[1]) % 4)
        claims = orjson.loads(base64.urlsafe_b64decode(payload))
    except (IndexError, binascii.Error, orjson.JSONDecodeError):
        return {}
    return claims if isinstance(claims, Mapping) else {}


def _text(found: Any, name: str, call: str) -> str:
    value = found.get(name) if isinstance(found, Mapping) else None
    if not isinstance(value, str) or not value:
        raise ProviderError(call, f"the answer holds no {name}")
    return value


def _trusted(url: str, settings: Account, call: str) -> str:
    """Return a host that discovery named, if the token may go there: one of NICE's, or one of the account block."""
    host = urlsplit(url).hostname or ""
    if host not in hosts_of(settings) and not (url.startswith("https://") and _vendors(host)):
        raise Denied(call, f"discovery names {host or url!r}, which is no host of NICE")
    return url.rstrip("/")


def _vendors(host: str) -> bool:
    return any(host.endswith(domain) for domain in DOMAINS)


VENDOR = Vendor(
    read_fault=read_fault,
    searches=frozenset(
        {
            "/user-management/v2/users/search",
            "/user-management/v4/teams/search",
            "/authorization/v1/roles/search",
        }
    ),
    request_id=("x-request-id", "icrequestid"),
    reason=("icStatusDescription",),
    once=("PUT */routing-attributes/0", "PUT /dfo/3.0/tags"),
    never=(
        "POST */skills/*/start",
        "POST */skills/*/stop",
        "POST */scripts/start*",
        "POST */scripts/kick*",
        "P* /dfo/3.0/contacts*",
        "DELETE /dfo/3.0/contacts*",
        "POST /dfo/3.0/channels/*/*",
        "POST */call-lists/*/upload*",
    ),
)
"""What starts dialling, talks to customers or runs scripts is no configuration and is never called (dossier E)."""


def hosts_of(settings: Account) -> Sequence[str]:
    """Return the hosts that get this account's credentials."""
    named = (settings.discovery_url, settings.area_url, settings.digital_url)
    return [urlsplit(url).hostname or "" for url in named if url]


def connect(
    settings: Account, *, clock: Clock | None = None, transport: httpx.AsyncBaseTransport | None = None
) -> Session:
    """Open a session; secrets of `settings` must be resolved."""
    keys = (settings.access_key_id, settings.access_key_secret, settings.client_id, settings.client_secret)
    return Session(
        settings.discovery_url,
        vendor=VENDOR,
        auth=None,
        tokens=tokens(settings),
        clock=clock,
        transport=transport,
        secrets=[key.reveal() for key in keys if key is not None],
        concurrency=settings.concurrency,
        settings=settings,
    )
