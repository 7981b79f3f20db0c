"""What somebody allowed although a guard refuses it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from msgops.state import codec
from msgops.state import tables as t

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from msgops.model.state import Consent


def find(connection: Connection) -> list[Consent]:
    """Return all consents, also those that have expired, by rule, address and last day."""
    c = t.consents.c
    in_order = select(t.consents).order_by(c.rule, c.address, c.until)
    return [codec.consent(row) for row in connection.execute(in_order)]


def put(connection: Connection, given: Sequence[Consent]) -> None:
    """Record consents, in place of those to the same rule and address with the same last day."""
    c = t.consents.c
    same = (c.rule == bindparam("r"), c.address == bindparam("a"), c.until == bindparam("u"))
    unique = {(one.rule, one.address, one.until): one for one in given}
    connection.execute(t.consents.delete().where(*same), [{"r": r, "a": a, "u": u} for r, a, u in unique])
    connection.execute(t.consents.insert(), [codec.consent_row(one) for one in unique.values()])
