"""`msgops drift`."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from msgops.cli.drift_accept import command as accept
from msgops.cli.events import Events, with_events
from msgops.cli.exits import Exit
from msgops.cli.options import Common, based, common, selection
from msgops.model.drift import Around

if TYPE_CHECKING:
    from msgops.cli.runtime import Runtime
    from msgops.engine.planner import Planned
    from msgops.model.diagnostic import Diagnostic
    from msgops.model.finding import Finding
    from msgops.model.plan import Plan


@click.group(name="drift", invoke_without_command=True)
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Count the live objects of every kind of every account, not only of the kinds in use.",
)
@selection
@common
@with_events
@based
def command(
    common: Common,
    everything: bool,  # noqa: FBT001  # click passes flags by name
    events: Events,
    **narrow: Any,
) -> int:
    """Compare what msgops recorded with what is live; nothing is written, not even the state.

    Exit 0 without drift, 2 with drift, 1 when a system cannot be read.
    """
    from msgops.cli.output import announce
    from msgops.cli.runtime import Runtime, start_logging
    from msgops.report.render import render_diagnostics

    if (ctx := click.get_current_context()).invoked_subcommand is not None:
        _no_options(ctx)
        return Exit.DONE
    runtime = Runtime(common)
    events.follow(runtime)
    announce(f"Reading {runtime.common.directory / 'msgops.yaml'} …")
    start_logging()
    report = Report()
    try:
        asyncio.run(fill(runtime, narrow, report, everything=everything))
    except BaseException as error:
        report.end(error)
        _emit(replace(common, formats=_asked(common)), runtime, report)
        raise
    _emit(common, runtime, report)
    if report.around.problems:
        announce(render_diagnostics(report.around.problems, "text", colour=False))
        return Exit.ERROR
    return Exit.CHANGES if report.findings else Exit.DONE


@dataclass
class Report:
    """What is known so far; it is told even when something ends the command early."""

    findings: list[Finding] = field(default_factory=list)
    around: Around = field(default_factory=Around)
    plan: Plan | None = None

    def end(self, error: BaseException) -> None:
        """Say why there is no more."""
        from msgops.model.diagnostic import MsgopsError

        problems = error.diagnostics if isinstance(error, MsgopsError) else ()
        why = "an error ended it" if isinstance(error, Exception) else "it was interrupted"
        self.around = replace(self.around, stopped=why, problems=(*self.around.problems, *problems))


def _asked(common: Common) -> tuple[tuple[str, str], ...]:
    """Return the reports that somebody waits for when the command fails: files, and what a machine reads."""
    return tuple((name, path) for name, path in common.formats if path or name != "text")


def _emit(common: Common, runtime: Runtime, report: Report) -> None:
    from msgops.cli.output import emit
    from msgops.cli.scenery import scene
    from msgops.report.render import render_drift

    mishaps = runtime.mishaps()
    if common.formats or not report.around.stopped:
        emit(
            common,
            lambda name, colour: render_drift(
                report.findings,
                name,
                colour=colour,
                mishaps=mishaps,
                around=report.around,
                scene=partial(scene, runtime, report.plan, findings=report.findings),
            ),
        )


command.add_command(accept)


def _no_options(ctx: click.Context) -> None:
    """Refuse options that would be lost on the way to the subcommand."""
    given = [n for n in ctx.params if ctx.get_parameter_source(n) is click.core.ParameterSource.COMMANDLINE]
    if given:
        raise click.UsageError(f"Options stand behind `{ctx.invoked_subcommand}`.", ctx)


@dataclass
class Look:
    """What drift saw: the plan with its context, the findings, and what could not be read."""

    planned: Planned
    findings: list[Finding]
    failed: list[Diagnostic]


async def fill(runtime: Runtime, narrow: Any, report: Report, *, everything: bool) -> None:
    """Fill the report, the most important first."""
    from msgops.engine.coverage import expiring, seen, survey

    today = runtime.now().date()
    report.around = replace(report.around, expiring=expiring(runtime.workspace.desired, today))
    look_ = await look(runtime, narrow)
    report.findings, report.plan = look_.findings, look_.planned.plan
    context = look_.planned.context
    report.around = replace(
        report.around, gates=tuple(look_.planned.plan.gates), problems=tuple(look_.failed)
    )
    runtime.events.gates(report.around.gates)
    runtime.events.drifted(report.findings)
    runtime.events.found("error", report.around.problems)
    if any(narrow.values()):
        return
    report.around = replace(report.around, coverage=seen(context))
    if everything:
        providers = {n: b.provider for n, b in runtime.workspace.accounts.items()}
        async with runtime.sessions(list(providers)) as sessions:
            readers = {n: s.reader() for n, s in sessions.items()}
            report.around = replace(report.around, coverage=await survey(context, readers, providers))


async def _drift(runtime: Runtime, narrow: Any) -> tuple[list[Finding], list[Any]]:
    seen = await look(runtime, narrow)
    return seen.findings, seen.failed


async def look(runtime: Runtime, narrow: Any) -> Look:
    """Read the accounts and compare."""
    from msgops.cli.runtime import selected
    from msgops.engine.drift import drift, read_events
    from msgops.engine.planner import plan

    with runtime.open_state(create=False) as store:
        request = runtime.request(store)
        ended = [r.ended for r in store.runs() if r.ended]
    chosen = selected(request, narrow)
    request = replace(request, selected=chosen)
    async with runtime.sessions(runtime.accounts_in_use(request.recorded)) as sessions:
        readers = {n: s.reader() for n, s in sessions.items()}
        planned = await plan(request, readers, runtime.listeners)
        found = drift(planned.context, {})
        if found:
            events = await read_events(planned.context, readers, request.providers, max(ended, default=""))
            found = drift(planned.context, events)
    found = [f for f in found if chosen is None or f.address in chosen]
    return Look(planned, found, list(planned.context.observed.failed.values()))
