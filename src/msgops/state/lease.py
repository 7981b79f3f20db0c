"""The lease keeps two runs apart. Its token only grows, so a run that lost it differs from its successor."""

from __future__ import annotations

import os
import platform
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from msgops.model.diagnostic import Diagnostic, LockedError
from msgops.state import process
from msgops.state import tables as t

if TYPE_CHECKING:
    from sqlalchemy import Connection

DURATION = timedelta(seconds=60)
"""How long a holder that shows no sign of life keeps the state."""

_NAME = "state"
_RELEASED = ""


@dataclass(frozen=True, slots=True)
class Lease:
    """What a holder needs to prove that it still holds."""

    holder: str
    token: int


class Standing(StrEnum):
    """Whether the next run can take the state: only `HELD` keeps it out."""

    FREE = "free"
    HELD = "held"
    EXPIRED = "expired"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Tenure:
    """Who holds the state, or held it last. Times are ISO 8601; `expires` is empty after a release."""

    standing: Standing
    holder: str
    host: str
    purpose: str
    acquired: str
    heartbeat: str
    expires: str
    token: int

    def __str__(self) -> str:
        until = f", until {self.expires}" if self.expires else ""
        return f"{self.holder} on {self.host} holds it for {self.purpose} since {self.acquired}{until}"


def look(connection: Connection) -> Tenure | None:
    """Return who holds or held the state; nothing when nobody ever did."""
    row = connection.execute(select(t.lease).where(t.lease.c.name == _NAME)).first()
    if row is None:
        return None
    return Tenure(
        _standing(row, _clock(connection)),
        row.holder.rsplit(":", 2)[0],
        row.host,
        row.purpose,
        row.acquired,
        row.heartbeat,
        row.expires,
        row.token,
    )


def acquire(connection: Connection, actor: str, purpose: str) -> Lease:
    """Take the lease; `LockedError` names the run that holds it, and until when."""
    before = look(connection)
    if before is not None and before.standing is Standing.HELD:
        raise _locked(before)
    taken = Lease(f"{actor}:{os.getpid()}:{uuid.uuid4().hex[:8]}", before.token + 1 if before else 1)
    now = _clock(connection)
    values = {
        "holder": taken.holder,
        "host": platform.node(),
        "purpose": purpose,
        "acquired": _text(now),
        "heartbeat": _text(now),
        "expires": _text(now + DURATION),
        "token": taken.token,
        "process": process.identity(),
    }
    if before is None:
        connection.execute(t.lease.insert(), {"name": _NAME, **values})
    else:
        connection.execute(t.lease.update().where(t.lease.c.name == _NAME).values(values))
    return taken


def renew(connection: Connection, lease: Lease) -> None:
    """Extend the lease inside a write; when another run took it over, `LockedError` undoes that write."""
    now = _clock(connection)
    values = {"heartbeat": _text(now), "expires": _text(now + DURATION)}
    if connection.execute(_mine(lease).values(values)).rowcount != 1:
        raise lost()


def release(connection: Connection, lease: Lease) -> None:
    """Give the lease back; the row stays, because the token must go on growing."""
    connection.execute(_mine(lease).values(expires=_RELEASED))


def unlock(connection: Connection, token: int) -> bool:
    """Free the state of the holder with that token, who can write nothing from now on; returns whether it had it.

    `LockedError` names the run that has taken it meanwhile.
    """
    freed = t.lease.update().where(t.lease.c.token == token).values(expires=_RELEASED, token=token + 1)
    if connection.execute(freed).rowcount == 1:
        return True
    if (now := look(connection)) is not None and now.standing is Standing.HELD:
        raise _locked(now)
    return False


def lost() -> LockedError:
    """Return what a run is told whose lease another one took over."""
    detail = "this run was silent for too long and another one took the state over, or somebody unlocked it; nothing more was written"
    remedy = "Run `msgops plan` to see where things stand."
    return LockedError(Diagnostic("MS021", "The lease was lost", detail, remedy))


def _locked(by: Tenure) -> LockedError:
    remedy = "Wait for the other run to end. If it never will, `msgops state unlock` frees the state."
    return LockedError(Diagnostic("MS020", "The state is locked", str(by), remedy))


def _mine(lease: Lease) -> Any:
    c = t.lease.c
    return t.lease.update().where(c.holder == lease.holder, c.token == lease.token, c.expires != _RELEASED)


def _standing(row: Any, now: datetime) -> Standing:
    # The first schema blanked the holder where the expiry is blanked today.
    if _RELEASED in (row.holder, row.expires):
        return Standing.FREE
    if datetime.fromisoformat(row.expires) <= now:
        return Standing.EXPIRED
    return Standing.DEAD if process.ended(row.process) else Standing.HELD


def _clock(connection: Connection) -> datetime:
    """Return the time of the server, which all its users share; a file has this machine's."""
    if connection.dialect.name == "postgresql":
        now: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
        return now.astimezone(UTC)
    return datetime.now(UTC)


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
