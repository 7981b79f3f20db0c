"""Read back what apply did: the law that the next plan is empty, checked at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from msgops.engine import hands
from msgops.engine.diff import wanted
from msgops.engine.fields import compare
from msgops.engine.lag import pauses
from msgops.engine.observe import observe
from msgops.model.change import Action
from msgops.model.diagnostic import Diagnostic
from msgops.model.outcome import Outcome, Result
from msgops.model.state import StateEntry
from msgops.sdk.errors import ProviderError
from msgops.sdk.kind import Hand
from msgops.sdk.together import together

if TYPE_CHECKING:
    from msgops.engine.planner import Planned
    from msgops.model.address import Address
    from msgops.model.change import Change
    from msgops.sdk.http import Reader
    from msgops.sdk.kind import Kind

_UNSEEN = "MA110"
_WROTE = (Action.CREATE, Action.UPDATE, Action.REPLACE, Action.ADOPT)


async def verify(
    planned: Planned, outcomes: Sequence[Outcome], readers: Mapping[str, Reader], changed: frozenset[Address]
) -> list[Outcome]:
    """Return the outcomes with those turned to failures that do not read back as written.

    `changed` are the addresses for which a call was made. Lists are read once per kind, not once per object.
    """
    todo = {
        o.address: o
        for o in outcomes
        if o.result is Result.DONE and o.action in _WROTE and o.address in changed
    }
    wrong: dict[Address, Diagnostic] = {}
    waited = 0.0
    for pause in _longest(planned, todo):
        if pause:
            await next(iter(readers.values())).clock.sleep(pause)
            waited += pause
        unseen = {address for address, why in wrong.items() if why.code == _UNSEEN}
        wrong = await _look(planned, todo, readers)
        _tell_lag(planned, unseen - wrong.keys(), readers, waited)
        if not wrong:
            return list(outcomes)
        todo = {a: todo[a] for a in wrong}
    return [
        replace(o, result=Result.FAILED, error=wrong[o.address]) if o.address in wrong else o
        for o in outcomes
    ]


async def checks(planned: Planned, readers: Mapping[str, Reader]) -> Planned:
    """Read once more the checks that did not hold when the plan was made; one that holds now waits for nobody."""
    open_ = [c for c in planned.plan.gates if _kind(planned, c).hand is Hand.CHECK]
    found = await together(*(_holds(planned, c, readers) for c in open_))
    held = {c.address for c, holds in zip(open_, found, strict=True) if holds}
    changes = tuple(
        replace(c, action=Action.NOOP, waiting=None, reason="", waits_for=()) if c.address in held else c
        for c in planned.plan.changes
    )
    return replace(planned, plan=replace(planned.plan, changes=changes))


async def _holds(planned: Planned, change: Change, readers: Mapping[str, Reader]) -> bool:
    resource = planned.context.desired[change.address]
    try:
        verdict = await hands.verify(_kind(planned, change), resource, readers[change.account])
    except ProviderError:
        return False
    return verdict is not None and verdict.holds


def _kind(planned: Planned, change: Change) -> Kind:
    return planned.context.catalog.kind(change.address.full_kind)


def _tell_lag(
    planned: Planned, late: Iterable[Address], readers: Mapping[str, Reader], waited: float
) -> None:
    """Say for the report which lists showed only after a wait what was written; the wait counts once."""
    for account, name in sorted({(planned.context.desired[a].account, a.full_kind) for a in late}):
        readers[account].lagged(f"list of {name}", waited)
        waited = 0.0


def _longest(planned: Planned, todo: Iterable[Address]) -> tuple[float, ...]:
    found = {pauses(planned.context.catalog.kind(a.full_kind)) for a in todo}
    return max(found, key=len, default=())


async def _look(
    planned: Planned, todo: Mapping[Address, Outcome], readers: Mapping[str, Reader]
) -> dict[Address, Diagnostic]:
    context, request = planned.context, planned.request
    desired = {a: context.desired[a] for a in todo}
    recorded = {
        a: StateEntry(
            a,
            desired[a].account,
            todo[a].id,
            wanted(context, context.catalog.kind(a.full_kind), desired[a], {}),
        )
        for a in todo
    }
    # References point at objects that are not read again here: their identities are already known.
    known = context.observed.identity
    seen = await observe(context.catalog, readers, desired, recorded, request.providers, known=known)
    wrong = {}
    for address in todo:
        kind, resource = context.catalog.kind(address.full_kind), desired[address]
        place = (resource.account, kind.name)
        live = seen.identity.matched.get(address)
        if place in seen.failed:
            wrong[address] = _unread(address, planned, seen.failed[place])
            continue
        if live is None:
            wrong[address] = _problem(address, planned, "it is not in the list")
            continue
        have = kind.codec.normalise(context.observed.identity.canonical_live(kind, live))
        want = recorded[address].applied
        fields = compare(kind, want, have, want, ignore=resource.lifecycle.ignore, sealer=context.sealer)
        if fields:
            told = "; ".join(
                f"{f.path}: sent {f.after!r}, reads {f.before!r}" for f in fields if not f.sensitive
            )
            wrong[address] = _problem(address, planned, told or "a secret field differs")
    return wrong


def _problem(address: Address, planned: Planned, what: str) -> Diagnostic:
    return Diagnostic(
        _UNSEEN,
        "The system accepted the change but does not show it",
        detail=what,
        remedy="Run `msgops plan` again in a while; if it stays, the vendor keeps another value than the one sent.",
        address=address,
        origin=planned.context.desired[address].origin,
    )


def _unread(address: Address, planned: Planned, why: Diagnostic) -> Diagnostic:
    return Diagnostic(
        "MA111",
        "The change was made, but it could not be read back",
        detail=why.detail,
        remedy="Run `msgops plan`: it shows nothing more to do when all is well.",
        address=address,
        origin=planned.context.desired[address].origin,
    )
