"""The consents of a run that writes: where they come from, that they still hold, and what is kept of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from msgops.cli.allow import Allowance, binding

if TYPE_CHECKING:
    from datetime import datetime

    from msgops.engine.planner import Planned
    from msgops.model.change import Change
    from msgops.model.plan import Plan
    from msgops.model.state import Consent
    from msgops.state.store import Store


def brought(store: Store, saved: Plan | None, allowance: Allowance, now: datetime) -> tuple[Consent, ...]:
    """Return the consents that this run brings along: from the options, or from the saved plan."""
    if saved is None:
        return binding(allowance.consents(store.actor, now), store.consents(), now.date())
    at = now.isoformat(timespec="seconds")
    return tuple(replace(c, at=at) for c in dict.fromkeys(a.consent for a in saved.allowed))


def guarded(planned: Planned, changes: list[Change]) -> Planned:
    """Guard the changes of a saved plan again: a consent may have ended meanwhile."""
    from msgops.engine.planner import guard
    from msgops.model.diagnostic import GuardError

    refused, allowed = guard(planned.request, planned.context, changes)
    if refused:
        raise GuardError(refused)
    return replace(planned, plan=replace(planned.plan, allowed=tuple(allowed)))


def record(store: Store, run: str, planned: Planned) -> None:
    """Remember the consents of this run that last longer, and log every use of one."""
    from msgops.state.audit import NewRecord

    known = {_terms(c) for c in store.consents()}
    new = [c for c in planned.request.consents if c.until and _terms(c) not in known]
    if new:
        store.put_consents(new)
    uses = [
        NewRecord(
            "consent used",
            use.address,
            {
                "rule": use.rule,
                "allow": use.consent.address,
                "by": use.consent.by,
                "reason": use.consent.reason,
                "until": use.consent.until,
            },
            run,
        )
        for use in planned.plan.allowed
    ]
    if uses:
        store.append_audit(uses)


def _terms(consent: Consent) -> tuple[str, ...]:
    return consent.rule, consent.address, consent.reason, consent.by, consent.until
