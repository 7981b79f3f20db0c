"""The lease keeps two runs apart. Its token only grows, so a run that lost it differs from its successor."""

from __future__ import annotations

import os
import platform
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from msgops.model.diagnostic import Diagnostic, LockedError
from msgops.state import tables as t

if TYPE_CHECKING:
    from sqlalchemy import Connection

_DURATION = timedelta(minutes=10)
_NAME = "state"
_FREE = ""


@dataclass(frozen=True, slots=True)
class Lease:
    """What a holder needs to prove that it still holds."""

    holder: str
    token: int


def acquire(connection: Connection, actor: str, purpose: str) -> Lease:
    """Take the lease; `LockedError` names the run that holds it, and until when."""
    row = connection.execute(select(t.lease).where(t.lease.c.name == _NAME)).first()
    now = datetime.now(UTC)
    if (
        row is not None
        and row.holder != _FREE
        and datetime.fromisoformat(row.expires) > now
        and not _dead(row)
    ):
        who = row.holder.rsplit(":", 2)[0]
        detail = f"{who} on {row.host} holds it for {row.purpose} since {row.acquired}, until {row.expires}"
        remedy = "Wait for the other run to end."
        raise LockedError(Diagnostic("MS020", "The state is locked", detail, remedy))
    taken = Lease(f"{actor}:{os.getpid()}:{uuid.uuid4().hex[:8]}", 1 if row is None else row.token + 1)
    values = {
        "holder": taken.holder,
        "host": platform.node(),
        "purpose": purpose,
        "acquired": _text(now),
        "heartbeat": _text(now),
        "expires": _text(now + _DURATION),
        "token": taken.token,
    }
    if row is None:
        connection.execute(t.lease.insert(), {"name": _NAME, **values})
    else:
        connection.execute(t.lease.update().where(t.lease.c.name == _NAME).values(values))
    return taken


def renew(connection: Connection, lease: Lease) -> None:
    """Extend the lease inside a write; when another run took it over, `LockedError` undoes that write."""
    now = datetime.now(UTC)
    values = {"heartbeat": _text(now), "expires": _text(now + _DURATION)}
    if connection.execute(_mine(lease).values(values)).rowcount != 1:
        detail = (
            "this run was silent for too long and another one took the state over; nothing more was written"
        )
        remedy = "Run `msgops plan` to see where things stand."
        raise LockedError(Diagnostic("MS021", "The lease was lost", detail, remedy))


def release(connection: Connection, lease: Lease) -> None:
    """Give the lease back; the row stays, because the token must go on growing."""
    connection.execute(_mine(lease).values(holder=_FREE))


def _mine(lease: Lease) -> Any:
    return t.lease.update().where(t.lease.c.holder == lease.holder, t.lease.c.token == lease.token)


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _dead(row: Any) -> bool:
    """Whether the holder was a process of this machine that has ended; in doubt it lives until expiry."""
    if row.host != platform.node() or os.name != "posix":
        return False
    try:
        os.kill(int(row.holder.rsplit(":", 2)[1]), 0)
    except ProcessLookupError:
        return True
    except (OSError, ValueError, IndexError, OverflowError):
        return False
    return False
