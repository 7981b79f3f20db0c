"""What the account's user must be allowed: to read, and nothing else.

A role of Genesys Web Services stands in the user's Annex, section `[htcc]`, option `roles`; what it sees is what the Configuration
Server lets the user read (Genesys Web Services API reference, Platform Configuration API).
"""

from __future__ import annotations

from msgops.sdk.permissions import Permissions
from msgops_engage import configuration

_READS = ("apiuser", "admin")
_FEATURE = ("api-platform-configuration-read",)
_PATHS = (
    configuration.APPLICATIONS,
    configuration.ENUMERATORS,
    configuration.VALUES,
    configuration.ROLES,
    configuration.SCRIPTS,
)

PERMISSIONS = Permissions(
    noun="role or feature of Genesys Web Services",
    calls={f"GET {path}": (_READS, _FEATURE) for path in _PATHS},
    power=lambda name: int(name == "admin"),
    probes={f"GET {configuration.APPLICATIONS}": {"name": '"msgops"'}},
)
