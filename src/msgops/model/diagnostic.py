"""Findings and errors as data: what is wrong, where, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from msgops.model.redact import redact

if TYPE_CHECKING:
    from collections.abc import Iterable

    from msgops.model.address import Address


class Severity(StrEnum):
    """How bad a finding is; an error stops the command."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """A place in a file: path as the user gave it, line and column from 1 (0: the whole file).

    `via` is the document that uses a blueprint, when the file is one of the blueprint's templates. `end` is the line
    and column after the last character, where the place is a value that has one.
    """

    path: str
    line: int = 0
    column: int = 0
    via: Origin | None = field(default=None, compare=False)
    end: tuple[int, int] | None = field(default=None, compare=False)

    def at(self, place: tuple[int, int] | None, end: tuple[int, int] | None = None) -> Origin:
        """Return another place of the same file: line and column; this one when there is none."""
        return replace(self, line=place[0], column=place[1], end=end) if place else self

    def __str__(self) -> str:
        place = f":{self.line}:{self.column}" if self.column else f":{self.line}" if self.line else ""
        return f"{self.path}{place}, used at {self.via}" if self.via else f"{self.path}{place}"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding.

    `summary` names the problem without user data, `detail` says what is wrong and why, `remedy` what to do.
    `excerpt` is the source line, `width` the number of characters the caret line underlines.
    """

    code: str
    summary: str
    detail: str = ""
    remedy: str = ""
    severity: Severity = Severity.ERROR
    address: Address | None = None
    origin: Origin | None = None
    excerpt: str = ""
    width: int = 1

    def __post_init__(self) -> None:
        """Take out secrets before a report can shorten or quote what holds one."""
        for name in ("summary", "detail", "remedy", "excerpt"):
            object.__setattr__(self, name, redact(getattr(self, name)))


class MsgopsError(Exception):
    """Base of the errors that msgops raises on purpose; the command line prints them without a traceback."""

    diagnostics: tuple[Diagnostic, ...] = ()


class ConfigError(MsgopsError):
    """The files are wrong; carries every problem that was found."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__(
            "; ".join(f"{d.origin or ''} {d.summary} [{d.code}]".strip() for d in self.diagnostics)
        )


class GuardError(MsgopsError):
    """A guard or policy refused before anything was written (exit 3)."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("; ".join(d.summary for d in self.diagnostics))


class StalePlanError(MsgopsError):
    """A saved plan no longer holds as a whole (exit 4)."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("; ".join(d.summary for d in self.diagnostics))


class StateError(MsgopsError):
    """The state cannot be read or written."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostics = (diagnostic,)
        super().__init__(diagnostic.summary)


class LockedError(StateError):
    """Somebody else holds the state (exit 7)."""
