"""How a command that ended with an error says so."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path

import click

from msgops.cli.exits import of_error
from msgops.model.diagnostic import MsgopsError
from msgops.model.redact import redact
from msgops.report.diagnostics import render


def explain(error: BaseException) -> int:
    """Print an error for a person and return its exit code; our own bugs are named as such."""
    colour = sys.stderr.isatty() and "NO_COLOR" not in os.environ
    error = cause(error)
    if isinstance(error, MsgopsError):
        click.echo(redact(render(error.diagnostics, colour=colour)), err=True)
        return int(of_error(error))
    where = traceback.extract_tb(error.__traceback__)
    last = where[-1] if where else None
    place = f" at {Path(last.filename).name}:{last.lineno}" if last else ""
    click.echo(
        f"This is a bug in msgops: {type(error).__name__}{place}.\n"
        "Nothing was hidden: what had been applied is recorded, and `msgops plan` shows where things stand.\n"
        "Please report it with the command you ran and the output of `msgops version`.",
        err=True,
    )
    if os.environ.get("MSGOPS_TRACEBACK") == "1":
        click.echo(redact("".join(traceback.format_exception(error))), err=True)
    return 1


def cause(error: BaseException) -> BaseException:
    """Return the first error of a group that msgops raised on purpose, or the error itself."""
    found = _flat(error) if isinstance(error, BaseExceptionGroup) else []
    return next((e for e in found if isinstance(e, MsgopsError)), error)


def _flat(group: BaseExceptionGroup) -> list[BaseException]:
    out: list[BaseException] = []
    for inner in group.exceptions:
        out.extend(_flat(inner) if isinstance(inner, BaseExceptionGroup) else [inner])
    return out
