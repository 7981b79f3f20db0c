"""Passes on what apply does: a change begins once and ends once, however many steps it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgops.sdk import trace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from msgops.model.address import Address
    from msgops.model.change import Change
    from msgops.model.listener import Listener
    from msgops.model.outcome import Outcome


class Telling:
    """What the listeners of one run have heard; without listeners nothing is kept."""

    def __init__(self, listeners: Sequence[Listener]) -> None:
        self._listeners = listeners
        self._request_ids: dict[Address, list[str]] = {}

    def begin(self, change: Change) -> None:
        """Tell of the first step of a change."""
        if self._listeners and change.address not in self._request_ids:
            self._request_ids[change.address] = []
            for one in self._listeners:
                one.begun(change)

    def step(self, change: Change) -> None:
        """Keep the vendor's ids of the step that this task has just done."""
        if self._listeners:
            self._request_ids[change.address] += trace.noted()

    def end(self, outcome: Outcome) -> None:
        """Tell of the end of a change."""
        for one in self._listeners:
            one.ended(outcome, self._request_ids.get(outcome.address, ()))
