"""`msgops drift accept`: the live values go into the files."""

from __future__ import annotations

import asyncio
import difflib
import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

import click

from msgops.cli.exits import Exit
from msgops.cli.options import Common, common

if TYPE_CHECKING:
    from msgops.cli.runtime import Runtime
    from msgops.config.rewrite import Rewriting
    from msgops.engine.accepting import Acceptance
    from msgops.model.diagnostic import Diagnostic


@click.command(name="accept")
@click.argument("addresses", nargs=-1, metavar="[ADDRESS…]")
@click.option("--dry-run", is_flag=True, help="Print the patch and write nothing.")
@common
def command(common: Common, addresses: tuple[str, ...], dry_run: bool) -> int:  # noqa: FBT001  # click passes flags by name
    """Write the live values of ADDRESS… (* and ? match; default: all that drifted) into the files, and print the patch.

    Only the lines of these values change. Exit 3 when something cannot be written; the rest is.
    """
    from msgops.cli.output import announce, hint, say
    from msgops.cli.recorded import recorded
    from msgops.cli.runtime import Runtime, start_logging
    from msgops.config.rewrite import Rewriting
    from msgops.report.render import render_diagnostics

    if any(name != "text" or path for name, path in common.formats):
        raise click.UsageError("`drift accept` prints a patch and has no other format.")
    runtime = Runtime(common)
    start_logging()
    accepted = asyncio.run(_accept(runtime, addresses))
    rewriting = Rewriting(runtime.workspace)
    refused = [*accepted.refused, *rewrite(rewriting, accepted)]
    changed = rewriting.changed()
    for shown, (before, after) in changed.items():
        lines = (before.splitlines(), after.splitlines())
        say("\n".join(difflib.unified_diff(*lines, f"a/{shown}", f"b/{shown}", lineterm="")))
    if changed and not dry_run:
        with runtime.open_state(create=True) as store, recorded(store, "drift accept") as run:
            write_checked(runtime, changed)
            run.code = Exit.REFUSED if refused else Exit.DONE
            run.summary.update({"written": len(changed), "refused": len(refused)})
        announce(f"{len(changed)} file(s) changed.")
        hint("`msgops apply` records what is live now.")
    for note in accepted.notes:
        announce(f"{note}.")
    if refused:
        announce(render_diagnostics(refused, "text", colour=False))
        return Exit.REFUSED
    if not changed:
        announce("There is nothing to write.")
    return Exit.DONE


async def _accept(runtime: Runtime, addresses: tuple[str, ...]) -> Acceptance:
    from msgops.cli.drift import look
    from msgops.engine.accepting import accept

    seen = await look(runtime, {"target": (), "exclude": (), "selector": ()})
    known = [str(a) for a in {*seen.planned.context.desired, *seen.planned.context.recorded}]
    for pattern in addresses:
        if not fnmatch.filter(known, pattern):
            raise click.UsageError(f"{pattern!r} matches no resource; `msgops graph` lists them.")
    chosen = [
        f
        for f in seen.findings
        if not addresses or any(fnmatch.fnmatchcase(str(f.address), p) for p in addresses)
    ]
    if seen.failed:
        from msgops.model.diagnostic import ConfigError

        raise ConfigError(seen.failed)
    return accept(seen.planned.context, chosen, named=bool(addresses))


def rewrite(rewriting: Rewriting, accepted: Acceptance) -> list[Diagnostic]:
    """Make the edits, and return those that the text does not lend itself to."""
    from msgops.config.yaml_edit import Unfit
    from msgops.model.diagnostic import Diagnostic

    refused = []
    for edit in accepted.edits:
        resource = edit.resource
        try:
            if edit.path:
                rewriting.put(resource, edit.path, edit.value)
            else:
                rewriting.drop(resource)
        except Unfit as why:
            place = resource.places.value(f"spec.{edit.path}") if resource.places and edit.path else None
            refused.append(
                Diagnostic(
                    "MG142",
                    "The text cannot be changed by itself",
                    f"{resource.address}: {edit.path}{': ' if edit.path else ''}{why}",
                    "Change it by hand, or put the object back: msgops apply.",
                    address=resource.address,
                    origin=resource.origin.at(place),
                )
            )
    return refused


def write_checked(runtime: Runtime, changed: dict[str, tuple[str, str]]) -> None:
    """Write files of the workspace; when the workspace has errors then, put them back and raise."""
    from dataclasses import replace

    from msgops.cli.files import write_text
    from msgops.model.diagnostic import ConfigError

    root = Path(runtime.common.directory)
    existed = {shown: (root / shown).exists() for shown in changed}
    try:
        for shown, (_, after) in changed.items():
            write_text(root, shown, after)
        replace(runtime).workspace  # noqa: B018  # reads the files again
    except BaseException as error:
        for shown, (before, _) in changed.items():
            if existed[shown]:
                write_text(root, shown, before)
            else:
                (root / shown).unlink(missing_ok=True)
        if isinstance(error, ConfigError):
            from msgops.cli.output import announce

            announce("The files would have errors, so nothing was written:")
        raise
