"""A small workspace in front of a faulty sandbox, on virtual time; every attempt is kept, also those that failed."""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass, field

import httpx

from harness import Bench
from msgops.sandbox.inprocess import InProcess
from msgops.sandbox.load import build
from msgops.sdk.catalog import Catalog
from virtual_time import LoopClock

CATALOG = Catalog.installed()
HMAC = {"type": "HMAC", "credentials": {"secret_key": "${env:HOOK}", "algorithm": "HMAC_SHA_256"}}


def world(url: str = "https://care.example.com/in", note: str = "one") -> list[dict]:
    """Return one object of each shape of API: client ids, empty answers, server ids, names that may come twice."""
    webhook = {"webhook": {"notify_url": url}, "security": "hmac"}
    inbound = {"channel": "WHATSAPP", "events": ["INBOUND_MESSAGE"], "profile": "care"}
    return [
        {"kind": "infobip.WebhookSecurity", "name": "hmac", "spec": HMAC},
        {"kind": "infobip.NotificationProfile", "name": "care", "spec": webhook},
        {"kind": "infobip.Subscription", "name": "inbound", "spec": inbound},
        {"kind": "infobip.Application", "name": "shop", "spec": {"application_name": f"Shop {note}"}},
        {"kind": "infobip.Queue", "name": "service", "spec": {}},
        {"kind": "infobip.Tag", "name": "urgent", "spec": {}},
    ]


TABLES = {
    "security": 1,
    "profiles": 1,
    "subscriptions": 1,
    "applications": 1,
    "queues": 1,
    "tags": 1,
}


LOST = {
    "drop_before": ("answer_lost", {}),
    "drop_after": ("answer_lost", {}),
    "500": ("server_error", {}),
    "502": ("server_error", {}),
    "503": ("server_error", {"retry_after": 7}),
    "truncate": ("truncated", {}),
    "html": ("not_json", {}),
    "slow": ("slow", {"ms": 40_000, "late": True}),
    "429": ("throttled", {}),
}
"""Fault to its name in the report, and its options."""


@dataclass
class Attempt:
    """One request that was sent, and what the client knows of its end."""

    method: str
    path: str
    content: bytes
    status: int = 0
    whole: bool = False

    @property
    def unknown(self) -> bool:
        """Whether the client cannot know if it took effect."""
        return not self.status or self.status >= 500 or (self.status < 300 and not self.whole)

    @property
    def family(self) -> str:
        return "/".join(self.path.split("/")[:3])


class Wire(httpx.AsyncBaseTransport):
    """Keeps every attempt; `before` may prepare a fault for it."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self.inner, self.attempts = inner, list[Attempt]()
        self.before = lambda _: None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        attempt = Attempt(request.method, request.url.path, request.content)
        self.attempts.append(attempt)
        self.before(attempt)
        response = await self.inner.handle_async_request(request)
        content = await response.aread()
        attempt.status = response.status_code
        attempt.whole = not content or content.rstrip().endswith((b"}", b"]"))
        return response

    def blind_repeats(self) -> list[Attempt]:
        """Return the POSTs that were sent again after an unknown outcome without a look in between."""
        found, doubtful = [], {}
        for attempt in self.attempts:
            if attempt.method == "GET":
                doubtful = {k: v for k, v in doubtful.items() if v != attempt.family}
            elif attempt.method == "POST":
                key = (attempt.path, attempt.content)
                if key in doubtful:
                    found.append(attempt)
                if attempt.unknown:
                    doubtful[key] = attempt.family
        return found


@dataclass
class FaultBench(Bench):
    """A bench whose waiting overlaps as on a real clock."""

    wire: Wire = field(init=False)

    def __post_init__(self) -> None:
        self.environ = {"HOOK": "canary-hook", **self.environ}
        self.wire = Wire(InProcess(self.simulator))
        self.transport = self.wire
        super().__post_init__()
        self.clock = LoopClock(self.simulator)
        self.seeded = {table: self.count(table) for table in TABLES}

    @contextlib.contextmanager
    def _quiet(self):
        with self.clock.patched(super()._quiet()):
            yield

    def fault(self, kind: str, method: str = "*", path: str = "*", times: int = 1, **options) -> None:
        self.simulator.add_fault(method, path, kind, times, options)

    def faults(self) -> dict[str, int]:
        """Return what the report of the last apply says went wrong, and how often."""
        return {f["fault"]: f["count"] for f in self.report["faults"]}

    def told(self) -> dict[str, int]:
        """Return the same of the JSON that any command printed."""
        return {f["fault"]: f["count"] for f in json.loads(self.last_output)["faults"]}

    def count(self, table: str) -> int:
        return sum(1 for o in self.simulator.world.table(table).values() if not o.get("deletedAt"))


PORTAL_USER = {
    "provider": "infobip",
    "base_url": "${env:INFOBIP_BASE_URL}",
    "username": "${env:INFOBIP_USERNAME}",
    "password": "${env:INFOBIP_PASSWORD}",
    "sign_in": "oauth2",
}
"""An account block without a key: every call carries a token that ends."""


def bench(root, **options) -> FaultBench:
    (simulator,) = build(CATALOG.providers, ["infobip"])
    return FaultBench(root / "ws", simulator, **options)
