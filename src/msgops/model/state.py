"""What msgops remembers: no API can tell it, and nothing in it is secret."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from msgops.model.address import Address


@dataclass(frozen=True, slots=True)
class StateEntry:
    """One managed object: its vendor id and the values last applied.

    `applied` is in the canonical shape of the diff (flat dotted paths are not used here); secrets stand in it as keyed
    fingerprints (`{"fingerprint": "keyid:hex"}`). `protected` remembers `prevent_delete` after the block is gone.
    """

    address: Address
    account: str
    id: str
    applied: Mapping[str, Any]
    depends_on: tuple[Address, ...] = ()
    protected: bool = False


class GateState(StrEnum):
    """Where a gate stands.

    `PENDING` waits for the vendor or a person, `SUBMITTED` was handed in and the vendor has not answered yet,
    `CONFIRMED` is what a person said, `APPROVED` what the vendor said. `OPEN` stands in older states for `PENDING`.
    """

    OPEN = "open"
    SUBMITTED = "submitted"
    PENDING = "pending"
    CONFIRMED = "confirmed"
    APPROVED = "approved"
    REJECTED = "rejected"
    EXPIRED = "expired"

    @property
    def done(self) -> bool:
        """Whether it was said that the step is done: by a person, by the vendor or by a read."""
        return self in (GateState.CONFIRMED, GateState.APPROVED)


@dataclass(frozen=True, slots=True)
class GateRecord:
    """Where the gate of one address stands, for which desired values (`digest`), since when and by whose run.

    `values` holds what a person confirmed, or `{"tries": n}`: the wrong codes since the last one was sent.
    """

    address: Address
    state: GateState
    digest: str
    by: str
    at: str
    note: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Consent:
    """What somebody allowed: a guard's rule, for the addresses that match.

    `address` is an address, a pattern with `*` and `?`, or `""` for the whole rule. `until` is the last day (UTC,
    `YYYY-MM-DD`) on which it counts, `""` for one run only. `at` is when it was given, ISO 8601.
    """

    rule: str
    address: str
    reason: str
    by: str
    at: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Fresh:
    """What runs wrote a moment ago: when objects were made, by address, deleted, by (kind, id), and changed.

    `open` are objects, by (kind, id), of which nobody knows what became of the last call to them.
    """

    made: Mapping[Address, datetime] = field(default_factory=dict)
    gone: Mapping[tuple[str, str], datetime] = field(default_factory=dict)
    changed: Mapping[Address, datetime] = field(default_factory=dict)
    open: frozenset[tuple[str, str]] = frozenset()


class IntentState(StrEnum):
    """Where a journalled call stands; `SENT` without a result means that nobody knows, `RESOLVED` that a later run does."""

    SENT = "sent"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class Intent:
    """One write, journalled before it is sent. `before` is the live object's canonical value, for undo.

    `key` is the natural key of a create as JSON, by which its object is found when the outcome is unknown.
    """

    id: int
    run: str
    address: Address
    action: str
    state: IntentState
    at: str
    before: Mapping[str, Any] | None = None
    live_id: str = ""
    detail: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a writing command."""

    id: str
    command: str
    actor: str
    host: str
    commit: str
    plan_digest: str
    started: str
    ended: str = ""
    exit_code: int | None = None
    summary: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """One line of the hash-chained log; `hash` covers the record and the hash before it."""

    sequence: int
    at: str
    run: str
    actor: str
    event: str
    address: str
    detail: Mapping[str, Any]
    previous: str
    hash: str
