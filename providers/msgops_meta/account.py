"""The account block of `msgops.yaml` for Meta, and how the Graph API says what is wrong."""

from __future__ import annotations

import math
from collections.abc import Generator, Mapping, Sequence
from typing import Annotated, Any
from urllib.parse import urlsplit

import httpx
import orjson
from pydantic import Field

from msgops.sdk.clock import Clock
from msgops.sdk.errors import Fault
from msgops.sdk.fields import SecretText, Spec, Text, Url
from msgops.sdk.http import Session, Vendor

HOSTS = ("graph.facebook.com",)
_DIGITS = r"^[0-9]+$"
THROTTLED = frozenset({4, 17, 80007, 80008, 130429, 131048, 131056, 133016})
"""Codes of a limit that was reached: of the app, its user, the account, the use case, the throughput, registrations."""
_TRANSIENT = frozenset({1, 2, 131000, 131016, 131057})
_MISSING = (100, 33)
"""Code and subcode of an object that is not there, or that the token may not see."""
_USAGE = "x-business-use-case-usage"
_PER_HOUR = 5000
"""Calls an hour of an app with an account that has a registered number (Meta, Rate limits; copies of the page)."""


class Account(Spec):
    """A WhatsApp Business Account (WABA) at Meta, and a system user's token that may manage it."""

    graph_url: Annotated[Url, Field(description="The Graph API")] = "https://graph.facebook.com"
    version: Annotated[
        str, Text(pattern=r"^v[0-9]{1,3}\.[0-9]{1,2}$"), Field(description="Version of the Graph API")
    ] = "v23.0"
    business_account_id: Annotated[
        str, Text(pattern=_DIGITS), Field(description="Id of the WhatsApp Business Account")
    ]
    app_id: Annotated[
        str | None,
        Text(pattern=_DIGITS),
        Field(description="The app that the token belongs to; needed for meta.AppSubscription"),
    ] = None
    token: Annotated[
        SecretText, Field(description="Token of a system user with whatsapp_business_management")
    ]


class Bearer(httpx.Auth):
    """`Authorization: Bearer <token>`; an answer gets the status that its error code means."""

    def __init__(self, token: str) -> None:
        self._header = f"Bearer {token}"

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Add the header, and read the answer."""
        request.headers["Authorization"] = self._header
        response = yield request
        settle(response)


def settle(response: httpx.Response) -> None:
    """Give an error the HTTP status that its `error.code` means.

    The Graph API answers nearly every error with 400: a limit that was reached, a bad token, an object that is not there.
    How long a limit lasts stands in `X-Business-Use-Case-Usage`, in minutes.
    """
    if response.status_code < 400 or response.status_code >= 500:
        return
    response.status_code = _meant(response.status_code, _error(_json(response.content)))
    minutes = _regain(response.headers)
    if response.status_code == 429 and minutes and "retry-after" not in response.headers:
        response.headers["retry-after"] = str(60 * minutes)


def _meant(status: int, error: Mapping[str, Any]) -> int:
    code = error.get("code")
    if not isinstance(code, int):
        return status
    if code in THROTTLED:
        return 429
    if code == 190:
        return 401
    if code in (3, 10) or 200 <= code <= 299:
        return 403
    if error.get("is_transient") is True or code in _TRANSIENT:
        return 503
    return 404 if (code, error.get("error_subcode")) == _MISSING else status


def _json(content: bytes) -> Any:
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        return None


def _error(body: Any) -> Mapping[str, Any]:
    found = body.get("error") if isinstance(body, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _usage(headers: Mapping[str, str]) -> list[Mapping[str, Any]]:
    """Return the rows of the usage header, of all accounts; values are percentages."""
    found = _json(headers.get(_USAGE, "").encode())
    rows = found.values() if isinstance(found, Mapping) else ()
    return [row for one in rows if isinstance(one, list) for row in one if isinstance(row, Mapping)]


def _regain(headers: Mapping[str, str]) -> int:
    """Return the minutes until the account may call again, 0 where nothing is said."""
    found = [row.get("estimated_time_to_regain_access") for row in _usage(headers)]
    return max((n for n in found if isinstance(n, int)), default=0)


def budget(headers: Mapping[str, str]) -> tuple[int, int] | None:
    """Return how many calls of the hour are used, and how many there are; the vendor tells a percentage."""
    shares = [row.get(n) for row in _usage(headers) for n in ("call_count", "total_cputime", "total_time")]
    known = [n for n in shares if isinstance(n, int | float)]
    return (math.ceil(max(known) * _PER_HOUR / 100), _PER_HOUR) if known else None


def read_fault(status: int, body: Any) -> Fault | None:
    """Read `{"error": {code, error_subcode, error_user_title, error_user_msg, message, fbtrace_id}}`.

    The user's title and text are in the account's language: they are shown, and never compared.
    """
    if status < 300:
        refused = isinstance(body, Mapping) and body.get("success") is False
        return Fault("", "success: false") if refused else None
    error = _error(body)
    if not error:
        return None
    code = "/".join(str(error[n]) for n in ("code", "error_subcode") if error.get(n) is not None)
    told = [error[n] for n in ("error_user_title", "error_user_msg") if error.get(n)] or [
        error.get("message", "")
    ]
    trace = f" (fbtrace_id {error['fbtrace_id']})" if error.get("fbtrace_id") else ""
    return Fault(code, ": ".join(map(str, told)) + trace)


VENDOR = Vendor(
    read_fault,
    request_id=("x-fb-request-id", "x-fb-trace-id"),
    budget=budget,
    reserve=_PER_HOUR // 5,
)


def hosts_of(account: Account) -> Sequence[str]:
    """Return the hosts that credentials go to."""
    return [urlsplit(account.graph_url).hostname or ""]


def connect(
    account: Account, *, clock: Clock | None = None, transport: httpx.AsyncBaseTransport | None = None
) -> Session:
    """Open a session; the secret of `account` must be resolved."""
    token = account.token.reveal()
    return Session(
        f"{account.graph_url.rstrip('/')}/{account.version}",
        vendor=VENDOR,
        auth=Bearer(token),
        clock=clock,
        transport=transport,
        secrets=[token],
        concurrency=8,
        settings=account,
    )
