"""The whole of Infobip with Salesforce, over real sockets: both simulators, a person at the gates, and back again."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest

from msgops.sandbox.load import build
from msgops.sandbox.server import running
from msgops.sdk.kind import Hand
from office import CATALOG, Office

STEPS = 83
"""So many has the guide."""
CHANNEL = "salesforce.NewMessagingChannel/care"
BY_HAND = (
    (
        "channel",
        {
            "name": "Infobip_WhatsApp",
            "label": "Infobip WhatsApp",
            "definition": "Infobip_ChannelDefinition",
            "accept_terms": True,
        },
    ),
    ("link-app", {"definition": "Infobip_ChannelDefinition", "app": "Infobip_ConnectedApp"}),
)
"""What people do in Setup, where the org can tell whether they did: the new channel, and its app."""
FIRST_MESSAGE = "salesforce.TestSession/care"
REFERENCE = {
    "authorizationContext": "Infobip_ConnectedApp",
    "authorizationContextOfOthers": "Infobip_ChannelDefinition",
    "customEventNameField": "Infobip_Event__e",
    "customEventPayloadField": "Payload__c",
    "customEventTypeField": "EventType__c",
    "developerName": "Infobip_ChannelDefinition",
    "username": "admin@acme.example",
}
"""The guide's configuration reference, as far as it does not depend on the org."""
STAYS = {
    "ConversationChannelDefinition": "MessagingChannel",
    "ConversationVendorInfo": "ConversationChannelDefinition",
    "PlatformEvent": "ConversationChannelDefinition",
    "ExternalClientApp": "ConversationChannelDefinition",
    "Organization": "",
    "Settings": "",
    "User": "",
}
"""Kinds of which the object stays, and the kind of the object that needs it, where that is the reason."""
REVERSE = (
    (
        "salesforce.MessagingChannel/care",
        "salesforce.OmniFlow/care",
        "salesforce.Queue/care",
        "salesforce.RoutingConfiguration/care",
    ),
    ("salesforce.AppNavigation/care", "salesforce.Tab/care", "salesforce.AppPage/care"),
    ("salesforce.PageComponent/care", "salesforce.LightningComponent/care"),
    ("salesforce.PresenceStatusAccess/care", "salesforce.PresenceStatus/care"),
    (
        "infobip.InboundConfiguration/care-441134960000",
        "infobip.Subscription/care-whatsapp",
        "infobip.NotificationProfile/care",
        "infobip.WebhookSecurity/care",
    ),
)
"""Each goes before what it uses."""


class Guide(Office):
    """The example in front of two simulators; `org` is the one whose Setup people work in."""

    def __init__(self, root, org, variables, capsys):
        super().__init__("infobip-salesforce-byoc", root, variables, capsys)
        self.org = org

    def finish(self):
        """Apply until everything is in place: wait for people, let them do their steps, let a customer write."""
        assert 6 == self("apply", "--yes"), self.told + self.output
        assert 5 == self("gate confirm", CHANNEL, "--note", "not done yet"), self.told
        for action, body in BY_HAND:
            self.operate("salesforce", action, body)
        done = self.gates(Hand.PERSON)
        assert 0 == self("gate confirm", *done, "--note", "Ticket 4711"), self.told
        assert FIRST_MESSAGE in self.gates()
        self.operate("salesforce", "message", {"channel": "Infobip_WhatsApp", "waits": True})
        assert 0 == self("apply", "--yes"), self.told + self.output

    def steps(self, command, *words):
        """Return how many steps of the guide stand how, on the page that a command makes."""
        page = self.root.parent / "page.html"
        self(command, "--format", f"html:{page}", *words)
        found = re.findall(r'data-tags="Step\t([a-z ]+)\n', page.read_text(encoding="utf-8"))
        return Counter(found)

    def reference(self):
        """Return what `msgops output` tells; what the org made up is compared with the org here."""
        assert 0 == self("output", "--json"), self.told
        told = {n.removeprefix("care."): o["value"] for n, o in json.loads(self.output)["outputs"].items()}
        table = self.org.world.table
        (channel,), (org,) = table("MessagingChannel").values(), table("Organization")
        (app,) = table("ExtlClntAppGlobalOauthSettings").values()
        assert (org, org[:15]) == (told.pop("orgId"), told.pop("shortOrgId"))
        assert channel["ChannelAddressIdentifier"] == told.pop("channelAddressIdentifier")
        assert channel["MessagingPlatformKey"] == told.pop("messagingPlatformKey")
        assert app["_content"]["consumerKey"] == told.pop("consumerKey")
        assert self.variables["SALESFORCE_LOGIN_URL"] == told.pop("baseUrl")
        assert told.pop("apiKeyId")
        return told


@pytest.fixture
def office(tmp_path, capsys):
    """Both simulators on ports of their own."""
    infobip, salesforce = build(CATALOG.providers, ["infobip", "salesforce"])
    with running([infobip, salesforce]) as variables:
        yield Guide(tmp_path / "ws", salesforce, variables, capsys)


def test_the_whole_guide_is_applied_with_a_person_at_the_gates(office):
    """Plan; apply waits; each gate is confirmed; apply, and the first customer writes; nothing is left to do."""
    planned = office.changes()
    assert {"create", "adopt", "update"} >= {c["action"] for c in planned.values()}
    assert {"salesforce.Queue/care", "infobip.NotificationProfile/care"} < planned.keys()

    office.finish()

    assert {} == office.changes()
    assert 0 == office("plan", "--detailed-exitcode"), office.output
    assert 0 == office("drift"), office.output
    assert office.reference() == REFERENCE, office.output
    for command in (("plan",), ("drift",), ("apply", "--yes")):
        assert {"in place": STEPS} == office.steps(*command)
    assert {"in place": STEPS - 4, "unknown": 4} == office.steps("history"), "no record tells of some checks"


def test_taking_the_file_away_goes_back_in_reverse(office):
    """Users go before what they use; the channel is switched off; what stays for ever says why."""
    office.finish()
    (office.root / "resources" / "integration.yaml").write_text("", encoding="utf-8")
    assert 3 == office("plan"), office.output
    assert "MG101" in office.output
    over = ("--allow", "MG101", "--reason", "the pilot is over")
    changes = office.changes(*over)
    reasons = {a: c["reason"] for a, c in changes.items() if c["action"] == "forget"}
    by_hand = {a for a in reasons if CATALOG.kind(a.partition("/")[0]).hand is Hand.PERSON}
    kept = {a: reason for a, reason in reasons.items() if a not in by_hand}

    assert {"delete", "forget"} == {c["action"] for c in changes.values()}
    assert "a channel is never deleted" in changes["salesforce.MessagingChannel/care"]["notes"][0]
    assert {a.partition("/")[0] for a in kept} == {f"salesforce.{k}" for k in STAYS}
    assert CHANNEL in by_hand
    assert all("to take it back: " in reasons[a] for a in by_hand)
    for kind, user in STAYS.items():
        assert f"because salesforce.{user}/care" in kept[f"salesforce.{kind}/care"] or not user

    assert 0 == office("apply", "--yes", *over), office.told + office.output
    order = [m[1] for m in re.finditer(r"^\[\d+/\d+\] (\S+): done$", office.told, re.MULTILINE)]
    for chain in REVERSE:
        places = [order.index(address) for address in chain]
        assert places == sorted(places), chain
    assert {} == office.changes()
    assert 0 == office("plan", "--detailed-exitcode"), office.output
