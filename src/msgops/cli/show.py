"""`msgops show`."""

from __future__ import annotations

import click

from msgops.cli.options import Common, common


@click.command(name="show")
@click.argument("saved_plan", type=click.Path(dir_okay=False))
@common
def command(common: Common, saved_plan: str) -> int:
    """Show a saved plan again, in any format."""
    from msgops.cli.output import emit
    from msgops.cli.saved import read
    from msgops.report.render import render_plan

    plan = read(saved_plan)
    emit(common, lambda name, colour: render_plan(plan, name, colour=colour))
    return 0
