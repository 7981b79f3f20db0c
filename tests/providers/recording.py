"""Keeps every exchange that passes through a transport, for the contract to judge."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import httpx

if TYPE_CHECKING:
    from providers.contract import Contract


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer; bodies that are not JSON are `None`."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    request_body: Any
    status: int
    response_body: Any
    content_type: str

    def violations(self, contract: Contract) -> list[str]:
        """Return what is wrong with it."""
        return contract.check(
            self.method,
            self.path,
            self.query,
            self.request_body,
            self.status,
            self.response_body,
            self.content_type,
        )


class RecordingTransport(httpx.AsyncBaseTransport):
    """Passes everything on to another transport and keeps every exchange."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self.inner, self.exchanges = inner, []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        content = await request.aread()
        response = await self.inner.handle_async_request(request)
        answer = await response.aread()
        raw = request.url.raw_path.decode("ascii").partition("?")
        kind = response.headers.get("content-type", "")
        self.exchanges.append(
            Exchange(
                request.method,
                raw[0],
                parse_qs(raw[2], keep_blank_values=True),
                _json(content, request.headers.get("content-type", "")),
                response.status_code,
                _json(answer, kind),
                kind,
            )
        )
        return response

    async def aclose(self) -> None:
        await self.inner.aclose()

    def violations(self, contract: Contract) -> list[str]:
        """Return what is wrong with all exchanges, each complaint once."""
        return list(dict.fromkeys(v for e in self.exchanges for v in e.violations(contract)))


def _json(content: bytes, kind: str) -> Any:
    """Read a JSON body; one that only claims to be JSON stays text and fails its schema."""
    if not content or "json" not in kind:
        return None
    try:
        return json.loads(content)
    except ValueError:
        return content.decode("utf-8", "replace")
