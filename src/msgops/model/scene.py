"""What a page shows around a report: the resources and what they need, and the runs so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from msgops.model.address import Address
    from msgops.model.state import Run


@dataclass(frozen=True, slots=True)
class Node:
    """One declared resource, and the resources that it needs."""

    address: Address
    account: str
    needs: tuple[Address, ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything declared, and the runs in any order."""

    nodes: tuple[Node, ...] = ()
    runs: tuple[Run, ...] = ()
