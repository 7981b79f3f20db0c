"""The facts of a state on a server: what is lost, refused or shared there, and never in a file."""

from __future__ import annotations

import asyncio
import builtins
import threading

import pytest

from msgops.model.diagnostic import StateError
from msgops.model.state import IntentState
from msgops.state import database
from msgops.state.recorder import Recorder
from state.states import Place, address, code_of, entry

CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


@pytest.fixture
def place(postgres_place):
    """These facts are PostgreSQL's alone."""
    return postgres_place


async def _record(recorder, name):
    number = await recorder.intend(address(name), "create")
    await recorder.settle(number, IntentState.DONE, address=address(name), action="create", entry=entry(name))


def test_a_connection_lost_during_an_apply_stops_it_and_the_next_run_recovers(place):
    """The next intent fails, so nothing more is sent; what was sent is settled or found by the next run."""
    sent = []

    async def send(recorder, name):
        number = await recorder.intend(address(name), "create", key=f'"{name}"')
        sent.append(name)
        return number

    async def run(store, hold):
        async with Recorder(store, "run") as recorder:
            await _record(recorder, "before")
            in_flight = [await send(recorder, n) for n in ("a", "b")]
            place.sql(CUT)
            for name in ("late", "later"):
                with pytest.raises(StateError) as error:
                    await send(recorder, name)
            assert not hold.lost.is_set()
            await recorder.settle(
                in_flight[0], IntentState.DONE, address=address("a"), action="create", entry=entry("a")
            )
        return error

    with place.open() as store, store.lease("apply") as hold:
        error = asyncio.run(run(store, hold))

    (told,) = error.value.diagnostics
    assert ("MS016", ["a", "b"]) == (told.code, sent)
    assert "terminating connection" in told.detail
    with place.open() as store, store.lease("apply"):
        assert [("b", '"b"')] == [(i.address.name, i.key) for i in store.unsettled()]
        assert {address("before"), address("a")} == set(store.entries())
        assert store.verify_audit() is None


def test_a_connection_cut_inside_a_write_undoes_it(place):
    """A write is there as a whole or not at all."""

    def write(store):
        with store._write() as connection:
            connection.exec_driver_sql("DELETE FROM entries")
            place.sql(CUT)
            connection.exec_driver_sql("SELECT 1")

    with place.open() as store:
        store.put_entries([entry()])
        with pytest.raises(StateError) as error:
            write(store)
        assert ("MS016", [address()]) == (code_of(error), list(store.entries()))


def test_writers_at_once_wait_for_each_other(place):
    """Four writers with twenty writes each lose none, and the log stays one chain."""
    failed = []

    def work(number):
        try:
            with place.open() as store:
                for n in range(20):
                    store.put_entries([entry(f"t{number}-{n}")])
        except StateError as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with place.open(create=False) as store:
        assert ([], 80, 80, None) == (failed, len(store.entries()), store.serial(), store.verify_audit())


def test_a_second_writer_waits_until_the_first_is_done(place):
    """While one write is open, another one has not begun."""
    order = []

    def second():
        with place.open() as store:
            store.put_entries([entry("second")])
            order.append("second")

    with place.open() as store:
        thread = threading.Thread(target=second)
        with store._write() as connection:
            thread.start()
            _until_one_waits(place)
            connection.exec_driver_sql("SELECT 1")
            order.append("first")
        thread.join()

    assert ["first", "second"] == order


def _until_one_waits(place):
    waiting = (
        "SELECT count(*), pg_sleep(0.01) FROM pg_stat_activity"
        " WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    for _ in range(2000):
        if place.rows(waiting)[0][0]:
            return
    raise AssertionError("nobody waits")


def test_two_that_make_the_tables_at_once_share_them(place):
    """Of four runs that open a new state at the same time one makes it, and all use the same."""
    barrier, found = threading.Barrier(4), []

    def open_():
        barrier.wait()
        with place.open() as store, store._read() as connection:
            found.append(
                connection.exec_driver_sql("SELECT value FROM meta WHERE key = 'lineage'").scalar_one()
            )

    threads = [threading.Thread(target=open_) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (4, 1) == (len(found), len(set(found)))


def test_a_reader_sees_one_moment(place):
    """What is written while somebody reads does not show in the middle of it."""
    with place.open() as writer, place.open(create=False) as reader, reader._read() as connection:
        count = "SELECT count(*) FROM entries"
        assert 0 == connection.exec_driver_sql(count).scalar_one()
        writer.put_entries([entry()])
        assert 0 == connection.exec_driver_sql(count).scalar_one()


def test_reading_an_empty_database_makes_no_table(place):
    """A plan before the first apply sees an empty state and leaves the database as it is."""
    with place.open(create=False) as store:
        assert ({}, "empty") == (store.entries(), store.fingerprint())

    assert {} == place.dump()


def test_a_database_shared_with_others_is_used(place):
    """Tables of others do not matter, unless one has a name of ours."""
    place.sql("CREATE TABLE customers (name TEXT)")
    with place.open() as store:
        store.put_entries([entry()])
    place.sql("DROP TABLE meta")
    with pytest.raises(StateError) as error:
        place.open()

    assert "MS009" == code_of(error)


def test_a_role_that_may_only_read_can_plan(place):
    """Reading needs no other permission; a write says which is missing."""
    with place.open() as store:
        store.put_entries([entry()])
    place.sql(
        "GRANT SELECT ON ALL TABLES IN SCHEMA public TO pg_monitor",
        "CREATE ROLE auditor LOGIN IN ROLE pg_monitor",
    )
    reading = Place(place.base, "postgresql://auditor@" + place.url.partition("@")[2])
    try:
        with reading.open(create=False) as store:
            assert [address()] == list(store.entries())
        with reading.open() as store, pytest.raises(StateError) as error:
            store.put_entries([entry("b")])
    finally:
        place.sql("DROP OWNED BY auditor", "DROP ROLE auditor")

    assert "MS005" == code_of(error)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda url: url.replace("/msgops_", "/none_"), "MS002"),
        (lambda url: url.partition("@")[0] + "@/x?host=/nowhere", "MS016"),
        (lambda _: "postgresql://u:hunter2@127.0.0.1:1/x", "MS016"),
    ],
)
def test_a_server_that_cannot_be_used_is_named_without_its_password(place, change, code):
    """A wrong database is a matter of the address, a silent server of the server; no message has the password."""
    with pytest.raises(StateError) as error:
        Place(place.base, change(place.url)).open(create=False)

    assert (code, False) == (code_of(error), "hunter2" in repr(error.value.diagnostics))


def test_a_write_waits_for_a_stopped_one_with_patience_not_for_ever(place, monkeypatch):
    """A transaction that somebody left open makes a write fail as busy after a while."""
    monkeypatch.setitem(database._PATIENCE, "options", "-c lock_timeout=10ms")
    with place.open() as one, place.open() as two, one._write(), pytest.raises(StateError) as error:
        two.put_entries([entry()])

    assert "MS004" == code_of(error)


def test_a_missing_driver_is_named_with_the_command_that_installs_it(tmp_path, monkeypatch):
    """Without psycopg the message says what to install."""
    real = builtins.__import__

    def refuse(name, *rest, **kw):
        if name == "psycopg":
            raise ModuleNotFoundError("No module named 'psycopg'", name="psycopg")
        return real(name, *rest, **kw)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(StateError) as error:
        Place(tmp_path, "postgresql://u@h/d").open()

    (told,) = error.value.diagnostics
    assert ("MS002", True) == (told.code, "pip install 'msgops[postgresql]'" in told.remedy)
