"""Drift as a document: what changed outside msgops, since when and by whose hand."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from msgops.report.document import Block, Count, Document, Section, Table
from msgops.report.values import SENSITIVE, Limits, Line, deeper, differences, flow, plain, whole
from msgops.report.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from msgops.model.address import Address
    from msgops.model.finding import Finding

_SYMBOLS = {"deleted": "-", "recreated": "±", "waiting": "?"}
NO_DRIFT = "No drift. What is live is what msgops recorded."


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
            "Revert: msgops apply puts the declared values back.",
            "Accept: msgops drift accept writes the live values into the files; the next apply records them.",
        ),
        counts=tuple(Count(n, plain(name), _SYMBOLS.get(name, "~")) for name, n in sorted(by_class.items())),
        sections=()
        if tabular
        else (Section("Changed outside msgops", tuple(_drift_blocks(ordered, limits)), urgent=True),),
        table=_drift_table(ordered) if tabular else None,
    )


def _drift_blocks(findings: Iterable[Finding], limits: Limits) -> Iterable[Block]:
    def subject(f: Finding) -> tuple[Address, str, str, str]:
        return f.address, f.class_, f.actor, f.since

    for (address, class_, actor, since), group in groupby(findings, key=subject):
        head = f"{plain(class_):9} {plain(address, 300)}"
        who = f"by {plain(actor, 100)}{f', since {plain(since)}' if since else ''}"
        lines = tuple(line for f in group for line in _drift_lines(f, limits))
        yield Block(Line(head, _SYMBOLS.get(class_, "~"), note=who), "", lines, str(address))


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
    return deeper(lines, 1)


def _drift_table(findings: Sequence[Finding]) -> Table:
    limits = Limits(text=400)
    rows = []
    for f in findings:
        sides = (SENSITIVE, SENSITIVE) if f.sensitive else (_cell(f.before, limits), _cell(f.after, limits))
        rows.append(
            (
                f.severity.value,
                plain(f.address),
                plain(f.class_),
                plain(f.field),
                *sides,
                plain(f.since),
                plain(f.actor),
            )
        )
    columns = ("Severity", "Resource", "What", "Field", "Recorded", "Live", "Since", "By")
    return Table(
        columns,
        tuple(rows),
        mono=("Resource", "Field", "Recorded", "Live"),
        subjects=tuple(str(f.address) for f in findings),
        tags=tuple(map(_tags, findings)),
    )


def _tags(f: Finding) -> tuple[tuple[str, str], ...]:
    return (
        ("System", f.address.provider),
        ("Kind", plain(f.address.full_kind)),
        ("Severity", f.severity.value),
        ("What", plain(f.class_)),
        ("By", plain(f.actor)),
    )


def _cell(value: object, limits: Limits) -> str:
    return "" if value is None else flow(value, limits)
