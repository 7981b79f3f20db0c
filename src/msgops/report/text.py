"""Reports for a terminal. Colour is ANSI, and only when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgops.report.around import NOTHING, with_around
from msgops.report.budgets import with_budgets
from msgops.report.drifts import drift_document
from msgops.report.mishaps import with_mishaps
from msgops.report.plans import gates_document, plan_document
from msgops.report.results import history_document, outcomes_document
from msgops.report.values import Limits

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from msgops.model.budget import Budget
    from msgops.model.change import Change
    from msgops.model.drift import Around
    from msgops.model.finding import Finding
    from msgops.model.mishap import Mishap
    from msgops.model.outcome import Outcome
    from msgops.model.plan import Plan
    from msgops.model.state import Run
    from msgops.report.document import Block, Document, Table
    from msgops.report.values import Line

_MARGIN = 9
_COLOURS = {
    " ": "33",
    "+": "32",
    "~": "33",
    "±": "35",
    "-": "31",
    "»": "36",
    ".": "2",
    "?": "36",
    "!": "1;31",
}
_BOLD, _DIM = "1", "2"


def plan_text(
    plan: Plan,
    *,
    colour: bool,
    detail: bool = False,
    width: int = 100,
    mishaps: Sequence[Mishap] = (),
    budgets: Sequence[Budget] = (),
) -> str:
    """Return the plan as its reader wants it; `detail` shows unchanged resources and values in full."""
    told = with_budgets(plan_document(plan, _limits(width, detail=detail), detail=detail), budgets)
    document = with_mishaps(told, mishaps)
    return document_text(document, colour=colour, width=width)


def outcomes_text(
    outcomes: Sequence[Outcome],
    plan: Plan,
    *,
    colour: bool,
    width: int = 100,
    mishaps: Sequence[Mishap] = (),
) -> str:
    """Return what became of each change."""
    document = with_mishaps(outcomes_document(outcomes, plan), mishaps)
    return document_text(document, colour=colour, width=width)


def drift_text(
    findings: Sequence[Finding],
    *,
    colour: bool,
    width: int = 100,
    mishaps: Sequence[Mishap] = (),
    around: Around = NOTHING,
) -> str:
    """Return what changed outside msgops, since when and by whom, and what stands around that."""
    document = with_mishaps(with_around(drift_document(findings, _limits(width)), around), mishaps)
    return document_text(document, colour=colour, width=width)


def gates_text(gates: Sequence[Change], *, colour: bool, width: int = 100) -> str:
    """Return what waits, for whom, and what they must do."""
    return document_text(gates_document(gates), colour=colour, width=width)


def history_text(runs: Sequence[Run], *, colour: bool = False) -> str:
    """Return the runs as a table."""
    return document_text(history_document(runs), colour=colour, width=100)


def _limits(width: int, *, detail: bool = False) -> Limits:
    if detail:
        return Limits(text=1 << 40, lines=1 << 40, width=max(20, width - _MARGIN))
    return Limits(width=max(20, width - _MARGIN))


def document_text(document: Document, *, colour: bool, width: int) -> str:
    """Lay a document out in lines."""
    paint = _painted if colour else _bare
    out: list[str] = []
    for section in document.sections:
        out += [paint(section.title, _BOLD), ""]
        loose = False
        for number, block in enumerate(section.blocks):
            if number and (loose or block.lines):
                out.append("")
            loose = bool(block.lines)
            out += _block(block, paint, width)
        out.append("")
    if document.table is not None:
        out += [*_table(document.table, paint), ""]
    word, space, rest = document.verdict.partition(" ")
    out += [f"{paint(word, _BOLD)}{space}{rest}".rstrip(), *document.remarks]
    return "\n".join(out) + "\n"


def _block(block: Block, paint: _Paint, width: int) -> Iterator[str]:
    note = f"  ({block.head.note})" if block.head.note else ""
    text = f"{block.head.symbol or ' '} {block.head.text}"
    shown = f"  {paint(text, _COLOURS.get(block.head.symbol, ''))}{note}"
    gap = " " * max(2, width - len(text) - len(note) - len(block.place) - 2)
    yield f"{shown}{gap}{paint(block.place, _DIM)}" if block.place else shown
    for line in block.lines:
        yield _line(line, paint)


def _line(line: Line, paint: _Paint) -> str:
    note = paint(f"   ({line.note})", _DIM) if line.note else ""
    body = f"{line.symbol} {line.text}" if line.symbol else line.text
    return f"{'  ' * (line.depth + 2)}{paint(body, _COLOURS.get(line.symbol, ''))}{note}".rstrip()


def _table(table: Table, paint: _Paint) -> Iterator[str]:
    widths = [max(len(row[n]) for row in (table.columns, *table.rows)) for n in range(len(table.columns))]
    yield paint("  ".join(c.ljust(w) for c, w in zip(table.columns, widths, strict=True)).rstrip(), _BOLD)
    for row in table.rows:
        yield "  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip()


def _painted(text: str, code: str) -> str:
    return f"\033[{code}m{text}\033[0m" if code and text else text


def _bare(text: str, _code: str) -> str:
    return text


if TYPE_CHECKING:
    from collections.abc import Callable

    _Paint = Callable[[str, str], str]
