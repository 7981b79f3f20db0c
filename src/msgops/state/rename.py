"""Writes another address wherever the old one stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from msgops.model.diagnostic import Diagnostic, StateError
from msgops.state import codec
from msgops.state import tables as t

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from msgops.model.address import Address


def check_kinds(old: Address, new: Address) -> None:
    """Refuse to record an object under another kind."""
    if old.full_kind != new.full_kind:
        detail = f"{old} cannot become {new}: the recorded id names an object of kind {old.full_kind}"
        raise StateError(
            Diagnostic("MS011", "The kinds differ", detail, "Keep the kind; change the name only.")
        )


def rename(connection: Connection, old: Address, new: Address) -> None:
    """Move a record with its gate, and what depends on it."""
    taken = connection.execute(select(t.entries.c.id).where(t.entries.c.address == str(new))).first()
    if taken is not None:
        detail, remedy = f"{new} is recorded already", f"Forget it first: msgops state rm {new}"
        raise StateError(Diagnostic("MS010", "The address is taken", detail, remedy))
    moved = t.entries.update().where(t.entries.c.address == str(old)).values(address=str(new))
    if connection.execute(moved).rowcount == 0:
        detail, remedy = f"there is no record of {old}", "`msgops state list` names all records."
        raise StateError(Diagnostic("MS012", "The address is not recorded", detail, remedy))
    connection.execute(t.gates.delete().where(t.gates.c.address == str(new)))
    connection.execute(t.gates.update().where(t.gates.c.address == str(old)).values(address=str(new)))
    naming = t.entries.c.depends_on.contains(codec.dumps(str(old)), autoescape=True)
    for address, needs in connection.execute(
        select(t.entries.c.address, t.entries.c.depends_on).where(naming)
    ).all():
        names = [str(new) if name == str(old) else name for name in codec.loads(needs)]
        one = t.entries.update().where(t.entries.c.address == address)
        connection.execute(one.values(depends_on=codec.dumps(names)))
