"""How far each resource is, for whoever follows a guide: by a plan, by what became of it, or by the state alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgops.model.change import Action
from msgops.model.guide import Standing
from msgops.model.outcome import Result

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from msgops.model.address import Address
    from msgops.model.finding import Finding
    from msgops.model.outcome import Outcome
    from msgops.model.plan import Plan
    from msgops.model.state import GateRecord, StateEntry

_ACTIONS = {Action.NOOP: Standing.IN_PLACE, Action.GATE: Standing.WAITS}
_RESULTS = {
    Result.DONE: Standing.IN_PLACE,
    Result.RECORDED: Standing.IN_PLACE,
    Result.WAITING: Standing.WAITS,
}


def of_plan(
    plan: Plan, outcomes: Iterable[Outcome] = (), findings: Iterable[Finding] = ()
) -> dict[Address, Standing]:
    """Return what the plan sees, corrected by what became of it and by what changed outside msgops."""
    found = {c.address: _ACTIONS.get(c.action, Standing.TO_CHANGE) for c in plan.changes}
    found |= {o.address: _RESULTS.get(o.result, Standing.TO_CHANGE) for o in outcomes}
    for one in findings:
        if found.get(one.address) is not Standing.WAITS:
            found[one.address] = Standing.TO_CHANGE
    return found


def of_record(
    entries: Mapping[Address, StateEntry], gates: Mapping[Address, GateRecord]
) -> dict[Address, Standing]:
    """Return what the state remembers; what was never recorded is not in it."""
    found = dict.fromkeys(entries, Standing.IN_PLACE)
    return found | {a: Standing.IN_PLACE if g.state.done else Standing.WAITS for a, g in gates.items()}
