"""A CIC server with ICWS as a simulator: connection, configuration objects, licences, social media.

Behaviour is tagged [documented] where the ICWS reference or the technical reference tells it, [assumed] where it is
deduced; README.md has the list.
"""

from __future__ import annotations

from dataclasses import dataclass

from msgops.sandbox.kit import Simulator, World
from msgops_pureconnect.simulator import configuration, connection, operator, seed, social
from msgops_pureconnect.simulator.errors import by_status, refusal

_PRIVATE = frozenset({"sessions", "knobs"})


@dataclass
class PureConnect(Simulator):
    """The simulator of one server."""

    def environment(self, base_url: str) -> dict[str, str]:
        """Return the variables that reach the server."""
        return {
            "PURECONNECT_BASE_URL": base_url,
            "PURECONNECT_SERVER_URL": base_url,
            "PURECONNECT_USER": seed.ADMIN,
            "PURECONNECT_PASSWORD": seed.PASSWORD,
            "PURECONNECT_SANDBOX_URL": f"{base_url}/_sandbox",
        }


def build(seed_number: int = 1) -> PureConnect:
    """Return a fresh server: two agents, their roles, its licences, no configuration for social media."""
    simulator = PureConnect("pureconnect", World(seed_number))
    simulator.not_found = lambda: refusal(404, "error.request.notFound", "No such resource").reply
    simulator.bad_json = lambda: refusal(400, "error.request.malformed", "The body is not JSON").reply
    simulator.fault_reply = by_status
    simulator.describe = lambda world: {
        name: list(rows.values()) for name, rows in world.tables.items() if name not in _PRIVATE
    }
    simulator.authenticate = connection.authenticate
    seed.fill(simulator.world)
    for family in (connection, configuration, social, operator):
        family.install(simulator)
    return simulator
