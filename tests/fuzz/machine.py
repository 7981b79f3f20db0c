"""What can happen, in any order: the rules of the property test. Each rule is a burst of edits and one command."""

from __future__ import annotations

import functools
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from fuzz import invariants as law
from fuzz.edits import bursts
from fuzz.estate import KINDS, LISTS, NAMES
from fuzz.knife import POINTS, Knife
from fuzz.settling import settle
from fuzz.world import CONSENT, World

_MEMORY = Path("/dev/shm")
_FAULTS = ("429", "500", "503", "drop_before", "drop_after", "truncate")
_METHODS = ("GET", "POST", "PUT", "DELETE", "*")
_faults = st.tuples(st.sampled_from(_METHODS), st.sampled_from(_FAULTS), st.integers(1, 3))
_kinds = st.sampled_from(KINDS)
_documents = st.lists(st.tuples(_kinds, st.sampled_from(NAMES)), min_size=2, max_size=6, unique=True)
_instants = st.integers(0, 14)
Story = list[tuple[str, dict[str, Any]]]
"""The steps of a sequence: (rule, what it was given)."""


def told(method: Callable[..., None]) -> Callable[..., None]:
    """Keep each step in the machine's story."""

    @functools.wraps(method)
    def telling(self: Estate, **given: Any) -> None:
        self.story.append((method.__name__, given))
        method(self, **given)

    return telling


class Estate(RuleBasedStateMachine):
    """Files, console, crashes, faults and clocks; the laws of `invariants` after each command."""

    def __init__(self) -> None:
        super().__init__()
        self.home = Path(tempfile.mkdtemp(prefix="msgops-fuzz-", dir=_MEMORY if _MEMORY.is_dir() else None))
        self.world = World(self.home)
        self.story: Story = []

    def teardown(self) -> None:
        try:
            settle(self.world)
        finally:
            self.close()

    def close(self) -> None:
        """Remove the files."""
        shutil.rmtree(self.home, ignore_errors=True)

    @initialize(documents=_documents, applied=st.booleans())
    @told
    def begin(self, documents, applied):
        """Start with some documents."""
        for where in documents:
            self.world.add(where, {})
        if applied:
            self._applied(self.world.apply())

    @rule(edits=bursts)
    @told
    def plan(self, edits):
        """Plan: nothing is written, the same plan comes twice, and it speaks of every object that vanished."""
        self._begin(edits)
        self.world.simulator.faults.clear()
        before, records = self.world.tables(), law.records(self.world)
        law.i5_state_tells_the_truth(self.world, law.i12_same_plan_bytes(self.world))
        law.planning_only_reads(self.world, before, records)
        law.after_step(self.world)

    @rule(edits=bursts, consent=st.sampled_from([(), ("MG101",), CONSENT, CONSENT]))
    @told
    def apply(self, edits, consent):
        """Apply."""
        self._begin(edits)
        self._applied(self.world.apply(consent=consent))

    @rule(edits=bursts)
    @told
    def save(self, edits):
        """Save a plan for later."""
        self._begin(edits)
        self.world.simulator.faults.clear()
        self.world.saved = self.world.save_plan()

    @precondition(lambda self: self.world.saved)
    @rule(edits=bursts)
    @told
    def apply_saved(self, edits):
        """Apply the plan that was saved, whatever happened since."""
        self._begin(edits)
        run = self.world.apply(saved=self.world.saved)
        law.i2_saved_plan_binds(self.world, run)
        self._applied(run)

    @rule(edits=bursts, point=st.sampled_from(POINTS), at=_instants)
    @told
    def kill(self, edits, point, at):
        """Apply, and die at some instant; until the lease expires everybody else is kept out."""
        self._begin(edits)
        self._applied(self.world.apply(knife=Knife(point, at)))

    @rule(edits=bursts, kind=_kinds, times=st.integers(1, 4), point=st.sampled_from(POINTS), at=_instants)
    @told
    def kill_with_lag(self, edits, kind, times, point, at):
        """Apply and die, while a list still shows how things were before."""
        self._begin(edits)
        if not self.world.lost:
            self.world.fault("GET", LISTS[kind], "stale_list", times)
        self._applied(self.world.apply(knife=Knife(point, at)))

    @rule(edits=bursts, point=st.sampled_from([p for p in POINTS if p != "commit"]), at=_instants)
    @told
    def steal(self, edits, point, at):
        """Apply, and lose the lease to another run at some instant."""
        self._begin(edits)
        world, kept = self.world, []

        def then() -> bool:
            if not world.leased():
                return False
            world.steal()
            kept.append((law.records(world), len(world.wire.sent)))
            return True

        run = world.apply(knife=Knife(point, at, then))
        if kept:
            law.i8_no_write_without_a_lease(world, run, *kept[0])
        self._applied(run)

    @rule(edits=bursts, faults=st.lists(_faults, min_size=1, max_size=3))
    @told
    def apply_under_faults(self, edits, faults):
        """Apply while the vendor has a bad day."""
        self._begin(edits)
        for method, kind, times in faults:
            self.world.fault(method, "*", kind, times)
        self._applied(self.world.apply())
        self.world.simulator.faults.clear()

    @rule(edits=bursts)
    @told
    def settle(self, edits):
        """Everything goes well for a while."""
        self._begin(edits)
        settle(self.world)

    def _begin(self, edits):
        """Do the edits; where somebody holds the lease be refused first, then wait until it expires."""
        self.world.counts.update(edits=len(edits))
        for edit in edits:
            edit.do(self.world)
        if self.world.held:
            law.i8_locked_means_hands_off(self.world.apply())
            self.world.expire_lease()

    def _applied(self, run):
        law.after_apply(self.world, run)
        law.after_step(self.world)
