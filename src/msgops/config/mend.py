"""Replaces single values in a file and leaves every other character alone, comments included."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from msgops.config.dump import flow_text
from msgops.config.yaml import read_text

_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Mend:
    """A value's place in a file, from 1, the place after it, its path in its document, and the new text."""

    start: tuple[int, int]
    end: tuple[int, int]
    path: str
    text: str


def mended(text: str, mends: Sequence[Mend]) -> tuple[str, list[Mend]]:
    """Return the text with the values replaced, and the replacements that were made.

    One that would change more than its own value, because an anchor repeats it or text stands in it otherwise, is not made.
    """
    done = []
    for mend in sorted(
        mends, key=lambda m: m.start, reverse=True
    ):  # from the end: what comes before does not move
        after = _replaced(text, mend)
        if _changes(text, after) == {(mend.path, mend.text)}:
            text = after
            done.append(mend)
    return text, done


def _replaced(text: str, mend: Mend) -> str:
    starts = [0, *(found.end() for found in _BREAK.finditer(text))]
    start, end = (starts[line - 1] + column - 1 for line, column in (mend.start, mend.end))
    return text[:start] + flow_text(mend.text) + text[end:]


def _changes(before: str, after: str) -> set[tuple[str, Any]] | None:
    """Return (path, new value) of what differs; nothing when the file cannot be compared."""
    old, bad = read_text(before, "before")
    new, worse = read_text(after, "after")
    if bad or worse or len(old) != len(new):
        return None
    out: set[tuple[str, Any]] = set()
    for left, right in zip(old, new, strict=True):
        one, other = dict(_leaves(left.data, "")), dict(_leaves(right.data, ""))
        if one.keys() != other.keys():
            return None
        out.update((path, other[path]) for path in one if one[path] != other[path])
    return out


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _leaves(inner, f"{path}[{index}]")
    else:
        yield path, value
