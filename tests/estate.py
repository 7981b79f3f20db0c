"""Several vendors behind one workspace, in process and on one virtual clock."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import yaml

from harness import Bench
from msgops.sandbox.inprocess import InProcess
from msgops.sandbox.kit import Simulator
from msgops.sdk.catalog import Catalog
from msgops.sdk.kind import Hand, Kind
from msgops_cxone import provider as cxone
from msgops_fusion import provider as fusion
from msgops_infobip import provider as infobip
from msgops_salesforce import provider as salesforce
from providers.conformance import ALLOW, SECRETS, document, needed, pass_gates
from providers.tenants import tenant

CATALOG = Catalog([infobip, salesforce, cxone, fusion])
_MORE = {"infobip": {"username": "${env:INFOBIP_USERNAME}", "password": "${env:INFOBIP_PASSWORD}"}}
_ONE = {"infobip.RcsSender", "salesforce.MessagingChannel", "salesforce.PresenceConfiguration"}
"""Of which a second one with the same values gets in the way of the first, or ten are all there can be."""


class Clock:
    """Sleeping takes no time: it moves every vendor's clock."""

    def __init__(self, simulators: Sequence[Simulator]) -> None:
        self.simulators, self.slept = simulators, 0.0

    def now(self):
        return self.simulators[0].world.now()

    def monotonic(self) -> float:
        return self.slept

    async def sleep(self, seconds: float) -> None:
        self.slept += seconds
        self.advance(timedelta(seconds=seconds))
        await asyncio.sleep(0)

    def advance(self, time: timedelta) -> None:
        for simulator in self.simulators:
            simulator.world.offset += time


class Router(httpx.AsyncBaseTransport):
    """Sends each request to the vendor whose host it names."""

    def __init__(self, simulators: Sequence[Simulator]) -> None:
        self.inner = {f"sandbox-{s.name}.test": InProcess(s) for s in simulators}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self.inner[request.url.host].handle_async_request(request)


def vendors(names: Sequence[str]) -> list[Simulator]:
    """Return a fresh tenant of each vendor."""
    return [tenant(CATALOG, name) for name in names]


def bench(root: Path, simulators: Sequence[Simulator]) -> Bench:
    """Return a workspace with one account of each vendor."""
    names = [s.name for s in simulators]
    made = Bench(
        root, simulators[0], catalog=CATALOG, environ=dict(SECRETS), transport=Router(simulators), allow=ALLOW
    )
    for simulator in simulators:  # the last word on the host that a simulator names in its answers
        made.environ.update(simulator.environment(f"http://sandbox-{simulator.name}.test"))
    made.environ["MSGOPS_TRUSTED_HOSTS"] = ",".join(f"sandbox-{n}.test" for n in names)
    accounts = {n: {"provider": n, **CATALOG.providers[n].example_account, **_MORE.get(n, {})} for n in names}
    for name, account in accounts.items():
        account["allow_inferred"] = [k.name for k in CATALOG if k.name.startswith(f"{name}.")]
    made.write_file("msgops.yaml", yaml.safe_dump({"workspace": "test", "accounts": accounts}))
    made.clock = Clock(simulators)
    return made


def documents(names: Sequence[str], copies: int) -> list[dict[str, Any]]:
    """Return the example of every kind that an API applies, and copies of those that a name tells apart."""
    kinds = {k.name: k for k in CATALOG if k.name.partition(".")[0] in names and k.hand is Hand.API}
    wanted = {n: None for k in kinds.values() for n in (*needed(CATALOG, k), k.name)}
    found = []
    for name in wanted:
        kind = CATALOG.kind(name)
        found.append(document(kind, dict(kind.example)))
        if name in kinds and _copied(kind):
            found += [document(kind, dict(kind.example), f"copy_{n}") for n in range(copies)]
    return found


def _copied(kind: Kind) -> bool:
    """Whether a name is all that tells two objects of a kind apart."""
    keys = [f for f in kind.codec.root.fields if f.key is not None]
    return (
        kind.can("create")
        and kind.name not in _ONE
        and any(f.key.from_name and f.name not in kind.example for f in keys)
    )


def settle(made: Bench) -> None:
    """Apply until nothing waits any more."""
    for _ in range(8):
        code = made.apply()
        assert code in (0, 6), f"{code}: {made.last_errors[-3000:]}{made.last_output[-3000:]}"
        if code == 0 and not made.plan().gates:
            return
        pass_gates(made)
        made.clock.advance(timedelta(hours=26))
    raise AssertionError(made.describe(made.plan()))
