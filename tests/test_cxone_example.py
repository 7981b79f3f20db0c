"""NICE's guide to WhatsApp over real sockets: a simulated tenant, people at the worksheets in any order, and drift."""

from __future__ import annotations

import json
import re

import pytest

from msgops.sandbox.load import build
from msgops.sandbox.server import running
from msgops.sdk.kind import Hand
from office import CATALOG, Office

UK, ITALY = "WhatsApp UK", "WhatsApp Italy"
BY_API = {
    "Agent/care-1": "adopt",
    "Campaign/care": "create",
    "MessageTemplate/care": "create",
    "Skill/care": "create",
    "SkillAssignment/care-1": "create",
    "StudioScript/care": "create",
    "User/care-1": "adopt",
}
"""What a first apply does; the two channels are adopted when a person made them."""


class Tenant(Office):
    """The example in front of a tenant in which people click."""

    def console(self, action, **body):
        self.operate("cxone", action, body)

    def clicks(self):
        """Do what the worksheets say, as far as a read shows it."""
        for name in (UK, ITALY):
            self.console("whatsapp-channel", name=name, facebook_login=True, code="123456")
            for template in ("appointment_reminder", "satisfaction"):
                self.console("whatsapp-template", channel=name, template=template, text="Hello {{1}}")
            self.console("channel-defaults", channel=name, script="Digital\\WhatsApp", skill="WhatsApp_EN")
        self.console("quick-response", title="Opening hours", content="Today, Tomorrow")
        timers = {"agentFirstResponseTime": 120, "agentFollowOnResponseTime": 300, "customerIdleTime": 600}
        on = dict.fromkeys(("agentResponseEnabled", "customerResponseEnabled", "PresentAcceptReject"), True)
        self.console("skill", name="WhatsApp_EN", IsSubSkill=False, **on, **timers)

    def confirm(self, *addresses):
        return self("gate confirm", *addresses, "--note", "Ticket 4711")

    def finish(self, order=None):
        """Apply; people do their steps and confirm them, all at once or one by one in some order; customers write; apply."""
        assert 6 == self("apply", "--yes"), self.told + self.output
        self.clicks()
        waiting = sorted(self.gates(Hand.PERSON))
        for addresses in [waiting] if order is None else [[a] for a in order(waiting)]:
            assert 0 == self.confirm(*addresses), self.told
        assert 6 == self("apply", "--yes"), self.told + self.output
        assert {"cxone.FirstCase/care-1", "cxone.FirstCase/care-2"} == self.gates().keys()
        for name in (UK, ITALY):
            self.console("customer-message", channel=name)
        assert 0 == self("apply", "--yes"), self.told + self.output

    def edit(self, before, after):
        """Replace a text of the example."""
        file = self.root / "resources" / "whatsapp.yaml"
        text = file.read_text(encoding="utf-8")
        assert 1 == text.count(before)
        file.write_text(text.replace(before, after), encoding="utf-8")

    def drift(self):
        """Return what somebody changed, as (address, field, before, after, who)."""
        code = self("drift", "--json")
        found = json.loads(self.output)["findings"]
        assert (2 if found else 0) == code, self.told
        return {(f["address"], f["field"], f["before"], f["after"], f["actor"]) for f in found}


@pytest.fixture
def tenant(tmp_path, capsys):
    """A fresh tenant on a port of its own, and the example before it."""
    with running(build(CATALOG.providers, ["cxone"])) as variables:
        yield Tenant("cxone-whatsapp", tmp_path / "ws", variables, capsys)


def test_the_first_apply_does_what_the_api_can_and_prints_the_worksheets(tenant):
    """Each step of a person is printed whole, once: the next run only lists it."""
    planned = {a.removeprefix("cxone."): c["action"] for a, c in tenant.changes().items()}
    assert BY_API == planned
    assert 6 == tenant("apply", "--yes"), tenant.told + tenant.output
    printed = re.findall(r"^Then: msgops gate confirm (\S+) --note TEXT$", tenant.output, re.MULTILINE)
    assert "(not set)" not in tenant.output

    assert sorted(tenant.gates(Hand.PERSON)) == sorted(printed)
    assert {} == tenant.changes()
    assert 6 == tenant("apply", "--yes"), tenant.told
    assert "Then: msgops gate confirm" not in tenant.output


@pytest.mark.parametrize(
    "order",
    [lambda a: a[::-1], lambda a: sorted(a, key=lambda one: one[::-1])],
    ids=["backwards", "mixed"],
)
def test_confirmations_in_any_order_end_in_an_empty_plan(tenant, order):
    """Apply ends with 0, the plan after it is empty, nothing has drifted."""
    tenant.finish(order)

    assert {} == tenant.changes()
    assert {} == tenant.gates()
    assert 0 == tenant("plan", "--detailed-exitcode"), tenant.output
    assert set() == tenant.drift()


def test_another_sla_in_the_file_asks_for_its_changed_row_alone(tenant):
    """One value of one channel each; apply prints the sheet again; confirmed, the plan is empty."""
    tenant.finish()
    tenant.edit("first_response: {minutes: 15}", "first_response: {minutes: 20}")

    assert 6 == tenant("apply", "--yes"), tenant.told
    assert "first_response.minutes: `15` -> `20`" in tenant.output
    assert {"cxone.Sla/care-1", "cxone.Sla/care-2"} == tenant.gates().keys()
    for address in ("cxone.Sla/care-2", "cxone.Sla/care-1"):
        assert 0 == tenant("gate show", address, "--json"), tenant.told
        sheet = json.loads(tenant.output)
        changed = [(c["path"], c["before"], c["after"]) for c in sheet["changed"]]
        assert [("first_response.minutes", 15, 20)] == changed
        assert not [s for s in sheet["steps"] if "Solution" in s or "toggle" in s]
        assert 0 == tenant.confirm(address), tenant.told
    assert 0 == tenant("apply", "--yes"), tenant.told
    assert 0 == tenant("plan", "--detailed-exitcode"), tenant.output


def test_the_console_is_believed_where_it_can_be_read_and_nothing_is_claimed_where_not(tenant):
    """Timers, default skill, template: drift, value by value. An SLA has no read: no finding, and the word of a person stays."""
    tenant.finish()
    tenant.console("page", page="sla", key=UK, values={"first_response": "1 h"})
    assert set() == tenant.drift()
    assert 0 == tenant("plan", "--detailed-exitcode"), tenant.output

    tenant.console("skill", name="Other", campaign="Digital EU")
    tenant.console("channel-defaults", channel=UK, skill="Other")
    tenant.console("skill", name="WhatsApp_EN", agentFirstResponseTime=10)
    found = {f[:3]: f[3:] for f in tenant.drift()}

    assert found.keys() == {
        ("cxone.ResponseTimers/care", "agent.first_response", 120),
        ("cxone.ChannelDefaults/care-1", "skill", "WhatsApp_EN"),
    }
    assert 10 == found["cxone.ResponseTimers/care", "agent.first_response", 120][0]
    assert 6 == tenant("apply", "--yes"), tenant.told
    assert {"cxone.ResponseTimers/care", "cxone.ChannelDefaults/care-1"} == tenant.gates().keys()
    assert 5 == tenant.confirm("cxone.ResponseTimers/care"), "it reads back otherwise"
    tenant.console("skill", name="WhatsApp_EN", agentFirstResponseTime=120)
    tenant.console("channel-defaults", channel=UK, skill="WhatsApp_EN")
    assert 0 == tenant("apply", "--yes"), tenant.told + tenant.output
    assert set() == tenant.drift()
