"""The picture of runs: when, by whom, and how they ended."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgops.report.values import plain
from msgops.report.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from msgops.model.state import Run

MOST = 400
"""More runs than this are not told apart: the newest are shown."""
_LANES = 7
_WIDTH, _LEFT, _RIGHT, _LANE = 1100, 190, 50, 30
_OTHERS = "others"


@dataclass(frozen=True, slots=True)
class Dot:
    """One run; `look` is how it ended."""

    x: int
    y: int
    look: str
    text: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """Sizes in pixels; `lanes` are (y, who), `ticks` are (x, day)."""

    width: int
    height: int
    left: int
    lanes: tuple[tuple[int, str], ...]
    ticks: tuple[tuple[int, str], ...]
    dots: tuple[Dot, ...]
    summary: str


def timeline(runs: Sequence[Run]) -> Timeline | None:
    """Return the picture of the newest runs; nothing where there was none."""
    shown = [
        (r, at)
        for r in sorted(runs, key=lambda r: r.started)[-MOST:]
        if (at := _seconds(r.started)) is not None
    ]
    if not shown:
        return None
    first, last = min(at for _, at in shown), max(at for _, at in shown)
    wide = _WIDTH - _LEFT - _RIGHT
    busiest = [who for who, _ in Counter(r.actor for r, _ in shown).most_common()]
    names = busiest if len(busiest) <= _LANES else [*busiest[: _LANES - 1], _OTHERS]
    lane = {name: 22 + row * _LANE for row, name in enumerate(names)}

    def x_of(at: float) -> int:
        return _LEFT + round(wide * (at - first) / (last - first)) if last > first else _LEFT + wide // 2

    dots = tuple(
        Dot(x_of(at), lane.get(r.actor, lane.get(_OTHERS, 22)), _look(r), _told(r)) for r, at in shown
    )
    steps = 5 if last > first else 1
    times = [first + (last - first) * n / max(steps - 1, 1) for n in range(steps)]
    ticks = tuple((x_of(at), _day(at)) for at in times)
    lanes = tuple((y, plain(name, 24)) for name, y in lane.items())
    summary = f"{counted(len(shown), 'run')} from {_day(first)} to {_day(last)}"
    return Timeline(_WIDTH, 22 + len(names) * _LANE + 18, _LEFT, lanes, ticks, dots, summary)


def _seconds(text: str) -> float | None:
    try:
        return datetime.fromisoformat(text).timestamp()
    except ValueError:
        return None


def _day(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d")


def _look(run: Run) -> str:
    if run.exit_code is None:
        return "wait"
    return {0: "add", 6: "wait"}.get(run.exit_code, "drop")


def _told(run: Run) -> str:
    end = "not ended" if run.exit_code is None else f"exit {run.exit_code}"
    commit = f", commit {run.commit[:10]}" if run.commit else ""
    return plain(f"{run.started} {run.command} by {run.actor}: {end}{commit}", 300)
