"""What a run finds out about calls of an interrupted run, and how it goes on."""

from __future__ import annotations

import httpx
import pytest

from harness import Bench
from msgops.sandbox.inprocess import InProcess
from msgops.sandbox.load import build
from msgops.sdk.catalog import Catalog

CATALOG = Catalog.installed()


class Killed(BaseException):
    """The process ends here: nothing after it runs."""


class Deadly(httpx.AsyncBaseTransport):
    """Ends the process at the n-th write: before it is sent, or after the vendor carried it out."""

    def __init__(self, simulator, *, at, after):
        self.inner, self.left, self.after, self.dead = InProcess(simulator), at, after, False

    async def handle_async_request(self, request):
        if self.dead:
            raise Killed
        if request.method == "GET":
            return await self.inner.handle_async_request(request)
        self.left -= 1
        if self.left == 0:
            self.dead = True
            if self.after:
                await self.inner.handle_async_request(request)
            raise Killed
        return await self.inner.handle_async_request(request)


@pytest.fixture
def bench(tmp_path):
    (simulator,) = build(CATALOG.providers, ["infobip"])
    return Bench(tmp_path / "ws", simulator)


def killed(bench, *, at=1, after=True):
    """Apply, and die at a write."""
    alive = bench.transport
    bench.transport = Deadly(bench.simulator, at=at, after=after)
    with pytest.raises(BaseExceptionGroup) as end:
        bench.apply()
    assert end.group_contains(Killed)
    bench.transport = alive


def queue(name="care", **spec):
    return {"kind": "infobip.Queue", "name": name, "spec": spec}


def profile(name="care", **more):
    spec = {"webhook": {"notify_url": f"https://{name}.example.com/in"}, **more.pop("spec", {})}
    return {"kind": "infobip.NotificationProfile", "name": name, "spec": spec, **more}


def table(bench, name):
    return bench.simulator.world.table(name)


def alive(bench):
    """Count the live objects called care."""
    found = [o for name in ("profiles", "queues", "tags") for o in table(bench, name).values()]
    return sum("care" in (o.get("profileId"), o.get("name")) for o in found)


def unsettled(bench):
    with bench._quiet(), bench.runtime().open_state(create=False) as store:
        return [(str(i.address), i.action) for i in store.unsettled()]


@pytest.mark.parametrize("after", [False, True], ids=["before the send", "after the send"])
@pytest.mark.parametrize("document", [profile(), queue()], ids=["unique names", "names may repeat"])
def test_a_killed_create_ends_with_one_object(bench, document, after):
    """The next run finds what the interrupted one created, or creates it; the journal has no open ends left."""
    bench.write([document])
    killed(bench, after=after)
    address = f"{document['kind']}/{document['name']}"
    assert [(address, "create")] == unsettled(bench)

    assert 0 == bench.apply()

    assert 1 == alive(bench)
    assert [] == unsettled(bench)
    assert {} == bench.actions(bench.plan())


@pytest.mark.parametrize("document", [profile(), queue()], ids=["unique names", "names may repeat"])
def test_a_killed_create_that_the_list_does_not_show_yet_is_not_repeated(bench, document):
    """A list that lags behind does not make a second object: the run looks until lists have caught up."""
    bench.write([document])
    path = "/subscriptions/1/profiles" if "Profile" in document["kind"] else "/ccaas/1/queues"
    bench.simulator.add_fault("GET", path, "stale_list", 3, {})
    killed(bench)

    assert 0 == bench.apply()

    assert 1 == alive(bench)
    assert {} == bench.actions(bench.plan())


def test_of_twins_the_one_that_the_interrupted_run_made_is_taken(bench):
    """A stranger's object of the same name is told apart because it was there before, and is left alone."""
    bench.write([queue("other")])
    bench.apply()
    bench.write([queue("other"), {**queue("mine"), "spec": {"name": "care"}}])
    killed(bench)
    (ours,) = [q["id"] for q in table(bench, "queues").values() if q["name"] == "care"]
    twin = {**table(bench, "queues")[ours], "id": "stranger", "externalId": None}
    table(bench, "queues")["stranger"] = twin

    assert 0 == bench.apply()
    assert ours == bench.entries()[next(a for a in bench.entries() if a.name == "mine")].id
    assert ["care", "care", "other"] == sorted(q["name"] for q in table(bench, "queues").values())[1:]


def test_a_create_in_doubt_whose_document_is_gone_is_told(bench):
    """Nobody looks for an object that is no longer declared: the plan says so and what to do."""
    bench.write([profile()])
    killed(bench)
    bench.write([])
    (warning,) = bench.plan().warnings
    assert ("MG121", "infobip.NotificationProfile/care") == (warning.code, str(warning.address))
    assert 0 == bench.apply()
    assert 1 == len(bench.plan().warnings)
    bench.write([profile()])
    assert 0 == bench.apply()
    assert [] == unsettled(bench)
    assert 1 == len(table(bench, "profiles"))


def test_an_edit_between_kill_and_next_run_reaches_the_object_that_was_made(bench):
    """What the interrupted run created is brought to the values of now."""
    bench.write([profile()])
    bench.simulator.add_fault("GET", "/subscriptions/1/profiles", "stale_list", 2, {})
    killed(bench)
    bench.write([profile(spec={"webhook": {"notify_url": "https://new.example.com/in"}})])

    assert 0 == bench.apply()
    (live,) = table(bench, "profiles").values()
    assert "https://new.example.com/in" == live["webhook"]["notifyUrl"]
    assert {} == bench.actions(bench.plan())


def test_of_twins_without_a_mark_the_creation_time_tells(bench):
    """Two agents of one name: the one that is older than the interrupted call cannot be its work."""
    agent = {"kind": "infobip.Agent", "name": "Ada", "spec": {"role": "AGENT"}}
    bench.write([agent])
    killed(bench)
    (ours,) = table(bench, "agents")
    old = {**table(bench, "agents")[ours], "id": "older", "createdAt": "2020-01-01T00:00:00.000+0000"}
    table(bench, "agents")["older"] = old

    assert 0 == bench.apply()
    assert [ours] == [e.id for e in bench.entries().values()]


def test_of_twins_that_nothing_tells_apart_a_person_chooses(bench):
    """Both were made after the call in doubt: the plan is refused and names both."""
    agent = {"kind": "infobip.Agent", "name": "Ada", "spec": {"role": "AGENT"}}
    bench.write([agent])
    killed(bench)
    (ours,) = table(bench, "agents")
    table(bench, "agents")["twin"] = {**table(bench, "agents")[ours], "id": "twin"}

    (refused,) = bench.plan().refused
    assert "MG107" == refused.code
    assert ours in refused.detail and "twin" in refused.detail
    assert 2 == len(table(bench, "agents"))


def team(*queues, member="first"):
    """An agent in a queue, and the queues: which queue is part of a member's key."""
    agent = {"kind": "infobip.Agent", "name": "Ada", "spec": {"role": "AGENT"}}
    link = {"kind": "infobip.QueueMember", "name": "ada", "spec": {"agent": "Ada", "queue": member}}
    return [agent, *(queue(name) for name in queues), link]


@pytest.mark.parametrize("after", [False, True], ids=["before the send", "after the send"])
@pytest.mark.parametrize("at", [1, 2], ids=["the new object", "the old object"])
def test_a_killed_replacement_ends_with_the_new_object_alone(bench, at, after):
    """The old object of a replacement that creates first is never forgotten: the next run removes it."""
    bench.write(team("first", "second"))
    assert 0 == bench.apply()
    bench.write(team("first", "second", member="second"))
    killed(bench, at=at, after=after)

    assert 0 == bench.apply()

    (agent,) = table(bench, "agents").values()
    second = next(q["id"] for q in table(bench, "queues").values() if q["name"] == "second")
    assert [second] == links(bench, agent)
    assert [] == unsettled(bench)
    assert {} == bench.actions(bench.plan())
    assert {"Ada", "first", "second", "ada"} == {a.name for a in bench.entries()}


def links(bench, agent):
    """Return the queues of an agent, as the vendor knows them."""
    return [row["queueId"] for row in table(bench, "queue_members").values() if row["agentId"] == agent["id"]]


@pytest.mark.parametrize(
    ("document", "path"),
    [
        (profile(), "/subscriptions/1/profiles"),
        (queue(), "/ccaas/1/queues"),
        ({"kind": "infobip.Tag", "name": "care", "spec": {}}, "/ccaas/1/tags"),
    ],
    ids=["read by id", "read by the list only", "no call to read one"],
)
def test_what_a_run_has_just_made_is_not_made_again_because_the_list_lags(bench, document, path):
    """The object is recorded and not listed yet: the next plan reads it, or waits for the list; no duplicate."""
    bench.write([document])
    bench.simulator.add_fault("GET", path, "stale_list", 3, {})
    assert 0 == bench.apply()
    bench.simulator.add_fault("GET", path, "stale_list", 2, {})

    assert {} == bench.actions(bench.plan())
    assert 1 == alive(bench)


def test_what_a_run_has_just_changed_is_not_changed_again_because_the_list_lags(bench):
    """The list shows the value of before, the object itself the one that was written: the next plan is empty."""
    bench.write([profile()])
    bench.apply()
    bench.write([profile(spec={"connect_timeout": 5000})])
    bench.simulator.add_fault("GET", "/subscriptions/1/profiles", "stale_list", 0, {})
    frozen = bench.simulator.faults.pop().frozen
    assert 0 == bench.apply()
    from msgops.sandbox.kit import Fault

    bench.simulator.faults.append(Fault("GET", "/subscriptions/1/profiles", "stale_list", 1, {}, frozen))

    assert {} == bench.actions(bench.plan())
    assert 1 == sum(r["method"] == "PUT" for r in bench.simulator.requests)


def test_an_object_that_moved_to_what_the_plan_wants_is_done(bench):
    """The list shows old values, the object itself the new ones: nothing is written and nothing is refused."""
    bench.write([profile()])
    bench.apply()
    bench.write([profile(spec={"connect_timeout": 5000})])
    bench.simulator.add_fault("GET", "/subscriptions/1/profiles", "stale_list", 1, {})
    table(bench, "profiles")["care"]["connectTimeout"] = 5000
    written = len(bench.simulator.requests)

    assert 0 == bench.apply()
    assert {"GET"} == {r["method"] for r in list(bench.simulator.requests)[written:]}
    assert ["recorded"] == [o["result"] for o in bench.report["outcomes"]]
    assert {} == bench.actions(bench.plan())


@pytest.mark.parametrize(("elsewhere", "code"), [(50, 0), (77, 4)], ids=["nearer", "nearer and elsewhere"])
def test_what_is_left_of_the_plan_is_done_unless_more_moved(bench, elsewhere, code):
    """A part of what the plan shows is there by now: the rest is written; a value that no plan shows is left alone."""
    bench.write([profile(spec={"rate_limit": 50})])
    bench.apply()
    bench.write([profile(spec={"rate_limit": 50, "connect_timeout": 5000, "read_timeout": 9000})])
    bench.simulator.add_fault("GET", "/subscriptions/1/profiles", "stale_list", 1, {})
    table(bench, "profiles")["care"].update(connectTimeout=5000, rateLimit=elsewhere)

    assert code == bench.apply()
    live = table(bench, "profiles")["care"]
    assert elsewhere == live["rateLimit"]
    assert (9000 == live["readTimeout"]) is (code == 0)


def test_a_doubt_can_be_forgotten(bench):
    """Whoever has looked for the object tells msgops so."""
    bench.write([profile()])
    killed(bench)
    bench.write([])
    assert 0 == bench.run("state", "rm", "infobip.NotificationProfile/care")
    assert () == bench.plan().warnings
    assert [] == unsettled(bench)


def test_the_export_of_twins_is_a_workspace_that_loads(bench):
    """Two live objects of one name: one is a document, the other a comment that says why."""
    bench.write([queue("one"), queue("two")])
    bench.apply()
    for row in table(bench, "queues").values():
        if row["name"] != "Default":
            row["name"] = "care"
    bench.lose_state()
    bench.write([])
    assert 0 == bench.run("export", "infobip", "--kind", "infobip.Queue")
    assert "it is written as a comment" in bench.last_errors

    bench.write_text(bench.last_output)
    assert 0 == bench.run("validate")


def test_a_document_under_another_name_with_the_same_natural_key_is_the_same_object(bench):
    """Renaming the document of an object that names its key renames the record; nothing is deleted or created."""
    first = {
        **profile("a"),
        "spec": {"profile_id": "care", "webhook": {"notify_url": "https://a.example.com"}},
    }
    bench.write([first])
    bench.apply()
    bench.write([{**first, "name": "b"}])
    plan = bench.plan()
    assert {} == bench.actions(plan)
    assert ["renamed from a"] == [c.reason for c in plan.changes]

    assert 0 == bench.apply()
    assert ["b"] == [a.name for a in bench.entries()]
    assert 1 == len(table(bench, "profiles"))


def test_what_a_run_has_just_deleted_is_not_adopted_because_a_list_still_shows_it(bench):
    """Deleted, then declared again while lists lag: a new object is made."""
    bench.write([queue()])
    bench.apply()
    bench.simulator.add_fault("GET", "/ccaas/1/queues", "stale_list", 0, {})
    frozen = bench.simulator.faults.pop().frozen
    bench.write([])
    assert 0 == bench.apply()
    from msgops.sandbox.kit import Fault

    bench.simulator.faults.append(Fault("GET", "/ccaas/1/queues", "stale_list", 1, {}, frozen))
    bench.write([queue()])

    assert 0 == bench.apply()
    (entry,) = bench.entries().values()
    assert entry.id in {q["id"] for q in table(bench, "queues").values() if not q.get("deletedAt")}
    assert {} == bench.actions(bench.plan())


def test_a_secret_that_was_shown_once_in_a_lost_answer_is_told(bench):
    """The key is there and is not made twice; that nobody may have its secret stands in the report."""
    spec = {"permissions": ["PUBLIC_API"]}
    bench.write([{"kind": "infobip.ApiKey", "name": "care", "spec": spec}])
    bench.simulator.add_fault("POST", "/settings/2/api-keys", "drop_after", 1, {})

    assert 0 == bench.apply()
    (outcome,) = bench.report["outcomes"]
    assert ("done", "MA108", "warning") == (
        outcome["result"],
        outcome["error"]["code"],
        outcome["error"]["severity"],
    )
    assert ["care"] == [k["name"] for k in table(bench, "api_keys").values() if k["name"] == "care"]
