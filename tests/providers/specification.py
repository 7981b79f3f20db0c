"""Makes a vendor's specification fit to judge by: absolute references, conditions for discriminators.

Where a specification contradicts itself, one side is taken, always in the same way:

- a property whose description says to send `null` takes null, whatever its type;
- an enumeration that no value of its own type can meet counts for the items of a list only; of an object it names the
  keys, each with the properties (the days of a week);
- `oneOf` without a discriminator means "one or more": the variants overlap, none forbids the others' properties;
- an object of which nothing is described is any JSON value, as the vendor's examples show, and so is an object with
  variants that are no objects.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

Schema = dict[str, Any]
_TAKES_NULL = re.compile(r"to `null`|sending <code>NULL</code>")
_TYPES = {"array": list, "object": dict, "string": str}
_DESCRIBES = ("properties", "additionalProperties", "allOf", "oneOf", "discriminator")


def straighten(node: Any, uri: str) -> None:
    """Make references absolute, and straighten the contradictions that the module names."""
    if isinstance(node, list):
        for element in node:
            straighten(element, uri)
        return
    if not isinstance(node, dict):
        return
    if isinstance(node.get("$ref"), str) and node["$ref"].startswith("#"):
        node["$ref"] = uri + node["$ref"]
    if isinstance(node.get("enum"), list) and not _possible(node):
        _settle_enumeration(node)
    if isinstance(node.get("type"), str) and _TAKES_NULL.search(str(node.get("description", ""))):
        node["type"] = [node["type"], "null"]
    if "oneOf" in node and "discriminator" not in node:
        node["anyOf"] = node.pop("oneOf")
    if node.get("type") == "object" and not any(k in node for k in _DESCRIBES) and _says_nothing_more(node):
        del node["type"]
    for key, child in node.items():
        if key not in ("example", "examples", "enum", "default"):
            straighten(child, uri)


def _settle_enumeration(node: Schema) -> None:
    names = node.pop("enum")
    if node["type"] == "object" and "properties" in node:
        one = {"type": "object", "properties": node["properties"]}
        node["properties"] = dict.fromkeys(names, one)


def _says_nothing_more(node: Schema) -> bool:
    return all(not isinstance(v, dict) or k in ("example", "externalDocs") for k, v in node.items())


def _possible(schema: Schema) -> bool:
    kind = _TYPES.get(str(schema.get("type")))
    return kind is None or any(isinstance(value, kind) for value in schema["enum"])


def resolve_discriminator(schemas: Schema, name: str, uri: str, targets: dict[str, Schema]) -> None:
    """Turn a discriminator into conditions, so that only the meant variant is judged.

    The vendor hangs most variants on the mapping alone, and each variant includes the schema that has the mapping:
    the part without conditions gets a name of its own, which the variants include instead.
    """
    schema = schemas[name]
    if not isinstance(schema.get("discriminator"), dict):
        return
    field, mapping = schema["discriminator"]["propertyName"], schema["discriminator"].get("mapping")
    variants = schema.get("oneOf", ())
    if mapping is None:
        mapping = {v: r["$ref"] for r in variants for v in _values(targets, r["$ref"], field)}
    me, base = f"{uri}#/components/schemas/{name}", f"{name}.base"
    schemas[base] = {k: v for k, v in schema.items() if k not in ("discriminator", "oneOf")}
    if variants:
        schemas[base] = {"required": [field], "properties": {field: {"enum": sorted(mapping)}}}
    targets[f"{me}.base"] = schemas[base]
    conditions = []
    for value, target in mapping.items():
        reference = target if target.startswith("urn:") else uri + target
        for part in targets[reference].get("allOf", ()):
            if part.get("$ref") == me:
                part["$ref"] = f"{me}.base"
        is_it = {"properties": {field: {"const": value}}, "required": [field]}
        conditions.append({"if": is_it, "then": {"$ref": reference}})
    schema.clear()
    schema.update({"allOf": [{"$ref": f"{me}.base"}, *conditions]})


def _values(targets: Mapping[str, Schema], reference: str, field: str) -> list[str]:
    """Return the values of a variant's discriminating property."""
    schema = targets[reference]
    for part in (schema, *schema.get("allOf", ())):
        found = targets.get(part.get("$ref", ""), part).get("properties", {}).get(field)
        if found is not None:
            found = targets.get(found.get("$ref", ""), found)
            return list(found.get("enum") or [found["const"]])
    return []
