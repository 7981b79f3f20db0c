"""Findings as text and as JSON."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from msgops.model.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from msgops.model.diagnostic import Diagnostic, Origin

_TITLE = {Severity.ERROR: "Error", Severity.WARNING: "Warning", Severity.NOTE: "Note"}
_COLOUR = {Severity.ERROR: "\033[1;31m", Severity.WARNING: "\033[1;33m", Severity.NOTE: "\033[1;36m"}
_END = "\033[0m"
_WIDEST = 100
_BEFORE = 40
_LONGEST = 2000
_WORD_FIRST = re.compile(r"[a-z]+ ")
_SENTENCE_END = tuple(".?!:;…")


def clean(text: str, *, lines: bool = False) -> str:
    """Escape what cannot be seen, so that a value cannot speak to the terminal; `lines` keeps line ends."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or (c == "\n" and lines) else _escaped(c) for c in text)


def _escaped(char: str) -> str:
    code = ord(char)
    if char in "\t\n\r":
        return {"\t": "\\t", "\n": "\\n", "\r": "\\r"}[char]
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def render(diagnostics: Iterable[Diagnostic], *, colour: bool = False) -> str:
    """Return every finding in the order of files and lines, with excerpt and caret."""
    return "\n".join(_one(d, colour=colour) for d in sorted(diagnostics, key=_place))


def _place(d: Diagnostic) -> tuple[str, int, int, str]:
    return (d.origin.path, d.origin.line, d.origin.column, d.code) if d.origin else ("", 0, 0, d.code)


def _one(d: Diagnostic, *, colour: bool) -> str:
    title = f"{_COLOUR[d.severity]}{_TITLE[d.severity]}{_END}" if colour else _TITLE[d.severity]
    lines = [f"{title}: {clean(d.summary)} [{d.code}]"]
    detail = ": ".join(part for part in (str(d.address or ""), d.detail) if part)
    for text in (detail, d.remedy):
        lines += [f"  {line}" for line in _sentence(clean(_cut(text), lines=True)).split("\n") if text]
    if d.origin:
        lines.append(f"  at {clean(str(d.origin))}")
        if d.excerpt:
            lines += _excerpt(d, colour=colour)
    return "\n".join(lines) + "\n"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _sentence(text: str) -> str:
    """Give a line of words a capital and a full stop; names at its start stay as they are."""
    if _WORD_FIRST.match(text):
        text = text[0].upper() + text[1:]
    return text if "\n" in text or text.endswith(_SENTENCE_END) else f"{text}."


def _excerpt(d: Diagnostic, *, colour: bool) -> list[str]:
    """Return the source line, cut around the place when it is long, and the caret line below it."""
    assert d.origin is not None
    text = d.excerpt.replace("\t", " ")
    column = min(max(d.origin.column - 1, 0), len(text))
    start = max(0, column - _BEFORE) if len(text) > _WIDEST else 0
    before, after = ("…" if start else "", "…" if len(text) > start + _WIDEST else "")
    shown = text[start : start + _WIDEST]
    marked = shown[column - start : column - start + max(1, d.width)]
    indent = _cells(before + clean(shown[: column - start]))
    caret = " " * indent + "^" * max(1, _cells(clean(marked)))
    if colour:
        caret = f"{_COLOUR[d.severity]}{caret}{_END}"
    number = str(d.origin.line)
    return [f"{number:>6} | {before}{clean(shown)}{after}".rstrip(), f"{'':>{max(6, len(number))}} | {caret}"]


def _cells(text: str) -> int:
    """Return how many columns of a terminal the text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )


def to_json(d: Diagnostic) -> dict[str, Any]:
    """Return a finding as JSON."""
    return {
        "severity": d.severity.value,
        "code": d.code,
        "summary": _encodable(d.summary),
        "detail": _encodable(d.detail),
        "remedy": _encodable(d.remedy),
        "address": _encodable(str(d.address)) if d.address else None,
        "file": _encodable(d.origin.path) if d.origin else None,
        "line": d.origin.line if d.origin else None,
        "column": d.origin.column if d.origin else None,
        "end_line": d.origin.end[0] if d.origin and d.origin.end else None,
        "end_column": d.origin.end[1] if d.origin and d.origin.end else None,
        "used_at": origin_json(d.origin.via) if d.origin and d.origin.via else None,
    }


def origin_json(origin: Origin) -> dict[str, Any]:
    """Return a place; of a template with the document that uses it."""
    used_at = origin_json(origin.via) if origin.via else None
    return {
        "file": _encodable(origin.path),
        "line": origin.line,
        "column": origin.column,
        "used_at": used_at,
    }


_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def _encodable(text: str) -> str:
    """Escape half characters: names of files can hold bytes that are no UTF-8."""
    return _LONE_SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
