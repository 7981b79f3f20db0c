"""Brings a state of an older msgops up to date. Alembic is loaded only here, when there is something to do."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import MetaData, select

from msgops.state import tables as t
from msgops.state.database import memory, writer

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine


def upgrade(connection: Connection, version: int) -> None:
    """Upgrade in the caller's transaction; a file is copied beside itself first."""
    database = connection.engine.url.database
    if connection.dialect.name == "sqlite" and database:
        _copy(Path(database), version)
    _migrate(connection, version, t.SCHEMA_VERSION)


def upgraded(connection: Connection, version: int) -> Engine:
    """Return an upgraded copy in memory, for a command that only reads."""
    engine = memory()
    with writer(engine).begin() as copy:
        _migrate(copy, 0, version)
        tables = MetaData()
        tables.reflect(copy)
        for table in tables.sorted_tables:
            if rows := [dict(row) for row in connection.execute(select(table)).mappings()]:
                copy.execute(table.insert(), rows)
        _migrate(copy, version, t.SCHEMA_VERSION)
    return engine


def _migrate(connection: Connection, found: int, wanted: int) -> None:
    from msgops.state.migrations import upgrade as migrate  # noqa: PLC0415  # slow to import, rarely needed

    migrate(connection, found, wanted)
    version = t.meta.update().where(t.meta.c.key == "schema_version").values(value=str(wanted))
    connection.execute(version)


def _copy(path: Path, version: int) -> None:
    """Keep the file as it was, for its owner alone; what an upgrade that failed left there is replaced."""
    kept = path.with_name(f"{path.name}.schema{version}")
    os.close(os.open(kept, os.O_CREAT | os.O_RDWR | os.O_TRUNC, 0o600))
    kept.chmod(0o600)  # whatever the umask took from it, or an older copy had
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(kept)) as copy:
        source.backup(copy)
