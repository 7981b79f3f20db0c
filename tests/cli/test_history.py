"""`msgops history` has every run that wrote, and what came of it."""

from __future__ import annotations

import json

import pytest

from harness import Bench
from msgops.sandbox.load import build
from msgops.sdk.catalog import Catalog
from msgops.sdk.hands import Verdict

CATALOG = Catalog.installed()
FIRST, SECOND = "infobip.PortalRole/ana", "infobip.PortalRole/bo"
PROFILE = {
    "kind": "infobip.NotificationProfile",
    "name": "care",
    "spec": {"webhook": {"notify_url": "https://care.example.com/in"}, "connect_timeout": 3000},
}


@pytest.fixture
def bench(tmp_path):
    (simulator,) = build(CATALOG.providers, ["infobip"])
    return Bench(tmp_path / "ws", simulator, environ={"MSGOPS_ACTOR": "ana@example.com"})


def role(name):
    return {
        "kind": "infobip.PortalRole",
        "name": name,
        "spec": {"username": f"{name}@example.com", "role": "Account admin"},
    }


def runs(bench):
    """Return command, exit code and result of every run, oldest first."""
    assert 0 == bench.run("history", "--json")
    found = reversed(json.loads(bench.last_output)["runs"])
    return [(r["command"], r["exit_code"], r["summary"]) for r in found]


def test_a_run_that_waits_says_for_how_much(bench):
    """Exit 6 comes with the number of steps that wait, beside what was done."""
    bench.write([PROFILE, role("ana"), role("bo")])
    assert 6 == bench.apply()

    assert [("apply", 6, {"done": 1, "waiting": 2})] == runs(bench)
    assert 0 == bench.run("history")
    assert bench.last_output.splitlines()[1].endswith("6     1 done, 2 waiting")


def test_confirming_is_a_run(bench):
    """Who confirmed how many stands in the history, with the exit code of the command."""
    bench.write([role("ana"), role("bo")])
    assert 0 == bench.run("gate", "confirm", FIRST, SECOND, "--note", "done")

    assert [("gate confirm", 0, {"confirmed": 2})] == runs(bench)
    assert 0 == bench.run("history")
    assert "  gate confirm  ana@example.com on " in bench.last_output


def test_what_reads_back_as_not_done_is_counted(bench, monkeypatch):
    """A step that a read contradicts ends the run with 5, and stands beside those that were confirmed."""
    wrong = Verdict(holds=False, found="another role")

    async def verify(_kind, resource, _reader):
        return wrong if str(resource.address) == SECOND else None

    monkeypatch.setattr("msgops.engine.hands.verify", verify)
    bench.write([role("ana"), role("bo")])
    assert 5 == bench.run("gate", "confirm", FIRST, SECOND, "--note", "done")

    assert [("gate confirm", 5, {"confirmed": 1, "not done": 1})] == runs(bench)


def test_a_confirmation_that_nobody_asked_for_is_none(bench):
    """A usage error leaves no run."""
    bench.write([role("ana")])
    assert 64 == bench.run("gate", "confirm", SECOND, "--note", "done")

    assert [] == runs(bench)


def test_accepting_drift_is_a_run(bench):
    """The files that were written are counted; a dry run wrote none and is not there."""
    bench.write([PROFILE])
    assert 0 == bench.apply()
    bench.simulator.world.table("profiles")["care"]["connectTimeout"] = 5000
    assert 0 == bench.run("drift", "accept", "--dry-run")
    assert 0 == bench.run("drift", "accept")
    assert 0 == bench.run("drift", "accept")

    assert [("apply", 0, {"done": 1}), ("drift accept", 0, {"written": 1})] == runs(bench)
