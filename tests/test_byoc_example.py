"""The whole of Infobip with Salesforce, over real sockets: both simulators, a person at the gates, and back again."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
from pathlib import Path
from unittest import mock

import httpx
import pytest

from msgops.cli.main import execute
from msgops.cli.runtime import Runtime
from msgops.sandbox.load import build
from msgops.sandbox.server import running
from msgops.sdk.catalog import Catalog
from msgops.sdk.clock import SystemClock
from msgops.sdk.kind import Hand

EXAMPLE = Path(__file__).parent.parent / "examples" / "infobip-salesforce-byoc"
CATALOG = Catalog.installed()
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


class Hasty(SystemClock):
    """Real time on which pauses are skipped."""

    skipped = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self.skipped

    async def sleep(self, seconds: float) -> None:
        self.skipped += seconds
        await asyncio.sleep(0)


class Office:
    """The example, copied, in front of two simulators on ports; each call is one command."""

    def __init__(self, root, org, variables, capsys):
        self.root, self.org, self.variables, self.capsys = root, org, variables, capsys
        shutil.copytree(EXAMPLE, root)
        self.environ = {**variables, "MSGOPS_HOME": str(root.parent / "home")}
        self.output = self.told = ""

    def __call__(self, command, *words):
        real = Runtime

        def runtime(common):
            return real(common, CATALOG, clock=Hasty())

        with mock.patch.dict(os.environ, self.environ), mock.patch("msgops.cli.runtime.Runtime", runtime):
            code = execute([*command.split(), "-C", str(self.root), *words])
        captured = self.capsys.readouterr()
        self.output, self.told = captured.out, captured.err
        return code

    def changes(self, *words):
        """Plan and return the changes that are pending, by address."""
        assert 0 == self("plan", "--json", *words), self.told
        found = json.loads(self.output)["changes"]
        return {c["address"]: c for c in found if c["action"] not in ("noop", "gate")}

    def gates(self):
        """Return the open gates, by address."""
        self("gate list", "--json")
        return {g["address"]: g for g in json.loads(self.output)}

    def operate(self, action, body):
        """Do what a person does in the org."""
        url = f"{self.variables['SALESFORCE_SANDBOX_URL']}/edit"
        sent = {"method": "POST", "path": f"/_operator/{action}", "actor": "alma", "body": body}
        answer = httpx.post(url, json=sent)
        assert answer.status_code < 300, answer.text

    def finish(self):
        """Apply until everything is in place: wait for people, let them do their steps, let a customer write."""
        assert 6 == self("apply", "--yes"), self.told + self.output
        assert 5 == self("gate confirm", CHANNEL, "--note", "not done yet"), self.told
        for action, body in BY_HAND:
            self.operate(action, body)
        done = [a for a in self.gates() if CATALOG.kind(a.partition("/")[0]).hand is Hand.PERSON]
        assert 0 == self("gate confirm", *done, "--note", "Ticket 4711"), self.told
        assert FIRST_MESSAGE in self.gates()
        self.operate("message", {"channel": "Infobip_WhatsApp", "waits": True})
        assert 0 == self("apply", "--yes"), self.told + self.output

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
        yield Office(tmp_path / "ws", salesforce, variables, capsys)


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


def test_taking_the_file_away_goes_back_in_reverse(office):
    """Users go before what they use; the channel is switched off; what stays for ever says why."""
    office.finish()
    (office.root / "resources" / "integration.yaml").write_text("", encoding="utf-8")
    assert 3 == office("plan"), office.output
    assert "MG101" in office.output
    over = ("--allow", "MG101", "--reason", "the pilot is over")
    changes = office.changes(*over)
    kept = {a: c["reason"] for a, c in changes.items() if c["action"] == "forget"}

    assert {"delete", "forget"} == {c["action"] for c in changes.values()}
    assert "a channel is never deleted" in changes["salesforce.MessagingChannel/care"]["notes"][0]
    assert {a.partition("/")[0] for a in kept} == {f"salesforce.{k}" for k in STAYS}
    for kind, user in STAYS.items():
        assert f"because salesforce.{user}/care" in kept[f"salesforce.{kind}/care"] or not user

    assert 0 == office("apply", "--yes", *over), office.told + office.output
    order = [m[1] for m in re.finditer(r"^\[\d+/\d+\] (\S+): done$", office.told, re.MULTILINE)]
    for chain in REVERSE:
        places = [order.index(address) for address in chain]
        assert places == sorted(places), chain
    assert {} == office.changes()
    assert 0 == office("plan", "--detailed-exitcode"), office.output
