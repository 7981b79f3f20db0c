"""What must come before what. Cycles are errors that a person can read."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import TYPE_CHECKING

from msgops.model.address import Address
from msgops.model.diagnostic import ConfigError, Diagnostic
from msgops.model.outputs import outputs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msgops.model.resource import Resource
    from msgops.sdk.catalog import Catalog


def dependencies(catalog: Catalog, resource: Resource) -> tuple[Address, ...]:
    """Return what a resource needs: its references, the outputs it uses, and `depends_on`; sorted."""
    kind = catalog.kind(resource.address.full_kind)
    found = set(resource.depends_on)
    if kind.targets:
        for _, ref, value in kind.codec.references(resource.attributes):
            if isinstance(value, str):
                found.add(Address.parse(value) if len(ref.kinds) > 1 else Address.of(ref.kinds[0], value))
    found.update(address for address, _ in outputs(resource.attributes))
    found.discard(resource.address)
    return tuple(sorted(found))


def order(desired: Mapping[Address, Resource], needs: Mapping[Address, tuple[Address, ...]]) -> list[Address]:
    """Return the addresses, targets first; the same order for the same input."""
    sorter: TopologicalSorter[Address] = TopologicalSorter()
    for address in sorted(desired):
        sorter.add(address, *(n for n in needs[address] if n in desired))
    try:
        return list(sorter.static_order())
    except CycleError as error:
        raise ConfigError([_cycle(error.args[1], desired)]) from None


def _cycle(path: list[Address], desired: Mapping[Address, Resource]) -> Diagnostic:
    path = path.copy()
    path.reverse()
    steps = "\n".join(f"    {a} needs {b}" for a, b in pairwise(path))
    places = ", ".join(str(desired[a].origin) for a in path[:-1])
    return Diagnostic(
        "MC130",
        "Resources need one another in a circle",
        detail=f"none of these can be created first:\n{steps}\n  declared at {places}",
        remedy="Take one of these references out, or name the object by {id: …}.",
        address=path[0],
        origin=desired[path[0]].origin,
    )
