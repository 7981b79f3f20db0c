"""Values as one line each: quoted, escaped, shortened; and what differs between two of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from msgops.model.change import UNKNOWN

SENSITIVE = "(sensitive value)"
_WORD = re.compile(r"[A-Za-z_][\w-]*", re.ASCII)
_CONTEXT = 24
"""Characters of agreement shown before the place where two long texts part."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a value is shown: characters of one text, lines of one field, columns of one line."""

    text: int = 160
    lines: int = 40
    width: int = 80


_EXACT = Limits(text=1 << 60)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a report, free of control characters; each format adds its own syntax.

    `symbol` is one of `+ ~ ± - » . ? !`, a blank where a line continues the one above, or nothing.
    """

    text: str
    symbol: str = ""
    depth: int = 0
    note: str = ""


def plain(text: object, limit: int = 0) -> str:
    """Return any text as one printable line: control and other invisible characters are escaped."""
    found = str(text)
    if limit and len(found) > limit:
        found = f"{found[: limit - 1]}…"
    if found.isprintable():
        return found
    return "".join(c if c.isprintable() else _escaped(c) for c in found)


def _escaped(character: str) -> str:
    named = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(character)
    code = ord(character)
    return named or (
        f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"
    )


def printable_lines(text: str, limit: int = 500) -> list[str]:
    """Return a text of several lines as printable lines."""
    return [plain(line, limit) for line in text.replace("\t", "    ").split("\n")]


def flow(value: Any, limits: Limits) -> str:
    """Return a value on one line, in the flow style of YAML."""
    if isinstance(value, str):
        return UNKNOWN if value == UNKNOWN else quoted(value, limits.text)
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key(k)}: {flow(v, limits)}" for k, v in _sorted(value)) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(v, limits) for v in value) + "]"
    return repr(value) if isinstance(value, int | float) else quoted(str(value), limits.text)


def quoted(text: str, limit: int) -> str:
    """Return a text in quotes, at most `limit` characters of it and how many were left out."""
    left = len(text) - limit
    if left > 0:
        return f"{_quote(text[:limit])}… ({left:,} more characters)"
    return _quote(text)


def _quote(text: str) -> str:
    return '"' + plain(text.replace("\\", "\\\\").replace('"', '\\"')) + '"'


def key(name: object) -> str:
    """Return the name of a field, quoted when it is not a plain word."""
    text = str(name)
    return text if _WORD.fullmatch(text) else quoted(text, 80)


def _sorted(value: Mapping[Any, Any]) -> list[tuple[Any, Any]]:
    return sorted(value.items(), key=lambda item: str(item[0]))


def whole(label: str, symbol: str, value: Any, limits: Limits) -> list[Line]:
    """Return a value that is only there on one side: on one line if it fits, else one line for each part."""
    return _capped(list(_whole(label, symbol, value, 0, limits)), limits)


def _whole(label: str, symbol: str, value: Any, depth: int, limits: Limits) -> Iterator[Line]:
    text = flow(value, limits)
    if not isinstance(value, Mapping | list | tuple) or len(label) + len(text) + 2 * depth <= limits.width:
        yield Line(f"{label}{text}", symbol, depth)
        return
    yield Line(label.rstrip() or "item:", symbol, depth)
    if isinstance(value, Mapping):
        for name, inner in _sorted(value):
            yield from _whole(f"{key(name)}: ", symbol, inner, depth + 1, limits)
    else:
        for number, inner in enumerate(value):
            yield from _whole(f"[{number}]: ", symbol, inner, depth + 1, limits)


def differences(label: str, before: Any, after: Any, limits: Limits) -> list[Line]:
    """Return only what differs between two values."""
    return _capped(list(_differences(label, before, after, 0, limits)), limits)


def _differences(label: str, before: Any, after: Any, depth: int, limits: Limits) -> Iterator[Line]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        yield Line(label.rstrip(), "~", depth)
        yield from _maps(before, after, depth + 1, limits)
    elif isinstance(before, list | tuple) and isinstance(after, list | tuple):
        yield Line(label.rstrip(), "~", depth)
        yield from _lists(before, after, depth + 1, limits)
    elif isinstance(before, str) and isinstance(after, str) and "\n" in before + after:
        yield Line(label.rstrip(), "~", depth)
        yield from _texts(before, after, depth + 1, limits)
    else:
        yield from _scalars(label, before, after, depth, limits)


def _scalars(label: str, before: Any, after: Any, depth: int, limits: Limits) -> Iterator[Line]:
    if isinstance(before, str) and isinstance(after, str) and max(len(before), len(after)) > limits.text:
        old, new = _parted(before, after, limits.text)
    else:
        old, new = flow(before, limits), flow(after, limits)
    if len(label) + len(old) + len(new) + 4 + 2 * depth <= limits.width:
        yield Line(f"{label}{old} -> {new}", "~", depth)
    else:
        yield Line(f"{label}{old}", "~", depth)
        yield Line(f"{' ' * (len(label) - 3)}-> {new}", " ", depth)


def _parted(before: str, after: str, limit: int) -> tuple[str, str]:
    """Show two long texts from shortly before the place where they part."""
    same = next(
        (i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b),
        min(len(before), len(after)),
    )
    start = max(0, same - _CONTEXT)
    lead = f"… ({start:,} equal characters) " if start else ""
    return f"{lead}{quoted(before[start:], limit)}", f"{lead}{quoted(after[start:], limit)}"


def _maps(before: Mapping[Any, Any], after: Mapping[Any, Any], depth: int, limits: Limits) -> Iterator[Line]:
    same = 0
    for name in sorted({*before, *after}, key=str):
        label = f"{key(name)}: "
        if name not in before:
            yield from _whole(label, "+", after[name], depth, limits)
        elif name not in after:
            yield from _whole(label, "-", before[name], depth, limits)
        elif before[name] != after[name]:
            yield from _differences(label, before[name], after[name], depth, limits)
        else:
            same += 1
    yield from _unchanged(same, depth)


def _lists(before: Sequence[Any], after: Sequence[Any], depth: int, limits: Limits) -> Iterator[Line]:
    same = 0
    for tag, i1, i2, j1, j2 in _opcodes([flow(v, _EXACT) for v in before], [flow(v, _EXACT) for v in after]):
        if tag == "equal":
            same += i2 - i1
            continue
        pairs = min(i2 - i1, j2 - j1)
        for n in range(pairs):
            yield from _differences(f"[{j1 + n}]: ", before[i1 + n], after[j1 + n], depth, limits)
        for n in range(i1 + pairs, i2):
            yield from _whole("", "-", before[n], depth, limits)
        for n in range(j1 + pairs, j2):
            yield from _whole("", "+", after[n], depth, limits)
    yield from _unchanged(same, depth)


def _texts(before: str, after: str, depth: int, limits: Limits) -> Iterator[Line]:
    old, new = before.split("\n"), after.split("\n")
    for tag, i1, i2, j1, j2 in _opcodes(old, new):
        if tag != "equal":
            yield from (Line(f"| {plain(line, limits.text)}", "-", depth) for line in old[i1:i2])
            yield from (Line(f"| {plain(line, limits.text)}", "+", depth) for line in new[j1:j2])


def _opcodes(before: Sequence[str], after: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    from difflib import SequenceMatcher  # noqa: PLC0415  # only where a list or a long text differs

    return SequenceMatcher(None, before, after).get_opcodes()


def _unchanged(count: int, depth: int) -> Iterator[Line]:
    if count:
        yield Line(f"({count:,} unchanged)", "", depth)


def _capped(lines: list[Line], limits: Limits) -> list[Line]:
    left = len(lines) - limits.lines
    if left <= 1:
        return lines
    return [*lines[: limits.lines], Line(f"… {left:,} more lines", "", 1)]


def deeper(lines: list[Line], by: int) -> list[Line]:
    """Indent lines."""
    return [replace(line, depth=line.depth + by) for line in lines]
