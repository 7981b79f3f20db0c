"""The conformance table catches kinds that are wrong, although nobody wrote a test for them."""

from __future__ import annotations

import dataclasses

import pytest

from msgops.sandbox.load import build
from msgops.sdk.catalog import Catalog
from msgops.sdk.kind import Kind
from msgops.sdk.rest import Collection
from providers.conformance import LAWS, Subject

NAME = "infobip.NotificationProfile"


class Forgetful(Collection):
    """Leaves a field out of every update."""

    async def update(self, write, item, body, changed):
        await super().update(write, item, {k: v for k, v in body.items() if k != "connectTimeout"}, changed)


class Blind(Collection):
    """Lists nothing, as if the vendor had no objects."""

    async def list(self, read, wanted):
        return []


class Lazy(Collection):
    """Says that it deleted, and did not."""

    async def delete(self, write, item):
        return None


class Doubling(Collection):
    """Gives every object another id than the list does."""

    async def create(self, write, body):
        made = await super().create(write, body)
        return dataclasses.replace(made, id=f"{made.id}-2")


def faulty(api: type[Collection] | None) -> Catalog:
    """Return the installed kinds with one of them replaced."""
    catalog = Catalog.installed()
    kind = catalog.kind(NAME)
    if api is not None:
        values = {f.name: getattr(kind.api, f.name) for f in dataclasses.fields(kind.api)}
        catalog._kinds[NAME] = _with_api(kind, api(**values))
    return catalog


def _with_api(kind: Kind, api: Collection) -> Kind:
    return dataclasses.replace(kind, api=api)


def broken_laws(catalog: Catalog, tmp_path) -> set[str]:
    """Run the whole table for the kind and return the laws that it breaks."""
    broken = set()
    for law in LAWS:
        (simulator,) = build(catalog.providers, ["infobip"])
        try:
            law(Subject(catalog, NAME, tmp_path / law.__name__, simulator))
        except Exception:  # noqa: BLE001  # whatever a faulty kind does, the table must not pass
            broken.add(law.__name__)
    return broken


@pytest.mark.parametrize(
    ("api", "law"),
    [
        (Forgetful, "each_mutable_field_is_updated"),
        (Blind, "second_plan_is_empty"),
        (Lazy, "delete_makes_it_gone"),
        (Doubling, "second_plan_is_empty"),
    ],
)
def test_a_faulty_kind_breaks_the_table(api, law, tmp_path):
    """Each fault breaks at least the law that it is against."""
    assert law in broken_laws(faulty(api), tmp_path)


def test_a_sound_kind_breaks_nothing(tmp_path):
    """The same table passes for the kind as it is."""
    assert set() == broken_laws(faulty(None), tmp_path)
