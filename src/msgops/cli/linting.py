"""Joins files, rules and, for a plan, the state: what `lint`, `validate`, `plan` and `apply` say about the files."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from msgops.config.excerpt import with_excerpts
from msgops.config.inside import first_bytes, size
from msgops.model.diagnostic import ConfigError, Diagnostic, Severity
from msgops.rules.report import joined, lint
from msgops.sdk.rules import Facts, Phase, RuleSet

if TYPE_CHECKING:
    from msgops.cli.runtime import Runtime
    from msgops.engine.planner import Planned
    from msgops.model.state import Intent
    from msgops.rules.check import Finding
    from msgops.state.store import Store

_HISTORY = timedelta(days=30)
"""How far back rules of a plan look."""
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


def linted(runtime: Runtime, *, sets: Collection[RuleSet] = frozenset({RuleSet.VENDOR})) -> Linted:
    """Run the rules of these sets over the files."""
    findings, others = _run(runtime, sets, Phase.FILES)
    return Linted(joined(runtime.loaded.diagnostics, findings) + others, findings)


def checked(runtime: Runtime) -> None:
    """Refuse files that the vendors would refuse, before anything is asked of them; say what is unwise."""
    from msgops.cli.output import announce
    from msgops.report.diagnostics import render

    found = linted(runtime)
    if found.errors:
        raise ConfigError(found.errors)
    warnings = [d for d in found.diagnostics if d.severity is Severity.WARNING]
    if warnings:
        announce(render(warnings[:_SHOWN]))
    if len(warnings) > _SHOWN:
        announce(f"… and {len(warnings) - _SHOWN} more warnings: msgops lint.")


def recent(runtime: Runtime, store: Store) -> list[Intent]:
    """Return the writes that rules of a plan want to know of."""
    book = runtime.book
    subjects = {s for rule in book.rules.values() if rule.needs is Phase.PLAN for s in rule.at}
    declared = {a.full_kind for a in runtime.loaded.desired}
    kinds = {place.kind for s in subjects for place in book.subjects.get(s, ())} & declared
    return store.done(_HISTORY, kinds)


def ruled(runtime: Runtime, planned: Planned, history: Sequence[Intent]) -> Planned:
    """Add to a plan what rules say of its changes: errors refuse it, warnings are shown with it."""
    made = planned.plan
    findings, others = _run(
        runtime,
        frozenset({RuleSet.VENDOR}),
        Phase.PLAN,
        changes=made.pending,
        recorded=planned.request.recorded,
        history=history,
        gates=planned.request.gates,
    )
    wrong = [f for f in findings if f.diagnostic.severity is Severity.ERROR]
    unwise = [f.diagnostic for f in findings if f.diagnostic.severity is not Severity.ERROR]
    errors = [d for d in others if d.severity is Severity.ERROR]
    others = [d for d in others if d.severity is not Severity.ERROR]
    more = replace(
        made,
        refused=(*joined(made.refused, wrong), *errors),
        warnings=(*made.warnings, *unwise, *others),
    )
    return replace(planned, plan=more)


def _run(
    runtime: Runtime, sets: Collection[RuleSet], phase: Phase, **seen: Any
) -> tuple[list[Finding], list[Diagnostic]]:
    """Run the rules of a phase; what they found, and what is wrong with rules and silences."""
    workspace = runtime.loaded
    book = runtime.book
    facts = Facts(
        catalog=runtime.catalog,
        resources={**workspace.desired, **workspace.drafts},
        subjects=book.subjects,
        limits=book.limits,
        refused=workspace.drafts,
        read=partial(first_bytes, workspace.root),
        size=partial(size, workspace.root),
        now=runtime.now(),
        **seen,
    )
    findings, others = lint(
        book,
        facts,
        sets=sets,
        phases=(phase,),
        exceptions=workspace.lint.exceptions,
        today=runtime.now().date().isoformat(),
    )
    return _with_excerpts(runtime, findings, others)


def _with_excerpts(
    runtime: Runtime, findings: list[Finding], others: list[Diagnostic]
) -> tuple[list[Finding], list[Diagnostic]]:
    """Add the source lines; together with the schema's findings, whose secrets are shown nowhere."""
    workspace = runtime.loaded
    files = {name: workspace.root / name for name in workspace.files}
    told = [*workspace.diagnostics, *(f.diagnostic for f in findings), *others]
    secrets = [f.diagnostic for f in findings if f.found.secret]
    told = with_excerpts(told, files, secrets)[len(workspace.diagnostics) :]
    found = [replace(f, diagnostic=d) for f, d in zip(findings, told, strict=False)]
    return found, told[len(findings) :]
