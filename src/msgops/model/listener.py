"""Who is told what a run does while it does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from msgops.model.change import Change
    from msgops.model.diagnostic import Diagnostic
    from msgops.model.mishap import Trouble
    from msgops.model.outcome import Outcome


class Listener:
    """Does nothing of its own; a method that is overridden returns at once, for the run waits for it."""

    def read(self, account: str, kind: str, count: int, calls: int, error: Diagnostic | None) -> None:
        """Hear that a kind was read: `count` objects, after `calls` reads of the account; or why it was not."""

    def begun(self, change: Change) -> None:
        """Hear that the first call of a change follows."""

    def ended(self, outcome: Outcome, request_ids: Sequence[str]) -> None:
        """Hear what became of a change, and the vendor's ids of its writes."""

    def trouble(self, account: str, fault: Trouble, call: str, *, waited: float, repeated: bool) -> None:
        """Hear of trouble with an account: the call, the seconds that it costs, whether it is sent again."""
