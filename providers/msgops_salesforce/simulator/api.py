"""What every call to the data APIs has: a version, an optional slash at the end, a session, a place in the day's budget."""

from __future__ import annotations

import re

from msgops.sandbox.kit import Call, Handler, Refusal, Reply, Simulator
from msgops_salesforce.simulator.errors import Rejected, not_found
from msgops_salesforce.simulator.org import Org

_VERSION = re.compile(r"v(\d\d)\.0")
BASE = "/services/data/{version}"
OLDEST, NEWEST = 45, 67


def declare(simulator: Simulator, method: str, path: str, handler: Handler, *, public: bool = False) -> None:
    """Declare an operation with and without a slash at the end. [documented: D3]"""
    counted = _counted(handler)
    for template in (path, f"{path}/"):
        simulator.route(method, template, public=public)(counted)


def data(simulator: Simulator, method: str, path: str, handler: Handler) -> None:
    """Declare an operation below `/services/data/vNN.0/`."""
    declare(simulator, method, f"{BASE}/{path}" if path else BASE, _versioned(handler))


def base(call: Call) -> str:
    """Return `/services/data/vNN.0` of a call."""
    return f"/services/data/{call.params['version']}"


def _versioned(handler: Handler) -> Handler:
    def work(call: Call) -> Reply:
        # Versions that the clients ask for are old; those to come are accepted too. [assumed: D3]
        found = _VERSION.fullmatch(call.params.get("version", ""))
        if found is None or not OLDEST <= int(found[1]) <= NEWEST + 3:
            raise not_found()
        return handler(call)

    return work


def _counted(handler: Handler) -> Handler:
    """Every call counts once; the answer says how many were made. [documented]"""

    def work(call: Call) -> Reply:
        org = Org(call.world)
        limit = org.knob("daily_calls")
        used = call.world.next("api-calls")
        if used > limit:
            call.world.counters["api-calls"] = limit
            used = limit
            reply = Rejected("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.", status=403).reply
        else:
            try:
                reply = handler(call)
            except Refusal as refusal:
                reply = refusal.reply
        return Reply(
            reply.status,
            reply.body,
            {**reply.headers, "Sforce-Limit-Info": f"api-usage={used}/{limit}"},
            reply.content_type,
        )

    return work
