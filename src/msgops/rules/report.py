"""Everything that is wrong with a workspace: the findings of its schema and of the rules, each fault once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from msgops.model.diagnostic import Diagnostic, Severity
from msgops.rules.check import check, chosen, paths
from msgops.rules.silence import complaints, silenced
from msgops.sdk.rules import Phase

if TYPE_CHECKING:
    from msgops.model.resource import Silence
    from msgops.rules.book import Book
    from msgops.rules.check import Finding
    from msgops.sdk.rules import Facts, RuleSet

_HERE = frozenset({"MC101", "MC102", "MC103", "MC104"})
"""Findings of a schema about one value."""
_AROUND = frozenset({"MC104"})
"""Findings of a schema about an object as a whole, told at the object."""


def lint(
    book: Book,
    facts: Facts,
    *,
    sets: Collection[RuleSet],
    phases: Collection[Phase],
    exceptions: Sequence[Silence] = (),
    today: str,
) -> tuple[list[Finding], list[Diagnostic]]:
    """Return what the rules found less what is silenced, and what is wrong with rules and silences."""
    rules = chosen(book, sets, phases)
    findings, broken = check(rules, facts)
    told, used = silenced(findings, exceptions, today)
    found = complaints(book, rules, facts.resources, exceptions, used, today)
    if Phase.FILES not in phases:
        found = [d for d in found if d.code != "ML107"]  # was told with the files
    return told, [*broken, *found]


def joined(schema: Iterable[Diagnostic], findings: Iterable[Finding]) -> list[Diagnostic]:
    """Return both; where a rule says more about a fault than the schema or another rule does, that one is silent."""
    findings = _told(list(findings))
    errors = [f for f in findings if f.diagnostic.severity is Severity.ERROR]
    here, around, whole = _covered(errors)
    rest = [
        d
        for d in schema
        if not (
            (d.code in _HERE and _place(d) in here)
            or (d.code in _AROUND and _place(d) in around)
            or (d.code, d.address) in whole
        )
    ]
    return [*rest, *(f.diagnostic for f in findings)]


def _told(findings: list[Finding]) -> list[Finding]:
    """Leave out what another rule tells better at the same place."""
    better = {(code, _place(f.diagnostic)) for f in findings for code in f.rule.replaces}
    return [f for f in findings if (f.rule.id, _place(f.diagnostic)) not in better]


def _covered(errors: Iterable[Finding]) -> tuple[set[object], set[object], set[object]]:
    """Return the places of the wrong values, of what is around them, and (code, address) that rules replace."""
    here: set[object] = set()
    around: set[object] = set()
    whole: set[object] = set()
    for finding in errors:
        resource = finding.found.resource
        whole.update((code, finding.diagnostic.address) for code in finding.rule.replaces)
        if resource is None:
            continue
        for path in paths(finding.found.path) if resource.places is not None else ():
            assert resource.places is not None
            found = {resource.places.key(path), resource.places.value(path)} - {None}
            target = here if path == finding.found.path else around
            target.update((resource.origin.path, *place) for place in found if place)
        here.add(_place(finding.diagnostic))
    return here, around, whole


def _place(d: Diagnostic) -> object:
    return (d.origin.path, d.origin.line, d.origin.column) if d.origin else None
