"""A step of a person as a page to follow: who, where, the clicks, the exact values, and what changed since the last time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from msgops.model.address import Address


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a click: words, or the value at `path` that is copied as it is."""

    text: str
    path: str = ""

    @property
    def value(self) -> bool:
        """Whether it is a value."""
        return bool(self.path)


@dataclass(frozen=True, slots=True)
class Row:
    """One click; `asked` is false where its values are as they were confirmed."""

    parts: tuple[Part, ...]
    asked: bool = True

    @property
    def text(self) -> str:
        """The click as plain text."""
        return "".join(part.text for part in self.parts)


@dataclass(frozen=True, slots=True)
class Asked:
    """A value at its dotted path, and whether it differs from `before`: what was confirmed, or read.

    `removed` says that the files do not name it any more. A secret value is `None`.
    """

    path: str
    value: Any
    before: Any = None
    changed: bool = True
    removed: bool = False
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Who said last that the step was done, when (ISO 8601) and in which words; `by_reading` when a read said it."""

    by: str
    at: str
    note: str = ""
    by_reading: bool = False


@dataclass(frozen=True, slots=True)
class Worksheet:
    """What a person needs to do a step.

    Attributes:
        title: what the step does, one sentence.
        doc: the vendor's page about it.
        state: `pending`, `confirmed` or `approved`, and `since` when; `reason` why it is open.
        last: the last confirmation, also when the step is open again.
        files: the directory of the files that msgops rendered for it, from the workspace; empty where it has none.
        read_back: whether msgops can read that the step is done; `found` is what it read.

    """

    address: Address
    who: str
    where: str
    rows: tuple[Row, ...]
    asked: tuple[Asked, ...]
    title: str = ""
    doc: str = ""
    due: str = ""
    state: str = "pending"
    since: str = ""
    reason: str = ""
    last: Confirmation | None = None
    files: str = ""
    read_back: bool = False
    found: str = ""

    @property
    def open(self) -> bool:
        """Whether somebody has to do it."""
        return self.state not in ("confirmed", "approved")

    @property
    def again(self) -> bool:
        """Whether it was confirmed before and is open again for some of its values."""
        return self.open and self.last is not None and any(not row.asked for row in self.rows)

    @property
    def steps(self) -> tuple[str, ...]:
        """The clicks that are asked for, as plain text."""
        return tuple(row.text for row in self.rows if row.asked)

    @property
    def values(self) -> Mapping[str, Any]:
        """The wanted values by path; secrets are not among them in the clear."""
        return {a.path: "(a secret)" if a.secret else a.value for a in self.asked if not a.removed}
