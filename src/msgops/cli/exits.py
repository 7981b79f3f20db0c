"""Exit codes (DESIGN §8), and the one table from errors and outcomes to codes."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import TYPE_CHECKING

import click

from msgops.cli import signals
from msgops.model.diagnostic import GuardError, LockedError, StalePlanError
from msgops.model.outcome import Outcome, Result

if TYPE_CHECKING:
    from msgops.model.diagnostic import Diagnostic


class Exit(IntEnum):
    """What the shell gets."""

    DONE = 0
    ERROR = 1
    CHANGES = 2
    REFUSED = 3
    STALE = 4
    INCOMPLETE = 5
    WAITING = 6
    LOCKED = 7
    USAGE = 64
    INTERRUPTED = 130
    TERMINATED = 143


def of_error(error: BaseException) -> Exit:
    """Return the code of an error that ended the command."""
    if isinstance(error, LockedError):
        return Exit.LOCKED
    if isinstance(error, GuardError):
        return Exit.REFUSED
    if isinstance(error, StalePlanError):
        return Exit.STALE
    return Exit.ERROR


def of_end(error: BaseException) -> int:
    """Return the code of whatever ended a command early: a mistake in its words, a signal, or an error."""
    if isinstance(error, click.UsageError):
        return Exit.USAGE
    return signals.exit_code() if isinstance(error, click.Abort | KeyboardInterrupt) else of_error(error)


def of_refusals(refused: Iterable[Diagnostic]) -> Exit:
    """Return the code of a plan that was refused: a system that cannot be read is an error, a guard is a refusal."""
    codes = [d.code for d in refused]
    if not codes:
        return Exit.DONE
    return Exit.ERROR if any(c.startswith("MP") for c in codes) else Exit.REFUSED


def of_outcomes(outcomes: Iterable[Outcome]) -> Exit:
    """Return the code of an apply."""
    results = [o.result for o in outcomes]
    if Result.FAILED in results:
        return Exit.INCOMPLETE
    if Result.MOVED in results:
        return Exit.STALE
    if Result.SKIPPED in results:
        return Exit.INCOMPLETE
    return Exit.WAITING if Result.WAITING in results else Exit.DONE
