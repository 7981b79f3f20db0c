"""How many calls an account may still make, where the vendor says so."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Budget:
    """Calls of an account in the vendor's period, such as a day: `used` of `most`, by everybody who uses it.

    An apply starts only when more than `reserve` calls would be left after it.
    """

    account: str
    used: int
    most: int
    reserve: int = 0

    @property
    def left(self) -> int:
        """The calls that are left."""
        return max(0, self.most - self.used)
