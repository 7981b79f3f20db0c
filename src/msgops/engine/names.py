"""Natural keys that change hands within one plan: who gives one up goes before who takes it; a swap takes a detour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic import ValidationError

from msgops.engine.schedule import stuck
from msgops.model.canonical import digest
from msgops.model.change import Action, Change
from msgops.model.diagnostic import Diagnostic

if TYPE_CHECKING:
    from msgops.engine.context import Context
    from msgops.model.address import Address
    from msgops.model.resource import Live, Resource
    from msgops.sdk.kind import Kind

_TAKES = (Action.CREATE, Action.UPDATE, Action.REPLACE)
_GIVES = (Action.DELETE, Action.UPDATE, Action.REPLACE)
_Key = tuple[str, str, bytes]


def hand_over(context: Context, changes: Sequence[Change], refused: list[Diagnostic]) -> list[Change]:
    """Return the changes, each with the one whose natural key it takes, and swaps with the name in between."""
    refused.extend(_occupied(context, c, by) for c in changes for by in _strangers(context, c))
    givers = _givers(context, changes)
    if not givers:
        return list(changes)
    taken: dict[Address, Address] = {}
    for change in changes:
        if change.action in _TAKES and (key := _wanted(context, change)) in givers:
            taken[change.address] = givers[key]
    rings = _rings(taken)
    done = []
    for change in changes:
        giver = taken.get(change.address)
        found = replace(change, takes_from=giver) if giver is not None else change
        # Where two may have one name, a swap needs no detour, and nobody is kept from a name.
        if change.address in rings and _unique(context, change):
            found = _step_aside(context, found, refused)
        done.append(found)
    blocked = [c for c in stuck(done, context.recorded) if c.address not in rings and _unique(context, c)]
    refused.extend(_still_used(c) for c in blocked)
    return done


def _unique(context: Context, change: Change) -> bool:
    return context.catalog.kind(change.address.full_kind).unique


def _givers(context: Context, changes: Sequence[Change]) -> dict[_Key, Address]:
    """Return the changed objects whose natural key becomes free."""
    found = {}
    for change in changes:
        if change.action not in _GIVES or change.address.full_kind not in context.catalog:
            continue
        kind = context.catalog.kind(change.address.full_kind)
        live = context.observed.identity.matched.get(change.address)
        if live is None or not kind.keys or not _gives(kind, change):
            continue
        identity = context.observed.identity
        found[change.account, kind.name, identity.key(kind, identity.canonical_live(kind, live))] = (
            change.address
        )
    return found


def _gives(kind: Kind, change: Change) -> bool:
    return change.action is Action.DELETE or bool(
        {f.path.split(".")[0] for f in change.fields} & {*kind.keys}
    )


def _wanted(context: Context, change: Change) -> _Key | None:
    kind = context.catalog.kind(change.address.full_kind)
    if not _gives(kind, change):
        return None
    identity, resource = context.observed.identity, context.desired[change.address]
    key = identity.key(kind, identity.canonical_desired(kind, resource.account, resource.attributes))
    return change.account, kind.name, key


def _strangers(context: Context, change: Change) -> list[Live]:
    """Return the unmanaged objects whose natural key a managed one would take; not what a call in doubt has made.

    Also where two may have one name: without records nobody could tell them apart.
    """
    if change.action not in (Action.UPDATE, Action.REPLACE) or change.address in context.doubts:
        return []
    key = _wanted(context, change)
    if key is None:
        return []
    kind = context.catalog.kind(change.address.full_kind)
    return context.observed.identity.twins(kind, change.account, key[2])


def _occupied(context: Context, change: Change, by: Live) -> Diagnostic:
    recorded = context.renamed.get(change.address, change.address)
    return Diagnostic(
        "MG123",
        "A name is still in use by another object",
        detail=f"{change.address} takes the name of the live object {by.id}, which is not managed",
        remedy=f"Give {change.address} another name, or delete that object; to take that one over instead:\n"
        f"    msgops state rm {recorded}",
        address=change.address,
        origin=change.source,
    )


def _rings(taken: Mapping[Address, Address]) -> set[Address]:
    """Return the first address of every circle of objects that take one another's key."""
    rings: set[Address] = set()
    seen: set[Address] = set()
    for start in sorted(taken):
        path: list[Address] = []
        at: Address | None = start
        while at is not None and at not in seen:
            seen.add(at)
            path.append(at)
            at = taken.get(at)
        if at is not None and at in path:
            rings.add(min(path[path.index(at) :]))
    return rings


def _step_aside(context: Context, change: Change, refused: list[Diagnostic]) -> Change:
    """Give the first object of a swap a name for the moment in between, where its kind allows one."""
    kind, resource = context.catalog.kind(change.address.full_kind), context.desired[change.address]
    field = next((f for f in change.fields if f.path in kind.keys and isinstance(f.before, str)), None)
    if change.action is Action.UPDATE and field is not None:
        aside = f"{field.before}-{digest(field.before)[:6]}"
        if _fits(kind, resource, field.path, aside):
            note = f"it is called {aside} for a moment, because {change.takes_from} takes its name"
            return replace(change, aside=aside, calls=change.calls + 1, notes=(*change.notes, note))
    refused.append(
        Diagnostic(
            "MG123",
            "Names cannot be swapped in one step",
            detail=f"{change.address} and {change.takes_from} would take each other's name, which must stay unique",
            remedy="Give one of them a third name, apply, then the final one.",
            address=change.address,
            origin=change.source,
        )
    )
    return change


def _still_used(change: Change) -> Diagnostic:
    return Diagnostic(
        "MG123",
        "A name is still in use by another object",
        detail=f"{change.address} takes the name of {change.takes_from}, which must stay until whoever refers to it "
        f"refers to {change.address}",
        remedy=f"Give {change.address} a third name, apply, then the final one.",
        address=change.address,
        origin=change.source,
    )


def _fits(kind: Kind, resource: Resource, field: str, name: str) -> bool:
    try:
        kind.spec.model_validate({**resource.attributes, field: name})
    except ValidationError:
        return False
    return True
