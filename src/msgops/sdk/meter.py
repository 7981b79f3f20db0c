"""Counts what a session did and what went wrong on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from msgops.model.mishap import Mishap, Trouble


@dataclass(slots=True)
class _Count:
    number: int = 0
    repeated: int = 0
    waited: float = 0.0
    last: str = ""


@dataclass
class Meter:
    """Calls and troubles of one session."""

    reads: int = 0
    writes: int = 0
    budget: tuple[int, int] | None = None
    """Calls used and allowed, as the vendor told last."""
    troubles: dict[Trouble, _Count] = field(default_factory=dict)
    hear: Callable[[Trouble, str, float, bool], None] | None = None
    """Who hears of each trouble at once: with its call, the seconds that it costs, and whether it is sent again."""

    def note(self, fault: Trouble, call: str, *, waited: float = 0.0, repeated: bool = False) -> None:
        """Count one trouble: `call` is method and path, `waited` the seconds that it costs."""
        found = self.troubles.setdefault(fault, _Count())
        found.number += 1
        found.repeated += repeated
        found.waited += waited
        found.last = call
        if self.hear is not None:
            self.hear(fault, call, waited, repeated)

    def mishaps(self, account: str) -> list[Mishap]:
        """Return what went wrong, always in the same order."""
        return [
            Mishap(account, fault, c.number, c.repeated, round(c.waited, 1), c.last)
            for fault, c in sorted(self.troubles.items())
        ]
