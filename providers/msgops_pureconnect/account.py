"""The account block of `msgops.yaml`, and a session of ICWS: its id stands in every path, its token and cookie in headers."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote, urlsplit

from pydantic import Field

from msgops.model.redact import learn
from msgops.sdk.errors import Denied, ProviderError, Refused
from msgops.sdk.fields import SecretText, Spec, Text, Url
from msgops.sdk.http import Session, Vendor
from msgops.sdk.sending import Sending
from msgops.sdk.tokens import Token, Tokens
from msgops_pureconnect.faults import read_fault

if TYPE_CHECKING:
    import httpx

    from msgops.sdk.clock import Clock

HOSTS = ("*.caas.com",)
"""PureConnect Cloud. A server of one's own is named to `MSGOPS_TRUSTED_HOSTS`."""
SIGN_IN = "/icws/connection"
CONNECTION = "/connection"
"""The session itself, below its own path."""
_TYPE = "urn:inin.com:connection:icAuthConnectionRequestSettings"
_LANGUAGE = {"Accept-Language": "en-us"}
_LAST = 5.0
"""Seconds that logging off may take."""


class Account(Spec):
    """A CIC server, or a switchover pair, and a user of it.

    ICWS needs the licence I3_FEATURE_ICWS_SDK. The user sees and edits what its administrative rights allow.
    """

    server_url: Annotated[Url, Field(description="https://<server>:8019, the active one of a pair")]
    alternate_urls: Annotated[
        tuple[Url, ...],
        Field(description="The other servers of a pair, in the order in which they are tried"),
    ] = ()
    user: Annotated[str, Text(min=1), Field(description="CIC user")]
    password: Annotated[SecretText, Field(description="Its password")]


class Icws(Session):
    """A session that logs off: it holds a licence, and shows as a user who is logged on, until somebody does."""

    async def close(self) -> None:
        """Log off, once and without waiting long; a session that stays ends by itself."""
        tokens = self.tokens
        if isinstance(tokens, Tokens) and (header := tokens.current):
            with suppress(Exception):
                async with asyncio.timeout(_LAST):
                    await self._send(Sending("DELETE", CONNECTION, None, None, "", True, True), header)
        await super().close()


def tokens(settings: Account) -> Tokens:
    """Return the sign-in: a server that takes no connections leaves it to the next one that the account names."""

    async def ask(session: Session) -> Token:
        servers = (settings.server_url, *settings.alternate_urls)
        for server in servers[:-1]:
            try:
                return await _connect(session, settings, server, hurry=True)
            except Refused:
                raise
            except ProviderError:
                continue
        return await _connect(session, settings, servers[-1])

    return Tokens(ask, carried=_carried)


async def _connect(session: Session, settings: Account, server: str, *, hurry: bool = False) -> Token:
    """Sign in to one server and stay there; where an answer says that others are, it is not followed."""
    session.rebase(server, under=SIGN_IN)
    body = {
        "__type": _TYPE,
        "applicationName": "msgops",
        "userID": settings.user,
        "password": settings.password.reveal(),
    }
    try:
        answer = await session.call(
            "POST", SIGN_IN, body=body, reads=True, signed=False, headers=_LANGUAGE, hurry=hurry
        )
    except Refused as error:
        if error.status != 400:
            raise
        # A wrong password is a 400 too; whatever it is, it is a matter of the credentials.
        raise Denied(error.call, error.detail, status=400, fault=error.fault) from None
    token, session_id = _text(answer.json, "csrfToken"), _text(answer.json, "sessionId")
    session.rebase(f"{str(server).rstrip('/')}/icws/{quote(session_id, safe='')}")
    cookie = _cookies(answer.headers)
    for pair in cookie.split("; ") if cookie else ():
        learn(pair.partition("=")[2])
    return Token(f"{token} {cookie}", token, float("inf"))


def _carried(header: str) -> Mapping[str, str]:
    token, _, cookie = header.partition(" ")
    named = {"ININ-ICWS-CSRF-Token": token}
    return {**named, "Cookie": cookie} if cookie else named


def _cookies(headers: Mapping[str, str]) -> str:
    """Return the cookies of an answer as they are sent back: `name=value; name=value`."""
    every = getattr(headers, "get_list", None)
    found: list[str] = every("set-cookie") if every is not None else []
    return "; ".join(one.partition(";")[0].strip() for one in found)


def _text(found: Any, name: str) -> str:
    value = found.get(name) if isinstance(found, Mapping) else None
    if not isinstance(value, str) or not value:
        raise ProviderError(f"POST {SIGN_IN}", f"the answer holds no {name}")
    return value


VENDOR = Vendor(
    read_fault=read_fault,
    request_id=(),
    never=("* /interactions*", "* /queues*", "* /status*", "* /connection/station*"),
)
"""What touches conversations, queues and people at work is no configuration and is never called."""


def hosts_of(settings: Account) -> Sequence[str]:
    """Return the hosts that get this account's credentials."""
    return [urlsplit(url).hostname or "" for url in (settings.server_url, *settings.alternate_urls)]


def connect(
    settings: Account, *, clock: Clock | None = None, transport: httpx.AsyncBaseTransport | None = None
) -> Session:
    """Open a session; secrets of `settings` must be resolved. Calls are serial: no rate limit is documented."""
    return Icws(
        settings.server_url,
        vendor=VENDOR,
        auth=None,
        tokens=tokens(settings),
        clock=clock,
        transport=transport,
        secrets=[settings.password.reveal()],
        concurrency=1,
        settings=settings,
    )
