"""Who is who: pairs live objects with addresses, and turns references into addresses and back.

A reference has one canonical form on both sides of the diff: the target's name when msgops manages it, its full address
where the field takes several kinds, `{"id": …}` for everything else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

from msgops.engine.recovery import Doubt, ours
from msgops.model.address import Address
from msgops.model.resource import Live
from msgops.sdk.codec import Attributes

if TYPE_CHECKING:
    from msgops.model.resource import Resource
    from msgops.model.state import StateEntry
    from msgops.sdk.catalog import Catalog
    from msgops.sdk.fields import Ref
    from msgops.sdk.kind import Item, Kind

Place = tuple[str, str]
"""(account, full kind name)."""


@dataclass
class Identity:
    """Grows kind by kind, targets of references before their users."""

    catalog: Catalog
    accounts: Mapping[str, Sequence[str]]
    matched: dict[Address, Live] = field(default_factory=dict)
    ambiguous: dict[Address, list[Live]] = field(default_factory=dict)
    unmanaged: dict[Place, list[Live]] = field(default_factory=dict)
    moved_ids: dict[Address, str] = field(default_factory=dict)
    known: dict[Place, list[Live]] = field(default_factory=dict)
    doubts: Mapping[Address, Doubt] = field(default_factory=dict)
    _index: dict[tuple[str, str, str], dict[str, Address]] = field(default_factory=dict)
    _addresses: dict[Place, dict[str, Address]] = field(default_factory=dict)
    _twins: dict[Place, dict[bytes, list[Live]]] = field(default_factory=dict)

    def without(self, addresses: Iterable[Address]) -> Identity:
        """Return a copy that knows everything but these addresses."""
        left = dict(self.matched)
        for address in addresses:
            left.pop(address, None)
        copied = {
            place: {i: a for i, a in known.items() if a in left} for place, known in self._addresses.items()
        }
        return Identity(self.catalog, self.accounts, matched=left, known=dict(self.known), _addresses=copied)

    def add(
        self,
        kind: Kind,
        account: str,
        items: Iterable[Item],
        desired: Mapping[Address, Resource],
        recorded: Mapping[Address, StateEntry],
    ) -> None:
        """Take in the live objects of one kind: recorded ids first, then natural keys."""
        place = (account, kind.name)
        lives = {item.id: live_of(kind, account, item) for item in items}
        self.known[place] = list(lives.values())
        taken: dict[str, Address] = {}
        for address, entry in recorded.items():
            if entry.id in lives:
                taken[entry.id] = address
                self.matched[address] = lives[entry.id]
        rest = {i: live for i, live in lives.items() if i not in taken}
        by_key: dict[bytes, list[Live]] = {}
        if rest:
            for live in rest.values():
                by_key.setdefault(self.key(kind, self.canonical_live(kind, live)), []).append(live)
        for address, wanted in self._unmatched(kind, desired, recorded):
            found = self._candidates(kind, address, by_key.get(wanted, []))
            if len(found) == 1 and found[0].id not in taken:
                taken[found[0].id] = address
                self.matched[address] = found[0]
                if address in recorded:
                    self.moved_ids[address] = recorded[address].id
            elif found and any(f.id not in taken for f in found):
                self.ambiguous[address] = [f for f in found if f.id not in taken]
        self.unmanaged[place] = [live for i, live in rest.items() if i not in taken]
        self._addresses[place] = {**self._addresses.get(place, {}), **taken}
        for known in [k for k in self._index if k[:2] == place]:
            del self._index[known]

    def _candidates(self, kind: Kind, address: Address, found: list[Live]) -> list[Live]:
        """Return who may be this resource: of several, those that an interrupted run may have created."""
        doubt = self.doubts.get(address)
        return ours(kind, found, doubt) if doubt is not None and len(found) > 1 else found

    def _unmatched(
        self, kind: Kind, desired: Mapping[Address, Resource], recorded: Mapping[Address, StateEntry]
    ) -> Iterable[tuple[Address, bytes]]:
        for address, resource in desired.items():
            if address not in self.matched:
                yield (
                    address,
                    self.key(kind, self.canonical_desired(kind, resource.account, resource.attributes)),
                )
        for address, entry in recorded.items():
            if address not in self.matched and address not in desired:
                yield address, self.key(kind, entry.applied)

    def key(self, kind: Kind, canonical: Mapping[str, Any]) -> bytes:
        """Return the natural key as bytes; a kind without key fields has one object per account."""
        normal = kind.codec.normalise({k: canonical[k] for k in kind.keys if k in canonical})
        return orjson.dumps(normal, option=orjson.OPT_SORT_KEYS, default=repr)

    def twins(self, kind: Kind, account: str, key: bytes) -> list[Live]:
        """Return the unmanaged live objects with this natural key."""
        place = (account, kind.name)
        index = self._twins.get(place)
        if index is None:
            index = self._twins[place] = {}
            for live in self.unmanaged.get(place, ()):
                index.setdefault(self.key(kind, self.canonical_live(kind, live)), []).append(live)
        return index.get(key, [])

    def canonical_live(self, kind: Kind, live: Live) -> Attributes:
        """Return a live object's attributes with references in canonical form."""
        if not kind.targets:
            return dict(live.attributes)
        return kind.codec.map_references(
            live.attributes, lambda ref, v: self._canonical_id(ref, live.account, v)
        )

    def canonical_desired(self, kind: Kind, account: str, attributes: Mapping[str, Any]) -> Attributes:
        """Return desired attributes with references in canonical form."""
        if not kind.targets:
            return dict(attributes)
        return kind.codec.map_references(
            attributes, lambda ref, v: self._canonical_reference(ref, account, v)
        )

    def _canonical_id(self, ref: Ref, account: str, value: Any) -> Any:
        if not isinstance(value, str | int):
            return value
        for kind in ref.kinds:
            for name in self.accounts.get(kind.partition(".")[0], ()):
                address = self._by_attribute(name, kind, ref.attribute).get(str(value))
                if address is not None and (name == account or ref.kinds[0].partition(".")[0] != kind):
                    return short(ref, address)
        return {"id": str(value)}

    def _canonical_reference(self, ref: Ref, account: str, value: Any) -> Any:
        if not isinstance(value, Mapping):
            # A number that is also a sender is declared under two kinds: both names mean the same wire value.
            address = self.target(ref, value) if len(ref.kinds) > 1 else None
            live = self.matched.get(address) if address is not None else None
            return (
                value if live is None else self._canonical_id(ref, account, attribute_of(live, ref.attribute))
            )
        if "id" in value:
            return self._canonical_id(ref, account, value["id"])
        live = self.lookup(ref, account, value["lookup"])
        if live is None:
            return dict(value)
        return self._canonical_id(ref, account, attribute_of(live, ref.attribute))

    def lookup(self, ref: Ref, account: str, name: str) -> Live | None:
        """Find the one live object of the ref's kinds whose natural key holds this text."""
        found: list[Live] = []
        for kind_name in ref.kinds:
            kind = self.catalog.kind(kind_name)
            found.extend(
                live
                for live in self.known.get((account, kind_name), ())
                if any(str(live.attributes.get(k, "")) == name for k in kind.keys)
            )
        # One object may be listed under two kinds, such as a number that is also a sender.
        return found[0] if len({str(attribute_of(live, ref.attribute)) for live in found}) == 1 else None

    def target(self, ref: Ref, value: Any) -> Address | None:
        """Return the managed resource that a canonical reference names."""
        if not isinstance(value, str):
            return None
        return Address.parse(value) if len(ref.kinds) > 1 else Address.of(ref.kinds[0], value)

    def _by_attribute(self, account: str, kind: str, attribute: str) -> Mapping[str, Address]:
        key = (account, kind, attribute)
        found = self._index.get(key)
        if found is None:
            addresses = self._addresses.get((account, kind))
            if addresses is None:
                return {}
            found = self._index[key] = {
                str(attribute_of(self.matched[a], attribute)): a
                for a in addresses.values()
                if a in self.matched
            }
        return found

    def learn(self, address: Address, live: Live) -> None:
        """Take in an object that apply has just created or changed."""
        self.matched[address] = live
        place = (live.account, live.kind)
        self._addresses.setdefault(place, {})[live.id] = address
        for (account, kind, attribute), known in self._index.items():
            if (account, kind) == place:
                known[str(attribute_of(live, attribute))] = address

    def forget(self, address: Address, place: Place, live_id: str) -> None:
        """Take out an object that makes room for its successor, which may take its id."""
        self.matched.pop(address, None)
        self.known[place] = [v for v in self.known.get(place, ()) if v.id != live_id]


def live_of(kind: Kind, account: str, item: Item) -> Live:
    """Decode one item."""
    attributes, computed = kind.codec.decode(item.wire)
    return Live(
        kind=kind.name,
        account=account,
        id=item.id,
        attributes=attributes,
        wire=item.wire,
        computed=computed,
        waiting=kind.ready(item.wire) if kind.ready else None,
        owner=str(item.wire[kind.marker]) if kind.marker and item.wire.get(kind.marker) else None,
    )


def attribute_of(live: Live, attribute: str) -> Any:
    """Return the id, a computed or managed field, or a field of the vendor's object."""
    if attribute == "id":
        return live.id
    for source in (live.computed, live.attributes, live.wire):
        if attribute in source:
            return source[attribute]
    return None


def short(ref: Ref, address: Address) -> str:
    """Return how a field with this marker names the address."""
    return str(address) if len(ref.kinds) > 1 else address.name
