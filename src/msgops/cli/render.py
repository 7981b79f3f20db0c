"""`msgops render`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from msgops.cli.exits import Exit
from msgops.cli.options import Common, common
from msgops.cli.output import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from msgops.cli.runtime import Runtime
    from msgops.model.resource import Resource
    from msgops.sdk.kind import Kind


@click.command(name="render")
@click.argument("addresses", nargs=-1, metavar="[ADDRESS]…")
@click.option(
    "--check", is_flag=True, help="Write nothing; exit 2 when a file is not there as it is rendered."
)
@common
def command(common: Common, addresses: tuple[str, ...], check: bool) -> int:  # noqa: FBT001
    """Write the files that people import; of ADDRESS… alone where some are named. Nothing is read from any account.

    The paths of the files that were (or with --check would be) written go to stdout. Those with secrets are for their
    owner alone.
    """
    from msgops.cli.linting import checked
    from msgops.cli.rendering import differing, put
    from msgops.cli.runtime import Runtime
    from msgops.engine.rendering import render

    runtime = Runtime(common)
    checked(runtime)
    found = [(r, render(k, r, runtime.secrets)) for r, k in _files(runtime, addresses)]
    changed = []
    for resource, files in found:
        changed += differing(common.directory, files) if check else put(common.directory, resource, files)
    for file in changed:
        say(str(file.path))
    return Exit.CHANGES if check and changed else Exit.DONE


def _files(runtime: Runtime, addresses: tuple[str, ...]) -> Iterator[tuple[Resource, Kind]]:
    from msgops.cli.gate import declared
    from msgops.sdk.kind import Hand

    if addresses:
        for text in addresses:
            resource, kind = declared(runtime, text)
            if kind.hand is not Hand.FILE:
                raise click.UsageError(f"{text} is no file; nothing to render.")
            yield resource, kind
        return
    for address, resource in sorted(runtime.workspace.desired.items()):
        kind = runtime.catalog.kind(address.full_kind)
        if kind.hand is Hand.FILE:
            yield resource, kind
