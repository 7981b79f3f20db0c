"""Sending a delete so that an object which is gone is no error, whatever became of an earlier call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgops.engine.lag import pauses
from msgops.sdk.errors import Refused, UnknownOutcome

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer
    from msgops.sdk.kind import Item, Kind


async def delete(kind: Kind, writer: Writer, item: Item, *, doubtful: bool) -> None:
    """Delete; where nobody knows whether it took effect, what is still there is deleted once more.

    `doubtful`: an earlier run may have deleted it, and what shows it still may lag behind. Errors are `ProviderError`.
    """
    try:
        await _once(kind, writer, item, doubtful=doubtful)
    except UnknownOutcome:
        if await kind.api.get(writer, item) is not None:
            await _once(kind, writer, item, doubtful=True)


async def _once(kind: Kind, writer: Writer, item: Item, *, doubtful: bool) -> None:
    try:
        await kind.api.delete(writer, item)
    except Refused:
        if not (doubtful and await _goes(kind, writer, item)):
            raise


async def _goes(kind: Kind, reader: Reader, item: Item) -> bool:
    """Whether an object that the vendor did not delete disappears, as one does that was deleted before."""
    for pause in pauses(kind):
        if pause:
            await reader.clock.sleep(pause)
        if await kind.api.get(reader, item) is None:
            return True
    return False
