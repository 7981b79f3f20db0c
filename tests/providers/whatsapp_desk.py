"""What the WhatsApp tests share: one simulated account with a session, and the steps of a test in one line each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from infobip_world import Sandbox
from msgops.sdk.kind import Item, Kind, Wanted
from msgops_infobip import provider

SENDER, OTHER = "441134960000", "385911234567"


class Desk(Sandbox):
    """The WhatsApp family and the verbs of a kind, run to the end."""

    def __init__(self) -> None:
        super().__init__("whatsapp")

    def run(self, step: Any) -> Any:
        """Give a writer to an async step and return what it returns."""
        return self.do(step)

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
        assert self.control("review", {"path": path, "result": result}).status == 204

    def calls(self) -> list[str]:
        """Return the calls so far, without the host."""
        return [f"{request.method} {request.url.path}" for request, _ in self.exchanges]


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
