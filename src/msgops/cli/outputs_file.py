"""`--outputs-file`: what became of a run as `key=value` lines, for the next step of a pipeline.

The form is that of GitHub's `$GITHUB_OUTPUT`. A value of several lines stands between `key<<WORD` and `WORD`, where
WORD is made from the value's own hash: no value can end itself early and go on with another key.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from msgops.model.redact import redact

if TYPE_CHECKING:
    from msgops.cli.options import Common
    from msgops.model.diagnostic import Diagnostic
    from msgops.model.plan import Plan

F = TypeVar("F", bound=Callable[..., Any])


@dataclass
class Outputs:
    """What a run tells; without a plan only how it ended."""

    plan: Plan | None = None
    refused: tuple[Diagnostic, ...] = ()

    def pairs(self, exit_code: int) -> Iterator[tuple[str, str]]:
        """Return keys and values: digest, changes, each action with its number, refused, exit_code."""
        refused = self.refused
        if self.plan is not None:
            yield "digest", self.plan.digest
            yield "changes", str(len(self.plan.pending))
            yield from ((action, str(number)) for action, number in self.plan.summary().items())
            refused = refused or self.plan.refused
        yield "refused", "\n".join(_told(d) for d in refused)
        yield "exit_code", str(exit_code)


def _told(diagnostic: Diagnostic) -> str:
    from msgops.report.values import plain

    address = f" {plain(diagnostic.address)}" if diagnostic.address else ""
    return f"{diagnostic.code}{address}: {plain(diagnostic.summary)}"


def lines(key: str, value: str) -> str:
    """Return one output in the form of GitHub's `$GITHUB_OUTPUT`."""
    if value.isprintable():
        return f"{key}={value}\n"
    word = f"end-{sha256(value.encode()).hexdigest()[:32]}"
    return f"{key}<<{word}\n{value}\n{word}\n"


def outputs_file(function: F) -> F:
    """Add --outputs-file below `common`; the command fills the value `outputs`."""

    @functools.wraps(function)
    def wrapped(*args: Any, common: Common, outputs_file: str | None, **kw: Any) -> Any:
        outputs = Outputs()
        try:
            code = function(*args, common=common, outputs=outputs, **kw)
        except BaseException as error:
            from msgops.cli.exits import of_end
            from msgops.model.diagnostic import GuardError

            if isinstance(error, GuardError):
                outputs.refused = tuple(error.diagnostics)
            _write(outputs_file, common.directory, outputs, of_end(error))
            raise
        _write(outputs_file, common.directory, outputs, code)
        return code

    return _OPTION(wrapped)  # type: ignore[return-value]


def _write(path: str | None, root: Path, outputs: Outputs, exit_code: int) -> None:
    if not path:
        return
    from msgops.cli.files import append
    from msgops.model.diagnostic import Diagnostic, StateError

    text = "".join(lines(key, redact(value)) for key, value in outputs.pairs(int(exit_code)))
    try:
        append(path, text.encode(), root=root)
    except OSError as error:
        detail = f"{path}: {error.strerror}"
        raise StateError(Diagnostic("MS090", "The outputs cannot be written", detail=detail)) from None


_OPTION = click.option(
    "--outputs-file",
    type=click.Path(dir_okay=False),
    help="Add digest, changes, counts, refused and exit_code as key=value lines, such as to $GITHUB_OUTPUT.",
)
