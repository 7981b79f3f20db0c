"""The account block of `msgops.yaml`, and how to sign in to the pod, the identity domain and Digital Assistant (dossier A1 to A6)."""

from __future__ import annotations

import base64
from collections.abc import Generator, Mapping, Sequence
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import httpx
from pydantic import Field, model_validator

from msgops.sdk.clock import Clock, SystemClock
from msgops.sdk.errors import Denied, ProviderError
from msgops.sdk.fields import SecretText, Spec, Text, Url
from msgops.sdk.http import Session, Vendor
from msgops.sdk.tokens import Several, Token, Tokens
from msgops_fusion.faults import read_fault
from msgops_fusion.signing import Signer

HOSTS = ("*.oraclecloud.com", "*.oraclegovcloud.com", "*.oraclecloud.eu", "*.oraclegovcloud.uk")
POD = ("/crmRestApi/", "/fscmRestApi/", "/hcmRestApi/")
DOMAIN = "/admin/v1/"
ASSISTANT = "/20190506/"
TOKEN = "/oauth2/v1/token"  # noqa: S105  # a path
_ADMIN_SCOPE = "urn:opc:idm:__myscopes__"
Ocid = Annotated[str, Text(pattern=r"^ocid1\.[a-z0-9]+\..+$")]


class Account(Spec):
    """One Fusion pod, and where they are used its identity domain and its Digital Assistant instance.

    The pod takes a Fusion user (`username`, `password`), or with `sign_in: oauth2` tokens of the identity domain. The domain
    takes a confidential application (`client_id`, `client_secret`) with the role Application Administrator, or without one an
    OCI API key (`oci_…`). Digital Assistant takes the OCI API key alone.
    """

    pod_url: Annotated[Url, Field(description="https://<pod>.fa.<region>.oraclecloud.com")]
    username: Annotated[str | None, Field(description="Fusion user; sees and edits what its roles allow")] = (
        None
    )
    password: Annotated[SecretText | None, Field(description="The Fusion user's password")] = None
    sign_in: Annotated[
        Literal["basic", "oauth2"], Field(description="How the pod is signed in to: per call, or by token")
    ] = "basic"
    pod_scope: Annotated[
        str | None,
        Field(
            description="Scope of the pod's tokens, as the domain's application Oracle Applications Cloud (Fusion) shows it"
        ),
    ] = None
    domain_url: Annotated[
        Url | None, Field(description="https://<idcs-instance>.identity.oraclecloud.com")
    ] = None
    client_id: Annotated[str | None, Field(description="Client id of the application that msgops uses")] = (
        None
    )
    client_secret: Annotated[SecretText | None, Field(description="Its secret")] = None
    assistant_url: Annotated[
        Url | None, Field(description="https://digitalassistant-api.<region>.oci.oraclecloud.com")
    ] = None
    assistant_instance: Annotated[
        Ocid | None, Field(description="OCID of the Digital Assistant instance")
    ] = None
    oci_tenancy: Annotated[Ocid | None, Field(description="OCID of the tenancy, for an OCI API key")] = None
    oci_user: Annotated[Ocid | None, Field(description="OCID of the user of the OCI API key")] = None
    oci_fingerprint: Annotated[str | None, Field(description="Fingerprint of the OCI API key")] = None
    oci_private_key: Annotated[SecretText | None, Field(description="PEM of the OCI API key")] = None
    concurrency: Annotated[int, Field(ge=1, le=16, description="Most calls in flight")] = 8

    @model_validator(mode="after")
    def _complete(self) -> Account:
        for one, other in (("username", "password"), ("client_id", "client_secret")):
            if (getattr(self, one) is None) != (getattr(self, other) is None):
                raise ValueError(f"{one} and {other} belong together")
        oci = (self.oci_tenancy, self.oci_user, self.oci_fingerprint, self.oci_private_key)
        if any(oci) and not all(oci):
            raise ValueError("oci_tenancy, oci_user, oci_fingerprint and oci_private_key belong together")
        if self.sign_in == "basic" and self.username is None:
            raise ValueError("username and password are needed, or sign_in: oauth2")
        if self.sign_in == "oauth2" and (self.client_id is None or not self.domain_url or not self.pod_scope):
            raise ValueError("sign_in: oauth2 needs domain_url, client_id, client_secret and pod_scope")
        if self.client_id is not None and self.domain_url is None:
            raise ValueError("client_id needs domain_url")
        return self


class FusionAuth(httpx.Auth):
    """Basic for the pod, a request signature for what takes OCI API keys."""

    requires_request_body = True

    def __init__(self, basic: httpx.BasicAuth | None, signer: Signer | None, clock: Clock) -> None:
        self._basic, self._signer, self._clock = basic, signer, clock

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Add the headers that the path wants."""
        if request.url.path.startswith(POD):
            if self._basic is not None:
                yield from self._basic.auth_flow(request)
                return
        elif self._signer is not None:
            target = request.url.raw_path.decode()
            request.headers.update(
                self._signer.headers(
                    request.method, target, request.headers, request.content, self._clock.now()
                )
            )
        yield request


def basic(client_id: str, client_secret: str) -> dict[str, str]:
    """Return the header by which a client shows itself to the token endpoint."""
    return {"Authorization": "Basic " + base64.b64encode(f"{client_id}:{client_secret}".encode()).decode()}


def tokens(settings: Account) -> Several | None:
    """Return the tokens of the domain's admin API, and those of the pod where it takes tokens."""
    if settings.client_id is None:
        return None
    found = [_tokens(settings, _ADMIN_SCOPE, (DOMAIN,))]
    if settings.sign_in == "oauth2":
        found.append(_tokens(settings, str(settings.pod_scope), POD))
    return Several(*found)


def _tokens(settings: Account, scope: str, paths: tuple[str, ...]) -> Tokens:
    async def ask(session: Session) -> Token:
        assert settings.client_id is not None
        assert settings.client_secret is not None
        form = {"grant_type": "client_credentials", "scope": scope}
        headers = basic(settings.client_id, settings.client_secret.reveal())
        try:
            answer = await session.call("POST", TOKEN, form=form, reads=True, signed=False, headers=headers)
        except ProviderError as error:
            if error.status != 400:  # RFC 6749: a matter of the credentials too
                raise
            raise Denied(error.call, error.detail, status=400, fault=error.fault) from None
        secret, lasts = read_token(answer.json)
        return Token(f"Bearer {secret}", secret, lasts)

    return Tokens(ask, lambda path: path.startswith(paths))


def read_token(answer: Any) -> tuple[str, float]:
    """Return the token of an answer and the seconds that it lasts."""
    found = answer if isinstance(answer, Mapping) else {}
    secret, lasts = found.get("access_token"), found.get("expires_in")
    if not isinstance(secret, str) or not secret:
        raise ProviderError(f"POST {TOKEN}", "the answer holds no access_token")
    return secret, float(lasts) if isinstance(lasts, int | float) else 3600.0


_ADF_ACCEPT = {
    "REST-Framework-Version": "4",
    "Accept": "application/json, application/vnd.oracle.adf.error+json",
}
_ADF_ITEM = {**_ADF_ACCEPT, "Content-Type": "application/vnd.oracle.adf.resourceitem+json"}
_SCIM = {"Accept": "application/json, application/scim+json"}


def headers(method: str, path: str) -> Mapping[str, str]:
    """Return what a system wants besides: the grammar of ADF is that of framework version 4 everywhere (dossier A3)."""
    if path.startswith(("/crmRestApi/", "/fscmRestApi/")):
        return _ADF_ITEM if method in ("POST", "PATCH") else _ADF_ACCEPT
    return _SCIM if path.startswith(DOMAIN) else {}


VENDOR = Vendor(
    read_fault=read_fault,
    searches=frozenset({TOKEN}),
    request_id=("opc-request-id", "x-oracle-dms-ecid", "x-request-id"),
    headers=headers,
    never=(
        "PUT /admin/v1/Apps/*",
        "* */chatAuthenticate*",
        "P* */resourcePresences*",
        "* /hcmRestApi/scim/Users/*",
    ),
)
"""What replaces whole applications, talks to customers, moves agents or edits people is never called (dossier B1, B9, B24)."""


def hosts_of(settings: Account) -> Sequence[str]:
    """Return the hosts that get this account's credentials."""
    named = (settings.pod_url, settings.domain_url, settings.assistant_url)
    return [urlsplit(url).hostname or "" for url in named if url]


def connect(
    settings: Account, *, clock: Clock | None = None, transport: httpx.AsyncBaseTransport | None = None
) -> Session:
    """Open a session; secrets of `settings` must be resolved."""
    secrets = (settings.password, settings.client_secret, settings.oci_private_key)
    user, password = settings.username, settings.password
    by_user = settings.sign_in == "basic" and user is not None and password is not None
    session = Session(
        settings.pod_url,
        vendor=VENDOR,
        auth=FusionAuth(
            httpx.BasicAuth(user, password.reveal()) if by_user and user and password else None,
            signer(settings),
            clock or SystemClock(),
        ),
        tokens=tokens(settings),
        clock=clock,
        transport=transport,
        secrets=[s.reveal() for s in secrets if s is not None],
        concurrency=settings.concurrency,
        settings=settings,
    )
    if settings.domain_url is not None:
        session.rebase(settings.domain_url, under=DOMAIN)
        session.rebase(settings.domain_url, under=TOKEN)
    if settings.assistant_url is not None:
        session.rebase(settings.assistant_url, under=ASSISTANT)
    return session


def signer(settings: Account) -> Signer | None:
    """Return who signs requests with the OCI API key, where there is one."""
    if settings.oci_private_key is None:
        return None
    key_id = f"{settings.oci_tenancy}/{settings.oci_user}/{settings.oci_fingerprint}"
    return Signer(key_id, settings.oci_private_key.reveal())
