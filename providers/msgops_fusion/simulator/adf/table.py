"""How a resource of the pod is described: its attributes, its key, its children, what may be done with it.

A line of a table is a name, a type (`string(30)`, `integer`, `boolean`, `date`, `datetime`) and words: `required`,
`read` (only the server writes it), `create` (written once), `hidden` (written, never returned), `noquery`, and `=x` for
what it has unless told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from msgops.sandbox.kit import Call

Row = dict[str, Any]
Check = Callable[[Call, Row, Row | None], None]
"""Completes and checks a row, given what was there before (`None` when it is new)."""

WHO = """
CreatedBy string(64) read
CreationDate datetime read
LastUpdatedBy string(64) read
LastUpdateDate datetime read
"""
"""What every row has. [documented: data model]"""


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute; `length` is 0 where none is known, `write` is `CU`, `C` or empty."""

    name: str
    type: str
    length: int = 0
    required: bool = False
    write: str = "CU"
    hidden: bool = False
    queryable: bool = True
    default: Any = None


@dataclass(frozen=True, slots=True)
class Resource:
    """A collection.

    Attributes:
        key: the attribute in the URL of an item; `style` says who makes it: the server a number (`number`), the
            client (`natural`), the server a hash of something that is not shown (`hash`).
        unique: attributes whose values no two rows share, within a parent; the first also finds the row of an upsert.
        verbs: of `CRUD`; anything else answers 405.
        finders: by name, the attributes that their variables stand for.
        check, leaving, reading: called before a row is written, deleted, and when it is read alone.

    """

    name: str
    key: str
    attributes: Mapping[str, Attribute]
    context: str = "crmRestApi"
    style: str = "number"
    unique: tuple[tuple[str, ...], ...] = ()
    verbs: str = "CRUD"
    children: tuple[Resource, ...] = ()
    finders: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    check: Check | None = None
    leaving: Callable[[Call, Row], None] | None = None
    visible: Callable[[Call, Row], bool] | None = None
    reading: Callable[[Call, Row], None] | None = None
    roles: tuple[str, ...] = ()
    path: str = ""

    @property
    def table(self) -> str:
        """Where its rows are kept."""
        return self.path or self.name

    def child(self, name: str) -> Resource | None:
        """Return a child by name."""
        return next((c for c in self.children if c.name == name), None)


def read(text: str) -> dict[str, Attribute]:
    """Return the attributes of a table, and those that every row has."""
    return {a.name: a for a in map(_attribute, f"{text}\n{WHO}".split("\n")) if a is not None}


def _attribute(line: str) -> Attribute | None:
    if not line.strip():
        return None
    name, kind, *words = line.split()
    type_, _, length = kind.rstrip(")").partition("(")
    defaults = [w[1:] for w in words if w.startswith("=")]
    return Attribute(
        name,
        type_,
        int(length or 0),
        required="required" in words,
        write="" if "read" in words else "C" if "create" in words else "CU",
        hidden="hidden" in words,
        queryable="noquery" not in words and "hidden" not in words,
        default=_default(type_, defaults[0]) if defaults else None,
    )


def _default(type_: str, text: str) -> Any:
    if type_ == "boolean":
        return text == "true"
    return int(text) if type_ == "integer" else text
