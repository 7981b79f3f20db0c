"""Add the source line to findings that have a place; lines that may hold a secret stay unseen."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from msgops.config.yaml_source import split_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from msgops.model.diagnostic import Diagnostic

_LONGEST = 4096
SECRET_IN_CLEAR = "MC103"  # noqa: S105  # a code
# A key that names a secret with a value that is no ${…}, no block and no structure; or a line of a key file.
_SECRETIVE = re.compile(
    r"""(?ix) (?: secret | passw(?:or)?d | passphrase | token | credentials? | authorization
                | (?: api | secret | private | signing | access | encryption )[_-]?key ) ["']? \s* :
        \s* (?! ["']? \$\{ ) [^\s{\[|>&*#]
      | -----BEGIN | ^ \s* [A-Za-z0-9+/=]{40,} \s* $""",
)


def with_excerpts(
    found: Iterable[Diagnostic], files: Mapping[str, Path], secrets: Iterable[Diagnostic] = ()
) -> list[Diagnostic]:
    """Return the findings, each with its line; every file is read at most once.

    The lines of `secrets` are shown with no finding.
    """
    found = list(found)
    lines: dict[str, list[str]] = {}
    # A line that holds a secret in clear is never shown again.
    hidden = [*secrets, *(d for d in found if d.code == SECRET_IN_CLEAR)]
    secret = {(d.origin.path, d.origin.line) for d in hidden if d.origin}
    return [
        d if d.origin and (d.origin.path, d.origin.line) in secret else _with(d, files, lines) for d in found
    ]


def _with(d: Diagnostic, files: Mapping[str, Path], lines: dict[str, list[str]]) -> Diagnostic:
    if d.origin is None or not d.origin.line or d.excerpt or d.origin.path not in files:
        return d
    if d.origin.path not in lines:
        lines[d.origin.path] = _read(files[d.origin.path])
    source = lines[d.origin.path]
    if d.origin.line > len(source):
        return d
    text = source[d.origin.line - 1]
    if len(text) > _LONGEST or _SECRETIVE.search(text):
        return d
    end = d.origin.end or (0, 0)
    meant = end[1] - d.origin.column if end[0] == d.origin.line else _word(text, d.origin.column)
    width = d.width if d.width > 1 else max(1, meant)
    return replace(d, excerpt=text, width=width)


def _read(path: Path) -> list[str]:
    try:
        return split_lines(path.read_bytes().decode("utf-8-sig", "replace"))
    except OSError:
        return []


def _word(text: str, column: int) -> int:
    """Return the length of the word at a column, for the caret line."""
    length = 0
    for char in text[max(column - 1, 0) :]:
        if char in " :,]}#" and length:
            break
        length += 1
    return max(1, length)
