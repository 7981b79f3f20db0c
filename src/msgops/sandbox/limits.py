"""Rate limits as vendors publish them: so many per unit of time, or a bucket that fills up again."""

from __future__ import annotations

import fnmatch
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Limit:
    """`number` calls per `seconds`; with `burst`, a bucket of that size which `number` per `seconds` refill.

    Attributes:
        methods: the methods it is for, separated by blanks; `*` for all.
        path: a pattern over path templates, such as `/provisioning/1/*`.

    """

    methods: str
    path: str
    number: int
    seconds: float
    burst: int = 0

    def covers(self, method: str, template: str) -> bool:
        """Whether it is for this operation."""
        return (self.methods == "*" or method in self.methods.split()) and fnmatch.fnmatchcase(
            template, self.path
        )


@dataclass
class Limits:
    """The limits of a simulator, the first that covers an operation counts; each operation has its own count."""

    table: Sequence[Limit] = ()
    _left: dict[tuple[str, str], tuple[float, float]] = field(default_factory=dict)

    def allows(self, method: str, template: str, now: float) -> bool:
        """Count one call at `now` (seconds) and return whether it is within its limit; what is refused is not counted."""
        limit = next((found for found in self.table if found.covers(method, template)), None)
        if limit is None:
            return True
        left, at = self._left.get((method, template), (float(limit.burst or limit.number), now))
        if limit.burst:
            left = min(limit.burst, left + (now - at) * limit.number / limit.seconds)
        elif now // limit.seconds != at // limit.seconds:
            left = limit.number
        allowed = left >= 1
        self._left[method, template] = (left - allowed, now)
        return allowed
