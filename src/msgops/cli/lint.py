"""`msgops lint`."""

from __future__ import annotations

import click

from msgops.cli.exits import Exit
from msgops.cli.options import Common, common


@click.command(name="lint")
@common
def command(common: Common) -> int:
    """Check the files against good practice, on top of everything that `validate` checks. No network.

    Exit 0, also with warnings; 1 when there is an error.
    """
    from msgops.cli.output import announce, emit
    from msgops.cli.runtime import Runtime
    from msgops.config.excerpt import with_excerpts
    from msgops.engine.lint import lint
    from msgops.model.diagnostic import Severity
    from msgops.report.render import render_diagnostics

    runtime = Runtime(common)
    announce(f"Reading {runtime.common.directory / 'msgops.yaml'} …")
    workspace = runtime.loaded
    files = {name: workspace.root / name for name in workspace.files}
    found = [*workspace.diagnostics, *with_excerpts(lint(runtime.catalog, workspace.desired), files)]
    emit(common, lambda name, colour: render_diagnostics(found, name, colour=colour))
    return Exit.ERROR if any(d.severity is Severity.ERROR for d in found) else Exit.DONE
