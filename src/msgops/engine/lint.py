"""Good practice that the files alone can tell. Each rule is a pure function over the declared resources.

| code  | what                                                             | severity |
|-------|------------------------------------------------------------------|----------|
| ML101 | a resource that exists to be referred to, and nobody refers to it | warning  |
| ML102 | two resources with the same values under different names          | warning  |
| ML103 | a URL without TLS                                                 | warning  |
| ML104 | `lifecycle.ignore` names a field that the kind does not have      | warning  |
| ML105 | `previously` names a resource that is still declared              | warning  |
| ML106 | a resource without the labels that the others of its kind carry   | note     |
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import orjson

from msgops.engine.graph import dependencies
from msgops.model.diagnostic import Diagnostic, Severity
from msgops.sdk.kind import Concept

if TYPE_CHECKING:
    from msgops.model.address import Address
    from msgops.model.resource import Resource
    from msgops.sdk.catalog import Catalog

Desired = Mapping["Address", "Resource"]


def lint(catalog: Catalog, desired: Desired) -> list[Diagnostic]:
    """Run every rule."""
    return [finding for rule in RULES for finding in rule(catalog, desired)]


def _warn(
    code: str, resource: Resource, summary: str, detail: str, remedy: str, path: str = ""
) -> Diagnostic:
    found = resource.places.value(path) if path and resource.places is not None else None
    origin = resource.origin.at(found)
    return Diagnostic(code, summary, detail, remedy, Severity.WARNING, resource.address, origin)


def unused(catalog: Catalog, desired: Desired) -> Iterator[Diagnostic]:
    """ML101: plumbing that others may refer to, but nobody does."""
    used = {need for r in desired.values() for need in dependencies(catalog, r)}
    declared = {a.full_kind for a in desired}
    meant = {target for kind in declared for target in catalog.kind(kind).targets}
    for address, resource in desired.items():
        kind = catalog.kind(address.full_kind)
        if kind.concept is Concept.PLUMBING and kind.name in meant and address not in used:
            remedy = "Refer to it, or remove it."
            yield _warn("ML101", resource, "Nobody refers to it", "it only serves others", remedy)


def twins(catalog: Catalog, desired: Desired) -> Iterator[Diagnostic]:
    """ML102: equal in everything but the name."""
    seen: dict[tuple[str, str, bytes], Resource] = {}
    for address, resource in desired.items():
        kind = catalog.kind(address.full_kind)
        names = {f.name for f in kind.codec.root.fields if f.key is not None and f.key.from_name} | {"name"}
        rest = {k: v for k, v in resource.attributes.items() if k not in names}
        if not rest:
            continue
        key = orjson.dumps(rest, option=orjson.OPT_SORT_KEYS, default=hash)
        other = seen.setdefault((resource.account, kind.name, key), resource)
        if other is not resource:
            what = f"it has the same values as {other.address} at {other.origin}"
            yield _warn("ML102", resource, "The same twice", what, "Keep one, unless both are meant.")


def plain_urls(catalog: Catalog, desired: Desired) -> Iterator[Diagnostic]:
    """ML103: customers' messages would travel unencrypted."""
    del catalog
    for resource in desired.values():
        for path, text in _texts(resource.attributes, "spec"):
            if text.startswith("http://"):
                yield _warn("ML103", resource, "No TLS", f"{path} is {text}", "Use https://.", path)


def _texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _texts(inner, f"{path}[{index}]")


def ignored(catalog: Catalog, desired: Desired) -> Iterator[Diagnostic]:
    """ML104: an ignore that ignores nothing."""
    for address, resource in desired.items():
        codec = catalog.kind(address.full_kind).codec
        for path in resource.lifecycle.ignore:
            if codec.leaf(path) is None:
                remedy = "Correct the path; it is written as in spec:, with dots."
                yield _warn("ML104", resource, "Unknown field in ignore", f"there is no {path!r}", remedy)


def renames(catalog: Catalog, desired: Desired) -> Iterator[Diagnostic]:
    """ML105: the old name is in use, so nothing is renamed."""
    del catalog
    for address, resource in desired.items():
        if resource.previously is not None and replace(address, name=resource.previously) in desired:
            what = f"{resource.previously} is still declared"
            yield _warn(
                "ML105", resource, "Nothing is renamed", what, "Remove previously:, or the old document."
            )


def labels(catalog: Catalog, desired: Desired) -> Iterator[Diagnostic]:
    """ML106: the odd one out among its kind."""
    del catalog
    kinds: dict[str, list[Resource]] = defaultdict(list)
    for address, resource in desired.items():
        kinds[address.full_kind].append(resource)
    for same in kinds.values():
        common = set.intersection(*[set(r.labels) for r in same if r.labels] or [set()])
        for resource in same:
            if common and not resource.labels:
                what = f"the others of its kind carry {', '.join(sorted(common))}"
                found = _warn("ML106", resource, "No labels", what, "Add them, so that --selector finds it.")
                yield replace(found, severity=Severity.NOTE)


RULES: tuple[Callable[[Catalog, Desired], Iterator[Diagnostic]], ...] = (
    unused,
    twins,
    plain_urls,
    ignored,
    renames,
    labels,
)
