"""The state as Python values. One instance per command; every method is one transaction."""

from __future__ import annotations

import os
import platform
import uuid
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import bindparam, select

from msgops.model.diagnostic import Diagnostic, StateError
from msgops.state import audit, codec, journal
from msgops.state import lease as leases
from msgops.state import tables as t
from msgops.state.database import guarded, place_of, writer
from msgops.state.schema import open_state

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from sqlalchemy import Connection, Engine

    from msgops.model.address import Address
    from msgops.model.state import AuditRecord, Consent, GateRecord, Intent, Run, StateEntry
    from msgops.state.journal import NewIntent, Settlement


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _actor() -> str:
    """Return who runs this: `MSGOPS_ACTOR`, else the login name, else the number of a user without a name."""
    import getpass  # noqa: PLC0415  # not needed where the actor is given

    if given := os.environ.get("MSGOPS_ACTOR"):
        return given
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return f"uid {os.getuid()}" if os.name == "posix" else "unknown"


@dataclass(frozen=True, slots=True)
class NewRecord:
    """One event on its way into the log."""

    event: str
    address: Address | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    run: str = ""


@dataclass
class Store:
    """An open state."""

    engine: Engine
    place: str
    actor: str = field(default_factory=_actor)
    _lease: leases.Lease | None = None

    @classmethod
    def open(cls, url: str, *, workspace: str, environment: str, base: Path, create: bool) -> Store:
        """Open a state; without `create` nothing is written, and a state that does not exist is empty."""
        place = place_of(url)
        with guarded(place):
            return cls(open_state(url, base, place, (workspace, environment), create=create), place)

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
        """Forget objects."""
        if not addresses:
            return
        with self._write() as connection:
            journal.remove(connection, addresses)
            self._log(connection, [NewRecord("forget", a) for a in addresses])
            _bump(connection)

    def mv(self, old: Address, new: Address) -> None:
        """Record under another address, together with gates and dependencies."""
        if old.full_kind != new.full_kind:
            detail = f"{old} cannot become {new}: the recorded id names an object of kind {old.full_kind}"
            raise StateError(
                Diagnostic("MS011", "The kinds differ", detail, "Keep the kind; change the name only.")
            )
        with self._write() as connection:
            taken = connection.execute(select(t.entries.c.id).where(t.entries.c.address == str(new))).first()
            if taken is not None:
                detail, remedy = f"{new} is recorded already", f"Forget it first: msgops state rm {new}"
                raise StateError(Diagnostic("MS010", "The address is taken", detail, remedy))
            if not _rename(connection, old, new):
                detail, remedy = f"there is no record of {old}", "`msgops state list` names all records."
                raise StateError(Diagnostic("MS012", "The address is not recorded", detail, remedy))
            self._log(connection, [NewRecord("move", new, {"from": str(old)})])
            _bump(connection)

    def begin_run(self, command: str, *, plan_digest: str) -> str:
        """Open a run and return its id."""
        row = {
            "id": uuid.uuid4().hex[:12],
            "command": command,
            "actor": self.actor,
            "host": platform.node(),
            "commit_id": os.environ.get("GITHUB_SHA") or os.environ.get("CI_COMMIT_SHA") or "",
            "plan_digest": plan_digest,
            "started": _now(),
            "ended": "",
            "exit_code": None,
            "summary": "{}",
        }
        told = {"plan": plan_digest, "host": row["host"], "commit": row["commit_id"]}
        with self._write() as connection:
            connection.execute(t.runs.insert(), row)
            self._log(connection, [NewRecord(f"{command} started", None, told, str(row["id"]))])
        return str(row["id"])

    def end_run(self, run: str, *, exit_code: int, summary: Mapping[str, int]) -> None:
        """Close a run."""
        values = {"ended": _now(), "exit_code": exit_code, "summary": codec.dumps(summary)}
        with self._write() as connection:
            connection.execute(t.runs.update().where(t.runs.c.id == run).values(values))
            self._log(connection, [NewRecord("ended", None, {"exit_code": exit_code, **summary}, run)])

    def runs(self) -> list[Run]:
        """Return all runs, newest first."""
        newest = select(t.runs).order_by(t.runs.c.started.desc(), t.runs.c.id)
        with self._read() as connection:
            return [codec.run(row) for row in connection.execute(newest)]

    def intend(self, intents: Sequence[NewIntent]) -> list[int]:
        """Journal calls before they are sent; returns their numbers."""
        return self.write(intents, ())

    def settle(self, settlements: Sequence[Settlement]) -> None:
        """Journal results, with the records that follow from them."""
        self.write((), settlements)

    def write(self, intents: Sequence[NewIntent], settlements: Sequence[Settlement]) -> list[int]:
        """Journal intents and results in one transaction; returns the numbers of the intents."""
        with self._write() as connection:
            numbers = journal.intend(connection, intents, _now())
            if journal.settle(connection, settlements):
                _bump(connection)
            self._log(connection, [_result(s) for s in settlements])
        return numbers

    def unsettled(self) -> list[Intent]:
        """Return the calls of which nobody knows whether they took effect."""
        with self._read() as connection:
            return journal.unsettled(connection)

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

    def consents(self) -> list[Consent]:
        """Return what was allowed although a guard refuses it, also what has expired since."""
        in_order = select(t.consents).order_by(t.consents.c.rule, t.consents.c.address, t.consents.c.until)
        with self._read() as connection:
            return [codec.consent(row) for row in connection.execute(in_order)]

    def put_consents(self, given: Sequence[Consent]) -> None:
        """Record consents, in place of those to the same rule, address and day; a saved plan stays valid."""
        if not given:
            return
        with self._write() as connection:
            c = t.consents.c
            same = (c.rule == bindparam("r"), c.address == bindparam("a"), c.until == bindparam("u"))
            unique = {(one.rule, one.address, one.until): one for one in given}
            connection.execute(
                t.consents.delete().where(*same), [{"r": r, "a": a, "u": u} for r, a, u in unique]
            )
            connection.execute(t.consents.insert(), [codec.consent_row(one) for one in unique.values()])
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
    def lease(self, purpose: str) -> Iterator[None]:
        """Hold the state for one writing command, renewed by each write; `LockedError` names the holder."""
        with self._write() as connection:
            held = leases.acquire(connection, self.actor, purpose)
        self._lease = held
        try:
            yield
        except BaseException:
            with suppress(StateError):  # the error at hand says more
                self._release(held)
            raise
        self._release(held)

    def _release(self, held: leases.Lease) -> None:
        self._lease = None
        with self._write() as connection:
            leases.release(connection, held)

    def _log(self, connection: Connection, events: Sequence[NewRecord]) -> None:
        rows = [
            {
                "at": _now(),
                "run": one.run,
                "actor": self.actor,
                "event": one.event,
                "address": str(one.address) if one.address else "",
                "detail": codec.dumps(one.detail),
            }
            for one in events
        ]
        audit.append(connection, rows)

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        """Open one consistent view."""
        with guarded(self.place), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        """Open a transaction that no other writer can interleave with."""
        with guarded(self.place), writer(self.engine).begin() as connection:
            connection.execute(select(t.meta.c.value).where(t.meta.c.key == "serial").with_for_update())
            if self._lease is not None:
                leases.renew(connection, self._lease)
            yield connection


def _result(one: Settlement) -> NewRecord:
    told = {"id": one.entry.id if one.entry else "", "detail": one.detail}
    return NewRecord(f"{one.action} {one.state.value}", one.address, told, one.run)


def _rename(connection: Connection, old: Address, new: Address) -> bool:
    """Write another address wherever the old one stands; returns whether there was a record."""
    moved = t.entries.update().where(t.entries.c.address == str(old)).values(address=str(new))
    if connection.execute(moved).rowcount == 0:
        return False
    connection.execute(t.gates.delete().where(t.gates.c.address == str(new)))
    connection.execute(t.gates.update().where(t.gates.c.address == str(old)).values(address=str(new)))
    naming = t.entries.c.depends_on.contains(codec.dumps(str(old)), autoescape=True)
    for address, needs in connection.execute(
        select(t.entries.c.address, t.entries.c.depends_on).where(naming)
    ).all():
        names = [str(new) if name == str(old) else name for name in codec.loads(needs)]
        one = t.entries.update().where(t.entries.c.address == address)
        connection.execute(one.values(depends_on=codec.dumps(names)))
    return True


def _meta(connection: Connection, key: str) -> str:
    return str(connection.execute(select(t.meta.c.value).where(t.meta.c.key == key)).scalar_one())


def _bump(connection: Connection) -> None:
    value = str(int(_meta(connection, "serial")) + 1)
    connection.execute(t.meta.update().where(t.meta.c.key == "serial").values(value=value))
