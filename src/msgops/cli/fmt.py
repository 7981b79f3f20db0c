"""`msgops fmt`."""

from __future__ import annotations

import stat
from pathlib import Path

import click

from msgops.cli.exits import Exit
from msgops.cli.options import Common, common


@click.command(name="fmt")
@click.option("--check", is_flag=True, help="Change nothing; exit 2 when a file is not in normal form.")
@common
def command(common: Common, check: bool) -> int:  # noqa: FBT001
    """Bring the workspace's files into normal form; comments and the text of every value are kept."""
    from msgops.cli.files import write
    from msgops.cli.runtime import Runtime
    from msgops.config.format import format_text

    runtime = Runtime(common)
    changed = []
    for shown in runtime.workspace.files:
        path = Path(common.directory) / shown
        before = path.read_text(encoding="utf-8")
        after = format_text(before)
        if after != before:
            changed.append(shown)
            if not check:
                write(path, after.encode(), root=path.parent, mode=stat.S_IMODE(path.stat().st_mode))
    for shown in changed:
        click.echo(shown)
    return Exit.CHANGES if check and changed else Exit.DONE
