"""The HTTP edge: one session per account. Reading and writing are two classes; a reader cannot write."""

from __future__ import annotations

import asyncio
import email.utils
import logging
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
import orjson

from msgops.model.secret import Secret
from msgops.sdk.clock import Clock, SystemClock
from msgops.sdk.errors import (
    Denied,
    Exhausted,
    Fault,
    NotFound,
    ProviderError,
    Refused,
    UnknownOutcome,
    Unreachable,
)
from msgops.sdk.lanes import Lanes

_log = logging.getLogger("msgops.http")
_GET_TRIES = 5
_THROTTLE_TRIES = 12
_AGAIN = frozenset({500, 502, 503, 504, 520, 521, 522, 523, 524})
_REPEATABLE = frozenset({"GET", "PUT", "DELETE"})


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


@dataclass
class Meter:
    """Counts calls and slow-downs of one session."""

    reads: int = 0
    writes: int = 0
    throttled: int = 0
    retried: int = 0


@dataclass
class Gauge:
    """Learns how much an account bears: halves on 429, recovers by one per round of successes."""

    limit: int
    most: int
    in_flight: int = 0
    paused_until: float = 0.0
    good: int = 0
    waiters: list[asyncio.Future[None]] = field(default_factory=list)

    async def enter(self, clock: Clock) -> None:
        """Wait for a place and for the end of a pause."""
        while True:
            pause = self.paused_until - clock.monotonic()
            if pause > 0:
                await clock.sleep(pause)
            elif self.in_flight < self.limit:
                self.in_flight += 1
                return
            else:
                waiter = asyncio.get_running_loop().create_future()
                self.waiters.append(waiter)
                await waiter

    def leave(self) -> None:
        """Give the place back."""
        self.in_flight -= 1
        while self.waiters and self.in_flight < self.limit:
            waiter = self.waiters.pop(0)
            if not waiter.done():
                waiter.set_result(None)
                return

    def slow_down(self, until: float) -> None:
        """Halve the concurrency and pause everybody."""
        self.limit = max(1, self.limit // 2)
        self.paused_until = max(self.paused_until, until)
        self.good = 0

    def went_well(self) -> None:
        """Raise the concurrency again, slowly."""
        if self.limit < self.most:
            self.good += 1
            if self.good >= self.limit * 2:
                self.limit, self.good = self.limit + 1, 0


class Session:
    """One authenticated account. `reader()` and `writer()` are the only ways to use it."""

    def __init__(
        self,
        base_url: str,
        *,
        vendor: Vendor,
        auth: httpx.Auth | None,
        clock: Clock | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        secrets: Sequence[str] = (),
        concurrency: int = 16,
        timeout: float = 30.0,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.vendor, self.auth = vendor, auth
        self.clock: Clock = clock or SystemClock()
        self.meter = Meter()
        self.secrets = {s for s in secrets if s}
        self.gauge = Gauge(concurrency, concurrency)
        self._random = random.Random(0)  # noqa: S311  # jitter, not cryptography
        self._transport = transport or Lanes(base_url)
        self._headers = {"Accept": "application/json", "User-Agent": "msgops"}
        # The form in which httpx hands its timeouts to a transport.
        self._extensions = {"timeout": httpx.Timeout(timeout, connect=10.0).as_dict()}

    def reader(self) -> Reader:
        """Return the half that can only read."""
        return Reader(self)

    def writer(self) -> Writer:
        """Return the half that can write too."""
        return Writer(self)

    async def close(self) -> None:
        """Close the connections."""
        await self._transport.aclose()

    def redact(self, text: str) -> str:
        """Remove every secret of this account from a text."""
        for secret in self.secrets:
            text = text.replace(secret, "***")
        return text

    async def call(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        body: Any = None,
        reads: bool,
    ) -> Answer:
        """Send with the retry rules of the design; a create is never repeated blindly."""
        content = orjson.dumps(body, default=self._open) if body is not None else None
        repeatable = reads or method in _REPEATABLE
        tries = throttles = 0
        while True:
            tries += 1
            try:
                response = await self._send(method, path, params, content, reads=reads)
            except (
                httpx.ConnectError,
                httpx.ConnectTimeout,
                httpx.PoolTimeout,
                httpx.UnsupportedProtocol,
            ) as error:
                if tries >= _GET_TRIES or isinstance(error, httpx.UnsupportedProtocol):
                    raise Unreachable(f"{method} {path}", self._reason(error)) from None
                await self._back_off(tries)
                continue
            except httpx.TransportError as error:
                if repeatable and tries < _GET_TRIES:
                    await self._back_off(tries)
                    continue
                lost = ProviderError if reads else UnknownOutcome
                raise lost(f"{method} {path}", f"the answer was lost ({self._reason(error)})") from None
            if response.status_code == 429 and throttles < _THROTTLE_TRIES:
                throttles += 1
                tries -= 1
                self._throttle(response, throttles)
                continue
            if response.status_code in _AGAIN and repeatable and tries < _GET_TRIES:
                await self._back_off(tries, response)
                continue
            self.gauge.went_well()
            return self._read(method, path, response, reads=reads)

    async def _send(
        self, method: str, path: str, params: Mapping[str, Any] | None, content: bytes | None, *, reads: bool
    ) -> httpx.Response:
        request = httpx.Request(
            method,
            self.base_url + path,
            params={k: v for k, v in params.items() if v is not None} if params else None,
            content=content,
            headers={**self._headers, "Content-Type": "application/json"}
            if content is not None
            else self._headers,
            extensions=self._extensions,
        )
        await self.gauge.enter(self.clock)
        started = self.clock.monotonic()
        try:
            response = await self._exchange(request)
        finally:
            self.gauge.leave()
        if reads:
            self.meter.reads += 1
        else:
            self.meter.writes += 1
        if _log.isEnabledFor(logging.DEBUG):
            spent = int((self.clock.monotonic() - started) * 1000)
            _log.debug("%s %s -> %s in %s ms", method, self.redact(path), response.status_code, spent)
        return response

    async def _exchange(self, request: httpx.Request) -> httpx.Response:
        """Let the auth scheme add its headers, and whatever requests of its own it needs."""
        if self.auth is None:
            response = await self._transport.handle_async_request(request)
            await response.aread()
            return response
        flow = self.auth.async_auth_flow(request)
        request = await anext(flow)
        while True:
            response = await self._transport.handle_async_request(request)
            await response.aread()
            response.request = request
            try:
                request = await flow.asend(response)
            except StopAsyncIteration:
                return response

    def _open(self, value: Any) -> Any:
        if isinstance(value, Secret):
            revealed = value.reveal()
            self.secrets.add(revealed)
            return revealed
        raise TypeError(f"{type(value).__name__} cannot go on the wire")

    def _throttle(self, response: httpx.Response, attempt: int) -> None:
        self.meter.throttled += 1
        wait = _retry_after(response, self.clock)
        if wait is None:
            wait = min(60.0, 0.5 * 2**attempt) * (0.8 + 0.4 * self._random.random())
        _log.info("429: the account is slowed down for %.1f s", wait)
        self.gauge.slow_down(self.clock.monotonic() + wait)

    async def _back_off(self, attempt: int, response: httpx.Response | None = None) -> None:
        self.meter.retried += 1
        wait = _retry_after(response, self.clock) if response is not None else None
        await self.clock.sleep(wait if wait is not None else min(8.0, 0.25 * 2**attempt))

    def _reason(self, error: Exception) -> str:
        return self.redact(str(error) or type(error).__name__)

    def _read(self, method: str, path: str, response: httpx.Response, *, reads: bool) -> Answer:
        status, call = response.status_code, f"{method} {path}"
        request_id = next((response.headers[h] for h in self.vendor.request_id if h in response.headers), "")
        parsed, readable = _json(response)
        if 200 <= status < 300 and readable:
            fault = self.vendor.read_fault(status, parsed)
            if fault is None:
                return Answer(status, parsed, response.headers)
            raise _refusal(200, fault)(
                call, self._tell(fault), status=status, fault=fault, request_id=request_id
            )
        if 200 <= status < 300:
            what = "the answer is HTML, not JSON" if _looks_html(response) else "the answer is not whole JSON"
            raise (ProviderError if reads else UnknownOutcome)(
                call, what, status=status, request_id=request_id
            )
        fault = (self.vendor.read_fault(status, parsed) if readable else None) or Fault()
        detail = self._tell(fault) or _bare(response)
        if status >= 500:
            lost = ProviderError if reads or method in _REPEATABLE else UnknownOutcome
            raise lost(call, detail, status=status, fault=fault, request_id=request_id)
        raise _refusal(status, fault)(call, detail, status=status, fault=fault, request_id=request_id)

    def _tell(self, fault: Fault) -> str:
        return self.redact(": ".join(part for part in (fault.code, fault.text) if part))


def _refusal(status: int, fault: Fault) -> type[Refused]:
    if status == 404 or fault.code == "NOT_FOUND":
        return NotFound
    return {401: Denied, 403: Denied, 429: Exhausted}.get(status, Refused)


def _json(response: httpx.Response) -> tuple[Any, bool]:
    if not response.content.strip():
        return None, True
    try:
        return orjson.loads(response.content), True
    except orjson.JSONDecodeError:
        return None, False


def _looks_html(response: httpx.Response) -> bool:
    return "html" in response.headers.get("content-type", "") or response.content.lstrip()[:1] == b"<"


def _bare(response: httpx.Response) -> str:
    if 300 <= response.status_code < 400:
        return "a redirect; check base_url"
    return (
        "an HTML page instead of JSON; check base_url"
        if _looks_html(response)
        else "no explanation was given"
    )


def _retry_after(response: httpx.Response, clock: Clock) -> float | None:
    text = response.headers.get("retry-after", "")
    if not text:
        return None
    try:
        return max(0.0, float(text))
    except ValueError:
        pass
    try:
        return max(0.0, (email.utils.parsedate_to_datetime(text) - clock.now()).total_seconds())
    except ValueError:
        return None


class Reader:
    """The half of a session that can only read: GET, and POST to the vendor's declared search paths."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def clock(self) -> Clock:
        """The session's clock."""
        return self._session.clock

    @property
    def calls(self) -> int:
        """How many reads this session has made."""
        return self._session.meter.reads

    async def get(
        self, path: str, params: Mapping[str, Any] | None = None, *, missing_ok: bool = False
    ) -> Any:
        """Return the parsed body; with `missing_ok`, `None` for an object that is not there."""
        try:
            return (await self._session.call("GET", path, params=params, reads=True)).json
        except NotFound:
            if missing_ok:
                return None
            raise

    async def search(self, path: str, body: Any, params: Mapping[str, Any] | None = None) -> Any:
        """POST to a path that the vendor declares as a pure read."""
        if path not in self._session.vendor.searches:
            raise PermissionError(f"POST {path} is not declared as a read")
        return (await self._session.call("POST", path, params=params, body=body, reads=True)).json


class Writer(Reader):
    """A reader that can write too; only apply holds one."""

    async def send(
        self, method: str, path: str, body: Any = None, params: Mapping[str, Any] | None = None
    ) -> Answer:
        """Send a write."""
        return await self._session.call(method, path, params=params, body=body, reads=False)

    async def post(self, path: str, body: Any = None, params: Mapping[str, Any] | None = None) -> Answer:
        """POST."""
        return await self.send("POST", path, body, params)

    async def put(self, path: str, body: Any = None) -> Answer:
        """PUT."""
        return await self.send("PUT", path, body)

    async def patch(self, path: str, body: Any = None) -> Answer:
        """PATCH."""
        return await self.send("PATCH", path, body)

    async def delete(self, path: str, body: Any = None) -> Answer:
        """DELETE, with a body where the vendor wants one."""
        return await self.send("DELETE", path, body)
