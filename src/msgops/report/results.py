"""What was done, what was run and what was found, as documents."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from msgops.model.change import Action
from msgops.model.diagnostic import Severity
from msgops.model.outcome import Outcome, Result
from msgops.report.changes import diagnostic_block, gate_lines, place, tags, verb
from msgops.report.document import Block, Count, Document, Section, Table
from msgops.report.plans import scope
from msgops.report.values import Line, plain, printable_lines
from msgops.report.words import counted, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from msgops.model.address import Address
    from msgops.model.change import Change
    from msgops.model.diagnostic import Diagnostic
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
            lines = tuple(gate_lines(gate))
            blocks[Result.WAITING].append(
                Block(head, place(gate.source), lines, str(gate.address), tags(gate))
            )
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
    head = Line(
        f"{verb(outcome.action):7} {plain(outcome.address, 300)}",
        outcome.action.symbol.strip(),
        note=identity,
    )
    lines: tuple[Line, ...] = ()
    if outcome.error is not None:
        inner = diagnostic_block(replace(outcome.error, address=None))
        lines = (Line(inner.head.text, inner.head.symbol, 1), *inner.lines)
    told = (("Result", outcome.result.value), *(tags(change) if change is not None else ()))
    source = place(change.source) if change is not None else ""
    return Block(head, source, lines, str(outcome.address), told)


def _applied(outcomes: Sequence[Outcome], left: Mapping[Result, int]) -> str:
    done = [o for o in outcomes if o.result in (Result.DONE, Result.RECORDED)]
    by_word: dict[str, int] = {}
    for word in _PAST.values():
        number = sum(1 for o in done if _PAST[o.action] == word)
        if number:
            by_word[word] = number
    parts = [f"{n:,} {word}" for word, n in by_word.items()]
    labels = {
        Result.FAILED: "failed",
        Result.MOVED: "refused",
        Result.SKIPPED: "not done",
        Result.WAITING: "waiting",
    }
    parts += [f"{left[result]:,} {label}" for result, label in labels.items() if left[result]]
    return f"Applied: {listed(parts)}." if parts else "Nothing to apply. The systems agree with the files."


def _next_steps(left: Mapping[Result, int]) -> list[str]:
    remarks = []
    if left[Result.FAILED] or left[Result.SKIPPED]:
        remarks.append(
            "What was done is recorded. Settle the causes, then run msgops apply again: it carries on."
        )
    if left[Result.MOVED]:
        remarks.append("What moved was left alone. Make a new plan and review it.")
    if left[Result.WAITING]:
        remarks.append(
            "What waits does not block the rest: msgops gate list, msgops gate show ADDRESS. Later, msgops apply carries on."
        )
    return remarks


def _outcome_counts(left: Mapping[Result, int]) -> Iterable[Count]:
    symbols = {
        Result.FAILED: "!",
        Result.MOVED: "!",
        Result.SKIPPED: "~",
        Result.WAITING: "?",
        Result.DONE: "+",
    }
    labels = {Result.SKIPPED: "not done", Result.MOVED: "refused"}
    for result in Result:
        if left[result]:
            yield Count(left[result], labels.get(result, result.value), symbols.get(result, ""))


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
        table=Table(columns, rows, mono=("Commit", "Plan"), tags=tuple(map(_run_tags, runs))),
    )


def _run(run: Run) -> tuple[str, ...]:
    code = "running" if run.exit_code is None and not run.ended else str(run.exit_code)
    result = listed(f"{n:,} {plain(word)}" for word, n in sorted(run.summary.items()))
    by = f"{plain(run.actor, 60)} on {plain(run.host, 60)}" if run.host else plain(run.actor, 60)
    return (
        plain(run.started),
        plain(run.command),
        by,
        plain(run.commit[:10]),
        plain(run.plan_digest[:10]),
        code,
        result,
    )


def _run_tags(run: Run) -> tuple[tuple[str, str], ...]:
    code = "none" if run.exit_code is None else str(run.exit_code)
    return (("Command", plain(run.command)), ("By", plain(run.actor, 60)), ("Exit", code))


def diagnostics_document(diagnostics: Sequence[Diagnostic]) -> Document:
    """Return findings about the files as a document."""
    if not diagnostics:
        return Document("diagnostics", "", "No findings.")
    number = {s: sum(1 for d in diagnostics if d.severity is s) for s in Severity}
    symbols = {Severity.ERROR: "!", Severity.WARNING: "~", Severity.NOTE: ""}
    parts = [counted(n, s.value) for s, n in number.items() if n]
    ordered = sorted(
        diagnostics, key=lambda d: (d.origin.path, d.origin.line, d.origin.column) if d.origin else ("", 0, 0)
    )
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
    return replace(block, lines=(*block.lines, *excerpt))
