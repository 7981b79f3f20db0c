"""What must come before what. Cycles are errors that a person can read."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import TYPE_CHECKING

from msgops.model.address import Address
from msgops.model.diagnostic import ConfigError, Diagnostic
from msgops.model.outputs import outputs
from msgops.sdk.fields import Later

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msgops.model.resource import Resource
    from msgops.sdk.catalog import Catalog
    from msgops.sdk.fields import Ref

    Circles = dict[Address, dict[str, frozenset[Address]]]


def dependencies(catalog: Catalog, resource: Resource) -> tuple[Address, ...]:
    """Return what a resource needs: its references, the outputs it uses, and `depends_on`; sorted."""
    kind = catalog.kind(resource.address.full_kind)
    found = set(resource.depends_on)
    if kind.targets:
        for _, ref, value in kind.codec.references(resource.attributes):
            target = _target(ref, value)
            if target is not None:
                found.add(target)
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


def ordered(
    catalog: Catalog, desired: Mapping[Address, Resource], needs: Mapping[Address, tuple[Address, ...]]
) -> tuple[list[Address], Circles]:
    """Return the addresses, targets first, and the fields that must be set later because of circles."""
    try:
        return order(desired, needs), {}
    except ConfigError:
        broken = circles(catalog, desired, needs)
        return order(desired, without(needs, broken)), broken


def circles(
    catalog: Catalog, desired: Mapping[Address, Resource], needs: Mapping[Address, tuple[Address, ...]]
) -> Circles:
    """Return the fields that are set after the create because their references close a circle, with their targets.

    Only fields that a kind marks as `Later` can break a circle; one without such a field is the error of `order`.
    """
    broken: Circles = {}
    left = {a: {n for n in needs[a] if n in desired} for a in sorted(desired)}
    while True:
        try:
            TopologicalSorter(left).prepare()
        except CycleError as error:
            circle = set(error.args[1])
            address, fields = _breakable(catalog, desired, left, circle)
            if address is None:
                return broken
            broken.setdefault(address, {}).update(fields)
            left[address] -= frozenset[Address]().union(*fields.values())
        else:
            return broken


def _breakable(
    catalog: Catalog,
    desired: Mapping[Address, Resource],
    needs: Mapping[Address, set[Address]],
    circle: set[Address],
) -> tuple[Address | None, dict[str, frozenset[Address]]]:
    """Find the first resource of a circle that can refer to the next one later."""
    for address in sorted(circle):
        resource, kind = desired[address], catalog.kind(address.full_kind)
        later: dict[str, set[Address]] = {}
        sooner = set(resource.depends_on) | {a for a, _ in outputs(resource.attributes)}
        for path, ref, value in kind.codec.references(resource.attributes):
            target = _target(ref, value)
            top = kind.codec.leaf(path.partition("[")[0].split(".")[0])
            if target is None:
                continue
            if top is not None and top.has(Later):
                later.setdefault(top.name, set()).add(target)
            else:
                sooner.add(target)
        fields = {f: frozenset(t - sooner) for f, t in later.items() if t & circle & needs[address] - sooner}
        if fields:
            return address, fields
    return None, {}


def without(
    needs: Mapping[Address, tuple[Address, ...]], broken: Circles
) -> dict[Address, tuple[Address, ...]]:
    """Return what each resource needs before it is created."""
    cut = {a: frozenset[Address]().union(*fields.values()) for a, fields in broken.items()}
    return {a: tuple(n for n in found if n not in cut.get(a, ())) for a, found in needs.items()}


def _target(ref: Ref, value: object) -> Address | None:
    if not isinstance(value, str):
        return None
    return Address.parse(value) if len(ref.kinds) > 1 else Address.of(ref.kinds[0], value)


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
