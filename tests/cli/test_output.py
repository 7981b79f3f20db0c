"""`msgops output`: values of the last apply, from the state."""

from __future__ import annotations

import json

import pytest
import yaml

from harness import Bench
from msgops.engine.tell import tell
from msgops.model.address import Address
from msgops.model.output import Output
from msgops.model.state import StateEntry
from msgops.sandbox.load import build
from msgops.sdk.catalog import Catalog

CATALOG = Catalog.installed()
PROFILE = {
    "kind": "infobip.NotificationProfile",
    "name": "care",
    "spec": {"webhook": {"notify_url": "https://hooks.example.com/in"}},
}
ID = "${infobip.NotificationProfile/care.id}"


@pytest.fixture
def bench(tmp_path):
    """One resource, not applied yet, in front of a fresh sandbox."""
    (simulator,) = build(CATALOG.providers, ["infobip"])
    bench = Bench(tmp_path / "ws", simulator)
    bench.write([PROFILE])
    return bench


def declare(bench, **values):
    head = yaml.safe_load((bench.root / "msgops.yaml").read_text(encoding="utf-8"))
    head["outputs"] = {
        name: {"value": value, "description": f"About {name}."} for name, value in values.items()
    }
    bench.write_file("msgops.yaml", yaml.safe_dump(head))


def test_a_value_is_known_after_apply(bench):
    """Alone on its line, so that a script can use it."""
    declare(bench, profile=ID)
    bench.apply()

    assert 0 == bench.run("output", "profile")
    assert "care\n" == bench.last_output


def test_before_apply_the_value_alone_is_an_error(bench):
    """Nothing is printed to stdout, and stderr says what to do."""
    declare(bench, profile=ID)

    assert 1 == bench.run("output", "profile")
    assert "" == bench.last_output
    assert "MS018" in bench.last_errors
    assert "infobip.NotificationProfile/care.id" in bench.last_errors
    assert "msgops apply" in bench.last_errors


def test_the_list_says_what_is_missing(bench):
    """It is no error: the rest is known."""
    declare(bench, profile=ID, fixed="x")

    assert 0 == bench.run("output")
    assert "fixed    x                About fixed." in bench.last_output
    assert "profile  (not known yet)  About profile." in bench.last_output
    assert "profile needs infobip.NotificationProfile/care.id. Run `msgops apply`" in bench.last_output


def test_json_has_every_output_by_name(bench):
    """A value keeps its type; a text around it takes it as text."""
    declare(
        bench,
        hook="${infobip.NotificationProfile/care.webhook}",
        text=f"at {ID}",
        later="${infobip.NotificationProfile/care.id}",
    )
    bench.apply()
    bench.run("output", "--json")
    found = json.loads(bench.last_output)["outputs"]

    assert {"notify_url": "https://hooks.example.com/in"} == found["hook"]["value"]
    assert "at care" == found["text"]["value"]
    assert {"value": "care", "description": "About later.", "needs": []} == found["later"]


def test_json_of_one_output_holds_that_one(bench):
    """Also when it is not known, with the exit code of that."""
    declare(bench, profile=ID, other="x")

    assert 1 == bench.run("output", "profile", "--json")
    assert ["profile"] == list(json.loads(bench.last_output)["outputs"])


def test_nothing_is_asked_of_any_system(bench):
    """The values are those of the state: the simulator sees no call, and credentials are not needed."""
    declare(bench, profile=ID)
    bench.apply()
    seen = len(bench.simulator.requests)
    bench.environ = {k: v for k, v in bench.environ.items() if k.startswith("MSGOPS_")}

    assert 0 == bench.run("output", "profile")
    assert seen == len(bench.simulator.requests)


def test_a_value_is_that_of_the_last_apply(bench):
    """A change of the file that was not applied does not show."""
    declare(bench, hook="${infobip.NotificationProfile/care.webhook}")
    bench.apply()
    bench.write([{**PROFILE, "spec": {"webhook": {"notify_url": "https://new.example.com"}}}])
    bench.run("output", "hook")

    assert '{"notify_url": "https://hooks.example.com/in"}\n' == bench.last_output


@pytest.fixture
def org(tmp_path):
    """An org with one app that is not made yet; the org makes its key."""
    (simulator,) = build(CATALOG.providers, ["salesforce"])
    bench = Bench(tmp_path / "ws", simulator, "salesforce")
    spec = dict(CATALOG.kind("salesforce.ExternalClientApp").example)
    bench.environ["APP_CERTIFICATE"] = bench.environ["CONNECTOR_CERTIFICATE"]
    bench.write([{"kind": "salesforce.ExternalClientApp", "name": "app", "spec": spec}])
    declare(bench, key="${salesforce.ExternalClientApp/app.consumer_key}")
    return bench


def test_what_the_vendor_computes_is_told_after_the_apply_that_made_it(org):
    """The answer of the create left it out, so it was read; the state alone tells it afterwards."""
    assert 1 == org.run("output", "key")
    assert 0 == org.apply(), org.last_errors
    (row,) = org.simulator.world.table("ExtlClntAppGlobalOauthSettings").values()

    assert 0 == org.run("output", "key"), org.last_errors
    assert f"{row['_content']['consumerKey']}\n" == org.last_output


def test_an_address_of_an_account_that_is_not_set_is_named(bench):
    """The variable is what is missing."""
    declare(bench, url="${account.infobip.base_url}/in")
    del bench.environ["INFOBIP_BASE_URL"]

    assert 1 == bench.run("output", "url")
    assert "Set INFOBIP_BASE_URL." in bench.last_errors


def test_what_was_a_secret_when_it_was_applied_is_not_told():
    """The file sets no secret there, or it would be refused: apply has to catch up with it first."""
    address = Address.parse("acme.Hook/care")
    entry = StateEntry(address, "acme", "7", {"headers": {"x-key": {"fingerprint": "k:ab"}}})
    told = tell(Output("one", "${acme.Hook/care.headers}"), {address: entry})

    assert (None, ("acme.Hook/care.headers",)) == (told.value, told.needs)


def test_an_unknown_name_is_a_usage_error(bench):
    """With what was probably meant."""
    declare(bench, profile=ID)

    assert 64 == bench.run("output", "profil")
    assert "Did you mean 'profile'?" in bench.last_errors


def test_without_outputs_the_list_says_so(bench):
    """An empty list is no error."""
    assert 0 == bench.run("output")
    assert "There are no outputs" in bench.last_output


def test_a_value_cannot_speak_to_the_terminal(bench):
    """Control characters are escapes."""
    declare(bench, odd="a\u001b[2Jb")
    bench.run("output", "odd")

    assert "a\\x1b[2Jb\n" == bench.last_output


@pytest.mark.parametrize("name", ["markdown", "html", "sarif", "junit"])
def test_every_format_is_there(bench, name):
    """Outputs are no verdicts, so those of findings are empty."""
    declare(bench, fixed="x")

    assert 0 == bench.run("output", "--format", name)
    assert ("About fixed." in bench.last_output) == (name in ("markdown", "html"))
