"""Joins files, rules and, for a plan, the state: what `lint`, `validate`, `plan` and `apply` say about the files."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from msgops.config.excerpt import with_excerpts
from msgops.model.diagnostic import ConfigError, Diagnostic, Severity
from msgops.rules.book import Book
from msgops.rules.report import joined, lint
from msgops.sdk.rules import Facts, Phase, RuleSet

if TYPE_CHECKING:
    from msgops.cli.runtime import Runtime
    from msgops.model.address import Address
    from msgops.model.state import StateEntry
    from msgops.rules.check import Finding

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Linted:
    """What was found: all of it to be told, and what the rules found, with the fixes that they know."""

    diagnostics: list[Diagnostic]
    findings: list[Finding]

    @property
    def errors(self) -> list[Diagnostic]:
        """Return what makes the files unusable."""
        return [d for d in self.diagnostics if d.severity is Severity.ERROR]


def linted(
    runtime: Runtime,
    *,
    sets: Collection[RuleSet] = frozenset({RuleSet.VENDOR}),
    recorded: Mapping[Address, StateEntry] | None = None,
) -> Linted:
    """Run the rules of these sets over the files; with what is recorded, those of a plan instead."""
    workspace = runtime.loaded
    book = Book.installed(runtime.catalog)
    facts = Facts(
        runtime.catalog,
        {**workspace.desired, **workspace.drafts},
        book.subjects,
        book.limits,
        workspace.drafts,
        workspace.root,
        recorded or {},
        runtime.now(),
    )
    findings, others = lint(
        book,
        facts,
        sets=sets,
        phases=(Phase.FILES,) if recorded is None else (Phase.PLAN,),
        exceptions=workspace.lint.exceptions,
        today=runtime.now().date().isoformat(),
    )
    findings, others = _with_excerpts(runtime, findings, others)
    return Linted(joined(workspace.diagnostics, findings) + others, findings)


def checked(runtime: Runtime, recorded: Mapping[Address, StateEntry] | None = None) -> None:
    """Refuse files that the vendors would refuse, before anything is asked of them; say what is unwise.

    First the files alone, then, with what is recorded, what the files ask for beside it.
    """
    from msgops.cli.output import announce
    from msgops.report.diagnostics import render

    found = linted(runtime, recorded=recorded)
    if found.errors:
        raise ConfigError(found.errors)
    warnings = [d for d in found.diagnostics if d.severity is Severity.WARNING]
    if warnings:
        announce(render(warnings[:_SHOWN]))
    if len(warnings) > _SHOWN:
        announce(f"… and {len(warnings) - _SHOWN} more warnings: msgops lint.")


def _with_excerpts(runtime: Runtime, findings: list[Finding], others: list[Diagnostic]) -> Any:
    """Add the source lines; together with the schema's findings, whose secrets are shown nowhere."""
    workspace = runtime.loaded
    files = {name: workspace.root / name for name in workspace.files}
    told = [*workspace.diagnostics, *(f.diagnostic for f in findings), *others]
    told = with_excerpts(told, files)[len(workspace.diagnostics) :]
    found = [replace(f, diagnostic=d) for f, d in zip(findings, told, strict=False)]
    return found, told[len(findings) :]
