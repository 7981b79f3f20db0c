"""The runs of writing commands."""

from __future__ import annotations

import os
import platform
import uuid
from typing import TYPE_CHECKING

from sqlalchemy import select

from msgops.state import codec
from msgops.state import tables as t

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from msgops.model.state import Run


def begin(connection: Connection, command: str, actor: str, plan_digest: str, now: str) -> Run:
    """Open a run."""
    run = {
        "id": uuid.uuid4().hex[:12],
        "command": command,
        "actor": actor,
        "host": platform.node(),
        "commit_id": (os.environ.get("GITHUB_SHA") or os.environ.get("CI_COMMIT_SHA") or "")[:64],
        "plan_digest": plan_digest,
        "started": now,
        "ended": "",
        "exit_code": None,
        "summary": "{}",
    }
    connection.execute(t.runs.insert(), run)
    return codec.run(connection.execute(select(t.runs).where(t.runs.c.id == run["id"])).one())


def end(connection: Connection, run: str, exit_code: int, summary: Mapping[str, int], now: str) -> None:
    """Close a run."""
    values = {"ended": now, "exit_code": exit_code, "summary": codec.dumps(summary)}
    connection.execute(t.runs.update().where(t.runs.c.id == run).values(values))


def newest_first(connection: Connection) -> list[Run]:
    """Return all runs."""
    in_order = select(t.runs).order_by(t.runs.c.started.desc(), t.runs.c.id)
    return [codec.run(row) for row in connection.execute(in_order)]
