"""One call on its way, and the verdict on its answer: a result, a refusal, or an outcome that nobody knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from msgops.sdk import trace
from msgops.sdk.answers import Answer, Reading, Vendor, is_page
from msgops.sdk.errors import Denied, Exhausted, Fault, NotFound, ProviderError, Refused, UnknownOutcome

if TYPE_CHECKING:
    import httpx

    from msgops.model.mishap import Trouble

_REPEATABLE = frozenset({"GET", "PUT", "DELETE"})


@dataclass(slots=True)
class Sending:
    """One call on its way: what is sent, and what has happened to it so far."""

    method: str
    path: str
    params: Mapping[str, Any] | None
    content: bytes | Callable[[str], bytes] | None
    media: str
    reads: bool
    signed: bool
    parse: Callable[[bytes], Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    once: bool = False
    tries: int = 1
    doubtful: bool = False
    renewed: bool = False

    def body(self, header: str) -> bytes | None:
        """Return what is sent; some protocols repeat the token of the `Authorization` header inside the body."""
        return self.content(header.rpartition(" ")[2]) if callable(self.content) else self.content

    @property
    def repeatable(self) -> bool:
        """Whether sending it twice is as good as sending it once."""
        return self.reads or (self.method in _REPEATABLE and not self.once)

    @property
    def name(self) -> str:
        """Method and path, as errors and reports name the call."""
        return f"{self.method} {self.path}"


def conclude(vendor: Vendor, sending: Sending, response: httpx.Response, reading: Reading) -> Answer:
    """Return a good answer; raise what any other means."""
    status, trouble = response.status_code, reading.trouble
    request_id = next((response.headers[h] for h in vendor.request_id if h in response.headers), "")
    if not sending.reads:
        trace.note(request_id)
    fault = vendor.read_fault(status, reading.json) if trouble is None or status >= 300 else None
    if 200 <= status < 300 and trouble is None and fault is None:
        return Answer(status, reading.json, response.headers)
    kind = _kind(vendor, sending, response, trouble, fault or Fault())
    if kind is NotFound and sending.method == "DELETE" and sending.doubtful:
        return Answer(204, None, response.headers)
    detail = ": ".join(part for part in (fault.code, fault.text) if part) if fault is not None else ""
    raise kind(
        sending.name,
        detail or _unexplained(vendor, response),
        status=status,
        fault=fault,
        request_id=request_id,
    )


def _kind(
    vendor: Vendor, sending: Sending, response: httpx.Response, trouble: Trouble | None, fault: Fault
) -> type[ProviderError]:
    """Choose the error; a page that says 404 comes from something before the vendor's API."""
    status = response.status_code
    if trouble is not None:
        known = sending.reads or (status >= 300 and sending.repeatable)
        return ProviderError if known else UnknownOutcome
    if fault.code in vendor.exhausted:
        return Exhausted
    if fault.code in vendor.not_found or (status == 404 and not is_page(response)):
        return NotFound
    return {401: Denied, 403: Denied, 429: Exhausted}.get(status, Refused)


def _unexplained(vendor: Vendor, response: httpx.Response) -> str:
    """Say what can be said of an answer without a vendor's explanation in its body."""
    if said := next((response.headers[h] for h in vendor.reason if response.headers.get(h)), ""):
        return str(said)
    if response.status_code < 300:
        return "the answer is HTML, not JSON" if is_page(response) else "the answer is not whole JSON"
    if response.status_code < 400:
        return "a redirect; check base_url"
    if is_page(response):
        return "an HTML page instead of JSON; check base_url"
    return "no explanation was given"
