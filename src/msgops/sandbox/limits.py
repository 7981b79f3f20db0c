"""Rate limits in the two forms that vendors publish: so many calls in a window, or a bucket that refills."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `calls` in `seconds`; with `refill`, a bucket of `calls` that gains so many a second instead."""

    calls: int
    seconds: float = 1.0
    refill: float = 0.0


@dataclass(slots=True)
class Meter:
    """What one operation has used up. A window starts with its first call. [assumed]"""

    limit: Limit
    since: float = 0.0
    used: float = 0.0

    def take(self, now: float) -> bool:
        """Count one call at this moment, in seconds; `False` when it is one too many, which is not counted."""
        passed = now - self.since
        if self.limit.refill:
            self.used = max(0.0, self.used - passed * self.limit.refill)
            self.since = now
        elif passed >= self.limit.seconds:
            self.used, self.since = 0.0, now
        if self.used + 1 > self.limit.calls:
            return False
        self.used += 1
        return True
