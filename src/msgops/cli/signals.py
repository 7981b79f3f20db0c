"""SIGTERM ends a command as Ctrl-C does, with an exit code of its own."""

from __future__ import annotations

import signal

_ended_by = [signal.SIGINT]


def listen() -> None:
    """Treat SIGTERM as Ctrl-C from here on: a loop that cancels its tasks first does so for both."""
    signal.signal(signal.SIGTERM, _terminated)


def exit_code() -> int:
    """Return the code of a command that a signal has ended: 130 for Ctrl-C, 143 for SIGTERM."""
    return 128 + _ended_by[0]


def _terminated(_number: int, _frame: object) -> None:
    _ended_by[0] = signal.SIGTERM
    signal.raise_signal(signal.SIGINT)
