"""Rate limits: 300 calls a minute for each token, whatever they are. [documented]"""

from __future__ import annotations

from msgops.sandbox.limits import Limit, Limits
from msgops_genesys.simulator.api import PER_MINUTE


class Together(Limits):
    """All operations share one count."""

    def allows(self, method: str, template: str, now: float) -> bool:
        """Count one call; the sign-in is not counted. [assumed]"""
        del method
        return template == "/oauth/token" or super().allows("GET", "*", now)


def table() -> tuple[Limit, ...]:
    """Return the one limit that there is."""
    return (Limit("*", "*", PER_MINUTE, 60),)
