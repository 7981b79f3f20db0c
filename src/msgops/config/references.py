"""References and natural keys across all documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import orjson

from msgops.config.problems import MOST
from msgops.model.address import Address
from msgops.model.diagnostic import Diagnostic, Origin
from msgops.model.outputs import outputs
from msgops.model.suggest import suggest
from msgops.sdk.kind import Hand

if TYPE_CHECKING:
    from msgops.model.resource import Resource
    from msgops.sdk.catalog import Catalog
    from msgops.sdk.fields import Ref
    from msgops.sdk.kind import Kind


def check_references(catalog: Catalog, desired: dict[Address, Resource], found: list[Diagnostic]) -> None:
    """Report references, outputs and dependencies that name no resource; bring names into canonical form."""
    names: dict[str, dict[str, Address]] = {}
    for address in desired:
        names.setdefault(address.full_kind, {})[address.name] = address
    for address, resource in list(desired.items()):
        if len(found) > MOST:
            return
        kind = catalog.kind(address.full_kind)
        if kind.targets and resource.attributes:
            _check(kind, resource, names, found)
        for target, attribute in outputs(resource.attributes):
            _check_output(catalog, resource, target, attribute, desired, found)
        found.extend(
            _unknown(resource, "depends_on", str(target), [str(a) for a in desired], found_at="depends_on")
            for target in resource.depends_on
            if target not in desired
        )


def _check(
    kind: Kind,
    resource: Resource,
    names: Mapping[str, Mapping[str, Address]],
    found: list[Diagnostic],
) -> None:
    replaced: dict[str, str] = {}
    for path, ref, value in kind.codec.references(resource.attributes):
        if not isinstance(value, str) or "${" in value:
            continue
        matches = _matches(ref, value, names)
        if len(matches) == 1:
            if len(ref.kinds) > 1 and value != str(matches[0]):
                replaced[value] = str(matches[0])
        elif matches:
            found.append(_several(resource, path, value, matches))
        else:
            known = [n for k in ref.kinds for n in names.get(k, {})]
            found.append(_unknown(resource, path, value, known, " or ".join(ref.kinds)))
    if replaced:
        swapped = kind.codec.map_references(
            resource.attributes,
            lambda ref, v: replaced.get(v, v) if isinstance(v, str) and len(ref.kinds) > 1 else v,
        )
        object.__setattr__(resource, "attributes", swapped)


def _matches(ref: Ref, value: str, names: Mapping[str, Mapping[str, Address]]) -> list[Address]:
    return [
        address
        for kind in ref.kinds
        for address in [names.get(kind, {}).get(value.removeprefix(f"{kind}/"))]
        if address is not None
    ]


def _place(resource: Resource, path: str) -> Origin:
    found = resource.places.value(path) if resource.places is not None else None
    return resource.origin.at(found)


def _several(resource: Resource, path: str, value: str, matches: list[Address]) -> Diagnostic:
    return Diagnostic(
        "MC121",
        "Ambiguous reference",
        detail=f'{path}: "{value}" may be {" or ".join(map(str, matches))}',
        remedy=f"Write the full address, for example {matches[0]}.",
        address=resource.address,
        origin=_place(resource, f"spec.{path}"),
    )


def _unknown(
    resource: Resource, path: str, value: str, known: list[str], kinds: str = "", *, found_at: str = ""
) -> Diagnostic:
    hint = suggest(value, known)
    remedy = (
        f'Did you mean "{hint}"?'
        if hint
        else 'Declare it, or name a live object with {lookup: "…"} or {id: "…"}.'
    )
    what = f"{kinds} " if kinds else ""
    return Diagnostic(
        "MC120",
        "Unknown reference",
        detail=f'{path}: no file declares {what}"{value}"',
        remedy=remedy,
        address=resource.address,
        origin=_place(resource, found_at or f"spec.{path}"),
    )


def _check_output(  # one reference and where it stands
    catalog: Catalog,
    resource: Resource,
    target: Address,
    attribute: str,
    desired: Mapping[Address, Resource],
    found: list[Diagnostic],
) -> None:
    if target not in desired:
        found.append(
            _unknown(
                resource, f"${{{target}.{attribute}}}", str(target), [str(a) for a in desired], found_at=""
            )
        )
        return
    kind = catalog.kind(target.full_kind)
    known = ["id", *kind.codec.root.by_name]
    if attribute not in known:
        hint = suggest(attribute, known)
        found.append(
            Diagnostic(
                "MC122",
                "Unknown output",
                detail=f"{target} has no field {attribute!r}",
                remedy=f'Did you mean "{hint}"?' if hint else f"Known: {', '.join(known)}.",
                address=resource.address,
                origin=resource.origin,
            )
        )


def check_unique(catalog: Catalog, desired: Mapping[Address, Resource], found: list[Diagnostic]) -> None:
    """Report two resources that claim the same live object."""
    seen: dict[tuple[str, str, bytes], Resource] = {}
    for address, resource in desired.items():
        kind = catalog.kind(address.full_kind)
        if not resource.attributes or kind.hand is not Hand.API or len(found) > MOST:
            continue
        key = orjson.dumps(
            {k: resource.attributes.get(k) for k in kind.keys}, option=orjson.OPT_SORT_KEYS, default=str
        )
        other = seen.setdefault((resource.account, kind.name, key), resource)
        if other is not resource:
            what = f"its natural key ({', '.join(kind.keys) or 'one per account'}) is also that of {other.address}"
            found.append(
                Diagnostic(
                    "MC123",
                    "Two resources for one object",
                    detail=f"{what} at {other.origin}",
                    remedy="Remove one of them, or give them different keys.",
                    address=address,
                    origin=resource.origin,
                )
            )
