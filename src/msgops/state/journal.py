"""The write-ahead journal: a call is written down before it is sent, its result with what follows from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, or_, select

from msgops.model.address import Address
from msgops.model.state import Fresh, IntentState
from msgops.state import codec
from msgops.state import tables as t

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import Connection

    from msgops.model.state import Intent, StateEntry


_MAKES = ("create", "replace")
_REMOVES = ("delete", "replace", "retire")


@dataclass(frozen=True, slots=True)
class NewIntent:
    """One call that is about to be sent. `key` is the natural key of a create, as JSON."""

    run: str
    address: Address
    action: str
    live_id: str = ""
    before: Mapping[str, Any] | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Settlement:
    """One result on its way into the state: the intent it ends, the record that follows from it, facts for the log."""

    intent: int | None
    state: IntentState
    address: Address
    action: str
    run: str
    detail: str = ""
    entry: StateEntry | None = None
    removed: tuple[Address, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


def intend(connection: Connection, intents: Sequence[NewIntent], now: str) -> list[int]:
    """Journal calls and return their numbers, in order."""
    if not intents:
        return []
    last = connection.execute(select(func.max(t.journal.c.id))).scalar() or 0
    numbers = list(range(last + 1, last + 1 + len(intents)))
    rows = [
        {
            "id": number,
            "run": one.run,
            "address": str(one.address),
            "action": one.action,
            "state": IntentState.SENT.value,
            "at": now,
            "live_id": one.live_id,
            "before": None if one.before is None else codec.dumps(one.before),
            "detail": "",
            "key": one.key,
        }
        for number, one in zip(numbers, intents, strict=True)
    ]
    connection.execute(t.journal.insert(), rows)
    return numbers


def settle(connection: Connection, settlements: Sequence[Settlement]) -> bool:
    """Write results and their records; returns whether a record changed."""
    ended = [{"i": s.intent, "s": s.state.value, "d": s.detail} for s in settlements if s.intent is not None]
    if ended:
        values: dict[str, Any] = {"state": bindparam("s"), "detail": bindparam("d")}
        connection.execute(t.journal.update().where(t.journal.c.id == bindparam("i")).values(values), ended)
    removed = [a for s in settlements for a in s.removed]
    found = [s.entry for s in settlements if s.entry is not None]
    remove(connection, removed)
    put(connection, found)
    return bool(removed or found)


def unsettled(connection: Connection) -> list[Intent]:
    """Return the calls of which nobody knows whether they took effect."""
    open_ = t.journal.c.state.in_([IntentState.SENT.value, IntentState.UNKNOWN.value])
    return [
        codec.intent(r) for r in connection.execute(select(t.journal).where(open_).order_by(t.journal.c.id))
    ]


def resolve(connection: Connection, addresses: Sequence[Address]) -> None:
    """End the doubts about these addresses."""
    c = t.journal.c
    # Spelled out: a list of values cannot stand in a statement for many rows.
    open_ = (c.state == IntentState.SENT.value) | (c.state == IntentState.UNKNOWN.value)
    one = t.journal.update().where(open_, c.address == bindparam("a"))
    connection.execute(
        one.values(state=IntentState.RESOLVED.value, detail="forgotten"), [{"a": str(a)} for a in addresses]
    )


def of_run(connection: Connection, run: str) -> list[Intent]:
    """Return the calls of a run, in the order in which they were sent."""
    found = select(t.journal).where(t.journal.c.run == run).order_by(t.journal.c.id)
    return [codec.intent(row) for row in connection.execute(found)]


def done_since(connection: Connection, since: str, kinds: Collection[str]) -> list[Intent]:
    """Return the calls to these kinds since a time (as text) that succeeded, in the order in which they were sent."""
    c = t.journal.c
    about = or_(*(c.address.startswith(f"{kind}/", autoescape=True) for kind in sorted(kinds)))
    done = select(t.journal).where(c.state == IntentState.DONE.value, c.at >= since, about).order_by(c.id)
    return [codec.intent(row) for row in connection.execute(done)]


def fresh_since(connection: Connection, since: str) -> Fresh:
    """Return what was made, deleted and changed by calls since a time (as text), of those that succeeded."""
    c = t.journal.c
    done = select(c.address, c.action, c.live_id, c.at).where(
        c.state == IntentState.DONE.value, c.at >= since
    )
    made, gone, changed = {}, {}, {}
    for text, action, live_id, at in connection.execute(done.order_by(c.id)):
        address, when = Address.parse(text), datetime.fromisoformat(at)
        if action in _REMOVES and live_id:
            gone[address.full_kind, live_id] = when
        elif action in _MAKES:
            made[address] = when
        else:
            changed[address] = when
    return Fresh(made, gone, changed)


def put(connection: Connection, found: Sequence[StateEntry]) -> None:
    """Record objects, in place of what is recorded under their addresses."""
    unique = {e.address: e for e in found}
    remove(connection, list(unique))
    if unique:
        connection.execute(t.entries.insert(), [codec.entry_row(e) for e in unique.values()])


def remove(connection: Connection, addresses: Sequence[Address]) -> None:
    """Forget objects."""
    if addresses:
        one = t.entries.delete().where(t.entries.c.address == bindparam("a"))
        connection.execute(one, [{"a": str(a)} for a in addresses])
