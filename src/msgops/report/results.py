"""What was done, what drifted and what was run, as documents."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from msgops.model.change import Action
from msgops.model.diagnostic import Severity
from msgops.model.outcome import Outcome, Result
from msgops.report.changes import diagnostic_block, gate_lines, place, verb
from msgops.report.document import Block, Count, Document, Section, Table
from msgops.report.plans import scope
from msgops.report.values import SENSITIVE, Limits, Line, differences, flow, plain, printable_lines, whole
from msgops.report.words import counted, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from msgops.model.address import Address
    from msgops.model.change import Change
    from msgops.model.diagnostic import Diagnostic
    from msgops.model.finding import Finding
    from msgops.model.plan import Plan
    from msgops.model.state import Run

_PAST = {
    Action.CREATE: "created",
    Action.UPDATE: "updated",
    Action.REPLACE: "replaced",
    Action.DELETE: "deleted",
    Action.ADOPT: "adopted",
    Action.FORGET: "forgotten",
    Action.NOOP: "recorded",
    Action.GATE: "recorded",
}
_SECTIONS = (
    ("Failed", (Result.FAILED,)),
    ("Refused: the object moved after the plan was made", (Result.MOVED,)),
    ("Not done", (Result.SKIPPED,)),
    ("Waiting", (Result.WAITING,)),
    ("Done", (Result.DONE, Result.RECORDED)),
)
_DRIFT_SYMBOL = {"deleted": "-", "recreated": "±", "waiting": "?"}
NO_DRIFT = "No drift. What is live is what msgops recorded."


def outcomes_document(outcomes: Sequence[Outcome], plan: Plan) -> Document:
    """Return an apply's end as a document: what is not done first."""
    changes = {c.address: c for c in plan.changes}
    told = {o.address for o in outcomes}
    blocks: dict[Result, list[Block]] = {result: [] for result in Result}
    for outcome in outcomes:
        blocks[outcome.result].append(_outcome(outcome, changes))
    for gate in plan.gates:
        if gate.address not in told:
            head = Line(f"{verb(gate.action):7} {plain(gate.address, 300)}", gate.action.symbol)
            blocks[Result.WAITING].append(Block(head, place(gate.source), tuple(gate_lines(gate))))
    sections = [
        Section(title, tuple(b for r in results for b in blocks[r]), urgent=Result.DONE not in results)
        for title, results in _SECTIONS
    ]
    left = {result: len(found) for result, found in blocks.items()}
    return Document(
        name="apply",
        title=scope(plan),
        verdict=_applied(outcomes, left),
        remarks=tuple(_next_steps(left)),
        counts=tuple(_outcome_counts(left)),
        sections=tuple(s for s in sections if s.blocks),
    )


def _outcome(outcome: Outcome, changes: Mapping[Address, Change]) -> Block:
    change = changes.get(outcome.address)
    identity = f"id {plain(outcome.id, 80)}" if outcome.id else ""
    head = Line(f"{verb(outcome.action):7} {plain(outcome.address, 300)}", outcome.action.symbol, note=identity)
    lines: tuple[Line, ...] = ()
    if outcome.error is not None:
        inner = diagnostic_block(replace(outcome.error, address=None))
        lines = (Line(inner.head.text, inner.head.symbol, 1), *inner.lines)
    return Block(head, place(change.source) if change is not None else "", lines)


def _applied(outcomes: Sequence[Outcome], left: Mapping[Result, int]) -> str:
    done = [o for o in outcomes if o.result in (Result.DONE, Result.RECORDED)]
    by_word: dict[str, int] = {}
    for word in _PAST.values():
        number = sum(1 for o in done if _PAST[o.action] == word)
        if number:
            by_word[word] = number
    parts = [f"{n:,} {word}" for word, n in by_word.items()]
    labels = {Result.FAILED: "failed", Result.MOVED: "refused", Result.SKIPPED: "not done", Result.WAITING: "waiting"}
    parts += [f"{left[result]:,} {label}" for result, label in labels.items() if left[result]]
    return f"Applied: {listed(parts)}." if parts else "Nothing to apply. The systems agree with the files."


def _next_steps(left: Mapping[Result, int]) -> list[str]:
    remarks = []
    if left[Result.FAILED] or left[Result.SKIPPED]:
        remarks.append("What was done is recorded. Settle the causes above, then run msgops apply again: it carries on.")
    if left[Result.MOVED]:
        remarks.append("What moved was left alone. Make a new plan and review it.")
    if left[Result.WAITING]:
        remarks.append("What waits does not block the rest: msgops gate list. Later, msgops apply carries on.")
    return remarks


def _outcome_counts(left: Mapping[Result, int]) -> Iterable[Count]:
    symbols = {Result.FAILED: "!", Result.MOVED: "!", Result.SKIPPED: "~", Result.WAITING: "?", Result.DONE: "+"}
    labels = {Result.SKIPPED: "not done", Result.MOVED: "refused"}
    for result in Result:
        if left[result]:
            yield Count(left[result], labels.get(result, result.value), symbols.get(result, ""))


def drift_document(findings: Sequence[Finding], limits: Limits, *, tabular: bool = False) -> Document:
    """Return drift as a document; `tabular` gives auditors rows instead of blocks."""
    if not findings:
        return Document("drift", "", NO_DRIFT)
    addresses = {f.address for f in findings}
    by_class: dict[str, int] = {}
    for f in findings:
        by_class[f.class_] = by_class.get(f.class_, 0) + 1
    ordered = sorted(findings, key=lambda f: f.address)
    return Document(
        name="drift",
        title="",
        verdict=f"Drift: {counted(len(findings), 'finding')} in {counted(len(addresses), 'resource')}.",
        remarks=(
            "Two ways out. Revert: msgops apply puts the declared values back."
            " Accept: write the live values into the files; the next apply records them.",
        ),
        counts=tuple(Count(n, plain(name), _DRIFT_SYMBOL.get(name, "~")) for name, n in sorted(by_class.items())),
        sections=() if tabular else (Section("Changed outside msgops", tuple(_drift_blocks(ordered, limits)), urgent=True),),
        table=_drift_table(ordered) if tabular else None,
    )


def _drift_blocks(findings: Iterable[Finding], limits: Limits) -> Iterable[Block]:
    def subject(f: Finding) -> tuple[Address, str, str, str]:
        return f.address, f.class_, f.actor, f.since

    for (address, class_, actor, since), group in groupby(findings, key=subject):
        head = f"{plain(class_):9} {plain(address, 300)}"
        who = f"by {plain(actor, 100)}{f', since {plain(since)}' if since else ''}"
        lines = tuple(line for f in group for line in _drift_lines(f, limits))
        yield Block(Line(head, _DRIFT_SYMBOL.get(class_, "~"), note=who), "", lines)


def _drift_lines(f: Finding, limits: Limits) -> list[Line]:
    if not f.field:
        return []
    label = f"{plain(f.field, 200)}: "
    if f.sensitive:
        lines = [Line(f"{label}{SENSITIVE}", "~")]
    elif f.before is None:
        lines = whole(label, "+", f.after, limits)
    elif f.after is None:
        lines = whole(label, "-", f.before, limits)
    else:
        lines = differences(label, f.before, f.after, limits)
    return [Line(line.text, line.symbol, line.depth + 1, line.note) for line in lines]


def _drift_table(findings: Iterable[Finding]) -> Table:
    limits = Limits(text=400)
    rows = []
    for f in findings:
        sides = (SENSITIVE, SENSITIVE) if f.sensitive else (_cell(f.before, limits), _cell(f.after, limits))
        rows.append(
            (f.severity.value, plain(f.address), plain(f.class_), plain(f.field), *sides, plain(f.since), plain(f.actor))
        )
    columns = ("Severity", "Resource", "What", "Field", "Recorded", "Live", "Since", "By")
    return Table(columns, tuple(rows), mono=("Resource", "Field", "Recorded", "Live"))


def _cell(value: object, limits: Limits) -> str:
    return "" if value is None else flow(value, limits)


def history_document(runs: Sequence[Run]) -> Document:
    """Return the runs as a document."""
    if not runs:
        return Document("history", "", "Nothing was ever applied here.")
    rows = tuple(_run(run) for run in runs)
    columns = ("Started", "Command", "By", "Commit", "Plan", "Exit", "Result")
    return Document(
        name="history",
        title="",
        verdict=f"{counted(len(runs), 'run')}.",
        table=Table(columns, rows, mono=("Commit", "Plan")),
    )


def _run(run: Run) -> tuple[str, ...]:
    code = "running" if run.exit_code is None and not run.ended else str(run.exit_code)
    result = listed(f"{n:,} {plain(word)}" for word, n in sorted(run.summary.items()))
    by = f"{plain(run.actor, 60)}@{plain(run.host, 60)}" if run.host else plain(run.actor, 60)
    return plain(run.started), plain(run.command), by, plain(run.commit[:10]), plain(run.plan_digest[:10]), code, result


def diagnostics_document(diagnostics: Sequence[Diagnostic]) -> Document:
    """Return findings about the files as a document."""
    if not diagnostics:
        return Document("diagnostics", "", "No findings.")
    number = {s: sum(1 for d in diagnostics if d.severity is s) for s in Severity}
    symbols = {Severity.ERROR: "!", Severity.WARNING: "~", Severity.NOTE: ""}
    parts = [counted(n, s.value) for s, n in number.items() if n]
    ordered = sorted(diagnostics, key=lambda d: (d.origin.path, d.origin.line, d.origin.column) if d.origin else ("", 0, 0))
    return Document(
        name="diagnostics",
        title="",
        verdict=f"Found: {listed(parts)}.",
        counts=tuple(Count(n, s.value, symbols[s]) for s, n in number.items() if n),
        sections=(Section("Findings", tuple(_with_excerpt(d) for d in ordered), urgent=True),),
    )


def _with_excerpt(d: Diagnostic) -> Block:
    block = diagnostic_block(d)
    excerpt = tuple(Line(text, "", 1) for text in printable_lines(d.excerpt)) if d.excerpt else ()
    return Block(block.head, block.place, (*block.lines, *excerpt))
