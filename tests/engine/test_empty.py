"""A list or an object that is empty and one that is not there agree."""

from __future__ import annotations

import pytest

from msgops.engine.fields import compare
from msgops.engine.sealing import Sealer
from msgops.sdk.catalog import Catalog

CATALOG = Catalog.installed()


def _differences(name, desired, live):
    kind = CATALOG.kind(name)
    want, have = kind.codec.normalise(desired), kind.codec.normalise(live)
    found = compare(kind, want, have, None, ignore=(), sealer=Sealer(b"0" * 32, lambda source: source))
    return [f.path for f in found]


@pytest.mark.parametrize(
    ("kind", "desired"),
    [
        ("salesforce.ConnectedApp", {"profiles": []}),
        ("salesforce.Settings", {"entitlements": {}}),
        ("salesforce.EntitlementProcess", {"milestones": [{"minutes": 5, "success_actions": []}]}),
    ],
)
def test_what_is_empty_may_be_missing_at_the_vendor(kind, desired):
    """XML has no empty list; a plan does not want to write one for ever."""
    live = {"milestones": [{"minutes": 5}]} if "milestones" in desired else {}
    assert [] == _differences(kind, desired, live)


def test_an_empty_list_takes_away_what_is_there():
    """It says that there shall be none."""
    assert ["profiles"] == _differences("salesforce.ConnectedApp", {"profiles": []}, {"profiles": ["Admin"]})


def test_an_empty_list_inside_an_element_takes_away_too():
    """Elements of a set are matched all the same."""
    kind = "salesforce.MessagingChannel"
    more = {"language": "en_US", "opt_out": ["STOP"]}
    desired = {"keywords": [{"language": "de", "opt_in": []}, more]}
    assert [] == _differences(kind, desired, {"keywords": [more, {"language": "de"}]})
    assert ["keywords"] == _differences(
        kind, desired, {"keywords": [more, {"language": "de", "opt_in": ["JA"]}]}
    )


def test_an_empty_object_wants_nothing():
    """It names no field, so none is managed."""
    live = {"entitlements": {"enabled": True}}
    assert [] == _differences("salesforce.Settings", {"entitlements": {}}, live)
