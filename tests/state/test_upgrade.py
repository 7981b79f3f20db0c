"""The upgrade's facts: nothing of an older state is lost, and a command that only reads changes nothing."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from msgops.model.diagnostic import StateError
from msgops.model.state import Consent, IntentState
from msgops.state import tables
from state.states import address, code_of, entry, file_of, open_store

FIXTURES = Path(__file__).parent / "fixtures"
OWNER = {"workspace": "shop", "environment": "prod"}


def _script(name):
    return (FIXTURES / name).read_text(encoding="utf-8")


def _dump(base):
    with closing(sqlite3.connect(file_of(base))) as connection:
        names = [r[0] for r in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {n: connection.execute(f"SELECT * FROM {n} ORDER BY 1").fetchall() for n in names}


@pytest.fixture
def old(tmp_path):
    """A state of the first released schema, with data in every table."""
    file_of(tmp_path).parent.mkdir()
    with closing(sqlite3.connect(file_of(tmp_path))) as connection:
        connection.executescript(_script("schema1.sqlite.sql") + _script("schema1.data.sql"))
    return tmp_path


def _check(store):
    """Compare everything that the fixture holds, through the eyes of this msgops."""
    entries = store.entries()
    assert ["base", "done"] == [a.name for a in sorted(entries)]
    assert {"big": 10**30, "list": [1, None, True]} == entries[address("base")].applied
    assert "naïve “ü” %s :x" == entries[address("done")].applied["odd"]
    assert (True, (address("base"),)) == (
        entries[address("done")].protected,
        entries[address("done")].depends_on,
    )
    assert [("sent", IntentState.SENT, ""), ("unknown", IntentState.UNKNOWN, "")] == [
        (i.address.name, i.state, i.key) for i in store.unsettled()
    ]
    assert [("import", None, {}), ("apply", 5, {"done": 1, "failed": 1})] == [
        (r.command, r.exit_code, r.summary) for r in store.runs()
    ]
    assert (8, None) == (len(store.audit()), store.verify_audit())
    assert ("done, it's fine", {"sla": "80/20"}) == (
        store.gates()[address("vip")].note,
        store.gates()[address("vip")].values,
    )
    assert ([], "3311790effed4c8abd974ee1e85dcc15:3") == (store.consents(), store.fingerprint())


def test_an_upgrade_loses_nothing(old):
    """Every row of every table stands after the upgrade with the columns it had, in one file of the new version."""
    before = _dump(old)
    with open_store(old, **OWNER) as store:
        _check(store)
    after = _dump(old)

    assert all(before.values()), "the fixture has data in every table"
    changed = {("schema_version", "1"), ("schema_version", "2")}
    for name, rows in before.items():
        kept = [row[: len(rows[0])] for row in after[name]]
        assert set(rows) ^ set(kept) == (changed if name == "meta" else set())
    assert {"consents"} == set(after) - set(before)


def test_an_upgraded_state_works_on(old):
    """After the upgrade records, consents and intents with keys are written, and the token goes on growing."""
    with open_store(old, **OWNER) as store, store.lease("apply"):
        store.put_entries([entry("new")])
        store.put_consents([Consent("MG101", "", "spring cleaning", "jane", "2026-01-02", "2026-02-01")])
        assert (8, None) == (store._lease.token, store.verify_audit())


def test_the_file_is_kept_as_it_was_for_its_owner_alone(old):
    """Beside the upgraded file lies the old one, 0600, with the same contents."""
    before = _dump(old)
    open_store(old, **OWNER).__exit__()
    kept = file_of(old).with_name("state.db.schema1")
    file_of(old).unlink()
    kept.rename(file_of(old))

    assert (0o600, before) == (stat.S_IMODE(file_of(old).stat().st_mode), _dump(old))


def test_a_reader_sees_an_upgraded_copy_and_changes_nothing(old):
    """A plan on an older state reads everything, and the file stays byte by byte as it is."""
    before = {p.name: p.read_bytes() for p in file_of(old).parent.iterdir()}
    with open_store(old, create=False, **OWNER) as store:
        _check(store)

    assert before == {p.name: p.read_bytes() for p in file_of(old).parent.iterdir()}


def test_a_failed_upgrade_leaves_the_old_state(old, monkeypatch):
    """When a step fails, nothing of the upgrade stays, and the next run upgrades again."""

    def fail(_):
        raise OSError(28, "No space left on device")

    before = _dump(old)
    monkeypatch.setattr("msgops.state.migrations.r0002.upgrade", fail)
    with pytest.raises(StateError) as error:
        open_store(old, **OWNER)
    assert ("MS006", before) == (code_of(error), _dump(old))
    monkeypatch.undo()
    with open_store(old, **OWNER) as store:
        _check(store)


def test_a_migrated_state_equals_a_new_one(old):
    """Alembic finds no difference between a migrated state and the tables as the code has them."""
    with open_store(old, **OWNER) as store, store.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert [] == compare_metadata(context, tables.metadata)


def test_an_up_to_date_state_needs_no_alembic(tmp_path):
    """Opening a state of this version, to read or to write, loads no migration library."""
    import subprocess
    import sys

    open_store(tmp_path).__exit__()
    script = (
        "import sys; from pathlib import Path; from msgops.state.store import Store\n"
        "for create in (False, True):\n"
        "    Store.open('sqlite:///.msgops/state.db', workspace='shop', environment='', base=Path('.'), create=create)\n"
        "print('alembic' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    assert "False\n" == done.stdout
