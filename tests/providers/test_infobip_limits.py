"""The simulator's rate limits are those that the vendor publishes, and strike only when asked for."""

from __future__ import annotations

import json
import re

import pytest

from infobip_world import Sandbox
from msgops.sandbox.limits import Limit, Limits
from msgops_infobip.simulator import build
from providers.contract import spec_dir

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


def published():
    """Return number, seconds and burst of every operation that the specification limits."""
    found = {}
    for file in sorted(spec_dir().glob("*.openapi.json")):
        for path, operations in json.loads(file.read_text(encoding="utf-8"))["paths"].items():
            for method, operation in operations.items():
                if isinstance(operation, dict):
                    info = (operation.get("x-throttling-info") or [None])[0]
                    found[method.upper(), re.sub(r"\{[^}]*\}", "{}", path)] = info and (
                        (info["numberOfRequests"], UNITS[info["timeUnit"]], 0)
                        if info["type"] == "time"
                        else (info["replenishRate"], 1, info["burstCapacity"])
                    )
    return found


@pytest.mark.skipif(spec_dir() is None, reason="needs the vendor's specification, see MSGOPS_SPECS")
def test_every_limit_is_the_published_one():
    """For every operation of the simulator: the same number, the same time, the same burst, or none at all."""
    simulator, known = build(), published()
    checked = 0
    for routes in simulator.routes.values():
        for route in routes:
            key = (route.method, re.sub(r"\{[^}]*\}", "{}", route.template))
            limit = next((x for x in simulator.limits.table if x.covers(route.method, route.template)), None)
            mine = limit and (limit.number, limit.seconds, limit.burst)
            assert known.get(key) == mine, f"{route.method} {route.template}"
            checked += 1
    assert 100 < checked


def test_a_window_opens_again_with_the_next_unit():
    """Two a minute: the third of a minute is refused, the first of the next is not; refusals do not count."""
    limits = Limits((Limit("*", "/a", 2, 60),))

    times = (0, 1, 2, 59, 60, 61, 62, 120)
    assert [True, True, False, False, True, True, False, True] == [
        limits.allows("GET", "/a", t) for t in times
    ]


def test_a_bucket_fills_up_again_to_its_size():
    """Burst 2, one a second: two at once, then one for each second that passed, never more than two."""
    limits = Limits((Limit("*", "/a", 1, 1, burst=2),))

    times = (0, 0, 0, 1, 1, 1.5, 2, 10, 10, 10)
    assert [True, True, False, True, False, False, True, True, True, False] == [
        limits.allows("GET", "/a", t) for t in times
    ]


def test_each_operation_has_its_own_count():
    """The first row that covers an operation counts, and operations do not use up each other's calls."""
    limits = Limits((Limit("GET PUT", "/a/*", 1, 60), Limit("*", "/*", 2, 60)))

    assert [True, True, True, True, False] == [
        limits.allows(method, path, 0)
        for method, path in [
            ("GET", "/a/1"),
            ("PUT", "/a/1"),
            ("POST", "/a/1"),
            ("POST", "/a/1"),
            ("GET", "/a/1"),
        ]
    ]
    assert limits.allows("GET", "free", 0)


def test_limits_strike_only_when_they_are_asked_for():
    """A sandbox is fast until `limits` says otherwise; what the console's user does is never limited."""
    sandbox = Sandbox("cpaasx")
    sandbox.simulator.limits = build().limits
    path = "/provisioning/1/applications"

    async def twice(write):
        await write.get(path)
        await write.get(path)
        return sum(m.count for m in write._session.mishaps("acme"))

    assert 0 == sandbox.do(twice)
    assert 204 == sandbox.control("limits", {"enforce": True}).status
    assert 1 <= sandbox.do(twice)
    assert 200 == sandbox.console("GET", path).status == sandbox.console("GET", path).status
    assert 204 == sandbox.control("limits", {"enforce": False}).status
    assert 0 == sandbox.do(twice)
    assert 400 == sandbox.control("limits", {"enforce": "yes"}).status
    assert 400 == sandbox.control("limits", {}).status
