"""Which attributes an answer has: `returned`, `attributes`, `attributeSets` (dossier A4, D1.6)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from msgops.sandbox.kit import Call
from msgops_fusion.simulator.scim.attributes import Attribute, Schema

Row = dict[str, Any]


def wanted(call: Call) -> tuple[list[str], list[str]]:
    """Return what a call asks for: attributes and sets of attributes, the latter repeated or with commas."""
    return call.many("attributes"), call.many("attributeSets")


def project(row: Mapping[str, Any], schema: Schema, names: Collection[str], sets: Collection[str]) -> Row:
    """Return what is shown of a row. Without names and sets: what is returned by default. [documented]

    What is always returned is there in any case, also a part of something that is not asked for. [documented for
    `basedOnTemplate.value`]
    """
    named = {_local(name) for name in names}
    lower = {word.lower() for word in sets} or (set() if named else {"default"})
    kinds = {"always", "default", "request"} if "all" in lower else lower | {"always"}
    out: Row = {}
    for attribute in schema.values():
        if attribute.name not in row:
            continue
        path = attribute.name.lower()
        parts = {n.partition(".")[2] for n in named if n.startswith(f"{path}.")}
        whole = attribute.returned in kinds or path in named
        shown = _value(row[attribute.name], attribute, whole=whole, parts=parts, kinds=kinds)
        if shown is not None:
            out[attribute.name] = shown
    return out


def _local(name: str) -> str:
    """Drop a schema's URN in front of a name; a name that is an extension stays whole."""
    name = name.strip().lower()
    head, _, tail = name.rpartition(":")
    return tail if head.startswith("urn:") and "extension" not in head else name


def _value(
    value: Any, attribute: Attribute, *, whole: bool, parts: Collection[str], kinds: Collection[str]
) -> Any:
    if not attribute.parts:
        return value if whole else None
    if isinstance(value, list):
        if not whole and not parts:
            return None
        return [_element(element, attribute, whole=whole, parts=parts, kinds=kinds) for element in value]
    return _element(value, attribute, whole=whole, parts=parts, kinds=kinds) or None


def _element(
    element: Mapping[str, Any],
    attribute: Attribute,
    *,
    whole: bool,
    parts: Collection[str],
    kinds: Collection[str],
) -> Row:
    allowed = {"always", "default"} | ({"request"} & set(kinds)) if whole else {"always"}
    return {
        part.name: element[part.name]
        for part in attribute.parts.values()
        if part.name in element and (part.returned in allowed or part.name.lower() in parts)
    }
