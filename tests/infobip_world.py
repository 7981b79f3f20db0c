"""Some families of the Infobip simulator in process, and a writer on it; every exchange is kept."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import httpx
import orjson

from msgops.model.secret import Secret
from msgops.sandbox.app import make_call
from msgops.sandbox.control import control
from msgops.sandbox.inprocess import InProcess
from msgops.sandbox.kit import Reply, Simulator
from msgops_infobip.account import Account, connect
from msgops_infobip.simulator import auth
from msgops_infobip.simulator.errors import by_status, e1


class Clock:
    """Sleeping moves the simulator's clock and takes no time."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator, self.slept = simulator, 0.0

    def now(self):
        return self.simulator.world.now()

    def monotonic(self) -> float:
        return self.slept

    async def sleep(self, seconds: float) -> None:
        self.slept += seconds
        self.simulator.world.offset += timedelta(seconds=seconds)


class Sandbox(httpx.AsyncBaseTransport):
    """A simulator with the families that a test needs."""

    def __init__(self, *families: str) -> None:
        self.simulator = Simulator("infobip")
        self.simulator.not_found = lambda: e1(404, "NOT_FOUND", "Requested resource was not found.")
        self.simulator.fault_reply = by_status
        auth.install(self.simulator)
        for family in families:
            importlib.import_module(f"msgops_infobip.simulator.{family}").install(self.simulator)
        self.clock = Clock(self.simulator)
        self.exchanges: list[tuple[httpx.Request, httpx.Response]] = []
        self._inner = InProcess(self.simulator)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self._inner.handle_async_request(request)
        await response.aread()
        self.exchanges.append((request, response))
        return response

    def do(self, action: Any) -> Any:
        """Run `action(writer)`."""

        async def run() -> Any:
            key = Secret("env:KEY").with_value(auth.API_KEY)
            settings = Account(base_url="https://acme.api.infobip.com", api_key=key)
            session = connect(settings, transport=self, clock=self.clock)
            try:
                return await action(session.writer())
            finally:
                await session.close()

        return asyncio.run(run())

    def console(self, method: str, path: str, body: Any = None, actor: str = "jane") -> Reply:
        """Do what a user of the web interface does."""
        content = orjson.dumps(body) if body is not None else b""
        call = make_call(self.simulator, method, path, {}, {}, content)
        assert call is not None
        call.actor, call.scopes = actor, frozenset({"*"})
        return self.simulator.handle(call, trusted=True)

    def control(self, what: str, body: Mapping[str, Any]) -> Reply:
        """Make a call of the control API."""
        return control(self.simulator, "POST", f"/_sandbox/{what}", {}, orjson.dumps(body))

    def sent(self, method: str) -> list[str]:
        """Return the paths of all requests with this method."""
        return [r.url.path for r, _ in self.exchanges if r.method == method]


def create(sandbox: Sandbox, kind: Any, spec: Mapping[str, Any], **extra: Any) -> Any:
    """Create from a YAML body; `extra` are wire fields, such as the ids of references."""
    body = {**kind.codec.encode(kind.codec.dump(kind.spec.model_validate(spec))), **extra}
    return sandbox.do(lambda w: kind.api.create(w, body))


def only(sandbox: Sandbox, kind: Any, wanted: Any = None) -> Any:
    """Return the one listed object."""
    (found,) = listed(sandbox, kind, wanted)
    return found


def listed(sandbox: Sandbox, kind: Any, wanted: Any = None) -> Any:
    """List as observation does: narrowed only where the kind narrows."""
    return sandbox.do(lambda w: kind.api.list(w, wanted))


def read_back(sandbox: Sandbox, kind: Any, item: Any) -> Any:
    """Read one object again, as normalised attributes."""
    found = sandbox.do(lambda w: kind.api.get(w, item))
    return None if found is None else kind.codec.normalise(kind.codec.decode(found.wire)[0])


def update(sandbox: Sandbox, kind: Any, item: Any, **fields: Any) -> None:
    """Bring YAML fields to new values; all other live fields are sent along as the engine does."""
    now = sandbox.do(lambda w: kind.api.get(w, item))
    attributes, _ = kind.codec.decode(now.wire)
    body = kind.codec.encode({**attributes, **fields} if kind.preserve else fields)
    sandbox.do(lambda w: kind.api.update(w, now, body, frozenset(fields)))


def delete(sandbox: Sandbox, kind: Any, item: Any) -> None:
    """Delete."""
    sandbox.do(lambda w: kind.api.delete(w, item))
