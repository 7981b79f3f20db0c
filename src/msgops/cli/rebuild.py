"""`msgops state rebuild`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import click

from msgops.cli.exits import Exit
from msgops.cli.options import Common, common

if TYPE_CHECKING:
    from msgops.cli.runtime import Runtime
    from msgops.engine.planner import Planned
    from msgops.model.diagnostic import Diagnostic
    from msgops.model.state import StateEntry


@click.command()
@common
def rebuild(common: Common) -> int:
    """Find the declared objects again, by natural key, and record them; writes to the state only.

    Exit 0 done; 5 some documents fit several objects, or a system could not be read: they stay unrecorded.
    """
    from msgops.cli.runtime import Runtime, start_logging

    runtime = Runtime(common)
    start_logging()
    return asyncio.run(_rebuild(runtime))


async def _rebuild(runtime: Runtime) -> int:
    from msgops.cli.output import announce, say
    from msgops.engine.planner import plan
    from msgops.report.diagnostics import render
    from msgops.state.fingerprint import fingerprint_key

    runtime.workspace  # noqa: B018  # the files are checked before the state is touched
    fingerprint_key(create=True)
    with runtime.open_state(create=True) as store, store.lease("state rebuild"):
        request = runtime.request(store)
        async with runtime.sessions(runtime.accounts_in_use(request.recorded)) as sessions:
            planned = await plan(request, {n: s.reader() for n, s in sessions.items()})
        found = _entries(planned)
        if found:
            store.put_entries(found)
    for entry in found:
        say(f"{entry.address}  {entry.account}  {entry.id}")
    unclear = _unclear(planned)
    if unclear:
        announce(render(unclear, colour=False))
    announce(f"Recorded {len(found)} that were not; nothing was written to any system.")
    return Exit.INCOMPLETE if unclear else Exit.DONE


_FOREIGN = "MG103"


def _unclear(planned: Planned) -> list[Diagnostic]:
    """Return why some documents have no record: several objects fit, another workspace has it, it could not be read."""
    planned_over = {c.address for c in planned.plan.changes}
    return [
        d
        for d in planned.plan.refused
        if d.address not in planned.context.recorded and (d.address not in planned_over or d.code == _FOREIGN)
    ]


def _entries(planned: Planned) -> list[StateEntry]:
    """Return a record for each declared object that is live and not recorded."""
    from msgops.engine.diff import wanted
    from msgops.model.state import StateEntry
    from msgops.sdk.kind import Hand

    context, matched = planned.context, planned.context.observed.identity.matched
    changes = {c.address: c for c in planned.plan.changes}
    unclear = {d.address for d in _unclear(planned)}
    found = []
    for address, resource in sorted(context.desired.items()):
        kind = context.catalog.kind(address.full_kind)
        known = address in context.recorded or address in unclear
        if kind.hand is not Hand.API or known or address not in matched:
            continue
        change = changes[address]
        # What agrees is as good as applied; of the rest nobody knows what was applied last.
        applied = wanted(context, kind, resource, {}) if change.calls == 0 else {}
        found.append(
            StateEntry(
                address,
                resource.account,
                matched[address].id,
                applied,
                depends_on=change.depends_on,
                protected=resource.lifecycle.prevent_delete,
            )
        )
    return found
