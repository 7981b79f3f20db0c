"""Tells a process of this machine from every other one, so that a dead holder is known for certain."""

from __future__ import annotations

import os
from pathlib import Path

_PROC = Path("/proc")
_DEAD = ("Z", "X")
_START = 19
"""Where the start time stands in /proc/PID/stat, counted from the state behind the name."""


def identity() -> str:
    """Return boot, process namespace, number and start time; nothing where the system does not tell."""
    try:
        surroundings = _surroundings()
        # A /proc of another namespace would show other processes under our numbers.
        if (_PROC / "self").readlink().name != str(os.getpid()):
            return ""
        _, start = _status(os.getpid())
    except (OSError, ValueError, IndexError):
        return ""
    return f"{surroundings} {os.getpid()} {start}"


def ended(holder: str) -> bool:
    """Whether the process of that identity has ended for certain; in doubt it lives."""
    mine = identity()
    if not mine or mine.split(" ")[:2] != holder.split(" ")[:2]:
        return False
    try:
        _, _, number, start = holder.split(" ")
        os.kill(int(number), 0)
        state, started = _status(int(number))
    except ProcessLookupError:
        return True
    except (OSError, ValueError, IndexError, OverflowError):
        return False
    return started != start or state in _DEAD


def _surroundings() -> str:
    boot = (_PROC / "sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    return f"{boot} {(_PROC / 'self/ns/pid').readlink()}"


def _status(number: int) -> tuple[str, str]:
    """Return a process's state and start time; its name may hold spaces and brackets."""
    fields = (_PROC / str(number) / "stat").read_text(encoding="utf-8", errors="replace")
    values = fields.rpartition(")")[2].split()
    return values[0], values[_START]
