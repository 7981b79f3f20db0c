"""What people do in CXone: worksheets, what a read proves, what is asked again, and what is drift."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest

from cxone.bench import CAMPAIGN, CATALOG, bench, console, skill
from msgops.engine.worksheets import worksheet
from msgops.model.address import Address
from msgops.model.diagnostic import Origin
from msgops.model.resource import Resource
from msgops.sdk.kind import Hand
from msgops_cxone import provider

CHANNEL = "WhatsApp UK"
PEOPLE = sorted(k for k in (f"cxone.{s}" for s in provider.kinds) if CATALOG.kind(k).hand is Hand.PERSON)
CHECKS = sorted(k for k in (f"cxone.{s}" for s in provider.kinds) if CATALOG.kind(k).hand is Hand.CHECK)
OWN = {"first_response": {"minutes": "15"}, "solution": {"hours": "8"}}


def document(kind, called="example", /, **spec):
    return {"kind": f"cxone.{kind}", "name": called, "spec": spec}


def sla(**spec):
    return document("Sla", "uk", channel=CHANNEL, **spec)


def shown(workspace, address, *words):
    """Return the worksheet of an address as JSON."""
    assert 0 == workspace.run("gate", "show", address, "--json", *words), workspace.last_errors
    return json.loads(workspace.last_output)


def confirm(workspace, *addresses):
    return workspace.run("gate", "confirm", *addresses, "--note", "Ticket 4711")


def connect(workspace, name=CHANNEL):
    """Do what WhatsAppChannel asks for."""
    console(workspace, "whatsapp-channel", name=name, facebook_login=True, code="123456")


def drift(workspace):
    """Return the findings as (address, field, before, after)."""
    code = workspace.run("drift", "--json")
    found = json.loads(workspace.last_output)["findings"]
    assert (2 if found else 0) == code, workspace.last_errors
    return [(f["address"], f["field"], f["before"], f["after"]) for f in found]


@pytest.mark.parametrize("name", PEOPLE)
def test_every_worksheet_fills_its_values_in(name, tmp_path):
    """Each value of the example stands in a click, none is left open, and the state waits for a person."""
    workspace, kind = bench(tmp_path), CATALOG.kind(name)
    workspace.write([document(kind.name.partition(".")[2], **kind.example)])

    assert 6 == workspace.apply(), workspace.last_errors + workspace.last_output
    sheet = shown(workspace, f"{name}/example")

    assert "pending" == sheet["state"]
    assert not [s for s in sheet["steps"] if "(not set)" in s or re.search(r"{[a-z]", s)]
    clicked = " ".join(sheet["steps"])
    for value in sheet["values"].values():
        for one in value if isinstance(value, list) else [value]:
            assert isinstance(one, bool) or str(one) in clicked, f"{one} is in no click: {clicked}"


@pytest.mark.parametrize("name", [k for k in PEOPLE if CATALOG.kind(k).can("verify")])
def test_what_is_not_there_is_not_confirmed(name, tmp_path):
    """On an empty tenant a read refutes each step whose object can be read; of a queue's or role's own it says nothing."""
    workspace, kind = bench(tmp_path), CATALOG.kind(name)
    workspace.write([document(kind.name.partition(".")[2], **kind.example)])
    workspace.apply()

    there = name == "cxone.RoleChannelPermissions"
    assert (0 if there else 5) == confirm(workspace, f"{name}/example"), workspace.last_errors


def test_an_sla_is_confirmed_and_asks_again_for_what_changed_alone(tmp_path):
    """One time was changed: its row is asked for with the clicks that lead there, the other is as it was confirmed."""
    workspace = bench(tmp_path)
    workspace.write([sla(follow_global="false", **OWN)])
    assert 6 == workspace.apply()
    assert 0 == confirm(workspace, "cxone.Sla/uk")
    assert 0 == workspace.apply()
    assert not workspace.plan().gates

    workspace.write([sla(follow_global="false", **{**OWN, "solution": {"days": "1", "hours": "4"}})])
    assert 6 == workspace.apply()
    sheet = shown(workspace, "cxone.Sla/uk")

    assert [
        "Click the app selector and select ACD, then open DFO > SLA.",
        "Find the row WhatsApp UK and click Edit.",
        "Set Solution Time to 1 days, 4 hours and 0 minutes.",
        "Click Save.",
    ] == sheet["steps"]
    assert [("solution.days", 0, 1), ("solution.hours", 8, 4)] == [
        (c["path"], c["before"], c["after"]) for c in sheet["changed"]
    ]
    assert "Ticket 4711" == sheet["confirmed"]["note"]
    assert sheet["confirmed"]["by"]
    assert 0 == workspace.run("gate", "show", "cxone.Sla/uk")
    assert "To do again, for a CXone administrator: 2 values changed" in workspace.last_output
    assert "Not asked again: 2 steps" in workspace.last_output
    assert "solution.hours: `8` -> `4`" in workspace.last_output
    (gate,) = workspace.plan().gates
    assert {"solution.days", "solution.hours"} == {f.path for f in gate.fields}


def test_an_sla_that_follows_the_global_one_again_shows_what_is_not_asked_for_any_more(tmp_path):
    """The toggle is the one click; the times are told as gone."""
    workspace = bench(tmp_path)
    workspace.write([sla(follow_global="false", **OWN)])
    workspace.apply()
    confirm(workspace, "cxone.Sla/uk")
    workspace.write([sla(follow_global="true")])
    sheet = shown(workspace, "cxone.Sla/uk")

    assert "Set the toggle to YES: the channel follows the global SLA." == sheet["steps"][2]
    assert 4 == len(sheet["steps"])
    assert {c["path"] for c in sheet["changed"] if c["removed"]} == {
        f"{p}.{u}" for p in ("first_response", "solution") for u in ("days", "hours", "minutes")
    }


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        ({}, "must be two times"),
        ({"follow_global": "true", **OWN}, "no times of its own"),
        ({"channel": "Default SLA for all channels", "follow_global": "true"}, "are the global ones"),
        ({"first_response": {"minutes": "15"}, "solution": {}}, "must be two times"),
        ({**OWN, "solution": {"hours": "24"}}, "23"),
    ],
)
def test_an_sla_that_says_nothing_is_refused(spec, told, tmp_path):
    """A channel follows the global one or has both times."""
    workspace = bench(tmp_path)
    workspace.write([document("Sla", **spec)])

    assert 1 == workspace.run("validate")
    assert told in workspace.last_output + workspace.last_errors


def test_lists_are_asked_for_element_by_element(tmp_path):
    """A permission that came is ticked, one that went is unticked, one that stayed is not mentioned."""
    workspace = bench(tmp_path)
    rights = {"role": "Agent", "channel": CHANNEL}
    workspace.write([document("RoleChannelPermissions", **rights, permissions=["Read", "Reply"])])
    workspace.apply()
    assert 0 == confirm(workspace, "cxone.RoleChannelPermissions/example")
    workspace.write([document("RoleChannelPermissions", **rights, permissions=["Reply", "Assign"])])

    steps = shown(workspace, "cxone.RoleChannelPermissions/example")["steps"]

    assert ["In its row, tick Assign.", "In its row, untick Read."] == [s for s in steps if "its row, " in s]
    workspace.write([document("RoleChannelPermissions", **rights, permissions=["Reply", "Read"])])
    assert not workspace.plan().gates, "the order of permissions is no difference"


@pytest.mark.parametrize(
    ("kind", "spec", "told"),
    [
        ("RoleChannelPermissions", {"role": "Agent", "permissions": ["Read"]}, "without Reply"),
        ("CustomComponent", {"url": "https://smooch.example/templates"}, "old components"),
        ("WhatsAppBusiness", {"time_zone": "Mars/Olympus"}, "no time zone"),
        ("WhatsAppBusiness", {"logo_url": "https://www.acme.example/logo.gif"}, "logo_url"),
        ("WhatsAppChannel", {"phone_number": "0441134960000"}, "phone_number"),
        ("Role", {"name": "Care & more"}, "name"),
        ("SkillOptions", {"skill": "care"}, "accept_reject or sub_skill"),
        ("ResponseTimers", {"skill": "care"}, "agent or customer"),
    ],
)
def test_what_the_console_would_not_take_is_refused_before(kind, spec, told, tmp_path):
    """The file is wrong, and says where."""
    workspace = bench(tmp_path)
    example = CATALOG.kind(f"cxone.{kind}").example if kind.startswith("WhatsApp") else {}
    workspace.write([document(kind, **{**example, **spec})])

    assert 1 == workspace.run("validate")
    assert told in workspace.last_output + workspace.last_errors


def test_the_url_of_a_component_ends_with_its_place_for_the_channel(tmp_path):
    """The file may hold the URL as it was copied; the worksheet pastes it with `%s`, and height and channels are said."""
    workspace = bench(tmp_path)
    workspace.write([document("CustomComponent", url="https://t.acme.example/settings?id=1")])
    workspace.apply()

    sheet = shown(workspace, "cxone.CustomComponent/example")

    assert "Paste into Url: https://t.acme.example/settings?id=1%s" in sheet["steps"]
    assert "Enter the Height 200 (pixels)." in sheet["steps"]
    assert "Tick no channel: the component is for all of them." in sheet["steps"]
    assert [s for s in sheet["steps"] if "smooch" in s]


def test_a_channel_needs_no_confirmation_once_it_is_read(tmp_path):
    """The read proves the step; who ran it is remembered, and the channel gone is drift."""
    workspace = bench(tmp_path)
    spec = dict(CATALOG.kind("cxone.WhatsAppChannel").example)
    workspace.write([document("WhatsAppChannel", CHANNEL.replace(" ", "-"), name=CHANNEL, **spec)])
    address = "cxone.WhatsAppChannel/WhatsApp-UK"
    assert 6 == workspace.apply()
    assert 5 == confirm(workspace, address)
    connect(workspace)

    assert 0 == workspace.apply(), workspace.last_output
    sheet = shown(workspace, address)
    assert ("approved", True) == (sheet["state"], sheet["confirmed"]["by_reading"])
    assert [] == drift(workspace)
    console_delete(workspace)

    assert [(address, "step", "done")] == [f[:3] for f in drift(workspace)]
    assert "it was done, but reading it back says" in workspace.plan().gates[0].reason


def console_delete(workspace):
    """Delete the channels by hand."""
    for row in workspace.simulator.world.table("channels").values():
        row["isDeleted"] = True


def test_timers_are_read_back_and_changed_in_the_console_they_are_drift(tmp_path):
    """Value by value: what a person set, what another changed, and the worksheet asks for that one."""
    workspace = bench(tmp_path)
    timers = document(
        "ResponseTimers", skill="care", agent={"first_response": "120"}, customer={"idle": "600"}
    )
    workspace.write([CAMPAIGN, skill("care"), timers])
    assert 6 == workspace.apply()
    address = "cxone.ResponseTimers/example"
    seconds = {"agentFirstResponseTime": 120, "customerIdleTime": 600}
    console(
        workspace, "skill", name="care", agentResponseEnabled=True, customerResponseEnabled=True, **seconds
    )
    assert 0 == workspace.apply(), workspace.last_output
    assert [] == drift(workspace)

    console(workspace, "skill", name="care", customerIdleTime=60)

    assert [(address, "customer.idle", 600, 60)] == drift(workspace)
    assert 6 == workspace.apply()
    sheet = shown(workspace, address)
    assert [("customer.idle", 60, 600)] == [(c["path"], c["before"], c["after"]) for c in sheet["changed"]]
    assert "Set the idle time of the customer to 600." in sheet["steps"]
    assert not [s for s in sheet["steps"] if "120" in s]
    assert 5 == confirm(workspace, address)
    console(workspace, "skill", name="care", customerIdleTime=600)
    assert 0 == workspace.apply()


def test_only_what_a_read_shows_to_be_missing_is_asked_for(tmp_path):
    """A skill that a person prepared needs one click more."""
    workspace = bench(tmp_path)
    options = document("SkillOptions", skill="care", accept_reject="true", sub_skill="true")
    workspace.write([CAMPAIGN, skill("care"), options])
    workspace.apply()
    console(workspace, "skill", name="care", PresentAcceptReject=True)

    steps = shown(workspace, "cxone.SkillOptions/example")["steps"]

    assert "Tick the check box of the sub-skill." in steps
    assert "Tick Accept / Reject." not in steps


def test_the_default_skill_is_believed_until_a_thread_shows_it(tmp_path):
    """The script is read; the skill is a person's word until a customer wrote, and then it is read."""
    workspace = bench(tmp_path)
    defaults = document("ChannelDefaults", channel=CHANNEL, script="Digital\\care", skill="care")
    workspace.write([CAMPAIGN, skill("care"), skill("other"), defaults])
    connect(workspace)
    workspace.apply()
    address = "cxone.ChannelDefaults/example"
    assert 5 == confirm(workspace, address), "the script is not set"
    console(workspace, "channel-defaults", channel=CHANNEL, script="Digital\\care", skill="other")
    assert 6 == workspace.apply(), "the skill cannot be read, and nobody said that it is set"
    assert 0 == confirm(workspace, address)
    assert 0 == workspace.apply()

    console(workspace, "customer-message", channel=CHANNEL)

    assert [(address, "skill")] == [f[:2] for f in drift(workspace)]
    assert 6 == workspace.apply()
    assert ["Select the default skill care."] == [
        s for s in shown(workspace, address)["steps"] if s.startswith("Select the ") and CHANNEL not in s
    ]
    console(workspace, "channel-defaults", channel=CHANNEL, skill="care")
    assert 0 == workspace.apply()
    assert [] == drift(workspace)


def test_a_value_that_somebody_empties_is_drift_too(tmp_path):
    """The script of a channel that was taken away reads as nothing, which is not what was confirmed."""
    workspace = bench(tmp_path)
    defaults = document("ChannelDefaults", channel=CHANNEL, script="Digital\\care", skill="care")
    workspace.write([CAMPAIGN, skill("care"), defaults])
    connect(workspace)
    workspace.apply()
    console(workspace, "channel-defaults", channel=CHANNEL, script="Digital\\care", skill="care")
    confirm(workspace, "cxone.ChannelDefaults/example")
    (channel,) = workspace.simulator.world.table("channels").values()
    del channel["studioScript"]

    assert [("cxone.ChannelDefaults/example", "script", "Digital\\care", None)] == drift(workspace)


@pytest.mark.parametrize("name", CHECKS)
def test_every_check_says_what_it_found_and_then_holds(name, tmp_path):
    """Refused on an empty tenant with what is missing, fulfilled by a person, and at rest."""
    workspace, kind = bench(tmp_path), CATALOG.kind(name)
    spec = dict(kind.example)
    if name == "cxone.Role":
        spec = {"name": "Digital Agent"}
    if name == "cxone.SecurityProfile":
        spec["permissions"] = [{"key": "Skills", "options": ["View", "Edit"]}]
    workspace.write([document(kind.name.partition(".")[2], **spec)])
    assert 6 == workspace.apply()
    assert "(found: " in workspace.plan().gates[0].reason
    assert 0 == workspace.run("gate", "show", f"{name}/example")

    connect(workspace)
    workspace.write([CAMPAIGN])
    workspace.apply()
    console(workspace, "skill", name="WhatsApp_EN", campaign="digital")
    console(workspace, "role", name="Digital Agent")
    console(workspace, "role", name="Agent", permissions={"Skills": ["View", "Edit"]})
    console(workspace, "whatsapp-template", channel=CHANNEL, template="order_ready", text="Hi {{1}}")
    console(workspace, "customer-message", channel=CHANNEL)
    workspace.simulator.world.offset += timedelta(minutes=10)
    workspace.write([CAMPAIGN, document(kind.name.partition(".")[2], **spec)])

    assert 0 == workspace.apply(), workspace.last_output
    assert not workspace.plan().gates


def test_a_worksheet_without_a_workspace_is_filled_too():
    """The function takes a kind and a resource; nothing is remembered, everything is asked."""
    kind = CATALOG.kind("cxone.BusinessHours")
    resource = Resource(
        address=Address.of(kind.name, "x"),
        account="a",
        origin=Origin("x.yaml", 1, 1),
        attributes=dict(kind.example),
    )
    sheet = worksheet(kind, resource)

    assert 9 == len(sheet.steps)
    assert "Set Saturday to closed." in sheet.steps


def test_a_read_that_fails_is_neither_drift_nor_a_proof(tmp_path):
    """The step that was read as done waits until it can be read again; nothing is said to have changed."""
    workspace = bench(tmp_path)
    spec = dict(CATALOG.kind("cxone.WhatsAppChannel").example)
    workspace.write([document("WhatsAppChannel", name=CHANNEL, **spec)])
    connect(workspace)
    assert 0 == workspace.apply(), workspace.last_output

    workspace.simulator.add_fault("GET", "/dfo/3.0/channels*", "503", 50, {})
    assert [] == drift(workspace)
    assert 6 == workspace.apply()
    workspace.simulator.faults.clear()

    assert 0 == workspace.apply(), workspace.last_output
