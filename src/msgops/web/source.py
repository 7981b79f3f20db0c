"""What the pages are made of, and where they get it: the web view itself opens no state, no file and no account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from msgops.model.address import Address
    from msgops.model.diagnostic import Diagnostic
    from msgops.model.drift import Around
    from msgops.model.finding import Finding
    from msgops.model.mishap import Mishap
    from msgops.model.state import AuditRecord, Intent, Run, StateEntry
    from msgops.model.worksheet import Worksheet


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The state as it was read in this moment; `held` says who holds it, empty when nobody does."""

    entries: Mapping[Address, StateEntry]
    runs: Sequence[Run]
    held: str


@dataclass(frozen=True, slots=True)
class Gate:
    """Where a gate stands by the state and the files: no vendor was asked. `at` is empty where nothing was recorded yet."""

    address: Address
    state: str
    open: bool
    who: str
    at: str = ""
    by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a person or a check: the worksheet, and the digest of the values on it.

    `confirmable` where somebody's word counts, `problems` say why it could not be read how things stand.
    """

    sheet: Worksheet
    seen: str
    confirmable: bool
    problems: Sequence[Diagnostic] = ()


@dataclass(frozen=True, slots=True)
class Compared:
    """What was recorded against what is live, and when it was read (ISO 8601)."""

    at: str
    findings: Sequence[Finding]
    around: Around
    mishaps: Sequence[Mishap]


class UnknownStepError(Exception):
    """There is no worksheet for this address."""


class RefusedError(Exception):
    """A confirmation that was not recorded, with the reason for the reader."""


class Source(Protocol):
    """Where the pages get what they show. Errors are `MsgopsError`."""

    @property
    def title(self) -> str:
        """Return the workspace, with its environment."""

    @property
    def place(self) -> str:
        """Return where the state is, without credentials."""

    @property
    def accounts(self) -> Mapping[str, str]:
        """Return each account of the files with its provider."""

    def snapshot(self) -> Snapshot:
        """Read the state; nothing is written, and no network but the state's own is used."""

    def log(self) -> Sequence[AuditRecord]:
        """Return the audit log, oldest first."""

    def first_broken(self) -> int | None:
        """Prove the log: return its first record that is not whole, nothing where all are. It takes seconds per 100,000."""

    def calls(self, run: str) -> Sequence[Intent]:
        """Return the journalled calls of a run, in the order in which they were sent."""

    def gates(self) -> Sequence[Gate]:
        """Return the gates that are recorded, and the steps of people that are declared."""

    def concept(self, kind: str) -> str:
        """Return the concept of a kind by its full name, also of one that is not installed."""

    async def step(self, address: Address) -> Step:
        """Return a worksheet; what can be read is read. `UnknownStepError` where there is none."""

    async def compare(self) -> Compared:
        """Read the accounts and compare; nothing is written."""

    async def confirm(self, address: Address, *, by: str, note: str, seen: str) -> None:
        """Record that a step is done, after reading it where that is possible.

        `RefusedError` where it reads back otherwise or the values are not those that were `seen`, `LockedError` while a run
        holds the state.
        """
