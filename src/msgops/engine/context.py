"""What the stages of a plan share: the workspace's side, what was read, and what is remembered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from msgops.engine.observe import Observed
    from msgops.engine.recovery import Doubt
    from msgops.engine.sealing import Sealer
    from msgops.model.address import Address
    from msgops.model.resource import Resource
    from msgops.model.state import GateRecord, StateEntry
    from msgops.sdk.catalog import Catalog
    from msgops.sdk.hands import Verdict


@dataclass(frozen=True)
class Context:
    """Inputs of the pure stages.

    `renamed` maps a new address to the address that the state still knows it by; `verdicts` holds what checks and
    verifications of person kinds read; `allow_inferred` lists kinds per account whose inferred writes are on;
    `doubts` holds creates of earlier runs that may have taken effect, `removing` the ids of objects that they may have removed.
    """

    catalog: Catalog
    workspace: str
    desired: Mapping[Address, Resource]
    recorded: Mapping[Address, StateEntry]
    observed: Observed
    sealer: Sealer
    renamed: Mapping[Address, Address] = field(default_factory=dict)
    gates: Mapping[Address, GateRecord] = field(default_factory=dict)
    verdicts: Mapping[Address, Verdict] = field(default_factory=dict)
    allow_inferred: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    doubts: Mapping[Address, Doubt] = field(default_factory=dict)
    removing: frozenset[str] = frozenset()
