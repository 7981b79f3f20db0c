"""Reports as Markdown that fits one comment: what matters first, details until the budget is used."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgops.report.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from msgops.report.document import Block, Document, Section, Table
    from msgops.report.values import Line

BUDGET = 64_000
"""What a report may use of the 65,535 UTF-16 units that GitHub accepts as one comment; the rest is for the pipeline's link."""
_RESERVE = 400
_LINE = 500
_PROSE = 2_000
_ACTIVE = re.compile(r"[&<>*_`~\[\]|\\#@$^{}!+=/\"'-]|[:.](?=\S)")
_DIFF = {"~": "!", "±": "!", "»": "+", "?": "#", ".": "#"}
_TITLES = {
    "plan": "msgops plan",
    "apply": "msgops apply",
    "drift": "msgops drift",
    "gates": "msgops gates",
    "history": "msgops history",
    "permissions": "msgops permissions",
    "output": "msgops output",
    "diagnostics": "msgops validate",
}


def escape(text: str) -> str:
    """Write text so that Markdown, HTML and mentions find nothing in it."""
    return _ACTIVE.sub(_entity, text)


def _entity(found: re.Match[str]) -> str:
    blank = "&#8203;" if found[0] == "@" else ""  # the mention filter reads the rendered page
    return f"&#{ord(found[0])};{blank}"


def document_markdown(document: Document, *, budget: int = BUDGET) -> str:
    """Return the document as one comment of at most `budget` UTF-16 units."""
    writer = _Writer(budget - _RESERVE)
    title = f" · {escape(document.title[:200])}" if document.title else ""
    writer.put(f"### {_TITLES[document.name]}{title}\n\n")
    writer.put(f"**{escape(document.verdict[:_PROSE])}**\n\n")
    if document.counts:
        cells = [(f"{c.label}", f"{c.number:,}") for c in document.counts]
        writer.put(f"| {' | '.join(escape(label[:80]) for label, _ in cells)} |\n|{'---:|' * len(cells)}\n")
        writer.put(f"| {' | '.join(number for _, number in cells)} |\n\n")
    for remark in document.remarks:
        writer.put(f"{escape(remark[:_PROSE])}\n\n")
    if document.table is not None:
        _table(document.table, writer)
    for number, section in enumerate(document.sections):
        if not _section(section, writer):
            left = sum(len(s.blocks) for s in document.sections[number + 1 :])
            if left:
                writer.end(f"… and {left:,} more in the sections that follow, see the artefact.\n")
            break
    return "".join(writer.parts).rstrip("\n") + "\n"


def stacked(first: str, more: Iterable[str], what: str) -> str:
    """Return the first part and as many more as fit into one comment; `what` says what is counted of the others."""
    writer = _Writer(BUDGET - _RESERVE - units(first))
    left = sum(not writer.put(f"\n{part}") for part in more)
    if left:
        writer.end(f"\n… and {counted(left, f'more {what}', f'more {what}s')}, see the artefact.\n")
    return first + "".join(writer.parts)


class _Writer:
    """Collects text within a budget."""

    def __init__(self, budget: int) -> None:
        self.parts: list[str] = []
        self.left = budget

    def put(self, text: str) -> bool:
        """Add the text if it fits."""
        size = units(text)
        if size > self.left:
            return False
        self.left -= size
        self.parts.append(text)
        return True

    def end(self, text: str) -> None:
        """Add a short closing text; the reserve holds its place."""
        self.parts.append(text)


def units(text: str) -> int:
    """Count UTF-16 units."""
    return len(text) + sum(1 for c in text if c > "\uffff")


def _section(section: Section, writer: _Writer) -> bool:
    """Write a section as far as it fits; false when something had to be left out."""
    bodies = [_body(block) for block in section.blocks]
    fence = _fence(bodies)
    state = " open" if section.urgent else ""
    title = f"<b>{escape(section.title[:200])}</b> ({len(bodies):,})"
    head = f"<details{state}><summary>{title}</summary>\n\n{fence}diff\n"
    tail = f"{fence}\n\n</details>\n\n"
    if units(head) + units(tail) + units(bodies[0]) > writer.left:
        writer.end(f"… and {len(bodies):,} more, see the artefact.\n\n")
        return False
    writer.put(head)
    writer.left -= units(tail)
    for number, body in enumerate(bodies):
        if not writer.put(f"\n{body}" if number else body):
            writer.end(f"{tail}… and {counted(len(bodies) - number, 'more', 'more')}, see the artefact.\n\n")
            return False
    writer.end(tail)
    return True


def _fence(bodies: list[str]) -> str:
    longest = max((len(run) for body in bodies for run in re.findall("`+", body)), default=0)
    return "`" * max(3, longest + 1)


def _body(block: Block) -> str:
    head = block.head
    note = f"  ({head.note})" if head.note else ""
    place = f"  {block.place}" if block.place else ""
    lines = [_cut(f"{_DIFF.get(head.symbol, head.symbol) or ' '} {head.text}{note}{place}")]
    lines += [_cut(text) for text in (_line(line) for line in block.lines)]
    return "\n".join(lines) + "\n"


def _line(line: Line) -> str:
    note = f"   ({line.note})" if line.note else ""
    return f"{_DIFF.get(line.symbol, line.symbol) or ' '} {'  ' * line.depth}{line.text}{note}"


def _cut(text: str) -> str:
    return text if len(text) <= _LINE else f"{text[: _LINE - 1]}…"


def _table(table: Table, writer: _Writer) -> None:
    writer.put(f"| {' | '.join(table.columns)} |\n|{'---|' * len(table.columns)}\n")
    for number, row in enumerate(table.rows):
        if not writer.put(f"| {' | '.join(_cells(row))} |\n"):
            writer.end(f"\n… and {len(table.rows) - number:,} more, see the artefact.\n")
            return
    writer.put("\n")


def _cells(row: tuple[str, ...]) -> Iterator[str]:
    return (escape(_cut(cell)) for cell in row)
