"""Steps of people and checks: they wait, they are played in Setup, and a read turns them green."""

from __future__ import annotations

import pytest

from harness import Bench
from msgops.engine.hands import hand_of
from msgops.engine.worksheets import worksheet
from msgops.sdk.catalog import Catalog
from msgops.sdk.hands import Person
from msgops.sdk.kind import Hand
from msgops_salesforce import provider
from msgops_salesforce.simulator import build
from salesforce_simulator.desk import Desk

CATALOG = Catalog([provider])
MINE = (
    "NewMessagingChannel",
    "CustomerAppLink",
    "ConnectedAppCreation",
    "ConsumerCredentials",
    "PartnerWizard",
    "RecordPage",
)
CHANNEL = "salesforce.MessagingChannel/Infobip_WhatsApp"
STEP = "salesforce.NewMessagingChannel/Infobip_WhatsApp"
FEATURES = ("OmniChannel", "LiveMessage")


class Org:
    """A workspace, the org in front of it, and the person in Setup. Nothing inferred is allowed."""

    def __init__(self, tmp_path, features=FEATURES):
        simulator = build(features=features)
        account = {"provider": "salesforce", **provider.example_account}
        self.bench = Bench(
            tmp_path / "ws", simulator, provider="salesforce", catalog=CATALOG, account=account
        )
        self.desk = Desk(simulator)

    def declare(self, *documents):
        self.bench.write(documents)

    def waits(self):
        """Return what waits, and for what."""
        plan = self.bench.plan()
        assert not plan.refused, self.bench.describe(plan)
        return {str(c.address): c.reason for c in plan.gates}

    def confirm(self, address):
        """Confirm a step; return the exit code."""
        return self.bench.run("gate", "confirm", address, "--note", "done")


@pytest.fixture
def org(tmp_path):
    return Org(tmp_path)


def document(kind, name, *, needs=(), **spec):
    out = {"kind": f"salesforce.{kind}", "name": name, "spec": spec}
    return {**out, "depends_on": list(needs)} if needs else out


def definition():
    """Return the documents of a channel definition that nothing else is needed for."""
    vendor = document(
        "ConversationVendorInfo", "Infobip", **CATALOG.kind("salesforce.ConversationVendorInfo").example
    )
    event = document("PlatformEvent", "Infobip_Event", **CATALOG.kind("salesforce.PlatformEvent").example)
    example = {**CATALOG.kind("salesforce.ConversationChannelDefinition").example}
    example.update(vendor="Infobip", platform_event="Infobip_Event", developer_name="Infobip_WhatsApp")
    return [vendor, event, document("ConversationChannelDefinition", "Infobip_WhatsApp", **example)]


def channel(**spec):
    keywords = [{"language": "en_US", "opt_out": ["STOP"], "opt_out_confirmation": "Bye."}]
    body = {
        "label": "Infobip WhatsApp",
        "definition": "Infobip_WhatsApp",
        "queue": "Support",
        "keywords": keywords,
        "active": True,
        **spec,
    }
    return document("MessagingChannel", "Infobip_WhatsApp", needs=[STEP], **body)


def step():
    needs = ["salesforce.ConversationChannelDefinition/Infobip_WhatsApp"]
    return document(
        "NewMessagingChannel",
        "Infobip_WhatsApp",
        needs=needs,
        label="Infobip WhatsApp",
        definition="Infobip_WhatsApp",
    )


def queue():
    return document("Queue", "Support", label="Support", objects=["MessagingSession"])


def make_channel(org, name="Infobip_WhatsApp"):
    org.desk.operate(
        "channel",
        {"name": name, "label": "Infobip WhatsApp", "definition": "Infobip_WhatsApp", "accept_terms": True},
    )


def test_a_channel_waits_for_the_person_who_makes_it_and_is_then_adopted(org):
    """Exit 6, the wizard, confirm, exit 0, an empty plan; the channel is live and its outputs are there."""
    org.declare(*definition(), queue(), step(), channel())

    assert 6 == org.bench.apply(), org.bench.last_errors
    assert {STEP, CHANNEL} == set(org.waits())
    assert f"it is made by hand: {STEP}" == org.waits()[CHANNEL]
    assert 0 != org.confirm(STEP)
    assert "it reads back as not done" in org.bench.last_errors
    make_channel(org)
    assert 0 == org.confirm(STEP), org.bench.last_errors
    assert 0 == org.bench.apply(), org.bench.last_output
    plan = org.bench.plan()
    assert not (plan.pending or plan.gates or plan.refused), org.bench.describe(plan)
    (row,) = org.desk.query("SELECT IsActive, ConsentType FROM MessagingChannel")
    assert (True, "ImplicitOptIn") == (row["IsActive"], row["ConsentType"])


def test_a_step_that_reads_as_done_needs_no_word_of_the_person(org):
    """The channel that is there turns the step green by itself."""
    org.declare(*definition())
    org.bench.apply()
    make_channel(org)
    org.declare(*definition(), queue(), step(), channel())

    assert {} == org.waits()
    assert "adopt" == org.bench.actions(org.bench.plan())[CHANNEL]


def test_a_channel_that_nobody_is_asked_to_make_is_refused(org):
    """Without the step under `depends_on` the plan says that the create is unproved."""
    org.declare(*definition(), queue(), {**channel(), "depends_on": []})

    (refusal,) = org.bench.plan().refused
    assert CHANNEL == str(refusal.address)


def test_a_channel_of_another_name_is_told(org):
    """Whoever clicked beside the field finds the name that the wizard made of it."""
    org.declare(*definition())
    org.bench.apply()
    make_channel(org, "Infobip_WhatsApp1")
    org.declare(*definition(), step())

    org.confirm(STEP)

    assert "the org's custom channels: Infobip_WhatsApp1" in org.bench.last_errors


def test_a_channel_that_is_taken_out_of_the_file_is_deactivated_and_stays(org):
    """The plan says so, and the row is there afterwards."""
    org.declare(*definition())
    org.bench.apply()
    make_channel(org)
    org.declare(*definition(), queue(), {**channel(), "depends_on": []})
    org.bench.apply()
    org.declare(*definition(), queue())

    (change,) = org.bench.plan().pending
    assert "stays in the org: a channel is never deleted" in change.notes[0]
    assert 0 == org.bench.apply(), org.bench.last_output
    assert [False] == [r["IsActive"] for r in org.desk.query("SELECT IsActive FROM MessagingChannel")]


def test_an_org_without_messaging_can_be_planned(tmp_path):
    """Its types do not exist yet: there is nothing, which is no error."""
    org = Org(tmp_path, features=())
    org.declare(*definition(), queue(), step(), channel())

    assert CHANNEL in org.waits()


def test_the_own_app_is_linked_by_a_person_and_read_back(org):
    """The definition names the app afterwards."""
    address = "salesforce.CustomerAppLink/Infobip_WhatsApp"
    link = document(
        "CustomerAppLink", "Infobip_WhatsApp", channel="Infobip WhatsApp", app="Infobip Connector"
    )
    org.declare(*definition(), link)
    org.bench.apply()
    assert 0 != org.confirm(address)
    assert "customerConnectedAppOauthLink is empty" in org.bench.last_errors

    org.desk.operate("link-app", {"definition": "Infobip_WhatsApp", "app": "Infobip_Connector"})

    assert 0 == org.confirm(address)
    assert {} == org.waits()


@pytest.mark.parametrize(
    ("kind", "name", "spec"),
    [
        ("ConnectedAppCreation", "allowed", {}),
        ("ConsumerCredentials", "Infobip Connector", {"kept_as": "vault: messaging/salesforce"}),
    ],
)
def test_what_cannot_be_read_is_taken_from_the_person(org, kind, name, spec):
    """Confirmed once, it waits no more."""
    document_ = document(kind, "step", **spec)
    if kind == "ConsumerCredentials":
        document_["spec"]["app"] = name
    org.declare(document_)
    assert 1 == len(org.waits())

    assert 0 == org.confirm(f"salesforce.{kind}/step")
    assert {} == org.waits()


def wizard(**more):
    spec = {**CATALOG.kind("salesforce.PartnerWizard").example, **more}
    return document("PartnerWizard", "wizard", **spec)


def test_the_partners_wizard_is_believed_once_what_it_needs_is_there(org):
    """What the partner keeps cannot be read; definition and channel can."""
    address = "salesforce.PartnerWizard/wizard"
    org.declare(*definition(), wizard())
    assert 6 == org.bench.apply()
    assert 0 != org.confirm(address)
    assert "no messaging channel Infobip_WhatsApp" in org.bench.last_errors

    make_channel(org)

    assert {address} == set(org.waits())
    assert 0 == org.confirm(address)
    assert {} == org.waits()
    org.declare(*definition(), wizard(senders=["441134960000", "441134960001"]))
    assert "the values changed since it was confirmed" == org.waits()[address]


def test_a_record_page_is_cloned_by_a_person(org):
    """It is not there, then it is; that users see it is for the person to say."""
    address = "salesforce.RecordPage/page"
    org.declare(
        document("RecordPage", "page", page="Care_Session", label="Care Session", object="MessagingSession")
    )
    assert 0 != org.confirm(address)
    assert "no page Care_Session" in org.bench.last_errors

    org.desk.operate("page", {"name": "Care_Session", "label": "Care Session", "object": "MessagingSession"})

    assert {address} == set(org.waits())
    assert 0 == org.confirm(address)
    assert {} == org.waits()


@pytest.mark.parametrize(
    ("kind", "spec", "found"),
    [
        ("LicenseSeats", {"license": "Partner Messaging User", "seats": 30}, ""),
        ("LicenseSeats", {"license": "livemessageuserpsl", "seats": 1}, ""),
        ("LicenseSeats", {"license": "Partner Messaging User", "seats": 31}, "30 seats"),
        ("LicenseSeats", {"license": "Voice", "seats": 1}, "the org has Agentforce"),
        ("ObjectField", {"object": "Case", "field": "Subject"}, ""),
        ("ObjectField", {"object": "Case", "field": "CaseNumber"}, "cannot be written"),
        ("ObjectField", {"object": "Case", "field": "CaseNumber", "updateable": False}, ""),
        ("ObjectField", {"object": "MessagingSession", "field": "ErrorReason"}, "has no field ErrorReason"),
        ("ObjectField", {"object": "Nothing", "field": "Name"}, "the org has no object Nothing"),
        ("ConsoleItem", {"app": "LightningService", "tab": "standard-home"}, ""),
        (
            "ConsoleItem",
            {"app": "LightningService", "tab": "Infobip"},
            "LightningService shows standard-home",
        ),
        ("ConsoleItem", {"app": "Sales", "tab": "standard-home"}, "the org has no app Sales"),
        ("Panel", {"page": "Nothing", "source": "/templates"}, "no page Nothing"),
        ("Panel", {"page": "Messaging_Session_Record_Page", "source": "/templates"}, "shows no other site"),
        ("TestSession", {"channel": "Infobip_WhatsApp"}, "no messaging channel Infobip_WhatsApp"),
    ],
)
def test_a_check_says_what_it_found(org, kind, spec, found):
    """Green without a word; else what to do, and what was read."""
    org.declare(document(kind, "check", **spec))

    waits = org.waits()

    assert bool(found) == bool(waits)
    assert all(found in reason for reason in waits.values())


def test_a_message_from_a_phone_turns_the_last_check_green(org):
    """Before it there is no session."""
    test = document("TestSession", "check", channel="Infobip_WhatsApp")
    org.declare(*definition())
    org.bench.apply()
    make_channel(org)
    org.declare(*definition(), queue(), step(), channel(), test)
    org.bench.apply()
    assert "no session on Infobip_WhatsApp yet" in org.waits()["salesforce.TestSession/check"]

    org.desk.operate("message", {"channel": "Infobip_WhatsApp"})

    assert {} == org.waits()


def test_a_panel_is_found_by_how_its_address_ends(org):
    """Whatever component shows it."""
    value = {"name": "src", "value": "https://sfsc-connector.ibintegrations.com/templates"}
    instance = {"componentName": "c:iframe", "identifier": "p", "componentInstanceProperties": [value]}
    page = next(iter(org.bench.simulator.world.table("FlexiPage").values()))
    regions = [{"itemInstances": [{"componentInstance": instance}], "name": "main", "type": "Region"}]
    content = {**page["_content"], "flexiPageRegions": regions}
    org.bench.simulator.world.table("FlexiPage")[page["Id"]] = {**page, "_content": content}
    org.declare(document("Panel", "check", page="Messaging_Session_Record_Page", source="/templates"))

    assert {} == org.waits()


@pytest.mark.parametrize("name", MINE)
def test_every_step_has_numbered_clicks_with_its_values_and_says_where(tmp_path, name):
    """No placeholder is left over, and Setup pages have their path."""
    org = Org(tmp_path)
    kind = CATALOG.kind(f"salesforce.{name}")
    org.declare(document(name, "step", **kind.example))
    (resource,) = org.bench.runtime().workspace.desired.values()

    sheet = worksheet(kind, resource)

    assert kind.hand is Hand.PERSON
    assert isinstance(hand_of(kind), Person)
    assert 3 <= len(sheet.steps)
    assert not [s for s in sheet.steps if "{" in s]
    if "Setup" in sheet.where:
        path = sheet.where.rpartition(" ")[2]
        assert path.startswith("/lightning/setup/")
        assert path in sheet.steps[0]
