"""Agents, their queues and their hours against the simulator."""

from __future__ import annotations

import pytest

from infobip_world import Sandbox, create, delete, listed, only, read_back, update
from msgops.sdk.errors import NotFound, Refused
from msgops.sdk.kind import Item, Wanted
from msgops_infobip.kinds.agents import Agent, QueueMember
from msgops_infobip.kinds.conversations import Queue
from msgops_infobip.kinds.working_hours import WorkingHours, from_minutes, to_minutes
from scripted import problem, round_trip


@pytest.fixture
def sandbox():
    """Conversations with its default queue."""
    return Sandbox("conversations")


def test_an_agent_is_created_invisible(sandbox):
    """Presence is required by the vendor but belongs to the agent: a new one takes no conversations."""
    made = create(sandbox, Agent, {"display_name": "Desk"})
    assert made.wire["status"] == "INVISIBLE"
    assert read_back(sandbox, Agent, made) == {"display_name": "Desk", "role": "AGENT", "enabled": True}


def test_an_update_echoes_the_live_presence(sandbox):
    """The status in a PUT is the one read a moment before."""
    made = create(sandbox, Agent, {"display_name": "Desk"})
    live = {"displayName": "Desk", "role": "AGENT", "status": "BUSY"}
    sandbox.console("PUT", f"/ccaas/1/agents/{made.id}", live)
    sandbox.do(lambda w: Agent.api.update(w, made, {"role": "SUPERVISOR"}, frozenset({"role"})))
    now = sandbox.do(lambda w: Agent.api.get(w, made)).wire
    assert (now["status"], now["role"], now["displayName"]) == ("BUSY", "SUPERVISOR", "Desk")


def test_a_removed_agent_is_disabled_and_comes_back(sandbox):
    """There is no DELETE: the agent stays, disabled, and declaring it again enables it."""
    made = create(sandbox, Agent, {"display_name": "Desk"})
    delete(sandbox, Agent, made)
    live = only(sandbox, Agent)
    assert (live.id, live.wire["enabled"], Agent.exportable(live.wire)) == (made.id, False, False)
    declared = Agent.codec.dump(Agent.spec.model_validate({"display_name": "Desk"}))
    update(sandbox, Agent, live, **declared)
    assert only(sandbox, Agent).wire["enabled"] is True
    assert "POST" not in Agent.evidence[-1].call


def test_an_unknown_agent_is_gone(sandbox):
    """Infobip answers 400 with `NOT_FOUND`: a read gives nothing, a removal is no error, an update is."""
    unknown = Item("0" * 32, {})
    assert sandbox.do(lambda w: Agent.api.get(w, unknown)) is None
    delete(sandbox, Agent, unknown)
    with pytest.raises(NotFound):
        sandbox.do(lambda w: Agent.api.update(w, unknown, {}, frozenset()))


def test_the_address_of_an_agent_is_an_output(sandbox):
    """Only a single read shows the e-mail address, and nobody can set it."""
    made = create(sandbox, Agent, {"display_name": "Jane"})
    sandbox.simulator.world.table("agents")[made.id]["email"] = "jane@example.com"
    assert "email" not in only(sandbox, Agent).wire
    found = sandbox.do(lambda w: Agent.api.get(w, made))
    assert Agent.codec.decode(found.wire)[1] == {"email": "jane@example.com"}


def test_members_are_read_queue_by_queue(sandbox):
    """One list per wanted queue finds all its members; a queue that is not created yet is not asked for."""
    queues = [create(sandbox, Queue, {"name": n}) for n in ("a", "b")]
    agents = [create(sandbox, Agent, {"display_name": f"agent {n:02}"}) for n in range(12)]
    for agent in agents:
        create(sandbox, QueueMember, QueueMember.example, agentId=agent.id, queueId=queues[0].id)
    sandbox.exchanges.clear()
    asked = [Wanted({"queueId": queues[0].id, "agentId": None}), Wanted({"queueId": None})]
    assert len(listed(sandbox, QueueMember, asked)) == 12
    assert len(sandbox.exchanges) == 1
    assert len(listed(sandbox, QueueMember)) == 12


def test_a_member_is_added_and_removed(sandbox):
    """The link goes, agent and queue stay; removing it twice is no error."""
    queue, agent = create(sandbox, Queue, {"name": "a"}), create(sandbox, Agent, {"display_name": "Desk"})
    made = create(sandbox, QueueMember, QueueMember.example, agentId=agent.id, queueId=queue.id)
    assert made.id == f"{agent.id}/{queue.id}"
    assert sandbox.do(lambda w: QueueMember.api.get(w, made)) == made
    assert sandbox.do(lambda w: Queue.api.get(w, queue)).wire["enabledAgentsCount"] == 1
    delete(sandbox, QueueMember, made)
    delete(sandbox, QueueMember, made)
    assert sandbox.do(lambda w: QueueMember.api.get(w, made)) is None
    assert sandbox.do(lambda w: Agent.api.get(w, agent)) is not None


def test_a_member_has_no_update(sandbox):
    """Both ends are the key: another end is another member."""
    assert not QueueMember.can("update")
    with pytest.raises(RuntimeError):
        sandbox.do(lambda w: QueueMember.api.update(w, Item("a/b", {}), {}, frozenset()))


def test_times_are_written_as_times_and_sent_as_minutes(sandbox):
    """`08:00` in YAML is 480 on the wire and `08:00` when it is read back."""
    made = create(sandbox, WorkingHours, {"name": "office", **WorkingHours.example})
    stored = sandbox.simulator.world.table("working_hours")[made.id]
    assert stored["workWeek"]["MONDAY"] == {"startTime": 480, "endTime": 1020, "enabled": True}
    assert stored["workWeek"]["SUNDAY"] == {"startTime": 0, "endTime": 1440, "enabled": False}
    week = read_back(sandbox, WorkingHours, made)["work_week"]
    assert week["monday"] == {"start": "08:00", "end": "17:00", "enabled": True}
    assert week["sunday"] == {"start": "00:00", "end": "24:00", "enabled": False}


def test_what_is_declared_is_what_is_read(sandbox):
    """Every declared field of the example, holidays included, has the same value when it is read back."""
    spec = {"name": "office", **WorkingHours.example}
    declared = WorkingHours.codec.dump(WorkingHours.spec.model_validate(spec))
    made = create(sandbox, WorkingHours, spec)
    have = WorkingHours.codec.flatten(read_back(sandbox, WorkingHours, made))
    want = WorkingHours.codec.flatten(WorkingHours.codec.normalise(declared))
    assert {path: have[path] for path in want} == want


def test_the_list_leaves_out_the_week_so_each_is_read(sandbox):
    """Hours are listed without week and holidays; observation completes them."""
    create(sandbox, WorkingHours, {"name": "office", **WorkingHours.example})
    sandbox.exchanges.clear()
    live = only(sandbox, WorkingHours)
    assert (live.wire["workWeek"]["MONDAY"]["startTime"], len(live.wire["holidays"])) == ("08:00", 1)
    assert len(sandbox.sent("GET")) == 2


def test_an_update_carries_the_holidays(sandbox):
    """The PUT replaces the object: holidays travel with it and need no calls of their own."""
    made = create(sandbox, WorkingHours, {"name": "office", **WorkingHours.example})
    update(sandbox, WorkingHours, made, message="Closed.")
    assert [h["name"] for h in read_back(sandbox, WorkingHours, made)["holidays"]] == ["New Year"]
    more = [{"name": n, "start_date": "2027-12-24", "end_date": "2027-12-26", "enabled": False} for n in "ab"]
    update(sandbox, WorkingHours, made, holidays=more)
    assert read_back(sandbox, WorkingHours, made)["holidays"] == more
    update(sandbox, WorkingHours, made, holidays=[])
    assert read_back(sandbox, WorkingHours, made)["holidays"] == []


def test_deleted_hours_are_gone(sandbox):
    """Here the vendor does answer 404."""
    made = create(sandbox, WorkingHours, {"name": "office", **WorkingHours.example})
    delete(sandbox, WorkingHours, made)
    delete(sandbox, WorkingHours, made)
    assert sandbox.do(lambda w: WorkingHours.api.get(w, made)) is None


def test_a_queue_takes_its_hours(sandbox):
    """The reference goes on the wire as the id."""
    hours = create(sandbox, WorkingHours, {"name": "office", **WorkingHours.example})
    made = create(sandbox, Queue, Queue.example, name="support", workingHoursId=hours.id)
    assert read_back(sandbox, Queue, made)["working_hours"] == hours.id


def test_an_error_inside_a_good_answer_is_an_error(sandbox):
    """Deleting an unknown holiday answers 200 with `statusCode: ERROR`."""
    made = create(sandbox, WorkingHours, {"name": "office", **WorkingHours.example})
    with pytest.raises(Refused, match="Invalid holidayId"):
        sandbox.do(lambda w: w.delete(f"/ccaas/1/working-hours/{made.id}/holiday/none"))


def test_holidays_have_calls_of_their_own(sandbox):
    """What a supervisor adds and removes one by one shows in the list of holidays."""
    made = create(sandbox, WorkingHours, {"name": "office", **WorkingHours.example})
    path = f"/ccaas/1/working-hours/{made.id}"
    day = {"name": "Party", "startDate": "2027-05-02", "endDate": "2027-05-02", "enabled": True}
    added = sandbox.console("POST", f"{path}/holiday", day).body["holidays"][-1]["id"]
    assert [h["name"] for h in read_back(sandbox, WorkingHours, made)["holidays"]] == ["New Year", "Party"]
    sandbox.console("DELETE", f"{path}/holiday/{added}")
    assert [h["name"] for h in read_back(sandbox, WorkingHours, made)["holidays"]] == ["New Year"]
    assert sandbox.console("POST", f"{path}/holiday", {}).status == 400


def test_the_simulator_knows_whether_it_is_open(sandbox):
    """The status follows the virtual clock."""
    always = {d: {} for d in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")}
    spec = {"timezone": "Europe/Zagreb", "message": "x"}
    open_ = create(sandbox, WorkingHours, {"name": "always", **spec, "work_week": always})
    never = {d: {"enabled": "false"} for d in always}
    closed = create(
        sandbox, WorkingHours, {"name": "never", **spec, "work_week": never, "is_default": "true"}
    )
    found = [
        sandbox.console("GET", f"/ccaas/1/working-hours/{i.id}/status").body["status"]
        for i in (open_, closed)
    ]
    assert found == ["INSIDE_OF_WORKING_HOURS", "OUTSIDE_OF_WORKING_HOURS"]


def test_only_one_set_of_hours_is_the_default(sandbox):
    """Making one the default takes it from the other."""
    spec = {**WorkingHours.example, "is_default": "true"}
    first, second = (create(sandbox, WorkingHours, {"name": n, **spec}) for n in "ab")
    found = [read_back(sandbox, WorkingHours, i)["is_default"] for i in (first, second)]
    assert found == [False, True]


@pytest.mark.parametrize("time", ["8:00", "24:01", "12:60", "noon"])
def test_a_time_has_four_digits(time):
    """Anything else is refused where it stands."""
    week = {**WorkingHours.example["work_week"], "monday": {"start": time, "end": "17:00"}}
    assert "pattern" in problem(WorkingHours, {**WorkingHours.example, "work_week": week})


def test_a_time_zone_must_exist():
    """A misspelt zone is refused before the vendor sees it."""
    assert "IANA" in problem(WorkingHours, {**WorkingHours.example, "timezone": "Mars/Olympus"})


def test_a_week_has_seven_days():
    """Infobip takes a week only as a whole."""
    week = {d: v for d, v in WorkingHours.example["work_week"].items() if d != "friday"}
    assert problem(WorkingHours, {**WorkingHours.example, "work_week": week}) == "Field required"


def test_a_long_date_is_its_day():
    """A date that comes back with a time of day is no difference."""
    long = {
        "holidays": [{"name": "x", "start_date": "2027-01-01T00:00:00.000+0000", "end_date": "2027-01-01"}]
    }
    assert WorkingHours.codec.normalise(long)["holidays"][0]["start_date"] == "2027-01-01"


def test_minutes_and_times_are_inverse():
    """What is no time passes unchanged."""
    wire = {"name": "x", "workWeek": {"MONDAY": {"startTime": 61, "endTime": 1440, "enabled": True}}}
    assert to_minutes(from_minutes(wire)) == wire
    assert to_minutes({"name": "x"}) == {"name": "x"}


@pytest.mark.parametrize("kind", [Agent, QueueMember, WorkingHours], ids=lambda k: k.name)
def test_examples_round_trip(kind):
    """The documented example validates and reads back as it was written."""
    round_trip(kind, dict(kind.example))


DAY = {"startTime": 0, "endTime": 1440, "enabled": True}
DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
WEEK = dict.fromkeys(DAYS, DAY)
HOURS = {"name": "x", "timezone": "Etc/UTC", "message": "x", "workWeek": WEEK}


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/ccaas/1/agents", {"displayName": "x", "role": "AGENT"}, 400),
        ("POST", "/ccaas/1/agents", {"displayName": "x", "role": "BOSS", "status": "AWAY"}, 400),
        ("POST", "/ccaas/1/agents/none/queues", {"queueId": "x"}, 400),
        ("POST", "/ccaas/1/working-hours", {**HOURS, "workWeek": {}}, 400),
        ("POST", "/ccaas/1/working-hours", {**HOURS, "timezone": "Mars/Olympus"}, 400),
        ("POST", "/ccaas/1/working-hours", {**HOURS, "workWeek": {**WEEK, "MONDAY": {"enabled": True}}}, 400),
        ("POST", "/ccaas/1/working-hours", {**HOURS, "workWeek": {**WEEK, "MONDAY": None}}, 400),
        ("POST", "/ccaas/1/working-hours", HOURS, 200),
        ("PUT", "/ccaas/1/working-hours/none", HOURS, 404),
        ("DELETE", "/ccaas/1/working-hours/none/holiday/x", None, 404),
    ],
)
def test_the_simulator_refuses_what_the_vendor_refuses(sandbox, method, path, body, status):
    """Missing fields answer 400; hours that do not exist 404, agents 400."""
    assert sandbox.console(method, path, body).status == status


def test_joining_needs_a_queue(sandbox):
    """An unknown or missing queue is refused."""
    agent = create(sandbox, Agent, {"display_name": "Desk"})
    path = f"/ccaas/1/agents/{agent.id}/queues"
    assert [sandbox.console("POST", path, b).status for b in ({}, {"queueId": "none"})] == [400, 400]


def test_agents_can_be_filtered(sandbox):
    """The name filter is a substring without regard to case."""
    create(sandbox, Agent, {"display_name": "Jane Doe"})
    asked = [
        ("displayName", "jane"),
        ("displayName", "joe"),
        ("enabled", "false"),
        ("role", "AGENT"),
        ("agentIds", "x"),
    ]
    found = [len(sandbox.do(lambda w, q=q: w.get("/ccaas/1/agents", dict([q])))["agents"]) for q in asked]
    assert found == [1, 0, 0, 1, 0]
