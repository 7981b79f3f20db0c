"""PATCH: `add`, `replace`, `remove` at `attr`, `attr.part`, `attr[filter]`, `attr[filter].part` (dossier A4, D1.7)."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from typing import Any

from msgops_fusion.simulator.scim.attributes import Attribute, Schema, find
from msgops_fusion.simulator.scim.filters import parse
from msgops_fusion.simulator.scim.values import fitting, invalid, missing, writable

Row = dict[str, Any]
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
_PATH = re.compile(r"(?P<attribute>[^\[\]]+?)(?:\[(?P<filter>.*)\](?:\.(?P<part>\w+))?)?")


def apply(body: Any, old: Mapping[str, Any], schema: Schema) -> Row:
    """Return a row after the operations of a body, which are taken in any case of `op`; the key is `Operations`."""
    if not isinstance(body, dict) or PATCH not in body.get("schemas", ()):
        raise missing("schemas")
    operations = body.get("Operations")
    if not isinstance(operations, list) or not operations:
        raise missing("Operations")
    row: Row = copy.deepcopy(dict(old))
    for operation in operations:
        verb = str(operation.get("op", "")).lower()
        if verb not in ("add", "replace", "remove"):
            raise invalid(f"op is add, replace or remove, not {operation.get('op')!r}.")
        if "path" in operation:
            _one(row, schema, verb, str(operation["path"]), operation.get("value"))
        elif isinstance(operation.get("value"), dict) and verb != "remove":
            for name, value in operation["value"].items():
                _one(row, schema, verb, name, value)
        else:
            raise missing("path")
    return row


def _one(row: Row, schema: Schema, verb: str, path: str, value: Any) -> None:
    attribute, part, narrow = _resolved(schema, path)
    if value is None:
        verb = "remove"
    writable(attribute, row, value)
    if part is not None and part.mutability == "readOnly":
        raise invalid(f"Attribute {attribute.name}.{part.name} is read-only.")
    if narrow is not None:
        _elements(row, attribute, part, verb, narrow, value)
    elif part is not None:
        _part(row, attribute, part, verb, value)
    elif verb == "remove":
        if attribute.required:
            raise missing(attribute.name)
        row.pop(attribute.name, None)
    elif attribute.many and verb == "add":
        new = fitting(attribute, value if isinstance(value, list) else [value])
        row[attribute.name] = _merged(row.get(attribute.name, []), new, attribute)
    else:
        row[attribute.name] = fitting(attribute, value)


def _resolved(schema: Schema, path: str) -> tuple[Attribute, Attribute | None, str | None]:
    """Return the attribute of a path, its part and its filter."""
    match = _PATH.fullmatch(path.strip())
    found = find(schema, match["attribute"]) if match else None
    if match is None or found is None:
        raise invalid(f"Path {path} leads to no attribute.")
    attribute, part = found
    if match["part"]:
        part = attribute.part(match["part"])
        if part is None:
            raise invalid(f"Path {path} leads to no attribute.")
    return attribute, part, match["filter"]


def _merged(held: list[Any], new: list[Any], attribute: Attribute) -> list[Any]:
    """Add elements to a list; one with the same key takes the place of the one that is there."""
    keys = [part.name for part in attribute.parts.values() if part.required]

    def key(element: Any) -> Any:
        return [element.get(name) for name in keys] if keys else element

    fresh = [key(element) for element in new]
    return [element for element in held if key(element) not in fresh] + new


def _part(row: Row, attribute: Attribute, part: Attribute, verb: str, value: Any) -> None:
    if attribute.many:
        raise invalid(f"Name the element of {attribute.name} by a filter in brackets.")
    held = {**row.get(attribute.name, {})}
    writable(part, held, value)
    if verb == "remove":
        held.pop(part.name, None)
    else:
        held[part.name] = fitting(part, value)
    row[attribute.name] = held


def _elements(
    row: Row, attribute: Attribute, part: Attribute | None, verb: str, text: str, value: Any
) -> None:
    test = parse(text, attribute.parts, inside=True)
    held = row.get(attribute.name, [])
    hit = [element for element in held if test(element)]
    if not hit:
        raise invalid(f"No element of {attribute.name} matches {text}.")
    if part is None and verb == "remove":
        row[attribute.name] = [element for element in held if element not in hit]
        return
    for element in hit:
        if part is None:
            element.update(fitting(attribute, [{**_written(attribute, element), **value}])[0])
        elif verb == "remove":
            element.pop(part.name, None)
        else:
            element[part.name] = fitting(part, value)


def _written(attribute: Attribute, element: Mapping[str, Any]) -> Row:
    return {k: v for k, v in element.items() if attribute.parts[k.lower()].mutability != "readOnly"}
