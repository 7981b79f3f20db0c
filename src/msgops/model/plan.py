"""The plan: an ordered value that can be stored, compared, reviewed and applied."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgops.model.change import Action

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msgops.model.address import Address
    from msgops.model.change import Change
    from msgops.model.diagnostic import Diagnostic
    from msgops.model.state import Consent


@dataclass(frozen=True, slots=True)
class Basis:
    """What a plan was computed from; a saved plan binds only while all of it is the same."""

    workspace: str
    environment: str
    config: str
    state: str
    providers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Allowed:
    """A guard's rule that would have refused a change, and the consent that lets it pass."""

    rule: str
    address: Address
    consent: Consent


@dataclass(frozen=True, slots=True)
class Plan:
    """Every address with what will happen to it.

    `changes` is in the order in which readers want it: attention first, then by account and address.
    `unmanaged` counts live objects that the workspace does not declare, by kind.
    `reads` counts the calls that the refresh cost.
    `allowed` lists what guards would have refused without a consent.
    """

    changes: tuple[Change, ...]
    basis: Basis
    digest: str
    refused: tuple[Diagnostic, ...] = ()
    warnings: tuple[Diagnostic, ...] = ()
    unmanaged: Mapping[str, int] = field(default_factory=dict)
    reads: int = 0
    allowed: tuple[Allowed, ...] = ()

    @property
    def pending(self) -> tuple[Change, ...]:
        """The changes that apply has work for: everything but noops and gates."""
        return tuple(c for c in self.changes if c.action not in (Action.NOOP, Action.GATE))

    @property
    def gates(self) -> tuple[Change, ...]:
        """The changes that wait for somebody."""
        return tuple(c for c in self.changes if c.action is Action.GATE)

    def summary(self) -> dict[str, int]:
        """Count the changes of each action, all actions present."""
        counts = {action.value: 0 for action in Action}
        for change in self.changes:
            counts[change.action.value] += 1
        return counts
