"""The state as Python values. One instance per command; every method is one transaction."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import bindparam, select

from msgops.model.diagnostic import LockedError, StateError
from msgops.state import audit, codec, consents, journal, runs
from msgops.state import lease as leases
from msgops.state import tables as t
from msgops.state.actor import actor as who
from msgops.state.audit import NewRecord
from msgops.state.database import guarded, place_of, reader, writer
from msgops.state.hold import Hold
from msgops.state.rename import check_kinds, rename
from msgops.state.schema import open_state

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from sqlalchemy import Connection, Engine

    from msgops.model.address import Address
    from msgops.model.state import AuditRecord, Consent, Fresh, GateRecord, Intent, Run, StateEntry
    from msgops.state.journal import NewIntent, Settlement


_LEARNED = "learned"


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Store:
    """An open state."""

    engine: Engine
    place: str
    actor: str = field(default_factory=who)
    now: Callable[[], datetime] = _utc_now
    _hold: Hold | None = None

    @classmethod
    def open(
        cls,
        url: str,
        *,
        workspace: str,
        environment: str,
        base: Path,
        create: bool,
        now: Callable[[], datetime] = _utc_now,
    ) -> Store:
        """Open a state; without `create` nothing is written, and a state that does not exist is empty.

        `now` is the clock of the records; leases go by the real time.
        """
        place = place_of(url)
        with guarded(place):
            return cls(open_state(url, base, place, (workspace, environment), create=create), place, now=now)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.engine.dispose()

    def serial(self) -> int:
        """Return how often the records or gates changed."""
        with self._read() as connection:
            return int(_meta(connection, "serial"))

    def fingerprint(self) -> str:
        """Return what a saved plan binds to; an untouched new state equals no state."""
        with self._read() as connection:
            serial = int(_meta(connection, "serial"))
            return f"{_meta(connection, 'lineage')}:{serial}" if serial else "empty"

    def entries(self) -> dict[Address, StateEntry]:
        """Return every recorded object."""
        with self._read() as connection:
            return {(e := codec.entry(row)).address: e for row in connection.execute(select(t.entries))}

    def put_entries(self, found: Sequence[StateEntry]) -> None:
        """Record objects."""
        if not found:
            return
        with self._write() as connection:
            journal.put(connection, found)
            self._log(connection, [NewRecord("record", e.address, {"id": e.id}) for e in found])
            _bump(connection)

    def remove_entries(self, addresses: Sequence[Address]) -> None:
        """Forget objects, and calls in doubt for them."""
        if not addresses:
            return
        with self._write() as connection:
            journal.remove(connection, addresses)
            journal.resolve(connection, addresses)
            self._log(connection, [NewRecord("forget", a) for a in addresses])
            _bump(connection)

    def mv(self, old: Address, new: Address) -> None:
        """Record under another address, together with gates and dependencies."""
        check_kinds(old, new)
        with self._write() as connection:
            rename(connection, old, new)
            self._log(connection, [NewRecord("move", new, {"from": str(old)})])
            _bump(connection)

    def begin_run(self, command: str, *, plan_digest: str, decision: str = "") -> str:
        """Open a run and return its id; `decision` says how its plan was agreed to."""
        with self._write() as connection:
            run = runs.begin(connection, command, self.actor, plan_digest, self._stamp())
            told = {"plan": plan_digest, "host": run.host, "commit": run.commit}
            if decision:
                told["decision"] = decision
            self._log(connection, [NewRecord(f"{command} started", None, told, run.id)])
        return run.id

    def end_run(self, run: str, *, exit_code: int, summary: Mapping[str, int]) -> None:
        """Close a run."""
        with self._write() as connection:
            runs.end(connection, run, exit_code, summary, self._stamp())
            self._log(connection, [NewRecord("ended", None, {"exit_code": exit_code, **summary}, run)])

    def runs(self) -> list[Run]:
        """Return all runs, newest first."""
        with self._read() as connection:
            return runs.newest_first(connection)

    def intend(self, intents: Sequence[NewIntent]) -> list[int]:
        """Journal calls before they are sent; returns their numbers."""
        return self.write(intents, ())

    def settle(self, settlements: Sequence[Settlement]) -> None:
        """Journal results, with the records that follow from them."""
        self.write((), settlements)

    def write(self, intents: Sequence[NewIntent], settlements: Sequence[Settlement]) -> list[int]:
        """Journal intents and results in one transaction; returns the numbers of the intents."""
        with self._write() as connection:
            numbers = journal.intend(connection, intents, self._stamp())
            if journal.settle(connection, settlements):
                _bump(connection)
            self._log(connection, [audit.of_result(s) for s in settlements])
        return numbers

    def unsettled(self) -> list[Intent]:
        """Return the calls of which nobody knows whether they took effect."""
        with self._read() as connection:
            return journal.unsettled(connection)

    def fresh(self, within: float) -> Fresh:
        """Return what was made and deleted in the last seconds."""
        since = self.now() - timedelta(seconds=within)
        with self._read() as connection:
            return journal.fresh_since(connection, _text(since))

    def done(self, within: timedelta, kinds: Collection[str]) -> list[Intent]:
        """Return the calls to these kinds in the last time that succeeded, in the order in which they were sent."""
        with self._read() as connection:
            return journal.done_since(connection, _text(self.now() - within), kinds) if kinds else []

    def intents(self, run: str) -> list[Intent]:
        """Return the journalled calls of a run, in the order in which they were sent."""
        with self._read() as connection:
            return journal.of_run(connection, run)

    def gates(self) -> dict[Address, GateRecord]:
        """Return what persons confirmed."""
        with self._read() as connection:
            return {(g := codec.gate(row)).address: g for row in connection.execute(select(t.gates))}

    def put_gate(self, gate: GateRecord) -> None:
        """Record what a person confirmed."""
        with self._write() as connection:
            connection.execute(t.gates.delete().where(t.gates.c.address == str(gate.address)))
            connection.execute(t.gates.insert(), codec.gate_row(gate))
            told = {"by": gate.by, "digest": gate.digest, "note": gate.note}
            self._log(connection, [NewRecord(f"gate {gate.state.value}", gate.address, told)])
            _bump(connection)

    def remove_gates(self, addresses: Sequence[Address]) -> None:
        """Forget what persons confirmed; the steps are open again."""
        if not addresses:
            return
        with self._write() as connection:
            one = t.gates.delete().where(t.gates.c.address == bindparam("a"))
            connection.execute(one, [{"a": str(a)} for a in addresses])
            self._log(connection, [NewRecord("gate removed", a) for a in addresses])
            _bump(connection)

    def learned(self) -> dict[str, Any]:
        """Return what vendors compute and outputs tell, by `provider.Kind/name.field`."""
        with self._read() as connection:
            found = connection.execute(select(t.meta.c.value).where(t.meta.c.key == _LEARNED)).scalar()
            return dict(codec.loads(found)) if found else {}

    def put_learned(self, values: Mapping[str, Any]) -> None:
        """Remember what outputs tell, in place of what was known; a saved plan stays valid."""
        with self._write() as connection:
            connection.execute(t.meta.delete().where(t.meta.c.key == _LEARNED))
            if values:
                connection.execute(t.meta.insert(), {"key": _LEARNED, "value": codec.dumps(values)})

    def consents(self) -> list[Consent]:
        """Return what was allowed although a guard refuses it, also what has expired since."""
        with self._read() as connection:
            return consents.find(connection)

    def put_consents(self, given: Sequence[Consent]) -> None:
        """Record consents, in place of those to the same rule, address and day; a saved plan stays valid."""
        if not given:
            return
        with self._write() as connection:
            consents.put(connection, given)
            self._log(connection, [NewRecord("consent", None, codec.consent_row(one)) for one in given])

    def append_audit(self, events: Sequence[NewRecord]) -> None:
        """Append events to the log."""
        with self._write() as connection:
            self._log(connection, events)

    def audit(self) -> list[AuditRecord]:
        """Return the log."""
        with self._read() as connection:
            return audit.records(connection)

    def verify_audit(self) -> int | None:
        """Return the first broken record of the log, or nothing when it is whole."""
        with self._read() as connection:
            return audit.first_broken(connection)

    @contextmanager
    def lease(self, purpose: str) -> Iterator[Hold]:
        """Hold the state for one writing command; `LockedError` names the holder.

        A heartbeat and each write renew it. Once it is lost, nothing is written through this store any more.
        """
        self._hold = None
        with self._write() as connection:
            held = leases.acquire(connection, self.actor, purpose)
        hold = self._hold = Hold(held, self._renew)
        hold.start()
        try:
            yield hold
        except BaseException:
            with suppress(StateError):  # the error at hand says more
                self._release(hold)
            raise
        self._release(hold)

    def ensure_held(self) -> None:
        """Refuse (`LockedError` MS021) when it is known already that the lease was lost; asks no database."""
        if self._hold is not None and self._hold.lost.is_set():
            raise leases.lost()

    def tenure(self) -> leases.Tenure | None:
        """Return who holds the state, or held it last; nothing when nobody ever did."""
        with self._read() as connection:
            return leases.look(connection)

    def unlock(self, seen: leases.Tenure) -> None:
        """Free the state of a holder, whose late writes are refused from now on; `LockedError` if another has it."""
        with self._write() as connection:
            if leases.unlock(connection, seen.token):
                told = {k: str(v) for k, v in asdict(seen).items()}
                self._log(connection, [NewRecord("unlock", None, told)])

    def _renew(self) -> None:
        with self._write():
            pass

    def _release(self, hold: Hold) -> None:
        hold.stop()
        # A lease that was lost cannot be given back, and this store writes no more.
        with suppress(LockedError):
            with self._write() as connection:
                leases.release(connection, hold.lease)
            self._hold = None

    def _log(self, connection: Connection, events: Sequence[NewRecord]) -> None:
        audit.append(connection, self._stamp(), self.actor, events)

    def _stamp(self) -> str:
        return _text(self.now())

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        """Open one consistent view."""
        with guarded(self.place), reader(self.engine).connect() as connection:
            yield connection

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        """Open a transaction that no other writer can interleave with."""
        with guarded(self.place), writer(self.engine).begin() as connection:
            connection.execute(select(t.meta.c.value).where(t.meta.c.key == "serial").with_for_update())
            if self._hold is not None:
                self._prove(connection, self._hold)
            yield connection

    def _prove(self, connection: Connection, hold: Hold) -> None:
        """Renew the lease, or refuse the write."""
        self.ensure_held()
        try:
            leases.renew(connection, hold.lease)
        except LockedError:
            hold.lose()
            raise


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def _meta(connection: Connection, key: str) -> str:
    return str(connection.execute(select(t.meta.c.value).where(t.meta.c.key == key)).scalar_one())


def _bump(connection: Connection) -> None:
    value = str(int(_meta(connection, "serial")) + 1)
    connection.execute(t.meta.update().where(t.meta.c.key == "serial").values(value=value))
