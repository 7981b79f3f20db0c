"""Opens the database and turns its errors into ours."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sqlalchemy import URL, create_engine, event, func, make_url, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool

from msgops.model.diagnostic import Diagnostic, StateError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Engine

_SQLITE = "sqlite:///"
_BUSY_SECONDS = 10.0
_WRITING = "msgops_writing"
_TABLES_LOCK = 0x6D73676F7073
"""Names the lock that PostgreSQL keeps while tables are made: "msgops" in hexadecimal."""

_PATIENCE = {
    "connect_timeout": 10,
    # A server that vanished without a word is noticed within half a minute.
    "keepalives_idle": 15,
    "tcp_user_timeout": 30_000,
    # What was written down is on the disk when the call is sent; a holder that was stopped in the middle of a
    # transaction keeps nobody out for longer than its lease.
    "options": "-c synchronous_commit=on -c lock_timeout=10s -c idle_in_transaction_session_timeout=30s",
}
"""What a connection to PostgreSQL is given unless the address in `state:` says otherwise."""


def place_of(url: str) -> str:
    """Return how messages name a state: the path, or host and database without credentials."""
    if url.startswith(_SQLITE):
        return url.removeprefix(_SQLITE)
    return url.rpartition("@")[2].rpartition("://")[2].partition("?")[0]


def open_engine(url: str, base: Path, *, create: bool) -> Engine:
    """Open the database; without `create` a missing SQLite file is an empty database in memory."""
    if not url.startswith(_SQLITE):
        return _server(url, create=create)
    path = base / url.removeprefix(_SQLITE)
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if create:
        _make(path)
    elif not path.exists():
        return memory()
    engine = create_engine(_address(path, create=create), connect_args=_arguments())
    event.listen(engine, "connect", _pragmas if create else _read_pragmas)
    event.listen(engine, "begin", _begin)
    return engine


def memory() -> Engine:
    """Return an empty database that leaves no trace."""
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args=_arguments())
    event.listen(engine, "begin", _begin)
    return engine


def reader(engine: Engine) -> Engine:
    """Return the engine for transactions that read: all their statements see one moment."""
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="REPEATABLE READ")
    return engine


def writer(engine: Engine) -> Engine:
    """Return the engine for transactions that write: they lock before they read what they change."""
    return engine.execution_options(**{_WRITING: True})


def alone(connection: Connection) -> None:
    """Let one process at a time make or change the tables; a file is locked already by the transaction."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_TABLES_LOCK)))


def _server(url: str, *, create: bool) -> Engine:
    scheme, _, rest = url.partition(":")
    if scheme.partition("+")[0] != "postgresql":
        remedy = "Write sqlite:///path or postgresql://…"
        raise StateError(Diagnostic("MS001", "Unknown kind of state", f"state: {scheme}:…", remedy))
    try:
        address = make_url(f"postgresql+psycopg:{rest}")
        options = {k: v for k, v in _PATIENCE.items() if k not in address.query}
        # The newest connection first: it was in use last, so a network in between has not forgotten it.
        return create_engine(
            address,
            connect_args=options,
            pool_use_lifo=True,
            execution_options={"postgresql_readonly": not create},
        )
    except (SQLAlchemyError, ValueError):
        # Their texts may repeat the address with its password.
        detail, remedy = (
            f"{scheme}: this address cannot be read",
            "Write postgresql://user@host:port/database.",
        )
        raise StateError(Diagnostic("MS001", "Unknown kind of state", detail, remedy)) from None


def _arguments() -> dict[str, Any]:
    # Without an isolation level the driver begins no transactions of its own: `_begin` decides.
    return {"check_same_thread": False, "timeout": _BUSY_SECONDS, "isolation_level": None}


def _address(path: Path, *, create: bool) -> URL:
    """Return the file's address; where its directory cannot be written, one that reads without side files."""
    if create or _writable(path.parent) or _unfinished(path):
        return URL.create("sqlite", database=str(path))
    options = {"mode": "ro", "immutable": "1", "uri": "true"}
    return URL.create("sqlite", database=f"file:{quote(str(path.absolute()))}", query=options)


def _writable(directory: Path) -> bool:
    return os.access(directory, os.W_OK)


def _unfinished(path: Path) -> bool:
    """Whether a log beside the file holds what is not in the file yet."""
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0


def _make(path: Path) -> None:
    """Create the file, and the directories it needs, for their owner alone."""
    for directory in reversed([p for p in path.parents if not p.exists()]):
        with suppress(FileExistsError):
            directory.mkdir(mode=0o700)
            directory.chmod(0o700)  # whatever the umask took from it
    # A file that is there is not opened: closing it would end the locks that this process holds on it.
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        path.chmod(0o600)
    for file in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        # Another user's file is theirs to close to others.
        with suppress(FileNotFoundError, PermissionError):
            if stat.S_IMODE(file.stat().st_mode) & 0o077:
                file.chmod(0o600)


def _pragmas(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()


def _read_pragmas(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA query_only=ON")
    cursor.close()


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get(_WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def guarded(place: str) -> Iterator[None]:
    """Turn errors of database, disk and contents into a `StateError` that names the place and the remedy."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise StateError(problem(place, str(getattr(error, "orig", None) or error))) from None
    except OSError as error:
        raise StateError(problem(place, error.strerror or str(error))) from None
    except ImportError as error:
        what = f"{place}: the driver {error.name or 'psycopg'} is not installed"
        remedy = "Install it: pip install 'msgops[postgresql]'"
        raise StateError(Diagnostic("MS002", "The state cannot be used", what, remedy)) from None
    except ValueError:
        raise StateError(problem(place, "a record is malformed")) from None


_PROBLEMS = (
    (
        ("does not exist", "authentication failed", "pg_hba.conf"),
        ("MS002", "The state cannot be used", "Check `state:` in msgops.yaml."),
    ),
    (
        ("locked", "lock timeout", "deadlock detected"),
        ("MS004", "The state is busy", "Another process is writing it; run the command again."),
    ),
    (
        ("malformed", "not a database", "decode to utf-8"),
        (
            "MS003",
            "The state is damaged",
            "Restore it from a backup, or move it away: the next plan finds everything again by natural key.",
        ),
    ),
    (
        ("readonly", "read-only", "permission", "not permitted", "unable to open"),
        (
            "MS005",
            "The state may not be used",
            "Give yourself permission to read and write the file, its -wal and -shm, and its directory, or the tables.",
        ),
    ),
    (
        ("disk is full", "no space", "quota"),
        ("MS006", "The disk is full", "Make room; what was applied so far is recorded."),
    ),
    (
        ("disk i/o error",),
        ("MS002", "The state cannot be used", "Check the disk: whether it has room, a quota, or a defect."),
    ),
    (
        ("connection", "database system is", "could not receive data", "could not translate host"),
        (
            "MS016",
            "The server of the state cannot be reached",
            "See that it runs, then run the command again: it finds out what became of the calls in flight.",
        ),
    ),
)


def problem(place: str, cause: str) -> Diagnostic:
    """Return what a database's or a disk's message means for the user."""
    line = cause.partition("\n")[0]
    for marks, (code, what, remedy) in _PROBLEMS:
        if any(mark in line.lower() for mark in marks):
            return Diagnostic(code, what, f"{place}: {line}", remedy)
    return Diagnostic(
        "MS002", "The state cannot be used", f"{place}: {line}", "Check `state:` in msgops.yaml."
    )
