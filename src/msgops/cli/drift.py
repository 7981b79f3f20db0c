"""`msgops drift`."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import click

from msgops.cli.drift_accept import command as accept
from msgops.cli.exits import Exit
from msgops.cli.options import Common, based, common, selection

if TYPE_CHECKING:
    from msgops.cli.runtime import Runtime
    from msgops.engine.planner import Planned
    from msgops.model.diagnostic import Diagnostic
    from msgops.model.finding import Finding


@click.group(name="drift", invoke_without_command=True)
@selection
@common
@based
def command(common: Common, **narrow: Any) -> int:
    """Compare what msgops recorded with what is live; nothing is written, not even the state.

    Exit 0 without drift, 2 with drift, 1 when a system cannot be read.
    """
    from msgops.cli.output import announce, emit
    from msgops.cli.runtime import Runtime, start_logging
    from msgops.report.render import render_diagnostics, render_drift

    if (ctx := click.get_current_context()).invoked_subcommand is not None:
        _no_options(ctx)
        return Exit.DONE
    runtime = Runtime(common)
    announce(f"Reading {runtime.common.directory / 'msgops.yaml'} …")
    start_logging()
    findings, failed = asyncio.run(_drift(runtime, narrow))
    mishaps = runtime.mishaps()
    emit(common, lambda name, colour: render_drift(findings, name, colour=colour, mishaps=mishaps))
    if failed:
        announce(render_diagnostics(failed, "text", colour=False))
        return Exit.ERROR
    return Exit.CHANGES if findings else Exit.DONE


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
        planned = await plan(request, readers)
        found = drift(planned.context, {})
        if found:
            events = await read_events(planned.context, readers, request.providers, max(ended, default=""))
            found = drift(planned.context, events)
    found = [f for f in found if chosen is None or f.address in chosen]
    return Look(planned, found, list(planned.context.observed.failed.values()))
