"""Marks inside of rendered text: where a value goes, and which line of the template a line comes from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

OPEN, CLOSE, LINE, END = "\uf8f0", "\uf8f1", "\uf8f2", "\uf8f3"
"""Characters for private use: around the number of a value, and around the number of a template's line."""

_MARK = re.compile(f"{LINE}([0-9]+){END}")


class Refused(Exception):  # noqa: N818  # names what happened
    """A template cannot be used; `code` and `line` belong to the finding."""

    def __init__(self, code: str, line: int, why: str, remedy: str = "") -> None:
        self.code, self.line, self.why, self.remedy = code, line, why, remedy
        super().__init__(why)


@dataclass(slots=True)
class Rendered:
    """YAML with placeholders, the values that they stand for, and the template's line of each line."""

    text: str
    values: list[Any]
    lines: list[int]

    def told(self, detail: str, shown: str) -> str:
        """Return a finding's text with the template's lines in the places that it names."""
        place = re.compile(rf"{re.escape(shown)}:([0-9]+):[0-9]+")
        return place.sub(lambda found: f"{shown}:{self.lines[int(found[1]) - 1]}", detail)


def rendered(marked: str, values: list[Any]) -> Rendered:
    """Take the lines' marks out of what a template gave."""
    return Rendered(_MARK.sub("", marked), values, _lines(marked))


def _lines(marked: str) -> list[int]:
    """Return the template's line of each line: the last mark before the line's first character, else the first."""
    found, last = [], 1
    for line in marked.split("\n"):
        chosen, position = 0, 0
        for mark in _MARK.finditer(line):
            if chosen and line[position : mark.start()].strip():
                break
            chosen, position = int(mark[1]), mark.end()
        last = chosen or last
        found.append(last)
    return found


def with_marks(data: str, line: int) -> str:
    """Put a mark at the start of every line of a template's own text."""
    marked = []
    for number, part in enumerate(data.split("\n")):
        marked.append(f"{LINE}{line + number}{END}{part}")
    return "\n".join(marked)
