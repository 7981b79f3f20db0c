"""What a report tells of a rule beside its findings."""

from __future__ import annotations

from dataclasses import dataclass

from msgops.model.diagnostic import Severity


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rule in words: what it wants, why, what to do, where it is from, the set it belongs to, and its own web page."""

    what: str
    why: str
    remedy: str
    source: str
    set: str
    severity: Severity
    page: str = ""
