"""The steps of a guide as rows of a page, with their shares."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgops.model.guide import Standing
from msgops.report.values import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from msgops.model.guide import Guide, Step
    from msgops.report.document import Tags

_LOOKS = {
    Standing.IN_PLACE: "add",
    Standing.TO_CHANGE: "alter",
    Standing.WAITS: "wait",
    Standing.UNKNOWN: "quiet",
    Standing.LEFT_OUT: "quiet",
}
_HANDS = ("api", "check", "person", "output")


@dataclass(frozen=True, slots=True)
class Row:
    """One step: texts of one line; `subjects` are the addresses that stand for it."""

    number: str
    what: str
    note: str
    subjects: tuple[str, ...]
    hand: str
    output: str
    standing: str
    look: str
    tags: Tags


@dataclass(frozen=True, slots=True)
class Share:
    """How many steps stand so."""

    number: int
    percent: int
    label: str
    look: str


@dataclass(frozen=True, slots=True)
class Table:
    """One guide on a page."""

    title: str
    use: str
    hands: str
    shares: tuple[Share, ...]
    rows: tuple[Row, ...]


def tables(guides: Iterable[Guide]) -> list[Table]:
    """Return the guides as a page shows them."""
    return [_table(g) for g in guides if g.steps]


def _table(guide: Guide) -> Table:
    total = len(guide.steps)
    standings = Counter(s.standing for s in guide.steps)
    shares = tuple(
        Share(standings[s], round(100 * standings[s] / total), s.value, look)
        for s, look in _LOOKS.items()
        if standings[s]
    )
    hands = Counter(s.hand for s in guide.steps)
    told = ", ".join(f"{h} {hands[h]} ({100 * hands[h] / total:.0f} %)" for h in _HANDS if hands[h])
    return Table(
        plain(guide.title, 200), plain(guide.use, 80), told, shares, tuple(_row(s) for s in guide.steps)
    )


def _row(step: Step) -> Row:
    return Row(
        plain(step.number, 30),
        plain(step.what, 300),
        plain(step.note, 300),
        tuple(str(a) for a in step.addresses),
        plain(step.hand, 30),
        plain(step.output, 100),
        step.standing.value,
        _LOOKS[step.standing],
        tuple(_tags(step)),
    )


def _tags(step: Step) -> Iterator[tuple[str, str]]:
    yield "Step", step.standing.value
    yield "Hand", plain(step.hand, 30)
