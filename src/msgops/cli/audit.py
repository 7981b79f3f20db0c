"""`msgops audit`."""

from __future__ import annotations

import json

import click

from msgops.cli.exits import Exit
from msgops.cli.options import Common, common


@click.group(name="audit")
def command() -> None:
    """The append-only, hash-chained log of what msgops did."""


@command.command()
@common
def verify(common: Common) -> int:
    """Prove that the log is whole; names the first record that is not. Exit 1 when it is broken."""
    from msgops.cli.runtime import Runtime

    with Runtime(common).open_state(create=False) as store:
        broken, length = store.verify_audit(), len(store.audit())
    if common.json:
        click.echo(json.dumps({"format_version": "1.0", "records": length, "first_broken": broken}))
    elif broken is None:
        click.echo(f"The log is whole: {length} records.")
    else:
        click.echo(
            f"The log is broken at record {broken}: it, or one before it, was changed or removed.", err=True
        )
    return Exit.DONE if broken is None else Exit.ERROR
