"""What an attribute of a SCIM resource is, read from the tables of this package.

A line of a table is a name (with its parent: `scopes.fqs`), a type, and words: `readOnly` or `immutable` (else it may be
written), `always` or `request` (else it is returned by default), `many`, `exact` (its case counts), `search`,
`required`, `unique`, and `=A|B` for the values that it takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(slots=True)
class Attribute:
    """One attribute; a complex one has parts."""

    name: str
    type: str
    mutability: str = "readWrite"
    returned: str = "default"
    many: bool = False
    exact: bool = False
    search: bool = False
    required: bool = False
    unique: bool = False
    values: tuple[str, ...] = ()
    parts: dict[str, Attribute] = field(default_factory=dict)

    def part(self, name: str) -> Attribute | None:
        """Return a part by name, in any case."""
        return self.parts.get(name.lower())


Schema = Mapping[str, Attribute]
"""Attributes by their names in lower case: SCIM does not tell cases of names apart."""


def read(*tables: str) -> dict[str, Attribute]:
    """Return the attributes of tables, in their order."""
    out: dict[str, Attribute] = {}
    for line in "\n".join(tables).split("\n"):
        if not line.strip():
            continue
        path, type_, *words = line.split()
        attribute = _attribute(path, type_, words)
        parent, _, name = path.rpartition(".")
        if parent and not parent.startswith("urn:"):
            attribute.name = name
            out[parent.lower()].parts[name.lower()] = attribute
        else:
            out[path.lower()] = attribute
    return out


def _attribute(path: str, type_: str, words: list[str]) -> Attribute:
    out = Attribute(path, type_)
    for word in words:
        if word in ("readOnly", "immutable"):
            out.mutability = word
        elif word in ("always", "request"):
            out.returned = word
        elif word.startswith("="):
            out.values = tuple(word[1:].split("|"))
        else:
            setattr(out, word, True)
    return out


def find(schema: Schema, path: str) -> tuple[Attribute, Attribute | None] | None:
    """Return the attribute of a path and its part, `None` where there is none; a schema's URN in front is dropped."""
    whole = schema.get(path.lower())
    if whole is not None:
        return whole, None
    if path.lower().startswith("urn:"):
        path = path.rpartition(":")[2]
    name, _, rest = path.partition(".")
    attribute = schema.get(name.lower())
    if attribute is None:
        return None
    if not rest:
        return attribute, None
    part = attribute.part(rest)
    return (attribute, part) if part is not None else None
