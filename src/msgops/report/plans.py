"""Plans and gates as documents: attention first, then account by account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgops.model.change import Action, Cause, Change
from msgops.report.changes import allowed_blocks, change_block, diagnostic_block, gate_lines, place, tags
from msgops.report.document import Block, Count, Document, Section
from msgops.report.values import Limits, Line, plain
from msgops.report.words import counted, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from msgops.model.plan import Plan

_FEW_KINDS = 8
_TO_DO = (Action.CREATE, Action.UPDATE, Action.REPLACE, Action.DELETE, Action.ADOPT, Action.FORGET)
NO_CHANGES = "No changes. The systems agree with the files."


def plan_document(plan: Plan, limits: Limits, *, detail: bool = False) -> Document:
    """Return a plan as a document; `detail` lists also what stays as it is."""
    return Document(
        name="plan",
        title=scope(plan),
        verdict=verdict(plan),
        remarks=tuple(_remarks(plan, detail=detail)),
        counts=counts(plan),
        sections=tuple(_sections(plan, limits, detail=detail)),
    )


def scope(plan: Plan) -> str:
    """Name the workspace and the environment."""
    environment = f" ({plain(plan.basis.environment)})" if plan.basis.environment else ""
    return f"{plain(plan.basis.workspace)}{environment}"


def counts(plan: Plan) -> tuple[Count, ...]:
    """Count the changes of each action that occurs, the unchanged last."""
    found = plan.summary()
    shown = (*_TO_DO, Action.GATE, Action.NOOP)
    labels = {Action.GATE: "waiting", Action.NOOP: "unchanged"}
    return tuple(
        Count(found[a.value], labels.get(a, f"to {a.value}"), a.symbol.strip())
        for a in shown
        if found[a.value]
    )


def verdict(plan: Plan) -> str:
    """Say in one sentence what apply would do."""
    found = plan.summary()
    todo = listed(f"{found[a.value]:,} to {a.value}" for a in _TO_DO if found[a.value])
    waiting = f"{counted(len(plan.gates), 'gate')} waiting" if plan.gates else ""
    if not todo and not waiting:
        return NO_CHANGES if not plan.refused else "Plan: nothing but what was refused."
    same = f"; {found[Action.NOOP.value]:,} unchanged" if found[Action.NOOP.value] else ""
    return f"Plan: {listed([todo or 'nothing to do', waiting])}{same}."


def _remarks(plan: Plan, *, detail: bool) -> list[str]:
    remarks = []
    if plan.refused:
        remarks.append(
            f"Refused: {counted(len(plan.refused), 'finding')}; apply writes nothing until settled."
        )
    writes = sum(c.calls for c in plan.changes)
    if writes:
        remarks.append(f"Apply makes {counted(writes, 'call')}; reading made {counted(plan.reads, 'call')}.")
    stale = sum(1 for c in plan.changes if c.record and c.action in (Action.NOOP, Action.GATE))
    if stale:
        remarks.append(
            f"Apply brings {counted(stale, 'record')} of the state up to date; that needs no call."
        )
    total = sum(plan.unmanaged.values())
    if total:
        kinds = sorted(plan.unmanaged.items(), key=lambda item: (-item[1], item[0]))
        told = kinds if detail else kinds[:_FEW_KINDS]
        more = f"{len(kinds) - len(told)} more kinds" if len(kinds) > len(told) else ""
        names = listed([*(f"{n:,} {plain(kind, 100)}" for kind, n in told), more])
        remarks.append(f"Not managed: {counted(total, 'live object')} that no file declares: {names}.")
    if detail:
        remarks.append(f"Digest: {plain(plan.digest)}")
    return remarks


def _sections(plan: Plan, limits: Limits, *, detail: bool) -> list[Section]:
    urgent = [c for c in plan.changes if _urgent(c)]
    several = len({c.account for c in plan.changes}) > 1
    sections = [
        Section("Refused", tuple(diagnostic_block(d) for d in plan.refused), urgent=True),
        Section("Warnings", tuple(diagnostic_block(d) for d in plan.warnings), urgent=True),
        Section("Allowed", tuple(allowed_blocks(plan.allowed)), urgent=True),
        Section(
            "Needs attention",
            tuple(change_block(c, limits, account=several) for c in sorted(urgent, key=_rank)),
            urgent=True,
        ),
    ]
    calm = [c for c in plan.changes if not _urgent(c) and (detail or c.action is not Action.NOOP)]
    for account in sorted({c.account for c in calm}):
        mine = tuple(change_block(c, limits) for c in calm if c.account == account)
        sections.append(Section(f"Account {plain(account)}", mine))
    return [s for s in sections if s.blocks]


def _urgent(change: Change) -> bool:
    return change.action in (Action.GATE, Action.DELETE, Action.REPLACE) or change.cause is Cause.CONFLICT


def _rank(change: Change) -> int:
    """Conflicts, gates, deletes; within each the order of the plan."""
    if change.cause is Cause.CONFLICT:
        return 0
    return 1 if change.action is Action.GATE else 2


def gates_document(gates: Sequence[Change]) -> Document:
    """Return what waits, and for whom, as a document."""
    blocks = tuple(
        Block(
            Line(plain(c.address, 300), Action.GATE.symbol),
            place(c.source),
            tuple(gate_lines(c)),
            str(c.address),
            tags(c),
        )
        for c in gates
    )
    if not gates:
        return Document("gates", "", "Nothing waits for anybody.")
    return Document(
        name="gates",
        title="",
        verdict=f"Open: {counted(len(gates), 'gate')}.",
        remarks=("Worksheet: msgops gate show ADDRESS. Done: msgops gate confirm ADDRESS --note TEXT.",),
        counts=(Count(len(gates), "waiting", Action.GATE.symbol),),
        sections=(Section("Waiting", blocks, urgent=True),),
    )
