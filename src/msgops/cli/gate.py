"""`msgops gate`: the steps that wait for somebody outside msgops."""

from __future__ import annotations

import asyncio
import getpass
import json
import re
import sys
from typing import TYPE_CHECKING

import click

from msgops.cli.exits import Exit
from msgops.cli.options import Common, common
from msgops.cli.output import announce, say
from msgops.model.address import Address

if TYPE_CHECKING:
    from msgops.cli.runtime import Runtime
    from msgops.model.change import Change
    from msgops.model.resource import Resource
    from msgops.model.state import GateRecord, GateState
    from msgops.sdk.kind import Kind
    from msgops.state.store import Store

_LONGEST_CODE = 200


@click.group(name="gate")
def command() -> None:
    """List, show and confirm the steps that wait for a person or for a vendor's decision."""


@command.command(name="list")
@common
def list_(common: Common) -> int:
    """List every open gate: its state, for whom it waits, since when. Exit 6 when there is one."""
    from msgops.cli.output import emit
    from msgops.cli.runtime import Runtime
    from msgops.cli.steps import planned as planned_steps
    from msgops.report.render import render_gates

    planned = asyncio.run(planned_steps(Runtime(common)))
    emit(common, lambda name, colour: render_gates(planned.plan.gates, name, colour=colour))
    return Exit.WAITING if planned.plan.gates else Exit.DONE


@command.command()
@click.argument("address")
@common
def show(common: Common, address: str) -> int:
    """Print where the gate of ADDRESS stands, and a person's worksheet: who, where, the clicks, the exact values."""
    from msgops.cli.runtime import Runtime
    from msgops.cli.steps import planned as planned_steps
    from msgops.sdk.kind import Hand

    runtime = Runtime(common)
    resource, kind = declared(runtime, address)
    planned = asyncio.run(planned_steps(runtime))
    change = next((c for c in planned.plan.gates if c.address == resource.address), None)
    record = planned.context.gates.get(resource.address)
    if kind.hand is Hand.API:
        _show_review(common, address, change, record)
    else:
        from msgops.cli.output import emit
        from msgops.engine.worksheets import of_plan
        from msgops.report.render import render_worksheet

        sheet, gates = of_plan(planned.context, kind, resource), [change] if change is not None else []
        emit(common, lambda name, colour: render_worksheet(sheet, gates, name, colour=colour))
    return Exit.DONE


def _show_review(common: Common, address: str, change: Change | None, record: GateRecord | None) -> None:
    from msgops.cli.output import emit
    from msgops.report.json import gate_json
    from msgops.report.render import render_gates

    if change is None:
        stood = f" ({record.state.value} since {record.at})" if record is not None else ""
        if common.json:
            told = {"address": address, "state": record.state.value if record else None}
            say(json.dumps({**told, "waiting_for": "", "due": None}, indent=2))
        else:
            say(f"{address} does not wait for anybody{stood}.")
    elif common.json:
        say(json.dumps(gate_json(change), indent=2))
    else:
        emit(common, lambda name, colour: render_gates([change], name, colour=colour))


@command.command()
@click.argument("addresses", nargs=-1, required=True, metavar="ADDRESS…")
@click.option("--note", required=True, help="What was done, for the log.")
@common
def confirm(common: Common, addresses: tuple[str, ...], note: str) -> int:
    """Say that the steps of ADDRESS… are done; verified by reading wherever a read exists.

    Exit 5 when a step reads back as not done.
    """
    from msgops.cli.runtime import Runtime
    from msgops.cli.steps import End, Said, Word
    from msgops.cli.steps import confirm as confirm_steps

    runtime, told = Runtime(common), list[Said]()
    found = [declared(runtime, a) for a in addresses]
    for resource, kind in found:
        if not kind.hand.by_person:
            raise click.UsageError(f"{resource.address} is not applied by a person; nothing to confirm.")

    def tell(said: Said) -> None:
        told.append(said)
        done = said.end is End.CONFIRMED
        announce(f"{said.address}: {'confirmed.' if done else f'it reads back as not done: {said.found}'}")

    asyncio.run(confirm_steps(runtime, found, Word(note), tell))
    return Exit.DONE if all(s.end is End.CONFIRMED for s in told) else Exit.INCOMPLETE


@command.command()
@click.argument("address")
@common
def submit(common: Common, address: str) -> int:
    """Hand a code to the vendor; it is read from stdin and never stored. The word `resend` asks for another one.

    Exit 1 when the vendor refuses it, 3 after three wrong ones.
    """
    from msgops.cli.runtime import Runtime
    from msgops.model.redact import learn

    runtime = Runtime(common)
    resource, kind = declared(runtime, address)
    if kind.submit is None:
        raise click.UsageError(f"{kind.name} takes no code.")
    code = (getpass.getpass("Code: ") if sys.stdin.isatty() else sys.stdin.readline(_LONGEST_CODE)).strip()
    if not code:
        raise click.UsageError("No code was given on stdin.")
    from msgops.engine.codes import RESEND

    again = code.lower() == RESEND
    if not again:
        # A code is short and works once; where it does turn up, it stands alone.
        learn(code, shortest=4)
        learn(re.sub(r"[\s-]", "", code), shortest=4)
    asyncio.run(_submit(runtime, kind, resource, None if again else code))
    told = "Another code is on its way" if again else "The code was accepted; `msgops apply` carries on"
    announce(f"{told}.")
    return Exit.DONE


def declared(runtime: Runtime, text: str) -> tuple[Resource, Kind]:
    """Return a resource of the files by its address; a usage error where there is none."""
    from msgops.model.suggest import suggest

    try:
        address = Address.parse(text)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    resource = runtime.workspace.desired.get(address)
    if resource is None:
        hint = suggest(text, [str(a) for a in runtime.workspace.desired])
        raise click.UsageError(f"{text} is not declared." + (f" Did you mean {hint}?" if hint else ""))
    return resource, runtime.catalog.kind(address.full_kind)


async def _submit(runtime: Runtime, kind: Kind, resource: Resource, code: str | None) -> None:
    """Hand in a code, or ask for another one when there is none."""
    from msgops.engine import codes
    from msgops.engine.planner import plan
    from msgops.model.state import GateState
    from msgops.state.recorder import Recorder

    with runtime.open_state(create=True) as store, store.lease("gate submit"):
        request = runtime.request(store, selected=frozenset({resource.address}))
        async with runtime.sessions(runtime.accounts_in_use(request.recorded)) as sessions:
            planned = await plan(request, {n: s.reader() for n, s in sessions.items()})
            live = planned.context.observed.identity.matched.get(resource.address)
            if live is None:
                raise click.UsageError(f"{resource.address} was not submitted yet; run `msgops apply` first.")
            if not codes.awaits_code(live):
                raise click.UsageError(
                    f"{resource.address} does not wait for a code: see `msgops gate show`."
                )
            record = request.gates.get(resource.address)
            tries = int(record.values.get("tries", 0)) if record is not None and code else 0
            codes.limit(resource, tries)
            run, done = store.begin_run("gate submit", plan_digest=planned.plan.digest), Exit.ERROR
            writer = sessions[resource.account].writer()
            try:
                async with Recorder(store, run) as journal:
                    if code is None:
                        await codes.ask_again(kind, resource, live, writer, journal)
                    else:
                        await codes.hand_in(kind, resource, live, code, writer, journal, tries=tries)
                state = GateState.PENDING if code is None else GateState.SUBMITTED
                _remember(runtime, store, kind, resource, state, 0)
                done = Exit.DONE
            except codes.CodeError as error:
                if error.wrong:
                    _remember(runtime, store, kind, resource, GateState.PENDING, tries + 1)
                raise
            finally:
                store.end_run(run, exit_code=done, summary={})


def _remember(
    runtime: Runtime, store: Store, kind: Kind, resource: Resource, state: GateState, tries: int
) -> None:
    from msgops.engine.confirmed import values_digest
    from msgops.model.state import GateRecord

    digest, at = values_digest(kind, resource), _now(runtime)
    store.put_gate(
        GateRecord(resource.address, state, digest, store.actor, at, "", {"tries": tries} if tries else {})
    )


def _now(runtime: Runtime) -> str:
    return runtime.now().isoformat(timespec="seconds")
