"""The gate of an account: fair, safe against cancelled waiters, slowed down by 429s and fast again afterwards."""

from __future__ import annotations

import asyncio
import random

import pytest

from msgops.sandbox.kit import Simulator
from msgops.sdk.gauge import PATIENCE, Gauge
from virtual_time import LoopClock


@pytest.fixture
def clock():
    """A clock on which waiting takes no time."""
    return LoopClock(Simulator("any"))


def gauge(clock, limit=16):
    return Gauge(limit, clock, random.Random(1))


def test_who_came_first_goes_first(clock):
    """A newcomer does not overtake those who wait, not even at the moment at which a place becomes free."""
    order = []

    async def call(gate, name):
        await gate.enter()
        order.append(name)
        await clock.sleep(1)
        gate.leave()
        if name < 10:
            await call(gate, name + 10)

    async def main():
        gate = gauge(clock, 2)
        await asyncio.gather(*(call(gate, n) for n in range(6)))

    clock.run(main())

    assert [0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15] == order


@pytest.mark.parametrize("waiters", [1, 2, 5])
def test_a_cancelled_waiter_does_not_swallow_the_place_that_was_meant_for_it(clock, waiters):
    """The place becomes free and its next holder is cancelled at the same moment: whoever comes after it gets in."""
    entered = []

    async def call(gate, name):
        await gate.enter()
        entered.append(name)
        gate.leave()

    async def main():
        gate = gauge(clock, 1)
        await gate.enter()
        tasks = [asyncio.create_task(call(gate, n)) for n in range(waiters + 1)]
        await asyncio.sleep(0)
        gate.leave()
        for task in tasks[:waiters]:
            task.cancel()
        await asyncio.wait_for(tasks[-1], 1)
        assert 0 == gate.in_flight

    clock.run(main())

    assert [waiters] == entered


def test_a_waiter_cancelled_in_a_pause_lets_the_others_in_when_it_ends(clock):
    """The first in the queue sleeps through the pause for all; when it goes, the next takes over."""

    async def main():
        gate = gauge(clock)
        gate.throttled(await gate.enter(), 10.0)
        gate.leave()
        first, second = (asyncio.create_task(gate.enter()) for _ in range(2))
        await clock.sleep(1)
        first.cancel()
        assert 10.0 <= await asyncio.wait_for(second, 20) <= 13.0

    clock.run(main())


def test_refusals_of_one_overload_count_once(clock):
    """Sixteen calls in flight that are all refused halve the concurrency once, not sixteen times."""

    async def main():
        gate = gauge(clock)
        starts = [await gate.enter() for _ in range(16)]
        await clock.sleep(0.1)
        for start in starts:
            gate.throttled(start, None)
            gate.leave()
        assert 8 == gate.limit
        assert 1 == gate.strikes

    clock.run(main())


def test_successes_give_back_what_a_refusal_took(clock):
    """After enough good answers the account is used as before, and those who wait notice it."""

    async def main():
        gate = gauge(clock, 4)
        for _ in range(5):
            gate.throttled(await gate.enter(), None)
            gate.leave()
        assert 1 == gate.limit
        for _ in range(200):
            await gate.enter()
            gate.went_well()
            gate.leave()
        assert (4, 0.0) == (gate.limit, gate.gap)

    clock.run(main())


def test_a_raised_limit_is_used_by_those_who_wait(clock):
    """When successes raise the limit, a waiter gets in although nobody left."""

    async def main():
        gate = gauge(clock, 2)
        gate.throttled(await gate.enter(), None)
        waiting = asyncio.create_task(gate.enter())
        await clock.sleep(5)
        assert not waiting.done()
        gate.went_well()
        gate.went_well()
        await asyncio.wait_for(waiting, 1)
        assert 2 == gate.in_flight

    clock.run(main())


def test_patience_ends_after_a_quarter_of_an_hour_without_any_other_answer(clock):
    """However often the account refuses, it is asked again until it has said nothing else for so long."""

    async def main():
        gate = gauge(clock)
        tries = 0
        while gate.throttled(await gate.enter(), None) is not None:
            tries += 1
            gate.leave()
        assert PATIENCE - 12 <= clock.monotonic() <= PATIENCE
        assert 80 <= tries <= 130

    clock.run(main())


def test_any_other_answer_renews_the_patience(clock):
    """An account that lets one call through in ten minutes is not given up."""

    async def main():
        gate = gauge(clock)
        for _ in range(20):
            while clock.monotonic() < 600:
                assert gate.throttled(await gate.enter(), None) is not None
                gate.leave()
            clock.at -= 600
            gate.went_well()

    clock.run(main())


def test_a_pause_of_a_day_is_not_worth_waiting_for_and_holds_nobody_up(clock):
    """One operation's used-up daily quota ends that call at once; the other calls of the account go on."""

    async def main():
        gate = gauge(clock)
        assert gate.throttled(await gate.enter(), 86_400.0) is None
        gate.leave()
        await gate.enter()
        assert 3.0 > clock.monotonic()

    clock.run(main())


def test_two_gates_do_not_come_back_together():
    """Each process spreads its waits differently, never below what was asked for."""
    clock = LoopClock(Simulator("any"))
    waits = {Gauge(4, clock).spread(8.0) for _ in range(20)}

    assert 20 == len(waits)
    assert all(8.0 <= wait <= 10.0 for wait in waits)
