"""How many calls an app may make for an account: 5,000 an hour once it has a number. [documented by copies of Meta's page]"""

from __future__ import annotations

from msgops.sandbox.limits import Limit

LIMITS = (Limit("*", "/{version}/*", 5000, 3600.0),)
