"""Reviews and codes: they block nothing else, go on by themselves, and nothing is ever handed in twice."""

from __future__ import annotations

import re
from datetime import timedelta

import httpx
import orjson
import pytest

from harness import Bench
from msgops.sandbox.control import control
from msgops.sandbox.inprocess import InProcess
from msgops.sandbox.load import build
from msgops.sdk.catalog import Catalog
from providers.conformance import Subject

CATALOG = Catalog.installed()
REVIEWED = (
    "infobip.WhatsAppTemplate",
    "infobip.WhatsAppSender",
    "infobip.RcsTemplate",
    "infobip.RcsSender",
    "infobip.Certificate",
)
"""The kinds whose new objects wait for the vendor or for a person."""
TEMPLATE = "infobip.WhatsAppTemplate/ready"
FLOW_FREE = {"body": {"text": "Your order is ready."}}


class Killed(BaseException):
    """The process ends here: nothing after it runs."""


class Deadly(httpx.AsyncBaseTransport):
    """Ends the process when the vendor has carried out a request that fits; then nothing is sent any more."""

    def __init__(self, simulator, line):
        self.inner, self.line, self.dead = InProcess(simulator), line, False

    async def handle_async_request(self, request):
        if self.dead:
            raise Killed
        answer = await self.inner.handle_async_request(request)
        if self.line.fullmatch(f"{request.method} {request.url.path}"):
            self.dead = True
            raise Killed
        return answer


@pytest.fixture
def bench(tmp_path):
    (simulator,) = build(CATALOG.providers, ["infobip"])
    return Bench(tmp_path / "ws", simulator)


def template(name="ready", **spec):
    body = {
        "sender": {"id": "441134960000"},
        "language": "en_GB",
        "category": "UTILITY",
        "structure": FLOW_FREE,
        **spec,
    }
    return {"kind": "infobip.WhatsAppTemplate", "name": name, "spec": body}


def tag(name="vip", **more):
    return {"kind": "infobip.Tag", "name": name, "spec": {}, **more}


def creates(kind):
    """Return what a request that creates an object of a kind looks like."""
    calls = [e.call for e in kind.evidence if e.operation == "create" and e.call.startswith("POST")]
    return re.compile("|".join(re.sub(r"{[^}]*}", "[^/]+", call) for call in calls))


def handed_in(subject):
    """Count the requests that reached the vendor to create the object under test."""
    line = creates(subject.kind)
    lines = [f"{r['method']} {r['path']}" for r in subject.bench.simulator.requests]
    return sum(1 for one in lines if line.fullmatch(one))


def prepared(kind, tmp_path):
    """Return a kind's subject with everything it needs in place, about to be created."""
    (simulator,) = build(CATALOG.providers, ["infobip"])
    subject = Subject(CATALOG, kind, tmp_path, simulator)
    subject.write(without=True)
    subject.settle("prerequisites")
    simulator.requests.clear()
    subject.write()
    return subject


def later(bench, **time):
    bench.simulator.world.offset += timedelta(**time)


def review(bench, path, result, reason=""):
    body = orjson.dumps({"path": path, "result": result, "reason": reason})
    assert 204 == control(bench.simulator, "POST", "/_sandbox/review", {}, body).status


def live_template(bench):
    templates = bench.simulator.world.table("whatsapp_templates").values()
    (found,) = [t for t in templates if t["name"] == "ready"]
    return found


def test_r70_a_review_of_26_hours_blocks_only_what_depends_on_it(bench):
    """Exit 6 and the rest is done; the dependant follows when the review is over, and nothing is handed in again."""
    bench.write([template(), tag(), tag("late", depends_on=[TEMPLATE])])

    assert 6 == bench.apply()
    assert ["vip"] == list(bench.simulator.world.table("tags"))
    posts = len([r for r in bench.simulator.requests if r["method"] == "POST" and "templates" in r["path"]])
    live_template(bench)["due"] += timedelta(hours=26).total_seconds()
    for _ in range(3):
        later(bench, hours=8)
        assert 6 == bench.apply()
    later(bench, hours=3)

    assert 0 == bench.apply()
    assert ["late", "vip"] == sorted(bench.simulator.world.table("tags"))
    again = len([r for r in bench.simulator.requests if r["method"] == "POST" and "templates" in r["path"]])
    assert 1 == posts == again
    assert {} == bench.actions(bench.plan())


@pytest.mark.parametrize("kind", REVIEWED)
@pytest.mark.parametrize("lost", [False, True], ids=["state kept", "state lost"])
def test_a_second_apply_hands_nothing_in_again(kind, lost, tmp_path):
    """What waits is found by its natural key, whether the state remembers it or not."""
    subject = prepared(kind, tmp_path)
    assert subject.bench.apply() in (0, 6)
    for _ in range(2):
        if lost:
            subject.bench.lose_state()
        assert subject.bench.apply() in (0, 6)

    assert 1 == handed_in(subject)
    subject.settle("after the gates")
    assert 1 == handed_in(subject)


@pytest.mark.parametrize("kind", REVIEWED)
@pytest.mark.parametrize("lost", [False, True], ids=["state kept", "state lost"])
def test_r73_a_crash_between_submit_and_record_hands_nothing_in_again(kind, lost, tmp_path):
    """The vendor has it, the state does not: the next run finds it."""
    subject = prepared(kind, tmp_path)
    alive = subject.bench.transport
    subject.bench.transport = Deadly(subject.bench.simulator, creates(subject.kind))
    with pytest.raises(BaseExceptionGroup) as end:
        subject.bench.apply()
    assert end.group_contains(Killed)
    subject.bench.transport = alive
    if lost:
        subject.bench.lose_state()

    assert subject.bench.apply() in (0, 6)

    assert 1 == handed_in(subject)
    subject.settle("after the gates")
    assert 1 == handed_in(subject)


@pytest.mark.parametrize("kind", REVIEWED)
def test_a_lost_answer_hands_nothing_in_again(kind, tmp_path):
    """The answer of the create is cut off: the object is looked for, found and recorded."""
    subject = prepared(kind, tmp_path)
    subject.bench.simulator.add_fault("POST", "*", "drop_after", 1, {})

    for _ in range(3):
        assert subject.bench.apply() in (0, 6)

    assert 1 == handed_in(subject)


def test_what_waits_is_adopted_as_waiting(bench):
    """With the state lost, dependants wait for the adopted object too, and the exit code says so."""
    bench.write([template()])
    assert 6 == bench.apply()
    bench.lose_state()
    bench.write([template(), tag("late", depends_on=[TEMPLATE])])

    assert 6 == bench.apply()

    assert {} == bench.simulator.world.table("tags")
    assert [TEMPLATE] == [str(a) for a in bench.entries()]


def test_a_change_of_what_is_under_review_waits_for_the_review(bench):
    """Nothing is refused as a whole: the rest goes on, the edit follows when the vendor takes it."""
    bench.write([template()])
    assert 6 == bench.apply()
    bench.write([template(structure={"body": {"text": "Come and get it."}}), tag()])

    assert 6 == bench.apply()
    assert ["vip"] == list(bench.simulator.world.table("tags"))
    (gate,) = bench.plan().gates
    assert "the files changed, but Meta is still reviewing it" in gate.reason
    assert ["structure"] == [f.path for f in gate.fields]
    later(bench, hours=26)
    assert 6 == bench.apply()
    later(bench, hours=26)
    assert 0 == bench.apply()
    assert "Come and get it." == live_template(bench)["structure"]["body"]["text"]


def test_a_rejected_template_is_told_at_its_line_and_never_handed_in_unchanged(bench):
    """The warning has file, line and what to do; only another content starts another review."""
    bench.write([tag(), template()])
    assert 6 == bench.apply()
    review(bench, f"/whatsapp/2/senders/441134960000/templates/{live_template(bench)['id']}", "REJECTED")

    assert 6 == bench.apply()
    (warning,) = bench.plan().warnings
    assert ("MG131", "resources/all.yaml", 5) == (
        warning.code,
        warning.origin.path.removeprefix(f"{bench.root}/"),
        warning.origin.line,
    )
    assert "Change it and apply again" in warning.remedy
    assert "REJECTED" == live_template(bench)["status"]

    bench.write([tag(), template(structure={"body": {"text": "It is ready."}})])
    assert 6 == bench.apply()
    assert "PENDING" == live_template(bench)["status"]
    later(bench, hours=26)
    assert 0 == bench.apply()


def test_the_vendors_reason_is_shown_where_its_api_gives_one(tmp_path):
    """An RCS launch that was rejected says by whom and why, in the plan and in `gate show`."""
    subject = prepared("infobip.RcsSender", tmp_path)
    subject.settle()
    bench, path = subject.bench, "/rcs/1/senders/example"
    review(bench, path, "REJECTED", "Terms lack a sentence")

    assert 6 == bench.apply()
    assert "VERIZON: Terms lack a sentence" in bench.last_output
    (warning,) = bench.plan().warnings
    assert ("MG131", "VERIZON: Terms lack a sentence") == (warning.code, warning.detail)
    assert warning.origin.line
    assert 0 == bench.run("gate", "show", str(subject.address))
    assert "was rejected; it waits for you: VERIZON: Terms lack a sentence" in bench.last_output


def test_an_expired_certificate_is_an_expired_gate(tmp_path):
    """Where the vendor says expired, so do we."""
    subject = prepared("infobip.Certificate", tmp_path)
    subject.settle()
    (live,) = subject.bench.simulator.world.table("certificates").values()
    live["validUntil"] = 0

    assert 6 == subject.bench.apply()

    (gate,) = subject.bench.plan().gates
    assert "expired" == gate.waiting.state.value
    assert ["MG132"] == [w.code for w in subject.bench.plan().warnings]


def test_the_state_remembers_since_when_a_gate_waits_and_when_it_opened(bench):
    """Pending since the first run that saw it, approved by the run that saw it open."""
    bench.write([{"kind": "infobip.PortalRole", "name": "a", "spec": {"role": "Admin"}}, template()])
    began = bench.clock.now()
    assert 6 == bench.apply()
    later(bench, minutes=10)
    assert 6 == bench.apply()
    since = {str(g.address): g.waiting.since for g in bench.plan().gates}
    assert began.strftime("%Y-%m-%dT%H:%M") == since["infobip.PortalRole/a"][:16]
    assert since[TEMPLATE]
    later(bench, hours=26)

    assert 6 == bench.apply()

    with bench._quiet(), bench.runtime().open_state(create=False) as store:
        states = {str(a): g.state.value for a, g in store.gates().items()}
        log = [(r.event, r.address) for r in store.audit() if r.event.startswith("gate")]
    assert {"infobip.PortalRole/a": "pending", TEMPLATE: "approved"} == states
    assert [("gate approved", TEMPLATE)] == log[-1:]


def test_the_record_of_a_gate_goes_with_its_document(bench):
    """A step that is no longer declared leaves nothing behind."""
    bench.write([{"kind": "infobip.PortalRole", "name": "a", "spec": {"role": "Admin"}}])
    assert 6 == bench.apply()
    bench.write([])
    assert 0 == bench.apply()

    with bench._quiet(), bench.runtime().open_state(create=False) as store:
        assert {} == store.gates()
