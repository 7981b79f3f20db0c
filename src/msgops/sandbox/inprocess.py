"""Reach a simulator without a socket: an httpx transport around the application."""

from __future__ import annotations

import httpx

from msgops.sandbox.app import Application
from msgops.sandbox.kit import ConnectionCut, Simulator


class InProcess(httpx.AsyncBaseTransport):
    """Serves requests in this process; a cut connection looks as it does on a socket."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self._inner = httpx.ASGITransport(app=Application(simulator), raise_app_exceptions=True)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Serve one request."""
        try:
            return await self._inner.handle_async_request(request)
        except ConnectionCut:
            raise httpx.RemoteProtocolError(
                "Server disconnected without sending a response.", request=request
            ) from None
