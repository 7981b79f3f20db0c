"""One door to every format: a report and the name of a format give text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgops.report.values import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from msgops.model.change import Change
    from msgops.model.diagnostic import Diagnostic
    from msgops.model.finding import Finding
    from msgops.model.outcome import Outcome
    from msgops.model.plan import Plan
    from msgops.model.state import Run
    from msgops.report.document import Document
    from msgops.report.entries import Entry

FORMATS = ("text", "json", "markdown", "html", "sarif", "junit")


def render_plan(plan: Plan, name: str, *, colour: bool = False) -> str:
    """Return the plan in the format of that name."""
    if name == "text":
        from msgops.report.text import plan_text

        return plan_text(plan, colour=colour)
    if name == "json":
        from msgops.report.json import dumps, plan_json

        return dumps(plan_json(plan))
    from msgops.report import entries
    from msgops.report.plans import plan_document

    return _other(name, "plan", lambda _: plan_document(plan, Limits(), detail=False), lambda: entries.of_plan(plan))


def render_apply(outcomes: Sequence[Outcome], plan: Plan, exit_code: int, name: str, *, colour: bool = False) -> str:
    """Return what became of a plan in the format of that name."""
    if name == "text":
        from msgops.report.text import outcomes_text

        return outcomes_text(outcomes, plan, colour=colour)
    if name == "json":
        from msgops.report.json import apply_json, dumps

        return dumps(apply_json(outcomes, plan, exit_code))
    from msgops.report import entries
    from msgops.report.results import outcomes_document

    return _other(
        name, "apply", lambda _: outcomes_document(outcomes, plan), lambda: entries.of_outcomes(outcomes, plan)
    )


def render_drift(findings: Sequence[Finding], name: str, *, colour: bool = False) -> str:
    """Return drift in the format of that name."""
    if name == "text":
        from msgops.report.text import drift_text

        return drift_text(findings, colour=colour)
    if name == "json":
        from msgops.report.json import drift_json, dumps

        return dumps(drift_json(findings))
    from msgops.report import entries
    from msgops.report.results import drift_document

    return _other(
        name,
        "drift",
        lambda tabular: drift_document(findings, Limits(), tabular=tabular),
        lambda: entries.of_drift(findings),
    )


def render_gates(gates: Sequence[Change], name: str, *, colour: bool = False) -> str:
    """Return the open gates in the format of that name."""
    if name == "text":
        from msgops.report.text import gates_text

        return gates_text(gates, colour=colour)
    if name == "json":
        from msgops.report.json import dumps, gates_json

        return dumps(gates_json(gates))
    from msgops.report import entries
    from msgops.report.plans import gates_document

    return _other(name, "gates", lambda _: gates_document(gates), lambda: entries.of_gates(gates))


def render_history(runs: Sequence[Run], name: str, *, colour: bool = False) -> str:
    """Return the runs in the format of that name."""
    if name == "text":
        from msgops.report.text import history_text

        return history_text(runs, colour=colour)
    if name == "json":
        from msgops.report.json import dumps, history_json

        return dumps(history_json(runs))
    from msgops.report import entries
    from msgops.report.results import history_document

    return _other(name, "history", lambda _: history_document(runs), lambda: entries.of_history(runs))


def render_diagnostics(diagnostics: Sequence[Diagnostic], name: str, *, colour: bool = False) -> str:
    """Return findings about the files in the format of that name."""
    if name == "text":
        from msgops.report.diagnostics import render

        return render(diagnostics, colour=colour)
    if name == "json":
        from msgops.report.json import diagnostics_json, dumps

        return dumps(diagnostics_json(diagnostics))
    from msgops.report import entries
    from msgops.report.results import diagnostics_document

    return _other(
        name,
        "validate",
        lambda _: diagnostics_document(diagnostics),
        lambda: entries.of_diagnostics(diagnostics),
    )


def _other(
    name: str, subject: str, document: Callable[[bool], Document], entries: Callable[[], list[Entry]]
) -> str:
    """Render what is the same for every report; `document` is told whether rows are wanted instead of blocks."""
    if name == "markdown":
        from msgops.report.markdown import document_markdown

        return document_markdown(document(False))
    if name == "html":
        from msgops.report.html import document_html

        return document_html(document(True))
    if name == "sarif":
        from msgops.report.json import dumps
        from msgops.report.sarif import sarif

        log: dict[str, Any] = sarif(entries())
        return dumps(log)
    if name == "junit":
        from msgops.report.junit import junit

        return junit(entries(), subject)
    raise ValueError(f"there is no format {name!r}; there are {', '.join(FORMATS)}")
