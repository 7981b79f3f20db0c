"""What became of each change."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from msgops.model.address import Address
    from msgops.model.change import Action
    from msgops.model.diagnostic import Diagnostic


class Result(StrEnum):
    """How a change ended."""

    DONE = "done"
    RECORDED = "recorded"
    FAILED = "failed"
    SKIPPED = "skipped"
    MOVED = "moved"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One change's end: `error` says why it failed, was skipped or was refused."""

    address: Address
    action: Action
    result: Result
    id: str = ""
    error: Diagnostic | None = None
