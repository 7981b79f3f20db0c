"""What `msgops serve` shows: the same readings as those of the other commands, opened anew for each page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgops.cli import steps
from msgops.cli.drift import Report, fill
from msgops.cli.runtime import Runtime
from msgops.model.diagnostic import MsgopsError
from msgops.model.state import GateState
from msgops.sdk.kind import Hand
from msgops.state.database import place_of
from msgops.state.lease import Standing
from msgops.web.source import Compared, Gate, RefusedError, Snapshot, Step, UnknownStepError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from msgops.cli.options import Common
    from msgops.model.address import Address
    from msgops.model.resource import Resource
    from msgops.model.state import AuditRecord, GateRecord, Intent
    from msgops.sdk.catalog import Catalog
    from msgops.sdk.kind import Kind


@dataclass
class Workspace:
    """The workspace in a directory. Where its state is, and its name, are those at the start; files are read when they are needed."""

    first: Runtime
    make: Callable[[Common], Runtime] = Runtime

    def __post_init__(self) -> None:
        """Read the files once; `ConfigError` when they cannot be used."""
        _ = self.first.workspace

    @property
    def title(self) -> str:
        """Return the workspace, with its environment."""
        w = self.first.workspace
        return f"{w.name} · {w.environment}" if w.environment else w.name

    @property
    def place(self) -> str:
        """Return where the state is, without credentials."""
        return place_of(self.first.workspace.state)

    @property
    def accounts(self) -> Mapping[str, str]:
        """Return each account with its provider."""
        return {name: block.provider for name, block in self.first.workspace.accounts.items()}

    def snapshot(self) -> Snapshot:
        """Read the state."""
        with self.first.open_state(create=False) as store:
            tenure = store.tenure()
            return Snapshot(
                entries=store.entries(),
                runs=store.runs(),
                held=str(tenure) if tenure is not None and tenure.standing is Standing.HELD else "",
            )

    def log(self) -> Sequence[AuditRecord]:
        """Return the audit log, oldest first."""
        with self.first.open_state(create=False) as store:
            return store.audit()

    def first_broken(self) -> int | None:
        """Return the first record of the log that is not whole."""
        with self.first.open_state(create=False) as store:
            return store.verify_audit()

    def calls(self, run: str) -> Sequence[Intent]:
        """Return the journalled calls of a run."""
        with self.first.open_state(create=False) as store:
            return store.intents(run)

    def gates(self) -> Sequence[Gate]:
        """Return the gates that are recorded, and the steps of people that are declared."""
        records, catalog = self._records(), self.first.catalog
        try:
            desired = self._fresh().workspace.desired
        except MsgopsError:  # the state alone tells the rest
            desired = {}
        people = {a: r for a, r in desired.items() if catalog.kind(a.full_kind).hand.by_person}
        return [_gate(catalog, a, records.get(a), people.get(a)) for a in sorted({*records, *people})]

    def concept(self, kind: str) -> str:
        """Return the concept of a kind."""
        catalog = self.first.catalog
        return catalog.kind(kind).concept.value if kind in catalog.names else "unknown"

    async def step(self, address: Address) -> Step:
        """Return a worksheet; accounts are read only where a read tells something."""
        from msgops.engine import confirmed, worksheets
        from msgops.engine.hands import verifiable

        runtime = self._fresh()
        resource, kind = self._found(runtime, address)
        problems: Sequence[MsgopsError] = ()
        if verifiable(kind) or steps.asks(resource.attributes):
            try:
                context = (await steps.planned(runtime)).context
            except MsgopsError as error:
                problems = (error,)
            else:
                sheet = worksheets.of_plan(context, kind, resource)
                seen = confirmed.values_digest(kind, context.desired.get(address, resource))
                return Step(sheet, seen, kind.hand.by_person)
        sheet = worksheets.of_record(kind, resource, self._records().get(address))
        told = [d for error in problems for d in error.diagnostics]
        return Step(sheet, confirmed.values_digest(kind, resource), kind.hand.by_person, told)

    async def compare(self) -> Compared:
        """Read the accounts and compare; what ends it early stands in the report."""
        runtime, report = self._fresh(), Report()
        try:
            await fill(runtime, {"target": (), "exclude": (), "selector": ()}, report, everything=False)
        except MsgopsError as error:
            report.end(error)
        at = runtime.now().isoformat(timespec="seconds")
        return Compared(at, tuple(report.findings), report.around, tuple(runtime.mishaps()))

    async def confirm(self, address: Address, *, by: str, note: str, seen: str) -> None:
        """Record that a step is done, in the way of `gate confirm`."""
        runtime, ends = self._fresh(), list[steps.Said]()
        found = self._found(runtime, address)
        if not found[1].hand.by_person:
            raise UnknownStepError
        # The log's own actor stays who runs this server: the name is what somebody typed.
        word = steps.Word(note, f"{by} (as typed into msgops serve)", {address: seen})
        await steps.confirm(runtime, [found], word, ends.append)
        for said in ends:
            if said.end is steps.End.NOT_DONE:
                raise RefusedError(f"It reads back as not done: {said.found}")
            if said.end is steps.End.OTHER_VALUES:
                raise RefusedError("The values changed since the worksheet was opened. Open it again.")

    def _fresh(self) -> Runtime:
        return self.make(self.first.common)

    def _records(self) -> Mapping[Address, GateRecord]:
        with self.first.open_state(create=False) as store:
            return store.gates()

    def _found(self, runtime: Runtime, address: Address) -> tuple[Resource, Kind]:
        resource = runtime.workspace.desired.get(address)
        kind = runtime.catalog.kind(address.full_kind) if resource is not None else None
        if resource is None or kind is None or kind.hand is Hand.API:
            raise UnknownStepError
        return resource, kind


def _gate(catalog: Catalog, address: Address, record: GateRecord | None, declared: Resource | None) -> Gate:
    """Say where a gate stands; a step that was done for other values than those of the files is open."""
    from msgops.engine import confirmed
    from msgops.engine.hands import CHANGED

    who = _waits_for(catalog, address.full_kind)
    if record is None:
        return Gate(address, GateState.PENDING.value, open=True, who=who)
    state, note, done = record.state, record.note, confirmed.done(record)
    if declared is not None and done is not None and not steps.asks(declared.attributes):
        kind = catalog.kind(address.full_kind)
        if done.digest != confirmed.values_digest(kind, declared):
            state, note = GateState.PENDING, CHANGED
    return Gate(address, state.value, not state.done, who, record.at, record.by, note)


def _waits_for(catalog: Catalog, kind: str) -> str:
    from msgops.engine.hands import hand_of

    if kind not in catalog.names:
        return "somebody"
    found = catalog.kind(kind)
    if found.hand is not Hand.API:
        return hand_of(found).who
    return "who gets the code, or the vendor" if found.submit is not None else "the vendor"
