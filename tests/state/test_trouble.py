"""The facts of a file in trouble: each stops before the next write, under its code and with the way out."""

from __future__ import annotations

import asyncio
import os
import pwd
import resource
import shutil
import sqlite3
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event

from msgops.model.diagnostic import StateError
from msgops.model.state import IntentState
from msgops.state.recorder import Recorder
from state.states import address, code_of, entry, file_of, open_store


@pytest.fixture
def base(tmp_path):
    """A directory with a state that has one record; of an unprivileged user, since root may do everything."""
    with open_store(tmp_path) as store, store.lease("apply"):
        store.put_entries([entry()])  # loads the modules that this user could not read
    directory = Path(tempfile.mkdtemp(prefix="msgops-"))
    if os.getuid() == 0:
        os.chown(directory, *_nobody())
    with _unprivileged(), open_store(directory) as store:
        store.put_entries([entry()])
    yield directory
    shutil.rmtree(directory)


def _nobody():
    found = pwd.getpwnam("nobody")
    return found.pw_uid, found.pw_gid


@contextmanager
def _unprivileged():
    """Be nobody for a while, when we are root."""
    if os.getuid() != 0:
        yield
        return
    user, group = _nobody()
    os.setresgid(group, group, 0)
    os.setresuid(user, user, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)
        os.setresgid(0, 0, 0)


def _write(base):
    """Do what a command that writes does; the first thing that fails is told."""
    with _unprivileged(), open_store(base) as store, store.lease("apply"):
        store.put_entries([entry("b")])


def _read(base):
    with _unprivileged(), open_store(base, create=False) as store:
        return [a.name for a in store.entries()]


def _chmod(name, mode):
    return lambda base: (base / name).chmod(mode)


def _directory(base):
    file_of(base).unlink()
    file_of(base).mkdir()


def _garbage(base):
    file_of(base).write_bytes(b"not a database " * 500)


def _foreign_log(base):
    """Leave a log beside the file that belongs to somebody else, as a run under sudo does."""
    for end in ("-wal", "-shm"):
        log = file_of(base).with_name(f"state.db{end}")
        log.write_bytes(b"x")
        log.chmod(0)


TROUBLES = {
    "read-only directory": (_chmod(".msgops", 0o500), "MS005", ["vip"]),
    "closed directory": (_chmod(".msgops", 0), "MS005", "MS005"),
    "read-only file": (_chmod(".msgops/state.db", 0o400), "MS005", ["vip"]),
    "closed file": (_chmod(".msgops/state.db", 0), "MS005", "MS005"),
    "closed side files": (_foreign_log, "MS005", "MS005"),
    "a directory in its place": (_directory, "MS002", "MS002"),
    "no database": (_garbage, "MS003", "MS003"),
}
"""What happens to the state; what a command that writes and one that reads make of it."""


@pytest.mark.parametrize(("trouble", "writing", "reading"), TROUBLES.values(), ids=TROUBLES)
def test_a_state_in_trouble_is_named_before_anything_is_written(base, trouble, writing, reading):
    """A command that writes stops at once with the code of the trouble; one that reads goes on where it can."""
    trouble(base)
    before = _contents(base)
    with pytest.raises(StateError) as error:
        _write(base)
    (told,) = error.value.diagnostics
    assert (writing, True, True) == (told.code, "state.db" in told.detail, bool(told.remedy))
    assert before == _contents(base)
    if isinstance(reading, list):
        assert reading == _read(base)
        return
    with pytest.raises(StateError) as error:
        _read(base)
    assert reading == code_of(error)


def _contents(base):
    return file_of(base).read_bytes() if file_of(base).is_file() else b""


def test_a_directory_above_that_cannot_be_written_is_named(base):
    """A state that cannot be made where it should lie says so, and a plan sees an empty one."""
    shutil.rmtree(base / ".msgops")
    base.chmod(0o500)
    with pytest.raises(StateError) as error:
        _write(base)

    assert ("MS005", []) == (code_of(error), _read(base))


def test_a_directory_that_cannot_be_made_is_named(tmp_path):
    """A state whose directory is a file cannot be used, and the message has the path."""
    (tmp_path / ".msgops").write_text("")
    with pytest.raises(StateError) as error:
        open_store(tmp_path)

    assert ("MS002", True) == (code_of(error), "state.db" in error.value.diagnostics[0].detail)


@pytest.mark.parametrize("journal", ["WAL", "DELETE"])
def test_a_file_that_another_program_keeps_for_itself_is_busy(tmp_path, monkeypatch, journal):
    """An exclusive lock stops reading and writing after a while, with what to do."""
    open_store(tmp_path).__exit__()
    monkeypatch.setattr("msgops.state.database._BUSY_SECONDS", 0.01)
    with closing(sqlite3.connect(file_of(tmp_path), isolation_level=None)) as other:
        for statement in (
            f"PRAGMA journal_mode={journal}",
            "PRAGMA locking_mode=EXCLUSIVE",
            "BEGIN EXCLUSIVE",
        ):
            other.execute(statement)
        for create in (True, False):
            with pytest.raises(StateError) as error, open_store(tmp_path, create=create) as store:
                store.entries()
            assert "MS004" == code_of(error)


def test_a_writer_that_takes_long_makes_the_other_one_stop(tmp_path, monkeypatch):
    """While another process writes, a write fails with a message instead of waiting for ever; reading goes on."""
    monkeypatch.setattr("msgops.state.database._BUSY_SECONDS", 0.01)
    with open_store(tmp_path) as one, open_store(tmp_path) as two, one._write():
        assert {} == two.entries()
        with pytest.raises(StateError) as error:
            two.put_entries([entry()])

    assert "MS004" == code_of(error)


def _full(store):
    """Leave no room for another page."""

    def limit(connection, _record=None):
        connection.execute("PRAGMA max_page_count = 1")

    event.listen(store.engine, "connect", limit)
    store.engine.dispose()
    return lambda: (event.remove(store.engine, "connect", limit), store.engine.dispose())


def _quota(_store):
    """Let no file grow beyond what it has."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def _busy(store):
    """Let another program write and not end."""
    other = sqlite3.connect(store.engine.url.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return other.close


@pytest.mark.parametrize(("trouble", "code"), [(_full, "MS006"), (_quota, "MS002"), (_busy, "MS004")])
def test_trouble_in_the_middle_stops_the_run_before_the_next_call(tmp_path, monkeypatch, trouble, code):
    """After the first write that fails no call is journalled; what was sent is settled once the trouble is over."""
    monkeypatch.setattr("msgops.state.database._BUSY_SECONDS", 0.01)
    big = {"text": "x" * 100_000}

    async def run(store):
        async with Recorder(store, "run") as recorder:
            sent = await recorder.intend(address("sent"), "create")
            end = trouble(store)
            try:
                codes = [await _refused(recorder, name, big) for name in ("late", "later")]
            finally:
                end()
            await recorder.settle(
                sent, IntentState.DONE, address=address("sent"), action="create", entry=entry("sent")
            )
            return codes

    with open_store(tmp_path) as store, store.lease("apply"):
        codes = asyncio.run(run(store))
    with open_store(tmp_path) as store:
        assert ([code, code], [address("sent")], []) == (codes, list(store.entries()), store.unsettled())
        assert (1, None) == (len(store.audit()), store.verify_audit())


async def _refused(recorder, name, before):
    with pytest.raises(StateError) as error:
        await recorder.intend(address(name), "update", before=before)
    return code_of(error)
