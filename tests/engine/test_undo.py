"""Undo is an ordinary plan back to what the journal saw before a run."""

from __future__ import annotations

import json

import pytest

from harness import Bench
from msgops.sandbox.load import build
from msgops.sdk.catalog import Catalog

HMAC = {"type": "HMAC", "credentials": {"secret_key": "${env:HOOK}", "algorithm": "HMAC_SHA_256"}}


@pytest.fixture
def bench(tmp_path):
    (simulator,) = build(Catalog.installed().providers, ["infobip"])
    return Bench(tmp_path / "ws", simulator, environ={"HOOK": "first"})


def profile(name="care", **spec):
    url = spec.pop("url", f"https://{name}.example.com/in")
    return {
        "kind": "infobip.NotificationProfile",
        "name": name,
        "spec": {"webhook": {"notify_url": url}, **spec},
    }


def profiles(bench):
    """Return what the vendor keeps, by name."""
    return {p["profileId"]: p for p in bench.simulator.world.table("profiles").values()}


def last_run(bench):
    assert 0 == bench.run("history", "--json")
    return json.loads(bench.last_output)["runs"][0]["id"]


def test_an_update_gets_its_old_values_back(bench):
    """Also a field that the run had set for the first time: it goes back to the vendor's default."""
    bench.write([profile(url="https://old.example.com/in")])
    bench.apply()
    before = profiles(bench)
    bench.write([profile(url="https://new.example.com/in", connect_timeout=5000)])
    bench.apply()

    assert 0 == bench.run("undo", last_run(bench), "--yes")

    assert "https://old.example.com/in" == profiles(bench)["care"]["webhook"]["notifyUrl"]
    assert before == profiles(bench)
    assert {"infobip.NotificationProfile/care": "update"} == bench.actions(bench.plan())


def test_what_the_run_created_goes_and_what_it_deleted_comes_back(bench):
    """Creates and deletes are undone in one plan, other resources stay untouched."""
    bench.write([profile("stays"), profile("goes")])
    bench.apply()
    bench.write([profile("stays"), profile("comes")])
    bench.apply()
    run = last_run(bench)
    written = len(bench.simulator.requests)

    assert 0 == bench.run("undo", run, "--yes")

    assert {"stays", "goes"} == set(profiles(bench))
    assert {"stays", "goes"} == {a.name for a in bench.entries()}
    writes = [r for r in list(bench.simulator.requests)[written:] if r["method"] != "GET"]
    assert ["DELETE", "POST"] == sorted(r["method"] for r in writes)


def test_the_plan_of_an_undo_writes_nothing(bench):
    """`--plan` shows what undo would do."""
    bench.write([profile()])
    bench.apply()
    run = last_run(bench)

    assert 0 == bench.run("undo", run, "--plan")
    assert "infobip.NotificationProfile/care" in bench.last_output
    assert {"care"} == set(profiles(bench))


def test_an_undo_can_be_undone(bench):
    """It is a run like any other."""
    bench.write([profile(url="https://old.example.com/in")])
    bench.apply()
    bench.write([profile(url="https://new.example.com/in")])
    bench.apply()
    bench.run("undo", last_run(bench), "--yes")

    assert 0 == bench.run("undo", last_run(bench), "--yes")
    assert {} == bench.actions(bench.plan())


def test_a_secret_cannot_be_undone_and_the_plan_had_said_so(bench):
    """Old secrets are recorded nowhere; the change was marked before it was made."""
    security = {"kind": "infobip.WebhookSecurity", "name": "hmac", "spec": HMAC}
    bench.write([security])
    bench.apply()
    bench.environ["HOOK"] = "second"
    (change,) = bench.plan().pending
    assert not change.reversible
    bench.apply()

    assert 0 == bench.run("undo", last_run(bench), "--yes")
    assert "MG122" in bench.last_errors
    assert {} == bench.actions(bench.plan())


@pytest.mark.parametrize("run", ["", "nosuchrun"])
def test_an_unknown_run_is_a_usage_error(bench, run):
    """Nothing is guessed."""
    bench.write([profile()])
    bench.apply()
    assert 64 == bench.run("undo", run, "--yes")


def test_guards_hold_for_an_undo(bench):
    """Undoing a big create is a mass delete: it needs the same consent."""
    bench.write([profile(f"p{n}") for n in range(12)])
    bench.apply()
    run = last_run(bench)

    assert 3 == bench.run("undo", run, "--yes")
    assert 12 == len(profiles(bench))
    assert 0 == bench.run("undo", run, "--yes", "--allow", "MG101", "--reason", "a test")
    assert {} == profiles(bench)
