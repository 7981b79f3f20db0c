"""One account, reached in process: as it is, or by pywa, a client that others wrote."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import httpx
from pywa import WhatsApp

from msgops.sandbox.app import make_call
from msgops.sandbox.control import control
from msgops_meta.simulator import build
from msgops_meta.simulator.auth import TOKEN
from msgops_meta.simulator.seed import ACCOUNT, NUMBER


class Served(httpx.BaseTransport):
    """A simulator as a transport that blocks, as pywa's client does."""

    def __init__(self, simulator: Any) -> None:
        self.simulator = simulator

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Serve one request, with its token."""
        query = parse_qs(request.url.query.decode(), keep_blank_values=True)
        headers = {k.lower(): v for k, v in request.headers.items()}
        call = make_call(self.simulator, request.method, request.url.path, query, headers, request.read())
        assert call is not None, f"{request.method} {request.url.path} is no operation of the simulator"
        reply = self.simulator.handle(call)
        return httpx.Response(reply.status, content=reply.encode(), headers=dict(reply.headers))


@dataclass
class Desk:
    """A fresh account."""

    simulator: Any = field(default_factory=build)

    def pywa(self, token: str = TOKEN) -> WhatsApp:
        """Return pywa's client of the account and its first number."""
        self.simulator.environment("https://graph.facebook.com")
        session = httpx.Client(transport=Served(self.simulator))
        return WhatsApp(phone_id=NUMBER, token=token, waba_id=ACCOUNT, session=session)

    def call(self, method: str, path: str, body: Any = None, token: str = TOKEN, **query: str) -> Any:
        """Return status and body of one call."""
        request = httpx.Request(
            method,
            f"https://graph.facebook.com/v23.0{path}",
            params=query,
            content=None if body is None else json.dumps(body),
            headers={"authorization": f"Bearer {token}"},
        )
        answer = Served(self.simulator).handle_request(request)
        return answer.status_code, answer.json()

    def click(self, action: str, **body: Any) -> Any:
        """Do what a person does in a console of Meta's."""
        sent = {"path": f"/_operator/{action}", "method": "POST", "actor": "jane", "body": body}
        reply = control(self.simulator, "POST", "/_sandbox/edit", {}, json.dumps(sent).encode())
        assert reply.status < 300, reply.body
        return reply.body
