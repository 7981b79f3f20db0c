"""Which files belong to a workspace."""

from __future__ import annotations

import os
from pathlib import Path

from msgops.model.diagnostic import Diagnostic

_SUFFIXES = (".yaml", ".yml")


def find_files(root: Path, patterns: list[str]) -> tuple[list[Path], list[Diagnostic]]:
    """Return the YAML files of these files and directories, sorted, each once; nothing outside the workspace."""
    inside = root.resolve()
    found: dict[Path, None] = {}
    problems: list[Diagnostic] = []
    for pattern in patterns:
        path = root / pattern
        if not path.exists():
            remedy = "Create it, or correct resources: in msgops.yaml."
            problems.append(Diagnostic("MC001", "There is no such file", f"resources: {pattern} does not exist", remedy))
        elif not _within(path, inside):
            problems.append(_outside(pattern))
        elif path.is_file():
            found[path] = None
        else:
            for file in _walk(path):
                if _within(file, inside):
                    found[file] = None
                else:
                    problems.append(_outside(file.relative_to(root).as_posix()))
    return sorted(found), problems


def _walk(directory: Path) -> list[Path]:
    out = []
    for base, directories, files in os.walk(directory):
        directories[:] = sorted(d for d in directories if not d.startswith("."))
        out.extend(Path(base, f) for f in sorted(files) if f.endswith(_SUFFIXES) and not f.startswith("."))
    return out


def _within(path: Path, inside: Path) -> bool:
    # Only links can lead out of a tree that was walked; resolving every file would be slow.
    return not path.is_symlink() or path.resolve().is_relative_to(inside)


def _outside(shown: str) -> Diagnostic:
    return Diagnostic("MC015", "Outside the workspace", f"{shown} leads out of the workspace", "Copy the file into it.")
