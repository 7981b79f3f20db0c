"""`msgops version`."""

from __future__ import annotations

import sys

import click

from msgops import __version__


@click.command(name="version")
@click.option("--json", "json_", is_flag=True, help="Result as JSON on stdout.")
def command(json_: bool) -> int:  # noqa: FBT001
    """Print the version of msgops and of Python."""
    python = ".".join(map(str, sys.version_info[:3]))
    if json_:
        import json

        click.echo(json.dumps({"version": __version__, "python": python}))
    else:
        click.echo(f"msgops {__version__} (Python {python})")
    return 0
