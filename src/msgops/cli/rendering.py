"""Puts rendered files where people find them: whole, only where they changed, and for their owner alone if they hold secrets."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from msgops.cli.files import write
from msgops.model.diagnostic import ConfigError, Diagnostic
from msgops.model.outcome import Outcome, Result
from msgops.sdk.hands import PRIVATE
from msgops.sdk.kind import Hand

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from msgops.cli.runtime import Runtime
    from msgops.engine.planner import Planned
    from msgops.engine.rendering import RenderedFile
    from msgops.model.resource import Resource

_OWNER, _OWNERS_DIRECTORY, _ALL = 0o600, 0o700, 0o644


def of_gates(runtime: Runtime, planned: Planned) -> list[Outcome]:
    """Write the files of every step that waits for its import; what could not be written has failed."""
    from msgops.engine.rendering import render
    from msgops.model.outputs import outputs

    failed = []
    for gate in planned.plan.gates:
        kind = runtime.catalog.kind(gate.address.full_kind)
        if kind.hand is not Hand.FILE:
            continue
        resource = planned.context.desired[gate.address]
        if next(outputs(resource.attributes), None) is not None:
            continue  # known in the next run, which prints its worksheet too
        try:
            put(runtime.common.directory, resource, render(kind, resource, runtime.secrets))
        except ConfigError as error:
            failed.append(Outcome(gate.address, gate.action, Result.FAILED, error=error.diagnostics[0]))
    return failed


def differing(root: Path, files: Iterable[RenderedFile]) -> list[RenderedFile]:
    """Return the files that are not on the disk as they are rendered, or that others may read and must not."""
    found = []
    for file in files:
        path = root / file.path
        try:
            same = path.read_bytes() == file.content.encode()
            open_ = file.private and stat.S_IMODE(path.stat().st_mode) & 0o077
        except OSError:
            same, open_ = False, 0
        if not same or open_:
            found.append(file)
    return found


def put(root: Path, resource: Resource, files: Sequence[RenderedFile]) -> list[RenderedFile]:
    """Write the files that differ, and return them; `ConfigError` where the disk refuses."""
    changed = differing(root, files)
    for file in changed:
        path = root / file.path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if file.private:
                path.parent.chmod(_OWNERS_DIRECTORY)
                _ignored(root)
            write(path, file.content.encode(), root=root, mode=_OWNER if file.private else _ALL)
        except OSError as error:
            raise ConfigError([_refused(resource, file, error)]) from None
    return changed


def _ignored(root: Path) -> None:
    """Let Git ignore the private directory, also in a workspace that does not say so itself."""
    path = root / PRIVATE / ".gitignore"
    if path.parent.is_dir() and not path.exists():
        write(path, b"*\n", root=root)


def _refused(resource: Resource, file: RenderedFile, error: OSError) -> Diagnostic:
    return Diagnostic(
        "MC134",
        "A rendered file cannot be written",
        detail=f"{file.path}: {error.strerror or error}",
        remedy="Make room, or correct `path`.",
        address=resource.address,
        origin=resource.origin,
    )
