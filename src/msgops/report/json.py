"""Reports as JSON with published schemas; within a major version keys are only added (DESIGN §8)."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from msgops.model.resource import Waiting
from msgops.report.around import NOTHING, around_json
from msgops.report.budgets import budgets_json
from msgops.report.diagnostics import origin_json, to_json
from msgops.report.mishaps import mishaps_json
from msgops.report.parse import FORMAT_VERSION, plan_from_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from msgops.model.budget import Budget
    from msgops.model.change import Change, FieldChange
    from msgops.model.diagnostic import Diagnostic, Origin
    from msgops.model.drift import Around
    from msgops.model.finding import Finding
    from msgops.model.mishap import Mishap
    from msgops.model.outcome import Outcome
    from msgops.model.plan import Allowed, Plan
    from msgops.model.state import Run

__all__ = [
    "apply_json",
    "diagnostics_json",
    "drift_json",
    "dumps",
    "gates_json",
    "history_json",
    "plan_from_json",
    "plan_json",
]

_UNSAFE = re.compile("[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def dumps(value: Any) -> str:
    """Return indented JSON text; characters that could speak to a terminal or hide are written as escapes."""
    import orjson  # noqa: PLC0415  # only where JSON is asked for

    try:
        text = orjson.dumps(value, option=orjson.OPT_INDENT_2, default=str).decode()
    except TypeError:  # a huge integer, half a surrogate pair
        text = json.dumps(value, indent=2, default=str)
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"


def plan_json(plan: Plan, mishaps: Sequence[Mishap] = (), budgets: Sequence[Budget] = ()) -> dict[str, Any]:
    """Return a plan; `plan_from_json` gives the same plan back. A saved plan has no mishaps and no budgets."""
    return {
        "format_version": FORMAT_VERSION,
        "changes": [change_json(c) for c in plan.changes],
        "summary": plan.summary(),
        "calls": sum(c.calls for c in plan.changes),
        "digest": plan.digest,
        "basis": {
            "workspace": plan.basis.workspace,
            "environment": plan.basis.environment,
            "config": plan.basis.config,
            "state": plan.basis.state,
            "providers": dict(sorted(plan.basis.providers.items())),
        },
        "refused": [diagnostic_json(d) for d in plan.refused],
        "warnings": [diagnostic_json(d) for d in plan.warnings],
        "unmanaged": dict(sorted(plan.unmanaged.items())),
        "reads": plan.reads,
        "allowed": [allowed_json(a) for a in plan.allowed],
        "faults": mishaps_json(mishaps),
        "budgets": budgets_json(budgets),
    }


def allowed_json(allowed: Allowed) -> dict[str, Any]:
    """Return what a guard would have refused, with the consent that lets it pass."""
    consent = allowed.consent
    return {
        "rule": allowed.rule,
        "address": str(allowed.address),
        "allow": consent.address,
        "by": consent.by,
        "until": consent.until or None,
        "reason": consent.reason,
    }


def change_json(change: Change) -> dict[str, Any]:
    """Return one change."""
    return {
        "address": str(change.address),
        "kind": change.address.full_kind,
        "account": change.account,
        "action": change.action.value,
        "cause": change.cause.value if change.cause is not None else None,
        "fields": [_field(f) for f in change.fields],
        "reason": change.reason,
        "source": _source(change.source),
        "reversible": change.reversible,
        "waits_for": list(change.waits_for),
        "waiting": _waiting(change.waiting),
        "live_id": change.live_id,
        "precondition": change.precondition,
        "depends_on": [str(a) for a in change.depends_on],
        "create_first": change.create_first,
        "calls": change.calls,
        "record": change.record,
        "costs_money": change.costs_money,
        "notes": list(change.notes),
    }


def _field(f: FieldChange) -> dict[str, Any]:
    before, after = (None, None) if f.sensitive else (f.before, f.after)
    return {
        "path": f.path,
        "before": before,
        "after": after,
        "cause": f.cause.value,
        "sensitive": f.sensitive,
    }


def _source(origin: Origin | None) -> dict[str, Any] | None:
    return origin_json(origin) if origin is not None else None


def _waiting(waiting: Waiting | None) -> dict[str, Any] | None:
    if waiting is None:
        return None
    return {
        "waiting_for": waiting.waiting_for,
        "instruction": waiting.instruction,
        "rejected": waiting.rejected,
        "expired": waiting.expired,
        "submitted": waiting.submitted,
        "code": waiting.code,
        "reason": waiting.reason,
        "since": waiting.since,
        "due": waiting.due,
    }


def diagnostic_json(d: Diagnostic) -> dict[str, Any]:
    """Return one finding with its excerpt."""
    return {**to_json(d), "excerpt": d.excerpt, "width": d.width}


def diagnostics_json(diagnostics: Iterable[Diagnostic]) -> dict[str, Any]:
    """Return findings about the files."""
    found = [diagnostic_json(d) for d in diagnostics]
    valid = not any(d["severity"] == "error" for d in found)
    return {"format_version": FORMAT_VERSION, "valid": valid, "diagnostics": found}


def apply_json(
    outcomes: Sequence[Outcome], plan: Plan, exit_code: int, mishaps: Sequence[Mishap] = ()
) -> dict[str, Any]:
    """Return what became of each change, what still waits, what went wrong on the way, and the exit code."""
    counts: dict[str, int] = {}
    for outcome in outcomes:
        counts[outcome.result.value] = counts.get(outcome.result.value, 0) + 1
    return {
        "format_version": FORMAT_VERSION,
        "exit_code": exit_code,
        "outcomes": [outcome_json(o) for o in outcomes],
        "gates": gates_json(plan.gates),
        "summary": dict(sorted(counts.items())),
        "digest": plan.digest,
        "allowed": [allowed_json(a) for a in plan.allowed],
        "faults": mishaps_json(mishaps),
    }


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """Return what became of one change."""
    return {
        "address": str(outcome.address),
        "action": outcome.action.value,
        "result": outcome.result.value,
        "id": outcome.id,
        "error": diagnostic_json(outcome.error) if outcome.error is not None else None,
    }


def drift_json(
    findings: Iterable[Finding], mishaps: Sequence[Mishap] = (), around: Around = NOTHING
) -> dict[str, Any]:
    """Return what changed outside msgops, and what stands around that."""
    return {
        "format_version": FORMAT_VERSION,
        "findings": [_finding(f) for f in findings],
        **around_json(around),
        "gates": gates_json(around.gates),
        "problems": [diagnostic_json(d) for d in around.problems],
        "faults": mishaps_json(mishaps),
    }


def _finding(f: Finding) -> dict[str, Any]:
    before, after = (None, None) if f.sensitive else (f.before, f.after)
    return {
        "address": str(f.address),
        "class": f.class_,
        "field": f.field,
        "before": before,
        "after": after,
        "actor": f.actor,
        "since": f.since,
        "severity": f.severity.value,
        "sensitive": f.sensitive,
    }


def gates_json(gates: Iterable[Change]) -> list[dict[str, Any]]:
    """Return what waits, for whom and since when."""
    return [gate_json(c) for c in gates]


def gate_json(change: Change) -> dict[str, Any]:
    """Return one gate."""
    waiting = change.waiting or Waiting(", ".join(change.waits_for), change.reason)
    return {
        "address": str(change.address),
        "state": waiting.state.value,
        "waiting_for": ", ".join(change.waits_for) or waiting.waiting_for,
        "due": waiting.due or None,
        "since": waiting.since or None,
        "account": change.account,
        "instruction": waiting.instruction,
        "reason": waiting.reason or change.reason,
        "source": _source(change.source),
    }


def history_json(runs: Iterable[Run]) -> dict[str, Any]:
    """Return the runs."""
    return {"format_version": FORMAT_VERSION, "runs": [_run(r) for r in runs]}


def _run(run: Run) -> dict[str, Any]:
    return {
        "id": run.id,
        "command": run.command,
        "actor": run.actor,
        "host": run.host,
        "commit": run.commit,
        "plan_digest": run.plan_digest,
        "started": run.started,
        "ended": run.ended or None,
        "exit_code": run.exit_code,
        "summary": dict(sorted(run.summary.items())),
    }
