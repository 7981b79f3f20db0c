"""`msgops apply`."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from msgops.cli.allow import Allowance, allowing
from msgops.cli.events import Events, with_events
from msgops.cli.exits import Exit, of_outcomes, of_refusals
from msgops.cli.options import Common, based, common, selection
from msgops.cli.outputs_file import Outputs, outputs_file

if TYPE_CHECKING:
    from msgops.cli.runtime import Runtime
    from msgops.engine.planner import Planned, Request
    from msgops.model.change import Change
    from msgops.model.diagnostic import Diagnostic
    from msgops.model.outcome import Outcome
    from msgops.model.plan import Plan
    from msgops.state.hold import Hold
    from msgops.state.store import Store


@click.command(name="apply")
@click.argument("saved_plan", required=False, type=click.Path(dir_okay=False))
@click.option("--yes", "-y", is_flag=True, help="Do not ask; without a terminal apply never asks.")
@allowing
@selection
@common
@with_events
@outputs_file
@based
def command(
    common: Common,
    saved_plan: str | None,
    yes: bool,  # noqa: FBT001  # click passes flags by name
    allowance: Allowance,
    outputs: Outputs,
    events: Events,
    **narrow: Any,
) -> int:
    """Make the systems agree with the files; with SAVED_PLAN, perform exactly that plan.

    Exit 0 done; 1 error; 3 refused by a guard; 4 an object moved after the plan was saved; 5 something failed or was
    skipped; 6 done except for open gates; 7 locked by somebody else; 130 interrupted.
    """
    from msgops.cli.output import announce
    from msgops.cli.runtime import Runtime, start_logging

    if saved_plan and any(narrow.values()):
        raise click.UsageError(
            "A saved plan is performed as a whole: --target, --exclude and --selector belong to `plan`."
        )
    if saved_plan and allowance.rules:
        raise click.UsageError(
            "A saved plan carries its consents: --allow, --reason and --until belong to `plan`."
        )
    runtime = Runtime(common)
    events.follow(runtime)
    announce(f"Reading {runtime.common.directory / 'msgops.yaml'} …")
    start_logging()
    ask = not yes and not saved_plan and sys.stdin.isatty()
    return asyncio.run(_apply(runtime, saved_plan, allowance, narrow, ask=ask, outputs=outputs))


async def _apply(
    runtime: Runtime,
    saved_plan: str | None,
    allowance: Allowance,
    narrow: Any,
    *,
    ask: bool,
    outputs: Outputs | None = None,
) -> int:
    from msgops.cli.runtime import selected

    def prepare(request: Request, _: Store) -> Request:
        return replace(request, selected=selected(request, narrow))

    return await perform(runtime, saved_plan, allowance, prepare, ask=ask, outputs=outputs)


async def perform(
    runtime: Runtime,
    saved_plan: str | None,
    allowance: Allowance,
    prepare: Callable[[Request, Store], Request],
    *,
    ask: bool,
    command: str = "apply",
    outputs: Outputs | None = None,
) -> int:
    """Plan what `prepare` makes of the request, ask if need be, and write; returns the exit code."""
    from msgops.cli.consents import brought, guarded
    from msgops.cli.linting import checked, recent, ruled
    from msgops.cli.output import announce, emit
    from msgops.cli.permissions import preflight
    from msgops.cli.saved import bind, chosen, read
    from msgops.engine.planner import plan
    from msgops.model.diagnostic import GuardError
    from msgops.report.render import render_plan
    from msgops.state.fingerprint import fingerprint_key

    saved = read(saved_plan) if saved_plan else None
    if saved is not None and saved.refused:
        raise GuardError(saved.refused)
    if command == "apply":
        checked(runtime)
    runtime.workspace  # noqa: B018  # the files are checked before the state is touched
    fingerprint_key(create=True)
    with runtime.open_state(create=True) as store, store.lease(command) as hold:
        runtime.events.tell("lease_taken", token=hold.lease.token)
        given = brought(store, saved, allowance, runtime.now())
        request = prepare(runtime.request(store, consents=given), store)
        async with runtime.sessions(runtime.accounts_in_use(request.recorded)) as sessions:
            announce(f"Refreshing {len(request.desired)} resources in {len(sessions)} account(s) …")
            planned = await plan(request, {n: s.reader() for n, s in sessions.items()}, runtime.listeners)
            if command == "apply" and saved is None:
                planned = ruled(runtime, planned, recent(runtime, store))
            if outputs is not None:
                outputs.plan = saved or planned.plan
            moved: Any = {}
            changes = [c for c in planned.plan.changes if c.calls or c.record]
            if saved is not None:
                bind(saved, planned.plan)
                changes, moved = chosen(saved, planned.plan)
                planned = guarded(planned, changes)
            lacking = await preflight(runtime, planned, changes, sessions)
            _tell(runtime, planned.plan, saved, lacking)
            if lacking or (planned.plan.refused and saved is None):
                refused = replace(planned.plan, refused=(*lacking, *planned.plan.refused))
                if outputs is not None:
                    outputs.plan = refused
                mishaps = runtime.mishaps()
                emit(
                    runtime.common,
                    lambda name, colour: render_plan(refused, name, colour=colour, mishaps=mishaps),
                )
                return Exit.REFUSED if lacking else of_refusals(refused.refused)
            if ask and planned.plan.pending and not _agreed(runtime, planned):
                return Exit.DONE
            decision = "saved plan" if saved is not None else "confirmed" if ask else "not asked"
            return await _perform(
                runtime, planned, changes, moved, store, sessions, (command, decision), hold
            )


def _tell(runtime: Runtime, now: Plan, saved: Plan | None, lacking: Sequence[Diagnostic]) -> None:
    """Tell the plan that is performed, and all that stands against it."""
    runtime.events.planned(replace(saved or now, refused=(*lacking, *(() if saved else now.refused))))


def _agreed(runtime: Runtime, planned: Planned) -> bool:
    from msgops.cli.output import announce, emit
    from msgops.report.render import render_plan

    emit(
        replace(runtime.common, formats=()),
        lambda name, colour: render_plan(planned.plan, name, colour=colour),
    )
    if click.confirm("Apply this plan?", err=True):
        return True
    announce("Nothing was written.")
    return False


async def _perform(  # the last wiring
    runtime: Runtime,
    planned: Planned,
    changes: list[Change],
    moved: Any,
    store: Store,
    sessions: Any,
    occasion: tuple[str, str],
    hold: Hold,
) -> int:
    from msgops.cli.consents import record
    from msgops.cli.output import emit
    from msgops.cli.progress import Progress
    from msgops.cli.rendering import of_gates
    from msgops.cli.scenery import scene
    from msgops.engine.apply import Options, apply
    from msgops.engine.recovery import settle
    from msgops.engine.verify import checks, verify
    from msgops.engine.worksheets import opened
    from msgops.report.render import render_apply
    from msgops.state.recorder import Recorder

    command, decision = occasion
    run = store.begin_run(command, plan_digest=planned.plan.digest, decision=decision)
    record(store, run, planned)
    progress = Progress(len(changes))
    runtime.events.applying(run, planned.plan.digest, len(changes))
    options = Options(
        resolve=runtime.secrets,
        workers=16 * max(1, len(sessions)),
        listeners=(progress, *runtime.listeners),
        moved=moved,
    )
    caught = _catch_signals(options)
    loop = asyncio.get_running_loop()

    def lost() -> None:
        runtime.events.tell("lease_lost", token=hold.lease.token)
        loop.call_soon_threadsafe(options.interrupt)

    hold.on_lost(lost)
    outcomes: list[Outcome] = []
    code: int = Exit.ERROR
    try:
        async with Recorder(store, run) as journal:
            writers = {n: s.writer() for n, s in sessions.items()}
            outcomes = await apply(planned, changes, writers, journal, options)
            await settle(planned, outcomes, journal)
        written = frozenset(c.address for c in changes if c.calls)
        if not caught:
            readers = {n: s.reader() for n, s in sessions.items()}
            outcomes = await verify(planned, outcomes, readers, written)
            planned = await checks(planned, readers) if written else planned
            await _learn(runtime, store, planned, readers, written)
            if command == "apply":
                _remember_gates(runtime, store, planned)
                outcomes += of_gates(runtime, planned)
        code = caught[0] if caught else of_outcomes(_with_open_gates(planned, outcomes))
    finally:
        progress.close()
        runtime.events.settled(outcomes, _count(outcomes))
        store.end_run(run, exit_code=int(code), summary=_count(_with_open_gates(planned, outcomes)))
    runtime.events.gates(planned.plan.gates)
    sheets, mishaps = opened(planned), runtime.mishaps()
    emit(
        runtime.common,
        lambda name, colour: render_apply(
            outcomes,
            planned.plan,
            int(code),
            name,
            colour=colour,
            mishaps=mishaps,
            sheets=sheets,
            scene=partial(scene, runtime, planned.plan, outcomes=outcomes),
        ),
    )
    return code


async def _learn(
    runtime: Runtime, store: Store, planned: Planned, readers: Any, written: frozenset[Any]
) -> None:
    """Remember the computed values that outputs tell."""
    from msgops.engine.tell import learn

    known = store.learned()
    found = {**known, **await learn(runtime.workspace.outputs.values(), planned, readers, written)}
    if found != known:
        store.put_learned(found)


def _remember_gates(runtime: Runtime, store: Store, planned: Planned) -> None:
    """Record since when each gate waits, and which were opened."""
    from msgops.engine.gates import news

    found = news(planned, by=store.actor, now=runtime.now().isoformat(timespec="seconds"))
    for one in found.records:
        store.put_gate(one)
    store.remove_gates(found.gone)


def _with_open_gates(planned: Planned, outcomes: list[Outcome]) -> list[Outcome]:
    from msgops.model.outcome import Outcome, Result

    told = {o.address for o in outcomes}
    waiting = (Outcome(c.address, c.action, Result.WAITING) for c in planned.plan.gates)
    return [*outcomes, *(o for o in waiting if o.address not in told)]


def _count(outcomes: list[Outcome]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for outcome in outcomes:
        counts[outcome.result.value] = counts.get(outcome.result.value, 0) + 1
    return counts


def _catch_signals(options: Any) -> list[int]:
    """Let the first signal finish what is in flight; a second one ends at once."""
    from msgops.cli.output import announce

    caught: list[int] = []
    loop = asyncio.get_running_loop()

    def stop(number: int) -> None:
        caught.append(128 + number)
        if len(caught) > 1:
            announce("Stopping now: what becomes of the calls in flight, the next run finds out.")
            options.abandon()
            return
        announce("Stopping: calls in flight are finished and recorded. Again to stop now.")
        options.interrupt()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop, number)
    return caught
