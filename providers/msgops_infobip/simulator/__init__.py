"""Infobip's API as a simulator, judged by the vendor's specification.

One file per family; each has `install(simulator)`, which seeds its objects and declares its operations with
`simulator.route(method, template, scopes=…)`. A handler takes a `Call` and returns a `Reply`, or raises a `Refusal`
(see `errors.py`). Every write ends with `feed.record(call, action, item, subject)`. Behaviour is tagged [documented]
or [assumed] where it is shown.
"""

from __future__ import annotations

import importlib
from typing import Any

from msgops.sandbox.kit import Simulator, World
from msgops.sandbox.limits import Limits
from msgops_infobip.simulator import auth
from msgops_infobip.simulator.errors import by_status, e1
from msgops_infobip.simulator.limits import LIMITS

FAMILIES = (
    "subscriptions",
    "account",
    "cpaasx",
    "numbers",
    "inbound",
    "whatsapp",
    "conversations",
    "blocklist",
    "rcs",
)


def build(seed: int = 1, **options: Any) -> Simulator:
    """Return a fresh simulator; `secrets` chooses how credentials read back (masked, clear, omitted)."""
    simulator = Simulator("infobip", World(seed))
    simulator.not_found = lambda: e1(404, "NOT_FOUND", "Requested resource was not found.")
    simulator.bad_json = lambda: e1(400, "BAD_REQUEST", "Request body is not valid JSON.")
    simulator.fault_reply = by_status
    simulator.limits = Limits(LIMITS)
    simulator.describe = lambda world: {
        kind: list(objects.values()) for kind, objects in world.tables.items() if kind not in _PRIVATE
    }
    auth.install(simulator)
    for family in FAMILIES:
        module = importlib.import_module(f"msgops_infobip.simulator.{family}")
        module.install(
            simulator, **({"secrets": options["secrets"]} if family == "subscriptions" and options else {})
        )
    return simulator


_PRIVATE = frozenset({"credentials", "users", "tokens", "options"})
