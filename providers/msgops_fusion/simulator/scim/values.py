"""What a client may send: types, enumerations, read-only and immutable attributes (dossier A4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgops.sandbox.kit import Refusal
from msgops_fusion.simulator.errors import scim
from msgops_fusion.simulator.scim.attributes import Attribute, Schema, find

Row = dict[str, Any]
MISSING = "error.common.validation.missingReqAttributes"
REFERENCE = "error.common.validation.invalidReferenceResource"
_INVALID = "error.common.validation.invalidAttribute"
_TYPES: dict[str, type | tuple[type, ...]] = {"boolean": bool, "integer": int, "complex": dict}
_LONGEST_ALL = 4000


def invalid(text: str) -> Refusal:
    """Return the refusal of a value. [the id of its message: assumed]"""
    return scim(400, text, _INVALID)


def missing(*names: str) -> Refusal:
    """Return the refusal where something required is not there. [documented]"""
    return scim(400, f"Missing required attribute(s): {', '.join(names)}.", MISSING)


def dangling(name: str, value: Any) -> Refusal:
    """Return the refusal of a reference to nothing. [documented]"""
    return scim(400, f"{name} refers to {value}, which does not exist.", REFERENCE)


def created(given: Any, schema: Schema) -> Row:
    """Return the values of a body that creates: read-only ones are dropped without a word. [documented]"""
    return {
        name: value
        for name, value in _known(given, schema)
        if schema[name.lower()].mutability != "readOnly" and value is not None
    }


def replaced(given: Any, schema: Schema, old: Mapping[str, Any]) -> Row:
    """Return the values of a body that replaces: read-only ones are refused, immutable ones keep. [documented]"""
    out: Row = {}
    for name, value in _known(given, schema):
        if value is None:
            continue
        writable(schema[name.lower()], old, value)
        out[name] = value
    return out


def writable(attribute: Attribute, old: Mapping[str, Any], value: Any = None) -> None:
    """Refuse a write to what is read-only, or immutable and set already; the value that is there is no change."""
    if attribute.mutability == "readOnly":
        raise invalid(f"Attribute {attribute.name} is read-only.")
    if attribute.mutability == "immutable" and old.get(attribute.name) not in (None, value):
        raise invalid(f"Attribute {attribute.name} is immutable.")


def _known(given: Any, schema: Schema) -> list[tuple[str, Any]]:
    if not isinstance(given, dict):
        raise invalid("The body is not an object.")
    out = []
    for name, value in given.items():
        found = find(schema, name)
        if found is None:
            raise invalid(f"Attribute {name} is unknown.")
        out.append((found[0].name, fitting(found[0], value)))
    return out


def fitting(attribute: Attribute, value: Any) -> Any:
    """Return a value of the right type; of a complex one read-only parts are dropped, unknown ones refused. [assumed]"""
    if value is None:
        return None
    if attribute.many:
        if not isinstance(value, list):
            raise invalid(f"Attribute {attribute.name} takes a list.")
        return [_single(attribute, element) for element in value]
    return _single(attribute, value)


def _single(attribute: Attribute, value: Any) -> Any:
    kind = _TYPES.get(attribute.type, str)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise invalid(f"Attribute {attribute.name} takes values of type {attribute.type}.")
    if attribute.values and value not in attribute.values:
        raise invalid(f"Attribute {attribute.name} takes {', '.join(attribute.values)}.")
    if isinstance(value, str) and len(value) > _LONGEST_ALL:
        raise invalid(f"Attribute {attribute.name} is too long.")
    if not attribute.parts or not isinstance(value, dict):
        return value
    out: Row = {}
    for name, inner in value.items():
        part = attribute.part(name)
        if part is None:
            raise invalid(f"Attribute {attribute.name}.{name} is unknown.")
        if part.mutability != "readOnly" and inner is not None:
            out[part.name] = _single(part, inner)
    lacking = [f"{attribute.name}.{p.name}" for p in attribute.parts.values() if _lacks(p, out)]
    if lacking:
        raise missing(*lacking)
    return out


def _lacks(part: Attribute, out: Mapping[str, Any]) -> bool:
    return part.required and part.mutability != "readOnly" and part.name not in out


def steady(schema: Schema, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    """Refuse another value of an immutable part that was set."""
    for attribute in schema.values():
        for part in attribute.parts.values() if not attribute.many else ():
            was = (old.get(attribute.name) or {}).get(part.name)
            now = (new.get(attribute.name) or {}).get(part.name)
            if part.mutability == "immutable" and None not in (was, now) and was != now:
                raise invalid(f"Attribute {attribute.name}.{part.name} is immutable.")
