"""Writing rows: types, lengths, what is required, unique or fixed (dossier A3.4, D2.5)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from msgops.sandbox.kit import Call
from msgops_fusion.simulator.adf.table import Attribute, Resource, Row
from msgops_fusion.simulator.errors import AdfError

FIRST = 300100100000001
"""The first number of the server's, of fifteen digits."""
_TYPES = {"string": str, "date": str, "datetime": str, "integer": int, "boolean": bool}


def insert(call: Call, resource: Resource, given: Any, parent: str = "", *, system: bool = False) -> Row:
    """Make a row with its defaults, and the children that the body has; `system` writes what only the server may."""
    values, nested = _split(resource, given)
    row: Row = {name: a.default for name, a in resource.attributes.items()}
    row |= {"_parent": parent, "_id": ""}
    for name, value in values.items():
        attribute = resource.attributes[name]
        if not attribute.write and not system:
            continue  # what only the server writes is ignored on create [assumed]
        row[name] = fitting(attribute, value)
    if resource.style == "number":
        row[resource.key] = call.world.next("adf", FIRST)
    if resource.check is not None:
        resource.check(call, row, None)
    _complete(call, resource, row)
    row["_id"] = _key(call, resource, row)
    row["CreatedBy"], row["CreationDate"] = call.actor, moment(call)
    touch(call, row)
    call.world.table(resource.table)[storage(row)] = row
    for name, bodies in nested.items():
        child = resource.child(name)
        assert child is not None
        for body in bodies:
            insert(call, child, body, row["_id"], system=system)
    return row


def update(call: Call, resource: Resource, old: Row, given: Any) -> Row:
    """Change what a body names; the rest stays, and null clears. [inferred]"""
    values, nested = _split(resource, given)
    if nested:
        raise AdfError(400, f"{next(iter(nested))} is changed at its own address.")
    new = dict(old)
    for name, value in values.items():
        attribute = resource.attributes[name]
        if "U" not in attribute.write and value != old.get(name):
            raise AdfError(400, f"Attribute {name} cannot be updated.", "27008", f"/{name}")
        new[name] = fitting(attribute, value)
    if resource.check is not None:
        resource.check(call, new, old)
    _complete(call, resource, new)
    touch(call, new)
    call.world.table(resource.table)[storage(new)] = new
    return new


def remove(call: Call, resource: Resource, row: Row) -> None:
    """Delete a row, and its children with it."""
    if resource.leaving is not None:
        resource.leaving(call, row)
    for child in resource.children:
        for inner in [r for r in call.world.table(child.table).values() if r["_parent"] == row["_id"]]:
            remove(call, child, inner)
    del call.world.table(resource.table)[storage(row)]


def same(call: Call, resource: Resource, given: Any, parent: str) -> Row | None:
    """Return the row that an upsert means: the one with the same first unique values. [documented: that it matches]"""
    if not resource.unique or not isinstance(given, Mapping):
        return None
    key = [given.get(name) for name in resource.unique[0]]
    for row in call.world.table(resource.table).values():
        if row["_parent"] == parent and key[0] is not None and [row[n] for n in resource.unique[0]] == key:
            return row
    return None


def storage(row: Row) -> str:
    """Return under what a row is kept."""
    return f"{row['_parent']} {row['_id']}".strip()


def moment(call: Call) -> str:
    """Return the virtual time as `2026-01-31T10:00:00+00:00`."""
    return call.world.now().strftime("%Y-%m-%dT%H:%M:%S+00:00")


def touch(call: Call, row: Row) -> None:
    """Give a row another version, and who and when."""
    row["LastUpdatedBy"], row["LastUpdateDate"] = call.actor, moment(call)
    row["_version"] = f"ACED0005{call.world.random.getrandbits(128):032X}"


def _split(resource: Resource, given: Any) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """Tell the attributes of a body from its children; anything else is refused."""
    if not isinstance(given, dict):
        raise AdfError(400, "The request body is no object.")
    values: dict[str, Any] = {}
    nested: dict[str, list[Any]] = {}
    for name, value in given.items():
        if name in resource.attributes:
            values[name] = value
        elif resource.child(name) is not None and isinstance(value, list):
            nested[name] = value
        elif name != "links":
            raise AdfError(400, f"Attribute {name} is not in resource {resource.name}.", "", f"/{name}")
    return values, nested


def fitting(attribute: Attribute, value: Any) -> Any:
    """Return a value if it is of the right type and length; JSON booleans only. [assumed: letters are refused]"""
    if value is None:
        return None
    kind = _TYPES[attribute.type]
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise AdfError(
            400, f"Attribute {attribute.name} takes {attribute.type} values.", "25009", f"/{attribute.name}"
        )
    if attribute.length and isinstance(value, str) and len(value) > attribute.length:
        raise AdfError(
            400,
            f"Attribute {attribute.name} takes {attribute.length} characters.",
            "27010",
            f"/{attribute.name}",
        )
    return value


def _complete(call: Call, resource: Resource, row: Row) -> None:
    for attribute in resource.attributes.values():
        if attribute.required and row.get(attribute.name) in (None, ""):
            text = f"JBO-27014: Attribute {attribute.name} is required."
            raise AdfError(400, text, "27014", f"/{attribute.name}")
    for names in resource.unique:
        key = [row.get(name) for name in names]
        if key[0] is None:
            continue
        for other in call.world.table(resource.table).values():
            if other["_parent"] != row["_parent"] or (row["_id"] and other["_id"] == row["_id"]):
                continue
            if [other.get(name) for name in names] == key:
                text = f"JBO-25013: Another row has the same {', '.join(names)}."
                raise AdfError(400, text, "25013", f"/{names[0]}")


def _key(call: Call, resource: Resource, row: Row) -> str:
    """Return what stands in the URL; a hash is opaque. [documented; its form: as ADF has it]"""
    if resource.style != "hash":
        return str(row[resource.key])
    number = call.world.next("hashes")
    return "0002" + hashlib.sha256(f"{resource.name} {number}".encode()).hexdigest()[:56].upper()
