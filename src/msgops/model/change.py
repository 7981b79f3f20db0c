"""One change: an address, an action, and what is different before and after."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from msgops.model.redact import redact_value

if TYPE_CHECKING:
    from msgops.model.address import Address
    from msgops.model.diagnostic import Origin
    from msgops.model.resource import Waiting


class Action(StrEnum):
    """What apply will do.

    | action  | before  | after   | calls                                             |
    |---------|---------|---------|---------------------------------------------------|
    | noop    | live    | live    | none                                              |
    | create  | none    | desired | one create                                        |
    | update  | live    | desired | one update                                        |
    | replace | live    | desired | a delete and a create                             |
    | delete  | live    | none    | one delete                                        |
    | adopt   | live    | desired | an update if fields differ, else only recorded    |
    | forget  | nothing | none    | none: the record of a vanished object is dropped  |
    | gate    | live    | live    | none: somebody outside msgops must act first      |
    """

    NOOP = "noop"
    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"
    DELETE = "delete"
    ADOPT = "adopt"
    FORGET = "forget"
    GATE = "gate"

    @property
    def symbol(self) -> str:
        """The sign that the reader of a plan sees."""
        return _SYMBOLS[self]


_SYMBOLS = {
    Action.NOOP: " ",
    Action.CREATE: "+",
    Action.UPDATE: "~",
    Action.REPLACE: "±",
    Action.DELETE: "-",
    Action.ADOPT: "»",
    Action.FORGET: ".",
    Action.GATE: "?",
}


class Cause(StrEnum):
    """Why a field or an object differs (DESIGN §4, the three-way table)."""

    CONFIG = "config"
    DRIFT = "drift"
    CONFLICT = "conflict"
    ADOPTION = "adoption"


UNKNOWN = "(known after apply)"
"""What a plan shows for a value that only apply can know."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One managed field that differs; both values are `None` when `sensitive`.

    `after` is `None` when the field is released to the vendor's default.
    """

    path: str
    before: Any
    after: Any
    cause: Cause
    sensitive: bool = False

    def __post_init__(self) -> None:
        """Take out secrets that somebody put, outside msgops, into a field for other things."""
        object.__setattr__(self, "before", redact_value(self.before))


@dataclass(frozen=True, slots=True)
class Change:
    """What apply will do to one address, and everything that a reader needs to judge it.

    `precondition` is the digest of the live object the change was computed from (`""` when there was none).
    `create_first` marks a replace whose new object may stand beside the old one.
    `later` names fields that a second step sets, each with the target that must be there first.
    `takes_from` is the change that gives up the natural key which this one takes, `aside` the name that an object bears
    for a moment when two swap theirs.
    `calls` counts the writes; `record` says that the state must be brought up to date even without a call.
    """

    address: Address
    action: Action
    account: str
    cause: Cause | None = None
    fields: tuple[FieldChange, ...] = ()
    reason: str = ""
    source: Origin | None = None
    depends_on: tuple[Address, ...] = ()
    precondition: str = ""
    live_id: str = ""
    reversible: bool = True
    waits_for: tuple[str, ...] = ()
    waiting: Waiting | None = None
    create_first: bool = False
    calls: int = 0
    record: bool = False
    costs_money: bool = False
    notes: tuple[str, ...] = field(default=())
    later: tuple[tuple[str, Address], ...] = ()
    takes_from: Address | None = None
    aside: str = ""
