"""The append-only log: each record's hash covers the one before it, and `meta` keeps the head."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from msgops.model.canonical import digest
from msgops.model.state import AuditRecord
from msgops.state import codec
from msgops.state import tables as t

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from msgops.model.address import Address
    from msgops.state.journal import Settlement

_HASHED = ("sequence", "at", "run", "actor", "event", "address", "detail", "previous")


@dataclass(frozen=True, slots=True)
class NewRecord:
    """One event on its way into the log."""

    event: str
    address: Address | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    run: str = ""


def of_result(one: Settlement) -> NewRecord:
    """Return what the log says of a call's result."""
    told = {"id": one.entry.id if one.entry else "", "detail": one.detail, **one.facts}
    return NewRecord(f"{one.action} {one.state.value}", one.address, told, one.run)


def append(connection: Connection, at: str, actor: str, events: Sequence[NewRecord]) -> None:
    """Append events in the caller's transaction."""
    if not events:
        return
    count, previous = _head(connection)
    rows = []
    for number, one in enumerate(events, int(count) + 1):
        row = {
            "sequence": number,
            "at": at,
            "run": one.run,
            "actor": actor,
            "event": one.event,
            "address": str(one.address) if one.address else "",
            "detail": codec.dumps(one.detail),
            "previous": previous,
        }
        previous = digest([row[k] for k in _HASHED])
        rows.append({**row, "hash": previous})
    connection.execute(t.audit.insert(), rows)
    head = [{"k": "audit_count", "v": str(rows[-1]["sequence"])}, {"k": "audit_hash", "v": previous}]
    connection.execute(
        t.meta.update().where(t.meta.c.key == bindparam("k")).values(value=bindparam("v")), head
    )


def records(connection: Connection) -> list[AuditRecord]:
    """Return the log; text that is no JSON any more stands in its record as it is."""
    return [AuditRecord(**{**row, "detail": _readable(row["detail"])}) for row in _rows(connection)]


def first_broken(connection: Connection) -> int | None:
    """Return the sequence of the first record that was altered, deleted, reordered or cut off."""
    return _first_broken(_rows(connection), _head(connection))


def first_broken_of(found: Sequence[AuditRecord], count: int, head: str) -> int | None:
    """Return the same of records that were exported, given their number and the last hash."""
    rows = [{**asdict(r), "detail": codec.dumps(r.detail)} for r in found]
    return _first_broken(rows, (str(count), head))


def _first_broken(rows: Sequence[Mapping[str, Any]], head: tuple[str, str]) -> int | None:
    previous, number = "", 0
    for number, row in enumerate(rows, 1):
        if (row["sequence"], row["previous"], row["hash"]) != (number, previous, _hash(row)):
            return number
        previous = row["hash"]
    return None if (str(number), previous) == head else number + 1


def _hash(row: Mapping[str, Any]) -> str | None:
    """Hash a record; columns that are neither text nor number have no hash, and equal none."""
    try:
        return digest([row[k] for k in _HASHED])
    except TypeError:
        return None


def _rows(connection: Connection) -> Sequence[Mapping[str, Any]]:
    found = connection.execute(select(t.audit).order_by(t.audit.c.sequence))
    return [dict(row) for row in found.mappings()]


def _head(connection: Connection) -> tuple[str, str]:
    keys = ("audit_count", "audit_hash")
    found = connection.execute(select(t.meta.c.key, t.meta.c.value).where(t.meta.c.key.in_(keys)))
    head = {key: value for key, value in found}  # noqa: C416  # `dict` of rows has no type
    return head.get("audit_count", "-1"), head.get("audit_hash", "")


def _readable(text: str) -> Any:
    try:
        return codec.loads(text)
    except (ValueError, AttributeError):
        return {"unreadable": str(text)}
