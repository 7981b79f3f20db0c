"""Meta's Graph API for WhatsApp as a simulator, judged by the vendor's specification and by pywa, a client of others.

One file per family; each has `install(simulator)`. Behaviour is tagged [documented] where the specification, a page of Meta's or pywa
says so, [assumed] where it is deduced.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from msgops.sandbox.kit import Call, Reply, Simulator, World
from msgops.sandbox.limits import Limits
from msgops_meta.simulator import (
    account,
    auth,
    automation,
    links,
    numbers,
    operator,
    profiles,
    seed,
    webhooks,
)
from msgops_meta.simulator.errors import bad_json, by_status, missing
from msgops_meta.simulator.limits import LIMITS, usage

_PRIVATE = frozenset({"knobs"})


@dataclass
class Graph(Simulator):
    """The simulator, which knows where it is reached, because `paging.next` is a whole address, and counts its calls."""

    base_url: str = ""

    def environment(self, base_url: str) -> dict[str, str]:
        """Return the variables that reach the account."""
        self.base_url = base_url
        return {
            "META_GRAPH_URL": base_url,
            "META_BUSINESS_ACCOUNT_ID": seed.ACCOUNT,
            "META_APP_ID": seed.APP,
            "META_TOKEN": auth.TOKEN,
            "META_SANDBOX_URL": f"{base_url}/_sandbox",
        }

    def handle(self, call: Call, *, trusted: bool = False) -> Reply:
        """Answer, and say how much of the hour is used."""
        reply = super().handle(call, trusted=trusted)
        return replace(reply, headers={**reply.headers, **usage(self.world)})


def build(seed_number: int = 1) -> Graph:
    """Return a fresh account with two numbers; nothing is declared on them yet."""
    simulator = Graph("meta", World(seed_number))
    simulator.not_found = lambda: missing("").reply
    simulator.bad_json = bad_json
    simulator.fault_reply = by_status
    simulator.limits = Limits(LIMITS)
    simulator.describe = lambda world: {
        kind: list(rows.values()) for kind, rows in world.tables.items() if kind not in _PRIVATE
    }
    simulator.authenticate = auth.authenticate
    seed.fill(simulator.world)
    for family in (account, numbers, profiles, links, automation, webhooks, operator):
        family.install(simulator)
    return simulator
