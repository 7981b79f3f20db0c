"""An ignored field that is compared again one day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from harness import Bench
from msgops.sandbox.load import build
from msgops.sdk.catalog import Catalog

CATALOG = Catalog.installed()


def profile(ignore) -> dict:
    spec = {"webhook": {"notify_url": "https://care.example.com/in"}, "connect_timeout": "3000"}
    return {
        "kind": "infobip.NotificationProfile",
        "name": "care",
        "lifecycle": {"ignore": ignore},
        "spec": spec,
    }


@pytest.fixture
def bench(tmp_path):
    (simulator,) = build(CATALOG.providers, ["infobip"])
    return Bench(tmp_path / "ws", simulator)


def day(bench, days: int) -> str:
    return (bench.clock.now() + timedelta(days=days)).date().isoformat()


def test_an_ignore_holds_to_its_last_day_and_then_no_more(bench):
    """The live value is left alone until that day, the day included; afterwards it is drift and is put back."""
    bench.write([profile([{"field": "connect_timeout", "until": day(bench, 3), "reason": "trial"}])])
    assert 0 == bench.apply(), bench.last_errors
    bench.simulator.world.table("profiles")["care"]["connectTimeout"] = 5000

    bench.simulator.world.offset += timedelta(days=3)
    assert [] == bench.drift()
    assert {} == bench.actions(bench.plan())

    bench.simulator.world.offset += timedelta(days=1)
    assert ["connect_timeout"] == [f.field for f in bench.drift()]
    assert 0 == bench.apply()
    assert 3000 == bench.simulator.world.table("profiles")["care"]["connectTimeout"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"field": "connect_timeout"},
        {"field": "connect_timeout", "until": "soon"},
        {"field": "connect_timeout", "until": "2026-12-31", "why": "x"},
        ["connect_timeout"],
    ],
)
def test_what_is_no_ignored_field_is_an_error_with_its_line(bench, wrong):
    """MC104 names the element."""
    bench.write([profile([wrong])])

    assert 1 == bench.run("validate")
    assert "MC104" in bench.last_output + bench.last_errors
    assert "at resources/all.yaml:" in bench.last_output + bench.last_errors
