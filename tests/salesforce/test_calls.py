"""How many calls many objects take: they grow with pages and batches, not with objects."""

from __future__ import annotations

import asyncio

import pytest

from msgops.sdk.errors import Refused
from msgops_salesforce import rows
from msgops_salesforce.gathering import _packs
from salesforce.bench import Workspace, document

USERS = [f"agent{n}@acme.example" for n in range(300)]


@pytest.fixture
def workspace(tmp_path):
    """An org with 300 agents more."""
    found = Workspace(tmp_path)
    profile = found.org.find("Profile", Name="Standard User")["Id"]
    for number, name in enumerate(USERS):
        given = {"Username": name, "LastName": "Agent", "Alias": f"a{number}", "Email": name}
        found.org.insert("User", {**given, "ProfileId": profile}, by="seed")
    return found


def queues(count, **more):
    """Return so many queues with five members each."""
    return [
        document(
            "Queue",
            f"Queue{n}",
            label=f"Queue {n}",
            objects=["MessagingSession"],
            users=USERS[n * 5 : n * 5 + 5],
            **more,
        )
        for n in range(count)
    ]


def test_queues_are_made_by_the_batch(workspace):
    """Sixteen at a time are three calls: the groups, what they take, their members."""
    writes = workspace.apply(*queues(32))

    assert set(writes) == {"POST composite/sobjects"}
    assert len(writes) == 6
    assert workspace.pending() == {}
    assert len(workspace.org.where("Group", Type="Queue")) == 32


def test_a_thousand_members_are_a_handful_of_calls(workspace):
    """One queue with all: 200 rows a call."""
    writes = workspace.apply(document("Queue", "All", label="All", users=USERS))

    assert writes == ["POST sobjects/Group", "POST composite/sobjects", "POST composite/sobjects"]
    assert workspace.pending() == {}


def test_reads_grow_with_pages(workspace):
    """The plan of 60 queues costs as many calls as that of 10."""
    counts = []
    for size in (10, 60):
        workspace.apply(*queues(size))
        before = len(workspace.simulator.requests)
        assert workspace.pending() == {}
        counts.append(len(workspace.simulator.requests) - before)

    assert counts[1] - counts[0] <= 1


def test_one_that_is_refused_spoils_no_other(workspace):
    """Its batch is refused as a whole; then each goes alone, and the one keeps its own error."""
    wrong = document("Queue", "Wrong", label="Wrong", objects=["Nothing"])
    told = workspace.refused(*queues(5), wrong)

    assert "Nothing" in told or "bad value" in told
    assert {f"Queue{n}" for n in range(5)} <= {
        r["DeveloperName"] for r in workspace.org.where("Group", Type="Queue")
    }
    workspace.bench.write(queues(5))
    assert set(workspace.pending().values()) <= {"delete", "forget"}


def test_assignments_are_made_by_the_batch(workspace):
    """A permission set for forty agents: the users are asked for together, too."""
    agents = document("PermissionSet", "Agents", label="Agents")
    given = [
        document(
            "PermissionSetAssignment",
            f"a{n}",
            user=USERS[n],
            permission_set="salesforce.PermissionSet/Agents",
        )
        for n in range(32)
    ]
    workspace.apply(agents)
    writes = workspace.apply(agents, *given)

    assert writes == ["POST composite/sobjects"] * 2
    assert workspace.pending() == {}


def test_packs_hold_what_fits_a_call():
    """Whole callers together up to 200 rows; one with more goes alone."""
    sizes = [150, 50, 1, 500, 100, 100]
    packs = _packs([([{}] * size, None) for size in sizes])

    assert [[150, 50], [1], [500], [100, 100]] == [[len(rows) for rows, _ in pack] for pack in packs]


def test_rows_of_several_types_are_made_together_or_not_at_all(workspace):
    """The reason is that of the row which the org refused."""
    queue = {"Name": "Care", "DeveloperName": "Care", "Type": "Queue"}
    takes = {"QueueId": "@{queue.id}", "SobjectType": "Nothing"}
    steps = {"queue": ("Group", queue), "takes": ("QueueSobject", takes)}

    async def insert():
        async with workspace.bench.runtime().sessions(["salesforce"]) as sessions:
            await rows.insert_together(sessions["salesforce"].writer(), steps)

    with workspace.bench._quiet(), pytest.raises(Refused, match="Nothing") as refused:
        asyncio.run(insert())

    assert "rolled back" not in str(refused.value)
    assert not workspace.org.where("Group", Type="Queue")
