"""Live objects as documents: references become names, secrets become placeholders, defaults are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from msgops.engine.identity import attribute_of, live_of
from msgops.model.address import Address
from msgops.sdk.fields import Computed, WriteOnly

if TYPE_CHECKING:
    from msgops.model.resource import Live
    from msgops.sdk.catalog import Catalog
    from msgops.sdk.codec import FieldShape, ObjectShape, Shape
    from msgops.sdk.kind import Item, Kind

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
    """Turn lists of live objects into documents; `names` keeps the names of (kind, id) that are known already."""
    lives = {
        name: [
            live_of(catalog.kind(name), account, item)
            for item in items
            if _exportable(catalog.kind(name), item)
        ]
        for name, items in found.items()
    }
    chosen = _choose_names(catalog, lives, names)
    by_value = _by_value(catalog, lives, chosen)
    out = [
        _document(catalog.kind(name), live, chosen[name, live.id], by_value)
        for name, objects in lives.items()
        for live in objects
    ]
    return _twins(catalog, sorted(out, key=lambda d: d.address))


def _twins(catalog: Catalog, found: Sequence[Document]) -> list[Document]:
    """Mark the documents whose natural key another one has: the vendor allows two objects of one name, a plan does not."""
    first: dict[tuple[str, str], Address] = {}
    out = []
    for document in found:
        kind = catalog.kind(document.address.full_kind)
        key = {k: document.spec.get(k, document.address.name) for k in kind.keys}
        known = first.setdefault((kind.name, repr(sorted(key.items()))), document.address)
        own = known == document.address or not kind.keys
        out.append(document if own else replace(document, twin_of=known))
    return out


def _exportable(kind: Kind, item: Item) -> bool:
    return kind.exportable is None or kind.exportable(item.wire)


def _choose_names(
    catalog: Catalog, lives: Mapping[str, Sequence[Live]], names: Mapping[tuple[str, str], Address]
) -> dict[tuple[str, str], Address]:
    chosen: dict[tuple[str, str], Address] = {}
    for name, objects in lives.items():
        kind = catalog.kind(name)
        taken = {names[name, live.id].name for live in objects if (name, live.id) in names}
        for live in objects:
            known = names.get((name, live.id))
            if known is None:
                wish = _slug(kind, live)
                text, number = wish, 2
                while text in taken:
                    text, number = f"{wish}-{number}", number + 1
                known = Address.of(name, text)
            taken.add(known.name)
            chosen[name, live.id] = known
    return chosen


def _slug(kind: Kind, live: Live) -> str:
    own = [f.name for f in kind.codec.root.fields if f.key is not None and f.key.from_name]
    keys = own or list(kind.keys)
    text = "-".join(str(live.attributes.get(k, "")) for k in keys if live.attributes.get(k)) or live.id
    return _UNFIT.sub("-", text).strip("-.") or "unnamed"


def _by_value(
    catalog: Catalog, lives: Mapping[str, Sequence[Live]], chosen: Mapping[tuple[str, str], Address]
) -> dict[tuple[str, str, str], Address]:
    wanted: set[tuple[str, str]] = set()
    for name in lives:
        for ref in _refs(catalog.kind(name).codec.root):
            wanted.update((k, ref.attribute) for k in ref.kinds)
    out: dict[tuple[str, str, str], Address] = {}
    for name, attribute in wanted:
        for live in lives.get(name, ()):
            out.setdefault((name, attribute, str(attribute_of(live, attribute))), chosen[name, live.id])
    return out


def _refs(shape: ObjectShape) -> Iterator[Any]:
    for f in shape.fields:
        if f.ref is not None:
            yield f.ref
        inner: Any = f.shape
        while inner is not None:
            for variant in inner.variants:
                yield from _refs(variant)
            inner = inner.item


def _document(
    kind: Kind, live: Live, address: Address, by_value: Mapping[tuple[str, str, str], Address]
) -> Document:
    def name(ref: Any, value: Any) -> Any:
        for k in ref.kinds:
            found = by_value.get((k, ref.attribute, str(value)))
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
        out[f.name] = given
    return out


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
