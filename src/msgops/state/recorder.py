"""Group commit: many calls in flight share one durable transaction."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self

from msgops.model.diagnostic import Diagnostic, StateError
from msgops.state.journal import NewIntent, Settlement

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from msgops.model.address import Address
    from msgops.model.state import IntentState, StateEntry
    from msgops.state.store import Store

    _Waiting = tuple[NewIntent | Settlement, asyncio.Future[int]]


class Recorder:
    """The journal of one run.

    Once a write fails no further call is journalled, so none is sent; results of calls that were sent already
    are still written if the state takes them.
    """

    def __init__(self, store: Store, run: str) -> None:
        self._store, self._run = store, run
        self._queue: list[_Waiting] = []
        self._wake = asyncio.Event()
        self._closing = False
        self._broken: StateError | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="msgops-state")
        self.commits = 0

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._drain())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._closing = True
        self._wake.set()
        try:
            await self._task
        finally:
            self._thread.shutdown()
            self._flush()

    async def intend(
        self,
        address: Address,
        action: str,
        *,
        live_id: str = "",
        before: Mapping[str, Any] | None = None,
        key: str = "",
    ) -> int:
        """Write down what is about to be sent; refused at once when the lease is known to be lost."""
        self._store.ensure_held()
        if self._broken is not None:
            raise self._broken
        return await self._put(NewIntent(self._run, address, action, live_id, before, key))

    async def settle(  # the journal's protocol
        self,
        intent: int | None,
        state: IntentState,
        *,
        address: Address,
        action: str,
        detail: str = "",
        entry: StateEntry | None = None,
        removed: Sequence[Address] = (),
        facts: Mapping[str, Any] | None = None,
    ) -> None:
        """Write down a result and the record that follows from it."""
        await self._put(
            Settlement(intent, state, address, action, self._run, detail, entry, tuple(removed), facts or {})
        )

    async def _put(self, one: NewIntent | Settlement) -> int:
        future: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._queue.append((one, future))
        self._wake.set()
        return await future

    async def _drain(self) -> None:
        while self._queue or not self._closing:
            await self._wake.wait()
            self._wake.clear()
            while self._queue:
                group, self._queue = self._queue, []
                await self._commit(group)

    async def _commit(self, group: list[_Waiting]) -> None:
        # An intent whose caller was cancelled is never sent, so it is not journalled either.
        intents = [(o, f) for o, f in group if isinstance(o, NewIntent) and not f.cancelled()]
        results = [(o, f) for o, f in group if isinstance(o, Settlement)]
        if self._broken is not None:
            _fail(intents, self._broken)
            intents = []
        if not (intents or results):
            return
        work = asyncio.get_running_loop().run_in_executor(
            self._thread, self._store.write, [o for o, _ in intents], [o for o, _ in results]
        )
        try:
            # A commit that has begun is finished, whatever becomes of this task.
            numbers = await asyncio.shield(work)
        except StateError as error:
            self._broken = error
            _fail([*intents, *results], error)
            return
        except Exception as error:  # noqa: BLE001  # a waiter must never be left waiting
            self._broken = _bug(error)
            _fail([*intents, *results], self._broken)
            return
        self.commits += 1
        for number, (_, future) in zip([*numbers, *[0] * len(results)], [*intents, *results], strict=True):
            if not future.done():
                future.set_result(number)

    def _flush(self) -> None:
        """Write the results that a cancelled run left in the queue."""
        results = [o for o, _ in self._queue if isinstance(o, Settlement)]
        self._queue = []
        if results:
            with suppress(StateError):  # the journal shows them as unsettled: the next run looks them up
                self._store.write([], results)


def _fail(group: Sequence[tuple[object, asyncio.Future[int]]], error: StateError) -> None:
    for _, future in group:
        if not future.done():
            future.set_exception(error)


def _bug(error: Exception) -> StateError:
    """Name the error's type only: its text may quote what was to be written."""
    what = f"This is a bug in msgops: {type(error).__name__} while writing the journal."
    found = StateError(
        Diagnostic(
            "MS013", "The journal cannot be written", what, "Please report it with the command you ran."
        )
    )
    found.__cause__ = error
    return found
