"""Every step of a person and every check keeps every law; one that is added to the catalogue is tested by itself."""

from __future__ import annotations

import pytest

from msgops.sdk.catalog import Catalog
from providers.hands import LAWS, Hands, hand_kinds
from providers.people import PLAYS
from providers.tenants import tenant

CATALOG = Catalog.installed()


@pytest.mark.parametrize("kind", hand_kinds(CATALOG))
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_every_hand_keeps_every_law(kind, law, tmp_path):
    """Opens, closes, is read, drifts, asks again, survives failed reads, goes: for every kind."""
    law(Hands(CATALOG, kind, tmp_path, tenant(CATALOG, kind.partition(".")[0])))


def test_everything_that_can_be_read_is_played():
    """A kind with a read has what people do; whoever adds one says how it is done."""
    readable = {k.name for k in CATALOG if k.name in hand_kinds(CATALOG) and k.api.by.verify is not None}

    assert readable == set(PLAYS)
