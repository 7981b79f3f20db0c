"""How the tests reach the organization: as its clients, and as a person in the console."""

from __future__ import annotations

import base64
import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson

from genesys_simulator.library import load
from msgops.sandbox.app import make_call
from msgops.sandbox.control import control
from msgops.sandbox.server import running
from msgops_genesys.simulator import Genesys, auth, build

API = "/api/v2"


@dataclass
class Answer:
    """A status, a JSON body (`None` where there is none), headers."""

    status: int
    body: Any
    headers: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: Any) -> Any:
        return self.body[name]


class Desk:
    """The organization as a client sees it that speaks plain HTTP."""

    def __init__(self, simulator: Genesys) -> None:
        self.simulator = simulator
        self.token = self.sign_in()["access_token"]

    def send(self, method: str, path: str, content: bytes = b"", **headers: str) -> Answer:
        """Send exactly this."""
        where = urlsplit(path)
        query = parse_qs(where.query, keep_blank_values=True)
        call = make_call(self.simulator, method, where.path, query, headers, content)
        reply = self.simulator.not_found() if call is None else self.simulator.handle(call)
        raw = reply.encode()
        return Answer(reply.status, json.loads(raw) if raw else None, dict(reply.headers))

    def sign_in(self, id_: str = auth.CLIENT_ID, secret: str = auth.CLIENT_SECRET, **more: str) -> Answer:
        """Ask for a token."""
        pair = base64.b64encode(f"{id_}:{secret}".encode()).decode()
        headers = {"authorization": f"Basic {pair}", **more}
        return self.send("POST", "/oauth/token", b"grant_type=client_credentials", **headers)

    def call(self, method: str, path: str, body: Any = None) -> Answer:
        """Send a signed request to the API."""
        content = b"" if body is None else orjson.dumps(body)
        return self.send(method, f"{API}{path}", content, authorization=f"Bearer {self.token}")

    def click(self, action: str, **body: Any) -> Answer:
        """Do something in the console."""
        return click(self.simulator, action, **body)

    def later(self, **span: float) -> None:
        """Let time go by."""
        self.simulator.world.offset += timedelta(**span)


def click(simulator: Genesys, action: str, **body: Any) -> Answer:
    """Do something in the console, by the control API."""
    sent = {"path": f"/_operator/{action}", "method": "POST", "actor": "jane", "body": body}
    reply = control(simulator, "POST", "/_sandbox/edit", {}, orjson.dumps(sent))
    raw = reply.encode()
    return Answer(reply.status, json.loads(raw) if raw else None)


class Cloud:
    """The vendor's own client in front of a served organization."""

    def __init__(self, simulator: Genesys, base_url: str) -> None:
        self.simulator, self.base_url = simulator, base_url
        self.client = self.connect(auth.CLIENT_ID, auth.CLIENT_SECRET)

    def connect(self, id_: str, secret: str) -> Any:
        """Sign in as an OAuth client."""
        made = load("api_client").ApiClient(self.base_url)
        return made.get_client_credentials_token(id_, secret)

    def api(self, name: str, client: Any = None) -> Any:
        """Return one of the library's APIs: `Routing` of `routing_api`."""
        words = "".join(f"_{c.lower()}" if c.isupper() else c for c in name).strip("_")
        return getattr(load(f"apis.{words}_api"), f"{name}Api")(client or self.client)

    def later(self, **span: float) -> None:
        """Let time go by."""
        self.simulator.world.offset += timedelta(**span)


@contextmanager
def serving():
    """Serve a fresh organization on a socket, and sign the vendor's client in."""
    simulator = build()
    with running([simulator]) as variables:
        yield Cloud(simulator, variables["GENESYS_API_URL"])
