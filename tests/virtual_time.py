"""An event loop on which waiting takes no time: when nothing is left to do, the clock jumps to the next timer.

Calls that wait side by side overlap as they would on a real clock, and time-outs strike when they should.
"""

from __future__ import annotations

import asyncio
import contextlib
import selectors
from collections.abc import Callable, Coroutine
from typing import Any
from unittest import mock

from msgops.sandbox.kit import Simulator


class _Jumping(selectors.SelectSelector):
    """Waits for sockets only when there is no timer; while a thread works, time stands still."""

    def __init__(self, jump: Callable[[float], None], working: Callable[[], bool]) -> None:
        super().__init__()
        self._jump, self._working = jump, working

    def select(self, timeout: float | None = None) -> Any:
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        ready = super().select(0.05 if self._working() else 0)
        if not ready and not self._working():
            self._jump(timeout)
        return ready


class _Loop(asyncio.SelectorEventLoop):
    """A loop whose time is the virtual clock's."""

    def __init__(self, clock: LoopClock) -> None:
        self._clock, self._threads = clock, 0
        super().__init__(_Jumping(clock.jump, lambda: self._threads > 0))

    def time(self) -> float:
        return self._clock.at

    def run_in_executor(self, executor, func, *args):
        self._threads += 1
        future = super().run_in_executor(executor, func, *args)
        future.add_done_callback(self._done)
        return future

    def _done(self, _: object) -> None:
        self._threads -= 1


class LoopClock:
    """The clock of the loop and, at once, of a simulator."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator, self.at = simulator, 0.0

    def jump(self, seconds: float) -> None:
        from datetime import timedelta

        self.at += seconds
        self.simulator.world.offset += timedelta(seconds=seconds)

    def now(self):
        return self.simulator.world.now()

    def monotonic(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    @contextlib.contextmanager
    def patched(self, inside: contextlib.AbstractContextManager[Any]):
        """Let `asyncio.run` run on this clock, within another context."""
        with inside, mock.patch("asyncio.run", self.run):
            yield

    def run(self, main: Coroutine[Any, Any, Any]) -> Any:
        """Run to the end, as `asyncio.run` does; what a server has begun it finishes."""

        async def whole() -> Any:
            try:
                return await main
            finally:
                left = asyncio.all_tasks() - {asyncio.current_task()}
                await asyncio.gather(*left, return_exceptions=True)

        with asyncio.Runner(loop_factory=lambda: _Loop(self)) as runner:
            return runner.run(whole())
