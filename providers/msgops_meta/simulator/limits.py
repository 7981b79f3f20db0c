"""How many calls an app may make for an account: 5,000 an hour once it has a number. [documented by copies of Meta's page]"""

from __future__ import annotations

import json

from msgops.sandbox.kit import World
from msgops.sandbox.limits import Limit
from msgops_meta.simulator.seed import ACCOUNT

MOST = 5000
LIMITS = (Limit("*", "/{version}/*", MOST, 3600.0),)


def usage(world: World) -> dict[str, str]:
    """Count a call, and return the header that says which share of the hour is used. [documented]

    Only calls are counted, no times; and from full hour to full hour. [assumed]
    """
    calls = world.next(f"calls {world.now():%Y-%m-%dT%H}")
    row = {
        "type": "whatsapp_business_management",
        "call_count": 100 * calls // MOST,
        "total_cputime": 0,
        "total_time": 0,
        "estimated_time_to_regain_access": 0,
    }
    return {"x-business-use-case-usage": json.dumps({ACCOUNT: [row]})}
