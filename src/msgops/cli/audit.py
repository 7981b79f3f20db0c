"""`msgops audit`."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from msgops.cli.exits import Exit
from msgops.cli.options import Common, common

if TYPE_CHECKING:
    from msgops.model.state import AuditRecord


@click.group(name="audit")
def command() -> None:
    """The append-only, hash-chained log of what msgops did."""


@command.command()
@click.option(
    "--file", "exported", default="", metavar="FILE", help="An exported log instead of the state's."
)
@common
def verify(common: Common, exported: str) -> int:
    """Prove that the log is whole; names the first record that is not. Exit 1 when it is broken."""
    from msgops.cli.runtime import Runtime

    if exported:
        broken, length = _verify_file(Path(exported))
    else:
        with Runtime(common).open_state(create=False) as store:
            broken, length = store.verify_audit(), len(store.audit())
    if common.json:
        click.echo(json.dumps({"format_version": "1.0", "records": length, "first_broken": broken}))
    elif broken is None:
        click.echo(f"The log is whole: {length} records.")
    else:
        click.echo(_broken(broken), err=True)
    return Exit.DONE if broken is None else Exit.ERROR


@command.command()
@common
def export(common: Common) -> int:
    """Write the log as JSON lines to stdout: a record a line, oldest first, each with its hash and the one before.

    The last line is the head: how many records there are and the hash of the last one. `audit verify --file` proves an export
    whole, anywhere. Exit 1, and nothing is written, when the log is broken.
    """
    from msgops.cli.output import say
    from msgops.cli.runtime import Runtime

    with Runtime(common).open_state(create=False) as store:
        broken, records = store.verify_audit(), store.audit()
    if broken is not None:
        click.echo(_broken(broken), err=True)
        return Exit.ERROR
    for record in records:
        say(json.dumps(asdict(record), ensure_ascii=False))
    say(json.dumps({"records": len(records), "head": records[-1].hash if records else ""}))
    return Exit.DONE


def _verify_file(path: Path) -> tuple[int | None, int]:
    """Return the first broken record of an export, and how many it has."""
    from msgops.model.diagnostic import ConfigError, Diagnostic
    from msgops.model.state import AuditRecord
    from msgops.state.audit import first_broken_of

    try:
        *lines, last = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        records: list[AuditRecord] = [AuditRecord(**line) for line in lines]
        count, head = int(last["records"]), str(last["head"])
    except (OSError, ValueError, TypeError, KeyError) as error:
        why = (
            error.strerror
            if isinstance(error, OSError)
            else "it does not end with the line of `audit export`"
        )
        remedy = "Make one with `msgops audit export > FILE`."
        raise ConfigError(
            [Diagnostic("MC171", "Not an exported log", detail=f"{path}: {why}", remedy=remedy)]
        ) from None
    return first_broken_of(records, count, head), len(records)


def _broken(record: int) -> str:
    return f"The log is broken at record {record}: it, or one before it, was changed or removed."
