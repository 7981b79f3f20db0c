"""The page of an evidence pack: the runs of a time, what they called, and who allowed what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgops.model.state import IntentState
from msgops.report.document import Block, Count, Document, Section
from msgops.report.results import history_document
from msgops.report.values import Line, plain
from msgops.report.words import counted, listed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from msgops.model.state import Consent, GateRecord, Intent, Run

_SYMBOLS = {"create": "+", "update": "~", "replace": "±", "delete": "-", "adopt": "»"}


def pack_document(
    workspace: str,
    days: tuple[str, str],
    runs: Sequence[Run],
    calls: Mapping[str, Sequence[Intent]],
    gates: Sequence[GateRecord],
    consents: Sequence[Consent],
    records: int,
) -> Document:
    """Return the page; `days` are the first and the last, `records` how long the proven log is."""
    made = [c for r in runs for c in calls.get(r.id, ())]
    failed = sum(c.state in (IntentState.FAILED, IntentState.UNKNOWN, IntentState.SENT) for c in made)
    allowed = counted(len(gates) + len(consents), "approval")
    return Document(
        name="pack",
        title=plain(f"{workspace}, {days[0]} to {days[1]}"),
        verdict=f"{counted(len(runs), 'run')}, {counted(len(made), 'call')}, {allowed}.",
        remarks=(
            f"The log is whole: {counted(records, 'record')}. audit.jsonl holds it; msgops audit verify --pack proves it again.",
        ),
        counts=tuple(
            Count(n, label, symbol)
            for n, label, symbol in (
                (len(runs), "runs", "."),
                (len(made) - failed, "calls done", "+"),
                (failed, "calls failed or unknown", "!"),
                (len(gates), "steps by people", "?"),
                (len(consents), "consents", "~"),
            )
            if n
        ),
        sections=tuple(s for s in (_steps(gates), _consents(consents), *_of_runs(runs, calls)) if s.blocks),
        table=history_document(runs).table,
    )


def _steps(gates: Sequence[GateRecord]) -> Section:
    blocks = tuple(
        Block(
            Line(plain(g.address, 300), "?", note=g.state.value),
            plain(g.at),
            tuple(Line(text, depth=1) for text in (f"by {plain(g.by, 100)}", plain(g.note, 500)) if text),
            str(g.address),
            (("Account", ""), ("By", plain(g.by))),
        )
        for g in gates
    )
    return Section("Steps by people", blocks)


def _consents(consents: Sequence[Consent]) -> Section:
    blocks = tuple(
        Block(
            Line(plain(listed((c.rule, c.address)), 300), "~"),
            plain(c.at),
            (
                Line(
                    f"by {plain(c.by, 100)} {f'until {plain(c.until)}' if c.until else 'for one run'}",
                    depth=1,
                ),
                Line(plain(c.reason, 500) or "without a reason", depth=1),
            ),
            tags=(("By", plain(c.by)),),
        )
        for c in consents
    )
    return Section("What somebody allowed", blocks)


def _of_runs(runs: Sequence[Run], calls: Mapping[str, Sequence[Intent]]) -> list[Section]:
    return [
        Section(
            f"{plain(r.started)} {plain(r.command)} by {plain(r.actor, 60)}",
            tuple(_call(c, r) for c in calls.get(r.id, ())),
        )
        for r in runs
    ]


def _call(call: Intent, run: Run) -> Block:
    good = call.state in (IntentState.DONE, IntentState.RESOLVED)
    head = f"{plain(call.action):7} {plain(call.address, 300)}"
    note = listed((f"id {plain(call.live_id, 80)}" if call.live_id else "", "" if good else call.state.value))
    lines = (Line(plain(call.detail, 400), depth=1),) if call.detail else ()
    tags = (
        ("Kind", plain(call.address.full_kind)),
        ("Action", plain(call.action)),
        ("State", call.state.value),
        ("By", plain(run.actor, 60)),
    )
    return Block(
        Line(head, _SYMBOLS.get(call.action, ".") if good else "!", note=note),
        plain(call.at),
        lines,
        str(call.address),
        tags,
    )
