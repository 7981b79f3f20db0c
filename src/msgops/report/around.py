"""What stands around the findings of a drift report: coverage, open gates, ignores that end, what went wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from msgops.model.diagnostic import Severity
from msgops.model.drift import Around
from msgops.report.diagnostics import origin_json
from msgops.report.document import Block, Count, Document, Section
from msgops.report.plans import gates_document
from msgops.report.values import Line, plain
from msgops.report.words import counted, listed

if TYPE_CHECKING:
    from msgops.model.drift import Coverage, Expiring

NOTHING = Around()


def with_around(document: Document, around: Around) -> Document:
    """Return the drift report with its surroundings behind the findings; an incomplete one says so first."""
    sections = list(document.sections)
    if around.problems:
        blocks = tuple(_problem(d.summary, d.detail, d.remedy, d.code) for d in around.problems)
        sections.insert(0, Section("Not complete", blocks, urgent=True))
    if around.gates:
        sections.append(Section("Open gates", gates_document(around.gates).sections[0].blocks))
    if around.expiring:
        sections.append(Section("Ignored until", tuple(_expiring(e) for e in around.expiring)))
    if around.coverage:
        sections.append(Section("Coverage", tuple(_coverage(c) for c in around.coverage)))
    verdict, remarks = document.verdict, document.remarks
    if around.stopped:
        verdict = f"Not complete: {plain(around.stopped, 300)}. {'' if verdict.startswith('No') else verdict}".rstrip()
    unmanaged = sum(sum(c.unmanaged.values()) for c in around.coverage)
    if unmanaged:
        remarks = (
            *remarks,
            f"{counted(unmanaged, 'live object')} without a document: msgops export writes them.",
        )
    counts = [*document.counts]
    for number, label in ((len(around.gates), "gates open"), (unmanaged, "unmanaged")):
        if number:
            counts.append(Count(number, label))
    return replace(document, verdict=verdict, remarks=remarks, counts=tuple(counts), sections=tuple(sections))


def _problem(summary: str, detail: str, remedy: str, code: str) -> Block:
    lines = tuple(
        Line(plain(part, 400), depth=1) for text in (detail, remedy) for part in text.split("\n") if part
    )
    return Block(Line(f"{plain(summary, 300)} [{plain(code)}]", "!"), "", lines)


def _coverage(row: Coverage) -> Block:
    head = f"{plain(row.account, 80)}: {plain(row.concept)}"
    of = f"{row.managed:,} of {row.live:,} managed"
    note = f"{of}, {row.percent} %" if row.percent is not None else of
    lines = [Line(f"{plain(kind)}: {count:,} unmanaged", depth=1) for kind, count in row.unmanaged.items()]
    if row.unread:
        lines.append(Line(f"not read: {listed(map(plain, row.unread))}", "!", depth=1))
    return Block(Line(head, note=note), "", tuple(lines))


def _expiring(one: Expiring) -> Block:
    left = f"{one.days} days left" if one.days >= 0 else "over: it is compared again"
    lines = (Line(plain(one.reason, 300), depth=1),) if one.reason else ()
    head = f"{plain(one.address, 300)} {plain(one.field, 200)}"
    symbol = "" if one.days >= 0 else "!"
    return Block(Line(head, symbol, note=f"until {plain(one.until)}, {left}"), plain(one.origin or ""), lines)


def around_json(around: Around) -> dict[str, Any]:
    """Return the surroundings as keys of the report; gates and problems in the shapes that they have elsewhere."""
    return {
        "complete": not around.stopped and not around.problems,
        "stopped": around.stopped,
        "coverage": [
            {
                "account": c.account,
                "concept": c.concept,
                "managed": c.managed,
                "live": c.live,
                "percent": c.percent,
                "unmanaged": dict(c.unmanaged),
                "unread": list(c.unread),
            }
            for c in around.coverage
        ],
        "expiring": [
            {
                "address": str(e.address),
                "field": e.field,
                "until": e.until,
                "days": e.days,
                "reason": e.reason,
                "source": origin_json(e.origin) if e.origin is not None else None,
            }
            for e in around.expiring
        ],
    }


def severity(one: Expiring) -> Severity:
    """Return how bad an ignore with an end is: a warning once it is over."""
    return Severity.WARNING if one.days < 0 else Severity.NOTE
