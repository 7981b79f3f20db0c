"""Every kind survives every fault of a write: made once, gone once, as in a run in which nothing went wrong."""

from __future__ import annotations

import os
from fnmatch import fnmatchcase

import pytest

from fault_world import CATALOG, LOST
from providers.conformance import WRITES as PATHS
from providers.conformance import Subject, api_kinds, pass_gates
from providers.tenants import tenant
from virtual_time import LoopClock

KINDS = api_kinds(CATALOG)
WRITES = ("POST", "PUT", "PATCH", "DELETE")
PAIRS = [(kind, fault) for kind in KINDS for fault in LOST]
"""Every kind with every fault: `MSGOPS_TEST_FAULTS=all` runs them all, otherwise each kind meets one, in turn."""
CASES = PAIRS if os.environ.get("MSGOPS_TEST_FAULTS") == "all" else PAIRS[:: len(LOST) + 1]
OFTEN = {"429": 20}
"""How often a fault strikes in a row; once where it is not said."""


def subject(kind, root):
    """Return the kind in a workspace, its prerequisites in place, on virtual time."""
    simulator = tenant(CATALOG, kind.partition(".")[0])
    found = Subject(CATALOG, kind, root, simulator)
    found.bench.clock = LoopClock(simulator)
    quiet = found.bench._quiet
    found.bench._quiet = lambda: found.bench.clock.patched(quiet())
    found.write(without=True)
    found.settle("prerequisites")
    return found


NOTES = {"sessions", "tokens", "cursors", "deploys", "retrieves", "deleted", "SetupAuditTrail"}
"""Tables of sign-ins, pages, calls, notes and the bin: there may be more of them when something goes wrong."""


def stored(one):
    """Count what the vendor stores, by table."""
    tables = one.bench.simulator.world.tables.items()
    return {t: len(objects) for t, objects in tables if t not in NOTES and objects}


def writes(one):
    """Return the writes that reached the vendor."""
    place = PATHS.get(one.bench.provider, "*")
    return [
        r for r in one.bench.simulator.requests if r["method"] in WRITES and fnmatchcase(r["path"], place)
    ]


def carry_through(one, fault=None):
    """Apply until all is done, playing reviewers and people; the fault strikes the first write of each method.

    Return what the reports told.
    """
    if fault is not None:
        # An org is given two minutes for an answer.
        options = {
            **LOST[fault][1],
            **({"ms": 150_000} if fault == "slow" and one.bench.provider == "salesforce" else {}),
        }
        for method in WRITES:
            one.bench.simulator.add_fault(
                method, PATHS.get(one.bench.provider, "*"), fault, OFTEN.get(fault, 1), options
            )
    seen = set()
    for _ in range(6):
        code = one.bench.apply()
        seen.update(f["fault"] for f in one.bench.report.get("faults", ()))
        assert code in (0, 5, 6), one.bench.last_errors + one.bench.last_output
        if code == 0 and not one.bench.plan().gates:
            break
        if code == 6:
            one.bench.simulator.faults.clear()
            pass_gates(one.bench)
    else:
        raise AssertionError(one.bench.last_output)
    one.bench.simulator.faults.clear()
    plan = one.bench.plan()
    assert not plan.pending, one.bench.describe(plan)
    return seen - {"stale_list"}


@pytest.mark.parametrize(("kind", "fault"), CASES)
def test_a_kind_survives_a_fault_of_its_writes(kind, fault, tmp_path):
    """Create and delete leave the vendor with the same numbers of objects as when nothing goes wrong."""
    calm, rough = subject(kind, tmp_path / "calm"), subject(kind, tmp_path / "rough")
    told = set()
    for without in (False, True):
        for one in (calm, rough):
            one.write(without=without)
        assert set() == carry_through(calm)
        told |= carry_through(rough, fault)
        assert stored(calm) == stored(rough)
    # What is only looked up, or is switched on and never off, may have nothing to write.
    assert ({LOST[fault][0]} if writes(rough) else set()) == told
