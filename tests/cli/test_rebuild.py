"""`msgops state rebuild`: a lost state is found again, and nothing is written to any system."""

from __future__ import annotations

import pytest

from harness import Bench
from msgops.sandbox.load import build
from msgops.sdk.catalog import Catalog


@pytest.fixture
def bench(tmp_path):
    (simulator,) = build(Catalog.installed().providers, ["infobip"])
    return Bench(tmp_path / "ws", simulator)


def profile(name="care", seconds=5):
    spec = {"webhook": {"notify_url": f"https://{name}.example.com/in"}, "connect_timeout": seconds * 1000}
    return {"kind": "infobip.NotificationProfile", "name": name, "spec": spec}


def queue(name="sales"):
    return {"kind": "infobip.Queue", "name": name, "spec": {}}


def written(bench):
    return [r for r in bench.simulator.requests if r["method"] not in ("GET", "HEAD")]


def records(bench):
    return {e.address.name: (e.id, dict(e.applied)) for e in bench.entries().values()}


def test_a_lost_state_is_as_it_was(bench):
    """Every object is recorded again with the values that agree; the vendor sees reads alone; the plan is empty."""
    bench.write([profile(), queue()])
    assert 0 == bench.apply()
    before, calls = records(bench), len(written(bench))
    bench.lose_state()

    assert 0 == bench.run("state", "rebuild")
    assert (before, calls) == (records(bench), len(written(bench)))
    assert {} == bench.actions(bench.plan())


def test_what_differs_is_recorded_by_its_id_alone(bench):
    """Nobody knows what was applied last: the next plan shows the difference."""
    bench.write([profile()])
    bench.apply()
    bench.lose_state()
    bench.write([profile(seconds=9)])

    assert 0 == bench.run("state", "rebuild")
    assert {"care": ("care", {})} == records(bench)
    assert ["update"] == list(bench.actions(bench.plan()).values())


def test_of_several_objects_none_is_chosen(bench):
    """Two live objects fit one document: exit 5, both are named, the others are recorded."""
    bench.write([queue(), profile()])
    bench.apply()
    queues = bench.simulator.world.table("queues")
    ours = next(q for q in queues.values() if q["name"] == "sales")
    queues["twin"] = {**ours, "id": "twin"}
    bench.lose_state()

    assert 5 == bench.run("state", "rebuild")
    assert "MG107" in bench.last_errors
    assert {"care"} == set(records(bench))


def test_what_is_not_live_is_not_recorded(bench):
    """A document without an object stays a create."""
    bench.write([profile()])

    assert 0 == bench.run("state", "rebuild")
    assert {} == records(bench)
    assert ["create"] == list(bench.actions(bench.plan()).values())
