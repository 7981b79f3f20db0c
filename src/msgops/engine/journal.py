"""What apply needs of the state: durable intents before calls, results and records after them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from msgops.model.address import Address
    from msgops.model.state import IntentState, StateEntry


class Journal(Protocol):
    """A write-ahead journal; each call returns when its effect is durable."""

    async def intend(
        self,
        address: Address,
        action: str,
        *,
        live_id: str = "",
        before: Mapping[str, Any] | None = None,
        key: str = "",
    ) -> int:
        """Write down what is about to be sent (`key`: a create's natural key as JSON); returns its number."""
        ...

    async def settle(
        self,
        intent: int | None,
        state: IntentState,
        *,
        address: Address,
        action: str,
        detail: str = "",
        entry: StateEntry | None = None,
        removed: Sequence[Address] = (),
        facts: Mapping[str, Any] | None = None,
    ) -> None:
        """Write down the result, and the record that follows from it, in one step; `facts` go into the audit log."""
        ...
