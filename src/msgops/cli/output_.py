"""`msgops output`."""

from __future__ import annotations

import click

from msgops.cli.exits import Exit
from msgops.cli.options import Common, common


@click.command(name="output")
@click.argument("name", required=False)
@common
def command(common: Common, name: str | None) -> int:
    """Print what `outputs:` and the blueprints in use tell, as of the last apply; with NAME, that value alone.

    Only the files and the state are read. Exit 1 when the value of NAME is not known yet.
    """
    from msgops.cli.output import emit, say
    from msgops.cli.runtime import Runtime
    from msgops.engine.tell import tell
    from msgops.model.diagnostic import Diagnostic, StateError
    from msgops.model.suggest import suggest
    from msgops.report.outputs import output_text
    from msgops.report.render import render_outputs

    runtime = Runtime(common)
    declared = runtime.workspace.outputs
    if name is not None and name not in declared:
        hint = suggest(name, declared)
        raise click.UsageError(f"There is no output {name!r}." + (f" Did you mean {hint!r}?" if hint else ""))
    with runtime.open_state(create=False) as store:
        recorded, learned = store.entries(), store.learned()
    told = [tell(o, recorded, learned) for n, o in sorted(declared.items()) if name in (None, n)]
    if name is None or common.formats:
        emit(common, lambda format_, colour: render_outputs(told, format_, colour=colour))
    elif not told[0].needs:
        say(output_text(told[0].value))
    if name is not None and told[0].needs:
        detail = f"{name} needs {', '.join(told[0].needs)}"
        raise StateError(
            Diagnostic(
                "MS018", "The output is not known yet", detail, told[0].remedy, origin=told[0].output.origin
            )
        )
    return Exit.DONE
