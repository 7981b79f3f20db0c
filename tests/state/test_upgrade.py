"""The upgrade's facts: nothing of an older state is lost, and a command that only reads changes nothing."""

from __future__ import annotations

import os
import resource
import stat
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from msgops.model.diagnostic import StateError
from msgops.model.state import Consent, IntentState
from msgops.state import tables
from state.states import Place, address, code_of, entry, file_of, open_store

FIXTURES = Path(__file__).parent / "fixtures"
OWNER = {"workspace": "shop", "environment": "prod"}


def _script(name):
    return (FIXTURES / name).read_text(encoding="utf-8")


def _fill(place):
    kind = "sqlite" if place.is_file else "postgresql"
    script = _script(f"schema1.{kind}.sql") + _script("schema1.data.sql")
    place.sql("BEGIN", *(one for part in script.split(";\n") if (one := part.strip())), "COMMIT")
    return place


@pytest.fixture
def old(place):
    """A state of the first released schema, with data in every table, on either database."""
    return _fill(place)


@pytest.fixture
def old_file(tmp_path):
    """The same in a file, for what concerns files alone."""
    return _fill(Place(tmp_path))


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
    before = old.dump()
    with old.open(**OWNER) as store:
        _check(store)
    after = old.dump()

    assert all(before.values()), "the fixture has data in every table"
    changed = {("schema_version", "1"), ("schema_version", "2")}
    for name, rows in before.items():
        kept = [row[: len(rows[0])] for row in after[name]]
        assert set(rows) ^ set(kept) == (changed if name == "meta" else set())
    assert {"consents"} == set(after) - set(before)


def test_an_upgraded_state_works_on(old):
    """After the upgrade records, consents and intents with keys are written, and the token goes on growing."""
    with old.open(**OWNER) as store, store.lease("apply"):
        store.put_entries([entry("new")])
        store.put_consents([Consent("MG101", "", "spring cleaning", "jane", "2026-01-02", "2026-02-01")])
        assert (8, None) == (store._hold.lease.token, store.verify_audit())


@pytest.mark.parametrize("umask", [0, 0o022, 0o277])
def test_the_file_is_kept_as_it_was_for_its_owner_alone(old_file, umask):
    """Beside the upgraded file lies the old one, 0600 under any umask, with the same contents."""
    before, file = old_file.dump(), file_of(old_file.base)
    earlier = os.umask(umask)
    try:
        old_file.open(**OWNER).__exit__()
    finally:
        os.umask(earlier)
    kept = file.with_name("state.db.schema1")
    assert 0o600 == stat.S_IMODE(kept.stat().st_mode)
    assert ["state.db", "state.db.schema1"] == sorted(p.name for p in file.parent.iterdir())
    kept.replace(file)

    assert before == old_file.dump()


def test_a_reader_sees_an_upgraded_copy_and_changes_nothing(old):
    """A plan on an older state reads everything, and the state stays as it is."""
    before = old.dump()
    with old.open(create=False, **OWNER) as store:
        _check(store)

    assert before == old.dump()


def test_a_reader_of_an_older_file_changes_no_byte(old_file):
    """A plan on an older file leaves it byte by byte as it is, and nothing beside it."""
    before = {p.name: p.read_bytes() for p in file_of(old_file.base).parent.iterdir()}
    old_file.open(create=False, **OWNER).__exit__()

    assert before == {p.name: p.read_bytes() for p in file_of(old_file.base).parent.iterdir()}


def test_of_two_that_upgrade_at_once_one_does_it(old):
    """Two runs that open an older state at the same time both find the new one, with nothing lost."""
    barrier, stores = threading.Barrier(2), []

    def open_():
        barrier.wait()
        stores.append(old.open(**OWNER))

    threads = [threading.Thread(target=open_) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 2 == len(stores)
    for store in stores:
        with store:
            _check(store)


def test_a_failed_upgrade_leaves_the_old_state(old, monkeypatch):
    """When a step fails, nothing of the upgrade stays, and the next run upgrades again."""

    def fail(_):
        raise OSError(28, "No space left on device")

    before = old.dump()
    monkeypatch.setattr("msgops.state.migrations.r0002.upgrade", fail)
    with pytest.raises(StateError) as error:
        old.open(**OWNER)
    assert ("MS006", before) == (code_of(error), old.dump())
    monkeypatch.undo()
    with old.open(**OWNER) as store:
        _check(store)


def test_a_copy_that_cannot_be_kept_stops_the_upgrade(old_file):
    """Without room for the copy the older state stays as it is, and the message is that of the disk."""
    before = old_file.dump()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises(StateError) as error:
            old_file.open(**OWNER)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert ("MS002", True, before) == (
        code_of(error),
        "disk" in error.value.diagnostics[0].remedy,
        old_file.dump(),
    )


def test_a_migrated_state_equals_a_new_one(old):
    """Alembic finds no difference between a migrated state and the tables as the code has them."""
    with old.open(**OWNER) as store, store.engine.connect() as connection:
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
