"""Steps of people and checks survive every fault of their reads: what was not read is never taken for done."""

from __future__ import annotations

import os

import pytest

from fault_world import CATALOG, LOST
from providers.hands import READS, Hands, hand_kinds
from providers.tenants import tenant
from virtual_time import LoopClock

READ = [k for k in hand_kinds(CATALOG) if CATALOG.kind(k).can("verify")]
PAIRS = [(kind, fault) for kind in READ for fault in LOST]
CASES = PAIRS if os.environ.get("MSGOPS_TEST_FAULTS") == "all" else PAIRS[:: len(LOST) + 1]
"""As for kinds of an API: `MSGOPS_TEST_FAULTS=all` runs them all, otherwise each kind meets one, in turn."""


def strike(hands, fault):
    """Let the fault come twice for whatever is read first."""
    options = dict(LOST[fault][1])
    if fault == "slow" and hands.bench.provider == "salesforce":
        options["ms"] = 150_000  # an org is given two minutes for an answer
    simulator, place = hands.bench.simulator, READS.get(hands.bench.provider, "*")
    for method in ("GET", "POST"):
        simulator.add_fault(method, place, fault, 2, options)
        simulator.faults.insert(0, simulator.faults.pop())


def told(hands):
    return {f["fault"] for f in hands.bench.report["faults"]}


@pytest.mark.parametrize(("kind", "fault"), CASES)
def test_a_hand_survives_a_fault_of_its_reads(kind, fault, tmp_path):
    """Red stays red; what was done turns green all the same; the report says what went wrong."""
    simulator = tenant(CATALOG, kind.partition(".")[0])
    hands = Hands(CATALOG, kind, tmp_path, simulator)
    hands.bench.clock = LoopClock(simulator)
    quiet = hands.bench._quiet
    hands.bench._quiet = lambda: hands.bench.clock.patched(quiet())
    hands.write()
    strike(hands, fault)
    assert 6 == hands.bench.apply(), hands.bench.last_errors + hands.bench.last_output
    assert LOST[fault][0] in told(hands)

    simulator.faults.clear()
    hands.do()
    strike(hands, fault)
    if hands.by_person:
        assert 0 == hands.confirm(), hands.bench.last_errors
        strike(hands, fault)
    assert 0 == hands.bench.apply(), hands.bench.last_errors + hands.bench.last_output
    assert LOST[fault][0] in told(hands)
    simulator.faults.clear()
    assert not hands.open()
    assert set() == hands.findings()
    hands.wrote_nothing()
