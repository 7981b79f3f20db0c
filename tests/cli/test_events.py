"""`--events`: one JSON object per line for everything that happens, whatever becomes of the run."""

from __future__ import annotations

import json
import os
import re
import stat
import threading
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import paper_vendor
from harness import Bench
from msgops.cli.event_stream import Stream
from msgops.report.schemas import output_schemas
from msgops.sandbox.load import build
from msgops.sdk.catalog import Catalog

EVENTS = output_schemas()["events"]
SCHEMA = Draft202012Validator(EVENTS)
KEYS = {
    one["if"]["properties"]["event"]["const"]: {*EVENTS["properties"], *one["then"]["properties"]}
    for one in EVENTS["allOf"]
}
"""What each event may tell."""
PROFILE = """\
kind: infobip.NotificationProfile
name: {name}
spec: {{webhook: {{notify_url: "https://{name}.example.com/in"}}}}
"""
WORKSHEET = """\
---
kind: infobip.PortalRole
name: admin
spec: {username: m@example.com, role: Admin}
"""


@pytest.fixture
def made(tmp_path):
    """A workspace with two profiles, in front of Infobip's simulator."""
    made = Bench(tmp_path / "ws", build(Catalog.installed().providers, ["infobip"])[0])
    made.write_text(two())
    return made


def two() -> str:
    return "---\n".join(PROFILE.format(name=n) for n in ("care", "sales"))


def read(text: str) -> list[dict]:
    """Read a stream; each line is an event by the schema and tells nothing else, the numbers of a run have no gaps."""
    found = [json.loads(line) for line in text.splitlines()]
    assert [] == [e.message for one in found for e in SCHEMA.iter_errors(one)]
    assert [] == [
        (one["event"], key) for one in found for key in one if key not in KEYS.get(one["event"], one)
    ]
    for run in {one["run"] for one in found}:
        numbers = [one["seq"] for one in found if one["run"] == run]
        assert list(range(1, len(numbers) + 1)) == numbers
    return found


def run(made, *words) -> tuple[int, list[dict]]:
    """Run a command; return its exit code and the events."""
    file = made.root.parent / "events.ndjson"
    file.unlink(missing_ok=True)
    code = made.run(*words, "--events", str(file))
    events = read(file.read_text())
    assert ["run_started", "run_ended"] == [events[0]["event"], events[-1]["event"]]
    assert code == events[-1]["exit_code"]
    return code, events


def named(events, name) -> list[dict]:
    return [e for e in events if e["event"] == name]


def test_a_plan_tells_what_it_reads_and_what_it_would_change(made):
    """The changes, figures and digest are those of the plan."""
    saved = made.root.parent / "plan.json"
    code, events = run(made, "plan", "--out", str(saved))
    plan = json.loads(saved.read_text())

    assert 0 == code
    assert ("msgops.events/1", "plan") == (events[0]["format"], events[0]["command"])
    assert {"infobip.NotificationProfile"} == {e["kind"] for e in named(events, "observed")}
    assert [c["address"] for c in plan["changes"]] == [e["address"] for e in named(events, "change_planned")]
    (planned,) = named(events, "planned")
    assert (plan["digest"], plan["summary"], plan["calls"]) == tuple(
        planned[k] for k in ("digest", "summary", "calls")
    )
    assert plan["summary"] == events[-1]["summary"]


def test_the_outcomes_are_those_of_the_report(made):
    """The last event of each address says what the report says; each change begins once and ends."""
    made.write_text(two() + WORKSHEET)
    report = made.root.parent / "report.json"
    code, events = run(made, "apply", "--yes", "--format", f"json:{report}")
    told = {e["address"]: e for e in named(events, "change_ended")}
    outcomes = json.loads(report.read_text())["outcomes"]

    assert 6 == code
    assert {o["address"]: o for o in outcomes} == {
        a: {k: e[k] for k in ("address", "action", "result", "id", "error")} for a, e in told.items()
    }
    assert sorted(o["address"] for o in outcomes if o["result"] == "done") == sorted(
        e["address"] for e in named(events, "change_started")
    )
    assert ["infobip.PortalRole/admin"] == [e["address"] for e in named(events, "gate_open")]
    assert json.loads(report.read_text())["summary"] == events[-1]["summary"]


def test_the_run_and_its_request_ids_are_those_of_the_log(tmp_path):
    """`history` and the vendor's ids lead from an event to the audit log and to the vendor's support."""
    bench = Bench(
        tmp_path / "ws",
        paper_vendor.simulator(),
        provider="paper",
        catalog=paper_vendor.catalog(),
        account=paper_vendor.ACCOUNT,
    )
    bench.write([{"kind": "paper.Flow", "name": "ask", "spec": {"text": "one"}}])
    _, events = run(bench, "apply", "--yes")
    bench.run("history", "--json")
    (done,) = json.loads(bench.last_output)["runs"]

    assert done["id"] == named(events, "apply_started")[0]["history"]
    assert [["r-1"]] == [e["request_ids"] for e in named(events, "change_ended")]


def test_a_change_that_does_not_read_back_is_told_again(made, monkeypatch):
    """The correction is marked as one, and it is what the report says."""
    made.write_text(PROFILE.format(name="care"))
    real = made.simulator.handle

    def forgets(call, **more):
        reply = real(call, **more)
        if call.method == "POST":
            made.simulator.world.table("profiles").clear()
        return reply

    monkeypatch.setattr(made.simulator, "handle", forgets)
    code, events = run(made, "apply", "--yes")

    assert 5 == code
    assert [("done", False), ("failed", True)] == [
        (e["result"], e["revised"]) for e in named(events, "change_ended")
    ]


def test_drift_is_told_without_values(made):
    """Address, field, class and person are told; what the field holds stands in the report."""
    assert 0 == made.run("apply", "--yes"), made.last_errors
    made.simulator.world.table("profiles")["care"]["webhook"]["notifyUrl"] = "https://evil.example.com"
    code, events = run(made, "drift")

    assert 2 == code
    (found,) = named(events, "drift_found")
    assert ("infobip.NotificationProfile/care", "changed", "webhook.notify_url") == tuple(
        found[k] for k in ("address", "class", "field")
    )
    assert "evil" not in json.dumps(events)
    assert {"changed": 1} == events[-1]["summary"]


def test_trouble_is_told_when_it_comes(made):
    """The faults of the stream add up to those of the report."""
    made.simulator.add_fault("*", "*", "429", 3, {})
    report = made.root.parent / "report.json"
    code, events = run(made, "plan", "--format", f"json:{report}")
    (fault,) = json.loads(report.read_text())["faults"]
    met = named(events, "fault_met")

    assert 0 == code
    assert (fault["count"], fault["repeated"]) == (len(met), sum(e["repeated"] for e in met))
    assert {(fault["account"], fault["fault"])} == {(e["account"], e["fault"]) for e in met}
    assert abs(fault["waited_seconds"] - sum(e["waited_seconds"] for e in met)) < 0.1


def test_a_refusal_is_told(made):
    """What a guard refuses is an event, and nothing was started."""
    assert 0 == made.run("apply", "--yes"), made.last_errors
    made.write_file("msgops.yaml", (made.root / "msgops.yaml").read_text() + "policy: {max_deletes: 0}\n")
    made.write_text("# nothing\n")
    code, events = run(made, "apply", "--yes")

    assert 3 == code
    assert [("refused", "MG101")] == [
        (e["role"], e["diagnostic"]["code"]) for e in named(events, "diagnostic")
    ]
    assert [] == named(events, "change_started")


def test_files_that_are_wrong_end_the_stream_too(made):
    """Each error is told, then the exit code."""
    made.write_text("kind: infobip.Nothing\nname: x\nspec: {}\n")
    code, events = run(made, "plan")

    assert 1 == code
    assert ["run_started", "diagnostic", "run_ended"] == [e["event"] for e in events]
    assert "error" == events[-1]["stopped"]


def test_a_bug_ends_the_stream_without_its_text(made, monkeypatch):
    """What an exception says may hold anything."""
    monkeypatch.setattr("msgops.report.render.render_plan", lambda *_, **__: 1 / 0)
    code, events = run(made, "plan")

    assert (1, "bug") == (code, events[-1]["stopped"])
    assert "division" not in json.dumps(events)


def test_an_event_that_is_not_known_is_valid():
    """A reader of this version can read the next one's stream."""
    some = {"event": "moon_rose", "at": "2027-01-01T00:00:00.000Z", "seq": 1, "run": "x", "more": {}}

    assert SCHEMA.is_valid(some)
    assert not SCHEMA.is_valid({**some, "event": "run_ended"})
    assert not SCHEMA.is_valid({**some, "seq": 0})


def test_the_page_shows_real_events():
    """The sample is a whole run by the schema, and the table names every event there is."""
    page = (Path(__file__).parents[2] / "docs/how-to/events.md").read_text(encoding="utf-8")
    sample = read(page.partition("```json\n")[2].partition("```")[0])
    rows = re.findall(r"^\| (`.*?`) \|", page, re.MULTILINE)

    assert ["run_started", "run_ended"] == [sample[0]["event"], sample[-1]["event"]]
    assert KEYS.keys() == {name for row in rows for name in re.findall("`(.*?)`", row)}


def test_the_file_is_the_owners_alone_and_runs_add_to_it(made):
    """A line that an earlier run left torn does not spoil the next one."""
    file = made.root.parent / "events"
    made.environ["MSGOPS_EVENTS"] = str(file)
    assert 0 == made.run("plan")
    assert 0o600 == stat.S_IMODE(file.stat().st_mode)
    first = file.read_text()
    file.write_text(first + '{"event":"obs')
    assert 0 == made.run("plan")

    lines = file.read_text().splitlines(keepends=True)
    events = read("".join(line for line in lines if line != '{"event":"obs\n'))
    assert 2 == len(named(events, "run_started"))
    assert 2 == len({e["run"] for e in events})


def test_accepting_drift_is_no_run_of_its_own(made):
    """The variable of a pipeline does not make `drift accept` tell a run that did not happen."""
    made.environ["MSGOPS_EVENTS"] = str(made.root.parent / "events")
    made.run("drift", "accept", "--dry-run")

    assert not (made.root.parent / "events").exists()


@pytest.mark.parametrize("file", ["missing/events", "/dev/full", "."])
def test_a_file_that_takes_nothing_is_refused_before_anything_is_done(made, file, monkeypatch):
    """No call is made and no state is begun."""
    monkeypatch.setattr(made.simulator, "handle", None)
    assert made.run("apply", "--yes", "--events", str(made.root.parent / file)) in (1, 64)
    assert not (made.root / ".msgops").exists()


def test_stdout_is_not_for_events(made):
    """The result goes there; the error names what does instead."""
    assert 64 == made.run("plan", "--events", "-")
    assert "/dev/fd/3" in made.last_errors


def test_events_do_not_go_through_a_link_of_the_workspace(made):
    """A committed link does not lead them elsewhere."""
    victim = made.root.parent / "victim"
    victim.write_text("mine\n")
    (made.root / "events").symlink_to(victim)

    assert 1 == made.run("plan", "--events", str(made.root / "events"))
    assert "mine\n" == victim.read_text()


def test_a_reader_that_goes_away_does_not_stop_an_apply(made, monkeypatch):
    """The warning is given once; the apply does all it would do."""
    pipe = made.root.parent / "pipe"
    os.mkfifo(pipe)
    first: list[str] = []

    def listen() -> None:
        with pipe.open() as file:
            first.append(file.readline())

    reader = threading.Thread(target=listen)
    reader.start()
    real = made.simulator.handle

    def after_it_left(call, **more):
        reader.join()
        return real(call, **more)

    monkeypatch.setattr(made.simulator, "handle", after_it_left)
    assert 0 == made.run("apply", "--yes", "--events", str(pipe)), made.last_errors
    assert "run_started" == json.loads(first[0])["event"]
    assert 1 == made.last_errors.count("The events end here")
    assert ["care", "sales"] == sorted(made.simulator.world.table("profiles"))


def test_a_stream_is_whole_though_threads_share_it(tmp_path):
    """Numbers stay without gaps and lines do not mix."""
    from datetime import UTC, datetime

    stream = Stream(str(tmp_path / "events"), root=tmp_path)
    threads = [
        threading.Thread(
            target=lambda: [stream.write("x", {"text": "y" * 5000}, datetime.now(UTC)) for _ in range(50)]
        )
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stream.close()

    assert 200 == len(read((tmp_path / "events").read_text()))
