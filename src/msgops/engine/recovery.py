"""What interrupted runs left behind: calls of which nobody knows whether they took effect.

The journal names them. A create in doubt is looked for before it is sent again; who answers to the same natural key is
told apart by our mark, then by whether it was there before, then by its creation time. When that leaves several, a
person is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import orjson

from msgops.model.address import Address
from msgops.model.change import Action
from msgops.model.diagnostic import Diagnostic, Severity
from msgops.model.outcome import Outcome, Result
from msgops.model.state import Fresh, Intent, IntentState, StateEntry
from msgops.sdk.codec import nested

if TYPE_CHECKING:
    from msgops.engine.journal import Journal
    from msgops.engine.planner import Planned
    from msgops.model.change import Change
    from msgops.model.resource import Live
    from msgops.sdk.kind import Kind

RETIRE = "retire"
"""The action of an intent to remove the old object of a replacement that creates first."""
CREATES = frozenset({"create", "replace"})
_SKEW = timedelta(minutes=2)
"""How much the vendor's clock may be behind ours when a creation time decides."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A create that may have taken effect: when it was sent, and which objects of the same key were there before."""

    at: str
    mark: str
    known: frozenset[str]


def evidence(change: Change, known: Iterable[str] = ()) -> str:
    """Return what is journalled with a call: to tell its object from twins (`known`) later, and to undo it."""
    told = {"account": change.account, "reversible": change.reversible, "known": sorted(known)}
    return orjson.dumps(told).decode()


def doubts(unsettled: Iterable[Intent], workspace: str) -> dict[Address, Doubt]:
    """Return the creates in doubt, the newest of each address."""
    found = {}
    for intent in unsettled:
        if intent.action in CREATES and not intent.live_id:
            known = orjson.loads(intent.key or "{}").get("known", ())
            found[intent.address] = Doubt(
                intent.at, f"msgops:{workspace}:{intent.address}", frozenset(map(str, known))
            )
    return found


def opened(fresh: Fresh, unsettled: Iterable[Intent]) -> Fresh:
    """Add the objects of calls in doubt: a part of such a call may have been carried out, and a list not show it yet."""
    return replace(fresh, open=frozenset((i.address.full_kind, i.live_id) for i in unsettled if i.live_id))


def ours(kind: Kind, found: Sequence[Live], doubt: Doubt) -> list[Live]:
    """Narrow the objects with the natural key to those that the call in doubt may have created."""
    marked = [live for live in found if live.owner == doubt.mark]
    if marked:
        return marked
    new = [live for live in found if live.id not in doubt.known]
    if len(new) > 1 and kind.created:
        sent = datetime.fromisoformat(doubt.at) - _SKEW
        new = [live for live in new if (at := _time(live.wire.get(kind.created))) is None or at >= sent]
    return new


def _time(value: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def deposed(address: Address, live_id: str) -> Address:
    """Return under which address an object is recorded whose place another one has taken."""
    return replace(address, name=f"{address.name}~{quote(live_id, safe='')}")


def hold_back(changes: Sequence[Change]) -> list[Change]:
    """Let a replaced object stay until its successor is ready for use."""
    waiting = {str(c.address): c for c in changes if c.action is Action.GATE}
    if not waiting:
        return list(changes)
    return [
        _held(c, gate) if c.action is Action.DELETE and (gate := waiting.get(_successor(c.address))) else c
        for c in changes
    ]


def _successor(address: Address) -> str:
    return str(address).rpartition("~")[0]


def _held(change: Change, gate: Change) -> Change:
    reason = f"it is removed when {gate.address}, which takes its place, is ready"
    waits = (str(gate.address),)
    return replace(
        change, action=Action.GATE, reason=reason, waits_for=waits, waiting=gate.waiting, calls=0, notes=()
    )


def left_over(
    unsettled: Iterable[Intent], recorded: Mapping[Address, StateEntry]
) -> dict[Address, StateEntry]:
    """Return records for objects that were replaced but perhaps not removed; the plan deletes them."""
    found = {}
    for intent in unsettled:
        entry = recorded.get(intent.address)
        if intent.action == RETIRE and entry is not None and entry.id != intent.live_id:
            address = deposed(intent.address, intent.live_id)
            found[address] = StateEntry(address, entry.account, intent.live_id, nested(intent.before or {}))
    return found


def removing(unsettled: Iterable[Intent]) -> frozenset[str]:
    """Return the ids of objects whose removal may be under way: an interrupted run had been told to remove them."""
    return frozenset(i.live_id for i in unsettled if i.live_id and i.action in ("delete", "replace", RETIRE))


def orphans(planned_over: Iterable[Address], context_doubts: Mapping[Address, Doubt]) -> list[Diagnostic]:
    """MG121: creates in doubt whose documents are gone, so that no plan looks for their objects."""
    known = set(planned_over)
    return [
        Diagnostic(
            "MG121",
            "A run was interrupted while it created an object that is no longer declared",
            detail=f"{address} was sent at {doubt.at}; whether it exists is not known",
            remedy=f"Look for it in the system, then forget the call:\n    msgops state rm {address}\n"
            "  or declare it again: the next plan finds it.",
            severity=Severity.WARNING,
            address=address,
        )
        for address, doubt in sorted(context_doubts.items())
        if address not in known
    ]


async def settle(planned: Planned, outcomes: Sequence[Outcome], journal: Journal) -> None:
    """End the doubts that this run has answered: their object was found, made or seen to be gone."""
    good = {o.address for o in outcomes if o.result in (Result.DONE, Result.RECORDED)}
    good.update(o.address for o in outcomes if o.result is Result.WAITING and o.id)
    bad = {o.address for o in outcomes if o.result in (Result.FAILED, Result.SKIPPED, Result.MOVED)}
    agreed = {c.address for c in planned.plan.changes if c.calls == 0} - bad
    for intent in planned.request.unsettled:
        address, entry = intent.address, None
        over = address in good or address in agreed
        if intent.action == RETIRE:
            found = left_over([intent], planned.request.recorded)
            entry = next((e for a, e in found.items() if a not in good), None)
            over = bool(found) or over
        if over:
            await journal.settle(
                intent.id,
                IntentState.RESOLVED,
                address=address,
                action=intent.action,
                detail="a later run found out what became of it",
                entry=entry,
            )
