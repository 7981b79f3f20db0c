"""`msgops permissions`, and the comparison with the credentials before the first write."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from msgops.cli.exits import Exit
from msgops.cli.options import Common, common

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from msgops.cli.runtime import Runtime
    from msgops.engine.planner import Planned
    from msgops.model.change import Change
    from msgops.model.diagnostic import Diagnostic
    from msgops.sdk.http import Session


@click.command(name="permissions")
@common
def command(common: Common) -> int:
    """Print the least permissions that plan, apply and drift need, by account; no network is used.

    Exit 0; 1 when the files or the state cannot be read.
    """
    from msgops.cli.output import emit
    from msgops.cli.runtime import Runtime
    from msgops.engine.permissions import account_permissions
    from msgops.report.render import render_permissions

    runtime = Runtime(common)
    with runtime.open_state(create=False) as store:
        request = runtime.request(store)
    found = account_permissions(request)
    emit(common, lambda name, colour: render_permissions(found, name, colour=colour))
    return Exit.DONE


async def preflight(
    runtime: Runtime, planned: Planned, changes: Sequence[Change], sessions: Mapping[str, Session]
) -> list[Diagnostic]:
    """Return what the credentials lack (MG115); say what cannot be known before the first write."""
    from msgops.cli.output import announce
    from msgops.config.accounts import settings
    from msgops.engine.preflight import preflight as compare

    refused: list[Diagnostic] = []
    for name, session in sorted(sessions.items()):
        block = runtime.workspace.accounts[name]
        chosen = settings(block, runtime.catalog, runtime.secrets, os.environ, runtime.workspace.variables)
        verdict = await compare(planned, changes, name, chosen, session.reader())
        refused.extend(replace(d, origin=block.origin) for d in verdict.refused)
        if verdict.unknown:
            unknown = ", ".join(verdict.unknown)
            announce(f"Account {name}: whether its credential has {unknown} shows only at the first write.")
    return refused
