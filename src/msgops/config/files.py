"""Which files belong to a workspace. Only hidden ones are skipped in silence: a lost file plans deletes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from msgops.model.diagnostic import Diagnostic, Origin

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_SUFFIXES = (".yaml", ".yml")
# Files of the workspace itself, when `resources:` names its root.
_RESERVED = frozenset({"msgops.yaml", "environments", "blueprints"})


def find_files(
    root: Path, patterns: Sequence[str], origins: Sequence[Origin | None] = ()
) -> tuple[list[Path], list[Diagnostic]]:
    """Return the YAML files of these files and directories, sorted, each once; nothing outside the workspace.

    `origins` gives the place of each pattern, for the findings.
    """
    search = _Search(root)
    for index, pattern in enumerate(patterns):
        search.add(pattern, origins[index] if index < len(origins) else None)
    return [root / name for name in sorted(search.found)], search.problems


class _Search:
    def __init__(self, root: Path) -> None:
        self._root, self._inside = str(root), os.path.realpath(root)
        self._walked: set[str] = set()
        self.found: dict[str, None] = {}
        self.problems: list[Diagnostic] = []

    def add(self, pattern: str, origin: Origin | None) -> None:
        """Add one entry of `resources:`."""
        path = os.path.join(self._root, pattern)  # noqa: PTH118  # text: a thousand Path objects cost more than the walk
        real = os.path.realpath(path) if "\0" not in pattern else ""
        if not self._is_inside(real):
            self._outside(pattern, origin)
        elif not os.path.exists(real):  # noqa: PTH110
            detail = f'resources: "{pattern}" does not exist'
            remedy = "Create it, or correct resources: in msgops.yaml."
            if "*" in pattern:
                remedy = "Name a file or a directory: a directory is read with all below it."
            self.problems.append(Diagnostic("MC001", "There is no such file", detail, remedy, origin=origin))
        else:
            # An entry with `..` in it goes by its real name; any other keeps the name that the user gave.
            start = real if ".." in pattern or os.path.isabs(pattern) else os.path.normpath(path)  # noqa: PTH117
            name = os.path.relpath(start, self._inside if start == real else os.path.normpath(self._root))
            if os.path.isdir(real):  # noqa: PTH112
                self._walk("" if name == "." else f"{name}/", real, origin)
            else:
                self.found[name] = None

    def _walk(self, prefix: str, real: str, origin: Origin | None) -> None:
        if real in self._walked:
            return
        self._walked.add(real)
        try:
            with os.scandir(real) as entries:
                listed = sorted(self._listed(entries, prefix), key=lambda e: e.name)
        except OSError as error:
            detail = f"{prefix}: {error.strerror}"
            self.problems.append(Diagnostic("MC001", "The directory cannot be read", detail, origin=origin))
            return
        for entry in listed:
            name, target = prefix + entry.name, entry.path
            if entry.is_symlink():
                target = os.path.realpath(entry.path)
                if not self._is_inside(target):
                    if os.path.isdir(target) or name.endswith(_SUFFIXES):  # noqa: PTH112
                        self._outside(name, origin)
                    continue
            if entry.is_dir():
                self._walk(f"{name}/", target, origin)
            elif name.endswith(_SUFFIXES):
                self.found[name] = None

    @staticmethod
    def _listed(entries: Iterator[os.DirEntry[str]], prefix: str) -> Iterator[os.DirEntry[str]]:
        for entry in entries:
            if not entry.name.startswith(".") and (prefix or entry.name not in _RESERVED):
                yield entry

    def _is_inside(self, real: str) -> bool:
        return real == self._inside or real.startswith(self._inside.rstrip("/") + "/")

    def _outside(self, shown: str, origin: Origin | None) -> None:
        detail = f'"{shown}" leads out of the workspace'
        remedy = "Copy the files into the workspace."
        self.problems.append(Diagnostic("MC015", "Outside the workspace", detail, remedy, origin=origin))
