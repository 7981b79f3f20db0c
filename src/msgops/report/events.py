"""What the events of `--events` tell of a plan, an outcome or a finding; the schema is in `event_schemas`.

Values of fields are not told: they stand in the reports.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgops.report.json import change_json, outcome_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from msgops.model.change import Change
    from msgops.model.finding import Finding
    from msgops.model.outcome import Outcome
    from msgops.model.plan import Plan

_PLANNED = ("address", "kind", "account", "action", "cause", "reason", "source")


def change_event(change: Change) -> dict[str, Any]:
    """Return what will be done to one object, and to which of its fields."""
    told = change_json(change)
    return {**{key: told[key] for key in _PLANNED}, "fields": [f.path for f in change.fields]}


def plan_event(plan: Plan) -> dict[str, Any]:
    """Return the figures of a plan."""
    return {
        "digest": plan.digest,
        "changes": len(plan.pending),
        "summary": plan.summary(),
        "calls": sum(c.calls for c in plan.changes),
        "refused": len(plan.refused),
    }


def outcome_event(outcome: Outcome, request_ids: Sequence[str], seconds: float | None) -> dict[str, Any]:
    """Return what became of one change."""
    return {**outcome_json(outcome), "request_ids": list(request_ids), "seconds": seconds}


def finding_event(finding: Finding) -> dict[str, Any]:
    """Return what changed outside msgops, since when and by whom."""
    return {
        "address": str(finding.address),
        "class": finding.class_,
        "field": finding.field,
        "actor": finding.actor,
        "since": finding.since,
        "severity": finding.severity.value,
    }
