"""Desired and live objects, both in the shape of the kind's spec."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

from msgops.model.state import GateState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msgops.model.address import Address
    from msgops.model.diagnostic import Origin


class Places(Protocol):
    """Where the keys and values of a document stand in its file: line and column, from 1."""

    def key(self, path: str) -> tuple[int, int] | None:
        """Return the place of a key."""
        ...

    def value(self, path: str) -> tuple[int, int] | None:
        """Return the place of a value."""
        ...

    def end(self, path: str) -> tuple[int, int] | None:
        """Return the place after the last character of a value that has one."""
        ...


@dataclass(frozen=True, slots=True)
class Lapse:
    """An ignored field that is compared again one day: the last day (ISO) on which it is ignored, and why it is."""

    field: str
    until: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """What the user asked of msgops for one resource; `lapses` are those of `ignore` that end."""

    prevent_delete: bool = False
    ignore: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    lapses: tuple[Lapse, ...] = ()

    def on(self, day: str) -> Lifecycle:
        """Return what holds on a day (ISO): without the ignores that have ended."""
        over = {one.field for one in self.lapses if one.until < day}
        return replace(self, ignore=tuple(i for i in self.ignore if i not in over)) if over else self


@dataclass(frozen=True, slots=True)
class Silence:
    """The user's word that findings of some rules are meant: why, and the last day (ISO) on which that holds.

    `address` is a pattern of addresses; `origins` are where the rules are written, one each.
    """

    rules: tuple[str, ...]
    reason: str
    until: str = ""
    address: str = "*"
    origins: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True)
class Resource:
    """Desired: one document of the workspace, checked by the kind's spec.

    `attributes` holds only what the document sets: nested dictionaries and lists of text, numbers and booleans,
    `Secret` for secrets, the target's name (or `{"lookup": …}`, `{"id": …}`) for references.
    `places` finds the line and column of a dotted path.
    """

    address: Address
    account: str
    attributes: Mapping[str, Any]
    origin: Origin
    labels: Mapping[str, str] = field(default_factory=dict)
    lifecycle: Lifecycle = field(default_factory=Lifecycle)
    previously: str | None = None
    depends_on: tuple[Address, ...] = ()
    places: Places | None = None
    silences: tuple[Silence, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """A live object that is not usable yet: for whom it waits and what they must do.

    `rejected` and `expired` are the vendor's last word, with its `reason` where it gives one. `code` says that a code is
    awaited (`msgops gate submit`), `submitted` that something was handed in and the vendor has not answered yet.
    `since` is ISO 8601, `due` what the vendor or the step says.
    """

    waiting_for: str
    instruction: str
    rejected: bool = False
    expired: bool = False
    submitted: bool = False
    code: bool = False
    reason: str = ""
    since: str = ""
    due: str = ""

    @property
    def state(self) -> GateState:
        """Where the gate stands."""
        if self.expired:
            return GateState.EXPIRED
        if self.rejected:
            return GateState.REJECTED
        return GateState.SUBMITTED if self.submitted else GateState.PENDING

    @property
    def over(self) -> bool:
        """Whether waiting longer changes nothing."""
        return self.rejected or self.expired


@dataclass(frozen=True, slots=True)
class Live:
    """What the system holds: `attributes` in the spec's shape after normalisation, `wire` as the vendor sent it."""

    kind: str
    account: str
    id: str
    attributes: Mapping[str, Any]
    wire: Mapping[str, Any]
    computed: Mapping[str, Any] = field(default_factory=dict)
    waiting: Waiting | None = None
    owner: str | None = None
