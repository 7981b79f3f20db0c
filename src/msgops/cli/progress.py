"""Progress on stderr: a bar on a terminal, plain lines elsewhere, nothing where a pipeline asks for quiet."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from msgops.cli.output import automated
from msgops.model.listener import Listener

if TYPE_CHECKING:
    from collections.abc import Sequence

    from msgops.model.outcome import Outcome

_EVERY = 100


class Progress(Listener):
    """Shows every outcome as it comes."""

    def __init__(self, total: int) -> None:
        self._total, self._seen = total, 0
        self._quiet = automated()
        self._bar: Any = None
        if total and sys.stderr.isatty() and not self._quiet:
            from rich.console import Console
            from rich.progress import Progress as Bar

            self._bar = Bar(console=Console(stderr=True), transient=True)
            self._task = self._bar.add_task("Applying", total=total)
            self._bar.start()

    def ended(self, outcome: Outcome, request_ids: Sequence[str]) -> None:
        """Show one more outcome."""
        del request_ids
        self._seen += 1
        if self._bar is not None:
            self._bar.update(self._task, advance=1)
        elif not self._quiet and (self._total <= _EVERY or self._seen % _EVERY == 0):
            click.echo(f"[{self._seen}/{self._total}] {outcome.address}: {outcome.result.value}", err=True)

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()
