"""Lays out lines anew by the tokens on them: two spaces for every level, lists inside maps indented."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable

_STEP = 2
_FLOW_START = (yaml.FlowSequenceStartToken, yaml.FlowMappingStartToken)
_FLOW_END = (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken)
BLANK = "\0"
_KEEPS_BREAKS = re.compile(r"[|>]\d?\+")
_EXPLICIT_INDENT = re.compile(r"[|>][-+]?([1-9])")


@dataclass(frozen=True, slots=True)
class _Block:
    """A map or list in block style: its column as written and in normal form.

    A `bare` list stands as far out as its key.
    """

    old: int
    new: int
    map: bool
    bare: bool = False


_ROOT = _Block(-_STEP, -_STEP, map=False)


class Layout:
    """Decides for every line of a file how far it moves.

    `busy` are the lines with content, `starts` and `ends` those with `---` and `...`; `root_keys` are the
    outermost keys by their line.
    """

    def __init__(self, lines: list[str]) -> None:
        self.busy: set[int] = set()
        self.root_keys: dict[int, str] = {}
        self.starts: set[int] = set()
        self.ends: set[int] = set()
        self._lines = lines
        self._indent: dict[int, tuple[int, int]] = {}
        self._open: dict[int, tuple[_Block, ...]] = {}
        self._text: set[int] = set()
        self._gaps: dict[int, list[tuple[int, int, str]]] = {}
        self._blocks: list[_Block] = []
        self._awaits_key = False
        self._flow = 0

    def read(self, tokens: Iterable[Any]) -> bool:
        """Take in the tokens; false when the text uses a form that is left as it is."""
        before: Any = None
        for token in tokens:
            if isinstance(token, (yaml.DocumentStartToken, yaml.DocumentEndToken)):
                self._blocks = []
                lines = self.starts if isinstance(token, yaml.DocumentStartToken) else self.ends
                lines.add(token.start_mark.line)
            elif isinstance(token, yaml.BlockEndToken):
                self._close_bare()
                self._blocks.pop()
            elif isinstance(token, (yaml.BlockMappingStartToken, yaml.BlockSequenceStartToken)):
                self._push(token.start_mark.column, is_map=isinstance(token, yaml.BlockMappingStartToken))
            elif isinstance(token, yaml.DirectiveToken) or _is_explicit_key(token):
                return False
            elif not isinstance(token, (yaml.StreamStartToken, yaml.StreamEndToken)):
                self._content(token, before)
                before = token
        return True

    def _push(self, column: int, *, is_map: bool, bare: bool = False) -> None:
        self._blocks.append(_Block(column, self._top.new + _STEP, is_map, bare))

    @property
    def _top(self) -> _Block:
        return self._blocks[-1] if self._blocks else _ROOT

    def _close_bare(self) -> None:
        if self._top.bare:
            self._blocks.pop()

    def _content(self, token: Any, before: Any) -> None:
        start, end = token.start_mark, token.end_mark
        if not self._flow:
            if isinstance(token, yaml.KeyToken):
                self._close_bare()
                self._awaits_key = len(self._blocks) == 1
            elif isinstance(token, yaml.BlockEntryToken) and self._top.map:
                self._push(start.column, is_map=False, bare=True)
            self._close_gap(token, before)
        self._place_line(token)
        if isinstance(token, _FLOW_START):
            self._flow += 1
        elif isinstance(token, _FLOW_END):
            self._flow -= 1
        elif isinstance(token, yaml.ScalarToken):
            if self._awaits_key:
                self.root_keys[start.line] = token.value
            self._awaits_key = False
            if end.line > start.line:
                self._lines_of_text(token)

    def _close_gap(self, token: Any, before: Any) -> None:
        """Leave one space after a colon or dash, none before a colon."""
        start = token.start_mark
        if before is None or before.end_mark.line != start.line:
            return
        gap = (before.end_mark.column, start.column)
        if isinstance(token, yaml.ValueToken):
            wanted = " " if isinstance(before, yaml.AliasToken) else ""
        elif isinstance(before, (yaml.ValueToken, yaml.BlockEntryToken)):
            wanted = " "
        else:
            return
        if self._lines[start.line][gap[0] : gap[1]] != wanted:
            self._gaps.setdefault(start.line, []).append((*gap, wanted))

    def _place_line(self, token: Any) -> None:
        """Decide the indentation of a line by the first token on it."""
        start = token.start_mark
        self.busy.add(start.line)
        if (
            start.line in self._indent
            or start.line in self._text
            or self._lines[start.line][: start.column].strip()
        ):
            return
        top = self._top
        if self._flow:
            new = max(
                start.column + top.new - top.old, top.new + _STEP * (not isinstance(token, _FLOW_END)), 0
            )
        elif isinstance(token, (yaml.KeyToken, yaml.BlockEntryToken)):
            new = top.new
        else:
            new = top.new + _STEP
        self._indent[start.line] = (start.column, new)
        self._open[start.line] = tuple(self._blocks)

    def _lines_of_text(self, token: Any) -> None:
        """Indent the further lines of a scalar: a block keeps its shape, other text has none."""
        if token.style in ("|", ">"):
            self._lines_of_block(token)
            return
        for number in range(token.start_mark.line + 1, token.end_mark.line + 1):
            text = self._lines[number]
            self._keep(number, len(text) - len(text.lstrip(" \t")), max(0, self._top.new + _STEP))

    def _lines_of_block(self, token: Any) -> None:
        header = self._lines[token.start_mark.line][token.start_mark.column :]
        last = min(token.end_mark.line, len(self._lines) - 1)
        numbers = range(token.start_mark.line + 1, last + 1)
        given = _EXPLICIT_INDENT.match(header)
        filled = (_indent_of(self._lines[n]) for n in numbers if self._lines[n].strip())
        old = max(self._top.old, 0) + int(given[1]) if given else next(filled, 0)
        # Comments and keys that follow stand further out than the text.
        ends = (n for n in numbers if self._lines[n].strip() and _indent_of(self._lines[n]) < old)
        last = next(ends, last + 1) - 1
        if not _KEEPS_BREAKS.match(header):
            while last > token.start_mark.line and not self._lines[last].strip():
                last -= 1
        elif last == len(self._lines) - 1 and not self._lines[last]:
            last -= 1
        new = max(self._top.new, 0) + int(given[1]) if given else self._top.new + _STEP
        for number in range(token.start_mark.line + 1, last + 1):
            self._keep(number, old, new if self._blocks else old)

    def _keep(self, number: int, old: int, new: int) -> None:
        self.busy.add(number)
        self._text.add(number)
        self._indent[number] = (old, new)

    def written(self) -> list[str]:
        """Return the lines in normal form, as many as before; `BLANK` is an empty line of a text."""
        out = [""] * len(self._lines)
        following: int | None = None
        above = self._lines_above()
        for number in reversed(range(len(self._lines))):
            line = self._lines[number]
            if number in self._indent and number not in self._text:
                following = number
            if number in self._text:
                old, new = self._indent[number]
                out[number] = " " * new + line[old:] if line[old:] else BLANK
            elif line.strip().startswith("#") and number not in self.busy:
                out[number] = " " * self._comment(line, above[number], following) + line.strip()
            else:
                out[number] = self._rewritten(number).rstrip()
            if number in self.starts:
                following = None
        return out

    def _rewritten(self, number: int) -> str:
        line = self._lines[number]
        for start, end, wanted in sorted(self._gaps.get(number, ()), reverse=True):
            line = line[:start] + wanted + line[end:]
        if number not in self._indent:
            return line
        old, new = self._indent[number]
        return " " * new + line[old:]

    def _lines_above(self) -> list[int | None]:
        """Return for every line the nearest line above with an indentation of its own."""
        above: list[int | None] = []
        last = None
        for number in range(len(self._lines)):
            last = None if number in self.starts else last
            above.append(last)
            if number in self._open:
                last = number
        return above

    def _comment(self, line: str, above: int | None, following: int | None) -> int:
        """Return a comment's indentation: that of the next line, or of a block above that is deeper."""
        column = _indent_of(line)
        next_old, next_new = self._indent[following] if following is not None else (0, 0)
        for block in reversed(self._open[above] if above is not None else ()):
            if next_old < block.old <= column or (following is None and block.old <= column):
                return block.new + _STEP * (not block.map and block.old < column)
        return next_new


def _is_explicit_key(token: Any) -> bool:
    """Whether this is the question mark of `? key`."""
    return isinstance(token, yaml.KeyToken) and bool(token.end_mark.index > token.start_mark.index)


def _indent_of(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
