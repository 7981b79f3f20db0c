"""A Salesforce org as a simulator that its users' own clients accept (dossier Part D).

`api.py` declares operations; the rows live in `org.py`, what they look like in `objects/`. Behaviour is tagged
[documented] where a page or a client says so, [assumed] where it is deduced.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass

from msgops.sandbox.kit import Simulator, World
from msgops_salesforce.simulator import auth, keys, seed
from msgops_salesforce.simulator.errors import Rejected, by_status, not_found

FAMILIES = (
    "limits",
    "soql",
    "rows",
    "composite",
    "sobject_collections",
    "tooling",
    "deploy",
    "soap",
    "credentials",
    "operator",
)
_PRIVATE = frozenset(
    {
        "apps",
        "sessions",
        "knobs",
        "cursors",
        "features",
        "events",
        "deploys",
        "retrieves",
        "deleted",
        "customers",
    }
)


@dataclass
class Salesforce(Simulator):
    """The simulator, which knows where it is reached: the address goes into every login."""

    base_url: str = ""

    def environment(self, base_url: str) -> dict[str, str]:
        """Return the variables that reach the org, and a partner's certificate.

        The private key is one word, base64 of its PKCS #8 form, and so is the certificate.
        """
        self.base_url = base_url
        return {
            "SALESFORCE_LOGIN_URL": base_url,
            "SALESFORCE_CONSUMER_KEY": auth.CONSUMER_KEY,
            "SALESFORCE_CONSUMER_SECRET": auth.CONSUMER_SECRET,
            "SALESFORCE_USERNAME": auth.USERNAME,
            "SALESFORCE_PASSWORD": auth.PASSWORD,
            "SALESFORCE_PRIVATE_KEY": keys.private_line(),
            "CONNECTOR_CERTIFICATE": keys.certificate_line(),
            "SALESFORCE_SANDBOX_URL": f"{base_url}/_sandbox",
        }


def build(seed_number: int = 1, *, features: Sequence[str] = ()) -> Salesforce:
    """Return a fresh org; Omni-Channel and Messaging are off unless `features` has `OmniChannel`, `LiveMessage`."""
    simulator = Salesforce("salesforce", World(seed_number))
    simulator.not_found = lambda: not_found().reply
    simulator.bad_json = lambda: Rejected("JSON_PARSER_ERROR", "The request body is not JSON").reply
    simulator.fault_reply = by_status
    simulator.describe = lambda world: {
        kind: list(rows.values()) for kind, rows in world.tables.items() if kind not in _PRIVATE
    }
    auth.install(simulator)
    seed.fill(simulator.world)
    for feature in features:
        simulator.world.table("features")[feature] = {"on": True}
    for family in FAMILIES:
        importlib.import_module(f"msgops_salesforce.simulator.{family}").install(simulator)
    return simulator
