"""What stays live keeps what it needs: the rule as a pure function."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Annotated

from msgops.engine.identity import Identity
from msgops.engine.kept import keep
from msgops.model.address import Address
from msgops.model.change import Action, Change
from msgops.model.state import StateEntry
from msgops.sdk.fields import Immutable, Key, Ref, Reference, Spec
from msgops.sdk.kind import Evidence, Kind


class PartSpec(Spec):
    """Something with a name that may stand on another part, and lead to a third one."""

    name: Annotated[str | None, Key(from_name=True)] = None
    base: Annotated[Reference | None, Ref("acme.Part", "acme.Fixture", "acme.Post"), Immutable] = None
    leads_to: Annotated[Reference | None, Ref("acme.Part", "acme.Fixture", "acme.Post")] = None


def _kind(name, *operations, **more):
    facts = tuple(Evidence(o, f"{o} /parts", "doc", "a page") for o in operations)
    return Kind(name=name, spec=PartSpec, api=None, summary="", doc="", evidence=facts, **more)


KINDS = {
    "acme.Part": _kind("acme.Part", "list", "create", "delete"),
    "acme.Fixture": _kind("acme.Fixture", "list", "create"),
    "acme.Post": _kind("acme.Post", "list", "create", "delete", keeps=("base",)),
}
"""Of a part nothing is left, a fixture has no delete, a post is left standing on its base."""


class Catalog(dict):
    """Kinds by name."""

    def kind(self, name):
        return self[name]


@dataclass
class Estate:
    """Objects that are recorded; none of them is declared any more."""

    entries: dict = field(default_factory=dict)
    changes: list = field(default_factory=list)
    gone: set = field(default_factory=set)

    def add(self, text, *, needs=(), live=True, **applied):
        address = Address.parse(text)
        kind = KINDS[address.full_kind]
        needs = tuple(Address.parse(n) for n in (*needs, *applied.values()))
        self.entries[address] = StateEntry(address, "acme", address.name, applied, needs)
        deletes = live and kind.can("delete")
        self.changes.append(
            Change(
                address=address,
                action=Action.DELETE if deletes else Action.FORGET,
                account="acme",
                calls=1 if deletes else 0,
                precondition="digest" if deletes else "",
            )
        )
        if not live:
            self.gone.add(address)
        return self

    def context(self, desired=()):
        catalog = Catalog(KINDS)
        identity = Identity(catalog, {"acme": ["acme"]})
        identity.matched = {a: None for a in self.entries if a not in self.gone}
        return SimpleNamespace(
            catalog=catalog,
            recorded=self.entries,
            desired={Address.parse(d): None for d in desired},
            observed=SimpleNamespace(identity=identity),
        )

    def kept(self, **more):
        """Return the addresses that are kept, with the one that needs each."""
        found = keep(self.context(**more), self.changes)
        assert [c.address for c in self.changes] == [c.address for c in found]
        reasons = {str(c.address): c.reason for c in found if "stays live" in c.reason}
        return {a: r.partition("because ")[2].partition(" ")[0] for a, r in reasons.items()}


def test_what_has_no_delete_keeps_all_that_it_needs():
    """Also what it does not refer to by a field, and what that needs in turn."""
    estate = (
        Estate()
        .add("acme.Fixture/bus", needs=["acme.Part/app"], base="acme.Part/floor")
        .add("acme.Part/floor", base="acme.Part/ground")
        .add("acme.Part/ground")
        .add("acme.Part/app")
        .add("acme.Part/other")
    )

    assert estate.kept() == {
        "acme.Part/floor": "acme.Fixture/bus",
        "acme.Part/app": "acme.Fixture/bus",
        "acme.Part/ground": "acme.Part/floor",
    }


def test_what_is_left_after_a_delete_keeps_what_these_fields_name():
    """What its delete lets go of goes."""
    estate = (
        Estate()
        .add("acme.Post/one", base="acme.Part/floor", leads_to="acme.Part/queue")
        .add("acme.Part/floor")
        .add("acme.Part/queue")
    )

    assert estate.kept() == {"acme.Part/floor": "acme.Post/one"}


def test_a_kept_object_is_forgotten_without_a_call():
    """Nothing is checked or sent for it; the record goes."""
    estate = Estate().add("acme.Fixture/bus", base="acme.Part/floor").add("acme.Part/floor")
    (_, floor) = keep(estate.context(), estate.changes)

    assert (Action.FORGET, 0, "", True) == (floor.action, floor.calls, floor.precondition, floor.record)
    assert floor.reason == (
        "it is no longer declared; it stays live, because acme.Fixture/bus stays live and needs it"
    )


def test_what_is_not_live_any_more_keeps_nothing():
    """Its record is dropped, and what it needed is deleted as planned."""
    estate = Estate().add("acme.Fixture/bus", live=False, base="acme.Part/floor").add("acme.Part/floor")

    assert {} == estate.kept()


def test_what_is_still_declared_is_nobodys_concern():
    """A target that is declared has no delete that could be turned."""
    estate = Estate().add("acme.Fixture/bus", base="acme.Part/floor").add("acme.Part/floor")
    estate.changes[1] = Change(Address.parse("acme.Part/floor"), Action.NOOP, "acme")

    assert {} == estate.kept(desired=["acme.Part/floor"])
