"""`msgops gate`: the steps that wait for somebody outside msgops."""

from __future__ import annotations

import asyncio
import getpass
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from msgops.cli.exits import Exit
from msgops.cli.options import Common, common
from msgops.model.address import Address

if TYPE_CHECKING:
    from msgops.cli.runtime import Runtime
    from msgops.engine.planner import Planned
    from msgops.model.resource import Resource
    from msgops.sdk.kind import Kind


@click.group(name="gate")
def command() -> None:
    """List, show and confirm the steps that wait for a person or for a vendor's decision."""


@command.command(name="list")
@common
def list_(common: Common) -> int:
    """List every open gate and for whom it waits. Exit 6 when there is one."""
    from msgops.cli.output import emit
    from msgops.cli.runtime import Runtime
    from msgops.report.render import render_gates

    planned = asyncio.run(_planned(Runtime(common)))
    emit(common, lambda name, colour: render_gates(planned.plan.gates, name, colour=colour))
    return Exit.WAITING if planned.plan.gates else Exit.DONE


@command.command()
@click.argument("address")
@common
def show(common: Common, address: str) -> int:
    """Print the worksheet of ADDRESS: who, where, the clicks, the exact values."""
    import json
    from dataclasses import asdict

    from msgops.cli.runtime import Runtime
    from msgops.engine.hands import worksheet
    from msgops.sdk.kind import Hand

    runtime = Runtime(common)
    resource, kind = _resource(runtime, address)
    if kind.hand is Hand.API:
        change = next(
            (c for c in asyncio.run(_planned(runtime)).plan.gates if c.address == resource.address), None
        )
        click.echo(f"{address}: {change.reason}" if change else f"{address} does not wait for anybody.")
        return Exit.DONE
    sheet = worksheet(kind, resource)
    if common.json:
        click.echo(json.dumps({**asdict(sheet), "address": address}, indent=2, default=str))
        return Exit.DONE
    click.echo(f"{address}\nFor {sheet.who}" + (f", in {sheet.where}" if sheet.where else "") + ":\n")
    for number, step in enumerate(sheet.steps, 1):
        click.echo(f"  {number}. {step}")
    click.echo(f"\nThen: msgops gate confirm {address} --note TEXT")
    return Exit.DONE


@command.command()
@click.argument("addresses", nargs=-1, required=True, metavar="ADDRESS…")
@click.option("--note", required=True, help="What was done, for the log.")
@common
def confirm(common: Common, addresses: tuple[str, ...], note: str) -> int:
    """Say that the steps of ADDRESS… are done; verified by reading wherever a read exists.

    Exit 5 when a step reads back as not done.
    """
    from msgops.cli.runtime import Runtime

    runtime = Runtime(common)
    found = [_resource(runtime, a) for a in addresses]
    return asyncio.run(_confirm(runtime, found, note))


@command.command()
@click.argument("address")
@common
def submit(common: Common, address: str) -> int:
    """Hand a code to the vendor; it is read from stdin and never stored."""
    from msgops.cli.runtime import Runtime

    runtime = Runtime(common)
    resource, kind = _resource(runtime, address)
    if kind.submit is None:
        raise click.UsageError(f"{kind.name} takes no code.")
    code = getpass.getpass("Code: ") if sys.stdin.isatty() else sys.stdin.readline()
    if not code.strip():
        raise click.UsageError("No code was given on stdin.")
    asyncio.run(_submit(runtime, kind, resource, code.strip()))
    click.echo("The code was accepted; `msgops apply` carries on.", err=True)
    return Exit.DONE


def _resource(runtime: Runtime, text: str) -> tuple[Resource, Kind]:
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


async def _planned(runtime: Runtime) -> Planned:
    from msgops.engine.planner import plan

    with runtime.open_state(create=False) as store:
        request = runtime.request(store)
    async with runtime.sessions(runtime.accounts_in_use(request.recorded)) as sessions:
        return await plan(request, {n: s.reader() for n, s in sessions.items()})


async def _confirm(runtime: Runtime, found: list[tuple[Resource, Kind]], note: str) -> int:
    from msgops.engine import hands
    from msgops.model.state import GateRecord, GateState
    from msgops.sdk.kind import Hand

    code = Exit.DONE
    with runtime.open_state(create=True) as store, store.lease("gate confirm"):
        async with runtime.sessions(sorted({r.account for r, _ in found})) as sessions:
            for resource, kind in found:
                if kind.hand is not Hand.PERSON:
                    raise click.UsageError(
                        f"{resource.address} is not applied by a person; nothing to confirm."
                    )
                verdict = await hands.verify(kind, resource, sessions[resource.account].reader())
                if verdict is not None and not verdict.holds:
                    click.echo(f"{resource.address}: it reads back as not done: {verdict.found}", err=True)
                    code = Exit.INCOMPLETE
                    continue
                values = {p: v for p, v, secret in hands.shown(kind, resource.attributes) if not secret}
                record = GateRecord(
                    address=resource.address,
                    state=GateState.CONFIRMED,
                    digest=hands.values_digest(kind, resource),
                    by=getpass.getuser(),
                    at=datetime.now(UTC).isoformat(timespec="seconds"),
                    note=note,
                    values=values,
                )
                store.put_gate(record)
                click.echo(f"{resource.address}: confirmed.", err=True)
    return code


async def _submit(runtime: Runtime, kind: Kind, resource: Resource, code: str) -> None:
    from msgops.model.redact import learn
    from msgops.sdk.kind import Item

    planned: Any = await _planned(runtime)
    live = planned.context.observed.identity.matched.get(resource.address)
    if live is None:
        raise click.UsageError(f"{resource.address} was not submitted yet; run `msgops apply` first.")
    assert kind.submit is not None
    async with runtime.sessions([resource.account]) as sessions:
        session = sessions[resource.account]
        # A code is short and works once; where it does turn up, it stands alone.
        learn(code, shortest=4)
        await kind.submit(session.writer(), Item(live.id, live.wire), code)
