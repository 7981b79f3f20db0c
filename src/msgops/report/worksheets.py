"""Worksheets: pages that a person follows, as text, Markdown and JSON. The page in HTML has a template of its own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msgops.report.values import plain
from msgops.report.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from msgops.model.worksheet import Asked, Part, Worksheet

_BOLD, _DIM, _VALUE = "1", "2", "36"
_TICKS = re.compile(r"`+")
_STEERS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the direction of what follows, so that a reader sees something else than is copied."""


def exact(value: Any) -> str:
    """Return a value as it is typed or pasted; control characters but line ends, and those that steer, are escaped."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        between = "; " if any(isinstance(v, Mapping) for v in value) else ", "
        return between.join(exact(v) for v in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{k} {exact(v)}" for k, v in value.items())
    text = "" if value is None else str(value)
    return "".join(plain(c) if c in _STEERS or _controls(c) else c for c in text)


def _controls(character: str) -> bool:
    return character != "\n" and unicodedata.category(character) == "Cc"


def verdict(sheet: Worksheet) -> str:
    """Say in one sentence where the step stands."""
    if not sheet.open:
        return f"Done: {last(sheet)}." if sheet.last is not None else "Done: it reads back as wanted."
    if not sheet.again:
        return f"To do, for {plain(sheet.who)}."
    changed = sum(1 for a in sheet.asked if a.changed)
    return (
        f"To do again, for {plain(sheet.who)}: {counted(changed, 'value')} changed, the rest stays as it is."
    )


def last(sheet: Worksheet) -> str:
    """Say who confirmed when, and in which words."""
    if sheet.last is None:
        return ""
    how = "read back, in a run of" if sheet.last.by_reading else "confirmed by"
    note = f" ({plain(sheet.last.note)})" if sheet.last.note else ""
    return f"{how} {plain(sheet.last.by)} on {plain(sheet.last.at)}{note}"


def proof(sheet: Worksheet) -> str:
    """Say how it is known that the step is done."""
    if not sheet.read_back:
        return "Nothing can read it: your word counts, and it holds for exactly these values."
    found = f" Read now: {plain(sheet.found)}." if sheet.found else ""
    return f"msgops reads it back where it can.{found}"


def facts(sheet: Worksheet) -> list[tuple[str, str]]:
    """Return what there is to say besides the clicks, as (name, text)."""
    found = [
        ("For", "" if sheet.open else plain(sheet.who)),
        ("Where", plain(sheet.where)),
        ("Files", plain(sheet.files)),
        ("Why", plain(sheet.reason)),
        ("Waiting since" if sheet.open else "Since", plain(sheet.since)),
        ("Due", plain(sheet.due)),
        ("Last time", last(sheet) if sheet.open else ""),
        ("Proof", proof(sheet)),
        ("Vendor's page", plain(sheet.doc)),
    ]
    return [(name, text) for name, text in found if text]


def changes(sheet: Worksheet) -> list[Asked]:
    """Return the values that changed since the step was done; none when it never was."""
    return [a for a in sheet.asked if a.changed] if sheet.open and sheet.last is not None else []


def command(sheet: Worksheet) -> str:
    """Return the command that confirms the step."""
    return f"msgops gate confirm {plain(sheet.address)} --note TEXT"


def worksheet_text(sheet: Worksheet, *, colour: bool = False) -> str:
    """Return the worksheet for a terminal; values stand between backticks."""

    def paint(text: str, code: str) -> str:
        return f"\033[{code}m{text}\033[0m" if colour and text else text

    lines = [paint(plain(sheet.address), _BOLD), paint(verdict(sheet), _BOLD), ""]
    lines += [f"{name + ':':15}{text}" for name, text in facts(sheet)]
    changed = changes(sheet)
    if changed:
        lines += ["", paint("Changed since the last time", _BOLD)]
        lines += [f"  {plain(a.path)}: {_change(a)}" for a in changed]
    lines += ["", paint("Steps", _BOLD)]
    shown = [row for row in sheet.rows if row.asked]
    for number, row in enumerate(shown, 1):
        text = "".join(_part(part, paint(_quoted(part), _VALUE)) for part in row.parts)
        lines.append(f"  {number}. {text}")
    left = len(sheet.rows) - len(shown)
    if left:
        lines += [f"  Not asked again: {counted(left, 'step')} whose values are as they were."]
    values = [a for a in sheet.asked if not a.removed]
    if values:
        width = max(len(plain(a.path)) for a in values)
        lines += ["", paint("Values", _BOLD)]
        lines += [f"  {plain(a.path):{width}}  {_value(a).replace(chr(10), _indent(width))}" for a in values]
    if sheet.open:
        lines += ["", f"Then: {command(sheet)}"]
    return "\n".join(lines) + "\n"


def _indent(width: int) -> str:
    return "\n" + " " * (width + 4)


def _part(part: Part, value: str) -> str:
    return value if part.value else plain(part.text)


def _quoted(part: Part) -> str:
    return f"({part.path} below)" if "\n" in part.text else f"`{plain(exact(part.text))}`"


def _value(asked: Asked) -> str:
    return "(a secret)" if asked.secret else exact(asked.value)


def _change(asked: Asked) -> str:
    before = f"`{plain(exact(asked.before))}`" if asked.before is not None else "nothing"
    if asked.removed:
        return f"was {before}, and the files do not ask for it any more"
    return f"{before} -> `{plain(_value(asked))}`"


def worksheet_markdown(sheet: Worksheet) -> str:
    """Return the worksheet as a comment: steps to tick off, values as code."""
    from msgops.report.markdown import escape  # noqa: PLC0415  # only where Markdown is asked for

    lines = [
        f"### msgops worksheet · {escape(plain(sheet.address))}",
        "",
        f"**{escape(verdict(sheet))}**",
        "",
    ]
    lines += [f"- {name}: {escape(text)}" for name, text in facts(sheet)]
    changed = changes(sheet)
    if changed:
        lines += ["", "#### Changed since the last time", ""]
        lines += [f"- {span(a.path)}: {_markdown_change(a)}" for a in changed]
    lines += ["", "#### Steps", ""]
    shown = [row for row in sheet.rows if row.asked]
    for number, row in enumerate(shown, 1):
        text = "".join(_markdown_part(p) for p in row.parts)
        lines.append(f"{number}. [{' ' if sheet.open else 'x'}] {text}")
    left = len(sheet.rows) - len(shown)
    if left:
        lines += ["", f"Not asked again: {counted(left, 'step')} whose values are as they were."]
    lines += [*_markdown_values(sheet)]
    if sheet.open:
        lines += ["", f"Then: {span(command(sheet))}"]
    return "\n".join(lines) + "\n"


def _markdown_part(part: Part) -> str:
    from msgops.report.markdown import escape  # noqa: PLC0415  # only where Markdown is asked for

    if not part.value:
        return escape(plain(part.text))
    return f"({span(part.path)} below)" if "\n" in part.text else span(exact(part.text))


def _markdown_values(sheet: Worksheet) -> Iterator[str]:
    values = [a for a in sheet.asked if not a.removed]
    if values:
        yield from ("", "#### Values", "")
    for a in values:
        text = _value(a)
        if "\n" not in text:
            yield f"- {span(a.path)}: {span(text)}"
            continue
        fence = "`" * max(3, _longest(text) + 1)
        yield from (
            f"- {span(a.path)}:",
            "",
            f"  {fence}text",
            *(f"  {t}" for t in text.split("\n")),
            f"  {fence}",
            "",
        )


def _markdown_change(asked: Asked) -> str:
    before = span(plain(exact(asked.before))) if asked.before is not None else "nothing"
    if asked.removed:
        return f"was {before}, and the files do not ask for it any more"
    return f"{before} → {span(plain(_value(asked)))}"


def span(text: str) -> str:
    """Return text as code within a line of Markdown, whatever it holds."""
    line = plain(text) or " "
    fence = "`" * (_longest(line) + 1)
    room = " " if line.startswith("`") or line.endswith("`") or not line.strip() else ""
    return f"{fence}{room}{line}{room}{fence}"


def _longest(text: str) -> int:
    return max((len(t) for t in _TICKS.findall(text)), default=0)


def worksheet_json(sheet: Worksheet) -> dict[str, Any]:
    """Return the worksheet for programs. `steps` are those asked for; `rows` are all of them."""
    return {
        "address": str(sheet.address),
        "state": sheet.state,
        "since": sheet.since or None,
        "who": sheet.who,
        "where": sheet.where,
        "files": sheet.files or None,
        "due": sheet.due,
        "reason": sheet.reason,
        "steps": list(sheet.steps),
        "values": dict(sheet.values),
        "rows": [
            {"text": row.text, "asked": row.asked, "values": [p.text for p in row.parts if p.value]}
            for row in sheet.rows
        ],
        "changed": [
            {
                "path": a.path,
                "before": None if a.secret else a.before,
                "after": None if a.secret else a.value,
                "removed": a.removed,
                "sensitive": a.secret,
            }
            for a in changes(sheet)
        ],
        "confirmed": None
        if sheet.last is None
        else {
            "by": sheet.last.by,
            "at": sheet.last.at,
            "note": sheet.last.note,
            "by_reading": sheet.last.by_reading,
        },
        "read_back": sheet.read_back,
        "found": sheet.found,
        "doc": sheet.doc,
    }
