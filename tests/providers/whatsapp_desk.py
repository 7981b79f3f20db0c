"""What the WhatsApp tests share: one simulated account with a session, and the steps of a test in one line each."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from msgops.model.secret import Secret
from msgops.sandbox.inprocess import InProcess
from msgops.sandbox.kit import Simulator, World
from msgops.sdk.kind import Item, Kind, Wanted
from msgops_infobip import provider
from msgops_infobip.account import Account, connect
from msgops_infobip.simulator import auth, whatsapp

try:
    from providers.contract import checked
except ImportError:  # pragma: no cover
    checked = None

SENDER, OTHER = "441134960000", "385911234567"


class Desk:
    """One account of the simulator and the verbs of a kind, run to the end."""

    def __init__(self) -> None:
        self.simulator = Simulator("infobip", World(1))
        auth.install(self.simulator)
        whatsapp.install(self.simulator)

    def run(self, step: Any) -> Any:
        """Give a writer to an async step and return what it returns."""

        async def inside() -> Any:
            transport: Any = InProcess(self.simulator)
            settings = Account(base_url="https://test.api.infobip.com", api_key=Secret("env:K").with_value(auth.API_KEY))
            session = connect(settings, transport=checked(transport) if checked else transport)
            try:
                return await step(session.writer())
            finally:
                await session.close()

        return asyncio.run(inside())

    def list(self, kind: Kind, *wanted: Wanted) -> list[Item]:
        """List a kind."""
        return list(self.run(lambda w: kind.api.list(w, wanted)))

    def get(self, kind: Kind, item: Item) -> Item | None:
        """Read one object again."""
        return self.run(lambda w: kind.api.get(w, item))

    def create(self, kind: Kind, **spec: Any) -> Item:
        """Validate a spec, with references as ids, and create it."""
        return self.run(lambda w: kind.api.create(w, wire(kind, spec)))

    def update(self, kind: Kind, item: Item, *changed: str, **spec: Any) -> None:
        """Update an object to a spec."""
        self.run(lambda w: kind.api.update(w, item, wire(kind, spec), frozenset(changed)))

    def delete(self, kind: Kind, item: Item) -> None:
        """Delete an object."""
        self.run(lambda w: kind.api.delete(w, item))

    def advance(self, **time: float) -> None:
        """Let virtual time pass."""
        self.simulator.world.offset += timedelta(**time)

    def review(self, path: str, result: str) -> None:
        """Decide as Meta."""
        assert any(review(self.simulator, path, result, "") for prefix, review in self.simulator.reviewers if path.startswith(prefix))

    def calls(self) -> list[str]:
        """Return the calls so far, without the host."""
        return [f"{r['method']} {r['path']}" for r in self.simulator.requests]


def kind_of(name: str) -> Kind:
    """Return a kind of the provider."""
    return provider.kind(name)


def attributes(kind: Kind, spec: Mapping[str, Any]) -> dict[str, Any]:
    """Validate a spec and return its attributes, comparable."""
    return kind.codec.normalise(kind.codec.dump(kind.spec.model_validate(dict(spec))))


def wire(kind: Kind, spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return the vendor's form of a spec whose references are ids."""
    return kind.codec.encode(kind.codec.dump(kind.spec.model_validate(dict(spec))))


def live(kind: Kind, item: Item) -> dict[str, Any]:
    """Return a live object's attributes, comparable."""
    return kind.codec.normalise(kind.codec.decode(item.wire)[0])
