"""A CXone tenant as a simulator: the Admin API, the Digital API and the platform's own operations.

One file per family; each has `install(simulator)`, which declares its operations (see `api.py`). What a person does in
the console is in `operator.py`. Behaviour is tagged [documented] where the dossier has a source for it, [assumed] where
it is deduced; the specifications are reconstructed (see README.md).
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from urllib.parse import urlsplit

from msgops.sandbox.kit import Simulator, World
from msgops.sandbox.limits import Limits
from msgops_cxone.simulator import auth, seed
from msgops_cxone.simulator.errors import Refused, answer, by_status
from msgops_cxone.simulator.limits import LIMITS

FAMILIES = (
    "general",
    "roles",
    "agents",
    "users",
    "teams",
    "platform_teams",
    "campaigns",
    "skills",
    "queues",
    "skill_parameters",
    "assignments",
    "hours",
    "unavailable_codes",
    "dispositions",
    "message_templates",
    "tags",
    "groups",
    "dnc",
    "address_books",
    "points_of_contact",
    "routing_attributes",
    "workflow_data",
    "scripts",
    "channels",
    "digital",
    "threads",
    "operator",
)
_PRIVATE = frozenset({"access_keys", "tokens", "knobs", "codes", "versions"})


@dataclass
class Cxone(Simulator):
    """The simulator, which knows where it is reached: discovery answers with that address."""

    base_url: str = ""

    @property
    def domain(self) -> str:
        """What stands behind the names of the areas' hosts."""
        return urlsplit(self.base_url).netloc or "sandbox.test"

    def environment(self, base_url: str) -> dict[str, str]:
        """Return the variables that reach the tenant; every host of the vendor is served at the one address."""
        self.base_url = base_url
        return {
            "CXONE_BASE_URL": base_url,
            "CXONE_DISCOVERY_URL": base_url,
            "CXONE_AREA_URL": base_url,
            "CXONE_DIGITAL_URL": base_url,
            "CXONE_ACCESS_KEY_ID": auth.KEY,
            "CXONE_ACCESS_KEY_SECRET": auth.SECRET,
            "CXONE_CLIENT_ID": auth.CLIENT,
            "CXONE_CLIENT_SECRET": auth.CLIENT_SECRET,
            "CXONE_BYOC_INTEGRATION_ID": seed.INTEGRATION,
            "CXONE_SANDBOX_URL": f"{base_url}/_sandbox",
        }


def build(seed_number: int = 1) -> Cxone:
    """Return a fresh tenant: one business unit, its roles, its people, no configuration."""
    simulator = Cxone("cxone", World(seed_number))
    simulator.not_found = lambda: answer("/services/", Refused("No such resource", status=404))
    simulator.bad_json = lambda: answer("/services/", Refused("The body is not JSON"))
    simulator.fault_reply = by_status
    simulator.limits = Limits(LIMITS)
    simulator.describe = lambda world: {
        kind: list(rows.values()) for kind, rows in world.tables.items() if kind not in _PRIVATE
    }
    auth.install(simulator)
    seed.fill(simulator.world)
    for family in FAMILIES:
        importlib.import_module(f"msgops_cxone.simulator.{family}").install(simulator)
    return simulator
