"""A vendor's guide, step by step: what stands for each step in a workspace, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msgops.model.address import Address


class Standing(StrEnum):
    """How far a step is; the first that holds for any of its resources counts. `LEFT_OUT` has no resource here."""

    WAITS = "waits"
    TO_CHANGE = "to be changed"
    UNKNOWN = "unknown"
    IN_PLACE = "in place"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `hand` is who does it (api, check, person, or output for a value that is only copied).

    `output` is the name of that value as `msgops output` prints it.
    """

    number: str
    what: str
    hand: str
    addresses: tuple[Address, ...]
    output: str = ""
    note: str = ""
    standing: Standing = Standing.UNKNOWN

    def at(self, standings: Mapping[Address, Standing]) -> Step:
        """Return the step with the standing that its resources give it."""
        own = {standings.get(a, Standing.UNKNOWN) for a in self.addresses}
        return replace(self, standing=next((s for s in Standing if s in own), Standing.LEFT_OUT))


@dataclass(frozen=True, slots=True)
class Guide:
    """The guide that one use of a blueprint follows."""

    title: str
    use: str
    steps: tuple[Step, ...]

    def at(self, standings: Mapping[Address, Standing]) -> Guide:
        """Return the guide with the standing of each step."""
        return replace(self, steps=tuple(s.at(standings) for s in self.steps))
