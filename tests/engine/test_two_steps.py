"""Changes that need a step in between: swapped names, and references that close a circle."""

from __future__ import annotations

import pytest

import paper_vendor
from harness import Bench


@pytest.fixture
def bench(tmp_path):
    return Bench(
        tmp_path / "ws",
        paper_vendor.simulator(),
        provider="paper",
        catalog=paper_vendor.catalog(),
        account=paper_vendor.ACCOUNT,
    )


def flow(document, name=None, text="hello", **spec):
    spec = {"text": text, **({"name": name} if name else {}), **spec}
    return {"kind": "paper.Flow", "name": document, "spec": spec}


def flows(bench):
    """Return the vendor's flows by name: text, and where they lead by name."""
    found = bench.simulator.world.table("flows")
    return {
        f["name"]: (f["text"], found[f["nextId"]]["name"] if f.get("nextId") else None)
        for f in found.values()
    }


def ids(bench):
    return {f["id"]: f["name"] for f in bench.simulator.world.table("flows").values()}


def writes(bench, since=0):
    return [r["method"] for r in list(bench.simulator.requests)[since:] if r["method"] != "GET"]


def test_two_names_are_swapped_without_a_collision(bench):
    """One object bears a third name for a moment; both keep their ids, and the plan said so."""
    bench.write([flow("x", "a"), flow("y", "b")])
    assert 0 == bench.apply()
    before = ids(bench)
    bench.write([flow("x", "b"), flow("y", "a")])
    plan = bench.plan()
    assert {"paper.Flow/x": "update", "paper.Flow/y": "update"} == bench.actions(plan)
    assert [2, 1] == sorted((c.calls for c in plan.pending), reverse=True)
    assert ["it is called a-"] == [n[:15] for c in plan.pending for n in c.notes]

    assert 0 == bench.apply()

    assert {i: {"a": "b", "b": "a"}[name] for i, name in before.items()} == ids(bench)
    assert {} == bench.actions(bench.plan())


def test_names_are_handed_on_in_order(bench):
    """Who gives a name up goes before who takes it; what is deleted goes before what takes its name."""
    bench.write([flow("x", "a"), flow("y", "b"), flow("z", "c")])
    assert 0 == bench.apply()
    since = len(bench.simulator.requests)
    bench.write([flow("x", "b"), flow("y", "c"), flow("new", "a")])

    assert 0 == bench.apply()

    assert ["DELETE", "PUT", "PUT", "POST"] == writes(bench, since)
    assert {"a", "b", "c"} == set(flows(bench))
    assert {} == bench.actions(bench.plan())


def test_a_swap_without_room_for_a_third_name_is_refused(bench):
    """The names are as long as they may be: the plan says what to do instead, and writes nothing."""
    long = ["a" * 20, "b" * 20]
    bench.write([flow("x", long[0]), flow("y", long[1])])
    bench.apply()
    bench.write([flow("x", long[1]), flow("y", long[0])])

    assert 3 == bench.apply()
    assert "MG123" in bench.last_output


def test_r50_flows_that_lead_to_each_other_are_created_in_two_steps(bench):
    """One is created without its `next`, which is set once the other exists; the plan shows both steps."""
    bench.write([flow("ask", next="answer"), flow("answer", start="ask")])
    plan = bench.plan()
    (change,) = [c for c in plan.pending if c.later]
    assert ("paper.Flow/ask", 2) == (str(change.address), change.calls)
    assert ("next is set in a second step, once paper.Flow/answer is there",) == change.notes

    assert 0 == bench.apply()

    assert {"ask": ("hello", "answer"), "answer": ("hello", None)} == flows(bench)
    assert ["POST", "POST", "PUT"] == writes(bench)
    assert {} == bench.actions(bench.plan())


def test_a_circle_is_closed_between_flows_that_exist(bench):
    """Existing flows are led to each other by plain updates."""
    bench.write([flow("ask"), flow("answer")])
    bench.apply()
    bench.write([flow("ask", next="answer"), flow("answer", next="ask")])

    assert 0 == bench.apply()
    assert {"ask": ("hello", "answer"), "answer": ("hello", "ask")} == flows(bench)
    assert {} == bench.actions(bench.plan())


def test_a_circle_through_a_new_flow_is_closed_too(bench):
    """An existing flow leads to a new one that needs it: its text is changed first, its `next` afterwards."""
    bench.write([flow("ask")])
    bench.apply()
    bench.write([flow("ask", text="hi", next="answer"), flow("answer", start="ask")])

    assert 0 == bench.apply()
    assert {"ask": ("hi", "answer"), "answer": ("hello", None)} == flows(bench)
    assert {} == bench.actions(bench.plan())


def test_a_failed_second_step_leaves_the_rest_to_the_next_run(bench):
    """The object is recorded without the field, so the next plan shows it as ours to set."""
    bench.write([flow("ask", next="answer"), flow("answer", start="ask")])
    bench.simulator.add_fault("PUT", "/flows/*", "500", 9, {})

    assert 5 == bench.apply()
    bench.simulator.faults.clear()
    (change,) = bench.plan().pending
    assert [("next", "config")] == [(f.path, f.cause.value) for f in change.fields]
    assert 0 == bench.apply()
    assert ("hello", "answer") == flows(bench)["ask"]


def test_a_circle_that_nothing_can_break_is_an_error(bench):
    """Fields that belong to the create cannot wait."""
    bench.write([flow("ask", start="answer"), flow("answer", start="ask")])
    assert 1 == bench.run("plan")
    assert "MC130" in bench.last_errors


def test_a_failed_create_first_replacement_is_reported_as_failed(bench):
    """Not as skipped, and the old object stays."""
    bench.write([flow("x", "a", region="eu")])
    bench.apply()
    bench.write([flow("x", "b", region="us")])
    bench.simulator.add_fault("POST", "/flows", "500", 20, {})

    assert 5 == bench.apply()
    assert ["failed"] == [o["result"] for o in bench.report["outcomes"]]
    assert {"a"} == set(flows(bench))
