"""Rate limits: the published ones of the Digital API; of the Admin API no number is published (dossier A.5).

The number for everything else is [assumed]; it is what `GET /business-unit` shows as `apiPublishedLimit`.
"""

from __future__ import annotations

from msgops.sandbox.limits import Limit

PUBLISHED = 10
_HOUR = 3600

LIMITS = (
    Limit("GET", "/dfo/3.0/contacts*", 120_000, _HOUR),
    Limit("*", "*", PUBLISHED, 1),
)
