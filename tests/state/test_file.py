"""The facts of a state in a file: whose it is, who may read it, and what is said when it cannot be used."""

from __future__ import annotations

import os
import stat

import pytest

from msgops.model.diagnostic import StateError
from state.states import address, code_of, entry, file_of, open_store, sql


def _mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("umask", [0, 0o022, 0o277, 0o777])
def test_the_files_belong_to_their_owner_alone(tmp_path, umask):
    """The file is 0600 and every directory that was made for it 0700, whatever the umask."""
    before = os.umask(umask)
    try:
        with open_store(tmp_path, url="sqlite:///a/b/state.db") as store:
            store.put_entries([entry()])
            modes = {p.name: _mode(p) for p in (tmp_path / "a").rglob("*")}
    finally:
        os.umask(before)

    assert {"b": 0o700, "state.db": 0o600, "state.db-wal": 0o600, "state.db-shm": 0o600} == modes
    assert 0o700 == _mode(tmp_path / "a")


def test_a_file_that_others_could_read_is_closed_to_them(tmp_path):
    """A state that came back from a backup or a checkout as 0644 is 0600 after the next command that writes."""
    with open_store(tmp_path) as crashed:
        crashed.put_entries([entry()])
        for file in file_of(tmp_path).parent.iterdir():
            file.chmod(0o644)
        with open_store(tmp_path):
            modes = [_mode(p) for p in file_of(tmp_path).parent.iterdir()]

    assert [0o600] * 3 == modes


def test_reading_a_missing_state_creates_nothing(tmp_path):
    """A command that only reads sees an empty state and leaves no file behind."""
    with open_store(tmp_path, create=False) as store:
        assert ({}, {}, [], [], None) == (
            store.entries(),
            store.gates(),
            store.runs(),
            store.unsettled(),
            store.verify_audit(),
        )

    assert [] == list(tmp_path.iterdir())


def test_reading_leaves_the_file_as_it_is(tmp_path):
    """A command that only reads changes no byte and leaves no side file."""
    with open_store(tmp_path) as store:
        store.put_entries([entry()])
    before = {p.name: p.read_bytes() for p in file_of(tmp_path).parent.iterdir()}
    with open_store(tmp_path, create=False) as store:
        store.entries()

    assert before == {p.name: p.read_bytes() for p in file_of(tmp_path).parent.iterdir()}
    assert ["state.db"] == list(before)


def test_reading_where_the_directory_cannot_be_written(tmp_path, monkeypatch):
    """In a directory without write permission a state is read without side files, also with odd names."""
    url = "sqlite:///dir %20#?/state.db"
    with open_store(tmp_path, url=url) as store:
        store.put_entries([entry()])
    monkeypatch.setattr("msgops.state.database._writable", lambda _: False)
    with open_store(tmp_path, url=url, create=False) as store:
        assert {address(): entry()} == store.entries()
        assert ["state.db"] == [p.name for p in (tmp_path / "dir %20#?").iterdir()]


def test_a_file_without_tables_is_an_empty_state(tmp_path):
    """A run that was killed before its first write leaves an empty file, which neither plan nor apply minds."""
    file_of(tmp_path).parent.mkdir()
    file_of(tmp_path).touch()
    with open_store(tmp_path, create=False) as store:
        assert ({}, "empty") == (store.entries(), store.fingerprint())
    with open_store(tmp_path) as store:
        store.put_entries([entry()])
        assert [address()] == list(store.entries())


@pytest.mark.parametrize("create", [True, False])
def test_a_foreign_database_is_refused(tmp_path, create):
    """A file with other tables is not ours, and gets none of ours."""
    file_of(tmp_path).parent.mkdir()
    sql(tmp_path, "CREATE TABLE customers (name TEXT)")
    with pytest.raises(StateError) as error:
        open_store(tmp_path, create=create)

    assert "MS009" == code_of(error)
    assert b"audit" not in file_of(tmp_path).read_bytes()


@pytest.mark.parametrize("create", [True, False])
def test_a_corrupt_file_is_named_with_the_way_out(tmp_path, create):
    """A file that is no database is reported as damaged, with its path and what to do."""
    file_of(tmp_path).parent.mkdir()
    file_of(tmp_path).write_bytes(b"not a database " * 500)
    with pytest.raises(StateError) as error:
        open_store(tmp_path, create=create)

    (diagnostic,) = error.value.diagnostics
    assert ("MS003", ".msgops/state.db: file is not a database") == (diagnostic.code, diagnostic.detail)
    assert "natural key" in diagnostic.remedy


def test_a_damaged_page_is_reported_as_damage(tmp_path):
    """Overwritten pages inside the file are damage, not a traceback."""
    with open_store(tmp_path) as store:
        store.put_entries([entry(f"t{i}") for i in range(2000)])
    content = bytearray(file_of(tmp_path).read_bytes())
    content[len(content) // 4 : len(content) // 2] = b"\xff" * (len(content) // 2 - len(content) // 4)
    file_of(tmp_path).write_bytes(content)
    with pytest.raises(StateError) as error, open_store(tmp_path, create=False) as store:
        store.entries()

    assert "MS003" == code_of(error)
