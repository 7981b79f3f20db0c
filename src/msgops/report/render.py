"""One door to every format: a report and the name of a format give text."""

# ruff: noqa: PLC0415 - a command pays only for the format that it prints

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from msgops.model.budget import Budget
    from msgops.model.change import Change
    from msgops.model.diagnostic import Diagnostic
    from msgops.model.drift import Around
    from msgops.model.finding import Finding
    from msgops.model.mishap import Mishap
    from msgops.model.outcome import Outcome
    from msgops.model.output import Told
    from msgops.model.permission import AccountPermissions
    from msgops.model.plan import Plan
    from msgops.model.rule import RuleText
    from msgops.model.scene import Scene
    from msgops.model.state import Run
    from msgops.model.worksheet import Worksheet
    from msgops.report.document import Document
    from msgops.report.entries import Entry

    Scenery = Callable[[], Scene] | None
    """What a page shows around a report; it is made only for a page."""

FORMATS = ("text", "json", "markdown", "html", "sarif", "junit")


def render_plan(
    plan: Plan,
    name: str,
    *,
    colour: bool = False,
    mishaps: Sequence[Mishap] = (),
    budgets: Sequence[Budget] = (),
    scene: Scenery = None,
) -> str:
    """Return the plan in the format of that name."""
    if name == "text":
        from msgops.report import text

        return text.plan_text(plan, colour=colour, mishaps=mishaps, budgets=budgets)
    if name == "json":
        from msgops.report import json

        return json.dumps(json.plan_json(plan, mishaps, budgets))
    from msgops.report import entries
    from msgops.report.budgets import with_budgets
    from msgops.report.mishaps import with_mishaps
    from msgops.report.plans import plan_document
    from msgops.report.values import Limits

    return _other(
        name,
        "plan",
        lambda: with_mishaps(with_budgets(plan_document(plan, Limits()), budgets), mishaps),
        lambda: entries.of_plan(plan),
        scene,
    )


def render_apply(
    outcomes: Sequence[Outcome],
    plan: Plan,
    exit_code: int,
    name: str,
    *,
    colour: bool = False,
    mishaps: Sequence[Mishap] = (),
    sheets: Sequence[Worksheet] = (),
    scene: Scenery = None,
) -> str:
    """Return what became of a plan in the format of that name; text and Markdown hold these worksheets too."""
    if name == "text":
        from msgops.report import text

        # The end of the report is what a terminal still shows.
        told = text.outcomes_text(outcomes, plan, colour=colour, mishaps=mishaps)
        return "\n\n".join((*(render_worksheet(s, (), name, colour=colour) for s in sheets), told))
    if name == "json":
        from msgops.report import json

        return json.dumps(json.apply_json(outcomes, plan, exit_code, mishaps))
    from msgops.report import entries
    from msgops.report.mishaps import with_mishaps
    from msgops.report.results import outcomes_document

    found = _other(
        name,
        "apply",
        lambda: with_mishaps(outcomes_document(outcomes, plan), mishaps),
        lambda: entries.of_outcomes(outcomes, plan),
        scene,
    )
    if name != "markdown":
        return found
    from msgops.report.markdown import stacked

    return stacked(found, (render_worksheet(s, (), name) for s in sheets), "worksheet")


def render_drift(
    findings: Sequence[Finding],
    name: str,
    *,
    colour: bool = False,
    mishaps: Sequence[Mishap] = (),
    around: Around | None = None,
    scene: Scenery = None,
) -> str:
    """Return drift in the format of that name; the page for auditors has rows instead of blocks."""
    from msgops.report.around import NOTHING, with_around

    around = around or NOTHING
    if name == "text":
        from msgops.report import text

        return text.drift_text(findings, colour=colour, mishaps=mishaps, around=around)
    if name == "json":
        from msgops.report import json

        return json.dumps(json.drift_json(findings, mishaps, around))
    tabular = name == "html"
    from msgops.report import entries
    from msgops.report.drifts import drift_document
    from msgops.report.mishaps import with_mishaps
    from msgops.report.values import Limits

    return _other(
        name,
        "drift",
        lambda: with_mishaps(
            with_around(drift_document(findings, Limits(), tabular=tabular), around), mishaps
        ),
        lambda: entries.of_drift(findings, around),
        scene,
    )


def render_gates(gates: Sequence[Change], name: str, *, colour: bool = False) -> str:
    """Return the open gates in the format of that name."""
    if name == "text":
        from msgops.report import text

        return text.gates_text(gates, colour=colour)
    if name == "json":
        from msgops.report import json

        return json.dumps(json.gates_json(gates))
    from msgops.report import entries
    from msgops.report.plans import gates_document

    return _other(name, "gates", lambda: gates_document(gates), lambda: entries.of_gates(gates))


def render_worksheet(sheet: Worksheet, gates: Sequence[Change], name: str, *, colour: bool = False) -> str:
    """Return a person's worksheet in the format of that name; `gates` is its gate, where one is open, for sarif and junit."""
    from msgops.report import worksheets

    if name == "text":
        return worksheets.worksheet_text(sheet, colour=colour)
    if name == "markdown":
        return worksheets.worksheet_markdown(sheet)
    if name == "html":
        from msgops.report.html import worksheet_html

        return worksheet_html(sheet)
    if name == "json":
        from msgops.report import json

        return json.dumps(worksheets.worksheet_json(sheet))
    return render_gates(gates, name)


def render_history(runs: Sequence[Run], name: str, *, colour: bool = False, scene: Scenery = None) -> str:
    """Return the runs in the format of that name."""
    if name == "text":
        from msgops.report import text

        return text.history_text(runs, colour=colour)
    if name == "json":
        from msgops.report import json

        return json.dumps(json.history_json(runs))
    from msgops.report import entries
    from msgops.report.results import history_document

    return _other(name, "history", lambda: history_document(runs), lambda: entries.of_history(runs), scene)


def render_permissions(accounts: Sequence[AccountPermissions], name: str, *, colour: bool = False) -> str:
    """Return the least permissions in the format of that name; they are no verdict."""
    from msgops.report.permissions import permissions_document, permissions_json

    if name == "text":
        from msgops.report import text

        return text.document_text(permissions_document(accounts), colour=colour, width=100)
    if name == "json":
        from msgops.report import json

        return json.dumps(permissions_json(accounts))
    return _other(name, "permissions", lambda: permissions_document(accounts), list)


def render_outputs(told: Sequence[Told], name: str, *, colour: bool = False) -> str:
    """Return the outputs in the format of that name; they are no verdict."""
    from msgops.report.outputs import outputs_document, outputs_json

    if name == "text":
        from msgops.report import text

        return text.document_text(outputs_document(told), colour=colour, width=100)
    if name == "json":
        from msgops.report import json

        return json.dumps(outputs_json(told))
    return _other(name, "output", lambda: outputs_document(told), list)


def render_diagnostics(
    diagnostics: Sequence[Diagnostic],
    name: str,
    *,
    colour: bool = False,
    rules: Mapping[str, RuleText] | None = None,
) -> str:
    """Return findings about the files in the format of that name; `rules` are explained where the format can."""
    if name == "text":
        from msgops.report import diagnostics as finding_text

        return finding_text.render(diagnostics, colour=colour) or "No findings.\n"
    if name == "json":
        from msgops.report import json

        return json.dumps(json.diagnostics_json(diagnostics))
    from msgops.report import entries

    if name == "sarif":
        from msgops.report.sarif import sarif

        return _json(sarif(entries.of_diagnostics(diagnostics), rules))
    from msgops.report.results import diagnostics_document

    return _other(
        name,
        "validate",
        lambda: diagnostics_document(diagnostics),
        lambda: entries.of_diagnostics(diagnostics),
    )


def _json(value: object) -> str:
    from msgops.report.json import dumps

    return dumps(value)


def _other(
    name: str,
    subject: str,
    document: Callable[[], Document],
    verdicts: Callable[[], list[Entry]],
    scene: Scenery = None,
) -> str:
    if name == "markdown":
        from msgops.report.markdown import document_markdown

        return document_markdown(document())
    if name == "html":
        from msgops.report.html import document_html

        return document_html(document(), scene() if scene else None)
    if name == "sarif":
        from msgops.report.sarif import sarif

        return _json(sarif(verdicts()))
    if name == "junit":
        from msgops.report.junit import junit

        return junit(verdicts(), subject)
    raise ValueError(f"there is no format {name!r}; there are {', '.join(FORMATS)}")
