"""What a page shows around a report: the resources and what they need, the guides that they follow, the runs so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from msgops.model.address import Address
    from msgops.model.guide import Guide
    from msgops.model.state import Run


@dataclass(frozen=True, slots=True)
class Node:
    """One declared resource, and the resources that it needs."""

    address: Address
    account: str
    needs: tuple[Address, ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything declared, the runs in any order, and the guides with the standing of each step."""

    nodes: tuple[Node, ...] = ()
    runs: tuple[Run, ...] = ()
    guides: tuple[Guide, ...] = ()
