"""What an object and its fields are: the tables in `objects/` are written with these."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from msgops_salesforce.simulator.org import Org

Row = Mapping[str, Any]
"""A stored row. It is replaced, never changed, so that a shallow copy of the tables is a savepoint."""
NAME = r"^[A-Za-z](?:_?[A-Za-z0-9])*$"
"""The form of a developer name. [documented: D4.4]"""


@dataclass(frozen=True, slots=True)
class Field:
    """A column. `write` holds `C` where it can be set on create and `U` on update."""

    name: str
    type: str = "string"
    length: int = 0
    write: str = "CU"
    required: bool = False
    default: Any = None
    values: tuple[str, ...] = ()
    refers: tuple[str, ...] = ()
    relation: str = ""
    children: str = ""
    dangling: str = "INVALID_CROSS_REFERENCE_KEY"
    form: str = ""
    custom: bool = False

    @property
    def parent(self) -> str:
        """The name by which SOQL reaches the parent row."""
        return self.relation or self.name.removesuffix("Id")


def _nothing(*_: object) -> None:
    return None


def _always(*_: object) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class SObject:
    """An object type: its columns, what may be done with its rows, the rules beside single columns.

    `unique` holds groups of columns that no two rows share; `ignore_duplicate` answers such an insert with the row
    there is. `feature` is the switch without which the type does not exist. `setup` rows and others cannot be written
    in one transaction. The rules are called with the org: `admit` before a user creates a row, `check` and `saved`
    around a write, `guard` and `deleted` around a delete, `polled` when somebody looks, `visible` for every row. `metadata` names the component
    type whose `FullName` and `Metadata` the Tooling API shows.
    """

    name: str
    prefix: str
    label: str
    fields: tuple[Field, ...]
    unique: tuple[tuple[str, ...], ...] = ()
    calls: str = "CUD"
    api: str = "data tooling"
    feature: str = ""
    setup: bool = True
    taken: str = "DUPLICATE_VALUE"
    ignore_duplicate: bool = False
    cascade: tuple[tuple[str, str], ...] = ()
    admit: Callable[[Org], None] = _nothing
    check: Callable[[Org, dict[str, Any], Row | None], None] = _nothing
    saved: Callable[[Org, Row, Row | None], None] = _nothing
    guard: Callable[[Org, Row], None] = _nothing
    deleted: Callable[[Org, Row], None] = _nothing
    polled: Callable[[Org], None] = _nothing
    visible: Callable[[Org, Row], bool] = _always
    metadata: str = ""

    def field(self, name: str) -> Field | None:
        """Return a column; the case of its name does not matter. [documented]"""
        wanted = name.lower()
        return next((f for f in self.columns if f.name.lower() == wanted), None)

    @property
    def columns(self) -> tuple[Field, ...]:
        """The id, the columns of the table, and who wrote the row when. [documented]"""
        return (_ID, *self.fields, *_WRITTEN)


def text(name: str, length: int = 255, **more: Any) -> Field:
    """Declare a text."""
    return Field(name, "string", length, **more)


def area(name: str, length: int = 32000, **more: Any) -> Field:
    """Declare a long text."""
    return Field(name, "textarea", length, **more)


def developer_name(**more: Any) -> Field:
    """Declare a developer name: letters, digits and single underscores; required. [documented]"""
    return Field("DeveloperName", "string", 80, **{"required": True, "form": NAME, **more})


def flag(name: str, default: bool = False, **more: Any) -> Field:  # noqa: FBT001, FBT002  # a column's default
    """Declare a boolean; it is never null. [documented]"""
    return Field(name, "boolean", default=default, **more)


def whole(name: str, **more: Any) -> Field:
    """Declare an integer."""
    return Field(name, "int", **more)


def number(name: str, **more: Any) -> Field:
    """Declare a decimal number."""
    return Field(name, "double", **more)


def choice(name: str, *values: str, **more: Any) -> Field:
    """Declare a restricted picklist."""
    return Field(name, "picklist", 255, values=values, **more)


def moment(name: str, **more: Any) -> Field:
    """Declare a time."""
    return Field(name, "datetime", **more)


def refer(name: str, *types: str, **more: Any) -> Field:
    """Declare a reference to a row of one of these types."""
    return Field(name, "reference", 18, refers=types, **more)


def fixed(field: Field, write: str = "") -> Field:
    """Return the column read-only, or with `C` create-only."""
    return replace(field, write=write)


_ID = Field("Id", "id", 18, write="")
_WRITTEN = (
    moment("CreatedDate", write=""),
    refer("CreatedById", "User", write=""),
    moment("LastModifiedDate", write=""),
    refer("LastModifiedById", "User", write=""),
    moment("SystemModstamp", write=""),
)
