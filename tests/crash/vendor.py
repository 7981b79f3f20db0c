"""The vendor in a process of its own: it outlives every kill, and is brought back to a stored world in between."""

from __future__ import annotations

import copy
import http.client
import json
import os
import pickle
import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import urlsplit

from msgops.sandbox.kit import Call, Fault, Reply, Simulator, World
from msgops.sandbox.server import HOST, serve
from providers.conformance import WRITES as PATHS

WRITES = ("POST", "PUT", "PATCH", "DELETE")
_ONE = ("}", "/single", "/voice", "/scripts")
"""Ends of the paths at which one object is read, by an id in the path or in the query."""
_EVER = datetime(1970, 1, 1, tzinfo=UTC)


class Lag(Fault):
    """Lists show the world as it was some virtual seconds ago; a read of one object by its id shows it as it is."""

    def __init__(self, simulator: Simulator, seconds: float) -> None:
        super().__init__("GET", "*", "stale_list", 1, {})
        self.simulator, self.span = simulator, timedelta(seconds=seconds)
        self.history: list[tuple[datetime, World]] = [(_EVER, copy.deepcopy(simulator.world))]
        self.wrote: datetime | None = None

    def matches(self, method: str, path: str) -> bool:
        """Strike lists; on the way, keep the world after each write."""
        if path.startswith("/_crash"):
            return False
        now = self.simulator.world.now()
        if self.wrote is not None:  # the write before this call is done
            self.history.append((self.wrote, copy.deepcopy(self.simulator.world)))
            self.wrote = None
        if method in WRITES:
            # What was done without a write, such as a deployment that goes on while it is asked for, belongs to the last one.
            self.history[-1] = (self.history[-1][0], copy.deepcopy(self.simulator.world))
            self.wrote = now
            return False
        found = self.simulator.find(method, path)
        if found is None or found[0].template.endswith(_ONE):
            return False
        if now - self.history[-1][0] >= self.span:
            return False  # nothing is late
        self.frozen = next(world for written, world in reversed(self.history) if now - written >= self.span)
        self.frozen.offset = self.simulator.world.offset
        self.times += 1
        return True


NOTES = {"SetupAuditTrail", "SetupTaskCSVImportProcess", "SetupTaskCSVImportProcessResult"}
"""What a vendor notes: changes, and imports that bring rows to their values, once or twice."""


class Vendor:
    """A way to the vendor's process."""

    def __init__(self, environ: Mapping[str, str], port: int) -> None:
        self.environ = dict(environ)
        self._connection = http.client.HTTPConnection(HOST, port)

    def restore(self, world: str, *, lag: float = 0.0, lost: bool = False) -> None:
        """Bring a stored world back; `lost`: the answer of the first write is lost."""
        self._call("POST", "/_crash/restore", {"world": world, "lag": lag, "lost": lost})

    def offset(self) -> float:
        """Return by how many seconds virtual time is ahead."""
        return float(self._call("GET", "/_crash/offset")["offset"])

    def advance(self, seconds: float) -> None:
        """Let virtual time pass."""
        self._call("POST", "/_sandbox/clock", {"advance": f"{seconds:.3f}s"})

    def objects(self) -> dict[str, int]:
        """Return how many objects are stored, by kind; what a vendor notes about changes is no object."""
        stored = self._call("GET", "/_sandbox/objects").items()
        return {kind: len(found) for kind, found in stored if found and kind not in NOTES}

    def writes(self) -> list[str]:
        """Return the writes that were served since the last restore."""
        served = self._call("GET", "/_sandbox/requests")
        return [
            f"{r['method']} {r['path']}"
            for r in served
            if r["method"] in WRITES and "/_crash" not in r["path"]
        ]

    def reconnected(self) -> Vendor:
        """Return a way of one's own, for a forked process."""
        return Vendor(self.environ, self._connection.port)

    def _call(self, method: str, path: str, body: Any = None) -> Any:
        sent = json.dumps(body) if body is not None else None
        try:
            self._connection.request(method, path, sent)
            response = self._connection.getresponse()
        except ConnectionError:  # it was idle for too long: the vendor closed it before this call came
            self._connection.close()
            self._connection.request(method, path, sent)
            response = self._connection.getresponse()
        content = response.read()
        assert response.status < 300, (method, path, response.status, content)
        return json.loads(content) if content else None


@contextmanager
def vendor(simulator: Simulator, worlds: Mapping[str, bytes]) -> Iterator[Vendor]:
    """Serve a simulator from a forked process that knows these worlds."""
    _declare(simulator, worlds)
    read, write = os.pipe()
    lifeline, life = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(read)
        os.close(life)
        threading.Thread(target=_outlive_nobody, args=(lifeline,), daemon=True).start()

        def ready(variables: dict[str, str]) -> None:
            os.write(write, json.dumps(variables).encode())
            os.close(write)

        try:
            serve([simulator], ready=ready)
        finally:
            os._exit(0)
    os.close(write)
    os.close(lifeline)
    with os.fdopen(read) as told:
        environ = json.loads(told.read())
    try:
        control = environ[f"{simulator.name.upper()}_SANDBOX_URL"]
        yield Vendor(environ, urlsplit(control).port or 0)
    finally:
        os.close(life)
        os.kill(process, signal.SIGTERM)
        os.waitpid(process, 0)


def _outlive_nobody(lifeline: int) -> None:
    """End when the other end of the pipe is closed: whoever asked for this vendor is gone."""
    os.read(lifeline, 1)
    os._exit(0)


def _declare(simulator: Simulator, worlds: Mapping[str, bytes]) -> None:
    @simulator.route("POST", "/_crash/restore", public=True)
    def restore(call: Call) -> Reply:
        given = call.json
        simulator.world = pickle.loads(worlds[given["world"]])
        simulator.requests.clear()
        simulator.faults.clear()
        if given["lost"]:
            simulator.faults.append(_FirstWrite(simulator))
        if given["lag"]:
            simulator.faults.append(Lag(simulator, given["lag"]))
        return Reply(204)

    @simulator.route("GET", "/_crash/offset", public=True)
    def offset(_: Call) -> Reply:
        return Reply(200, {"offset": simulator.world.offset.total_seconds()})


class _FirstWrite(Fault):
    """Does the first write and loses its answer."""

    def __init__(self, simulator: Simulator) -> None:
        super().__init__("*", "*", "drop_after", 1, {})
        self.writes = PATHS.get(simulator.name, "/[!_]*")

    def matches(self, method: str, path: str) -> bool:
        return self.times > 0 and method in WRITES and fnmatchcase(path, self.writes)
