"""Add the source line to findings that have a place but no excerpt yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from msgops.model.diagnostic import Diagnostic

_MOST = 200
SECRET_IN_CLEAR = "MC103"


def with_excerpts(found: Iterable[Diagnostic], files: Mapping[str, Path]) -> list[Diagnostic]:
    """Return the findings, each with its line; every file is read at most once."""
    lines: dict[str, list[str]] = {}
    found = list(found)
    # A line that holds a secret in clear is never shown again.
    secret = {(d.origin.path, d.origin.line) for d in found if d.code == SECRET_IN_CLEAR and d.origin}
    return [d if d.origin and (d.origin.path, d.origin.line) in secret else _with(d, files, lines) for d in found]


def _with(d: Diagnostic, files: Mapping[str, Path], lines: dict[str, list[str]]) -> Diagnostic:
    if d.origin is None or not d.origin.line or d.excerpt or d.origin.path not in files:
        return d
    if d.origin.path not in lines:
        try:
            lines[d.origin.path] = files[d.origin.path].read_text(encoding="utf-8-sig", errors="replace").split("\n")
        except OSError:
            lines[d.origin.path] = []
    source = lines[d.origin.path]
    if d.origin.line > len(source):
        return d
    text = source[d.origin.line - 1][:_MOST]
    width = d.width if d.width > 1 else _word(text, d.origin.column)
    return replace(d, excerpt=text, width=width)


def _word(text: str, column: int) -> int:
    """Return the length of the word at a column, for the caret line."""
    rest = text[max(column - 1, 0) :]
    length = 0
    for char in rest:
        if char in " :,]}#" and length:
            break
        length += 1
    return max(1, length)
