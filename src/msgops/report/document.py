"""What a report says, before it has a format. Every text is one printable line; formats add their syntax."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from msgops.report.values import Line


Tags = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Block:
    """One subject: a head, the place in the files, and what there is to say.

    `subject` is the address that it is about, `tags` are (group, value) by which a reader narrows a long report.
    """

    head: Line
    place: str = ""
    lines: tuple[Line, ...] = ()
    subject: str = ""
    tags: Tags = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks under one title; `urgent` sections are what a reader must see first."""

    title: str
    blocks: tuple[Block, ...]
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; `mono` names the columns that hold addresses and values.

    `subjects` and `tags` are those of blocks, one for each row, where there are any.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    mono: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    tags: tuple[Tags, ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """One figure of the summary."""

    number: int
    label: str
    symbol: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report. `verdict` is the one sentence that matters; `remarks` follow it."""

    name: str
    title: str
    verdict: str
    remarks: tuple[str, ...] = ()
    counts: tuple[Count, ...] = ()
    sections: tuple[Section, ...] = ()
    table: Table | None = None
