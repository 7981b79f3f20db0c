"""The token that a confirmation needs: compared in constant time, and locked after too many wrong ones."""

from __future__ import annotations

import hmac

TRIES = 10
"""Wrong tokens after which none is taken until the next start."""


class Token:
    """One token and the wrong ones so far."""

    def __init__(self, value: str) -> None:
        self._value, self.wrong = value.encode(), 0

    @property
    def locked(self) -> bool:
        """Whether there were too many wrong ones."""
        return self.wrong >= TRIES

    def fits(self, given: str) -> bool:
        """Compare, and count what does not fit; once locked, nothing fits."""
        if self.locked:
            return False
        right = hmac.compare_digest(given.encode("utf-8", "replace"), self._value)
        self.wrong += not right
        return right
