"""The HTTP edge: one session per account. Reading and writing are two classes; a reader cannot write."""

from __future__ import annotations

import asyncio
import fnmatch
import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

import httpx
import orjson

from msgops.model.budget import Budget
from msgops.model.mishap import Mishap, Trouble
from msgops.model.redact import learn, redact
from msgops.model.secret import Secret
from msgops.sdk.answers import Answer, Reading, Vendor, read, read_as, retry_after, trouble_in
from msgops.sdk.clock import Clock, SystemClock
from msgops.sdk.errors import ProviderError, UnknownOutcome, Unreachable
from msgops.sdk.gauge import PATIENCE, Gauge
from msgops.sdk.halves import Reader, Writer
from msgops.sdk.lanes import Lanes
from msgops.sdk.meter import Meter
from msgops.sdk.sending import Sending, conclude
from msgops.sdk.tokens import Several, Tokens

__all__ = ["Answer", "Reader", "Session", "Vendor", "Writer"]

T = TypeVar("T")
Raw = tuple[bytes | Callable[[str], bytes], str, Callable[[bytes], Any] | None]
"""A body that is no JSON, its media type, and what parses the answer where that is no JSON either.

A function makes the body from the session's token.
"""
_log = logging.getLogger("msgops.http")
_TRIES = 8
_TRIES_FOR = {Trouble.NOT_JSON: 3}
"""A page instead of JSON mostly means a wrong address, which does not mend itself."""


class Session:
    """One authenticated account. `reader()` and `writer()` are the only ways to use it."""

    def __init__(
        self,
        base_url: str,
        *,
        vendor: Vendor,
        auth: httpx.Auth | None,
        tokens: Tokens | Several | None = None,
        clock: Clock | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        secrets: Sequence[str] = (),
        concurrency: int = 16,
        timeout: float = 30.0,
        settings: Any = None,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.settings = settings
        # Files that a kind writes lie below it; the command line puts the workspace here.
        self.directory = Path()
        self._areas: dict[str, str] = {}
        self._turns: dict[str, asyncio.Lock] = {}
        self._known: dict[str, Any] = {}
        self.vendor, self.auth, self.tokens = vendor, auth, tokens
        self.clock: Clock = clock or SystemClock()
        self.meter = Meter()
        for secret in secrets:
            learn(secret)
        self.gauge = Gauge(concurrency, self.clock)
        self._transport = transport or Lanes(base_url)
        self._headers = {"Accept": "application/json", "User-Agent": "msgops"}
        # The form in which httpx hands its timeouts to a transport. They bound single waits; `_longest` a whole attempt.
        self._extensions = {"timeout": httpx.Timeout(timeout, connect=10.0).as_dict()}
        self._longest = 4 * timeout
        # Set when a call found no connection in all its tries: the others need not be as patient.
        self._gone = False

    def reader(self) -> Reader:
        """Return the half that can only read."""
        return Reader(self)

    def writer(self) -> Writer:
        """Return the half that can write too."""
        return Writer(self)

    def mishaps(self, account: str) -> list[Mishap]:
        """Return what went wrong so far, for the report."""
        return self.meter.mishaps(account)

    def budget(self, account: str) -> Budget | None:
        """Return how many calls the account has left, where the vendor told."""
        found = self.meter.budget
        return None if found is None else Budget(account, *found, self.vendor.reserve)

    async def close(self) -> None:
        """Close the connections."""
        await self._transport.aclose()

    async def call(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        body: Any = None,
        form: Mapping[str, str] | None = None,
        raw: Raw | None = None,
        reads: bool,
        signed: bool = True,
        headers: Mapping[str, str] | None = None,
        hurry: bool = False,
    ) -> Answer:
        """Send with the retry rules of the design; a create is never repeated blindly.

        `form` is sent instead of a JSON body, or `raw`. A call that is
        not `signed` carries no token, as the one that gets a token. `headers` win over all others.
        A call in a `hurry` is not sent again: there is another server to ask.
        """
        if self._one_of(self.vendor.never, method, path):
            raise PermissionError(f"{method} {path} is what msgops never calls")
        content, media, parse = raw or (*_encoded(body, form), None)
        once = self._one_of(self.vendor.once, method, path)
        sending = Sending(method, path, params, content, media, reads, signed, parse, headers or {}, once)
        sending.tries = _TRIES if hurry else 1
        while True:
            header = await self._token(sending)
            started, response = await self._attempt(sending, header)
            if isinstance(response, httpx.RequestError):
                await self._repeat_after(sending, response)
                continue
            if response.status_code == 429:
                self._throttle(sending, response, started)
                continue
            if self.vendor.budget is not None:
                self.meter.budget = self.vendor.budget(response.headers) or self.meter.budget
            listing, parse = method == "GET", sending.parse
            reading = read(response, listing=listing) if parse is None else read_as(parse, response)
            fault = self._fault(response, reading)
            expired = response.status_code == 401 or fault in self.vendor.expired
            if expired and self._renews(sending, header):
                continue
            if fault in self.vendor.undone and await self._again(sending, Trouble.SERVER_ERROR, undone=True):
                continue
            if reading.trouble is not None and await self._again(sending, reading.trouble, response):
                continue
            self.gauge.went_well()
            if header and (tokens := self._tokens(sending)) is not None:
                tokens.trusted = not expired
            return conclude(self.vendor, sending, response, reading)

    def _one_of(self, patterns: Sequence[str], method: str, path: str) -> bool:
        return any(fnmatch.fnmatchcase(f"{method} {path}", pattern) for pattern in patterns)

    def rebase(self, base_url: str, *, under: str = "") -> None:
        """Go on at another address, where the vendor names one after the sign-in.

        With `under` only for the paths that begin so: vendors that keep each API on a host of its own.
        """
        if under:
            self._areas[under] = base_url.rstrip("/")
        else:
            self.base_url = base_url.rstrip("/")

    def base_of(self, path: str) -> str:
        """Return the address that a path belongs to."""
        fitting = [prefix for prefix in self._areas if path.startswith(prefix)]
        return self._areas[max(fitting, key=len)] if fitting else self.base_url

    async def once(self, name: str, ask: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Return what `ask` found when it was first called under this name; who fails leaves the next caller to try."""
        async with self._turns.setdefault(name, asyncio.Lock()):
            if name not in self._known:
                self._known[name] = await ask()
            found: T = self._known[name]
            return found

    def _fault(self, response: httpx.Response, reading: Reading) -> str:
        """Return the code of a refusal; most vendors need none to be known here."""
        if response.status_code < 400 or not (self.vendor.expired or self.vendor.undone):
            return ""
        fault = self.vendor.read_fault(response.status_code, reading.json)
        return fault.code if fault is not None else ""

    async def _token(self, sending: Sending) -> str:
        """Return the header of a token, empty where none is used."""
        tokens = self._tokens(sending)
        return "" if tokens is None else await tokens.header(self)

    def _tokens(self, sending: Sending) -> Tokens | None:
        return self.tokens.of(sending.path) if self.tokens is not None and sending.signed else None

    async def _attempt(
        self, sending: Sending, header: str
    ) -> tuple[float, httpx.Response | httpx.RequestError]:
        """Send once, when it is this call's turn; return when that was, and the answer or what prevented it."""
        started = await self.gauge.enter()
        try:
            return started, await self._send(sending, header)
        except httpx.RequestError as error:
            return started, error
        finally:
            self.gauge.leave()

    async def _send(self, sending: Sending, header: str) -> httpx.Response:
        headers = dict(self._headers)
        if sending.content is not None:
            headers["Content-Type"] = sending.media
        if header and (tokens := self._tokens(sending)) is not None:
            headers.update(tokens.carried(header))
        headers.update(self.vendor.headers(sending.method, sending.path))
        headers.update(sending.headers)
        request = httpx.Request(
            sending.method,
            self.base_of(sending.path) + sending.path,
            params={k: v for k, v in sending.params.items() if v is not None} if sending.params else None,
            content=sending.body(header),
            headers=headers,
            extensions=self._extensions,
        )
        started = self.clock.monotonic()
        try:
            async with asyncio.timeout(self._longest):
                response = await self._exchange(request, plain=bool(header) or not sending.signed)
        except TimeoutError:
            raise httpx.ReadTimeout(f"no whole answer within {self._longest:.0f} s") from None
        self._gone = False
        if sending.reads:
            self.meter.reads += 1
        else:
            self.meter.writes += 1
        if _log.isEnabledFor(logging.DEBUG):
            spent = int((self.clock.monotonic() - started) * 1000)
            _log.debug(
                "%s %s -> %s in %s ms", sending.method, redact(sending.path), response.status_code, spent
            )
        return response

    async def _exchange(self, request: httpx.Request, *, plain: bool) -> httpx.Response:
        """Let the auth scheme add its headers; a `plain` request goes as it is."""
        if plain or self.auth is None:
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

    def _throttle(self, sending: Sending, response: httpx.Response, started: float) -> None:
        """Slow the account down, or give up: never by the number of 429s, but by the time without any other answer."""
        paused = self.gauge.throttled(started, retry_after(response, self.clock.now()))
        self._note(Trouble.THROTTLED, sending, waited=paused or 0.0, repeated=paused is not None)
        if paused is None:
            conclude(self.vendor, sending, response, read(response, listing=False))
        _log.info("429: the account is slowed down for %.1f s more", paused)

    def _renews(self, sending: Sending, header: str) -> bool:
        """Whether a new token may help; what a 401 refused was not executed, so the call is sent again."""
        tokens = self._tokens(sending)
        if tokens is None or not header or sending.renewed or not tokens.trusted:
            return False
        tokens.discard(header)
        sending.renewed = True
        self._note(Trouble.TOKEN_RENEWED, sending, repeated=True)
        return True

    async def _repeat_after(self, sending: Sending, error: httpx.RequestError) -> None:
        """Wait before the next attempt after a failed exchange; raise when there must be none."""
        trouble = trouble_in(error)
        if await self._again(sending, trouble):
            return
        call, why = sending.name, self._reason(error)
        if trouble is Trouble.CONNECTION_LOST and not sending.doubtful:
            raise Unreachable(call, why) from None
        if sending.reads:
            raise ProviderError(call, f"the answer was lost ({why})") from None
        unknown = UnknownOutcome(call, f"the answer was lost ({why})")
        unknown.late = trouble is Trouble.SLOW
        raise unknown from None

    async def _again(
        self,
        sending: Sending,
        trouble: Trouble,
        response: httpx.Response | None = None,
        *,
        undone: bool = False,
    ) -> bool:
        """Whether the call may be sent again; if so, wait first."""
        asked = retry_after(response, self.clock.now()) if response is not None else None
        nothing_sent = trouble is Trouble.CONNECTION_LOST
        most = 1 if nothing_sent and self._gone else _TRIES_FOR.get(trouble, _TRIES)
        again = (sending.repeatable or nothing_sent or undone) and sending.tries < most
        if again and (asked or 0.0) <= PATIENCE:
            wait = self.gauge.spread(max(asked or 0.0, min(8.0, 0.25 * 2**sending.tries)))
            self._note(trouble, sending, waited=wait, repeated=True)
            sending.tries += 1
            sending.doubtful = sending.doubtful or not (nothing_sent or undone)
            await self.clock.sleep(wait)
            return True
        self._note(trouble, sending)
        self._gone = nothing_sent
        return False

    def _note(
        self, trouble: Trouble, sending: Sending, *, waited: float = 0.0, repeated: bool = False
    ) -> None:
        call = sending.name
        self.meter.note(trouble, call, waited=waited, repeated=repeated)

    def _reason(self, error: Exception) -> str:
        if isinstance(error, httpx.LocalProtocolError):  # its text quotes the header
            return "the address or a header holds characters that HTTP does not allow"
        return str(error) or type(error).__name__


def _encoded(body: Any, form: Mapping[str, str] | None) -> tuple[bytes | None, str]:
    if form is not None:
        return urlencode(form).encode(), "application/x-www-form-urlencoded"
    return None if body is None else orjson.dumps(body, default=_opened), "application/json"


def _opened(value: Any) -> Any:
    if isinstance(value, Secret):
        return value.reveal()
    raise TypeError(f"{type(value).__name__} cannot go on the wire")
