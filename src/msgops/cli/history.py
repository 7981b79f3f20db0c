"""`msgops history`."""

from __future__ import annotations

import click

from msgops.cli.options import Common, common


@click.command(name="history")
@common
def command(common: Common) -> int:
    """Show every run that could write: when, by whom, from which commit, with what result."""
    from msgops.cli.output import emit
    from msgops.cli.runtime import Runtime
    from msgops.report.render import render_history

    with Runtime(common).open_state(create=False) as store:
        runs = store.runs()
    emit(common, lambda name, colour: render_history(runs, name, colour=colour))
    return 0
