"""The append-only log: each record's hash covers the one before it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from msgops.model.canonical import digest
from msgops.state import tables as t

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from msgops.model.state import AuditRecord


def record_hash(values: dict[str, Any]) -> str:
    """Return the hash of a record and of the hash before it."""
    return digest([values[k] for k in ("sequence", "at", "run", "actor", "event", "address", "detail", "previous")])


def append(connection: Connection, events: Sequence[dict[str, Any]]) -> None:
    """Append events (at, run, actor, event, address, detail) in the caller's transaction."""
    if not events:
        return
    head = dict(connection.execute(select(t.meta.c.key, t.meta.c.value).where(t.meta.c.key.in_(["audit_count", "audit_hash"]))).all())  # type: ignore[arg-type]
    count, previous = int(head["audit_count"]), head["audit_hash"]
    rows = []
    for one in events:
        count += 1
        row = {**one, "sequence": count, "previous": previous}
        previous = row["hash"] = record_hash(row)
        rows.append(row)
    connection.execute(t.audit.insert(), rows)
    connection.execute(t.meta.update().where(t.meta.c.key == "audit_count").values(value=str(count)))
    connection.execute(t.meta.update().where(t.meta.c.key == "audit_hash").values(value=previous))


def first_broken(records: Sequence[AuditRecord], count: int, head: str, raw: Sequence[str]) -> int | None:
    """Return the sequence of the first record that was altered, deleted, reordered or cut off."""
    previous = ""
    for number, (record, detail) in enumerate(zip(records, raw, strict=True), 1):
        values = {
            "sequence": record.sequence,
            "at": record.at,
            "run": record.run,
            "actor": record.actor,
            "event": record.event,
            "address": record.address,
            "detail": detail,
            "previous": record.previous,
        }
        if record.sequence != number or record.previous != previous or record_hash(values) != record.hash:
            return number
        previous = record.hash
    if len(records) != count or previous != head:
        return len(records) + 1
    return None
