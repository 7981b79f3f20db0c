"""Read what is live: one list per kind, all accounts side by side, through readers only."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from msgops.engine.fields import equal
from msgops.engine.identity import Identity, Place, attribute_of, live_of
from msgops.engine.lag import complete, current, without_ghosts
from msgops.model.diagnostic import Diagnostic
from msgops.model.state import Fresh
from msgops.sdk.errors import ProviderError
from msgops.sdk.kind import Hand, Item, Wanted
from msgops.sdk.together import together

if TYPE_CHECKING:
    from msgops.engine.recovery import Doubt
    from msgops.model.address import Address
    from msgops.model.listener import Listener
    from msgops.model.resource import Resource
    from msgops.model.state import StateEntry
    from msgops.sdk.catalog import Catalog
    from msgops.sdk.http import Reader
    from msgops.sdk.kind import Kind

Desired = Mapping["Address", "Resource"]
Recorded = Mapping["Address", "StateEntry"]


@dataclass
class Observed:
    """What was read: identities, and the kinds that could not be read with the reason; listeners hear of each kind."""

    identity: Identity
    failed: dict[Place, Diagnostic] = field(default_factory=dict)
    reads: int = 0
    listeners: Sequence[Listener] = ()

    def tell(self, place: Place, count: int, reader: Reader) -> None:
        """Tell the listeners how many objects of a kind were read, or why they could not be."""
        for one in self.listeners:
            one.read(*place, count, reader.calls, self.failed.get(place))


@dataclass
class _Scope:
    """The resources of one place."""

    desired: dict[Address, Resource] = field(default_factory=dict)
    recorded: dict[Address, StateEntry] = field(default_factory=dict)


async def observe(
    catalog: Catalog,
    readers: Mapping[str, Reader],
    desired: Desired,
    recorded: Recorded,
    providers: Mapping[str, str],
    *,
    known: Identity | None = None,
    doubts: Mapping[Address, Doubt] | None = None,
    fresh: Fresh | None = None,
    listeners: Sequence[Listener] = (),
) -> Observed:
    """Read every kind that is desired, recorded or referred to. `providers` maps account to provider name.

    `known` holds identities of objects that are referred to but not read again, `doubts` creates that an earlier run
    may have made, `fresh` what was made and deleted a moment ago.
    """
    scopes = _scopes(catalog, desired, recorded, providers)
    by_provider: dict[str, list[str]] = defaultdict(list)
    for account, provider in providers.items():
        by_provider[provider].append(account)
    nobody = Identity(catalog, by_provider, doubts=doubts or {})
    observed = Observed(known.without(desired) if known is not None else nobody, listeners=listeners)
    before = sum(r.calls for r in readers.values())
    done: dict[Place, asyncio.Task[None]] = {}
    for place in _in_order(catalog, scopes):
        kind = catalog.kind(place[1])
        targets = [done[p] for p in done if p[1] in kind.targets]
        done[place] = asyncio.create_task(
            _read(kind, place, scopes[place], readers[place[0]], observed, targets, fresh or Fresh()),
            name=f"read {place}",
        )
    await asyncio.gather(*done.values())
    observed.reads = sum(r.calls for r in readers.values()) - before
    return observed


async def _read(
    kind: Kind,
    place: Place,
    scope: _Scope,
    reader: Reader,
    observed: Observed,
    targets: list[asyncio.Task[None]],
    fresh: Fresh,
) -> None:
    narrow = getattr(kind.api, "narrow", True)

    async def read_list() -> Sequence[Item]:
        wanted = [*_wanted(kind, scope, observed.identity)] if narrow else None
        return await kind.api.list(reader, wanted or None)

    try:
        if narrow:
            await asyncio.gather(*targets)
            items = await read_list()
        else:
            items = await read_list()
            await asyncio.gather(*targets)
        items = await _as_written(kind, reader, items, scope, observed.identity, fresh, read_list)
    except ProviderError as error:
        observed.failed[place] = error.diagnostic()
        observed.tell(place, 0, reader)
        return
    observed.identity.add(kind, place[0], items, scope.desired, scope.recorded)
    observed.tell(place, len(items), reader)


async def _as_written(
    kind: Kind,
    reader: Reader,
    items: Sequence[Item],
    scope: _Scope,
    identity: Identity,
    fresh: Fresh,
    read_list: Callable[[], Awaitable[Sequence[Item]]],
) -> Sequence[Item]:
    """Correct a list by what was written a moment ago."""
    recorded = scope.recorded
    made = {
        e.id: (fresh.made[a], _recorded(kind, e, identity)) for a, e in recorded.items() if a in fresh.made
    }
    if made:
        items = await complete(kind, reader, items, made, read_list)
    changed = {e.id: e for a, e in recorded.items() if a in fresh.changed}
    late = {i.id for i in items if i.id in changed and _older(kind, i, changed[i.id], identity)}
    late |= {i.id for i in items if (kind.name, i.id) in fresh.open}
    if late:
        items = await current(kind, reader, items, late)
    known = {e.id for e in recorded.values()}
    gone = {i: at for (name, i), at in fresh.gone.items() if name == kind.name and i not in known}
    return await without_ghosts(kind, reader, items, gone) if gone else items


def _older(kind: Kind, item: Item, entry: StateEntry, identity: Identity) -> bool:
    """Whether a list shows another value than the one that was written a moment ago."""
    shown = identity.canonical_live(kind, live_of(kind, entry.account, item))
    have = kind.codec.flatten(kind.codec.normalise(shown))
    wrote = kind.codec.flatten(kind.codec.normalise(entry.applied))
    return any(not equal(kind.codec.leaf(p), v, have[p]) for p, v in wrote.items() if p in have)


def _wanted(kind: Kind, scope: _Scope, identity: Identity) -> Sequence[Wanted]:
    found = []
    for address, resource in scope.desired.items():
        entry = scope.recorded.get(address)
        wire = kind.codec.encode(wire_references(kind, identity, resource.account, resource.attributes))
        found.append(Wanted(wire, entry.id if entry else ""))
    for address, entry in scope.recorded.items():
        now = scope.desired.get(address)
        # An object whose key changes lies where its old key says.
        if now is None or any(entry.applied.get(k) != now.attributes.get(k) for k in kind.keys):
            item = _recorded(kind, entry, identity)
            found.append(Wanted(item.wire, item.id))
    return found


def _recorded(kind: Kind, entry: StateEntry, identity: Identity) -> Item:
    """Return a recorded object as far as it is known without the vendor."""
    return Item(entry.id, kind.codec.encode(wire_references(kind, identity, entry.account, entry.applied)))


def wire_references(
    kind: Kind, identity: Identity, account: str, attributes: Mapping[str, Any]
) -> dict[str, Any]:
    """Replace every reference by the value that goes on the wire, `None` while it is unknown."""
    if not kind.targets:
        return dict(attributes)

    def resolve(ref: Any, value: Any) -> Any:
        if isinstance(value, Mapping):
            if "id" in value:
                return value["id"]
            live = identity.lookup(ref, account, str(value.get("lookup", "")))
            return attribute_of(live, ref.attribute) if live else None
        address = identity.target(ref, value)
        live = identity.matched.get(address) if address else None
        return attribute_of(live, ref.attribute) if live else None

    return kind.codec.map_references(attributes, resolve)


async def observe_all(catalog: Catalog, reader: Reader, kinds: Sequence[str]) -> dict[str, Sequence[Item]]:
    """Read everything of these kinds, for export and coverage."""
    names = [n for n in kinds if catalog.kind(n).hand is Hand.API]
    found = await together(*(catalog.kind(n).api.list(reader, None) for n in names))
    return dict(zip(names, found, strict=True))


async def read_all(
    catalog: Catalog, readers: Mapping[str, Reader], wanted: Sequence[Place]
) -> tuple[dict[Place, Sequence[Item]], dict[Place, Diagnostic]]:
    """Read everything of these (account, kind); what cannot be read is told apart, with the reason."""

    async def one(place: Place) -> Sequence[Item] | Diagnostic:
        try:
            return await catalog.kind(place[1]).api.list(readers[place[0]], None)
        except ProviderError as error:
            return error.diagnostic()

    asked = [p for p in wanted if catalog.kind(p[1]).hand is Hand.API]
    answers = dict(zip(asked, await together(*(one(p) for p in asked)), strict=True))
    failed = {p: a for p, a in answers.items() if isinstance(a, Diagnostic)}
    return {p: a for p, a in answers.items() if not isinstance(a, Diagnostic)}, failed


def match(
    catalog: Catalog,
    found: Mapping[Place, Sequence[Item]],
    desired: Desired,
    recorded: Recorded,
    providers: Mapping[str, str],
) -> Identity:
    """Find out which live objects are declared or recorded."""
    by_provider: dict[str, list[str]] = defaultdict(list)
    for account, provider in providers.items():
        by_provider[provider].append(account)
    identity = Identity(catalog, by_provider)
    scopes = {p: _Scope() for p in found}
    for address, resource in desired.items():
        if (scope := scopes.get((resource.account, address.full_kind))) is not None:
            scope.desired[address] = resource
    for address, entry in recorded.items():
        if (scope := scopes.get((entry.account, address.full_kind))) is not None:
            scope.recorded[address] = entry
    for place in _in_order(catalog, scopes):
        scope = scopes[place]
        identity.add(catalog.kind(place[1]), place[0], found[place], scope.desired, scope.recorded)
    return identity


def places(
    catalog: Catalog, desired: Desired, recorded: Recorded, providers: Mapping[str, str]
) -> list[Place]:
    """Return the (account, kind) that observation reads, sorted."""
    return sorted(_scopes(catalog, desired, recorded, providers))


def _scopes(
    catalog: Catalog, desired: Desired, recorded: Recorded, providers: Mapping[str, str]
) -> dict[Place, _Scope]:
    scopes: dict[Place, _Scope] = {}
    for address, resource in desired.items():
        if catalog.kind(address.full_kind).hand is Hand.API:
            scopes.setdefault((resource.account, address.full_kind), _Scope()).desired[address] = resource
    for address, entry in recorded.items():
        known = entry.account in providers and address.full_kind in catalog
        if known and catalog.kind(address.full_kind).hand is Hand.API:
            scopes.setdefault((entry.account, address.full_kind), _Scope()).recorded[address] = entry
    for account, name in _looked_up(catalog, desired):
        scopes.setdefault((account, name), _Scope())
    return scopes


def _looked_up(catalog: Catalog, desired: Desired) -> set[Place]:
    found: set[Place] = set()
    for address, resource in desired.items():
        kind = catalog.kind(address.full_kind)
        if kind.targets:
            for _, ref, value in kind.codec.references(resource.attributes):
                if isinstance(value, Mapping) and "lookup" in value:
                    found.update((resource.account, k) for k in ref.kinds)
    return found


def _in_order(catalog: Catalog, scopes: Mapping[Place, _Scope]) -> list[Place]:
    """Order places so that targets of references come first; a kind that refers to itself is no obstacle."""
    ordered: list[Place] = []
    seen: set[Place] = set()

    def visit(place: Place) -> None:
        if place in seen:
            return
        seen.add(place)
        for other in sorted(scopes):
            if other[1] in catalog.kind(place[1]).targets and other != place:
                visit(other)
        ordered.append(place)

    for place in sorted(scopes):
        visit(place)
    return ordered
