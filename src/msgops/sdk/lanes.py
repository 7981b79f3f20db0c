"""Many connections without a pool's bookkeeping: each lane is a transport with one connection.

httpx's pool looks at every idle connection for every request; with sixteen of them that costs more than the request.
"""

from __future__ import annotations

import ssl
import urllib.request
from urllib.parse import urlsplit

import httpx


class Lanes(httpx.AsyncBaseTransport):
    """Takes a free lane per request. The caller bounds the number of requests in flight."""

    def __init__(self, base_url: str) -> None:
        parts = urlsplit(base_url)
        self._proxy = _proxy_for(parts.hostname or "")
        # Loading the certificate authorities takes a while; a sandbox on http needs none.
        self._context: ssl.SSLContext | bool | None = (
            False if parts.scheme == "http" and not self._proxy else None
        )
        self._all: list[httpx.AsyncHTTPTransport] = []
        self._free: list[httpx.AsyncHTTPTransport] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send over a free lane; the lane is free again once the answer is read."""
        lane = self._free.pop() if self._free else self._open()
        try:
            response = await lane.handle_async_request(request)
            # Answers are read whole here, so that the connection can serve the next request at once.
            content = await response.aread()
        finally:
            self._free.append(lane)
        return httpx.Response(
            response.status_code, headers=_plain(response.headers), content=content, request=request
        )

    def _open(self) -> httpx.AsyncHTTPTransport:
        if self._context is None:
            self._context = httpx.create_ssl_context()
        one = httpx.Limits(max_connections=1, max_keepalive_connections=1)
        lane = httpx.AsyncHTTPTransport(verify=self._context, limits=one, proxy=self._proxy)
        self._all.append(lane)
        return lane

    async def aclose(self) -> None:
        """Close every lane."""
        for lane in self._all:
            await lane.aclose()


def _plain(headers: httpx.Headers) -> list[tuple[bytes, bytes]]:
    """Drop what described the encoded body: the content is decoded already."""
    return [
        (k, v)
        for k, v in headers.raw
        if k.lower() not in (b"content-encoding", b"content-length", b"transfer-encoding")
    ]


def _proxy_for(host: str) -> str | None:
    """Return the proxy that the environment names for a host."""
    found = urllib.request.getproxies()
    if not found or urllib.request.proxy_bypass(host):
        return None
    return found.get("https") or found.get("all") or found.get("http")
