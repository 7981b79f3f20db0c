"""`msgops plan`."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from msgops.cli.allow import Allowance, allowing
from msgops.cli.events import Events, with_events
from msgops.cli.exits import Exit, of_refusals
from msgops.cli.options import Common, based, common, selection
from msgops.cli.outputs_file import Outputs, outputs_file

if TYPE_CHECKING:
    from msgops.engine.planner import Planned


@click.command(name="plan")
@click.option(
    "--out", type=click.Path(dir_okay=False), help="Save the plan; `msgops apply FILE` performs exactly it."
)
@click.option("--detailed-exitcode", is_flag=True, help="Exit 2 when there are changes.")
@allowing
@selection
@common
@with_events
@outputs_file
@based
def command(
    common: Common,
    out: str | None,
    detailed_exitcode: bool,  # noqa: FBT001  # click passes flags by name
    allowance: Allowance,
    outputs: Outputs,
    events: Events,
    **narrow: Any,
) -> int:
    """Show what apply would do, and why. Nothing is written.

    Exit 0, or 2 with --detailed-exitcode when there are changes; 1 on errors; 3 when a guard refuses.
    """
    from msgops.cli.output import announce, emit, hint
    from msgops.cli.runtime import Runtime, start_logging
    from msgops.cli.scenery import scene
    from msgops.report.render import render_plan

    if out and allowance.rules and not allowance.reason:
        raise click.UsageError(
            "--allow with --out needs --reason TEXT, which `apply` writes to the audit log."
        )
    runtime = Runtime(common)
    events.follow(runtime)
    announce(f"Reading {runtime.common.directory / 'msgops.yaml'} …")
    start_logging()
    planned = asyncio.run(_plan(runtime, allowance, narrow))
    outputs.plan = planned.plan
    events.planned(planned.plan)
    mishaps, budgets = runtime.mishaps(), runtime.budgets()
    emit(
        common,
        lambda name, colour: render_plan(
            planned.plan,
            name,
            colour=colour,
            mishaps=mishaps,
            budgets=budgets,
            scene=partial(scene, runtime, planned.plan),
        ),
    )
    if out:
        from msgops.cli.saved import save

        save(planned.plan, out, common.directory)
        announce(f"Saved to {out}.")
        hint(f"To perform exactly this plan: msgops apply {out}")
    if planned.plan.refused:
        return of_refusals(planned.plan.refused)
    return Exit.CHANGES if detailed_exitcode and planned.plan.pending else Exit.DONE


async def _plan(runtime: Any, allowance: Allowance, narrow: Any) -> Planned:
    from dataclasses import replace

    from msgops.cli.linting import checked, recent, ruled
    from msgops.cli.output import announce
    from msgops.cli.runtime import selected
    from msgops.engine.planner import plan

    checked(runtime)
    with runtime.open_state(create=False) as store:
        given = allowance.consents(store.actor, runtime.now())
        request, history = runtime.request(store, consents=given), recent(runtime, store)
    request = replace(request, selected=selected(request, narrow))
    accounts = runtime.accounts_in_use(request.recorded)
    async with runtime.sessions(accounts) as sessions:
        announce(f"Refreshing {len(request.desired)} resources in {len(sessions)} account(s) …")
        planned = await plan(request, {name: s.reader() for name, s in sessions.items()}, runtime.listeners)
    return ruled(runtime, planned, history)
