"""Group commit: many calls in flight share one durable transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from msgops.model.diagnostic import StateError
from msgops.state.store import NewIntent, Settlement

if TYPE_CHECKING:
    from msgops.model.address import Address
    from msgops.model.state import IntentState, StateEntry
    from msgops.state.store import Store

_Waiting = tuple["NewIntent | Settlement", "asyncio.Future[int]"]


class Recorder:
    """The journal of one run. Once a write fails, every later call fails too: nothing more is sent."""

    def __init__(self, store: Store, run: str) -> None:
        self._store, self._run = store, run
        self._queue: list[_Waiting] = []
        self._wake = asyncio.Event()
        self._closing = False
        self._broken: StateError | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="msgops-state")
        self.commits = 0

    async def __aenter__(self) -> Recorder:
        self._task = asyncio.create_task(self._drain())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._closing = True
        self._wake.set()
        await self._task
        self._thread.shutdown()

    async def intend(
        self, address: Address, action: str, *, live_id: str = "", before: Mapping[str, Any] | None = None
    ) -> int:
        """Write down what is about to be sent."""
        return await self._put(NewIntent(self._run, address, action, live_id, before))

    async def settle(  # noqa: PLR0913  # the journal's protocol
        self,
        intent: int | None,
        state: IntentState,
        *,
        address: Address,
        action: str,
        detail: str = "",
        entry: StateEntry | None = None,
        removed: Sequence[Address] = (),
    ) -> None:
        """Write down a result and the record that follows from it."""
        await self._put(Settlement(intent, state, address, action, self._run, detail, entry, tuple(removed)))

    async def _put(self, one: NewIntent | Settlement) -> int:
        if self._broken is not None:
            raise self._broken
        future: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._queue.append((one, future))
        self._wake.set()
        return await future

    async def _drain(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self._wake.wait()
            self._wake.clear()
            group, self._queue = self._queue, []
            if group:
                await self._commit(loop, group)
            elif self._closing:
                return
            if self._queue or self._closing:
                self._wake.set()

    async def _commit(self, loop: asyncio.AbstractEventLoop, group: list[_Waiting]) -> None:
        intents = [(o, f) for o, f in group if isinstance(o, NewIntent)]
        results = [(o, f) for o, f in group if isinstance(o, Settlement)]
        try:
            numbers = await loop.run_in_executor(
                self._thread, self._store.write, [o for o, _ in intents], [o for o, _ in results]
            )
        except StateError as error:
            self._broken = error
            for _, future in group:
                if not future.done():
                    future.set_exception(error)
            return
        self.commits += 1
        for number, (_, future) in zip(numbers, intents, strict=True):
            if not future.done():
                future.set_result(number)
        for _, future in results:
            if not future.done():
                future.set_result(0)
