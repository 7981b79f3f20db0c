"""Whatever goes wrong on the way, a run converges: nothing twice, nothing repeated blindly, and all of it reported."""

from __future__ import annotations

import pytest

from fault_world import LOST, TABLES, bench, world


@pytest.fixture
def desk(tmp_path):
    """A workspace that declares the small world."""
    found = bench(tmp_path)
    found.write(world())
    return found


def strike(desk, kind, *methods):
    """Let the fault come twice for reads and twice for writes; return its name in the report."""
    name, options = LOST[kind]
    for method in methods:
        desk.fault(kind, method, times=2, **options)
    return name


def converged(desk, tables=TABLES):
    """Assert that each object is there once, the next plan is empty, and nothing was repeated blindly."""
    assert tables == {t: desk.count(t) - at for t, at in desk.seeded.items()}
    assert [] == [(a.method, a.path) for a in desk.wire.blind_repeats()]
    desk.simulator.faults.clear()
    plan = desk.plan()
    assert {} == desk.actions(plan), desk.describe(plan)
    assert [] == desk.drift()


@pytest.mark.parametrize("kind", LOST)
def test_a_first_apply_converges(desk, kind):
    """Lists and creates: every object is there once, exit 0, and the report names the fault."""
    name = strike(desk, kind, "GET", "POST")

    assert 0 == desk.apply(), desk.last_errors + desk.last_output
    assert 4 == desk.faults()[name]
    converged(desk)


@pytest.mark.parametrize("kind", LOST)
def test_an_update_converges(desk, kind):
    """An update that is sent twice is as good as one that is sent once."""
    assert 0 == desk.apply()
    desk.write(world(url="https://care.example.com/new", note="two"))
    name = strike(desk, kind, "GET", "PUT")

    assert 0 == desk.apply(), desk.last_errors + desk.last_output
    assert 4 == desk.faults()[name]
    converged(desk)


@pytest.mark.parametrize("kind", LOST)
def test_a_delete_converges(desk, kind):
    """A delete whose answer was lost is repeated; that the object is gone then is what was wanted."""
    assert 0 == desk.apply()
    desk.allow = frozenset({"MG101", "MG106"})
    desk.write([])
    name = strike(desk, kind, "GET", "DELETE")

    assert 0 == desk.apply(), desk.last_errors + desk.last_output
    assert 4 == desk.faults()[name]
    converged(desk, dict.fromkeys(TABLES, 0))


@pytest.mark.parametrize("kind", LOST)
def test_a_plan_and_a_drift_report_survive_too(desk, kind):
    """Lists, single reads and the audit feed are read again; the plan and the drift report say so."""
    assert 0 == desk.apply()
    name = strike(desk, kind, "GET")
    assert 0 == desk.run("plan", "--json"), desk.last_errors
    assert {name: 2} == desk.told()

    desk.simulator.world.table("profiles")["care"]["webhook"]["notifyUrl"] = "https://else.example.com/"
    desk.simulator.faults.clear()
    desk.fault(kind, "GET", "/audit/*", times=2, **LOST[kind][1])
    assert 2 == desk.run("drift", "--json"), desk.last_errors
    assert {name: 2} == desk.told()
    assert "GET /audit/1/logs" in desk.last_output


NOT_DONE = ("drop_before", "500", "502", "503", "html")
"""Faults that keep the vendor from doing the work."""


@pytest.mark.parametrize("kind", NOT_DONE)
def test_a_fault_that_stays_ends_with_5_and_never_with_0(desk, kind):
    """What cannot be created is reported as failed, its dependants as not done; the next run makes up for it."""
    desk.fault(kind, "POST", "/subscriptions/1/profiles", times=99, **LOST[kind][1])

    assert 5 == desk.apply()
    results = {o["address"]: o["result"] for o in desk.report["outcomes"]}
    assert "done" == results["infobip.Tag/urgent"]
    assert "failed" == results["infobip.NotificationProfile/care"]
    assert "skipped" == results["infobip.Subscription/inbound"]
    desk.simulator.faults.clear()

    assert 0 == desk.apply(), desk.last_errors + desk.last_output
    converged(desk)


@pytest.mark.parametrize("kind", ["drop_after", "truncate", "slow"])
def test_work_whose_answer_never_comes_is_found(desk, kind):
    """Every create takes effect and no answer arrives: each object is found by looking, none is made twice."""
    desk.fault(kind, "POST", times=99, **LOST[kind][1])

    assert 0 == desk.apply(), desk.last_errors + desk.last_output
    assert {LOST[kind][0]: 6} == desk.faults()
    assert 6 == sum(1 for a in desk.wire.attempts if a.method == "POST")
    converged(desk)


def test_a_stale_list_is_read_again(desk):
    """Lists that do not show yet what was just written are read again, which the report tells; nothing is made twice."""
    assert 0 == desk.apply()
    desk.write([*world(), {"kind": "infobip.Tag", "name": "late", "spec": {}}])
    desk.fault("stale_list", "GET", "/ccaas/1/tags", times=3)

    assert 0 == desk.apply(), desk.last_errors + desk.last_output
    (told,) = desk.report["faults"]
    assert ("stale_list", 1, "list of infobip.Tag") == tuple(told[k] for k in ("fault", "count", "last"))
    assert told["waited_seconds"] > 0
    converged(desk, {**TABLES, "tags": 2})


def test_a_create_in_doubt_is_found_in_a_list_that_lags(desk):
    """A lost answer and then a list without the new object: of a kind whose names may come twice none is made twice."""
    desk.fault("drop_after", "POST", "/ccaas/1/queues")
    desk.fault("stale_list", "GET", "/ccaas/1/queues", times=3)

    assert 0 == desk.apply(), desk.last_errors + desk.last_output
    assert {"answer_lost": 1, "stale_list": 1} == desk.faults()
    converged(desk)


def test_what_cannot_be_read_back_is_not_called_done(desk):
    """All writes succeed and then no list can be read: exit 5 and not 0; the next run finds that all is well."""

    def strike(attempt):
        if attempt.method == "GET" and desk.count("subscriptions"):
            desk.fault("503", "GET", attempt.path)

    desk.wire.before = strike

    assert 5 == desk.apply()
    assert {"MA111"} == {o["error"]["code"] for o in desk.report["outcomes"]}
    desk.wire.before = lambda _: None
    assert 0 == desk.apply()
    converged(desk)
