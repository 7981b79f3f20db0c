"""Lists that lag behind writes: what we just made is not gone because a list does not show it yet, nor the reverse."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from msgops.sdk.errors import ProviderError

if TYPE_CHECKING:
    from msgops.sdk.http import Reader
    from msgops.sdk.kind import Item, Kind

_PAUSES = (0.0, 1.0, 2.0, 4.0, 8.0, 16.0)
"""Seconds before each look: 31 in all, lists lag that long."""
_LATE = (16.0,)
"""One look more for kinds whose writes are carried out later than they are answered."""
FRESH = 60.0
"""Seconds after a write in which a list may not show it."""


def pauses(kind: Kind) -> tuple[float, ...]:
    """Return the seconds to wait before each look for what was just written."""
    return _PAUSES + _LATE if kind.eventual else _PAUSES


async def without_ghosts(
    kind: Kind, reader: Reader, items: Sequence[Item], gone: Mapping[str, datetime]
) -> Sequence[Item]:
    """Leave out what a list still shows although it was deleted a moment ago. `gone`: when, by id."""
    doubtful = [i for i in items if i.id in gone]
    if not doubtful:
        return items
    if reads_by_list(kind):
        ghosts = {i.id for i in doubtful if _age(gone[i.id], reader) < sum(pauses(kind))}
    else:
        found = [(i.id, await _get(kind, reader, i)) for i in doubtful]
        ghosts = {id_ for id_, item in found if item is None}
    return [i for i in items if i.id not in ghosts]


async def complete(
    kind: Kind,
    reader: Reader,
    items: Sequence[Item],
    fresh: Mapping[str, tuple[datetime, Item]],
    read_list: Callable[[], Awaitable[Sequence[Item]]],
) -> Sequence[Item]:
    """Return the listed items with those that were made a moment ago. `fresh`: when, and what is known, by id.

    What the list does not show is read by itself; where that read is the list again, the list is given time.
    """
    missing = _missing(fresh, items)
    found = [i for i in [await _get(kind, reader, fresh[m][1]) for m in missing] if i is not None]
    items = [*items, *found]
    if not reads_by_list(kind):
        return items
    for pause in pauses(kind)[1:]:
        late = [m for m in _missing(fresh, items) if _age(fresh[m][0], reader) < sum(pauses(kind))]
        if not late:
            break
        await reader.clock.sleep(pause)
        items = await read_list()
    return items


async def current(
    kind: Kind, reader: Reader, items: Sequence[Item], doubtful: Collection[str]
) -> Sequence[Item]:
    """Return the listed items, those in doubt as they are when read by themselves."""
    if not doubtful or reads_by_list(kind):
        return items
    found = {i.id: await _get(kind, reader, i) for i in items if i.id in doubtful}
    return [found.get(i.id) or i for i in items]


def _missing(fresh: Mapping[str, tuple[datetime, Item]], items: Sequence[Item]) -> list[str]:
    return sorted(fresh.keys() - {item.id for item in items})


async def _get(kind: Kind, reader: Reader, item: Item) -> Item | None:
    try:
        return await kind.api.get(reader, item)
    except ProviderError:
        return None


def reads_by_list(kind: Kind) -> bool:
    """Whether reading one object is reading the list again: a kind that names no call for it has no other."""
    calls = {e.operation: e.call.partition("?")[0] for e in kind.evidence if e.operation in ("list", "get")}
    return calls.get("get", calls.get("list")) == calls.get("list")


def _age(at: datetime, reader: Reader) -> float:
    return (reader.clock.now() - at).total_seconds()
