"""The recorder's facts: calls in flight share commits, and a failing commit stops the run."""

from __future__ import annotations

import asyncio
import threading

import pytest

from msgops.model.diagnostic import Diagnostic, StateError
from msgops.model.secret import Secret
from msgops.model.state import IntentState
from msgops.state.recorder import Recorder
from state.states import address, code_of, entry


@pytest.fixture
def store(place):
    """An empty state."""
    with place.open() as opened:
        yield opened


async def _work(recorder, name, **fields):
    number = await recorder.intend(address(name), "create")
    await recorder.settle(
        number, IntentState.DONE, address=address(name), action="create", entry=entry(name, **fields)
    )
    return number


class Gate:
    """Holds the store's writes until it is opened, and says when one has begun."""

    def __init__(self, store, monkeypatch, fail=()):
        self.open, self.begun, self.calls = threading.Event(), threading.Event(), []
        self.fail, self.real = list(fail), store.write
        monkeypatch.setattr(store, "write", self)

    def __call__(self, intents, settlements):
        self.begun.set()
        assert self.open.wait(10)
        self.calls.append((len(intents), len(settlements)))
        if self.fail and (error := self.fail.pop(0)) is not None:
            raise error
        return self.real(intents, settlements)

    async def wait(self):
        await asyncio.to_thread(self.begun.wait, 10)


def test_calls_in_flight_share_commits(store):
    """Sixteen workers need about one commit for each group of sixteen, not one each."""

    async def run():
        async with Recorder(store, "run") as recorder:
            names = iter([f"t{n}" for n in range(160)])

            async def worker():
                for name in names:
                    await _work(recorder, name)

            await asyncio.gather(*(worker() for _ in range(16)))
            return recorder.commits

    commits = asyncio.run(run())

    assert 20 <= commits <= 40
    assert (160, 160, []) == (len(store.entries()), len(store.audit()), store.unsettled())


def test_what_arrives_during_a_commit_goes_into_the_next_one(store, monkeypatch):
    """Everything that waits while a commit is under way shares the next one."""
    gate = Gate(store, monkeypatch)

    async def run():
        async with Recorder(store, "run") as recorder:
            first = asyncio.create_task(recorder.intend(address("a"), "create"))
            await gate.wait()
            others = [asyncio.create_task(recorder.intend(address(f"b{n}"), "create")) for n in range(5)]
            await asyncio.sleep(0)
            gate.open.set()
            return await asyncio.gather(first, *others)

    assert [1, 2, 3, 4, 5, 6] == asyncio.run(run())
    assert [(1, 0), (5, 0)] == gate.calls


def test_an_intent_is_durable_when_it_returns(store, place):
    """A second reader sees the intent as soon as the call may be sent."""

    async def run():
        async with Recorder(store, "run") as recorder:
            number = await recorder.intend(
                address(), "update", live_id="7", before={"name": "old"}, key='{"name":"vip"}'
            )
            with place.open(create=False) as reader:
                (found,) = reader.unsettled()
            return number, found

    number, found = asyncio.run(run())

    assert (number, "run", address(), "update", IntentState.SENT, {"name": "old"}, "7", '{"name":"vip"}') == (
        found.id, found.run, found.address, found.action, found.state, found.before, found.live_id, found.key,
    )  # fmt: skip


def test_a_failing_commit_stops_the_run(store, monkeypatch):
    """Every waiter of a failed commit gets its error, and no further intent is taken."""
    full = StateError(Diagnostic("MS006", "The disk is full"))
    gate = Gate(store, monkeypatch, [full])

    async def run():
        async with Recorder(store, "run") as recorder:
            first = asyncio.create_task(recorder.intend(address("a"), "create"))
            await gate.wait()
            late = asyncio.create_task(recorder.intend(address("b"), "create"))
            await asyncio.sleep(0)
            gate.open.set()
            errors = await asyncio.gather(first, late, return_exceptions=True)
            with pytest.raises(StateError):
                await recorder.intend(address("c"), "create")
            return errors

    assert [full, full] == asyncio.run(run())
    assert [(1, 0)] == gate.calls
    assert [] == store.unsettled()


def test_results_are_still_taken_after_a_failed_commit(store, monkeypatch):
    """What was sent before the failure is recorded as soon as the state takes it again."""
    (number,) = store.intend([_intent("sent")])
    gate = Gate(store, monkeypatch, [StateError(Diagnostic("MS004", "The state is busy"))])
    gate.open.set()

    async def run():
        async with Recorder(store, "run") as recorder:
            with pytest.raises(StateError):
                await recorder.intend(address("a"), "create")
            await recorder.settle(
                number, IntentState.DONE, address=address("sent"), action="create", entry=entry("sent")
            )

    asyncio.run(run())

    assert ([], [address("sent")]) == (store.unsettled(), list(store.entries()))


def test_a_bug_while_writing_reaches_every_waiter(store):
    """An error that nobody foresaw ends as a state error without the value, and nobody waits for ever."""

    async def run():
        async with Recorder(store, "run") as recorder:
            with pytest.raises(StateError) as error:
                await asyncio.wait_for(
                    _work(recorder, "a", applied={"key": Secret("env:KEY", "hunter2")}), 10
                )
            return error

    error = asyncio.run(run())

    assert "MS013" == code_of(error)
    assert "hunter2" not in repr(error.value.diagnostics) + repr(error.value.__cause__)


def test_an_intent_whose_caller_gave_up_is_not_written(store, monkeypatch):
    """A call that will not be sent leaves no trace in the journal."""
    gate = Gate(store, monkeypatch)

    async def run():
        async with Recorder(store, "run") as recorder:
            first = asyncio.create_task(recorder.intend(address("a"), "create"))
            await gate.wait()
            given_up = asyncio.create_task(recorder.intend(address("b"), "create"))
            await asyncio.sleep(0)
            given_up.cancel()
            gate.open.set()
            await first

    asyncio.run(run())

    assert ["a"] == [i.address.name for i in store.unsettled()]


def test_a_cancelled_run_still_records_its_results(store, monkeypatch):
    """When everything is cancelled at once, results that were known already are written before the end."""
    numbers = store.intend([_intent("a"), _intent("b")])
    gate = Gate(store, monkeypatch)

    async def run():
        async with Recorder(store, "run") as recorder:
            settles = []
            for number, name in zip(numbers, "ab", strict=True):
                done = recorder.settle(
                    number, IntentState.DONE, address=address(name), action="create", entry=entry(name)
                )
                settles.append(asyncio.create_task(done))
                await gate.wait()
            await asyncio.sleep(0)
            for task in asyncio.all_tasks():
                task.cancel()
            gate.open.set()
            await asyncio.gather(*settles)

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(run())

    assert ([], {"a", "b"}) == (store.unsettled(), {a.name for a in store.entries()})


def test_a_recorder_without_work_ends(store):
    """Entering and leaving writes nothing."""

    async def run():
        async with Recorder(store, "run") as recorder:
            pass
        return recorder.commits

    assert (0, []) == (asyncio.run(run()), store.audit())


def _intent(name):
    from msgops.state.journal import NewIntent

    return NewIntent("run", address(name), "create")
