"""How the tests reach a server: as a user of ICWS, and as a person in the consoles."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import orjson

from msgops.sandbox.control import control
from msgops.sandbox.inprocess import InProcess
from msgops.sandbox.kit import Simulator

USER = {
    "__type": "urn:inin.com:connection:icAuthConnectionRequestSettings",
    "applicationName": "test",
    "userID": "msgops",
    "password": "sandbox-password",
}
LANGUAGE = {"Accept-Language": "en-us"}


class Desk:
    """A server, as a program sees it that signs in when it is told to."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self.session, self.headers = "", dict[str, str]()

    def send(self, method: str, path: str, body: Any = None, **more: Any) -> httpx.Response:
        """Send exactly this."""

        async def one() -> httpx.Response:
            transport = InProcess(self.simulator)
            async with httpx.AsyncClient(transport=transport, base_url="http://cic.test") as client:
                return await client.request(method, path, json=body, **more)

        return asyncio.run(one())

    def sign_in(self) -> httpx.Response:
        """Connect, and keep session, token and cookie."""
        answer = self.send("POST", "/icws/connection", USER, headers=LANGUAGE)
        told = answer.json()
        self.session = told["sessionId"]
        self.headers = {
            "ININ-ICWS-CSRF-Token": told["csrfToken"],
            "Cookie": answer.headers["set-cookie"].partition(";")[0],
        }
        return answer

    def call(
        self, method: str, path: str, body: Any = None, headers: Any = None, **params: str
    ) -> httpx.Response:
        """Send one request of the session, below its path."""
        if not self.session:
            self.sign_in()
        sent = {**self.headers, **(headers or {})}
        return self.send(method, f"/icws/{self.session}{path}", body, headers=sent, params=params)

    def person(self, action: str, **body: Any) -> None:
        """Do something in a console."""
        edit = {"method": "POST", "path": f"/_operator/{action}", "body": body, "actor": "Pat"}
        reply = control(self.simulator, "POST", "/_sandbox/edit", {}, orjson.dumps(edit))
        assert reply.status < 300, reply.body


def ids(answer: httpx.Response) -> list[str]:
    """Return the names of what a list shows."""
    return [row["configurationId"]["id"] for row in answer.json()["items"]]
