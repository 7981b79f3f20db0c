"""What several tasks ask of an org at the same moment, as one call (dossier A7).

Apply works on many objects side by side. Whoever comes first waits a moment for the others and does the work of all.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

from msgops.sdk import trace
from msgops.sdk.errors import Refused
from msgops.sdk.http import Reader, Writer
from msgops_salesforce import rows
from msgops_salesforce.rows import PER_CALL, Row

Work = Callable[[list[Any]], Awaitable[Sequence[Any]]]
"""Does the work for several items; an exception in place of a result is raised where its item came from."""
_TICKS = 3
"""How often the others get a chance to come: those that one answer or one commit woke are there by then."""
_Place = tuple[Any, "asyncio.Future[tuple[Any, list[str]]]"]


class _Gatherer:
    """The items that wait to be done together, by what is to be done with them."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[_Place]] = {}

    async def do(self, what: str, item: Any, work: Work) -> Any:
        """Return what `work` makes of the item, which is handed to it together with those of others."""
        future: asyncio.Future[tuple[Any, list[str]]] = asyncio.get_running_loop().create_future()
        waiting = self._waiting.setdefault(what, [])
        waiting.append((item, future))
        if len(waiting) == 1:
            for _ in range(_TICKS):
                await asyncio.sleep(0)
            await _run(self._waiting.pop(what), work)
            found, _ = future.result()
        else:
            found, requests = await future
            for request in requests:
                trace.note(request)
        if isinstance(found, Exception):
            raise found
        return found


async def _run(places: list[_Place], work: Work) -> None:
    before = len(trace.noted())
    try:
        found = await work([item for item, _ in places])
    except Exception as error:  # noqa: BLE001  # it is raised in every task whose item was among them
        found = [error] * len(places)
    except BaseException:
        for _, future in places:
            future.cancel()
        raise
    requests = trace.noted()[before:]
    for (_, future), result in zip(places, found, strict=True):
        if not future.done():
            future.set_result((result, requests))


async def _new() -> _Gatherer:
    return _Gatherer()


async def insert(write: Writer, kind: str, fields: Row) -> str:
    """Create a row and return its id; alone it is a call of its own."""

    async def alone(given: Sequence[Row]) -> list[str]:
        return [await rows.insert(write, kind, row) for row in given]

    (made,) = await _insert(write, kind, [fields], alone)
    return made


async def insert_all(write: Writer, kind: str, given: Sequence[Row]) -> list[str]:
    """Create many rows, 200 a call; those of one caller are written whole or not at all, up to 200."""
    return await _insert(write, kind, given, lambda mine: rows.insert_all(write, kind, mine))


async def _insert(
    write: Writer, kind: str, given: Sequence[Row], alone: Callable[[Sequence[Row]], Awaitable[list[str]]]
) -> list[str]:
    async def work(callers: list[tuple[Sequence[Row], Any]]) -> list[Any]:
        found: list[Any] = []
        for pack in _packs(callers):
            found.extend(await _write(write, kind, pack))
        return found

    gatherer = await write.once("gathering", _new)
    made: list[str] = await gatherer.do(f"insert {kind}", (given, alone), work)
    return made


async def _write(write: Writer, kind: str, pack: list[tuple[Sequence[Row], Any]]) -> list[Any]:
    """Write the rows of several callers by one call; where one spoils it, nothing was written, and each goes alone."""
    if len(pack) > 1:
        try:
            made = iter(await rows.insert_all(write, kind, [row for given, _ in pack for row in given]))
            return [[next(made) for _ in given] for given, _ in pack]
        except Refused:
            pass
    return [await _result(alone(given)) for given, alone in pack]


async def _result(call: Awaitable[Any]) -> Any:
    try:
        return await call
    except Exception as error:  # noqa: BLE001  # it is raised in the task that it belongs to
        return error


def _packs(callers: Iterable[tuple[Sequence[Row], Any]]) -> list[list[tuple[Sequence[Row], Any]]]:
    """Put callers together as long as their rows fit into one call; one with more rows goes alone."""
    packs: list[list[tuple[Sequence[Row], Any]]] = []
    room = 0
    for caller in callers:
        if not packs or len(caller[0]) > room:
            packs.append([])
            room = PER_CALL
        packs[-1].append(caller)
        room -= len(caller[0])
    return packs


async def query_among(read: Reader, select: str, field: str, values: Iterable[str]) -> list[dict[str, Any]]:
    """Return the rows of `select` whose field, which it must select, is one of the values."""

    async def work(wishes: list[set[str]]) -> list[Any]:
        found = await rows.query_among(read, select, field, set().union(*wishes))
        folded = [{v.casefold() for v in wish} for wish in wishes]
        return [[row for row in found if str(row[field]).casefold() in wish] for wish in folded]

    gatherer = await read.once("gathering", _new)
    answer: list[dict[str, Any]] = await gatherer.do(f"{select} {field}", set(values), work)
    return answer
