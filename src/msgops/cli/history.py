"""`msgops history`."""

from __future__ import annotations

from functools import partial

import click

from msgops.cli.options import Common, common


@click.command(name="history")
@common
def command(common: Common) -> int:
    """Show every run that could write: when, by whom, from which commit, with what result."""
    from msgops.cli.output import emit
    from msgops.cli.runtime import Runtime
    from msgops.cli.scenery import remembered
    from msgops.report.render import render_history

    runtime = Runtime(common)
    with runtime.open_state(create=False) as store:
        runs = store.runs()
    emit(
        common,
        lambda name, colour: render_history(
            runs, name, colour=colour, scene=partial(remembered, runtime, runs)
        ),
    )
    return 0
