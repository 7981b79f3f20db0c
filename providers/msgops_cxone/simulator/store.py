"""Rows by number: find one, keep its name its own, change it so that the audit history knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgops.sandbox.kit import Call, World
from msgops_cxone.simulator.errors import Refused, missing
from msgops_cxone.simulator.lists import Row, iso


def rows(world: World, kind: str) -> list[Row]:
    """Return the rows of a kind, oldest first."""
    return list(world.table(kind).values())


def add(world: World, kind: str, row: Row, key: str, start: int = 1) -> Row:
    """Store a row under the next number, which is its `key` field."""
    row[key] = world.next(kind, start)
    world.table(kind)[str(row[key])] = row
    return row


def find(call: Call, kind: str, identity: Any, text: str = "") -> Row:
    """Return a row by its number, or refuse."""
    row = call.world.table(kind).get(str(identity))
    if row is None:
        raise missing(f"{text or kind} {identity} does not exist")
    return row


def refer(call: Call, kind: str, identity: Any, field: str) -> Row:
    """Return the row that a body refers to; an unknown one is the body's fault."""
    row = call.world.table(kind).get(str(identity))
    if row is None:
        raise Refused(f"{field} {identity} does not exist", field=field)
    return row


def named(world: World, kind: str, field: str, name: Any) -> Row | None:
    """Return the row with a name, in any case."""
    return next(
        (r for r in rows(world, kind) if str(r.get(field, "")).casefold() == str(name).casefold()), None
    )


def own(call: Call, kind: str, field: str, name: str, but: Row | None = None) -> None:
    """Refuse a name that another row has, also an inactive one: nothing is ever deleted. [assumed: D.11, D.13]"""
    other = named(call.world, kind, field, name)
    if other is not None and other is not but:
        raise Refused(f"{field} '{name}' already exists", field=field)


def change(call: Call, kind: str, row: Row, values: Mapping[str, Any], stamp: str = "lastUpdateTime") -> None:
    """Change a row; what differs becomes an entry of its audit history."""
    for name, value in values.items():
        if row.get(name) != value:
            call.world.audit.append(
                {
                    "kind": kind,
                    "row": row,
                    "id": call.world.next("audit"),
                    "columnName": name,
                    "oldValue": _word(row.get(name)),
                    "newValue": _word(value),
                    "date": iso(call),
                    "modifiedBy": _number(call),
                    "modifiedByName": call.actor,
                }
            )
    row.update(values)
    if stamp:
        row[stamp] = iso(call)


def _word(value: Any) -> str:
    return "" if value is None else str(value)


def _number(call: Call) -> int:
    found = named(call.world, "agents", "userName", call.actor)
    return int(found["agentId"]) if found else 0


def history(call: Call, kind: str, row: Row, identity: str) -> list[Row]:
    """Return the audit history of a row, newest last; `identity` is how the entry's number is spelt here."""
    names = ("columnName", "newValue", "oldValue", "date", "modifiedBy", "modifiedByName")
    return [
        {identity: entry["id"], **{n: entry[n] for n in names}}
        for entry in call.world.audit
        if entry["kind"] == kind and entry["row"] is row
    ]
