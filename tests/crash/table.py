"""The figures of a run as text for the terminal and as Markdown for the manual."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from crash.matrix import Tally

COLUMNS = ("kind", "points", "kills", "duplicates", "orphans", "manual repairs", "failures")
BEGIN, END = "<!-- crash matrix: begin -->", "<!-- crash matrix: end -->"


def total(tallies: Iterable[Tally]) -> Tally:
    """Add all kinds."""
    out = Tally("all")
    for one in tallies:
        out.add(one)
    return out


def row(one: Tally) -> tuple[str, ...]:
    """Return one kind's cells."""
    figures = (one.points, one.kills, one.duplicates, one.orphans, one.repairs, one.failures)
    return (one.kind, *(f"{n:,}" for n in figures))


def text(rows: Sequence[Sequence[str]]) -> str:
    """Align cells; the first column is words, the others are figures."""
    widths = [max(len(r[i]) for r in rows) for i in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            c.ljust(w) if i == 0 else c.rjust(w) for i, (c, w) in enumerate(zip(r, widths, strict=True))
        )
        for r in rows
    )


def markdown(tallies: Sequence[Tally], note: str) -> str:
    """Return the tables of the manual."""
    lines = [note, "", f"| {' | '.join(COLUMNS)} |", "|---|" + "---:|" * (len(COLUMNS) - 1)]
    lines += [f"| {' | '.join(row(one))} |" for one in (*tallies, total(tallies))]
    lines += ["", "Kills by class of point:", "", "| point | kills |", "|---|---:|"]
    lines += [f"| {label} | {number:,} |" for label, number in total(tallies).classes.most_common() if number]
    return "\n".join(lines)


def write(path: Path, content: str) -> None:
    """Replace what stands between the markers."""
    before, _, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    path.write_text(f"{before}{BEGIN}\n{content}\n{END}{after}", encoding="utf-8")
