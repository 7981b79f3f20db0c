"""The account block of `msgops.yaml`, the sign-in, and the error bodies of an org (dossier A1 to A3, A12)."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

import orjson
from pydantic import Field, model_validator

from msgops.sdk.clock import Clock
from msgops.sdk.errors import Denied, Fault, ProviderError
from msgops.sdk.fields import SecretText, Spec, Url
from msgops.sdk.http import Session, Vendor
from msgops.sdk.keys import rsa_key
from msgops.sdk.tokens import Token, Tokens

if TYPE_CHECKING:
    import httpx

VERSION = "66.0"
"""The version of all APIs that is spoken: fields come and go between versions (dossier A4)."""
HOSTS = ("login.salesforce.com", "test.salesforce.com", "*.my.salesforce.com")
_TOKEN_PATH = "/services/oauth2/token"  # noqa: S105  # a path
_JWT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_AUDIENCES = ("https://login.salesforce.com", "https://test.salesforce.com")
_LASTS = 170
"""Seconds that an assertion is good for; the org accepts about three minutes."""
SOAP_PATH = f"/services/Soap/m/{VERSION}"


class Account(Spec):
    """One org, and how to sign in: JWT bearer (`username` and `private_key`) or client credentials (`client_secret`)."""

    login_url: Annotated[
        Url,
        Field(
            description="https://<mydomain>.my.salesforce.com, login.salesforce.com or test.salesforce.com"
        ),
    ]
    client_id: Annotated[str, Field(min_length=1, description="Consumer key of the app that msgops uses")]
    username: Annotated[str | None, Field(description="User to act as, for JWT bearer")] = None
    private_key: Annotated[
        SecretText | None, Field(description="PEM of the key whose certificate the app has, for JWT bearer")
    ] = None
    client_secret: Annotated[
        SecretText | None,
        Field(description="Consumer secret, for client credentials; only on a My Domain host"),
    ] = None
    audience: Annotated[
        str | None, Field(description="Audience of the assertion; left out: what the login_url says")
    ] = None
    reserve: Annotated[
        int, Field(ge=0, description="Calls of the day that must be left when an apply starts")
    ] = 500
    concurrency: Annotated[int, Field(ge=1, le=20, description="Most calls in flight")] = 8

    @model_validator(mode="after")
    def _one_way(self) -> Account:
        jwt = self.username is not None and self.private_key is not None
        if not jwt and self.client_secret is None:
            raise ValueError("username and private_key are needed, or client_secret")
        if self.client_secret is not None and self.login_url.rstrip("/") in _AUDIENCES:
            raise ValueError("client credentials work on https://<mydomain>.my.salesforce.com only")
        return self


def tokens(settings: Account) -> Tokens:
    """Return the sign-in of an account; after it the session goes on at the address that the org names."""

    async def ask(session: Session) -> Token:
        form = _assertion(settings, session.clock) if settings.private_key else _credentials(settings)
        session.rebase(settings.login_url)
        try:
            answer = (await session.call("POST", _TOKEN_PATH, form=form, reads=True, signed=False)).json
        except ProviderError as error:
            raise _explained(error) from None
        secret, instance = _read(answer)
        if not _trusted(instance, settings.login_url):
            raise Denied(
                f"POST {_TOKEN_PATH}", f"the sign-in names {instance}, which is no host of Salesforce"
            )
        session.rebase(instance)
        return Token(f"Bearer {secret}", secret, math.inf)

    return Tokens(ask, lambda path: path.startswith("/services/"))


def _read(answer: Any) -> tuple[str, str]:
    found = answer if isinstance(answer, Mapping) else {}
    secret, instance = found.get("access_token"), found.get("instance_url")
    if not isinstance(secret, str) or not isinstance(instance, str):
        raise ProviderError(f"POST {_TOKEN_PATH}", "the answer holds no access_token and instance_url")
    return secret, instance.rstrip("/")


def _trusted(instance: str, login_url: str) -> bool:
    host = urlsplit(instance).hostname or ""
    return host == urlsplit(login_url).hostname or host.endswith(".my.salesforce.com")


def _assertion(settings: Account, clock: Clock) -> dict[str, str]:
    """Sign who we are and whom we act as (RFC 7523; dossier A2)."""
    import jwt  # noqa: PLC0415  # brings cryptography along, needed at the sign-in only

    assert settings.private_key is not None
    login = settings.login_url.rstrip("/")
    claims = {
        "iss": settings.client_id,
        "sub": settings.username,
        "aud": settings.audience or (login if login in _AUDIENCES else _AUDIENCES[0]),
        "exp": int(clock.now().timestamp()) + _LASTS,
    }
    try:
        assertion = jwt.encode(claims, rsa_key(settings.private_key.reveal()), algorithm="RS256")
    except ValueError:
        raise Denied(f"POST {_TOKEN_PATH}", "private_key is no RSA key in PEM form") from None
    return {"grant_type": _JWT, "assertion": assertion}


def _credentials(settings: Account) -> dict[str, str]:
    assert settings.client_secret is not None
    return {
        "grant_type": "client_credentials",
        "client_id": settings.client_id,
        "client_secret": settings.client_secret.reveal(),
    }


_HINTS = {
    "user hasn't approved this consumer": "Pre-authorize the user: add a profile or permission set of theirs to the app.",
    "user is not admin approved": "Pre-authorize the user: add a profile or permission set of theirs to the app.",
    "audience is invalid": "Set `audience`: https://login.salesforce.com, or https://test.salesforce.com for a sandbox.",
    "invalid assertion": "The private key does not belong to the certificate of the app.",
}


def _explained(error: ProviderError) -> ProviderError:
    """Say what to do about a refused sign-in."""
    hint = next((h for text, h in _HINTS.items() if text in error.detail), "")
    fault = Fault(error.fault.code, error.fault.text, hint) if error.fault is not None else None
    return Denied(error.call, error.detail, status=error.status, fault=fault, request_id=error.request_id)


def read_fault(status: int, body: Any) -> Fault | None:
    """Read a REST error list, an OAuth error object or a SOAP fault; a good status is never a fault."""
    if status < 300:
        return None
    if isinstance(body, bytes):
        # A call whose body is no JSON is answered by SOAP, or as all of REST is.
        read = _json(body)
        return read_fault(status, read) if read is not None else _soap_fault(body)
    first = body[0] if isinstance(body, list) and body else body
    if not isinstance(first, Mapping):
        return None
    if "errorCode" in first:
        fields = ", ".join(map(str, first.get("fields") or ()))
        text = str(first.get("message", "")) + (f" (fields: {fields})" if fields else "")
        return Fault(str(first["errorCode"]), text, _ADVICE.get(str(first["errorCode"]), ""))
    return Fault(str(first.get("error", "")), str(first.get("error_description", "")))


_ADVICE = {
    "INVALID_TYPE": "The feature may be off in this org: Omni-Channel and Messaging are switched on by salesforce.Settings.",
    "REQUEST_LIMIT_EXCEEDED": "The day's calls of the org are used up; Setup > Company Information shows them.",
    "API_DISABLED_FOR_ORG": "This edition has no API, or the user may not use it.",
}


def _json(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return None


def _soap_fault(body: bytes) -> Fault | None:
    from msgops_salesforce import xml  # noqa: PLC0415  # slow to import, needed where SOAP is spoken only

    try:
        found = xml.all_of(xml.parse(body), "Fault")
    except ValueError:
        return None
    code = xml.tree(found[0]).get("faultcode", "") if found else ""
    text = xml.tree(found[0]).get("faultstring", "") if found else ""
    return Fault(str(code).rpartition(":")[2], str(text)) if code else None


_USAGE = re.compile(r"api-usage=(\d+)/(\d+)")


def read_budget(headers: Mapping[str, str]) -> tuple[int, int] | None:
    """Read calls used and allowed within 24 hours; of the org's and the app's own quota the one with fewer left."""
    found = [(int(used), int(most)) for used, most in _USAGE.findall(headers.get("sforce-limit-info", ""))]
    return min(found, key=lambda pair: pair[1] - pair[0]) if found else None


VENDOR = Vendor(
    read_fault=read_fault,
    searches=frozenset({SOAP_PATH}),
    request_id=("x-request-id", "x-sfdc-request-id"),
    not_found=frozenset({"NOT_FOUND", "ENTITY_IS_DELETED"}),
    exhausted=frozenset({"REQUEST_LIMIT_EXCEEDED"}),
    undone=frozenset({"UNABLE_TO_LOCK_ROW"}),
    expired=frozenset({"INVALID_SESSION_ID"}),
    budget=read_budget,
)


def hosts_of(settings: Account) -> Sequence[str]:
    """Return the hosts that get this account's credentials."""
    return [urlsplit(settings.login_url).hostname or ""]


def connect(
    settings: Account, *, clock: Clock | None = None, transport: httpx.AsyncBaseTransport | None = None
) -> Session:
    """Open a session; secrets of `settings` must be resolved."""
    secrets = [s.reveal() for s in (settings.private_key, settings.client_secret) if s is not None]
    return Session(
        settings.login_url,
        vendor=replace(VENDOR, reserve=settings.reserve),
        auth=None,
        tokens=tokens(settings),
        clock=clock,
        transport=transport,
        secrets=secrets,
        concurrency=settings.concurrency,
        timeout=120.0,
    )
