"""What the published schemas are put together from: atoms, and the values that several outputs show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgops.model.change import Action
from msgops.model.diagnostic import Severity
from msgops.model.mishap import Trouble
from msgops.model.outcome import Result
from msgops.model.state import GateState

if TYPE_CHECKING:
    from enum import Enum

Schema = dict[str, Any]
DRAFT = "https://json-schema.org/draft/2020-12/schema"


def record(**properties: Schema) -> Schema:
    """Return an object with all of these properties."""
    return {"type": "object", "properties": properties, "required": list(properties)}


def array(items: Schema) -> Schema:
    """Return a list of such items."""
    return {"type": "array", "items": items}


def mapping(values: Schema, description: str) -> Schema:
    """Return an object with keys of the moment and such values."""
    return {"type": "object", "additionalProperties": values, "description": description}


def text(description: str = "") -> Schema:
    """Return a text."""
    return {"type": "string", **({"description": description} if description else {})}


def flag(description: str) -> Schema:
    """Return true or false."""
    return {"type": "boolean", "description": description}


def count(description: str = "") -> Schema:
    """Return a number from 0."""
    return {"type": "integer", "minimum": 0, **({"description": description} if description else {})}


def words(of: type[Enum]) -> Schema:
    """Return one word of an enumeration."""
    return {"enum": [w.value for w in of]}


def maybe(schema: Schema) -> Schema:
    """Return the schema or null."""
    return {"anyOf": [schema, {"type": "null"}]}


VERSION = {"type": "string", "pattern": r"^1\.[0-9]+$"}
ADDRESS = {"type": "string", "pattern": r"^[a-z][a-z0-9_]*\.[A-Z][A-Za-z0-9]*/.+"}
VALUE: Schema = {"description": "Any value; null when there is none or when the field is sensitive."}


def source() -> Schema:
    """Return where a resource is declared."""
    return maybe({**place(), "description": "Of a template, used_at is the document that uses it."})


def place(*, used_at: bool = True) -> Schema:
    """Return a place in a file."""
    line = count("From 1; 0 means the whole file.")
    more = {"used_at": maybe(place(used_at=False))} if used_at else {}
    return record(file=text(), line=line, column=count(), **more)


def diagnostic() -> Schema:
    """Return one finding of configuration, guards or apply."""
    return record(
        severity=words(Severity),
        code=text(),
        summary=text(),
        detail=text(),
        remedy=text(),
        address=maybe(ADDRESS),
        file=maybe(text()),
        line=maybe(count()),
        column=maybe(count()),
        end_line=maybe(count()),
        end_column=maybe(count("The column after the last character.")),
        used_at=maybe(place(used_at=False)),
        excerpt=text("The source line."),
        width=count("How many characters of the excerpt are meant."),
    )


def mishap() -> Schema:
    """Return one kind of trouble of one account."""
    return record(
        account=text(),
        fault=words(Trouble),
        count=count("How often it happened in this account."),
        repeated=count("How many of them were answered by sending the call again."),
        waited_seconds={"type": "number", "minimum": 0},
        last=text("The last call that met it: method and path, or a list and its kind."),
    )


def gate() -> Schema:
    """Return one step that waits."""
    return record(
        address=ADDRESS,
        state=words(GateState),
        waiting_for=text(),
        due=maybe(text("What the step or the vendor says.")),
        since=maybe(text("When it began to wait, as far as it is known.")),
        account=text(),
        instruction=text(),
        reason=text(),
        source=source(),
    )


def outcome() -> Schema:
    """Return what became of one change."""
    return record(
        address=ADDRESS,
        action=words(Action),
        result=words(Result),
        id=text(),
        error=maybe(diagnostic()),
    )
