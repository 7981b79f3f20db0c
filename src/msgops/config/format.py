"""The normal form of a YAML file: what `msgops fmt` writes.

Lines move and their indentation changes; the text of values and comments does not. So a scalar keeps its
quotes and spelling (`NO`, `08:00`, `1.10`), which nothing that parses and dumps values can promise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from msgops.config.envelope import KEYS
from msgops.config.format_lines import BLANK, Layout
from msgops.config.yaml import read_text
from msgops.config.yaml_places import LOADER
from msgops.config.yaml_source import split_lines
from msgops.model.diagnostic import ConfigError

_BARE = re.compile(r"---\s*")


def format_text(text: str, shown: str = "text") -> str:
    """Return the text in normal form; `ConfigError` when it cannot be read, unchanged where that is not safe.

    Documents have their keys in the order kind, name, …, spec, and `---` between them; two spaces indent.
    """
    text = "\n".join(split_lines(text.removeprefix("\ufeff")))
    before, problems = read_text(text, shown)
    if problems:
        raise ConfigError(problems)
    after = _format(text)
    if after is None:
        return text
    again, problems = read_text(after, shown)
    # The last word: a layout that would change a value is not written.
    same = not problems and _same([d.data for d in before], [d.data for d in again])
    return after if same else text


@dataclass
class _Part:
    """The lines of one document; `separator` is the `---` line before it, with what stands on it."""

    separator: str
    lines: list[str] = field(default_factory=list)
    keys: list[tuple[int, str]] = field(default_factory=list)
    empty: bool = True


def _format(text: str) -> str | None:
    layout = Layout(text.split("\n"))
    loader = LOADER(text)
    try:
        if not layout.read(iter(loader.get_token, None)):
            return None
    finally:
        loader.dispose()
    parts = _merged(_parts(layout))
    out: list[str] = []
    for part in parts:
        lines = _stripped(_ordered(part))
        if out or not _BARE.fullmatch(part.separator or "---"):
            out.append((part.separator or "---").rstrip())
        out += lines
    return ("\n".join(out) + "\n").replace(BLANK, "") if out else ""


def _parts(layout: Layout) -> list[_Part]:
    """Cut the lines into documents."""
    parts = [_Part("")]
    for number, line in enumerate(layout.written()):
        if number in layout.starts:
            parts.append(_Part(line, empty=number not in layout.busy))
        elif number in layout.ends:
            parts.append(_Part("---"))
        else:
            part = parts[-1]
            if number in layout.root_keys:
                part.keys.append((len(part.lines), layout.root_keys[number]))
            part.lines.append(line)
            part.empty = part.empty and number not in layout.busy
    return parts


def _merged(parts: list[_Part]) -> list[_Part]:
    """Drop empty documents; their comments go with the next document, or the last."""
    out: list[_Part] = []
    waiting: list[str] = []
    for part in parts:
        comments = [*_stripped(part.lines)] if part.empty else []
        if not _BARE.fullmatch(part.separator or "---") and part.empty:
            comments.insert(0, part.separator.removeprefix("---").strip())
        if part.empty:
            waiting += comments
            continue
        if waiting:
            part.lines = [*waiting, *part.lines]
            part.keys = [(at + len(waiting), key) for at, key in part.keys]
            waiting = []
        out.append(part)
    if waiting:
        out = out or [_Part("", [], [])]
        out[-1].lines = [*_stripped(out[-1].lines), *waiting]
    return out


def _ordered(part: _Part) -> list[str]:
    """Put a document's keys in order, each with the comments above it; those above the first stay on top."""
    order = {key: index for index, key in enumerate(KEYS)}
    if not any(key == "kind" for _, key in part.keys):
        return part.lines
    starts = [_with_comments(part.lines, at) if index else at for index, (at, _) in enumerate(part.keys)]
    end = _tail(part.lines, part.keys[-1][0])
    blocks = [part.lines[a:b] for a, b in zip(starts, [*starts[1:], end], strict=True)]
    ranked = sorted(zip(part.keys, blocks, strict=True), key=lambda pair: order.get(pair[0][1], len(order)))
    if [key for key, _ in ranked] == part.keys:
        return part.lines
    body = [line for _, block in ranked for line in block]
    return [*part.lines[: starts[0]], *_stripped(body), *part.lines[end:]]


def _with_comments(lines: list[str], at: int) -> int:
    """Return where the comments and blank lines above a root key start."""
    while at and (not lines[at - 1] or lines[at - 1].startswith("#")):
        at -= 1
    return at


def _tail(lines: list[str], last_key: int) -> int:
    """Return where the comments that end a document start."""
    end = len(lines)
    while end - 1 > last_key and (not lines[end - 1] or lines[end - 1].startswith("#")):
        end -= 1
    return end


def _stripped(lines: list[str]) -> list[str]:
    start, end = 0, len(lines)
    while start < end and not lines[start]:
        start += 1
    while end > start and not lines[end - 1]:
        end -= 1
    return lines[start:end]


def _same(left: Any, right: Any) -> bool:
    """Compare values, and whether text was quoted."""
    if type(left) is not type(right):
        return False
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(_same(v, right[k]) for k, v in left.items())
    if isinstance(left, list):
        return len(left) == len(right) and all(map(_same, left, right))
    return bool(left == right)
