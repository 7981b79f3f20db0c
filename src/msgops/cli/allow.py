"""`--allow`, `--reason` and `--until`: what the user consents to although a guard refuses it."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from msgops.model.state import Consent

F = TypeVar("F", bound=Callable[..., Any])
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Allowance:
    """The options as given: rules as (rule, address or pattern or `""`), why, and the last day (`""`: this run)."""

    rules: tuple[tuple[str, str], ...] = ()
    reason: str = ""
    until: str = ""

    @classmethod
    def parse(cls, texts: Sequence[str], reason: str = "", until: str = "") -> Allowance:
        """Read the options; `UsageError` for a rule that does not exist or that nobody can consent to."""
        reason = reason.strip()
        if not texts and (reason or until):
            raise click.UsageError("--reason and --until belong to --allow.")
        if until and not _is_day(until):
            raise click.UsageError(f"--until {until!r} is no day; write it as YYYY-MM-DD.")
        return cls(tuple(dict.fromkeys(_rule(text) for text in texts)), reason, until)

    def consents(self, by: str, now: datetime) -> tuple[Consent, ...]:
        """Return the consents that these options give; `UsageError` when their last day is over."""
        from msgops.model.state import Consent

        if self.until and self.until < now.astimezone(UTC).date().isoformat():
            raise click.UsageError(f"--until {self.until} is over; choose today (UTC) or a later day.")
        at = now.astimezone(UTC).isoformat(timespec="seconds")
        return tuple(Consent(r, address, self.reason, by, at, self.until) for r, address in self.rules)


def binding(given: Sequence[Consent], recorded: Sequence[Consent], today: date) -> tuple[Consent, ...]:
    """Return the consents of this run that may write: each has a reason, its own or that of a recorded one.

    A consent without a reason that a recorded one covers is left out, because the recorded one counts.
    """
    from msgops.engine.consents import covered

    bare = [c for c in given if not c.reason and not covered(c, recorded, today)]
    if bare:
        allow = f"{bare[0].rule}:{bare[0].address}" if bare[0].address else bare[0].rule
        raise click.UsageError(
            f"--allow {allow} needs --reason TEXT, which the audit log keeps; no recorded consent covers it."
        )
    return tuple(c for c in given if c.reason)


def allowing(function: F) -> F:
    """Add --allow, --reason and --until; the command gets them as one value `allowance`."""

    @functools.wraps(function)
    def wrapped(*args: Any, allow: Sequence[str], reason: str, until: str, **kw: Any) -> Any:
        return function(*args, allowance=Allowance.parse(allow, reason, until), **kw)

    for option in _OPTIONS:
        wrapped = option(wrapped)
    return wrapped  # type: ignore[return-value]


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return _DAY.fullmatch(text) is not None


def _rule(text: str) -> tuple[str, str]:
    from msgops.engine.consents import CONSENTABLE, UNCONSENTABLE
    from msgops.model.suggest import suggest

    rule, _, address = text.partition(":")
    if rule in CONSENTABLE:
        if text.endswith(":") or address != address.strip():
            raise click.UsageError(f"--allow {text!r} names no address; write {rule} or {rule}:ADDRESS.")
        return rule, address
    if rule in UNCONSENTABLE:
        raise click.UsageError(f"Nobody can consent to {rule}; instead: {UNCONSENTABLE[rule]}.")
    hint = suggest(rule, CONSENTABLE)
    known = ", ".join(f"{code} ({what})" for code, what in CONSENTABLE.items())
    raise click.UsageError(
        f"There is no rule {rule!r} to consent to"
        + (f". Did you mean {hint}?" if hint else f"; there are {known}.")
    )


_OPTIONS = (
    click.option(
        "--until",
        default="",
        metavar="DATE",
        help="Remember the consent in the state until the end of this day (UTC); default: this run only.",
    ),
    click.option(
        "--reason",
        default="",
        metavar="TEXT",
        help="Why it is allowed; goes into the plan and the audit log.",
    ),
    click.option(
        "--allow",
        multiple=True,
        metavar="RULE[:ADDRESS]",
        help="Consent to what a guard refuses; * and ? match in ADDRESS; repeatable.",
    ),
)
