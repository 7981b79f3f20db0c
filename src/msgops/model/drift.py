"""What a drift report says beside its findings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msgops.model.address import Address
    from msgops.model.change import Change
    from msgops.model.diagnostic import Diagnostic, Origin


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of one account and concept: how many live objects are managed, how many are not by kind, and what was not read."""

    account: str
    concept: str
    managed: int
    unmanaged: Mapping[str, int] = field(default_factory=dict)
    unread: tuple[str, ...] = ()

    @property
    def live(self) -> int:
        """How many live objects there are."""
        return self.managed + sum(self.unmanaged.values())

    @property
    def percent(self) -> int | None:
        """How much of it is managed, rounded down; `None` where nothing is live."""
        return self.managed * 100 // self.live if self.live else None


@dataclass(frozen=True, slots=True)
class Expiring:
    """An ignored field with an end: `until` is its last day (ISO), `days` are left, negative once it is over."""

    address: Address
    field: str
    until: str
    days: int
    reason: str = ""
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """What a drift report says beside its findings; `stopped` says why it is not complete, `""` when it is."""

    coverage: tuple[Coverage, ...] = ()
    gates: tuple[Change, ...] = ()
    expiring: tuple[Expiring, ...] = ()
    problems: tuple[Diagnostic, ...] = ()
    stopped: str = ""
