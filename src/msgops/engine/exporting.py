"""Live objects as documents: references become names, secrets become placeholders, defaults are left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import orjson

from msgops.engine.identity import Place, attribute_of, live_of
from msgops.model.address import Address
from msgops.sdk.fields import Computed, Unordered, WriteOnly

if TYPE_CHECKING:
    from msgops.model.resource import Live
    from msgops.sdk.catalog import Catalog
    from msgops.sdk.codec import FieldShape, ObjectShape, Shape
    from msgops.sdk.kind import Item, Kind

Lives = Mapping[Place, Sequence["Live"]]
_UNFIT = re.compile(r"[^A-Za-z0-9._+-]+")


@dataclass(frozen=True, slots=True)
class Document:
    """One exported object. `secrets` are the environment variables that its placeholders name.

    `twin_of` is the document with the same natural key, of which a workspace can have one only.
    """

    address: Address
    account: str
    spec: Mapping[str, Any]
    secrets: tuple[str, ...]
    twin_of: Address | None = None


def documents(
    catalog: Catalog,
    account: str,
    found: Mapping[str, Sequence[Item]],
    names: Mapping[tuple[str, str], Address],
) -> list[Document]:
    """Turn one account's live objects, by kind, into documents; `names` keeps the names of (kind, id) that are known."""
    places = {(account, kind): items for kind, items in found.items()}
    return tenant(catalog, places, {(account, *key): address for key, address in names.items()})


def tenant(
    catalog: Catalog,
    found: Mapping[Place, Sequence[Item]],
    names: Mapping[tuple[str, str, str], Address],
    taken: Iterable[Address] = (),
) -> list[Document]:
    """Turn live objects of several accounts into documents, sorted: the same ones for the same objects in any order.

    `names` keeps the names of (account, kind, id) that are known, `taken` are names of something else.
    """
    lives = {
        (account, name): [
            live_of(catalog.kind(name), account, item)
            for item in sorted(items, key=lambda i: i.id)
            if _exportable(catalog.kind(name), item)
        ]
        for (account, name), items in sorted(found.items())
    }
    chosen = _choose_names(catalog, lives, names, taken)
    twins = _twins(catalog, lives, chosen, frozenset(names.values()))
    known = {key: address for key, address in chosen.items() if address not in twins}
    by_value = _by_value(catalog, lives, known)
    out = [
        _document(catalog.kind(name), live, chosen[account, name, live.id], by_value)
        for (account, name), objects in lives.items()
        for live in objects
    ]
    return sorted((replace(d, twin_of=twins.get(d.address)) for d in out), key=lambda d: d.address)


def _twins(
    catalog: Catalog, lives: Lives, chosen: Mapping[tuple[str, str, str], Address], known: frozenset[Address]
) -> dict[Address, Address]:
    """Return the documents whose natural key another one has: the vendor allows two objects of one name, a plan does not."""
    first: dict[tuple[Place, str], Address] = {}
    out: dict[Address, Address] = {}
    for place, objects in lives.items():
        kind = catalog.kind(place[1])
        addresses = {chosen[*place, live.id]: live for live in objects}
        for address in sorted(addresses, key=lambda a: (a not in known, a)) if kind.keys else ():
            key = kind.codec.normalise(
                {k: v for k, v in addresses[address].attributes.items() if k in kind.keys}
            )
            other = first.setdefault((place, repr(sorted(key.items()))), address)
            if other != address:
                out[address] = other
    return out


def _exportable(kind: Kind, item: Item) -> bool:
    return kind.exportable is None or kind.exportable(item.wire)


def _choose_names(
    catalog: Catalog, lives: Lives, names: Mapping[tuple[str, str, str], Address], taken: Iterable[Address]
) -> dict[tuple[str, str, str], Address]:
    """Name every object; addresses are unique in a workspace, whatever their account."""
    chosen: dict[tuple[str, str, str], Address] = {}
    used = {*taken, *names.values()}
    for (account, name), objects in lives.items():
        kind = catalog.kind(name)
        for wish, live in sorted(
            ((_slug(kind, live), live) for live in objects), key=lambda p: (p[0], p[1].id)
        ):
            known = names.get((account, name, live.id))
            number = 1
            while known is None or (known in used and (account, name, live.id) not in names):
                known = Address.of(name, wish if number == 1 else f"{wish}-{number}")
                number += 1
            used.add(known)
            chosen[account, name, live.id] = known
    return chosen


def _slug(kind: Kind, live: Live) -> str:
    own = [f.name for f in kind.codec.root.fields if f.key is not None and f.key.from_name]
    keys = own or list(kind.keys)
    text = "-".join(str(live.attributes.get(k, "")) for k in keys if live.attributes.get(k)) or live.id
    return _UNFIT.sub("-", text).strip("-.") or "unnamed"


def _by_value(catalog: Catalog, lives: Lives, chosen: Mapping[tuple[str, str, str], Address]) -> _ByValue:
    """Index the objects by what references to them hold: (account, kind, attribute, value)."""
    wanted: set[tuple[str, str]] = set()
    for _, name in lives:
        for ref in _refs(catalog.kind(name).codec.root):
            wanted.update((k, ref.attribute) for k in ref.kinds)
    out: dict[tuple[str, str, str, str], Address] = {}
    for (account, name), objects in lives.items():
        for attribute in sorted(a for k, a in wanted if k == name):
            for live in objects:
                if (address := chosen.get((account, name, live.id))) is not None:
                    out.setdefault((account, name, attribute, str(attribute_of(live, attribute))), address)
    return _ByValue(out, tuple(dict.fromkeys(account for account, _ in lives)))


@dataclass(frozen=True, slots=True)
class _ByValue:
    """Finds the document that a reference means: in its own account, or in one of another system."""

    known: Mapping[tuple[str, str, str, str], Address]
    accounts: tuple[str, ...]

    def find(self, account: str, own: str, kind: str, key: tuple[str, str]) -> Address | None:
        """Return the document of a kind whose attribute has this value."""
        foreign = kind.partition(".")[0] != own.partition(".")[0]
        for one in (account, *self.accounts) if foreign else (account,):
            if (found := self.known.get((one, kind, *key))) is not None:
                return found
        return None


def _refs(shape: ObjectShape) -> Iterator[Any]:
    for f in shape.fields:
        if f.ref is not None:
            yield f.ref
        inner: Any = f.shape
        while inner is not None:
            for variant in inner.variants:
                yield from _refs(variant)
            inner = inner.item


def _document(kind: Kind, live: Live, address: Address, by_value: _ByValue) -> Document:
    def name(ref: Any, value: Any) -> Any:
        for k in ref.kinds:
            found = by_value.find(live.account, kind.name, k, (ref.attribute, str(value)))
            if found is not None:
                return str(found) if len(ref.kinds) > 1 else found.name
        return {"id": str(value)}

    attributes = kind.codec.map_references(live.attributes, name)
    secrets: list[str] = []
    spec = _fields(kind.codec.root, attributes, address, secrets)
    for f in kind.codec.root.fields:
        if f.key is not None and f.key.from_name and spec.get(f.name) == address.name:
            del spec[f.name]
    return Document(address, live.account, spec, tuple(secrets))


def _fields(
    shape: ObjectShape, value: Mapping[str, Any], address: Address, secrets: list[str]
) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for f in shape.fields:
        if f.has(Computed):
            continue
        if f.has(WriteOnly):
            if f.required or _needed(shape, f.name, value):
                variable = (
                    _UNFIT.sub("_", f"{address.kind}_{address.name}_{f.name}")
                    .replace("-", "_")
                    .replace(".", "_")
                    .upper()
                )
                secrets.append(variable)
                out[f.name] = f"${{env:{variable}}}"
            continue
        if f.name not in value:
            continue
        given = value[f.name]
        if f.default is not None and f.default.value == given and not f.required:
            continue
        if f.shape.form == "object" and f.ref is None and isinstance(given, Mapping):
            inner = _fields(f.shape.object_for(given, wire=False), given, address, secrets)
            if given and not inner and not f.required:
                continue  # nothing in it but defaults
            given = inner
        out[f.name] = _listed(f, given) if f.shape.form == "list" else given
    return out


def _listed(f: FieldShape, value: Any) -> Any:
    """Return a list as a document has it; one whose order means nothing is sorted, so that every export is the same."""
    found = tidy(f.shape, value)
    if not f.has(Unordered):
        return found
    return sorted(found, key=lambda v: orjson.dumps(v, option=orjson.OPT_SORT_KEYS, default=repr))


def tidy(shape: Shape, value: Any) -> Any:
    """Return a value without what the vendor fills in by itself: defaults and computed fields of objects inside."""
    if shape.form == "list" and shape.item is not None and isinstance(value, list | tuple):
        return [tidy(shape.item, v) for v in value]
    if shape.form == "object" and isinstance(value, Mapping):
        fields = shape.object_for(value, wire=False).by_name
        return {
            k: tidy(fields[k].shape, v)
            for k, v in value.items()
            if k not in fields or not _implied(fields[k], v)
        }
    return value


def _implied(f: FieldShape, value: Any) -> bool:
    if f.has(Computed) or f.has(WriteOnly):
        return True
    return not f.required and f.default is not None and bool(f.default.value == value)


def _needed(shape: ObjectShape, name: str, value: Mapping[str, Any]) -> bool:
    """Whether the vendor showed that the secret is set, clear or masked."""
    del shape
    return value.get(name) is not None
