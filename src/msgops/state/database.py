"""Opens the database and turns its errors into ours."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool

from msgops.model.diagnostic import Diagnostic, StateError
from msgops.state import tables as t

if TYPE_CHECKING:
    from sqlalchemy import Engine

_SQLITE = "sqlite:///"


def open_engine(url: str, base: Path, *, create: bool) -> Engine:
    """Open the database; without `create` a missing SQLite file is an empty database in memory."""
    if not url.startswith(_SQLITE):
        if url.partition(":")[0].partition("+")[0] != "postgresql":
            raise StateError(
                Diagnostic("MS001", "Unknown kind of state", f"state: {url.partition(':')[0]}", "Write sqlite:///path or postgresql://…")
            )
        with guarded(url):
            return create_engine(url)
    path = base / url.removeprefix(_SQLITE)
    if not path.exists() and not create:
        return create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    if create:
        _make(path)
    engine = create_engine(f"{_SQLITE}{path}", connect_args={"check_same_thread": False, "timeout": 10})
    event.listen(engine, "connect", _pragmas if create else _read_pragmas)
    return engine


def _make(path: Path) -> None:
    """Create the file for its owner alone."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise StateError(_problem(path, error.strerror or str(error))) from None


def _pragmas(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()


def _read_pragmas(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA query_only=ON")
    cursor.close()


@contextmanager
def guarded(place: object) -> Iterator[None]:
    """Turn database errors into a `StateError` that names the place and the remedy."""
    try:
        yield
    except SQLAlchemyError as error:
        cause = str(getattr(error, "orig", None) or error).partition("\n")[0]
        raise StateError(_problem(place, cause)) from None
    except ImportError as error:
        raise StateError(_problem(place, f"{error.name} is not installed")) from None


def _problem(place: object, cause: str) -> Diagnostic:
    text = cause.lower()
    if "locked" in text:
        code, what, remedy = "MS004", "The state is busy", "Another process is writing it; run the command again."
    elif "malformed" in text or "not a database" in text:
        code, what = "MS003", "The state is damaged"
        remedy = "Restore it from a backup, or move it away: the next plan finds everything again by natural key."
    elif "readonly" in text or "read-only" in text or "permission" in text:
        code, what, remedy = "MS005", "The state cannot be written", "Give yourself write permission to the directory."
    elif "full" in text or "no space" in text:
        code, what, remedy = "MS006", "The disk is full", "Make room; what was applied so far is recorded."
    else:
        code, what, remedy = "MS002", "The state cannot be used", "Check state: in msgops.yaml."
    return Diagnostic(code, what, f"{place}: {cause}", remedy)


def prepare(engine: Engine, *, workspace: str, environment: str) -> None:
    """Create the tables, or check that an existing state is ours and not newer than we are."""
    t.metadata.create_all(engine)
    with engine.begin() as connection:
        found = dict(connection.execute(select(t.meta.c.key, t.meta.c.value)).all())  # type: ignore[arg-type]
        if not found:
            values = {
                "schema_version": str(t.SCHEMA_VERSION),
                "workspace": workspace,
                "environment": environment,
                "lineage": uuid.uuid4().hex,
                "serial": "0",
                "audit_count": "0",
                "audit_hash": "",
            }
            connection.execute(t.meta.insert(), [{"key": k, "value": v} for k, v in values.items()])
            return
    check(found, workspace=workspace, environment=environment)


def check(found: dict[str, str], *, workspace: str, environment: str) -> None:
    """Refuse a newer schema and another workspace's state."""
    version = int(found.get("schema_version", "0"))
    if version > t.SCHEMA_VERSION:
        detail = f"it has version {version}, this msgops knows {t.SCHEMA_VERSION}"
        raise StateError(Diagnostic("MS007", "The state is from a newer msgops", detail, "Update msgops."))
    if (found.get("workspace"), found.get("environment")) != (workspace, environment):
        detail = f"it belongs to workspace {found.get('workspace')!r}, environment {found.get('environment')!r}"
        raise StateError(
            Diagnostic("MS008", "The state is another workspace's", detail, "Give each workspace and environment its own state:.")
        )
