"""Vendors, channel definitions, events and apps: what the laws cannot know of them."""

from __future__ import annotations

import asyncio
import base64

import pytest

from harness import Bench
from msgops.sdk.catalog import Catalog
from msgops_salesforce import provider
from msgops_salesforce.simulator import build
from msgops_salesforce.simulator.org import Org
from msgops_salesforce.simulator.registry import COMPONENTS
from providers import certificates

CATALOG = Catalog([provider])
EVENT, VENDOR, DEFINITION = "PlatformEvent", "ConversationVendorInfo", "ConversationChannelDefinition"
CLIENT, APP = "ExternalClientApp", "ConnectedApp"
FAILED = 5
"""The exit code when a change failed."""


@pytest.fixture
def bench(tmp_path):
    simulator = build(features=("OmniChannel", "LiveMessage", "ConnectedAppCreation"))
    environ = {"APP_CERTIFICATE": certificates.ANOTHER}
    return Bench(tmp_path / "ws", simulator, provider="salesforce", catalog=CATALOG, environ=environ)


def doc(kind, **changed):
    """Return the example of a kind, changed."""
    spec = {**CATALOG.kind(f"salesforce.{kind}").example, **changed}
    return {"kind": f"salesforce.{kind}", "name": "example", "spec": spec}


def apply(bench, *documents):
    bench.write(list(documents))
    assert 0 == bench.apply(), bench.last_output + bench.last_errors


def row(bench, table, **having):
    """Return the one row of a table that has these values."""
    (found,) = [r for r in Org(bench.simulator.world).rows(table).values() if having.items() <= r.items()]
    return found


def content(bench, table, **having):
    return row(bench, table, **having)["_content"]


def signs_in(bench, name):
    """Return what the login knows of an app."""
    (found,) = [a for a in bench.simulator.world.table("apps").values() if a["name"] == name]
    return found


def live(bench, kind):
    """Read the one object of a kind."""

    async def read():
        async with bench.runtime().sessions(["salesforce"]) as sessions:
            return await CATALOG.kind(f"salesforce.{kind}").api.list(sessions["salesforce"].reader(), None)

    with bench._quiet():
        (found,) = asyncio.run(read())
    return found


def test_a_field_that_is_not_named_is_removed_from_the_event(bench):
    """The others stay as they are."""
    apply(bench, doc(EVENT))

    apply(bench, doc(EVENT, fields=doc(EVENT)["spec"]["fields"][:1]))

    assert "Infobip_Event__e.EventType__c" == row(bench, "CustomField")["_fullName"]


def test_a_shorter_field_is_refused_by_the_org(bench):
    """Its length only grows."""
    apply(bench, doc(EVENT))
    first, second = doc(EVENT)["spec"]["fields"]
    bench.write([doc(EVENT, fields=[{**first, "length": 40}, second])])

    assert FAILED == bench.apply()

    assert "can't be reduced" in bench.last_output + bench.last_errors


def test_what_nobody_manages_of_a_vendor_stays(bench):
    """An update replaces the document, so the rest is sent along."""
    apply(bench, doc(VENDOR))
    content(bench, "ConversationVendorInfo", DeveloperName="example")["unifiedRoutingSupported"] = True

    apply(bench, doc(VENDOR, label="Infobip Messaging"))

    assert content(bench, "ConversationVendorInfo", MasterLabel="Infobip Messaging")[
        "unifiedRoutingSupported"
    ]


def test_a_definition_whose_prefix_no_app_has_is_refused_by_the_org(bench):
    """The prefix of the app's name and of the definition's are one."""
    bench.write([doc(CLIENT, developer_name="Partner1_App1"), doc(EVENT), doc(VENDOR), doc(DEFINITION)])

    assert FAILED == bench.apply()

    assert "The prefix Infobip is that of no connected app" in bench.last_output + bench.last_errors


def test_a_definition_that_a_channel_uses_is_not_deleted(bench):
    """The channel would be an orphan."""
    apply(bench, doc(EVENT), doc(VENDOR), doc(DEFINITION))
    org = Org(bench.simulator.world)
    org.turn("allow_channel_create", True)
    definition = row(bench, DEFINITION)["Id"]
    channel = {"MasterLabel": "Care", "MessageType": "Custom", "ChannelDefinitionId": definition}
    org.insert("MessagingChannel", channel, by="seed")
    bench.write([doc(EVENT), doc(VENDOR)])

    assert FAILED == bench.apply()

    assert "1 messaging channel uses it" in bench.last_output + bench.last_errors
    assert definition == row(bench, DEFINITION)["Id"]


@pytest.mark.parametrize("kind", [CLIENT, APP])
def test_the_certificate_reaches_the_login_as_pem(bench, kind):
    """One line of base64 in a variable gets its frame."""
    apply(bench, doc(kind))

    found = signs_in(bench, doc(kind)["spec"]["developer_name"])

    assert (
        f"-----BEGIN CERTIFICATE-----\n{certificates.ANOTHER}\n-----END CERTIFICATE-----"
        == found["certificate"]
    )
    assert ("AdminApprovedPreAuthorized", ["Admin"]) == (found["policy"], found["profiles"])
    assert {"api", "refresh_token", "interaction_api"} == set(found["scopes"])


@pytest.mark.parametrize("kind", [CLIENT, APP])
def test_the_consumer_key_is_an_output_and_the_secret_is_nowhere(bench, kind):
    """State and output have neither secret nor certificate."""
    apply(bench, doc(kind))
    found = signs_in(bench, doc(kind)["spec"]["developer_name"])
    (key,) = [k for k, a in bench.simulator.world.table("apps").items() if a is found]

    read = live(bench, kind)

    assert key == CATALOG.kind(f"salesforce.{kind}").codec.decode(read.wire)[1]["consumer_key"]
    assert found["secret"] not in str(read)
    kept = b"".join(p.read_bytes() for p in bench.root.parent.rglob("*") if p.is_file())
    assert found["secret"].encode() not in kept
    assert certificates.ANOTHER[:60].encode() not in kept
    assert base64.b64decode(certificates.ANOTHER)[:60] not in kept


@pytest.mark.parametrize(
    ("kind", "component"), [(CLIENT, "ExtlClntAppGlobalOauthSettings"), (APP, "ConnectedApp")]
)
def test_a_secret_that_an_org_returns_is_forgotten_at_once(bench, monkeypatch, kind, component):
    """The pages do not agree on what a read returns."""
    apply(bench, doc(kind))
    secret = signs_in(bench, doc(kind)["spec"]["developer_name"])["secret"]
    shows_all = COMPONENTS[component]
    monkeypatch.setattr(shows_all, "read", shows_all.whole)

    assert secret in str(shows_all.read(Org(bench.simulator.world), doc(kind)["spec"]["developer_name"]))
    assert secret not in str(live(bench, kind))


@pytest.mark.parametrize("kind", [CLIENT, APP])
def test_key_and_certificate_survive_a_new_label(bench, kind):
    """The key never changes."""
    apply(bench, doc(kind))
    name = doc(kind)["spec"]["developer_name"]
    before = dict(signs_in(bench, name))

    apply(bench, doc(kind, label="Another label"))

    assert before == signs_in(bench, name)


def test_a_new_label_of_a_client_app_does_not_touch_its_keys(bench):
    """Only the parts that differ are deployed."""
    apply(bench, doc(CLIENT))
    before = dict(row(bench, "ExtlClntAppGlobalOauthSettings"))

    apply(bench, doc(CLIENT, label="Another label"))

    assert before == row(bench, "ExtlClntAppGlobalOauthSettings")


def test_parts_with_names_of_their_own_are_found_by_their_app(bench):
    """An app that was made in Setup names its parts in its own way."""
    apply(bench, doc(CLIENT))
    for table in ("ExtlClntAppOauthSettings", "ExtlClntAppOauthConfigurablePolicies"):
        row(bench, table)["_fullName"] = f"made_in_setup_{table}"

    plan = bench.plan()

    assert not plan.pending
    apply(bench, doc(CLIENT, scopes=["Api"], refresh_token_policy="Zero"))
    assert "Api" == content(bench, "ExtlClntAppOauthSettings")["commaSeparatedOauthScopes"]


def test_a_client_app_is_switched_off_in_the_part_that_the_org_made(bench):
    """The org makes it together with the app."""
    apply(bench, doc(CLIENT, enabled=False))

    assert content(bench, "ExtlClntAppConfigurablePolicies")["isEnabled"] is False


def test_all_parts_of_a_client_app_go_with_it(bench):
    """None of the five components stays."""
    apply(bench, doc(CLIENT))

    bench.allow = frozenset({"MG101", "MG105", "MG106"})
    apply(bench)

    tables = [t for t in bench.simulator.world.tables if t.startswith(("ExtlClntApp", "ExternalClient"))]
    assert {} == {t: r for t in tables if (r := Org(bench.simulator.world).rows(t))}


def test_an_org_that_creates_no_connected_apps_says_so(bench):
    """The words are the org's."""
    bench.simulator.world.table("features").pop("ConnectedAppCreation")
    bench.write([doc(APP)])

    assert FAILED == bench.apply()

    assert "You can't create a connected app" in bench.last_output + bench.last_errors
