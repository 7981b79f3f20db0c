"""Findings as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from msgops.model.diagnostic import Severity

if TYPE_CHECKING:
    from msgops.model.diagnostic import Diagnostic

_TITLE = {Severity.ERROR: "Error", Severity.WARNING: "Warning", Severity.NOTE: "Note"}
_COLOUR = {Severity.ERROR: "\033[31m", Severity.WARNING: "\033[33m", Severity.NOTE: "\033[36m"}


def clean(text: str) -> str:
    """Escape control characters, so that a value cannot speak to the terminal."""
    return "".join(c if c.isprintable() or c == "\n" else f"\\x{ord(c):02x}" if ord(c) < 256 else f"\\u{ord(c):04x}" for c in text)


def render(diagnostics: Iterable[Diagnostic], *, colour: bool = False) -> str:
    """Return every finding in the order of files and lines, with excerpt and caret."""
    return "\n".join(_one(d, colour=colour) for d in sorted(diagnostics, key=_place))


def _place(d: Diagnostic) -> tuple[str, int, int, str]:
    return (d.origin.path, d.origin.line, d.origin.column, d.code) if d.origin else ("", 0, 0, d.code)


def _one(d: Diagnostic, *, colour: bool) -> str:
    title = _TITLE[d.severity]
    head = f"{_COLOUR[d.severity]}{title}\033[0m" if colour else title
    lines = [f"{head}: {clean(d.summary)} [{d.code}]"]
    if d.detail or d.address:
        subject = f"{d.address}: " if d.address else ""
        lines += [f"  {line}" for line in clean(f"{subject}{d.detail}".removesuffix(": ")).split("\n")]
    if d.remedy:
        lines += [f"  {line}" for line in clean(d.remedy).split("\n")]
    if d.origin:
        lines.append(f"  at {clean(str(d.origin))}")
        if d.excerpt:
            lines += _excerpt(d)
    return "\n".join(lines) + "\n"


def _excerpt(d: Diagnostic) -> list[str]:
    assert d.origin is not None
    number = f"{d.origin.line:>6}"
    text = clean(d.excerpt.replace("\t", " "))
    caret = " " * max(0, d.origin.column - 1) + "^" * max(1, min(d.width, len(text) - d.origin.column + 1))
    return [f"{number} | {text}", f"{' ' * 6} | {caret}"]


def to_json(d: Diagnostic) -> dict[str, Any]:
    """Return a finding as JSON."""
    return {
        "severity": d.severity.value,
        "code": d.code,
        "summary": d.summary,
        "detail": d.detail,
        "remedy": d.remedy,
        "address": str(d.address) if d.address else None,
        "file": d.origin.path if d.origin else None,
        "line": d.origin.line if d.origin else None,
        "column": d.origin.column if d.origin else None,
    }
