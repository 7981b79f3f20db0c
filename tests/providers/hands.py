"""The laws of steps that people do and of checks, as functions of a kind. The table that runs them is in test_hands.py.

A person is played through the vendor's console (people.py) and by `msgops gate confirm`. What somebody undoes in the
console is played by bringing the vendor back to the world before.
"""

from __future__ import annotations

import copy
import json
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from msgops.model.state import GateState
from msgops.sandbox.kit import Simulator
from msgops.sdk.catalog import Catalog
from msgops.sdk.kind import Hand
from providers.conformance import NAME, WRITES, Subject
from providers.mutate import by_field, changes
from providers.people import PLAYS, Play

METHODS = ("POST", "PUT", "PATCH", "DELETE")


class Hands(Subject):
    """A kind that no API applies, in a workspace of its own, with what must be there before it is red."""

    def __init__(
        self, catalog: Catalog, name: str, root: Path, simulator: Simulator, transport: Any = None
    ) -> None:
        super().__init__(catalog, name, root, simulator, transport)
        self.play = PLAYS.get(name, Play())
        self.spec = {**self.spec, **self.play.spec}
        self.prerequisites = [*dict.fromkeys([*self.prerequisites, *self._needs()])]
        self.write(without=True)
        if self.prerequisites:
            self.settle("prerequisites")
        for deed in self.play.before:
            deed(simulator)
        simulator.requests.clear()

    def _needs(self) -> list[str]:
        from providers.conformance import needed

        return [n for k in self.play.needs for n in (*needed(self.catalog, self.catalog.kind(k)), k)]

    @property
    def by_person(self) -> bool:
        return self.kind.hand.by_person

    def do(self) -> None:
        """Do the step in the console, as far as a read shows it."""
        for deed in self.play.deeds:
            deed(self.bench.simulator)

    def keep(self) -> Any:
        """Keep the vendor's world of now."""
        simulator = self.bench.simulator
        return copy.deepcopy(simulator.world), list(simulator.faults)

    def undo(self, kept: Any) -> None:
        """Bring the vendor back to a world that was kept; time goes on."""
        simulator, (world, faults) = self.bench.simulator, kept
        world = copy.deepcopy(world)
        world.offset = simulator.world.offset
        simulator.world, simulator.faults[:] = world, faults

    def confirm(self, note: str = "Ticket 4711") -> int:
        return self.bench.run("gate", "confirm", str(self.address), "--note", note)

    def open(self) -> bool:
        """Whether the gate is open in the next plan, which has nothing else to do."""
        plan = self.bench.plan()
        assert not (plan.pending or plan.refused), self.bench.describe(plan)
        assert {self.address} >= {c.address for c in plan.gates}
        return bool(plan.gates)

    def takes(self, spec: dict[str, Any]) -> bool:
        """Declare another spec; whether every rule takes it."""
        self.write(spec)
        return self.bench.run("plan", "--json") == 0

    def record(self) -> Any:
        """Return what the state remembers of the gate."""
        with self.bench._quiet(), self.bench.runtime().open_state(create=False) as store:
            return store.gates().get(self.address)

    def sheet(self) -> dict[str, Any]:
        """Return the worksheet."""
        assert 0 == self.bench.run("gate", "show", str(self.address), "--json"), self.bench.last_errors
        found: dict[str, Any] = json.loads(self.bench.last_output)
        return found

    def finish(self) -> None:
        """Apply, do the step, say so where no read shows it, and apply."""
        self.write()
        assert 6 == self.bench.apply(), self.bench.last_errors + self.bench.last_output
        self.do()
        if self.by_person and self.open():
            assert 0 == self.confirm(), self.bench.last_errors
        assert 0 == self.bench.apply(), self.bench.last_errors + self.bench.last_output

    def findings(self) -> set[str]:
        """Return which gates drift reports; also where other objects cannot be read."""
        self.bench.run("drift", "--json")
        found = json.loads(self.bench.last_output)["findings"]
        return {f["address"] for f in found} & {str(self.address)}

    def wrote_nothing(self) -> None:
        """No request of a plan, an apply or a confirmation was a write."""
        place = WRITES.get(self.bench.provider, "*")
        sent = [f"{r['method']} {r['path']}" for r in self.bench.simulator.requests if r["method"] in METHODS]
        found = [s for s in sent if fnmatchcase(s.partition(" ")[2], place) and "/_operator/" not in s]
        assert [] == found


def apply_opens_it_and_it_closes(hands: Hands) -> None:
    """Exit 6 while it is open; done and read, or confirmed, exit 0 and an empty plan; nothing is ever written.

    Without its state msgops asks again for what nothing shows; what is read is found again.
    """
    hands.finish()

    assert not hands.open()
    assert set() == hands.findings()
    if hands.by_person:
        assert hands.record().state in (GateState.CONFIRMED, GateState.APPROVED)
    shown = not hands.by_person or hands.record().state is GateState.APPROVED
    hands.wrote_nothing()
    hands.bench.lose_state()
    hands.write()
    assert shown is not bool([c for c in hands.bench.plan().gates if c.address == hands.address])


def what_is_read_needs_no_word(hands: Hands) -> None:
    """What a read shows to be undone is not confirmed; what it shows to be done closes the gate by itself."""
    hands.write()
    assert 6 == hands.bench.apply()
    if hands.play.deeds:
        if hands.by_person:
            hands.confirm()
            assert not hands.by_person or hands.record().state is not GateState.APPROVED
        hands.do()
        assert 0 == hands.bench.apply(), hands.bench.last_output
        assert not hands.open()
    elif hands.by_person:
        assert hands.open(), "there is nothing to do, yet it closed"
    hands.wrote_nothing()


def what_changes_in_the_console_is_told_where_it_can_be_read(hands: Hands) -> None:
    """Undone by somebody: a step is drift and open again, a check is red; without a read nothing is claimed."""
    before = hands.keep()
    hands.finish()

    hands.undo(before)

    if not hands.play.deeds:
        assert not hands.open(), "there is nothing to read, yet something was found"
        assert set() == hands.findings()
        return
    red = hands.open()
    assert red or hands.record() is not None, "a check without its condition holds"
    if red and hands.by_person:
        assert {str(hands.address)} == hands.findings()
    if red:
        assert 6 == hands.bench.apply()
        hands.do()
    assert 0 == hands.bench.apply()
    assert set() == hands.findings()
    hands.wrote_nothing()


def a_changed_value_is_asked_for_alone(hands: Hands) -> None:
    """Of a step that was confirmed only the rows of the changed field are asked for again; back again, nothing is."""
    hands.finish()
    if not hands.by_person:
        return
    for path, specs in by_field(changes(hands.kind, hands.spec, NAME)):
        if not any(hands.takes(spec) for spec in specs) or not hands.open():
            continue  # a rule refuses it, or the read says that it is so already
        sheet = hands.sheet()
        changed = {c["path"] for c in sheet["changed"]}
        assert changed
        assert not [c for c in changed if not (c == path or c.startswith(f"{path}."))], (path, changed)
        assert "Ticket 4711" == sheet["confirmed"]["note"] or sheet["confirmed"]["by_reading"]
        hands.write()
        assert not hands.open(), f"{path} is as it was confirmed, and asked for again"
    hands.wrote_nothing()


def a_read_that_fails_proves_nothing(hands: Hands) -> None:
    """Open, it stays open and cannot be confirmed; closed by a read, it waits and is no drift; nothing is forgotten."""
    hands.write()
    assert 6 == hands.bench.apply()
    hands.do()
    if not hands.kind.can("verify"):
        return
    simulator, provider = hands.bench.simulator, hands.bench.provider
    for method in ("GET", "POST"):
        simulator.add_fault(method, READS.get(provider, "*"), "503", 10_000, {})
    assert 0 != hands.bench.apply()
    if hands.by_person:
        assert 0 != hands.confirm()
        assert hands.record().state not in (GateState.CONFIRMED, GateState.APPROVED)
    simulator.faults.clear()
    if hands.by_person and hands.open():
        assert 0 == hands.confirm()
    assert 0 == hands.bench.apply(), hands.bench.last_output
    remembered = hands.record()
    for method in ("GET", "POST"):
        simulator.add_fault(method, READS.get(provider, "*"), "503", 10_000, {})
    assert 0 != hands.bench.apply()
    assert set() == hands.findings()
    simulator.faults.clear()
    assert 0 == hands.bench.apply(), hands.bench.last_output
    assert remembered == hands.record()
    hands.wrote_nothing()


READS = {
    "salesforce": "/services/[dS]*",
    "cxone": "/[!c]*",
    "fusion": "/[cfh]*",
    "genesys": "/api/*",
    "pureconnect": "/icws/*i[ga]*",
}
"""Where a provider reads, for those that sign in by the same methods."""


def taken_out_of_the_file_it_waits_for_nobody(hands: Hands) -> None:
    """The gate goes with its document, open or closed; declared again it asks for what nobody did."""
    hands.write()
    assert 6 == hands.bench.apply()
    hands.write(without=True)
    assert 0 == hands.bench.apply()
    assert not hands.open()
    assert hands.record() is None
    hands.write()
    assert 6 == hands.bench.apply()
    hands.do()
    if hands.by_person and hands.open():
        assert 0 == hands.confirm()
    assert 0 == hands.bench.apply()
    hands.write(without=True)

    assert 0 == hands.bench.apply()
    assert not hands.open()
    hands.wrote_nothing()


LAWS = (
    apply_opens_it_and_it_closes,
    what_is_read_needs_no_word,
    what_changes_in_the_console_is_told_where_it_can_be_read,
    a_changed_value_is_asked_for_alone,
    a_read_that_fails_proves_nothing,
    taken_out_of_the_file_it_waits_for_nobody,
)


def hand_kinds(catalog: Catalog) -> list[str]:
    """Return every kind that a person applies or that is only checked."""
    return [k.name for k in catalog if k.hand is not Hand.API]
