"""Says in a user's words what a YAML parser found wrong."""

from __future__ import annotations

from typing import Any

from msgops.model.diagnostic import Diagnostic, Origin

_QUOTE = 'Put text that holds ": " or " #", or starts with a special character, in quotes.'
_INDENT = "Check its indentation, and the quotes and colons just above it."
_FLOW = "Add what is missing; put text that holds , [ ] { } or : in quotes."
# What the parsers say (C and Python differ), what it means, what to do. First match wins.
_MEANINGS = (
    (
        "mapping values are not allowed",
        "a colon starts a value here, where none can stand",
        f"{_QUOTE} Check the indentation.",
    ),
    ("cannot start any token", "no text can start with this character", "Put the text in quotes."),
    ("expected key", "this line does not fit the map around it", _INDENT),
    ("expected '-' indicator", "this line does not fit the list around it", _INDENT),
    ("expected <block end>", "this line does not fit the lines around it", _INDENT),
    ("expected ',' or ']'", "a list in [ ] does not end properly", _FLOW),
    ("expected ',' or '}'", "a map in { } does not end properly", _FLOW),
    ("expected ':'", "a key has no colon", "Write key: value."),
    ("unexpected end of stream", "a quote is opened here and never closed", "Close it."),
    ("unexpected document ", "a quote is opened here and not closed before the next ---", "Close it."),
    (
        "unknown escape character",
        "a backslash in double quotes is followed by something unknown",
        "Write \\\\ or use single quotes.",
    ),
    ("node content", "a value is missing or cut off here", _FLOW),
    (
        "sequence entries are not allowed",
        "a list cannot start here",
        "Put the list on lines of its own, below its key.",
    ),
    ("mapping keys are not allowed", "a key cannot start here", _INDENT),
    (
        "expected <document start>",
        "something follows the end of the document",
        "Separate documents by a line ---.",
    ),
    (
        "alphabetic or numeric character",
        "text that starts with & or * is taken for an anchor or alias",
        "Put it in quotes.",
    ),
    ("character escape code", "this escape stands for no character", "Write the character itself."),
    ("incompatible YAML document", "a %YAML line asks for another version", "Remove the line."),
    (
        "while scanning a directive",
        "a line that starts with % is taken for a directive",
        "Put the text in quotes.",
    ),
)
_OPENED = ("unexpected end of stream", "unexpected document ")


def syntax_problem(error: Any, lines: list[str], shown: str, first_line: int) -> Diagnostic:
    """Return the finding for a parser's error; `lines` is what it read, `first_line` their number from 0."""
    problem, context = (
        str(getattr(error, "problem", None) or error),
        str(getattr(error, "context", None) or ""),
    )
    mark = getattr(error, "problem_mark", None)
    if any(word in problem for word in _OPENED) and getattr(error, "context_mark", None) is not None:
        mark = error.context_mark
    if mark is None:
        return Diagnostic("MC004", "Not YAML", problem.partition("\n")[0], origin=Origin(shown))
    number, column = _within(mark, getattr(error, "context_mark", None), lines)
    line = lines[number]
    origin = Origin(shown, number + 1 + first_line, column + 1)
    tab = _tab(line, column)
    if tab is not None:
        where = Origin(shown, origin.line, tab + 1)
        return Diagnostic(
            "MC005",
            "Tab in indentation",
            "YAML is indented with spaces",
            "Replace the tab by spaces.",
            origin=where,
        )
    if "tag handle" in problem or "while scanning a tag" in context:
        return Diagnostic(
            "MC010", "Tag", "text that starts with ! is taken for a tag", "Put it in quotes.", origin=origin
        )
    if "${" in line and ("expected ',' or" in problem or "flow" in context):
        remedy = 'Put ${…} in quotes inside { } and [ ]: "${env:NAME}".'
        return Diagnostic(
            "MC004", "Not YAML", "a brace of ${…} is taken for a map here", remedy, origin=origin
        )
    for words, detail, remedy in _MEANINGS:
        if words in problem or words in context:
            return Diagnostic("MC004", "Not YAML", detail, remedy, origin=origin)
    return Diagnostic("MC004", "Not YAML", " ".join(f"{problem} {context}".split()), _INDENT, origin=origin)


def _within(mark: Any, context: Any, lines: list[str]) -> tuple[int, int]:
    """Return a place in the text: what misses its end is shown where it began, or where the text ends."""
    if any(lines[mark.line :]):
        return mark.line, mark.column
    last = max((n for n, line in enumerate(lines) if line.strip()), default=0)
    if context is not None and context.line <= last:
        return context.line, context.column
    return last, max(0, len(lines[last].rstrip()) - 1)


def _tab(line: str, column: int) -> int | None:
    """Return the column of a tab in the line's indentation that the error is about."""
    indent = line[: len(line) - len(line.lstrip(" \t"))]
    return indent.index("\t") if "\t" in indent and column <= len(indent) else None
