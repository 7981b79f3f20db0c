"""The account block of `msgops.yaml`, authentication, and Infobip's four error bodies (dossier §1, §2.2)."""

from __future__ import annotations

import math
from collections.abc import Generator, Mapping, Sequence
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import httpx
from pydantic import Field, model_validator

from msgops.sdk.clock import Clock
from msgops.sdk.errors import Fault, ProviderError
from msgops.sdk.fields import SecretText, Spec, Url
from msgops.sdk.http import Session, Vendor
from msgops.sdk.tokens import Token, Tokens

SOURCE = "Infobip OpenAPI Specification 3.210.0"
"""Where the facts of this provider come from, unless an entry says otherwise."""

_PORTAL_USER_PATHS = ("/settings/2/api-keys",)
_TOKEN_PATH = "/auth/1/oauth2/token"  # noqa: S105  # a path


class Account(Spec):
    """One Infobip account: an API key, a portal user, or both.

    The key endpoints accept only a portal user (specification: security of `/settings/2/api-keys`), so `username` and
    `password` are needed when the workspace declares an `infobip.ApiKey`. Without an API key the portal user makes every
    call; what it may do its roles decide.
    """

    base_url: Annotated[Url, Field(description="The account's own URL: https://<prefix>.api.infobip.com")]
    api_key: Annotated[SecretText | None, Field(description="Secret of an API key")] = None
    username: Annotated[
        str | None,
        Field(description="Portal user: for infobip.ApiKey, and for all where there is no API key"),
    ] = None
    password: Annotated[SecretText | None, Field(description="The portal user's password")] = None
    sign_in: Annotated[
        Literal["basic", "oauth2"],
        Field(
            description="How the portal user signs in: with each call, or for a token that is renewed when it ends"
        ),
    ] = "basic"
    concurrency: Annotated[int, Field(ge=1, le=64, description="Most calls in flight")] = 16

    @model_validator(mode="after")
    def _pair(self) -> Account:
        if (self.username is None) != (self.password is None):
            raise ValueError("username and password belong together")
        if self.api_key is None and self.username is None:
            raise ValueError("an api_key is needed, or username and password")
        return self


class InfobipAuth(httpx.Auth):
    """`Authorization: App <key>`; a portal user's Basic credentials for the key endpoints and where there is no key."""

    def __init__(self, api_key: str | None, username: str | None, password: str | None) -> None:
        self._app = f"App {api_key}" if api_key else ""
        self._basic = httpx.BasicAuth(username, password) if username and password else None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Add the header that the path wants."""
        if self._basic is not None and (not self._app or request.url.path.startswith(_PORTAL_USER_PATHS)):
            yield from self._basic.auth_flow(request)
            return
        request.headers["Authorization"] = self._app
        yield request


def tokens(username: str, password: str, *, everywhere: bool) -> Tokens:
    """Return the portal user's OAuth2 tokens (specification: create-oauth2-token; dossier §1).

    The client's id and secret are the user's name and password. `everywhere`: not only for the key endpoints.
    """

    async def ask(session: Session) -> Token:
        form = {"client_id": username, "client_secret": password, "grant_type": "client_credentials"}
        answer = (await session.call("POST", _TOKEN_PATH, form=form, reads=True, signed=False)).json
        secret = answer.get("access_token") if isinstance(answer, Mapping) else None
        if not isinstance(secret, str) or not secret:
            raise ProviderError(f"POST {_TOKEN_PATH}", "the answer holds no access_token")
        lasts = answer.get("expires_in")
        return Token(f"Bearer {secret}", secret, lasts if isinstance(lasts, int) else math.inf)

    return Tokens(ask, lambda path: everywhere or path.startswith(_PORTAL_USER_PATHS))


def read_fault(status: int, body: Any) -> Fault | None:
    """Read E1 to E4; in a 2xx answer only `statusCode: ERROR` is a fault (dossier §2.2)."""
    if not isinstance(body, Mapping):
        return None
    if status < 300:
        return Fault("ERROR", str(body.get("message", ""))) if body.get("statusCode") == "ERROR" else None
    exception = (body.get("requestError") or {}).get("serviceException")
    if isinstance(exception, Mapping):
        text = str(exception.get("text", ""))
        fields = exception.get("validationErrors")
        if isinstance(fields, Mapping) and fields:
            text = f"{text} ({'; '.join(f'{k}: {_join(v)}' for k, v in sorted(fields.items()))})"
        return Fault(str(exception.get("messageId", "")), text)
    if "errorCode" in body:
        found = [f"{v.get('property', '')}: {v.get('violation', '')}" for v in body.get("violations") or []]
        text = (
            f"{body.get('description', '')} ({'; '.join(found)})"
            if found
            else str(body.get("description", ""))
        )
        return Fault(str(body["errorCode"]), text, str(body.get("action") or ""))
    return Fault(str(body.get("statusCode", "")), str(body.get("message") or body.get("error") or ""))


def _join(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


VENDOR = Vendor(
    read_fault=read_fault,
    searches=frozenset(
        {
            "/resources/1/resources",
            "/resources/1/coverage-lookup",
            "/resources/1/requirements-lookup",
            "/subscriptions/1/certificates/test/webhook",
        }
    ),
    request_id=("x-request-id",),
)


def hosts_of(settings: Account) -> Sequence[str]:
    """Return the hosts that get this account's credentials."""
    return [urlsplit(settings.base_url).hostname or ""]


def connect(
    settings: Account, *, clock: Clock | None = None, transport: httpx.AsyncBaseTransport | None = None
) -> Session:
    """Open a session; secrets of `settings` must be resolved."""
    key = settings.api_key.reveal() if settings.api_key else None
    user, password = settings.username, settings.password.reveal() if settings.password else None
    by_token = settings.sign_in == "oauth2" and user is not None and password is not None
    return Session(
        settings.base_url,
        vendor=VENDOR,
        auth=InfobipAuth(key, user, password),
        tokens=tokens(user or "", password or "", everywhere=key is None) if by_token else None,
        clock=clock,
        transport=transport,
        secrets=[secret for secret in (key, password) if secret],
        concurrency=settings.concurrency,
        settings=settings,
    )
