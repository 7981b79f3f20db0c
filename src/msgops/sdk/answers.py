"""Reads what came back: a whole answer, a refusal with the vendor's reason, or something that is neither."""

from __future__ import annotations

import email.utils
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import orjson

from msgops.model.mishap import Trouble
from msgops.sdk.errors import Fault


@dataclass(frozen=True, slots=True)
class Answer:
    """A vendor's answer: status, parsed JSON (`None` when the body is empty; otherwise what the call's own parser made of it), headers."""

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
        not_found: error codes that say that an object is not there, whatever the status.
        exhausted: error codes that say that a quota is used up: nobody waits for its end.
        undone: error codes that promise that nothing was done, so that any call may be sent again after a while.
        expired: error codes of a session that has ended, where that is not told by a status of 401.
        never: patterns of calls that must not happen, `POST /skills/*/start`, whatever a kind does.
        once: patterns of calls that make something new each time although their method says otherwise: never sent twice blindly.
        reason: response headers that may say why, where the body does not.
        budget: reads from an answer's headers how many calls are used and allowed, where the vendor counts them.
        reserve: calls that must be left when an apply is done.
        headers: what a call carries besides, from its method and path, where a vendor has conventions of its own.

    """

    read_fault: Callable[[int, Any], Fault | None]
    searches: frozenset[str] = frozenset()
    request_id: tuple[str, ...] = ("x-request-id",)
    not_found: frozenset[str] = frozenset({"NOT_FOUND"})
    exhausted: frozenset[str] = frozenset()
    undone: frozenset[str] = frozenset()
    expired: frozenset[str] = frozenset()
    never: tuple[str, ...] = ()
    once: tuple[str, ...] = ()
    reason: tuple[str, ...] = ()
    budget: Callable[[Mapping[str, str]], tuple[int, int] | None] | None = None
    reserve: int = 0
    headers: Callable[[str, str], Mapping[str, str]] = lambda _method, _path: {}


@dataclass(frozen=True, slots=True)
class Reading:
    """A body, parsed once: the JSON, and what is wrong with the answer as such."""

    json: Any
    trouble: Trouble | None


def read(response: httpx.Response, *, listing: bool) -> Reading:
    """Read an answer. Trouble is what the operation itself did not mean to say; a `listing` cannot be empty."""
    body, whole = None, True
    if response.content.strip():
        try:
            body = orjson.loads(response.content)
        except orjson.JSONDecodeError:
            whole = False
    if response.status_code >= 500 or response.status_code == 408:
        return Reading(body, Trouble.SERVER_ERROR)
    if not 200 <= response.status_code < 300:
        return Reading(body, None)
    if not whole:
        return Reading(None, Trouble.NOT_JSON if is_page(response) else Trouble.TRUNCATED)
    lacking = listing and body is None and response.status_code != 204
    return Reading(body, Trouble.TRUNCATED if lacking else None)


def read_as(parse: Callable[[bytes], Any], response: httpx.Response) -> Reading:
    """Read an answer that is no JSON, such as XML: `parse` raises `ValueError` for what is not whole.

    An error keeps its bytes for the vendor's `read_fault`; one of status 500 that can be parsed has said what it means.
    """
    status, body = response.status_code, None
    with suppress(ValueError):
        body = parse(response.content)
    if status >= 502 or status == 408 or (status >= 500 and body is None):
        return Reading(response.content, Trouble.SERVER_ERROR)
    if not 200 <= status < 300:
        return Reading(response.content, None)
    lost = Trouble.NOT_JSON if "html" in response.headers.get("content-type", "") else Trouble.TRUNCATED
    return Reading(body, lost if body is None else None)


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


def is_page(response: httpx.Response) -> bool:
    """Whether the body is HTML."""
    return "html" in response.headers.get("content-type", "") or response.content.lstrip()[:1] == b"<"


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
