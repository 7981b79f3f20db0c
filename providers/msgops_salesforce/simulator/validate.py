"""What the org refuses of a row: unknown columns, wrong types, lengths, values, references, doubles (dossier D4.4)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msgops_salesforce.simulator import ids
from msgops_salesforce.simulator.errors import Rejected, no_column
from msgops_salesforce.simulator.fields import Field, Row, SObject

if TYPE_CHECKING:
    from msgops_salesforce.simulator.org import Org

_JSON = {"boolean": (bool,), "int": (int,), "double": (int, float), "string": (str,)}
_WORDS = {bool: "VALUE_TRUE", int: "VALUE_NUMBER_INT", float: "VALUE_NUMBER_FLOAT", str: "VALUE_STRING"}


def refuse_columns(schema: SObject, given: Mapping[str, Any], write: str) -> None:
    """Refuse columns that are not there, or that this call may not set. [documented]"""
    for name in given:
        if name == "attributes":
            continue
        field = schema.field(name)
        if field is None:
            raise no_column(name, schema.name)
        if write not in field.write:
            message = f"Unable to create/update fields: {field.name}. Please check the security settings of this field and verify that it is read/write for your profile or permission set."
            raise Rejected("INVALID_FIELD_FOR_INSERT_UPDATE", message, (field.name,))


def typed(org: Org, schema: SObject, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the given values under the columns' own names, checked one by one."""
    out: dict[str, Any] = {}
    for name, value in given.items():
        field = schema.field(name)
        if field is None:
            if name.startswith("_") or name == "Id":
                out[name] = value
            continue
        out[field.name] = _value(org, schema, field, value)
    return out


def complete(schema: SObject, row: dict[str, Any]) -> dict[str, Any]:
    """Fill in defaults and refuse what is required and missing. [documented]"""
    out = {f.name: f.default for f in schema.columns}
    out.update(row)
    for field in schema.fields:
        if field.type == "boolean" and out[field.name] is None:
            out[field.name] = field.default
    if missing := [f.name for f in schema.fields if f.required and out[f.name] is None]:
        raise Rejected(
            "REQUIRED_FIELD_MISSING", f"Required fields are missing: [{', '.join(missing)}]", missing
        )
    return out


def duplicate(org: Org, schema: SObject, row: Row) -> tuple[tuple[str, ...], str] | None:
    """Return a key that another row has too, and the id of that row."""
    for key in schema.unique:
        wanted = _key(row, key)
        if None in wanted:
            continue
        # The last column tells most rows apart: a queue has many members, a member few queues.
        column, value = key[-1], wanted[-1]
        for id_, other in org.rows(schema.name).items():
            if _folded(other.get(column)) == value and id_ != row.get("Id") and _key(other, key) == wanted:
                return key, id_
    return None


def lock(org: Org, schema: SObject) -> None:
    """Refuse a write to groups while a test keeps them locked. [documented: UNABLE_TO_LOCK_ROW]"""
    left = org.knob("locks")
    if left and schema.name in ("Group", "GroupMember", "QueueSobject"):
        org.turn("locks", left - 1)
        raise Rejected("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record", ())


def _key(row: Row, columns: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(_folded(row.get(c)) for c in columns)


def _folded(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _value(org: Org, schema: SObject, field: Field, value: Any) -> Any:
    if value is None or value == "":
        return None
    kind = _JSON.get(field.type, (str,))
    if not isinstance(value, kind) or (isinstance(value, bool) and bool not in kind):
        word = _WORDS.get(type(value), "START_OBJECT")
        message = f"Cannot deserialize instance of {field.type} from {word} value {value} or request may be missing a required field"
        raise Rejected("JSON_PARSER_ERROR", message)
    if not isinstance(value, str):
        return value
    if field.type == "reference":
        return _reference(org, field, value)
    if field.values and value not in field.values:
        message = f"{field.name}: bad value for restricted picklist field: {value}"
        raise Rejected("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", message, (field.name,))
    if field.length and len(value) > field.length:
        message = f"{field.name}: data value too large: {value[:255]} (max length={field.length})"
        raise Rejected("STRING_TOO_LONG", message, (field.name,))
    if field.form and not re.fullmatch(field.form, value):
        message = f"{schema.label}: The {field.name} can only contain underscores and alphanumeric characters. It must be unique, begin with a letter, not include spaces, not end with an underscore, and not contain two consecutive underscores."
        raise Rejected("FIELD_INTEGRITY_EXCEPTION", message, (field.name,))
    return value


def _reference(org: Org, field: Field, value: str) -> str:
    """A malformed id and one of no row have codes of their own. [documented]"""
    found = ids.normal(value)
    if found is None:
        message = f"{field.name}: id value of incorrect type: {value}"
        raise Rejected("MALFORMED_ID", message, (field.name,))
    if field.refers and all(org.get(t, found) is None for t in field.refers):
        raise Rejected(field.dangling, "invalid cross reference id", (field.name,))
    return found
