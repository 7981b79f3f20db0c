"""The lease's facts: one run at a time, and a run that lost it writes nothing."""

from __future__ import annotations

import asyncio
import platform
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from msgops.model.diagnostic import LockedError, StateError
from msgops.state import process
from msgops.state.lease import Standing
from msgops.state.recorder import Recorder
from state.states import address, code_of, entry

PAST = "UPDATE lease SET expires = '2020-01-01T00:00:00+00:00'"


@pytest.fixture(autouse=True)
def _anybody_may_be_alive(monkeypatch):
    """A holder of these tests is judged by its expiry, unless a test says otherwise."""
    monkeypatch.setattr("msgops.state.process.identity", lambda: "")


def _holder(place):
    ((holder, token),) = place.rows("SELECT holder, token FROM lease")
    return holder, token


def test_a_held_state_names_holder_and_expiry(place, monkeypatch):
    """Whoever comes second learns who holds the state, for what, since when and until when, and the way out."""
    monkeypatch.setenv("MSGOPS_ACTOR", "repo:shop:ref")
    with place.open() as one, place.open() as two, one.lease("apply"):
        with pytest.raises(LockedError) as error, two.lease("import"):
            pass
        ((since, until),) = place.rows("SELECT acquired, expires FROM lease")

    (told,) = error.value.diagnostics
    where = f"repo:shop:ref on {platform.node()}"
    assert ("MS020", f"{where} holds it for apply since {since}, until {until}") == (told.code, told.detail)
    assert "msgops state unlock" in told.remedy


def test_a_lease_lasts_a_minute(place):
    """A holder that falls silent keeps the state for sixty seconds."""
    with place.open() as store, store.lease("apply"):
        ((beat, until),) = place.rows("SELECT heartbeat, expires FROM lease")

    assert timedelta(seconds=60) == datetime.fromisoformat(until) - datetime.fromisoformat(beat)


def test_a_released_state_can_be_taken_and_its_token_grows(place):
    """After a release the next run holds the state, under a higher token each time."""
    tokens = []
    with place.open() as store:
        for _ in range(3):
            with store.lease("apply") as hold:
                tokens.append(hold.lease.token)
        assert ([1, 2, 3], Standing.FREE) == (tokens, store.tenure().standing)


def test_an_expired_lease_is_taken_over_and_the_late_run_is_refused(place):
    """After expiry another run takes over; the first one's late write is refused and undone."""
    with place.open() as late, place.open() as next_, late.lease("apply") as lost:
        place.sql(PAST)
        with next_.lease("apply") as hold:
            with pytest.raises(LockedError) as error:
                late.put_entries([entry()])

            assert ("MS021", {}, []) == (code_of(error), next_.entries(), next_.audit())
            assert (hold.lease.holder, 2) == _holder(place)
            assert (True, False) == (lost.lost.is_set(), hold.lost.is_set())


def test_a_late_release_leaves_the_successors_lease(place):
    """A run that lost the state does not free it for a third one, and its store stays closed for writes."""
    with place.open() as late, place.open() as next_:
        lost = late.lease("apply")
        lost.__enter__()
        place.sql(PAST)
        with next_.lease("apply") as hold:
            lost.__exit__(None, None, None)
            assert (hold.lease.holder, 2) == _holder(place)
        with pytest.raises(LockedError) as error:
            late.put_entries([entry()])
        assert ("MS021", {}) == (code_of(error), next_.entries())


def test_a_store_that_lost_its_lease_can_take_it_again(place):
    """A new lease is a new start."""
    with place.open() as store:
        lost = store.lease("apply")
        lost.__enter__()
        place.sql("UPDATE lease SET token = 7, expires = ''")
        lost.__exit__(None, None, None)
        with store.lease("apply") as hold:
            store.put_entries([entry()])
            assert (8, [address()]) == (hold.lease.token, list(store.entries()))


def test_a_write_renews_the_lease(place):
    """A run that goes on writing keeps the state past the first expiry."""
    with place.open() as store, store.lease("apply"):
        place.sql(PAST)
        store.put_entries([entry()])

        assert Standing.HELD is store.tenure().standing


def test_the_heartbeat_renews_a_silent_run(place, monkeypatch):
    """A run that writes nothing keeps the state, and after its end no thread of it is left."""
    monkeypatch.setattr("msgops.state.hold.BEAT_SECONDS", 0.01)
    beats = threading.Semaphore(0)
    with place.open() as store:
        real = store._renew
        monkeypatch.setattr(store, "_renew", lambda: (real(), beats.release()))
        with store.lease("apply"):
            place.sql(PAST)
            assert beats.acquire(timeout=10)
            assert beats.acquire(timeout=10)
            assert Standing.HELD is store.tenure().standing

    assert [] == [t for t in threading.enumerate() if t.name == "msgops-lease"]


def test_the_heartbeat_notices_a_loss(place, monkeypatch):
    """A run that writes nothing hears of its loss; whoever asks later hears at once."""
    monkeypatch.setattr("msgops.state.hold.BEAT_SECONDS", 0.01)
    told, later = threading.Event(), threading.Event()
    with place.open() as store, store.lease("apply") as hold:
        hold.on_lost(told.set)
        place.sql("UPDATE lease SET token = 7")
        assert told.wait(10)
        hold.on_lost(later.set)
        assert (True, True) == (hold.lost.is_set(), later.is_set())


def test_a_beat_that_fails_is_followed_by_the_next(place, monkeypatch):
    """A database that does not answer for a moment costs no lease."""
    monkeypatch.setattr("msgops.state.hold.BEAT_SECONDS", 0.01)
    from msgops.state.database import problem

    answered, answers = threading.Event(), [StateError(problem("p", "database is locked"))]

    with place.open() as store:

        def renew():
            if answers:
                raise answers.pop()
            answered.set()

        monkeypatch.setattr(store, "_renew", renew)
        with store.lease("apply") as hold:
            assert answered.wait(10)
            assert not hold.lost.is_set()


def test_no_call_is_journalled_after_the_loss(place):
    """Once the loss is known, the recorder refuses each intent without asking the database."""

    async def run(store, hold):
        async with Recorder(store, "run") as recorder:
            hold.lose()
            with pytest.raises(LockedError) as error:
                await recorder.intend(address(), "create")
            return code_of(error), recorder.commits

    with place.open() as store, store.lease("apply") as hold:
        assert ("MS021", 0) == asyncio.run(run(store, hold))


def test_a_loss_found_by_a_write_stops_the_recorder(place):
    """Of a run that lost its lease unawares, the first intent is refused, and so is every later one."""

    async def run(store):
        async with Recorder(store, "run") as recorder:
            codes = []
            for _ in range(2):
                with pytest.raises(LockedError) as error:
                    await recorder.intend(address(), "create")
                codes.append(code_of(error))
            return codes

    with place.open() as store, store.lease("apply"):
        place.sql("UPDATE lease SET token = 7")
        assert ["MS021", "MS021"] == asyncio.run(run(store))
        assert [] == store.unsettled()


def test_the_lease_of_a_dead_run_is_free(place, monkeypatch):
    """A holder whose process has ended for certain does not block the next run; one that lives does."""
    with place.open() as store, place.open() as other, store.lease("apply"):
        place.sql("UPDATE lease SET process = 'the holder'")
        monkeypatch.setattr(process, "ended", lambda holder: holder != "the holder")
        with pytest.raises(LockedError), other.lease("apply"):
            pass
        monkeypatch.setattr(process, "ended", lambda holder: holder == "the holder")
        assert Standing.DEAD is other.tenure().standing
        with other.lease("apply") as hold:
            assert 2 == hold.lease.token


def test_of_many_at_once_exactly_one_takes_it(place):
    """Eight runs that reach for the state at the same time: one holds it, seven are told."""
    barrier = threading.Barrier(8, timeout=60)

    def reach():
        try:
            with place.open() as store:
                barrier.wait()
                try:
                    with store.lease("apply"):
                        barrier.wait()
                        return "held"
                except LockedError:
                    barrier.wait()
                    return "told"
        except BaseException:
            barrier.abort()  # nobody waits for one that is not coming
            raise

    with ThreadPoolExecutor(8) as pool:
        runs = [pool.submit(reach) for _ in range(8)]
    ends = [run.exception() for run in runs]

    assert [] == [e for e in ends if e is not None and not isinstance(e, threading.BrokenBarrierError)]
    assert ["held", *["told"] * 7] == sorted(run.result() for run in runs)


def test_unlocking_fences_the_holder_and_is_logged(place):
    """Who held the state can write nothing any more, the next run takes it, and the log says who was cut off."""
    with place.open() as late, place.open() as next_, late.lease("apply") as hold:
        next_.unlock(next_.tenure())
        assert (Standing.FREE, 2) == (next_.tenure().standing, next_.tenure().token)
        with pytest.raises(LockedError):
            late.put_entries([entry()])
        with next_.lease("apply"):
            (record,) = next_.audit()

    assert ("unlock", "apply", "1", True) == (
        record.event,
        record.detail["purpose"],
        record.detail["token"],
        hold.lost.is_set(),
    )


def test_unlocking_frees_nobody_else(place):
    """When another run has taken the state since somebody looked, it keeps it."""
    with place.open() as store, place.open() as other:
        with store.lease("apply"):
            seen = other.tenure()
        with store.lease("import"), pytest.raises(LockedError) as error:
            other.unlock(seen)
        assert ("MS020", []) == (code_of(error), store.audit())
        other.unlock(seen)
        assert [] == store.audit()


def test_nobody_ever_held_a_new_state(place):
    """A state without a run has no holder to show."""
    with place.open() as store:
        assert store.tenure() is None


def test_the_error_at_hand_is_told_when_the_release_fails_too(place):
    """A failure inside the lease is not hidden by a failing release."""

    def work(store):
        with store.lease("apply"):
            place.sql("DROP TABLE lease")
            raise WorkError

    with place.open() as store, pytest.raises(WorkError):
        work(store)


class WorkError(Exception):
    """An error of the work itself."""
