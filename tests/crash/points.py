"""The instrumented points of a process: it counts them in shared memory, and dies at the one it is told.

A point lies before every file write, fsync, link, rename and removal (Python's and SQLite's), around the begin and
the commit of every transaction, and at three places of every HTTP exchange: before anything is sent, when the
vendor has the whole request but no answer was read, and after the answer.
"""

from __future__ import annotations

import mmap
import os
import signal
import struct
import sys
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

import httpx
from sqlalchemy.engine import default

from crash import sqlite_vfs
from msgops.sdk.lanes import Lanes

LABELS = (
    "read before",
    "read sent",
    "read answered",
    "write before",
    "write sent",
    "write answered",
    "transaction",
    "commit",
    "committed",
    "state write",
    "state fsync",
    "state truncate",
    "state delete",
    "file open",
    "file write",
    "file fsync",
    "file rename",
)
"""The classes of points; `read …` and `write …` are HTTP exchanges, `state …` are SQLite's own system calls."""
_MOST = 60_000
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_AUDITED = frozenset({"os.rename", "os.link", "os.remove", "os.mkdir", "os.truncate"})


class Point(NamedTuple):
    """The n-th point (from 1) of a class."""

    label: str
    number: int

    def __str__(self) -> str:
        return f"{self.label} {self.number}"


class Probe:
    """Counts points, and ends the process by SIGKILL at one of them, named by its class and its number in the class:
    two runs differ by a page that SQLite writes more or less, so that a number in the whole would name another point.
    """

    def __init__(self) -> None:
        self._shared = mmap.mmap(-1, 4 + _MOST)
        self._lock = threading.Lock()
        self._kill_at: Point | None = None
        self._passed: Counter[str] = Counter()

    def arm(self, kill_at: Point | None) -> None:
        """Begin to count from nothing; call it before the process is forked."""
        self._shared[0:4] = struct.pack("I", 0)
        self._kill_at = kill_at

    @property
    def seen(self) -> list[Point]:
        """Every point that was reached, in order."""
        (count,) = struct.unpack("I", self._shared[0:4])
        labels = [LABELS[code] for code in self._shared[4 : 4 + count]]
        passed: Counter[str] = Counter()
        return [Point(label, passed.update([label]) or passed[label]) for label in labels]

    def hit(self, label: str) -> None:
        """Pass a point, or die there."""
        with self._lock:
            (count,) = struct.unpack("I", self._shared[0:4])
            self._shared[4 + count] = LABELS.index(label)
            self._shared[0:4] = struct.pack("I", count + 1)
            self._passed[label] += 1
            if self._kill_at == Point(label, self._passed[label]):
                os.kill(os.getpid(), signal.SIGKILL)

    def install(self) -> None:
        """Instrument this process, for good: only a child that will end anyway calls it."""
        self._http()
        self._transactions()
        self._files()
        sqlite_vfs.instrument(lambda call: self.hit(f"state {call}"))

    def _http(self) -> None:
        send = Lanes.handle_async_request

        async def watched(lanes: Lanes, request: httpx.Request) -> httpx.Response:
            exchange = "read" if request.method == "GET" else "write"

            async def trace(event: str, _: Any) -> None:
                if event == "http11.send_request_body.complete":
                    self.hit(f"{exchange} sent")

            self.hit(f"{exchange} before")
            request.extensions = {**request.extensions, "trace": trace}
            response = await send(lanes, request)
            self.hit(f"{exchange} answered")
            return response

        Lanes.handle_async_request = watched  # type: ignore[method-assign]

    def _transactions(self) -> None:
        begin, commit = default.DefaultDialect.do_begin, default.DefaultDialect.do_commit

        def do_begin(dialect: Any, connection: Any) -> None:
            self.hit("transaction")
            begin(dialect, connection)

        def do_commit(dialect: Any, connection: Any) -> None:
            self.hit("commit")
            commit(dialect, connection)
            self.hit("committed")

        default.DefaultDialect.do_begin = do_begin  # type: ignore[method-assign]
        default.DefaultDialect.do_commit = do_commit  # type: ignore[method-assign]

    def _files(self) -> None:
        def watch(event: str, values: tuple[Any, ...]) -> None:
            if event == "open" and isinstance(values[2], int) and values[2] & _WRITES:
                self.hit("file open")
            elif event in _AUDITED:
                self.hit("file rename")

        sys.addaudithook(watch)
        os.write = self._before("file write", os.write)
        os.fsync = self._before("file fsync", os.fsync)

    def _before(self, label: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*values: Any) -> Any:
            self.hit(label)
            return function(*values)

        return watched
