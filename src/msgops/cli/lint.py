"""`msgops lint`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from msgops.cli.exits import Exit
from msgops.cli.options import Common, common

if TYPE_CHECKING:
    from msgops.cli.runtime import Runtime
    from msgops.sdk.rules import RuleSet

_SETS = ("vendor", "best-practice", "strict")


@click.command(name="lint")
@click.option(
    "--set",
    "sets",
    multiple=True,
    type=click.Choice(_SETS),
    help="Run the rules of this set; repeatable. Default: lint.sets of msgops.yaml, or vendor and best-practice.",
)
@click.option("--fix", is_flag=True, help="Mend what a machine can mend, in the files; comments are kept.")
@click.option("--markdown", is_flag=True, help="Print the page of all rules, for documentation.")
@common
def command(common: Common, sets: tuple[str, ...], fix: bool, markdown: bool) -> int:  # noqa: FBT001
    """Check the files against what vendors refuse and what experience advises. No network, no secrets needed.

    Exit 0, also with warnings; 1 when there is an error.
    """
    from msgops.cli.fixing import fixed
    from msgops.cli.linting import linted
    from msgops.cli.output import announce, emit
    from msgops.cli.runtime import Runtime
    from msgops.report.render import render_diagnostics

    if markdown:
        return _print_page()
    runtime = Runtime(common)
    announce(f"Reading {runtime.common.directory / 'msgops.yaml'} …")
    found = linted(runtime, sets=_sets(runtime, sets))
    if fix and (count := fixed(runtime, found.findings)):
        announce(f"Mended {count} values.")
        runtime = Runtime(common)
        found = linted(runtime, sets=_sets(runtime, sets))
    emit(
        common,
        lambda name, colour: render_diagnostics(
            found.diagnostics, name, colour=colour, rules=runtime.book.texts
        ),
    )
    return Exit.ERROR if found.errors else Exit.DONE


def _print_page() -> int:
    from msgops.cli.output import say
    from msgops.rules.book import Book
    from msgops.rules.markdown import rules_markdown
    from msgops.sdk.catalog import Catalog

    say(rules_markdown(Book.installed(Catalog.installed())), end="")
    return Exit.DONE


def _sets(runtime: Runtime, given: tuple[str, ...]) -> frozenset[RuleSet]:
    """Return the sets that the command or else the workspace names."""
    from msgops.rules.check import DEFAULT_SETS
    from msgops.sdk.rules import RuleSet

    return frozenset(RuleSet(name) for name in given or runtime.loaded.lint.sets) or DEFAULT_SETS
