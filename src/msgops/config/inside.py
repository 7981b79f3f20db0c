"""What lies inside a workspace, links followed: nothing that a file names is read from elsewhere."""

from __future__ import annotations

import os
from pathlib import Path

_NEVER = frozenset({".git"})
"""Directories of tools that keep credentials of their own in the working tree."""


def inside(root: Path, name: str) -> str | None:
    """Return a path's real name relative to the workspace; nothing when it leads out, or into Git's own files."""
    if "\0" in name:
        return None
    real_root = os.path.realpath(root)
    real = os.path.realpath(os.path.join(real_root, name))  # noqa: PTH118  # an absolute name must stay absolute
    relative = os.path.relpath(real, real_root)
    parts = Path(relative).parts
    if os.pardir in parts[:1] or os.path.isabs(relative) or _NEVER & {p.casefold() for p in parts}:  # noqa: PTH117
        return None
    return Path(relative).as_posix()


def _file(root: Path, name: str) -> Path | None:
    real = inside(root, name)
    path = Path(root) / real if real is not None else None
    return path if path is not None and path.is_file() else None


def size(root: Path, name: str) -> int | None:
    """Return how many bytes a file of the workspace has; nothing where it is no file or lies elsewhere."""
    path = _file(root, name)
    try:
        return path.stat().st_size if path is not None else None
    except OSError:
        return None


def first_bytes(root: Path, name: str, most: int) -> bytes | None:
    """Return the beginning of a file of the workspace; nothing where it is no file or lies elsewhere."""
    path = _file(root, name)
    if path is None:
        return None
    try:
        with path.open("rb") as file:
            return file.read(most)
    except OSError:
        return None
