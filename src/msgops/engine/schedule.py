"""The order of apply as a graph of steps: what a change waits for, and who waits for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from msgops.model.change import Action, Change

if TYPE_CHECKING:
    from msgops.model.address import Address
    from msgops.model.state import StateEntry


class Phase(StrEnum):
    """A replace that creates first has a second step that removes the old object."""

    MAIN = "main"
    RETIRE = "retire"


Step = tuple["Address", Phase]


@dataclass
class Node:
    """One step; `after` counts what it still waits for, `users` are the steps that wait for it."""

    change: Change
    phase: Phase
    after: int = 0
    users: list[Step] = field(default_factory=list)


def schedule(changes: Sequence[Change], recorded: Mapping[Address, StateEntry]) -> dict[Step, Node]:
    """Build the graph: creates follow what they need, deletes follow those who needed them."""
    nodes: dict[Step, Node] = {}
    for change in changes:
        nodes[change.address, Phase.MAIN] = Node(change, Phase.MAIN)
        if change.action is Action.REPLACE and change.create_first:
            nodes[change.address, Phase.RETIRE] = Node(change, Phase.RETIRE)
    for (address, phase), node in list(nodes.items()):
        if phase is Phase.RETIRE:
            _edge(nodes, (address, Phase.MAIN), (address, Phase.RETIRE))
        elif node.change.action is not Action.DELETE:
            for need in node.change.depends_on:
                target = nodes.get((need, Phase.MAIN))
                if target is not None and target.change.action is not Action.DELETE:
                    _edge(nodes, (need, Phase.MAIN), (address, Phase.MAIN))
    for address in {step[0] for step in nodes}:
        entry = recorded.get(address)
        for need in entry.depends_on if entry is not None else ():
            _release(nodes, address, need)
    return nodes


def _release(nodes: dict[Step, Node], user: Address, need: Address) -> None:
    """Who used an object lets go of it before it is removed."""
    for phase in (Phase.RETIRE, Phase.MAIN):
        target = nodes.get((need, phase))
        if target is None:
            continue
        user_node = nodes[user, Phase.MAIN]
        removes = phase is Phase.RETIRE or target.change.action is Action.DELETE
        replaced = target.change.action is Action.REPLACE and not target.change.create_first
        if removes or (replaced and user_node.change.action is Action.DELETE):
            _edge(nodes, (user, Phase.MAIN), (need, phase))
        return


def _edge(nodes: dict[Step, Node], first: Step, then: Step) -> None:
    nodes[first].users.append(then)
    nodes[then].after += 1
