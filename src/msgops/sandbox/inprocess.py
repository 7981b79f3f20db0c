"""Reach a simulator without a socket: an httpx transport around the application."""

from __future__ import annotations

import asyncio

import httpx

from msgops.sandbox.app import Application
from msgops.sandbox.kit import ConnectionCut, Simulator


class InProcess(httpx.AsyncBaseTransport):
    """Serves requests in this process; a cut connection and a slow answer look as they do on a socket."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self._inner = httpx.ASGITransport(app=Application(simulator), raise_app_exceptions=True)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Serve one request; a client that no longer waits does not stop the server."""
        if not self.simulator.may_be_slow:
            return await self._serve(request)
        serving = asyncio.create_task(self._serve(request))
        try:
            async with asyncio.timeout(request.extensions.get("timeout", {}).get("read")):
                return await asyncio.shield(serving)
        except TimeoutError:
            serving.add_done_callback(lambda task: task.cancelled() or task.exception())
            raise httpx.ReadTimeout("", request=request) from None

    async def _serve(self, request: httpx.Request) -> httpx.Response:
        try:
            return await self._inner.handle_async_request(request)
        except ConnectionCut:
            raise httpx.RemoteProtocolError(
                "Server disconnected without sending a response.", request=request
            ) from None
