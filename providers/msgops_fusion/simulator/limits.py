"""Rate limits of an Oracle Apps domain: so many a minute; of the pod no number is published (dossier A4).

The limits by the second are not kept: within a minute they only smooth.
"""

from __future__ import annotations

from msgops.sandbox.limits import Limit

LIMITS = (
    Limit("*", "/oauth2/v1/token", 1000, 60),
    Limit("*", "/admin/v1/*", 1500, 60),
)
"""Each operation is counted by itself here; the vendor counts a group of them together."""
