"""The picture of resources: a lane for each account, what is needed to the left of what needs it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgops.report.values import plain
from msgops.report.words import counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from msgops.model.scene import Node

MOST = 150
"""From more resources than this, one box stands for all of a kind in an account."""
_WIDTH, _HEIGHT, _GAP_X, _GAP_Y = 190, 38, 46, 10
_LEFT, _TOP, _PAD = 14, 30, 12
_LETTERS = 25


@dataclass(frozen=True, slots=True)
class Box:
    """A resource, or the resources of a kind: two lines of text, the full name for who points at it."""

    x: int
    y: int
    name: str
    kind: str
    full: str
    subject: str
    symbol: str


@dataclass(frozen=True, slots=True)
class Lane:
    """An account."""

    y: int
    height: int
    title: str


@dataclass(frozen=True, slots=True)
class Arrow:
    """From what is needed to what needs it, between the middles of two sides."""

    x1: int
    y1: int
    x2: int
    y2: int


@dataclass(frozen=True, slots=True)
class Graph:
    """Sizes in pixels."""

    width: int
    height: int
    lanes: tuple[Lane, ...]
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    summary: str


@dataclass(frozen=True, slots=True)
class _Group:
    """What one box stands for."""

    account: str
    name: str
    kind: str
    full: str
    subject: str
    symbol: str
    needs: frozenset[str]


def graph(nodes: Sequence[Node], symbols: Mapping[str, str]) -> Graph | None:
    """Return the picture; `symbols` are what happens to addresses. Nothing where nothing is declared."""
    if not nodes:
        return None
    groups = _single(nodes, symbols) if len(nodes) <= MOST else _by_kind(nodes, symbols)
    levels = _levels(groups)
    accounts = sorted({g.account for g in groups.values()})
    lanes, boxes, places = [], [], {}
    top = _TOP - 20
    for account in accounts:
        columns: dict[int, list[str]] = defaultdict(list)
        for key in sorted(k for k, g in groups.items() if g.account == account):
            columns[levels[key]].append(key)
        tallest = max(map(len, columns.values()))
        height = 26 + tallest * (_HEIGHT + _GAP_Y) + _PAD
        lanes.append(Lane(top, height, plain(account, 60)))
        for level, keys in columns.items():
            for row, key in enumerate(keys):
                x = _LEFT + level * (_WIDTH + _GAP_X)
                y = top + 26 + row * (_HEIGHT + _GAP_Y)
                places[key] = (x, y)
                g = groups[key]
                boxes.append(Box(x, y, _short(g.name), _short(g.kind), g.full, g.subject, g.symbol))
        top += height + 8
    arrows = [
        Arrow(places[need][0] + _WIDTH, places[need][1] + _HEIGHT // 2, x, y + _HEIGHT // 2)
        for key, (x, y) in places.items()
        for need in sorted(groups[key].needs)
    ]
    width = _LEFT * 2 + (max(levels.values()) + 1) * (_WIDTH + _GAP_X) - _GAP_X
    summary = f"{counted(len(nodes), 'resource')} in {counted(len(accounts), 'account')}"
    return Graph(width, top, tuple(lanes), tuple(boxes), tuple(arrows), summary)


def _short(text: str) -> str:
    return text if len(text) <= _LETTERS else f"{text[: _LETTERS - 1]}…"


def _single(nodes: Sequence[Node], symbols: Mapping[str, str]) -> dict[str, _Group]:
    known = {str(n.address) for n in nodes}
    return {
        str(n.address): _Group(
            n.account,
            plain(n.address.name),
            plain(n.address.kind),
            plain(n.address, 300),
            str(n.address),
            symbols.get(str(n.address), "."),
            frozenset(map(str, n.needs)) & known,
        )
        for n in nodes
    }


def _by_kind(nodes: Sequence[Node], symbols: Mapping[str, str]) -> dict[str, _Group]:
    """Return a group for each kind of an account; what happens to most of those that change is its symbol."""
    home = {n.address: f"{n.account}\n{n.address.full_kind}" for n in nodes}
    members: dict[str, list[Node]] = defaultdict(list)
    for node in nodes:
        members[home[node.address]].append(node)
    out = {}
    for key, found in members.items():
        needs = {home[a] for n in found for a in n.needs if a in home} - {key}
        happens = Counter(s for n in found if (s := symbols.get(str(n.address), ".")) != ".")
        (symbol, _), *_ = happens.most_common(1) or [(".", 0)]
        kind, count = found[0].address.full_kind, counted(len(found), "resource")
        out[key] = _Group(found[0].account, kind, count, f"{kind}: {count}", "", symbol, frozenset(needs))
    return out


def _levels(groups: Mapping[str, _Group]) -> dict[str, int]:
    """Return how many others stand to the left of each; one that needs itself by a detour is cut where it is met."""
    levels: dict[str, int] = {}
    for start in sorted(groups):
        stack = [(start, iter(sorted(groups[start].needs)))]
        open_ = {start}
        while stack:
            key, rest = stack[-1]
            need = next((n for n in rest if n not in levels and n not in open_), None)
            if need is not None:
                open_.add(need)
                stack.append((need, iter(sorted(groups[need].needs))))
                continue
            stack.pop()
            open_.discard(key)
            levels[key] = max((levels[n] + 1 for n in groups[key].needs if n in levels), default=0)
    return levels
