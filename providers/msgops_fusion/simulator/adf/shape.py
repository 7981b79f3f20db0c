"""What an item and a collection look like: links, children, fields (dossier A3.3, A3.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from msgops.sandbox.kit import Call
from msgops_fusion.simulator.adf.table import Resource, Row
from msgops_fusion.simulator.errors import AdfError
from msgops_fusion.simulator.knobs import knob

PAGE, MOST = 25, 500
"""Rows of a page unless told, and at most; more is clamped without a word. [community]"""


@dataclass(frozen=True, slots=True)
class Wish:
    """What of a resource is wanted: some fields (`None` for all) and some children, each with a wish of its own."""

    fields: frozenset[str] | None = None
    children: Mapping[str, Wish] = field(default_factory=dict)


def framework(call: Call) -> int:
    """Return the framework version of a call; 1 unless told. [documented]"""
    given = call.headers.get("rest-framework-version", "1")
    if given not in "123456789" or len(given) != 1:
        raise AdfError(400, f"REST-Framework-Version {given} is not supported.")
    return int(given)


def wish(call: Call, resource: Resource) -> Wish:
    """Return what `fields` and `expand` ask for; together, fields win. [documented]"""
    if "fields" in call.query:
        return _fields(resource, call.one("fields"))
    if "expand" in call.query and call.one("expand"):
        return _expand(resource, call.one("expand"))
    return Wish()


def _fields(resource: Resource, text: str) -> Wish:
    """Read `A,B;child:C,D;child.grandchild:E`."""
    own: frozenset[str] = frozenset()
    children: dict[str, Wish] = {}
    for part in filter(None, text.split(";")):
        path, colon, names = part.partition(":")
        if not colon:
            own = _named(resource, part)
            continue
        name, _, rest = path.partition(".")
        child = _child(resource, name)
        deeper = _fields(child, f"{rest}:{names}" if rest else names)
        before = children.get(name, Wish(frozenset()))
        merged = (before.fields or frozenset()) | (deeper.fields or frozenset())
        children[name] = Wish(merged, {**before.children, **deeper.children})
    return Wish(own, children)


def _named(resource: Resource, text: str) -> frozenset[str]:
    names = frozenset(n.strip() for n in text.split(",") if n.strip())
    for name in names - set(resource.attributes):
        raise AdfError(400, f"URL request parameter fields cannot be used: {name} is no attribute.")
    return names


def _expand(resource: Resource, text: str) -> Wish:
    """Read `a,b.c` or `all`, which is every child but no grandchild. [documented; depth of `all`: assumed]"""
    if text == "all":
        return Wish(None, {child.name: Wish() for child in resource.children})
    children: dict[str, Wish] = {}
    for path in filter(None, text.split(",")):
        name, _, rest = path.strip().partition(".")
        child = _child(resource, name)
        deeper = _expand(child, rest) if rest else Wish()
        before = children.get(name, Wish())
        children[name] = Wish(None, {**before.children, **deeper.children})
    return Wish(None, children)


def _child(resource: Resource, name: str) -> Resource:
    found = resource.child(name)
    if found is None:
        raise AdfError(400, f"{name} is no child of {resource.name}.")
    return found


def rows_of(call: Call, resource: Resource, parent: str = "") -> list[Row]:
    """Return the rows of a collection that are visible."""
    found = [r for r in call.world.table(resource.table).values() if r["_parent"] == parent]
    return [r for r in found if resource.visible is None or resource.visible(call, r)]


def item(call: Call, resource: Resource, row: Row, at: str, wanted: Wish) -> dict[str, Any]:
    """Return an item; `at` is its address."""
    letters = knob(call.world, "flags_as_letters")
    out: dict[str, Any] = {}
    for attribute in resource.attributes.values():
        if attribute.hidden or (wanted.fields is not None and attribute.name not in wanted.fields):
            continue
        value = row.get(attribute.name)
        out[attribute.name] = "NY"[value] if letters and isinstance(value, bool) else value
    for name, deeper in wanted.children.items():
        child = _child(resource, name)
        held = rows_of(call, child, row["_id"])
        place = f"{at}/child/{name}"
        shown = [item(call, child, r, address(place, r), deeper) for r in held]
        # From version 3 on a nested collection is an object like any other. [documented]
        out[name] = shown if framework(call) < 3 else collection(call, child, shown, place, total=len(held))
    if call.one("onlyData").lower() != "true":
        out["links"] = _links(call, resource, row, at)
    return out


def address(at: str, row: Row) -> str:
    """Return the address of an item in a collection."""
    return f"{at}/{quote(row['_id'], safe='')}"


def _links(call: Call, resource: Resource, row: Row, at: str) -> list[dict[str, Any]]:
    self_ = {
        "rel": "self",
        "href": at,
        "name": resource.name,
        "kind": "item",
        "properties": {"changeIndicator": row["_version"]},
    }
    links: list[dict[str, Any]] = [
        self_,
        {k: v for k, v in self_.items() if k != "properties"} | {"rel": "canonical"},
    ]
    links += [
        {"rel": "child", "href": f"{at}/child/{c.name}", "name": c.name, "kind": "collection"}
        for c in resource.children
    ]
    wanted = call.many("links")
    return [link for link in links if not wanted or link["rel"] in wanted]


def collection(
    call: Call,
    resource: Resource,
    shown: Sequence[dict[str, Any]],
    at: str,
    *,
    total: int,
    limit: int = PAGE,
    offset: int = 0,
) -> dict[str, Any]:
    """Return a collection."""
    out: dict[str, Any] = {
        "items": list(shown),
        "count": len(shown),
        "hasMore": offset + len(shown) < total,
        "limit": limit,
        "offset": offset,
    }
    if call.one("totalResults").lower() == "true":
        out["totalResults"] = total
    if call.one("onlyData").lower() != "true":
        link = {"rel": "self", "href": at, "name": resource.name, "kind": "collection"}
        out["links"] = [link]
    return out
