"""A workspace with runs, steps of people and a waiting sender, and its web view."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager

import httpx

from harness import Bench
from msgops.cli.runtime import Runtime
from msgops.cli.serving import Workspace
from msgops.sandbox.load import build
from msgops.sdk.catalog import Catalog
from msgops.web.app import application
from msgops.web.token import Token

CATALOG = Catalog.installed()
TOKEN = "token-of-the-test-0123"
ROLE = "infobip.PortalRole/admin"
SIGNUP = "infobip.EmbeddedSignup/bakery"
SENDER = "infobip.WhatsAppSender/shop"
PROFILE = "infobip.NotificationProfile/orders"
ADDRESS = "http://127.0.0.1:8765"
PAGES = (
    "/",
    "/runs",
    "/drift",
    "/drift/now",
    "/gates",
    *(f"/gates/{address}" for address in (ROLE, SIGNUP, SENDER)),
    "/resources",
    f"/resources/{PROFILE}",
    "/log",
)
"""Every page but that of one run."""


def role(name="Account admin", resource="admin"):
    return {
        "kind": "infobip.PortalRole",
        "name": resource,
        "spec": {"username": "msgops@example.com", "role": name},
    }


def example(kind, name):
    return {"kind": f"infobip.{kind}", "name": name, "spec": dict(CATALOG.kind(f"infobip.{kind}").example)}


DOCUMENTS = [
    role(),
    example("EmbeddedSignup", "bakery"),
    example("WhatsAppSender", "shop"),
    example("NotificationProfile", "orders"),
]


class Desk:
    """The bench, its application, and what a browser on this machine could ask of it."""

    def __init__(self, bench):
        self.bench = bench
        self.token = Token(TOKEN)
        self.source = Workspace(self.bench.runtime(), self.runtime)
        self.app = application(self.source, self.token)

    @classmethod
    def at(cls, root, documents=DOCUMENTS):
        """Return the desk of a new workspace."""
        (simulator,) = build(CATALOG.providers, ["infobip"])
        bench = Bench(root, simulator)
        bench.write(documents)
        return cls(bench)

    def runtime(self, common):
        return Runtime(common, self.bench.catalog, transport=self.bench.transport, clock=self.bench.clock)

    def get(self, path, **headers):
        return self.ask("GET", path, headers=headers)

    def ask(self, method, path, **more):
        async def send():
            transport = httpx.ASGITransport(app=self.app)
            async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:
                return await client.request(method, path, **more)

        with self.bench._quiet():
            return asyncio.run(send())

    def confirm(self, address=ROLE, headers=None, **typed):
        """Post the form as the worksheet's page would; a field that is None is left out."""
        seen = self.seen(address) if "seen" not in typed else typed["seen"]
        fields = {"token": TOKEN, "by": "Ana Novak", "note": "Ticket 4711", "seen": seen, **typed}
        data = {k: v for k, v in fields.items() if v is not None}
        return self.ask(
            "POST", f"/gates/{address}/confirm", data=data, headers=headers or {"origin": ADDRESS}
        )

    def seen(self, address):
        return self.get(f"/gates/{address}").text.partition('name="seen" value="')[2].partition('"')[0]

    def gate(self, address=ROLE):
        with self.store() as store:
            return next((g for a, g in store.gates().items() if str(a) == address), None)

    @contextmanager
    def store(self, *, create=False):
        with self.bench._quiet(), self.bench.runtime().open_state(create=create) as store:
            yield store
