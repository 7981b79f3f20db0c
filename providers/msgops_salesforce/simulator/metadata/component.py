"""A component type: where its files lie, and how a document becomes rows and rows a document.

`Component` keeps what has a column in a row of its object type and the rest of the document beside it. Types whose
document says more than one row override `parts` and `spread`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from msgops_salesforce.simulator.errors import Rejected
from msgops_salesforce.simulator.fields import Row
from msgops_salesforce.simulator.metadata.shape import SHAPES, BadContent, Content, Shape, ordered
from msgops_salesforce.simulator.org import Org


@dataclass(frozen=True, slots=True)
class Outcome:
    """What writing a component did."""

    id: str
    created: bool
    changed: bool
    warnings: tuple[str, ...] = ()


class Failed(BadContent):
    """A component cannot be written or deleted: the problem of its line in a deploy result."""


def unknown(element: str, type_: str, name: str) -> Failed:
    """Refuse a reference to a component that is not there. [assumed: the words]"""
    return Failed(f"In field: {element} - no {type_} named {name} found")


@dataclass
class Component:
    """One type. `columns` maps elements to columns, `words` the values of an element to those of its column."""

    name: str
    folder: str
    suffix: str
    object: str = ""
    key: str = "DeveloperName"
    columns: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()
    files: bool = True

    @property
    def table(self) -> str:
        """The object type of the rows."""
        return self.object or self.name

    @property
    def shape(self) -> Shape:
        """The shape of the document."""
        return SHAPES[self.name]

    def rows(self, org: Org) -> list[Row]:
        """Return the rows that are components."""
        return list(org.rows(self.table).values())

    def name_of(self, org: Org, row: Row) -> str:  # noqa: ARG002  # some names carry that of a folder
        """Return the full name of a row's component."""
        return str(row[self.key] if self.key else row["_fullName"])

    def names(self, org: Org) -> list[str]:
        """Return the full names there are."""
        return [self.name_of(org, r) for r in self.rows(org)]

    def row(self, org: Org, name: str) -> Row | None:
        """Return the row of a component; the case of its name does not matter."""
        wanted = name.lower()
        return next((r for r in self.rows(org) if self.name_of(org, r).lower() == wanted), None)

    def read(self, org: Org, name: str) -> Content | None:
        """Return the document of a component, `None` where there is none."""
        found = self.whole(org, name)
        return None if found is None else {k: v for k, v in found.items() if k not in self.hidden}

    def parts(self, org: Org, row: Row) -> Content:  # noqa: ARG002  # most documents say one row
        """Return everything the document says of a row."""
        found: Content = dict(row.get("_content") or {})
        for element, column in self.columns.items():
            value = row.get(column)
            back = {v: k for k, v in self.words.get(element, {}).items()}
            found[element] = back.get(value, value) if isinstance(value, str) else value
        return found

    def whole(self, org: Org, name: str) -> Content | None:
        """Return the document with what a reader does not see."""
        row = self.row(org, name)
        return None if row is None else ordered(self.shape, self.parts(org, row))

    def write(self, org: Org, name: str, content: Content) -> Outcome:
        """Create or replace a component; a document that says what is there changes nothing, not even a date."""
        before, kept = self.whole(org, name), org.savepoint()
        org.schema(self.table, api="")
        values = {**self.values(org, name, content), "_content": self.rest(content)}
        old = self.row(org, name)
        if old is None:
            given = {k: v for k, v in values.items() if v is not None}
            row = org.insert(self.table, {**given, "_fullName": name}, by="metadata")
        else:
            row = org.update(self.table, old["Id"], values, by="metadata")
        self.spread(org, row, content)
        if old is not None and self.whole(org, name) == before:
            org.restore(kept)
            return Outcome(old["Id"], created=False, changed=False)
        return Outcome(row["Id"], created=old is None, changed=True)

    def values(self, org: Org, name: str, content: Content) -> dict[str, Any]:
        """Return the columns of a document; those it does not mention go back to their defaults."""
        found = {c: content.get(e) for e, c in self.columns.items()}
        for element, words in self.words.items():
            value = content.get(element)
            found[self.columns[element]] = words.get(str(value)) if value is not None else None
        schema = org.schema(self.table, api="")
        for column, value in found.items():
            known = schema.field(column)
            if value is None and known is not None:
                found[column] = known.default
        return {self.key: name, **found} if self.key else found

    def rest(self, content: Content) -> Content:
        """Return what has no column."""
        return {k: v for k, v in content.items() if k not in self.columns}

    def spread(self, org: Org, row: Row, content: Content) -> None:
        """Write what the document says of other rows."""

    def delete(self, org: Org, name: str) -> str | None:
        """Remove a component and return its id, `None` where there is none."""
        row = self.row(org, name)
        if row is None:
            return None
        org.delete(self.table, row["Id"], by="metadata")
        return str(row["Id"])


def need(org: Org, component: Component, element: str, name: str) -> Row:
    """Return the row of another component that a document names."""
    found = component.row(org, name)
    if found is None:
        raise unknown(element, component.name, name)
    return found


def failed(error: Exception) -> Failed:
    """Turn what the rows refuse into the problem of a component."""
    if isinstance(error, BadContent):
        return Failed(error.problem, error.line)
    assert isinstance(error, Rejected)
    return Failed(error.message)
