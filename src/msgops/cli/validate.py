"""`msgops validate`."""

from __future__ import annotations

import click

from msgops.cli.exits import Exit
from msgops.cli.options import Common, based, common


@click.command(name="validate")
@common
@based
def command(common: Common) -> int:
    """Check every file: syntax, fields, references, natural keys. No network, no secrets needed.

    Exit 0, or 1 when there is an error.
    """
    from msgops.cli.linting import linted
    from msgops.cli.output import announce, emit
    from msgops.cli.runtime import Runtime
    from msgops.engine.graph import dependencies, ordered
    from msgops.model.diagnostic import ConfigError, Severity
    from msgops.report.render import render_diagnostics

    runtime = Runtime(common)
    announce(f"Reading {runtime.common.directory / 'msgops.yaml'} …")
    try:
        workspace = runtime.loaded
        found = linted(runtime).diagnostics
        needs = {a: dependencies(runtime.catalog, r) for a, r in workspace.desired.items()}
        ordered(runtime.catalog, workspace.desired, needs)
    except ConfigError as error:
        found = [
            *([] if "loaded" not in runtime.__dict__ else linted(runtime).diagnostics),
            *error.diagnostics,
        ]
    emit(
        common, lambda name, colour: render_diagnostics(found, name, colour=colour, rules=runtime.book.texts)
    )
    failed = any(d.severity is Severity.ERROR for d in found)
    if not failed and not common.json:
        announce(f"{len(runtime.loaded.desired)} resources in {len(runtime.loaded.files)} files are valid.")
    return Exit.ERROR if failed else Exit.DONE
