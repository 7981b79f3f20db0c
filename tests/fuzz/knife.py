"""Kills a run at a chosen instant: nothing that the run would do afterwards happens."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import httpx
import orjson
from sqlalchemy.engine.default import DefaultDialect

from fuzz.estate import of_path
from msgops.sandbox.inprocess import InProcess
from msgops.sandbox.kit import Simulator

POINTS = ("request", "answer", "answered", "commit", "committed")
"""Before a request, after its effect but before its answer, after the answer; before and after a commit."""


class Killed(BaseException):
    """The process is dead."""


@dataclass
class Knife:
    """Strikes at the `at`-th time that the run passes `point`.

    `then` runs at that instant instead of a death; while it returns `False` the knife waits for the next time.
    """

    point: str = ""
    at: int = 0
    then: Callable[[], bool] | None = None
    dead: bool = False
    struck: bool = False
    commits: int = 0

    def passes(self, point: str) -> None:
        """Tell that the run reached a point; raises from then on when it dies here."""
        if self.dead:
            self._die()
        if point != self.point or self.struck:
            return
        self.at -= 1
        if self.at >= 0:
            return
        if self.then is not None:
            self.struck = True  # what `then` commits passes here too
            self.struck = self.then()
            return
        self.struck = True
        self.dead = True
        if point not in ("answered", "committed"):
            self._die()

    def _die(self) -> None:
        with contextlib.suppress(RuntimeError):
            for task in asyncio.all_tasks():
                task.cancel()
        raise Killed

    @contextlib.contextmanager
    def in_hand(self) -> Iterator[None]:
        """Make every commit of any state pass this knife, and the journal's thread run in line."""
        real = DefaultDialect.do_commit

        def do_commit(dialect: DefaultDialect, connection: Any) -> None:
            self.passes("commit")
            real(dialect, connection)
            self.commits += 1
            self.passes("committed")

        with (
            mock.patch.object(DefaultDialect, "do_commit", do_commit),
            mock.patch("msgops.state.recorder.ThreadPoolExecutor", InLine),
        ):
            yield


class InLine(Executor):
    """Runs at once, so that a sequence always takes the same course."""

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def submit(self, function: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run and return the result."""
        future: Future[Any] = Future()
        try:
            future.set_result(function(*args, **kwargs))
        except BaseException as error:  # noqa: BLE001  # the waiter gets it
            future.set_exception(error)
        return future

    def shutdown(self, *_: Any, **__: Any) -> None:
        """Nothing to end."""


@dataclass(frozen=True)
class Sent:
    """One write that was sent: `status` is 0 where the vendor never saw it, `made` are the ids that appeared with it.

    `lost` says that its answer did not arrive whole, `commits` how many commits the run had made.
    """

    method: str
    path: str
    body: Any
    status: int
    made: tuple[str, ...] = ()
    lost: bool = False
    commits: int = 0

    @property
    def effective(self) -> bool:
        """Whether the vendor did it."""
        return 200 <= self.status < 300


@dataclass
class Wire(httpx.AsyncBaseTransport):
    """The way to the simulator: passes the knife and keeps every write."""

    simulator: Simulator
    knife: Knife = field(default_factory=Knife)
    sent: list[Sent] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._inner = InProcess(self.simulator)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Serve one request."""
        self.knife.passes("request")
        content = await request.aread()
        subject = of_path(request.url.path)
        table = self.simulator.world.table(subject.table) if subject else {}
        before = set(table)
        number = len(self.simulator.requests)
        try:
            return await self._inner.handle_async_request(request)
        finally:
            if request.method != "GET":
                entry = self.simulator.requests[number] if len(self.simulator.requests) > number else {}
                faked = entry.get("fault") not in (None, "drop_after", "truncate", "slow")
                status = 0 if faked else entry.get("status", 0)
                body = orjson.loads(content) if content else None
                made = tuple(i for i in table if i not in before)
                lost = entry.get("fault") in ("drop_after", "truncate")
                self.sent.append(
                    Sent(request.method, request.url.path, body, status, made, lost, self.knife.commits)
                )
            self.knife.passes("answer")
            self.knife.passes("answered")
