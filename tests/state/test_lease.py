"""The lease's facts: one run at a time, and a run that lost it writes nothing."""

from __future__ import annotations

import platform
import subprocess
import sys
import threading

import pytest

from msgops.model.diagnostic import LockedError
from state.states import code_of, entry, open_store, sql


def _row(base):
    with open_store(base) as store, store.engine.connect() as connection:
        return connection.exec_driver_sql("SELECT holder, token, expires, purpose, host FROM lease").first()


def test_a_held_state_names_holder_and_expiry(tmp_path, monkeypatch):
    """Whoever comes second learns who holds the state, for what and until when."""
    monkeypatch.setenv("MSGOPS_ACTOR", "repo:shop:ref")
    with open_store(tmp_path) as one, open_store(tmp_path) as two, one.lease("apply"):
        with pytest.raises(LockedError) as error, two.lease("import"):
            pass
        expires = _row(tmp_path).expires

    detail = error.value.diagnostics[0].detail
    assert "MS020" == code_of(error)
    assert detail.startswith(f"repo:shop:ref on {platform.node()} holds it for apply since ")
    assert detail.endswith(f"until {expires}")


def test_a_released_state_can_be_taken_and_its_token_grows(tmp_path):
    """After a release the next run holds the state, under a higher token each time."""
    tokens = []
    with open_store(tmp_path) as store:
        for _ in range(3):
            with store.lease("apply"):
                tokens.append(_row(tmp_path).token)

    assert [1, 2, 3] == tokens
    assert "" == _row(tmp_path).holder


def test_an_expired_lease_is_taken_over_and_the_late_run_is_refused(tmp_path):
    """After expiry another run takes over; the first one's late write is refused and undone."""
    with open_store(tmp_path) as late, open_store(tmp_path) as next_, late.lease("apply"):
        sql(tmp_path, "UPDATE lease SET expires = '2020-01-01T00:00:00+00:00'")
        with next_.lease("apply"):
            with pytest.raises(LockedError) as error:
                late.put_entries([entry()])

            assert ("MS021", {}, []) == (code_of(error), next_.entries(), next_.audit())
            assert (2, next_._lease.holder) == (_row(tmp_path).token, _row(tmp_path).holder)


def test_a_late_release_leaves_the_successors_lease(tmp_path):
    """A run that lost the state does not free it for a third one."""
    with open_store(tmp_path) as late, open_store(tmp_path) as next_:
        lost = late.lease("apply")
        lost.__enter__()
        sql(tmp_path, "UPDATE lease SET expires = '2020-01-01T00:00:00+00:00'")
        with next_.lease("apply"):
            lost.__exit__(None, None, None)
            assert 2 == _row(tmp_path).token
            assert _row(tmp_path).holder == next_._lease.holder


def test_a_write_renews_the_lease(tmp_path):
    """A run that goes on writing keeps the state past the first expiry."""
    with open_store(tmp_path) as store, store.lease("apply"):
        sql(tmp_path, "UPDATE lease SET expires = '2020-01-01T00:00:00+00:00'")
        store.put_entries([entry()])

        assert _row(tmp_path).expires > "2026"


def test_the_lease_of_a_killed_run_of_this_machine_is_free(tmp_path):
    """A run that was killed does not block the next one on the same machine."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    with open_store(tmp_path) as store, store.lease("apply"):
        sql(tmp_path, f"UPDATE lease SET holder = 'a:b:{ended.pid}:00000000'")
        with open_store(tmp_path) as other, other.lease("apply"):
            assert 2 == _row(tmp_path).token
        store._lease = None


@pytest.mark.parametrize(
    "change", ["holder = 'jane'", "holder = 'jane:x:y'", "host = 'elsewhere', holder = 'jane:999999999:0'"]
)
def test_a_holder_that_cannot_be_judged_is_alive(tmp_path, change):
    """In doubt, and on another machine, the holder lives until expiry."""
    with open_store(tmp_path) as store, store.lease("apply"):
        sql(tmp_path, f"UPDATE lease SET {change}")
        with pytest.raises(LockedError), open_store(tmp_path) as other, other.lease("apply"):
            pass
        store._lease = None


def test_of_many_at_once_exactly_one_takes_it(tmp_path):
    """Eight runs that reach for the state at the same time: one holds it, seven are told."""
    barrier, results = threading.Barrier(8), []

    def reach():
        with open_store(tmp_path) as store:
            barrier.wait()
            try:
                with store.lease("apply"):
                    results.append("held")
                    barrier.wait()
            except LockedError:
                results.append("told")
                barrier.wait()

    threads = [threading.Thread(target=reach) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert ["held", *["told"] * 7] == sorted(results)


def test_the_error_at_hand_is_told_when_the_release_fails_too(tmp_path):
    """A failure inside the lease is not hidden by a failing release."""

    def work(store):
        with store.lease("apply"):
            sql(tmp_path, "DROP TABLE lease")
            raise WorkError

    with open_store(tmp_path) as store, pytest.raises(WorkError):
        work(store)


class WorkError(Exception):
    """An error of the work itself."""
