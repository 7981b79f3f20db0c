"""`msgops undo`."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from msgops.cli.allow import Allowance, allowing
from msgops.cli.exits import Exit
from msgops.cli.options import Common, common

if TYPE_CHECKING:
    from msgops.cli.runtime import Runtime
    from msgops.engine.planner import Request
    from msgops.state.store import Store


@click.command(name="undo")
@click.argument("run")
@click.option("--yes", "-y", is_flag=True, help="Do not ask; without a terminal undo never asks.")
@click.option("--plan", "plan_only", is_flag=True, help="Only show the plan.")
@allowing
@common
def command(common: Common, run: str, yes: bool, plan_only: bool, allowance: Allowance) -> int:  # noqa: FBT001
    """Bring back what RUN changed; `msgops history` lists the runs.

    The plan is made from the values that the journal saw before that run, and is guarded and applied like any other. What
    cannot be undone is listed. The files stay as they are. Exit codes are those of apply.
    """
    from msgops.cli.apply import perform
    from msgops.cli.output import announce
    from msgops.cli.runtime import Runtime, start_logging

    start_logging()
    runtime = Runtime(common)
    if plan_only:
        return asyncio.run(_plan(runtime, run))
    code = asyncio.run(
        perform(
            runtime,
            None,
            allowance,
            lambda request, store: _before(request, store, run),
            ask=not yes and sys.stdin.isatty(),
            command="undo",
        )
    )
    if code in (Exit.DONE, Exit.WAITING):
        announce("The files still say otherwise: change them too, or the next apply does it again.")
    return code


async def _plan(runtime: Runtime, run: str) -> int:
    from msgops.cli.exits import of_refusals
    from msgops.cli.output import emit
    from msgops.engine.planner import plan
    from msgops.report.render import render_plan

    with runtime.open_state(create=False) as store:
        request = _before(runtime.request(store), store, run)
    async with runtime.sessions(runtime.accounts_in_use(request.recorded)) as sessions:
        planned = await plan(request, {n: s.reader() for n, s in sessions.items()})
    emit(runtime.common, lambda name, colour: render_plan(planned.plan, name, colour=colour))
    return of_refusals(planned.plan.refused)


def _before(request: Request, store: Store, run: str) -> Request:
    """Turn the request to what was before the run; `UsageError` when there is no such run."""
    from msgops.cli.output import announce
    from msgops.engine.undo import undo
    from msgops.model.suggest import suggest
    from msgops.report.diagnostics import render

    runs = [r.id for r in store.runs()]
    found = [r for r in runs if r.startswith(run)] if run else []
    if len(found) != 1:
        hint = suggest(run, runs)
        why = "names several runs" if found else "is no run"
        raise click.UsageError(f"{run!r} {why}." + (f" Did you mean {hint}?" if hint and not found else ""))
    intents = store.intents(found[0])
    back = undo(found[0], intents, request.catalog, request.desired, request.recorded)
    if back.left:
        announce(render(back.left, colour=False))
    return replace(request, desired=back.desired, selected=back.touched)
