"""The blocklist against the simulator."""

from __future__ import annotations

import pytest

from infobip_world import Sandbox, create, delete, listed, only, read_back
from msgops.sdk.kind import Item
from msgops_infobip.kinds.blocklist import BlocklistEntry
from msgops_infobip.simulator.blocklist import ACCOUNT
from scripted import problem, round_trip

PATH = "/platform/1/blocklists"


@pytest.fixture
def sandbox():
    """The blocklist."""
    return Sandbox("blocklist")


def opt_out(sandbox, **more):
    """Let a customer block messages."""
    entry = {
        "destination": "385911234567",
        "accountKey": ACCOUNT,
        "createdDate": "2026-01-01T00:00:00.000+0000",
    }
    sandbox.simulator.world.table("blocklist")[f"mo{more}"] = {**entry, "sourceType": "MO", **more}


def block(sandbox, **spec):
    """Create an entry and let the vendor's work pass."""
    made = create(sandbox, BlocklistEntry, spec)
    listed(sandbox, BlocklistEntry)
    return made


def test_an_entry_shows_after_it_was_accepted(sandbox):
    """The vendor answers 202 and the entry shows later: the list lags behind the write."""
    made = create(sandbox, BlocklistEntry, BlocklistEntry.example)
    assert made.id == "SMS/10950/385911234567"
    found = [[i.id for i in listed(sandbox, BlocklistEntry)] for _ in range(2)]
    assert found == [[], [made.id]]
    assert BlocklistEntry.eventual


def test_a_number_needs_no_plus(sandbox):
    """`+385…` and `385…` are the same destination, and the plus sign is not sent."""
    made = block(sandbox, destination="+385911234567")
    assert made.id == "*/*/385911234567"
    declared = BlocklistEntry.codec.normalise({"destination": "+385911234567"})
    assert read_back(sandbox, BlocklistEntry, made) == declared


def test_a_second_create_makes_no_second_entry(sandbox):
    """Duplicates are dropped by the vendor."""
    for _ in range(2):
        block(sandbox, destination="jane@example.com", channel="EMAIL")
    assert len(listed(sandbox, BlocklistEntry)) == 1


def test_a_delete_leaves_the_customers_own_opt_out(sandbox):
    """Only the entry made by hand goes: the request names its source."""
    opt_out(sandbox)
    made = block(sandbox, destination="385911234567")
    assert only(sandbox, BlocklistEntry).id == made.id
    delete(sandbox, BlocklistEntry, made)
    assert listed(sandbox, BlocklistEntry) == []
    left = sandbox.simulator.world.table("blocklist").values()
    assert [e["sourceType"] for e in left] == ["MO"]


def test_a_delete_lists_every_property(sandbox):
    """A request that names sender and account removes the entry that has both."""
    block(sandbox, destination="385911234567", sender="10950")
    live = only(sandbox, BlocklistEntry)
    assert live.wire["accountKey"] == ACCOUNT
    delete(sandbox, BlocklistEntry, live)
    assert listed(sandbox, BlocklistEntry) == []


def test_opt_outs_are_not_listed(sandbox):
    """What customers did themselves is neither adopted nor counted."""
    opt_out(sandbox)
    assert listed(sandbox, BlocklistEntry) == []


def test_the_whole_list_is_read(sandbox):
    """Pages hold up to a thousand entries."""
    many = [{"to": f"38591{n:07}"} for n in range(1001)]
    sandbox.console("POST", PATH, {"blocklist": [{"destinations": many}]})
    listed(sandbox, BlocklistEntry)
    sandbox.exchanges.clear()
    assert len(listed(sandbox, BlocklistEntry)) == 1001
    assert len(sandbox.exchanges) == 2


def test_a_delete_is_seen_to_happen(sandbox, monkeypatch):
    """It ends when the entry is gone, after a bounded time in any case."""
    made = block(sandbox, destination="385911234567")
    assert only(sandbox, BlocklistEntry).id == made.id
    monkeypatch.setattr("msgops_infobip.simulator.blocklist._work", lambda call: None)
    delete(sandbox, BlocklistEntry, made)
    assert 5 < sandbox.clock.slept < 10
    monkeypatch.undo()
    delete(sandbox, BlocklistEntry, made)
    assert sandbox.clock.slept < 10


def test_everything_is_the_key():
    """There is nothing to update."""
    assert BlocklistEntry.keys == ("destination", "sender", "channel")
    assert not BlocklistEntry.can("update")
    assert problem(BlocklistEntry, {"destination": "1", "channel": "PIGEON"})


def test_an_update_is_refused(sandbox):
    """Should anybody ask for one all the same."""
    with pytest.raises(RuntimeError):
        sandbox.do(lambda w: BlocklistEntry.api.update(w, Item("x", {}), {}, frozenset()))


def test_entries_of_channels_that_cannot_be_written_are_not_exported():
    """Some channels exist only on entries that are read."""
    assert [BlocklistEntry.exportable(w) for w in ({}, {"channel": "SMS"}, {"channel": "APPLE_MB"})] == [
        True,
        True,
        False,
    ]


def test_the_example_round_trips():
    """The documented example validates and reads back as it was written."""
    round_trip(BlocklistEntry, dict(BlocklistEntry.example))


@pytest.mark.parametrize(
    ("method", "block"),
    [
        ("POST", {"destinations": []}),
        ("POST", {"destinations": [{"to": ""}]}),
        ("POST", {"destinations": [{"to": "1"}], "channel": "APPLE_MB"}),
        ("POST", {"destinations": [{"to": "1"}], "accountKey": "other"}),
        ("DELETE", {"destinations": [{"to": "1"}], "sourceType": "WHIM"}),
        ("POST", {"destinations": [{"to": "1"}] * 50_001}),
        ("POST", None),
    ],
)
def test_the_simulator_refuses_what_the_vendor_refuses(sandbox, method, block):
    """Bad requests name the field at fault."""
    body = {"blocklist": [block] if block else []}
    reply = sandbox.console(method, PATH, body)
    assert reply.status == 400
    assert reply.body["requestError"]["serviceException"]["validationErrors"]
