"""Creates the tables, and tells a state of ours from a newer, a foreign and a missing one."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from sqlalchemy import inspect, select

from msgops.model.diagnostic import Diagnostic, StateError
from msgops.state import tables as t
from msgops.state.database import alone, memory, open_engine, problem, reader, writer
from msgops.state.upgrade import upgrade, upgraded

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sqlalchemy import Connection, Engine


def open_state(url: str, base: Path, place: str, owner: tuple[str, str], *, create: bool) -> Engine:
    """Open the state of `owner` (workspace, environment); without `create` a missing one is empty."""
    engine = open_engine(url, base, create=create)
    try:
        if create:
            _prepare(engine, place, owner)
            return engine
        copy = _copy_for_reading(engine, place, owner)
    except BaseException:
        engine.dispose()
        raise
    if copy is None:
        return engine
    engine.dispose()
    return copy


def _copy_for_reading(engine: Engine, place: str, owner: tuple[str, str]) -> Engine | None:
    """Return a state in memory where the stored one cannot be read as it is; nothing where it can."""
    with reader(engine).connect() as connection:
        found = _meta(connection, place)
        if found is not None:
            version = _check(found, place, owner)
            return None if version == t.SCHEMA_VERSION else upgraded(connection, version)
    # Also a file without tables is an empty state: the run that made it ended before its first write.
    empty = memory()
    _prepare(empty, place, owner)
    return empty


def _prepare(engine: Engine, place: str, owner: tuple[str, str]) -> None:
    with writer(engine).begin() as connection:
        alone(connection)
        found = _meta(connection, place)
        if found is not None:
            version = _check(found, place, owner)
            if version < t.SCHEMA_VERSION:
                upgrade(connection, version)
            return
        t.metadata.create_all(connection, checkfirst=False)
        values = {
            "schema_version": str(t.SCHEMA_VERSION),
            "workspace": owner[0],
            "environment": owner[1],
            "lineage": uuid.uuid4().hex,
            "serial": "0",
            "audit_count": "0",
            "audit_hash": "",
        }
        connection.execute(t.meta.insert(), [{"key": k, "value": v} for k, v in values.items()])


def _meta(connection: Connection, place: str) -> dict[str, str] | None:
    """Return the head of a state, nothing where there is none; a database of somebody else is refused."""
    known = inspect(connection)
    if known.has_table(t.meta.name):
        rows = connection.execute(select(t.meta.c.key, t.meta.c.value))
        return {key: value for key, value in rows}  # noqa: C416  # `dict` of rows has no type
    tables = set(known.get_table_names())
    # A server's database may be shared with others, a file may not.
    if tables and (connection.dialect.name == "sqlite" or tables & set(t.metadata.tables)):
        detail = f"{place} holds other tables: {', '.join(sorted(tables)[:3])}"
        raise StateError(
            Diagnostic(
                "MS009", "The database is not a state of msgops", detail, "Name another one in `state:`."
            )
        )
    return None


def _check(found: Mapping[str, str], place: str, owner: tuple[str, str]) -> int:
    """Return the version of a state of ours."""
    version = found.get("schema_version", "")
    if not version.isdecimal():
        raise StateError(problem(place, "the schema version is malformed"))
    if int(version) > t.SCHEMA_VERSION:
        detail = f"{place} has schema version {version}, this msgops knows {t.SCHEMA_VERSION}"
        raise StateError(Diagnostic("MS007", "The state is from a newer msgops", detail, "Update msgops."))
    theirs = (found.get("workspace", ""), found.get("environment", ""))
    if theirs != owner:
        detail = f"{place} belongs to {_named(theirs)}, this is {_named(owner)}"
        remedy = "Give each workspace and environment its own `state:`."
        raise StateError(Diagnostic("MS008", "The state is another workspace's", detail, remedy))
    return int(version)


def _named(owner: tuple[str, str]) -> str:
    return f"workspace {owner[0]}" + (f", environment {owner[1]}" if owner[1] else "")
