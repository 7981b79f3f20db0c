"""Real processes, cheaply: everything is imported once, and each run is a fork that may be killed."""

from __future__ import annotations

import gc
import importlib
import json
import os
import pkgutil
import signal
import sys
import traceback
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgops
from crash.vendor import Vendor
from msgops.sdk.catalog import Catalog

_LATE = ("httpcore", "anyio._backends._asyncio", "anyio.streams.tls")
"""What the HTTP library imports on its first request."""
_PATIENCE = 60
"""Seconds after which a child that does not end is ended by SIGALRM."""


def warm_up() -> None:
    """Import all of msgops, so that no child has to."""
    for found in pkgutil.walk_packages(msgops.__path__, "msgops."):
        if found.name != "msgops.__main__":
            importlib.import_module(found.name)
    for name in _LATE:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()


def run(work: Callable[[], int], environ: Mapping[str, str], log: Path) -> int:
    """Run `work` in a child and return its wait status, below 0 the signal; its output goes to `log`."""
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        return os.waitstatus_to_exitcode(status)
    code = 70
    try:
        gc.disable()
        signal.alarm(_PATIENCE)
        _become(environ, log)
        code = work()
    except BaseException:  # noqa: BLE001  # a child never returns into its parent's code
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _become(environ: Mapping[str, str], log: Path) -> None:
    os.environ.clear()
    os.environ.update({"PATH": os.defpath, **environ})
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    sys.stdin = open(os.devnull)  # noqa: SIM115, PTH123  # for the rest of the child's life
    sys.stdout, sys.stderr = (os.fdopen(n, "w", closefd=False) for n in (1, 2))


class VirtualClock:
    """The vendor's clock: to sleep moves it, and takes no time."""

    def __init__(self, vendor: Vendor) -> None:
        self.vendor = vendor
        self.ahead = timedelta(seconds=vendor.offset())
        self.slept = 0.0

    def now(self) -> datetime:
        """Return the virtual time."""
        return datetime.now(UTC) + self.ahead

    def monotonic(self) -> float:
        """Return virtual seconds that never go back."""
        import time

        return time.monotonic() + self.slept

    async def sleep(self, seconds: float) -> None:
        """Let the vendor's time pass."""
        self.pass_by(seconds)

    def pass_by(self, seconds: float) -> None:
        """Move this clock and the vendor's."""
        if seconds <= 0:
            return
        self.slept += seconds
        self.ahead += timedelta(seconds=seconds)
        self.vendor.advance(seconds)

    def rule(self, catalog: Catalog) -> None:
        """Make it the clock of every command of this process."""
        from msgops.cli import runtime

        real = runtime.Runtime
        runtime.Runtime = lambda common: real(common, catalog, clock=self)  # type: ignore[assignment, misc]


def told(path: Path) -> Any:
    """Return what a child wrote down, nothing where it wrote nothing."""
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None
