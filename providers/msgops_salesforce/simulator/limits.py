"""Versions, the resource map and the limits (dossier A4, A11, D3)."""

from __future__ import annotations

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_salesforce.simulator.api import NEWEST, OLDEST, base, data, declare
from msgops_salesforce.simulator.auth import instance_url
from msgops_salesforce.simulator.org import Org

_SEASONS = ("Spring", "Summer", "Winter")
_RESOURCES = (
    "sobjects",
    "query",
    "queryAll",
    "search",
    "limits",
    "composite",
    "tooling",
    "metadata",
    "connect",
)


def install(simulator: Simulator) -> None:
    """Declare the operations; the list of versions needs no session. [documented]"""
    declare(simulator, "GET", "/services/data", _versions, public=True)
    data(simulator, "GET", "", _resources)
    data(simulator, "GET", "limits", _limits)


def _versions(call: Call) -> Reply:
    del call
    found = [
        {"label": _label(v), "url": f"/services/data/v{v}.0", "version": f"{v}.0"}
        for v in range(OLDEST, NEWEST + 1)
    ]
    return Reply(200, found)


def _label(version: int) -> str:
    """Version 67 is Summer '26, and there are three a year. [documented: A4]"""
    ahead = version - 66
    return f"{_SEASONS[ahead % 3]} '{26 + ahead // 3 + (1 if ahead % 3 == 2 else 0):02d}"


def _resources(call: Call) -> Reply:
    org = next(iter(call.world.table("Organization").values()))
    user = Org.of(call).user
    found = {name: f"{base(call)}/{name}" for name in _RESOURCES}
    return Reply(200, {**found, "identity": f"{instance_url(call)}/id/{org['Id']}/{user}"})


def _limits(call: Call) -> Reply:
    maximum = Org(call.world).knob("daily_calls")
    used = call.world.counters.get("api-calls", 0)
    return Reply(200, {"DailyApiRequests": {"Max": maximum, "Remaining": max(0, maximum - used)}})
