"""A client of the Infobip simulator in process: every answer is held against the specification."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Awaitable, Callable
from typing import Any

import httpx

from msgops.sandbox.inprocess import InProcess
from msgops.sandbox.kit import Simulator
from msgops_infobip.simulator import build
from providers.contract import RecordingTransport, load, spec_dir

BASE = "https://acme.api.infobip.com"


class Api:
    """Sends requests with the sandbox's credentials; `simulator` is what answers."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self.transport = RecordingTransport(InProcess(simulator))
        self._client = httpx.AsyncClient(base_url=BASE, transport=self.transport)
        given = simulator.credentials
        pair = f"{given['INFOBIP_USERNAME']}:{given['INFOBIP_PASSWORD']}"
        self.key = f"App {given['INFOBIP_API_KEY']}"
        self.user = f"Basic {base64.b64encode(pair.encode()).decode()}"

    async def __call__(
        self, call: str, body: Any = None, *, status: int = 200, auth: str | None = None, **query: Any
    ) -> Any:
        """Make a call such as `GET /path`, expect a status, return the parsed body or `None`."""
        answer = await self.send(call, body, auth=auth, **query)
        assert answer.status_code == status, f"{call}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    async def send(
        self, call: str, body: Any = None, *, auth: str | None = None, **query: Any
    ) -> httpx.Response:
        """Make a call and return the whole answer."""
        method, path = call.split(" ")
        headers = {"authorization": self.key if auth is None else auth}
        given = {"json": body} if body is not None else {}
        # A query parameter that is no Python name is written with a trailing underscore.
        params = {k.rstrip("_"): v for k, v in query.items()}
        return await self._client.request(method, path, headers=headers, params=params, **given)

    def violations(self) -> list[str]:
        """Return what contradicts the specification; only a refused request may be wrong itself."""
        directory = spec_dir()
        if directory is None:
            return []
        contract = load(directory)
        found = []
        for exchange in self.transport.exchanges:
            wrong = exchange.violations(contract)
            if exchange.status >= 400:
                wrong = [v for v in wrong if ": answer " in v or ": status " in v]
            found += wrong
        return list(dict.fromkeys(found))

    async def close(self) -> None:
        await self._client.aclose()


def play(scenario: Callable[[Api], Awaitable[None]], *, but: str = "", **options: Any) -> Api:
    """Run a scenario against a fresh simulator; nothing but `but` in it may contradict the specification."""

    async def run() -> Api:
        api = Api(build(**options))
        try:
            await scenario(api)
        finally:
            await api.close()
        return api

    api = asyncio.run(run())
    found = [v for v in api.violations() if not but or but not in v]
    assert not found, "\n".join(found)
    return api


def message(answer: Any) -> str:
    """Return the `messageId` of an E1 error."""
    return str(answer["requestError"]["serviceException"]["messageId"])
