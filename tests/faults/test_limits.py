"""Under the vendor's published rate limits: slower, never wrong, and without a flood of refused requests."""

from __future__ import annotations

import asyncio
import random

import pytest

from fault_world import TABLES, bench, world
from msgops.sandbox.inprocess import InProcess
from msgops.sdk.errors import ProviderError
from msgops_infobip.account import VENDOR, InfobipAuth
from msgops_infobip.simulator.auth import API_KEY

from msgops.sdk.http import Session  # isort: skip
from msgops.sdk.gauge import Gauge  # isort: skip


@pytest.fixture
def desk(tmp_path):
    """A workspace in front of a sandbox that enforces its limits."""
    found = bench(tmp_path)
    found.simulator.enforce_limits = True
    return found


def applications(number):
    return [
        {"kind": "infobip.Application", "name": f"app-{n}", "spec": {"application_name": f"App {n}"}}
        for n in range(number)
    ]


def test_200_objects_at_one_a_second_are_created_without_a_failure(desk):
    """250 applications where the vendor takes one a second: exit 0, each once, and few requests in vain."""
    desk.write(applications(250))

    assert 0 == desk.apply(), desk.last_errors[-2000:]
    assert 251 == desk.count("applications")
    sent = sum(1 for a in desk.wire.attempts if a.method == "POST")
    assert 250 <= sent <= 250 * 1.5
    assert 250 <= desk.clock.at <= 250 * 3
    assert {"throttled"} == set(desk.faults())
    desk.wire.attempts.clear()
    assert {} == desk.actions(desk.plan())
    assert 20 >= len(desk.wire.attempts)


def test_a_limit_of_one_operation_leaves_the_rest_in_peace(desk):
    """A mixed workspace: what has no limit is done too, and 429s alone fail nothing."""
    desk.write([*world(), *applications(30)])

    assert 0 == desk.apply(), desk.last_errors[-2000:]
    assert {**TABLES, "applications": 31} == {t: desk.count(t) - at for t, at in desk.seeded.items()}
    assert [] == desk.wire.blind_repeats()


def test_a_days_quota_ends_with_5_and_goes_on_the_next_day(desk):
    """Forty keys a day: the rest is reported as failed after a bounded wait; a day later the next run makes them."""
    key = {"permissions": ["PUBLIC_API"], "scope_guids": ["message:send"]}
    desk.write([{"kind": "infobip.ApiKey", "name": f"key-{n}", "spec": key} for n in range(44)])

    assert 5 == desk.apply()
    assert {"done": 40, "failed": 4} == desk.report["summary"]
    assert all("MP129" == o["error"]["code"] for o in desk.report["outcomes"] if o["result"] == "failed")
    assert 1000 >= desk.clock.at
    desk.clock.jump(86_400)

    assert 0 == desk.apply(), desk.last_output
    assert 45 == desk.count("api_keys")


def session(desk, seed):
    found = Session(
        "http://sandbox.test",
        vendor=VENDOR,
        auth=InfobipAuth(API_KEY, None, None),
        clock=desk.clock,
        transport=InProcess(desk.simulator),
    )
    found.gauge = Gauge(16, desk.clock, random.Random(seed))
    return found


def test_two_runs_on_one_tenant_share_its_limit(desk):
    """Two processes with sixty calls each at one a second for both: all succeed, and neither starves the other."""
    ends = {}

    async def work(name):
        one = session(desk, name)
        calls = [
            one.call(
                "POST", "/provisioning/1/applications", body={"applicationId": f"{name}-{n}"}, reads=False
            )
            for n in range(60)
        ]
        found = await asyncio.gather(*calls, return_exceptions=True)
        ends[name] = desk.clock.at
        return [f for f in found if isinstance(f, ProviderError)], one.meter.writes

    async def main():
        return await asyncio.gather(work(1), work(2))

    results = desk.clock.run(main())

    assert [] == [failure for failures, _ in results for failure in failures]
    assert 121 == desk.count("applications")
    assert sum(sent for _, sent in results) <= 3 * 120
    assert min(ends.values()) >= 0.5 * max(ends.values())
