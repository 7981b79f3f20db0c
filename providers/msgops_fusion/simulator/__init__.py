"""Oracle Fusion Service as a simulator: the pod's REST APIs, its identity domain, what is around them (dossier Part D).

One address serves every host of the vendor: their paths differ. Each family has `install(simulator)`, which declares
its operations. Behaviour is tagged [documented], [community], [inferred] as the dossier has it, [assumed] where it is
neither; README.md says what is simulated and what is not.
"""

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass

from msgops.sandbox.kit import Simulator, World
from msgops.sandbox.limits import Limits
from msgops_fusion.simulator import auth, keys, oda, people, seed
from msgops_fusion.simulator.errors import by_status
from msgops_fusion.simulator.limits import LIMITS

FAMILIES = (
    "scim.apps",
    "scim.roles",
    "scim.audit",
    "oauth",
    "adf.pod",
    "hcm",
    "oda",
    "engage",
    "operator",
)
_PRIVATE = frozenset({"logins", "tokens", "knobs", "retry_tokens", "setup_files"})
_SECRET = re.compile(r"^_|[sS]ecret|[pP]assword|^(Access|Refresh|Auth)Token$")


@dataclass
class Fusion(Simulator):
    """The simulator, which knows where it is reached: the address is in every link."""

    base_url: str = ""

    def environment(self, base_url: str) -> dict[str, str]:
        """Return the variables that reach pod, domain, Digital Assistant and Engage, all at the one address."""
        self.base_url = base_url
        return {
            "FUSION_BASE_URL": base_url,
            "FUSION_DOMAIN_URL": base_url,
            "FUSION_ODA_URL": base_url,
            "FUSION_ENGAGE_URL": base_url,
            "FUSION_USERNAME": seed.USERNAME,
            "FUSION_PASSWORD": seed.PASSWORD,
            "FUSION_CLIENT_ID": seed.CLIENT_ID,
            "FUSION_CLIENT_SECRET": seed.CLIENT_SECRET,
            "FUSION_SCOPE": seed.POD_SCOPE,
            "FUSION_ODA_INSTANCE_ID": oda.INSTANCE,
            "FUSION_OCI_TENANCY": people.TENANCY,
            "FUSION_OCI_USER": people.SIGNER,
            "FUSION_OCI_FINGERPRINT": keys.fingerprint(),
            "FUSION_OCI_PRIVATE_KEY": keys.private_line(),
            "FUSION_SANDBOX_URL": f"{base_url}/_sandbox",
        }


def build(seed_number: int = 1) -> Fusion:
    """Return a fresh pod with its domain: users and Oracle's own rows, no configuration."""
    simulator = Fusion("fusion", World(seed_number))
    simulator.not_found = lambda: by_status(404)
    simulator.bad_json = lambda: by_status(400)
    simulator.fault_reply = by_status
    simulator.limits = Limits(LIMITS)
    simulator.describe = lambda world: {
        kind: [{k: v for k, v in row.items() if not _SECRET.search(k)} for row in rows.values()]
        for kind, rows in world.tables.items()
        if kind not in _PRIVATE
    }
    auth.install(simulator)
    for family in FAMILIES:
        importlib.import_module(f"msgops_fusion.simulator.{family}").install(simulator)
    seed.fill(simulator)
    return simulator
