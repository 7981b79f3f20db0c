"""The whole guide as one blueprint: the example on a simulated tenant, with a person at the worksheets."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from cxone.bench import CATALOG, bench, console
from msgops.sdk.kind import Hand

EXAMPLE = Path(__file__).parents[2] / "examples" / "cxone-whatsapp"
UK, ITALY = "WhatsApp UK", "WhatsApp Italy"


def read(*parts):
    return yaml.safe_load(EXAMPLE.joinpath(*parts).read_text(encoding="utf-8"))


@pytest.fixture
def workspace(tmp_path):
    """The example in front of a fresh tenant."""
    account = read("msgops.yaml")["accounts"]["cxone"]
    found = bench(tmp_path, calibration=account["calibration"])
    found.write([read("resources", "whatsapp.yaml")])
    return found


def gates(workspace, hand=None):
    """Return the addresses that wait, of one hand."""
    found = [str(c.address) for c in workspace.plan().gates]
    return [a for a in found if hand in (None, CATALOG.kind(a.partition("/")[0]).hand)]


def people(workspace):
    """Do what the worksheets say, as far as a read shows it."""
    for name in (UK, ITALY):
        console(workspace, "whatsapp-channel", name=name, facebook_login=True, code="123456")
        for template in ("appointment_reminder", "satisfaction"):
            console(workspace, "whatsapp-template", channel=name, template=template, text="Hello {{1}}")
        console(workspace, "channel-defaults", channel=name, script="Digital\\WhatsApp", skill="WhatsApp_EN")
    console(workspace, "quick-response", title="Opening hours", content="Today, Tomorrow")
    timers = {"agentFirstResponseTime": 120, "agentFollowOnResponseTime": 300, "customerIdleTime": 600}
    switches = dict.fromkeys(("agentResponseEnabled", "customerResponseEnabled", "PresentAcceptReject"), True)
    console(workspace, "skill", name="WhatsApp_EN", IsSubSkill=False, **switches, **timers)


def confirm(workspace, addresses):
    return workspace.run("gate", "confirm", *addresses, "--note", "Ticket 4711")


def finish(workspace, order=1):
    """Apply; people do their steps and confirm what no read proves, in either order; a customer writes; apply."""
    assert 6 == workspace.apply(), workspace.last_errors + workspace.last_output
    people(workspace)
    for address in gates(workspace, Hand.PERSON)[::order]:
        assert 0 == confirm(workspace, [address]), workspace.last_errors
    assert 6 == workspace.apply(), workspace.last_errors + workspace.last_output
    assert {"cxone.FirstCase/care-1", "cxone.FirstCase/care-2"} == set(gates(workspace))
    for name in (UK, ITALY):
        console(workspace, "customer-message", channel=name)
    assert 0 == workspace.apply(), workspace.last_errors + workspace.last_output


def test_every_step_by_api_is_done_before_the_worksheets_are(workspace):
    """Apply ends with 6: what the API does is done, and each worksheet can be printed."""
    assert 6 == workspace.apply(), workspace.last_errors + workspace.last_output

    assert ["WhatsApp_EN"] == [s["skillName"] for s in workspace.simulator.world.table("skills").values()]
    waiting = gates(workspace, Hand.PERSON)
    assert {"Sla", "WhatsAppChannel", "ResponseTimers", "CustomComponent", "BusinessHours"} <= {
        a.partition("/")[0].partition(".")[2] for a in waiting
    }
    for address in waiting:
        assert 0 == workspace.run("gate", "show", address)
        assert "(not set)" not in workspace.last_output, address


def test_confirmations_come_in_any_order_and_then_nothing_is_left(workspace):
    """Backwards here, forwards below; the second plan is empty, and so is the drift."""
    finish(workspace, order=-1)

    plan = workspace.plan()
    assert not (plan.pending or plan.gates or plan.refused), workspace.describe(plan)
    assert 0 == workspace.run("drift", "--json"), workspace.last_output


def test_another_sla_opens_that_worksheet_with_what_changed(workspace):
    """One time in the file: two worksheets, one of each channel, with one value each."""
    finish(workspace)
    document = read("resources", "whatsapp.yaml")
    document["with"]["first_response"] = {"minutes": 20}
    workspace.write([document])

    assert 6 == workspace.apply()
    assert ["cxone.Sla/care-1", "cxone.Sla/care-2"] == sorted(gates(workspace))
    assert 0 == workspace.run("gate", "show", "cxone.Sla/care-1", "--json")
    sheet = json.loads(workspace.last_output)
    assert [("first_response.minutes", 15, 20)] == [
        (c["path"], c["before"], c["after"]) for c in sheet["changed"]
    ]
    assert "Set First Response Time to 0 days, 0 hours and 20 minutes." in sheet["steps"]
    assert not [s for s in sheet["steps"] if "Solution" in s or "toggle" in s]


def test_what_somebody_changes_in_the_console_is_drift_where_a_read_exists(workspace):
    """Timers and the default skill are read; each finding names the value."""
    finish(workspace)
    console(workspace, "skill", name="Other", campaign="Digital EU")
    console(workspace, "channel-defaults", channel=UK, skill="Other")
    console(workspace, "skill", name="WhatsApp_EN", agentFirstResponseTime=10)

    assert 2 == workspace.run("drift", "--json")
    found = {(f["address"], f["field"]) for f in json.loads(workspace.last_output)["findings"]}
    assert {
        ("cxone.ResponseTimers/care", "agent.first_response"),
        ("cxone.ChannelDefaults/care-1", "skill"),
    } == found
