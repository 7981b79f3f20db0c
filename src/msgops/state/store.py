"""The state as Python values. One instance per command; every method is one transaction."""

from __future__ import annotations

import getpass
import os
import socket
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import bindparam, func, select

from msgops.model.address import Address
from msgops.model.diagnostic import Diagnostic, LockedError, StateError
from msgops.model.state import AuditRecord, GateRecord, GateState, Intent, IntentState, Run, StateEntry
from msgops.state import audit
from msgops.state import tables as t
from msgops.state.database import check, guarded, open_engine, prepare

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_LEASE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Settlement:
    """One result on its way into the state: the intent it ends, and the record that follows from it."""

    intent: int | None
    state: IntentState
    address: Address
    action: str
    run: str
    detail: str = ""
    entry: StateEntry | None = None
    removed: tuple[Address, ...] = ()


@dataclass(frozen=True, slots=True)
class NewIntent:
    """One call that is about to be sent."""

    run: str
    address: Address
    action: str
    live_id: str = ""
    before: Mapping[str, Any] | None = None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _json(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


@dataclass
class Store:
    """An open state."""

    engine: Engine
    place: str
    actor: str = field(default_factory=lambda: os.environ.get("MSGOPS_ACTOR") or getpass.getuser())

    @classmethod
    def open(cls, url: str, *, workspace: str, environment: str, base: Path, create: bool) -> Store:
        """Open a state; without `create` nothing is written, and a state that does not exist is empty."""
        engine = open_engine(url, base, create=create)
        store = cls(engine, url.rpartition("@")[2])
        in_memory = str(engine.url) == "sqlite://"
        try:
            with guarded(store.place):
                if create or in_memory:
                    prepare(engine, workspace=workspace, environment=environment)
                else:
                    with engine.connect() as connection:
                        found = dict(connection.execute(select(t.meta.c.key, t.meta.c.value)).all())  # type: ignore[arg-type]
                    check(found, workspace=workspace, environment=environment)
                if in_memory:
                    # A state that does not exist yet has one fingerprint, so that plans made without it are alike.
                    with engine.begin() as connection:
                        connection.execute(t.meta.update().where(t.meta.c.key == "lineage").values(value="none"))
        except BaseException:
            engine.dispose()
            raise
        return store

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.engine.dispose()

    def _meta(self, key: str) -> str:
        with guarded(self.place), self.engine.connect() as connection:
            return str(connection.execute(select(t.meta.c.value).where(t.meta.c.key == key)).scalar_one())

    def serial(self) -> int:
        """Return how often the records changed."""
        return int(self._meta("serial"))

    def fingerprint(self) -> str:
        """Return what a saved plan binds to; an untouched new state equals no state."""
        serial = self.serial()
        return f"{self._meta('lineage')}:{serial}" if serial else "empty"

    def entries(self) -> dict[Address, StateEntry]:
        """Return every recorded object."""
        with guarded(self.place), self.engine.connect() as connection:
            rows = connection.execute(select(t.entries)).all()
        return {(e := _entry(row)).address: e for row in rows}

    def put_entries(self, found: Sequence[StateEntry]) -> None:
        """Record objects."""
        with self._write() as connection:
            _put(connection, found)
            _bump(connection)

    def remove_entries(self, addresses: Sequence[Address]) -> None:
        """Forget objects."""
        with self._write() as connection:
            _remove(connection, addresses)
            audit.append(connection, [self._event("", "forget", a, {}) for a in addresses])
            _bump(connection)

    def mv(self, old: Address, new: Address) -> None:
        """Record under another address; `StateError` when that one is taken."""
        known = self.entries()
        if new in known:
            raise StateError(Diagnostic("MS010", "The address is taken", f"{new} is recorded already", "Remove that record first."))
        entry = known[old]
        moved = StateEntry(new, entry.account, entry.id, entry.applied, entry.depends_on, entry.protected)
        with self._write() as connection:
            _remove(connection, [old])
            _put(connection, [moved])
            audit.append(connection, [self._event("", "move", new, {"from": str(old)})])
            _bump(connection)

    def begin_run(self, command: str, *, plan_digest: str) -> str:
        """Open a run and return its id."""
        run = uuid.uuid4().hex[:12]
        row = {
            "id": run,
            "command": command,
            "actor": self.actor,
            "host": socket.gethostname(),
            "commit_id": os.environ.get("GITHUB_SHA") or os.environ.get("CI_COMMIT_SHA") or "",
            "plan_digest": plan_digest,
            "started": _now(),
            "ended": "",
            "exit_code": None,
            "summary": "{}",
        }
        with self._write() as connection:
            connection.execute(t.runs.insert(), row)
            audit.append(connection, [self._event(run, f"{command} started", None, {"plan": plan_digest})])
        return run

    def end_run(self, run: str, *, exit_code: int, summary: Mapping[str, int]) -> None:
        """Close a run."""
        values = {"ended": _now(), "exit_code": exit_code, "summary": _json(summary)}
        with self._write() as connection:
            connection.execute(t.runs.update().where(t.runs.c.id == run).values(values))
            audit.append(connection, [self._event(run, "ended", None, {"exit_code": exit_code, **summary})])

    def runs(self) -> list[Run]:
        """Return all runs, newest first."""
        with guarded(self.place), self.engine.connect() as connection:
            rows = connection.execute(select(t.runs).order_by(t.runs.c.started.desc(), t.runs.c.id)).all()
        return [
            Run(r.id, r.command, r.actor, r.host, r.commit_id, r.plan_digest, r.started, r.ended, r.exit_code, orjson.loads(r.summary))
            for r in rows
        ]

    def write(self, intents: Sequence[NewIntent], settlements: Sequence[Settlement]) -> list[int]:
        """Journal intents and results in one transaction; returns the numbers of the intents."""
        with self._write() as connection:
            numbers = self._intend(connection, intents) if intents else []
            if settlements:
                self._settle(connection, settlements)
        return numbers

    def _intend(self, connection: Connection, intents: Sequence[NewIntent]) -> list[int]:
        last = connection.execute(select(func.max(t.journal.c.id))).scalar() or 0
        numbers = list(range(last + 1, last + 1 + len(intents)))
        now = _now()
        rows = [
            {
                "id": number,
                "run": one.run,
                "address": str(one.address),
                "action": one.action,
                "state": IntentState.SENT.value,
                "at": now,
                "live_id": one.live_id,
                "before": _json(one.before) if one.before is not None else None,
                "detail": "",
            }
            for number, one in zip(numbers, intents, strict=True)
        ]
        connection.execute(t.journal.insert(), rows)
        return numbers

    def _settle(self, connection: Connection, settlements: Sequence[Settlement]) -> None:
        ended = [{"i": s.intent, "s": s.state.value, "d": s.detail} for s in settlements if s.intent is not None]
        if ended:
            where = t.journal.c.id == bindparam("i")
            connection.execute(t.journal.update().where(where).values(state=bindparam("s"), detail=bindparam("d")), ended)
        removed = [a for s in settlements for a in s.removed]
        put = [s.entry for s in settlements if s.entry is not None]
        _remove(connection, removed)
        _put(connection, put)
        events = [
            self._event(s.run, f"{s.action} {s.state.value}", s.address, {"id": s.entry.id if s.entry else "", "detail": s.detail})
            for s in settlements
        ]
        audit.append(connection, events)
        if put or removed:
            _bump(connection)

    def unsettled(self) -> list[Intent]:
        """Return the calls of which nobody knows whether they took effect."""
        states = [IntentState.SENT.value, IntentState.UNKNOWN.value]
        with guarded(self.place), self.engine.connect() as connection:
            rows = connection.execute(select(t.journal).where(t.journal.c.state.in_(states)).order_by(t.journal.c.id)).all()
        return [
            Intent(
                id=r.id,
                run=r.run,
                address=Address.parse(r.address),
                action=r.action,
                state=IntentState(r.state),
                at=r.at,
                before=orjson.loads(r.before) if r.before else None,
                live_id=r.live_id,
                detail=r.detail,
            )
            for r in rows
        ]

    def gates(self) -> dict[Address, GateRecord]:
        """Return what persons confirmed."""
        with guarded(self.place), self.engine.connect() as connection:
            rows = connection.execute(select(t.gates)).all()
        found = [
            GateRecord(Address.parse(r.address), GateState(r.state), r.digest, r.by, r.at, r.note, orjson.loads(r[6]))
            for r in rows
        ]
        return {g.address: g for g in found}

    def put_gate(self, gate: GateRecord) -> None:
        """Record what a person confirmed."""
        row = {
            "address": str(gate.address),
            "state": gate.state.value,
            "digest": gate.digest,
            "by": gate.by,
            "at": gate.at,
            "note": gate.note,
            "values": _json(gate.values),
        }
        with self._write() as connection:
            connection.execute(t.gates.delete().where(t.gates.c.address == str(gate.address)))
            connection.execute(t.gates.insert(), row)
            audit.append(connection, [self._event("", f"gate {gate.state.value}", gate.address, {"note": gate.note})])
            _bump(connection)

    def audit(self) -> list[AuditRecord]:
        """Return the log."""
        return [r for r, _ in self._audit()]

    def verify_audit(self) -> int | None:
        """Return the first broken record of the log, or nothing when it is whole."""
        found = self._audit()
        count, head = int(self._meta("audit_count")), self._meta("audit_hash")
        return audit.first_broken([r for r, _ in found], count, head, [d for _, d in found])

    def _audit(self) -> list[tuple[AuditRecord, str]]:
        with guarded(self.place), self.engine.connect() as connection:
            rows = connection.execute(select(t.audit).order_by(t.audit.c.sequence)).all()
        return [
            (AuditRecord(r.sequence, r.at, r.run, r.actor, r.event, r.address, orjson.loads(r.detail), r.previous, r.hash), r.detail)
            for r in rows
        ]

    @contextmanager
    def lease(self, purpose: str) -> Iterator[None]:
        """Hold the state for one writing command; `LockedError` names who holds it."""
        holder = f"{self.actor}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        self._acquire(holder, purpose)
        try:
            yield
        finally:
            with self._write() as connection:
                connection.execute(t.lease.delete().where(t.lease.c.holder == holder))

    def _acquire(self, holder: str, purpose: str) -> None:
        now = datetime.now(UTC)
        with self._write() as connection:
            row = connection.execute(select(t.lease)).first()
            if row is not None and datetime.fromisoformat(row.expires) > now and not _dead(row):
                detail = f"{row.holder.partition(':')[0]} on {row.host} holds it for {row.purpose} since {row.acquired}, until {row.expires}"
                raise LockedError(Diagnostic("MS020", "The state is locked", detail, "Wait for the other run to end."))
            token = row.token + 1 if row is not None else 1
            connection.execute(t.lease.delete())
            stamp = now.isoformat(timespec="seconds")
            values = {
                "name": "state",
                "holder": holder,
                "host": socket.gethostname(),
                "purpose": purpose,
                "acquired": stamp,
                "heartbeat": stamp,
                "expires": (now + _LEASE).isoformat(timespec="seconds"),
                "token": token,
            }
            connection.execute(t.lease.insert(), values)

    def _event(self, run: str, event: str, address: Address | None, detail: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "at": _now(),
            "run": run,
            "actor": self.actor,
            "event": event,
            "address": str(address) if address else "",
            "detail": _json(detail),
        }

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        with guarded(self.place), self.engine.begin() as connection:
            yield connection


def _dead(row: Any) -> bool:
    """Whether the holder was a process of this machine that no longer runs."""
    if row.host != socket.gethostname():
        return False
    try:
        os.kill(int(row.holder.split(":")[1]), 0)
    except (ProcessLookupError, ValueError, IndexError):
        return True
    except PermissionError:
        return False
    return False


def _entry(row: Any) -> StateEntry:
    depends = orjson.loads(row.depends_on)
    return StateEntry(
        address=Address.parse(row.address),
        account=row.account,
        id=row.id,
        applied=orjson.loads(row.applied),
        depends_on=tuple(Address.parse(d) for d in depends),
        protected=bool(row.protected),
    )


def _put(connection: Connection, found: Sequence[StateEntry]) -> None:
    if not found:
        return
    unique = {e.address: e for e in found}
    _remove(connection, list(unique))
    rows = [
        {
            "address": str(e.address),
            "account": e.account,
            "id": e.id,
            "applied": _json(e.applied),
            "depends_on": _json([str(d) for d in e.depends_on]),
            "protected": e.protected,
        }
        for e in unique.values()
    ]
    connection.execute(t.entries.insert(), rows)


def _remove(connection: Connection, addresses: Sequence[Address]) -> None:
    texts = [str(a) for a in addresses]
    for start in range(0, len(texts), 500):
        connection.execute(t.entries.delete().where(t.entries.c.address.in_(texts[start : start + 500])))


def _bump(connection: Connection) -> None:
    value = connection.execute(select(t.meta.c.value).where(t.meta.c.key == "serial")).scalar_one()
    connection.execute(t.meta.update().where(t.meta.c.key == "serial").values(value=str(int(value) + 1)))
