"""The account block of `msgops.yaml`, authentication, and Infobip's four error bodies (dossier §1, §2.2)."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from typing import Annotated, Any
from urllib.parse import urlsplit

import httpx
from pydantic import Field, model_validator

from msgops.sdk.clock import Clock
from msgops.sdk.errors import Fault
from msgops.sdk.fields import SecretText, Spec, Url
from msgops.sdk.http import Session, Vendor

SOURCE = "Infobip OpenAPI Specification 3.210.0"
"""Where the facts of this provider come from, unless an entry says otherwise."""

_PORTAL_USER_PATHS = ("/settings/2/api-keys",)


class Account(Spec):
    """One Infobip account.

    The key endpoints accept only a portal user (specification: security of `/settings/2/api-keys`), so `username` and
    `password` are needed when the workspace declares an `infobip.ApiKey`.
    """

    base_url: Annotated[Url, Field(description="The account's own URL: https://<prefix>.api.infobip.com")]
    api_key: Annotated[SecretText, Field(description="Secret of an API key")]
    username: Annotated[str | None, Field(description="Portal user, only for infobip.ApiKey")] = None
    password: Annotated[SecretText | None, Field(description="The portal user's password")] = None
    concurrency: Annotated[int, Field(ge=1, le=64, description="Most calls in flight")] = 16

    @model_validator(mode="after")
    def _pair(self) -> Account:
        if (self.username is None) != (self.password is None):
            raise ValueError("username and password belong together")
        return self


class InfobipAuth(httpx.Auth):
    """`Authorization: App <key>`; the key endpoints get the portal user's Basic credentials instead."""

    def __init__(self, api_key: str, username: str | None, password: str | None) -> None:
        self._app = f"App {api_key}"
        self._basic = httpx.BasicAuth(username, password) if username and password else None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Add the header that the path wants."""
        if self._basic is not None and request.url.path.startswith(_PORTAL_USER_PATHS):
            yield from self._basic.auth_flow(request)
            return
        request.headers["Authorization"] = self._app
        yield request


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
    key = settings.api_key.reveal()
    password = settings.password.reveal() if settings.password else None
    return Session(
        settings.base_url,
        vendor=VENDOR,
        auth=InfobipAuth(key, settings.username, password),
        clock=clock,
        transport=transport,
        secrets=[key, *([password] if password else [])],
        concurrency=settings.concurrency,
    )
