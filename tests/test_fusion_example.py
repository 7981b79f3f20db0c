"""Infobip in Oracle Fusion Service over real sockets: both simulators, people at the worksheets in any order, and back again."""

from __future__ import annotations

import json
import re

import pytest

from msgops.sandbox.load import build
from msgops.sandbox.server import running
from msgops.sdk.kind import Hand
from office import CATALOG, Office

APP, SECURITY = "fusion.ConfidentialApp/care", "infobip.WebhookSecurity/care-engage"
TICKETS = ("fusion.SupportTicket/care-sms-441134960000", "fusion.SupportTicket/care-whatsapp-385911234567")
FEATURES = {
    "fusion.FeatureOptIn/care-chat": "SANDBOX_CHAT",
    "fusion.FeatureOptIn/care-omnichannel": "SANDBOX_OMNICHANNEL_ROUTING",
}
ADOPTED = {
    "fusion.OmniChannelProperty/care-chat",
    "infobip.Number/care-441134960000",
    "infobip.WhatsAppSender/care-385911234567",
}
REVERSE = (
    ("infobip.NotificationProfile/care-engage", SECURITY, APP),
    ("fusion.DigitalAssistantChannel/care", "fusion.Queue/care-assistant"),
    ("fusion.Queue/care", "fusion.Queue/care-overflow"),
)
"""Each goes before what it uses."""
PASSWORD = "assistant-canary-7"
OVER = ("--allow", "MG101", "--allow", "MG106", "--reason", "the pilot is over")


class Desk(Office):
    """The example in front of two simulators; `fusion` is pod and domain."""

    def __init__(self, root, simulators, variables, capsys):
        super().__init__("infobip-fusion", root, {**variables, "ASSISTANT_PASSWORD": PASSWORD}, capsys)
        found = {s.name: s for s in simulators}
        self.infobip, self.fusion = found["infobip"], found["fusion"]
        self.printed = ""

    def __call__(self, command, *words):
        code = super().__call__(command, *words)
        self.printed += self.output + self.told
        return code

    @property
    def app(self):
        """The application as the domain has it."""
        rows = self.fusion.world.table("apps").values()
        return next(a for a in rows if a["displayName"] == "Engage Messaging")

    def clicks(self):
        """Do what a read of the pod shows."""
        for code in FEATURES.values():
            self.operate("fusion", "feature", {"code": code, "on": True})
        self.operate("fusion", "profile", {"code": "SVC_ENABLE_CHAT", "value": "Y"})
        self.operate("fusion", "presence", {"username": "agent1", "available": True})

    def finish(self, order=None):
        """Apply; people do their steps and confirm them, all at once or one by one in some order; apply."""
        assert 6 == self("apply", "--yes"), self.told + self.output
        self.clicks()
        waiting = sorted(self.gates(Hand.PERSON))
        for addresses in [waiting] if order is None else [[a] for a in order(waiting)]:
            assert 0 == self("gate confirm", *addresses, "--note", "Ticket 4711"), self.told
        assert 0 == self("apply", "--yes"), self.told + self.output


@pytest.fixture
def desk(tmp_path, capsys, monkeypatch):
    """Both simulators on ports of their own; apply runs in the workspace, where the secret is kept."""
    simulators = build(CATALOG.providers, ["infobip", "fusion"])
    with running(simulators) as variables:
        found = Desk(tmp_path / "ws", simulators, variables, capsys)
        monkeypatch.chdir(found.root)
        yield found


def test_the_first_apply_does_what_the_apis_can_on_both_sides(desk):
    """Application, security setting, queues; its client id, scope and address stand in the worksheets for Support."""
    planned = {a: c["action"] for a, c in desk.changes().items()}
    assert {"create", "adopt"} == set(planned.values())
    assert ADOPTED == {a for a, action in planned.items() if action == "adopt"}

    assert 6 == desk("apply", "--yes"), desk.told + desk.output
    for address in TICKETS:
        assert 0 == desk("gate show", address), desk.told
        for value in (desk.app["name"], "`api/`", f"{desk.variables['FUSION_DOMAIN_URL']}/oauth2/v1/token"):
            assert value in desk.output
    assert 0 == desk("output", "--json"), desk.told
    told = json.loads(desk.output)["outputs"]
    assert (desk.app["name"], "api/") == (told["care.clientId"]["value"], told["care.scope"]["value"])

    given = desk.infobip.world.table("security")["care-engage"]["credentials"]
    assert (desk.app["name"], desk.app["clientSecret"]) == (given["clientId"], given["clientSecret"])
    assert {} == desk.changes()
    assert "(not set)" not in desk.printed


def test_a_step_that_reads_back_as_not_done_is_not_confirmed(desk):
    """A feature that is off; a profile option that the pod does not show is unknown, and the word of a person counts."""
    assert 6 == desk("apply", "--yes"), desk.told
    for address in FEATURES:
        assert 5 == desk("gate confirm", address, "--note", "not yet"), desk.told
    assert 0 == desk("gate confirm", "fusion.ProfileOption/care-idle-timeout", "--note", "seen"), desk.told
    assert FEATURES.keys() < desk.gates().keys()


@pytest.mark.parametrize(
    "order",
    [lambda a: a[::-1], lambda a: sorted(a, key=lambda one: one[::-1])],
    ids=["backwards", "mixed"],
)
def test_confirmations_in_any_order_end_in_an_empty_plan(desk, order):
    """Apply ends with 0, nothing waits, the plan after it is empty, nothing has drifted."""
    desk.finish(order)

    assert {} == desk.gates()
    assert {} == desk.changes()
    assert 0 == desk("plan", "--detailed-exitcode"), desk.output
    assert 0 == desk("drift"), desk.output


def test_the_secrets_are_in_no_text_and_in_no_file_but_the_one_that_keeps_it(desk):
    """Plans, reports, worksheets, state, log of calls, everything that was printed."""
    desk("plan", "--out", str(desk.root / "plan.json"), "--format", f"html:{desk.root / 'plan.html'}")
    desk.environ["MSGOPS_LOG"] = "debug"
    desk.finish()
    for address in TICKETS:
        desk("gate show", address)
        assert 0 == desk("gate show", address, "--json")
    for words in (
        ("show", APP),
        ("export", "--out", str(desk.root / "out")),
        ("doctor",),
        ("audit", "--json"),
    ):
        desk(*words)
    secrets = [desk.app["clientSecret"], desk.variables["INFOBIP_PASSWORD"], PASSWORD]
    holders = {
        path.relative_to(desk.root.parent).as_posix()
        for path in desk.root.parent.rglob("*")
        if path.is_file() and any(s.encode() in path.read_bytes() for s in secrets)
    }

    assert not [s for s in secrets if s in desk.printed]
    assert {"ws/engage-messaging.secret"} == holders


def test_a_new_secret_reaches_infobip_and_asks_support_again(desk):
    """Rotation is asked for by name; without the consent nothing happens."""
    desk.finish()
    old = desk.app["clientSecret"]
    file = desk.root / "resources" / "messaging.yaml"
    text = file.read_text(encoding="utf-8")
    more = '\n  rotation: "2"\n  secret_file: second.secret\n  client_secret: ${file:second.secret}\n'
    file.write_text(text.rstrip() + more, encoding="utf-8")

    assert 3 == desk("plan"), desk.output
    assert "MG106" in desk.output
    assert 6 == desk("apply", "--yes", "--allow", "MG106", "--reason", "yearly"), desk.told + desk.output
    new = desk.app["clientSecret"]
    given = desk.infobip.world.table("security")["care-engage"]["credentials"]
    assert old != new == given["clientSecret"]
    assert set(TICKETS) == desk.gates().keys()
    assert 0 == desk("gate confirm", *TICKETS, "--note", "Ticket 4712"), desk.told
    assert 0 == desk("apply", "--yes"), desk.told + desk.output
    assert 0 == desk("plan", "--detailed-exitcode"), desk.output


def test_taking_the_file_away_goes_back_in_reverse(desk):
    """Users go before what they use; the leased number is kept by taking it out of the state first."""
    desk.finish()
    assert 0 == desk("state rm", "infobip.Number/care-441134960000"), desk.told
    (desk.root / "resources" / "messaging.yaml").write_text("", encoding="utf-8")
    assert 3 == desk("plan"), desk.output
    changes = desk.changes(*OVER)
    assert {"delete", "forget"} == {c["action"] for c in changes.values()}

    assert 0 == desk("apply", "--yes", *OVER), desk.told + desk.output
    order = [m[1] for m in re.finditer(r"^\[\d+/\d+\] (\S+): done$", desk.told, re.MULTILINE)]
    for chain in REVERSE:
        places = [order.index(address) for address in chain]
        assert places == sorted(places), chain
    assert "Engage Messaging" not in {a["displayName"] for a in desk.fusion.world.table("apps").values()}
    assert {} == desk.changes()
    assert 0 == desk("plan", "--detailed-exitcode"), desk.output
