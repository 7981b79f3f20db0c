"""What the user silenced is not told; a silence that is wrong, over or of no use is."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from msgops.model.diagnostic import Diagnostic
from msgops.model.suggest import suggest
from msgops.rules.general import SILENCES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msgops.model.address import Address
    from msgops.model.diagnostic import Origin
    from msgops.model.resource import Resource, Silence
    from msgops.rules.book import Book
    from msgops.rules.check import Finding
    from msgops.sdk.rules import Rule

_Used = set[tuple[int, str]]


def silenced(
    findings: Iterable[Finding],
    everywhere: Collection[Silence],
    today: str,
) -> tuple[list[Finding], _Used]:
    """Return the findings that are told, and which silences found something (by identity and rule)."""
    told: list[Finding] = []
    used: _Used = set()
    for finding in findings:
        resource, address = finding.found.resource, str(finding.diagnostic.address)
        here = [s for s in (resource.silences if resource else ()) if finding.rule.id in s.rules]
        here += [s for s in everywhere if finding.rule.id in s.rules and fnmatchcase(address, s.address)]
        used.update((id(s), finding.rule.id) for s in here)
        if not (finding.rule.silent and any(not s.until or today <= s.until for s in here)):
            told.append(finding)
    return told, used


def complaints(
    book: Book,
    ran: Collection[Rule],
    resources: Mapping[Address, Resource],
    everywhere: Collection[Silence],
    used: _Used,
    today: str,
) -> list[Diagnostic]:
    """Return what is wrong with the silences themselves."""
    ids = {r.id for r in ran}
    out: list[Diagnostic] = []
    written = [(s, a) for a, r in resources.items() for s in r.silences] + [(s, None) for s in everywhere]
    for silence, address in written:
        for name, origin in zip(silence.rules, silence.origins, strict=True):
            rule, hit = book.rules.get(name), (id(silence), name) in used
            if rule is None:
                hint = suggest(name, book.rules)
                remedy = f'Did you mean "{hint}"?' if hint else "docs/rules.md lists the rules."
                out.append(_complaint("ML107", origin, address, f"there is no rule {name}", remedy))
            elif hit and not rule.silent:
                out.append(_complaint("ML108", origin, address, f"{name} is always told"))
            elif hit and silence.until and silence.until < today:
                out.append(_complaint("ML109", origin, address, f"{name} was silent until {silence.until}"))
            elif not hit and name in ids:
                out.append(_complaint("ML110", origin, address, f"{name} finds nothing here"))
    return out


def _complaint(
    code: str, origin: Origin, address: Address | None, detail: str, remedy: str = ""
) -> Diagnostic:
    told = {r.id: r for r in SILENCES}[code]
    summary = told.what.rstrip(".")
    return Diagnostic(code, summary, detail, remedy or told.remedy, told.severity, address, origin)
