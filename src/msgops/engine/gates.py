"""What waits for somebody outside msgops: where each gate stands, what to remember of it, and how to say it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from msgops.engine import confirmed
from msgops.model.change import Action, Change
from msgops.model.diagnostic import Diagnostic, Severity
from msgops.model.resource import Waiting
from msgops.model.state import GateRecord, GateState

if TYPE_CHECKING:
    from msgops.engine.context import Context
    from msgops.engine.planner import Planned
    from msgops.model.address import Address
    from msgops.model.resource import Resource
    from msgops.sdk.kind import Kind


@dataclass(frozen=True)
class News:
    """What a run learned about gates: records to write, and addresses whose record is of no use any more."""

    records: tuple[GateRecord, ...] = ()
    gone: tuple[Address, ...] = ()


def news(planned: Planned, *, by: str, now: str) -> News:
    """Return what changed about the gates of a plan since they were recorded; call it after the apply."""
    context, selected = planned.context, planned.request.selected
    waits = {c.address: c.waiting for c in planned.plan.gates if c.waiting is not None}
    matched = context.observed.identity.matched
    for address, live in matched.items():
        if address in context.desired and live.waiting is not None:
            waits[address] = _with_record(live.waiting, context.gates.get(address))
        elif address in waits and address in context.desired:
            del waits[address]
    mine = [a for a in sorted(context.desired) if selected is None or a in selected]
    found = (_record(context, address, waits.get(address), by=by, now=now) for address in mine)
    gone = {a for a, g in context.gates.items() if a not in context.desired and not g.state.done}
    gone |= {
        c.address for c in planned.plan.changes if c.action is Action.FORGET and c.address in context.gates
    }
    return News(tuple(r for r in found if r is not None), tuple(sorted(gone)))


def _record(
    context: Context, address: Address, waiting: Waiting | None, *, by: str, now: str
) -> GateRecord | None:
    """Return the record of a gate whose state changed."""
    old, kind, resource = (
        context.gates.get(address),
        context.catalog.kind(address.full_kind),
        context.desired[address],
    )
    verdict = context.verdicts.get(address)
    if waiting is None and kind.hand.by_person:
        return _read(context, kind, resource, old, by=by, now=now)
    if waiting is None:
        there = address in context.observed.identity.matched or (verdict is not None and verdict.holds)
        approved = old is not None and not old.state.done and there
        return replace(old, state=GateState.APPROVED, at=now, by=by, values={}) if approved and old else None
    kept = kind.hand.by_person and confirmed.done(old) is not None
    if old is not None and verdict is not None and verdict.failed:
        return None  # a read that failed tells nothing
    if old is not None and (old.state is waiting.state or old.state is GateState.CONFIRMED or kept):
        return None
    digest = confirmed.values_digest(kind, resource)
    tries = old.values if old is not None and waiting.code else {}
    return GateRecord(address, waiting.state, digest, by, waiting.since or now, waiting.reason, tries)


def _read(
    context: Context, kind: Kind, resource: Resource, old: GateRecord | None, *, by: str, now: str
) -> GateRecord | None:
    """Return the record of a person's step of which a read says, and nobody said before, that it is done."""
    verdict, digest = context.verdicts.get(resource.address), confirmed.values_digest(kind, resource)
    if verdict is None or not verdict.holds:
        return None
    if confirmed.done(old) is not None and old is not None and old.digest == digest:
        return None
    values = confirmed.told(kind, resource)
    return GateRecord(resource.address, GateState.APPROVED, digest, by, now, "", values)


def known(change: Change, gates: Mapping[Address, GateRecord]) -> Change:
    """Add to a gate what the state remembers: since when it waits, and whether a code was handed in."""
    if change.action is not Action.GATE or change.waiting is None:
        return change
    return replace(change, waiting=_with_record(change.waiting, gates.get(change.address)))


def _with_record(waiting: Waiting, record: GateRecord | None) -> Waiting:
    if record is None or record.state.done:
        return waiting
    if record.state is GateState.SUBMITTED and waiting.code and not waiting.over:
        waiting = replace(waiting, submitted=True)
    same = record.state is waiting.state or record.state is GateState.OPEN
    return replace(waiting, since=waiting.since or record.at) if same else waiting


def findings(changes: Sequence[Change]) -> list[Diagnostic]:
    """Return the gates that no waiting opens: somebody must change something."""
    return [
        finding(c) for c in changes if c.action is Action.GATE and c.waiting is not None and c.waiting.over
    ]


def finding(change: Change) -> Diagnostic:
    """Say what waits, at the document's line: for whom, or why the vendor said no and what to do."""
    waiting = change.waiting or Waiting(", ".join(change.waits_for) or "somebody", change.reason)
    who, told = waiting.waiting_for, change.reason or waiting.instruction
    if waiting.over:
        code, summary = (
            ("MG132", "It has expired") if waiting.expired else ("MG131", "The vendor rejected it")
        )
        return Diagnostic(
            code,
            summary,
            detail=waiting.reason or f"it waits for {who}",
            remedy=waiting.instruction,
            severity=Severity.WARNING,
            address=change.address,
            origin=change.source,
        )
    return Diagnostic(
        "MG130",
        "A gate is open",
        detail=f"waits for {who}: {told}",
        severity=Severity.NOTE,
        address=change.address,
        origin=change.source,
    )
