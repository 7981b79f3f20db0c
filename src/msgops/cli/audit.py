"""`msgops audit`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from msgops.cli.audit_pack import pack
from msgops.cli.exits import Exit
from msgops.cli.options import Common, common


@click.group(name="audit")
def command() -> None:
    """The append-only, hash-chained log of what msgops did."""


@command.command()
@click.option(
    "--file", "exported", default="", metavar="FILE", help="An exported log instead of the state's."
)
@click.option(
    "--pack",
    "packed",
    default=None,
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="An evidence pack of `audit pack`, with all its files.",
)
@click.option(
    "--public-key",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The Ed25519 key (PEM) that the pack must be signed with.",
)
@common
def verify(common: Common, exported: str, packed: Path | None, public_key: Path | None) -> int:
    """Prove that the log is whole; names the first record that is not. Exit 1 when it is broken."""
    from msgops.cli.runtime import Runtime

    if public_key and not packed:
        raise click.UsageError("--public-key belongs to --pack.")
    if packed:
        return _verify_pack(common, packed, public_key)
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
    from msgops.cli.evidence import log_lines
    from msgops.cli.output import say
    from msgops.cli.runtime import Runtime

    with Runtime(common).open_state(create=False) as store:
        broken, records = store.verify_audit(), store.audit()
    if broken is not None:
        click.echo(_broken(broken), err=True)
        return Exit.ERROR
    for line in log_lines(records):
        say(line)
    return Exit.DONE


def _verify_pack(common: Common, path: Path, public_key: Path | None) -> int:
    from msgops.cli.evidence import faults

    found, length = faults(path, public_key)
    if common.json:
        click.echo(json.dumps({"format_version": "1.0", "records": length, "faults": found}))
    elif found:
        for fault in found:
            click.echo(f"{path}: {fault}", err=True)
    else:
        signed = " and signed with this key" if public_key else ""
        click.echo(f"The pack is whole{signed}: {length} records.")
    return Exit.ERROR if found else Exit.DONE


def _verify_file(path: Path) -> tuple[int | None, int]:
    """Return the first broken record of an export, and how many it has."""
    from msgops.cli.evidence import first_broken_line
    from msgops.model.diagnostic import ConfigError, Diagnostic

    try:
        content = path.read_bytes()
    except OSError as error:
        remedy = "Make one with `msgops audit export > FILE`."
        raise ConfigError(
            [Diagnostic("MC171", "Not an exported log", detail=f"{path}: {error.strerror}", remedy=remedy)]
        ) from None
    return first_broken_line(content, path)


def _broken(record: int) -> str:
    return f"The log is broken at record {record}: it, or one before it, was changed or removed."


command.add_command(pack)
