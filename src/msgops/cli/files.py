"""Writes files for their owner alone, whole or not at all, and never through a link of the working tree.

Who may open a pull request may commit a link: `report.html` must not become the file that it points to.
"""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from pathlib import Path

_OWNER = 0o600


def write(path: str | Path, content: bytes, *, root: Path, mode: int = _OWNER) -> None:
    """Write a file; `OSError` when a link inside the workspace leads out of it."""
    target = Path(path)
    if _meant_inside(target, root):
        if not target.parent.resolve().is_relative_to(root.resolve()):
            raise OSError(errno.EPERM, "a link leads out of the workspace")
    elif target.is_symlink() or (target.exists() and not target.is_file()):
        # Such as /dev/stdout or a pipe of the shell, which the caller named.
        target.write_bytes(content)
        return
    descriptor, temporary = tempfile.mkstemp(prefix=".msgops-", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(temporary).chmod(mode)
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def append(path: str | Path, content: bytes, *, root: Path) -> None:
    """Add to a file that other steps of a pipeline write too; `OSError` where a link of the workspace leads elsewhere."""
    with os.fdopen(open_to_append(path, root=root), "ab") as file:
        file.write(content)


def open_to_append(path: str | Path, *, root: Path) -> int:
    """Open a file, made for its owner alone, or a pipe; `OSError` where a link of the workspace leads elsewhere."""
    target = Path(path)
    inside = _meant_inside(target, root)
    if inside and not target.parent.resolve().is_relative_to(root.resolve()):
        raise OSError(errno.EPERM, "a link leads out of the workspace")
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | (os.O_NOFOLLOW if inside else 0)
    return os.open(target, flags, _OWNER)


def write_text(root: Path, shown: str, text: str) -> None:
    """Write a file of the workspace, by its path in it; directories are made, and the mode stays."""
    path = root / shown
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o644
    path.parent.mkdir(parents=True, exist_ok=True)
    write(path, text.encode(), root=root, mode=mode)


def _meant_inside(target: Path, root: Path) -> bool:
    """Whether a path reads as one inside the workspace, whatever its links make of it."""
    here = Path.cwd()
    readings = {os.path.normpath(here / target), os.path.normpath(here.resolve() / target)}
    tops = (os.path.normpath(here / root), root.resolve())
    return any(Path(reading).is_relative_to(top) for reading in readings for top in tops)
