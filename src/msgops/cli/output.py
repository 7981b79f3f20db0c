"""stdout is the result, stderr the progress."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from msgops.cli.files import write
from msgops.model.diagnostic import Diagnostic, StateError
from msgops.model.redact import redact

if TYPE_CHECKING:
    from msgops.cli.options import Common

Render = Callable[[str, bool], str]


def announce(text: str) -> None:
    """Say on stderr what is going on."""
    click.echo(redact(text), err=True)


def automated() -> bool:
    """Whether a pipeline runs this, by `MSGOPS_IN_AUTOMATION`: nobody is there to type the next command."""
    return os.environ.get("MSGOPS_IN_AUTOMATION", "0") not in ("", "0")


def hint(text: str) -> None:
    """Say on stderr what to type next, where somebody can."""
    if not automated():
        announce(text)


def say(text: str, *, end: str = "\n") -> None:
    """Write a part of the result to stdout."""
    click.echo(redact(text) + end, nl=False)


def coloured(common: Common) -> bool:
    """Whether stdout is a terminal that wants colour."""
    if common.colour is not None:
        return common.colour
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def emit(common: Common, render: Render) -> None:
    """Write the result in every format that was asked for; text to stdout when none was."""
    wanted = (
        common.formats if any(not path for _, path in common.formats) else (("text", ""), *common.formats)
    )
    for name, path in wanted:
        text = redact(render(name, not path and coloured(common) and name == "text"))
        if not path:
            click.echo(text.rstrip("\n"), color=True)
            continue
        try:
            write(path, text.encode(), root=common.directory)
        except OSError as error:
            raise StateError(
                Diagnostic("MS090", "A report cannot be written", detail=f"{path}: {error.strerror}")
            ) from None
