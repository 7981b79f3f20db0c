"""Reports as a list of single verdicts, for machines that count them (SARIF, JUnit)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from msgops.model.change import Action, Cause, Change
from msgops.model.diagnostic import Severity
from msgops.model.outcome import Outcome, Result
from msgops.report.around import NOTHING, severity
from msgops.report.changes import CAUSES, change_block, gate_lines, verb
from msgops.report.drifts import drift_document
from msgops.report.values import Limits, plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from msgops.model.diagnostic import Diagnostic, Origin
    from msgops.model.drift import Around, Coverage, Expiring
    from msgops.model.finding import Finding
    from msgops.model.plan import Plan
    from msgops.model.state import Run
    from msgops.report.document import Block

_LIMITS = Limits()


class Status(StrEnum):
    """How a test runner would call it."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Entry:
    """One verdict on one subject. `rule` is stable, `summary` free of user data, `text` printable lines."""

    rule: str
    summary: str
    subject: str
    text: str
    severity: Severity
    status: Status
    group: str = ""
    origin: Origin | None = None


def of_diagnostics(diagnostics: Iterable[Diagnostic]) -> list[Entry]:
    """Return one entry for each finding; only errors fail."""
    return [_diagnostic(d) for d in diagnostics]


def _diagnostic(d: Diagnostic, group: str = "files") -> Entry:
    texts = [t for part in (d.detail, d.remedy) if part for t in part.split("\n")]
    subject = str(d.address) if d.address is not None else str(d.origin or d.code)
    return Entry(
        rule=d.code,
        summary=plain(d.summary),
        subject=plain(subject),
        text="\n".join(plain(t) for t in (f"{d.summary}.", *texts)),
        severity=d.severity,
        status=Status.FAILED if d.severity is Severity.ERROR else Status.PASSED,
        group=group,
        origin=d.origin,
    )


def of_plan(plan: Plan) -> list[Entry]:
    """Return refusals, warnings and every change; what changed outside msgops fails, gates are skipped."""
    found = [_diagnostic(d, "guards") for d in (*plan.refused, *plan.warnings)]
    return [*found, *(_change(c) for c in plan.changes)]


def _change(change: Change) -> Entry:
    moved = change.cause in (Cause.DRIFT, Cause.CONFLICT)
    status = Status.FAILED if moved else Status.SKIPPED if change.action is Action.GATE else Status.PASSED
    cause = f" ({CAUSES[change.cause]})" if change.cause is not None else ""
    return Entry(
        rule=f"plan-{change.action.value}",
        summary=_CHANGE_SUMMARIES[change.action],
        subject=plain(change.address),
        text=f"{verb(change.action)} {plain(change.address)}{cause}{_rest(change_block(change, _LIMITS))}",
        severity=Severity.WARNING if moved else Severity.NOTE,
        status=status,
        group=plain(change.account),
        origin=change.source,
    )


_CHANGE_SUMMARIES = {
    Action.NOOP: "The object agrees with the files",
    Action.CREATE: "The object would be created",
    Action.UPDATE: "The object would be updated",
    Action.REPLACE: "The object would be replaced",
    Action.DELETE: "The object would be deleted",
    Action.ADOPT: "The object would be taken under management",
    Action.FORGET: "The record of the object would be dropped",
    Action.GATE: "Somebody outside msgops must act first",
}


def _rest(block: Block) -> str:
    return "".join(
        f"\n{'  ' * line.depth}{f'{line.symbol} ' if line.symbol else ''}{line.text}" for line in block.lines
    )


def of_drift(findings: Iterable[Finding], around: Around = NOTHING) -> list[Entry]:
    """Return one failing entry for each finding and for what could not be read, and what stands around them."""
    found = [_finding(f) for f in findings]
    if around.stopped:
        found.append(_stopped(around.stopped))
    found += [_diagnostic(d, "reading") for d in around.problems]
    found += of_gates(around.gates)
    found += [_expiring(e) for e in around.expiring]
    return [*found, *(_unmanaged(row, kind) for row in around.coverage for kind in row.unmanaged)]


def _stopped(why: str) -> Entry:
    text = f"The report is not complete: {plain(why, 300)}"
    return Entry(
        "drift-stopped",
        "The report is not complete",
        "report",
        text,
        Severity.ERROR,
        Status.FAILED,
        "reading",
    )


def _expiring(one: Expiring) -> Entry:
    over = one.days < 0
    return Entry(
        rule="drift-ignore-ends",
        summary="An ignored field is compared again after its last day",
        subject=plain(f"{one.address} {one.field}"),
        text=f"{plain(one.address)} {plain(one.field)} until {plain(one.until)} {plain(one.reason)}".rstrip(),
        severity=severity(one),
        status=Status.FAILED if over else Status.SKIPPED,
        group=plain(one.address.full_kind),
        origin=one.origin,
    )


def _unmanaged(row: Coverage, kind: str) -> Entry:
    return Entry(
        rule="drift-unmanaged",
        summary="Live objects have no document",
        subject=plain(f"{row.account} {kind}"),
        text=f"{plain(row.account)}: {row.unmanaged[kind]} {plain(kind)} unmanaged",
        severity=Severity.NOTE,
        status=Status.SKIPPED,
        group=plain(row.account),
    )


def _finding(f: Finding) -> Entry:
    (section,) = drift_document([f], _LIMITS).sections
    since = f" since {plain(f.since)}" if f.since else ""
    return Entry(
        rule=f"drift-{plain(f.class_)}",
        summary="The live object is not what msgops recorded",
        subject=plain(f"{f.address} {f.field}".rstrip()),
        text=f"{plain(f.address)} {plain(f.class_)} by {plain(f.actor)}{since}{_rest(section.blocks[0])}",
        severity=f.severity,
        status=Status.FAILED,
        group=plain(f.address.full_kind),
    )


_RESULTS = {
    Result.FAILED: ("The change failed", Status.FAILED, Severity.ERROR),
    Result.MOVED: ("The object moved after the plan was made", Status.FAILED, Severity.ERROR),
    Result.SKIPPED: ("The change was not done", Status.SKIPPED, Severity.WARNING),
    Result.WAITING: ("The change waits for somebody", Status.SKIPPED, Severity.NOTE),
    Result.DONE: ("The change was done", Status.PASSED, Severity.NOTE),
    Result.RECORDED: ("The change was recorded", Status.PASSED, Severity.NOTE),
}


def of_outcomes(outcomes: Iterable[Outcome], plan: Plan) -> list[Entry]:
    """Return one entry for each change that apply had, and one for each open gate."""
    changes = {c.address: c for c in plan.changes}
    told: list[Entry] = []
    seen = set()
    for outcome in outcomes:
        seen.add(outcome.address)
        told.append(_outcome(outcome, changes.get(outcome.address)))
    return told + of_gates(g for g in plan.gates if g.address not in seen)


def _outcome(outcome: Outcome, change: Change | None) -> Entry:
    summary, status, severity = _RESULTS[outcome.result]
    why = f"\n{_diagnostic(outcome.error).text}" if outcome.error is not None else ""
    return Entry(
        rule=outcome.error.code if outcome.error is not None else f"apply-{outcome.result.value}",
        summary=plain(outcome.error.summary) if outcome.error is not None else summary,
        subject=plain(outcome.address),
        text=f"{verb(outcome.action)} {plain(outcome.address)}: {outcome.result.value}{why}",
        severity=severity,
        status=status,
        group=plain(change.account) if change is not None else "",
        origin=change.source if change is not None else None,
    )


def of_gates(gates: Iterable[Change]) -> list[Entry]:
    """Return one skipped entry for each gate."""
    return [
        Entry(
            rule="plan-gate",
            summary=_CHANGE_SUMMARIES[Action.GATE],
            subject=plain(c.address),
            text=" ".join(line.text for line in gate_lines(c)),
            severity=Severity.NOTE,
            status=Status.SKIPPED,
            group=plain(c.account),
            origin=c.source,
        )
        for c in gates
    ]


def of_history(runs: Iterable[Run]) -> list[Entry]:
    """Return one entry for each run; a run that did not end with 0 or 6 failed."""
    entries = []
    for run in runs:
        good = run.exit_code in (0, 6)
        code = "still running" if run.exit_code is None else f"exit {run.exit_code}"
        status = Status.SKIPPED if run.exit_code is None else Status.PASSED if good else Status.FAILED
        entries.append(
            Entry(
                rule="run",
                summary="A run of a writing command",
                subject=plain(f"{run.started} {run.command}"),
                text=f"{plain(run.command)} by {plain(run.actor)}: {code}",
                severity=Severity.NOTE if good else Severity.WARNING,
                status=status,
                group="history",
            )
        )
    return entries
