"""The blueprints of Infobip: each applies once on a fresh sandbox and is then at rest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from harness import Bench
from msgops.config.blueprint_find import DEFINITION, place_of, shipped
from msgops.sandbox.load import build
from msgops.sdk.catalog import Catalog

CATALOG = Catalog.installed()
SENDERS = ["441134960000"]
WITH = {"senders": SENDERS, "hmac_secret": "${env:CONNECTOR_HMAC_SECRET}"}


@pytest.fixture
def bench(tmp_path):
    """A workspace in front of a fresh sandbox."""
    (simulator,) = build(CATALOG.providers, ["infobip"])
    return Bench(tmp_path / "ws", simulator, environ={"CONNECTOR_HMAC_SECRET": "connector-canary-2"})


def use(bench, **more):
    parameters = {**WITH, **more}
    bench.write([{"kind": "msgops.Blueprint", "name": "care", "use": "infobip-two-way", "with": parameters}])


@pytest.mark.parametrize("chatbot", [False, True])
def test_two_way_messaging_applies_once_and_is_then_at_rest(bench, chatbot):
    """The first plan creates, and adopts the number, apply ends well, and the second plan is empty; no drift."""
    use(bench, chatbot=chatbot)
    first = bench.plan()

    assert {"create", "adopt"} == set(bench.actions(first).values()), bench.describe(first)
    assert 0 == bench.apply(), bench.last_errors
    assert "" == bench.describe(bench.plan())
    assert [] == bench.drift()


def test_the_chatbot_adds_its_scopes_and_its_subscription(bench):
    """The difference between the two variants is exactly this."""
    use(bench)
    plain = set(bench.actions(bench.plan()))
    use(bench, chatbot=True)

    assert {"infobip.Subscription/care-conversations"} == set(bench.actions(bench.plan())) - plain


def test_the_outputs_are_known_after_apply(bench):
    """The ids of the key and of the profile, as they are in the state."""
    use(bench)
    bench.apply()
    ids = {str(address): entry.id for address, entry in bench.entries().items()}
    bench.run("output", "--json")
    told = {name: one["value"] for name, one in json.loads(bench.last_output)["outputs"].items()}

    assert {
        "care.keyId": ids["infobip.ApiKey/care-connector"],
        "care.profileId": ids["infobip.NotificationProfile/care"],
    } == told


def test_taking_the_use_away_deletes_what_it_made(bench):
    """The documents are gone like any other."""
    use(bench)
    bench.apply()
    bench.write([])
    bench.allow = frozenset({"MG101", "MG106"})

    assert 5 == len(bench.plan().pending)
    assert {"delete"} == set(bench.actions(bench.plan()).values())


@pytest.mark.parametrize("name", shipped(CATALOG))
def test_a_shipped_blueprint_says_what_it_is(name):
    """It is found, every parameter and output has a description, and the page names it."""
    page = (Path(__file__).parents[2] / "docs" / "blueprints.md").read_text(encoding="utf-8")
    place = place_of(shipped(CATALOG)[name])
    definition = yaml.safe_load(Path(place.files[place.definition]).read_text(encoding="utf-8"))
    entries = {**definition["parameters"], **definition["outputs"]}

    assert place.definition.endswith(DEFINITION)
    assert f"| `{name}` |" in page
    assert [] == [entry for entry, said in entries.items() if not said.get("description")]
