"""A Genesys Cloud organization as a simulator: the Platform API and its sign-in.

One file per family; each has `install(simulator)`, which declares its operations (see `api.py`). What a person does in
the console is in `operator.py`. Behaviour is tagged [documented] where the dossier or the vendor's SDK 269.0.0 has a
source for it, [assumed] where it is deduced.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass

from msgops.sandbox.kit import Simulator, World
from msgops_genesys.simulator import auth, seed
from msgops_genesys.simulator.errors import answer, by_status
from msgops_genesys.simulator.limits import Together, table

FAMILIES = ("organization", "authorization", "messaging", "routing", "responses", "outbound", "operator")
_PRIVATE = frozenset({"tokens", "clients", "rate"})


@dataclass
class Genesys(Simulator):
    """The simulator; both hosts of the vendor are served at one address."""

    def environment(self, base_url: str) -> dict[str, str]:
        """Return the variables that reach the organization."""
        return {
            "GENESYS_BASE_URL": base_url,
            "GENESYS_API_URL": base_url,
            "GENESYS_LOGIN_URL": base_url,
            "GENESYS_CLIENT_ID": auth.CLIENT_ID,
            "GENESYS_CLIENT_SECRET": auth.CLIENT_SECRET,
            "GENESYS_SANDBOX_URL": f"{base_url}/_sandbox",
        }


def build(seed_number: int = 1) -> Genesys:
    """Return a fresh organization: people, flows, the home division, no configuration."""
    simulator = Genesys("genesys", World(seed_number))
    simulator.not_found = lambda: answer("No such resource", status=404)
    simulator.bad_json = lambda: answer("The body is not JSON")
    simulator.fault_reply = by_status
    simulator.limits = Together(table())
    simulator.describe = lambda world: {
        kind: list(rows.values()) for kind, rows in world.tables.items() if kind not in _PRIVATE
    }
    auth.install(simulator)
    seed.fill(simulator.world)
    for family in FAMILIES:
        importlib.import_module(f"msgops_genesys.simulator.{family}").install(simulator)
    return simulator
