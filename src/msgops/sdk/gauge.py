"""How much an account bears: learned from 429s, first come first served (decision 0003)."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from msgops.sdk.clock import Clock

PATIENCE = 900.0
"""Seconds for which an account may answer nothing but 429, or ask us to wait, before a call gives up."""
_LONGEST_WAIT = 8.0
"""Seconds between two tries where the vendor does not say how long to wait."""
_FIRST_GAP, _LONGEST_GAP, _SHORTEST_GAP = 0.1, 2.0, 0.02
_RECOVERY = 0.95


class Gauge:
    """A gate that calls pass one by one, in the order in which they came.

    A 429 halves the calls in flight, widens the gap between two starts and pauses everybody; successes take both back
    slowly. Calls that were under way when the account was slowed down belong to the same overload: they count once.
    """

    def __init__(self, limit: int, clock: Clock, jitter: random.Random | None = None) -> None:
        self.limit = self.most = limit
        self.in_flight = 0
        self.gap = 0.0
        self.strikes = 0
        self._clock = clock
        self._jitter = jitter or random.Random()  # noqa: S311  # two runs must differ; nobody must be kept from guessing
        self._opens = 0.0
        self._slowed = -1.0
        self._silent_since: float | None = None
        self._good = 0
        self._turn = asyncio.Lock()
        self._room = asyncio.Event()

    async def enter(self) -> float:
        """Wait for the turn, the end of a pause and a place; return the time of the start."""
        async with self._turn:
            while True:
                now = self._clock.monotonic()
                if now < self._opens:
                    await self._clock.sleep(self._opens - now)
                elif self.in_flight >= self.limit:
                    self._room.clear()
                    await self._room.wait()
                else:
                    self.in_flight += 1
                    self._opens = now + self.gap
                    return now

    def leave(self) -> None:
        """Give the place back."""
        self.in_flight -= 1
        self._room.set()

    def throttled(self, started: float, asked: float | None) -> float | None:
        """Slow everybody down after a 429 to a call begun at `started`; `asked` is what `Retry-After` wants.

        Return by how many seconds the pause grew; `None` when the account has been silent for so long, or wants so long
        a pause, that it is not worth waiting for.
        """
        now = self._clock.monotonic()
        if self._silent_since is None:
            self._silent_since = now
        if started > self._slowed:
            self.limit = max(1, self.limit // 2)
            self.gap = min(_LONGEST_GAP, max(_FIRST_GAP, 2 * self.gap))
            self.strikes += 1
        self._slowed, self._good = now, 0
        backoff = min(_LONGEST_WAIT, 0.5 * 2 ** min(self.strikes, 10))
        wait = self.spread(max(asked, self.gap) if asked else backoff)
        if now + wait > self._silent_since + PATIENCE:
            return None
        before = max(self._opens, now)
        self._opens = max(before, now + wait)
        return self._opens - before

    def went_well(self) -> None:
        """Take note of an answer that was no 429."""
        self._silent_since, self.strikes = None, 0
        self.gap = self.gap * _RECOVERY if self.gap > _SHORTEST_GAP else 0.0
        if self.limit < self.most:
            self._good += 1
            if self._good >= self.limit * 2:
                self.limit, self._good = self.limit + 1, 0
                self._room.set()

    def spread(self, seconds: float) -> float:
        """Lengthen a wait by up to a quarter, so that two runs on one account do not come back together."""
        return seconds * (1 + self._jitter.random() / 4)
