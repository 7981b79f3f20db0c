"""`msgops import`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import click

from msgops.cli.exits import Exit
from msgops.cli.options import Common, common
from msgops.cli.output import announce, hint
from msgops.model.address import Address

if TYPE_CHECKING:
    from msgops.cli.runtime import Runtime


@click.command(name="import")
@click.argument("address")
@click.argument("id_", metavar="ID")
@common
def command(common: Common, address: str, id_: str) -> int:
    """Record the live object ID under ADDRESS, which must be declared. Nothing is written to the vendor.

    Needed only where the natural key is not enough: `apply` adopts by natural key on its own.
    """
    from msgops.cli.runtime import Runtime, start_logging

    runtime = Runtime(common)
    start_logging()
    try:
        wanted = Address.parse(address)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    if wanted not in runtime.workspace.desired:
        raise click.UsageError(
            f"{address} is not declared; write its document first, `msgops export` can help."
        )
    return asyncio.run(_import(runtime, wanted, id_))


async def _import(runtime: Runtime, address: Address, id_: str) -> int:
    from msgops.engine.identity import live_of
    from msgops.model.state import StateEntry
    from msgops.sdk.kind import Hand, Wanted

    resource = runtime.workspace.desired[address]
    kind = runtime.catalog.kind(address.full_kind)
    if kind.hand is not Hand.API:
        raise click.UsageError(f"{kind.name} has no live objects to import.")
    with runtime.open_state(create=True) as store, store.lease("import"):
        taken: Any = next(
            (e.address for e in store.entries().values() if e.id == id_ and e.address.full_kind == kind.name),
            None,
        )
        if taken is not None and taken != address:
            raise click.UsageError(f"{id_} is recorded as {taken}; use `msgops state mv {taken} {address}`.")
        async with runtime.sessions([resource.account]) as sessions:
            wanted = [Wanted(kind.codec.encode(resource.attributes), id_)]
            items = await kind.api.list(sessions[resource.account].reader(), wanted)
        item = next((i for i in items if i.id == id_), None)
        if item is None:
            known = ", ".join(sorted(i.id for i in items)[:10])
            raise click.UsageError(
                f"No live {kind.name} has the id {id_}." + (f" There is {known}." if known else "")
            )
        live = live_of(kind, resource.account, item)
        store.put_entries([StateEntry(address, resource.account, live.id, {})])
    announce(f"{address} is now {live.id}.")
    hint("`msgops plan` shows what differs.")
    return Exit.DONE
