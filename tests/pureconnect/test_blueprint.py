"""The whole guide as one blueprint: on a simulated server, with a person at the worksheets."""

from __future__ import annotations

import pytest

from msgops.sdk.kind import Hand
from pureconnect.bench import CATALOG, bench, console

WITH = {
    "contact": "Jane Roe",
    "business": {
        "company": "ACME Bread",
        "manager_id": "987890034900451",
        "industry": "retail",
        "contact_name": "Ada Roe",
        "contact_email": "ada@acme.example",
    },
    "cloud": {"organization": "acme", "region": "eu-central-1", "administrator": "admin@acme.example"},
    "social_media_email": "social@acme.example",
    "channel_administrator": "asmith",
    "workgroup": {"title": "WhatsApp Care", "extension": "7100"},
    "agents": ["jdoe", "asmith"],
    "stations": [{"station": "Desk 12", "users": ["jdoe"]}],
    "channels": [
        {
            "title": f"ACME Bread {name}",
            "number": number,
            "about": "Fresh bread since 1950",
            "link_text": "Hello! What is fresh today?",
        }
        for name, number in (("Care", "+441134960000"), ("Sales", "+441134960001"))
    ],
    "templates": [{"title": "order_ready", "category": "UTILITY", "body": "Your order {{1}} is ready."}],
    "backup_server": "CIC2",
    "handlers": ["CustomTransfer"],
    "polled": [{"id": "5b4cd49d88b28300211da263", "platform": "Twitter"}],
    "recording_days": 90,
    "bot": "Crumb",
    "official_brand": "ACME Bread",
}


@pytest.fixture
def workspace(tmp_path):
    """The blueprint in front of a fresh server."""
    found = bench(tmp_path)
    found.write([{"kind": "msgops.Blueprint", "name": "care", "use": "pureconnect-whatsapp", "with": WITH}])
    return found


def gates(workspace):
    return [str(c.address) for c in workspace.plan().gates]


def test_what_icws_does_is_done_before_the_worksheets_are(workspace):
    """Apply ends with 6; the rules have nothing to say; each worksheet can be printed."""
    assert 0 == workspace.run("lint"), workspace.last_output + workspace.last_errors
    assert 6 == workspace.apply(), workspace.last_errors + workspace.last_output

    world = workspace.simulator.world
    assert [5] == [group["queueType"] for group in world.table("workgroups").values()]
    assert 2 == len(world.table("server-parameters"))
    for address in gates(workspace):
        assert 0 == workspace.run("gate", "show", address)
        assert "(not set)" not in workspace.last_output, workspace.last_output
    assert (workspace.root / ".msgops" / "files").is_dir()


def test_people_finish_it_and_then_it_is_at_rest(workspace):
    """The account shows by its read; the rest is confirmed; the next plan is empty."""
    assert 6 == workspace.apply(), workspace.last_errors + workspace.last_output
    console(workspace.simulator, "social-media-account", email="social@acme.example")
    for _ in range(8):
        if not (waiting := gates(workspace)):
            break
        for address in waiting:
            assert CATALOG.kind(address.partition("/")[0]).hand in (Hand.PERSON, Hand.FILE), address
            workspace.run("gate", "confirm", address, "--note", "Ticket 4711")
        workspace.apply()

    assert 0 == workspace.apply(), workspace.last_errors + workspace.last_output
    assert not workspace.plan().pending
