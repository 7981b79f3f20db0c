"""The worlds of a kind: before it exists, and after; and the operations that lead on from there."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from msgops.model.change import Action
from msgops.sandbox.kit import Simulator
from msgops.sdk.catalog import Catalog
from msgops.sdk.kind import Kind
from providers.conformance import ALLOW, SECRETS, Subject
from providers.mutate import by_field, changes

OPERATIONS = ("create", "update", "replace", "delete")
NOTE = "crash matrix"


@dataclass(frozen=True)
class Case:
    """One operation on one kind: a stored world, the files that describe what is wanted, and where both lie."""

    address: str
    operation: str
    world: str
    documents: str
    root: Path

    @property
    def kind(self) -> str:
        """The kind's full name."""
        return self.address.partition("/")[0]

    @property
    def command(self) -> list[str]:
        """What is run, without its workspace."""
        if self.operation == "confirm":
            return ["gate", "confirm", self.address, "--note", NOTE]
        return ["apply", "--json", *consents()]

    def lay_out(self, place: Path) -> None:
        """Make workspace and home at a place as they were before the operation."""
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(self.root / self.world, place)
        (place / "ws/resources/all.yaml").write_text(self.documents, encoding="utf-8")


class Worlds:
    """Builds and keeps the worlds of one kind."""

    made: type[Subject] = Subject

    def __init__(self, catalog: Catalog, kind: str, root: Path, simulator: Simulator) -> None:
        self.root, self.simulator = root, simulator
        self.subject = self.made(catalog, kind, root / "work", simulator)
        self.stored: dict[str, bytes] = {}

    def cases(self, operations: tuple[str, ...]) -> list[Case]:
        """Build what these operations start from; an operation that the kind does not have is left out."""
        subject = self.subject
        subject.write(without=True)
        if subject.prerequisites:
            subject.settle("prerequisites")
        self._store("before")
        out = []
        if "create" in operations and subject.kind.can("create"):
            out.append(self._case("create", "before", subject.spec))
        subject.write()
        subject.settle("example")
        self._store("after")
        found = {o: self._changed(o) for o in ("update", "replace") if o in operations}
        out += [self._case(o, "after", spec) for o, spec in found.items() if spec is not None]
        if "delete" in operations:
            out.append(self._case("delete", "after", None))
        return out

    def _changed(self, operation: str) -> dict[str, Any] | None:
        """Return a spec that leads to the operation, `None` where none does."""
        wanted = {"update": Action.UPDATE, "replace": Action.REPLACE}[operation]
        for spec in _specs(self.subject.kind, self.subject.spec, immutable=operation == "replace"):
            self.subject.write(spec)
            plan = self.subject.bench.plan()
            mine = [c for c in plan.changes if c.address == self.subject.address]
            if not plan.refused and mine and mine[0].action is wanted and self._accepted():
                return spec
        return None

    def _accepted(self) -> bool:
        """Whether the vendor takes the change; the world is put back afterwards."""
        code = self.subject.bench.apply()
        self._bring_back("after")
        return code in (0, 6)

    def _case(self, operation: str, world: str, spec: dict[str, Any] | None) -> Case:
        self.subject.write(spec, without=spec is None)
        documents = (self.subject.bench.root / "resources/all.yaml").read_text(encoding="utf-8")
        return Case(str(self.subject.address), operation, world, documents, self.root)

    def _store(self, name: str) -> None:
        shutil.copytree(self.root / "work", self.root / name)
        self.stored[name] = pickle.dumps(self.simulator.world)

    def _bring_back(self, name: str) -> None:
        shutil.rmtree(self.root / "work")
        shutil.copytree(self.root / name, self.root / "work")
        self.simulator.world = pickle.loads(self.stored[name])


def _specs(kind: Kind, spec: dict[str, Any], *, immutable: bool) -> Iterator[dict[str, Any]]:
    """Yield valid changes of the example, one field each."""
    for _, found in by_field(changes(kind, spec, "example", immutable=immutable)):
        yield from found[:3]


def environ(place: Path, vendor: dict[str, str]) -> dict[str, str]:
    """Return the environment of a run at a place."""
    return {**vendor, **SECRETS, "MSGOPS_HOME": str(place / "home"), "MSGOPS_ACTOR": "crash", "NO_COLOR": "1"}


def consents() -> list[str]:
    """Return the options that consent to money and the irreversible."""
    return [*(word for rule in sorted(ALLOW) for word in ("--allow", rule)), "--reason", "crash matrix"]
