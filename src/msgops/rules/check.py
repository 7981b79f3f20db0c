"""Run rules over facts: findings with their places, each with the rule and the path that it came from."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgops.model.diagnostic import Diagnostic, Origin
from msgops.sdk.rules import Found, Phase, Rule, RuleSet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from msgops.rules.book import Book
    from msgops.sdk.rules import Facts

DEFAULT_SETS = frozenset({RuleSet.VENDOR, RuleSet.BEST_PRACTICE})
BROKEN = "MP003"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found, and how it is told."""

    rule: Rule
    found: Found
    diagnostic: Diagnostic


def chosen(book: Book, sets: Collection[RuleSet], phases: Collection[Phase]) -> list[Rule]:
    """Return the rules that run."""
    return [r for r in book.rules.values() if r.set in sets and r.needs in phases]


def check(rules: Collection[Rule], facts: Facts) -> tuple[list[Finding], list[Diagnostic]]:
    """Run rules; what they found, and which of them broke. A rule that breaks stops no other."""
    findings: list[Finding] = []
    broken: list[Diagnostic] = []
    for rule in rules:
        try:
            findings += [Finding(rule, found, _told(rule, found)) for found in rule.find(facts)]
        except Exception as error:  # noqa: BLE001  # somebody else's code
            detail = f"{rule.id}: {type(error).__name__}: {error}"
            remedy = "This is a mistake in the rule, not in your files: tell its authors."
            broken.append(Diagnostic(BROKEN, "A rule broke", detail, remedy))
    return findings, broken


def _told(rule: Rule, found: Found) -> Diagnostic:
    return Diagnostic(
        rule.id,
        rule.what.rstrip("."),
        detail=f"{found.path}: {found.detail}" if found.path else found.detail,
        remedy=found.remedy or rule.remedy,
        severity=found.severity or rule.severity,
        address=found.resource.address if found.resource is not None else found.address,
        origin=origin(found),
    )


def origin(found: Found) -> Origin | None:
    """Return the place of a finding; where its path is not in the file, that of the nearest parent."""
    if found.resource is None:
        return None
    places, here = found.resource.places, found.resource.origin
    for path in _told_at(found) if places is not None else ():
        assert places is not None
        key = found.key and path == found.path
        place = places.key(path) if key else places.value(path)
        if place is not None:
            return here.at(place, None if key else places.end(path))
    return here


def _told_at(found: Found) -> Iterator[str]:
    """Yield the paths to look for; a key that is left out takes the resource's name, and is told there."""
    first, *rest = paths(found.path)
    yield first
    if (
        found.resource
        and found.resource.attributes.get(first.removeprefix("spec.")) == found.resource.address.name
    ):
        yield "name"
    yield from rest


def paths(path: str) -> Iterator[str]:
    """Yield a path and then its parents: `spec.a[0].b`, `spec.a[0]`, `spec.a`, `spec`."""
    while path:
        yield path
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
