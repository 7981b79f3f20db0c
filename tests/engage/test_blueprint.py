"""The whole guide as one blueprint: on a fresh environment, with people at the worksheets and in Genesys Administrator Extension."""

from __future__ import annotations

import configparser
import json

import pytest

from engage.bench import page
from harness import Bench
from msgops.config.blueprint_find import place_of, shipped
from msgops.config.guide import read_guide, standing_for
from msgops.config.load import load
from msgops.sandbox.load import build
from msgops.sdk.catalog import Catalog
from msgops.sdk.kind import Hand

CATALOG = Catalog.installed()
PNG = b"\x89PNG\r\n\x1a\n"
KEY = "canary-of-the-map"
MAPS = "https://maps.example.com"
WITH = {
    "business": "Acme",
    "approvals": {"whatsapp": "M-1", "genesys": "CS-1"},
    "chat_server": "ChatServer",
    "messaging_server": {
        "application": "DigitalMessagingServer",
        "platform": "linux",
        "endpoint_option": "inbound-route",
        "session_shutdown_section": "channel-whatsapp-1",
    },
    "channels": [
        {"section": "channel-whatsapp-1", "business_id": "19251112221"},
        {"section": "channel-whatsapp-2", "business_id": "19251112222"},
    ],
    "versions": {"eservices_manager": "9.0.002.05", "driver": "9.1.007.06", "plugin": "9.1.008.06"},
    "workspace": {"application": "Workspace", "url": "https://workspace.example.com"},
    "conference_queue": "conference",
    "capacity": {"rule": "Messaging", "assigned_to": "WhatsApp Agents"},
    "role": {"role": "WhatsApp Agents", "members": ["ana", "ben"]},
    "notification": {
        "template": "late_answer",
        "language": "en",
        "text": "Thanks for waiting. {{1}} Reply here.",
        "timespan": "82800",
    },
    "map": {
        "browse_query": f"{MAPS}/?at={{LATITUDE}},{{LONGITUDE}}",
        "preview_query": f"{MAPS}/static?at={{LATITUDE}},{{LONGITUDE}}&size={{WIDTH}}x{{HEIGHT}}&key={{MAP_KEY}}",
    },
    "map_key": "${env:MAP_KEY}",
    "emojis": [{"emoji": "\U0001f970", "code": "1f970", "picture": "emojis/1f970.png"}],
    "responses": [{"response": "Order", "body": "Change your order?", "buttons": ["Yes", "No"]}],
}
APPLICATIONS = {
    "engage.ChatServerOptions/care": "ChatServer",
    "engage.MessagingServerOptions/care-1": "DigitalMessagingServer",
    "engage.MessagingServerOptions/care-2": "DigitalMessagingServer",
    "engage.WorkspaceOptions/care": "Workspace",
}


@pytest.fixture
def bench(tmp_path):
    """A workspace that uses the blueprint."""
    (simulator,) = build(CATALOG.providers, ["engage"])
    found = Bench(tmp_path / "ws", simulator, provider="engage", environ={"MAP_KEY": KEY})
    found.write_file("emojis/1f970.png", "")
    (found.root / "emojis" / "1f970.png").write_bytes(PNG)
    found.write([{"kind": "msgops.Blueprint", "name": "care", "use": "genesys-engage", "with": WITH}])
    return found


def imported(bench):
    """Import the rendered files into their applications, as their worksheets say."""
    for address, application in APPLICATIONS.items():
        reader = configparser.ConfigParser(delimiters=("=",), interpolation=None)
        reader.optionxform = str
        reader.read(bench.root / ".msgops" / "files" / address / f"{application}.cfg", encoding="utf-8")
        options = {section: dict(reader[section]) for section in reader.sections()}
        page(bench.simulator, "application", name=application, options=options)


def configured(bench):
    """Do what the other worksheets say, as far as a read shows it."""
    simulator = bench.simulator
    page(simulator, "application", name="DigitalMessagingServer", version="9.1.010.01")
    for name in ("async-chat-greet-queue", "async-chat-return-queue", "conference"):
        page(simulator, "script", name=name, type="23")
    page(simulator, "script", name="async-chat-main-workbin", type="25")
    off = {"settings": {"is-searchable": "false", "is-sortable": "false"}}
    for attribute, value, shown, annex in (
        ("Media Type", "whatsappsession", "whatsappsession", {}),
        ("Interaction Subtype", "InternalConferenceInvite", "InternalConferenceInvite", {}),
        ("Contact Attributes", "_msg_ProfileNickname", "Profile Nickname", off),
        ("WhatsApp Emojis", "1f970", "\U0001f970", {}),
    ):
        page(simulator, "attribute-value", attribute=attribute, name=value, display_name=shown, annex=annex)


def gates(bench):
    """Return the addresses that wait."""
    return {str(c.address) for c in bench.plan().gates}


def test_the_guide_is_done_by_people_and_read_back_where_it_can_be(bench):
    """Apply renders the files; imported, they are read back; the rest is confirmed, and nothing is left to do."""
    assert 6 == bench.apply(), bench.last_errors
    imported(bench)
    configured(bench)
    waiting = gates(bench)

    assert not waiting & {*APPLICATIONS, "engage.BusinessProcess/care", "engage.ComponentVersion/care-dms"}
    assert 0 == bench.run("gate", "confirm", *sorted(waiting), "--note", "Ticket 4711"), bench.last_errors
    assert 0 == bench.apply(), bench.last_errors
    assert set() == gates(bench)
    assert [] == bench.drift()


def test_an_option_that_somebody_changes_is_drift(bench):
    """With what it is now, under the name of its field."""
    bench.apply()
    imported(bench)
    bench.apply()
    page(
        bench.simulator,
        "application",
        name="Workspace",
        options={"interaction-workspace": {"whatsappsession.pending-response-to-customer": "30,60"}},
    )

    (found,) = bench.drift()
    assert ("pending_response", "30,50", "30,60") == (found.field, found.before, found.after)


def test_the_key_of_the_map_is_in_the_rendered_file_and_nowhere_else(bench):
    """For its owner alone; neither in state nor in what is printed."""
    bench.apply()
    said = bench.last_output + bench.last_errors
    imported(bench)
    bench.apply()
    bench.run("gate", "show", "engage.WorkspaceOptions/care", "--json")
    said += bench.last_output + bench.last_errors
    holding = {p.name for p in bench.root.rglob("*") if p.is_file() and KEY.encode() in p.read_bytes()}

    assert {"Workspace.cfg"} == holding
    assert KEY not in said


def test_every_step_of_the_guide_has_a_resource(bench):
    """And no rule complains of any."""
    workspace = load(bench.root, CATALOG, environ=bench.environ)
    guide = read_guide(place_of(shipped(CATALOG)["genesys-engage"]))
    missing = {
        number
        for number, step in guide.steps.items()
        for by in step.by
        if not standing_for(by, "care", [*workspace.desired])
    }
    assert 0 == bench.run("lint", "--json")

    assert set() == missing
    assert [] == json.loads(bench.last_output)["diagnostics"]
    assert {Hand.FILE, Hand.PERSON, Hand.CHECK} == {CATALOG.kind(a.full_kind).hand for a in workspace.desired}


def test_without_emojis_nothing_speaks_of_them(bench):
    """They are no part of a first installation."""
    spec = {k: v for k, v in WITH.items() if k not in ("emojis", "responses")}
    bench.write([{"kind": "msgops.Blueprint", "name": "care", "use": "genesys-engage", "with": spec}])

    assert not [g for g in gates(bench) if "emoji" in g.lower()]
