"""The order of apply as a graph of steps: what a change waits for, and who waits for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from msgops.model.change import Action, Change

if TYPE_CHECKING:
    from msgops.model.address import Address
    from msgops.model.state import StateEntry


class Phase(StrEnum):
    """The steps of one change, in their order; most changes have the main one alone.

    `aside` lends an object another name while two swap theirs, `later` sets references that close a circle, `retire`
    removes the old object of a replace that creates first.
    """

    ASIDE = "aside"
    MAIN = "main"
    LATER = "later"
    RETIRE = "retire"


Step = tuple["Address", Phase]
Nodes = dict[Step, "Node"]


@dataclass
class Node:
    """One step; `after` counts what it still waits for, `users` are the steps that wait for it."""

    change: Change
    phase: Phase
    after: int = 0
    users: list[Step] = field(default_factory=list)


def schedule(changes: Sequence[Change], recorded: Mapping[Address, StateEntry]) -> Nodes:
    """Build the graph: creates follow what they need, deletes follow those who needed them."""
    nodes: Nodes = {}
    for change in changes:
        phases = _phases(change)
        for phase in phases:
            nodes[change.address, phase] = Node(change, phase)
        for first, then in pairwise(phases):
            _edge(nodes, (change.address, first), (change.address, then))
    for change in changes:
        if change.action is not Action.DELETE:
            _needs(nodes, change)
    for change in changes:
        entry = recorded.get(change.address)
        for need in entry.depends_on if entry is not None else ():
            _release(nodes, change.address, need)
    for change in changes:
        _take(nodes, change)
    return nodes


def stuck(changes: Sequence[Change], recorded: Mapping[Address, StateEntry]) -> list[Change]:
    """Return the changes that would take a natural key before its owner can give it up, because of references."""
    work = [c for c in changes if c.action not in (Action.NOOP, Action.GATE)]
    nodes = schedule(work, recorded)
    return [
        c
        for c in work
        if c.takes_from is not None and _reaches(nodes, (c.address, Phase.MAIN), _gives(nodes, c.takes_from))
    ]


def _phases(change: Change) -> list[Phase]:
    phases = [Phase.MAIN]
    if change.aside:
        phases.insert(0, Phase.ASIDE)
    if change.later:
        phases.append(Phase.LATER)
    if change.action is Action.REPLACE and change.create_first:
        phases.append(Phase.RETIRE)
    return phases


def _needs(nodes: Nodes, change: Change) -> None:
    """What a change refers to comes first; a reference that closes a circle is waited for by its second step."""
    later = {target for _, target in change.later}
    for need in change.depends_on:
        target = nodes.get((need, Phase.MAIN))
        if target is not None and target.change.action is not Action.DELETE:
            phase = Phase.LATER if need in later else Phase.MAIN
            _edge(nodes, (need, Phase.MAIN), (change.address, phase))


def _release(nodes: Nodes, user: Address, need: Address) -> None:
    """Who used an object lets go of it before it is removed."""
    for phase in (Phase.RETIRE, Phase.MAIN):
        target = nodes.get((need, phase))
        if target is None:
            continue
        last = Phase.LATER if (user, Phase.LATER) in nodes else Phase.MAIN
        user_node = nodes[user, last]
        removes = phase is Phase.RETIRE or target.change.action is Action.DELETE
        replaced = target.change.action is Action.REPLACE and not target.change.create_first
        if removes or (replaced and user_node.change.action is Action.DELETE):
            _edge(nodes, (user, last), (need, phase))
        return


def _take(nodes: Nodes, change: Change) -> None:
    """Who gives up a natural key goes before who takes it."""
    giver = change.takes_from
    if giver is None:
        return
    first, then = _gives(nodes, giver), (change.address, Phase.MAIN)
    # Where references ask for the other order the plan is refused (`stuck`).
    if not _reaches(nodes, then, first):
        _edge(nodes, first, then)


def _gives(nodes: Nodes, giver: Address) -> Step:
    """Return the step with which an address gives its natural key up."""
    return giver, next(p for p in (Phase.ASIDE, Phase.RETIRE, Phase.MAIN) if (giver, p) in nodes)


def _reaches(nodes: Nodes, start: Step, goal: Step) -> bool:
    todo, seen = [start], {start}
    while todo:
        step = todo.pop()
        if step == goal:
            return True
        for user in nodes[step].users:
            if user not in seen:
                seen.add(user)
                todo.append(user)
    return False


def _edge(nodes: Nodes, first: Step, then: Step) -> None:
    nodes[first].users.append(then)
    nodes[then].after += 1
