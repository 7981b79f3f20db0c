"""Reads what came back: a whole answer, a refusal with the vendor's reason, or something that is neither."""

from __future__ import annotations

import email.utils
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import orjson

from msgops.model.mishap import Trouble
from msgops.sdk.errors import Denied, Exhausted, Fault, NotFound, Refused

_OVERLOADED = frozenset({408, 500, 502, 503, 504, 520, 521, 522, 523, 524})


@dataclass(frozen=True, slots=True)
class Answer:
    """A vendor's answer: status, parsed JSON (`None` when the body is empty), headers."""

    status: int
    json: Any
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Vendor:
    """What the session must know of a vendor's habits.

    Attributes:
        read_fault: reads an error body of any status; for a 2xx answer it returns a fault only when the body says so.
        searches: paths of POST calls that only read.
        request_id: response headers that may carry the request id.

    """

    read_fault: Callable[[int, Any], Fault | None]
    searches: frozenset[str] = frozenset()
    request_id: tuple[str, ...] = ("x-request-id",)


def parsed(response: httpx.Response) -> tuple[Any, bool]:
    """Return the body as JSON, and whether it could be read; an empty body is `None`."""
    if not response.content.strip():
        return None, True
    try:
        return orjson.loads(response.content), True
    except orjson.JSONDecodeError:
        return None, False


def trouble_of(response: httpx.Response, *, listing: bool) -> Trouble | None:
    """Tell whether the answer is one that the operation itself did not give; `listing` answers cannot be empty."""
    if response.status_code in _OVERLOADED:
        return Trouble.SERVER_ERROR
    if not 200 <= response.status_code < 300:
        return None
    body, readable = parsed(response)
    if readable:
        lacking = listing and body is None and response.status_code != 204
        return Trouble.TRUNCATED if lacking else None
    return Trouble.NOT_JSON if is_page(response) else Trouble.TRUNCATED


def trouble_in(error: httpx.RequestError) -> Trouble:
    """Tell what a failed exchange means; only with `CONNECTION_LOST` is it certain that nothing was sent."""
    nothing_sent = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
    if isinstance(error, (*nothing_sent, httpx.UnsupportedProtocol, httpx.LocalProtocolError)):
        return Trouble.CONNECTION_LOST
    if isinstance(error, httpx.TimeoutException):
        return Trouble.SLOW
    if isinstance(error, httpx.DecodingError) or "complete message body" in str(error):
        return Trouble.TRUNCATED
    return Trouble.ANSWER_LOST


def refusal(response: httpx.Response, fault: Fault) -> type[Refused]:
    """Choose the error for a 4xx answer; a page that says 404 comes from something before the vendor's API."""
    status = response.status_code
    if fault.code == "NOT_FOUND" or (status == 404 and not is_page(response)):
        return NotFound
    return {401: Denied, 403: Denied, 429: Exhausted}.get(status, Refused)


def is_page(response: httpx.Response) -> bool:
    """Whether the body is HTML."""
    return "html" in response.headers.get("content-type", "") or response.content.lstrip()[:1] == b"<"


def unexplained(response: httpx.Response) -> str:
    """Say what can be said of an answer without a vendor's explanation."""
    if 300 <= response.status_code < 400:
        return "a redirect; check base_url"
    if is_page(response):
        return "an HTML page instead of JSON; check base_url"
    return "no explanation was given"


def retry_after(response: httpx.Response, now: datetime) -> float | None:
    """Return the seconds that `Retry-After` asks for, as a number or as a date; the vendor's clock counts for dates."""
    text = response.headers.get("retry-after", "")
    try:
        return max(0.0, float(text))
    except ValueError:
        until = _date(text)
    if until is None:
        return None
    return max(0.0, (until - (_date(response.headers.get("date", "")) or now)).total_seconds())


def _date(text: str) -> datetime | None:
    try:
        found = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
