"""Ctrl-C and SIGTERM at a real process that waits for its vendor."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading

import pytest

from msgops.cli.main import execute
from msgops.sandbox.load import build
from msgops.sandbox.server import running
from msgops.sdk.catalog import Catalog

LONG = 30
CHAIN = (("a", ""), ("b", "infobip.NotificationProfile/a"), ("c", "infobip.NotificationProfile/b"))
PROFILES = """
kind: infobip.NotificationProfile
name: {name}
depends_on: [{needs}]
spec: {{webhook: {{notify_url: "https://{name}.example.com/in"}}}}
"""


class Desk:
    """A workspace, and a vendor that holds back its answers to one method until it is told."""

    def __init__(self, root, simulator, monkeypatch) -> None:
        self.root, self.simulator = root, simulator
        self.asked, self.answer = threading.Event(), threading.Event()
        self.method = ""
        handle = simulator.handle

        def held(call, **more):
            reply = handle(call, **more)
            if call.method == self.method:
                self.asked.set()
                assert self.answer.wait(LONG)
            return reply

        monkeypatch.setattr(simulator, "handle", held)
        account = (
            "{provider: infobip, base_url: '${env:INFOBIP_BASE_URL}', api_key: '${env:INFOBIP_API_KEY}'}"
        )
        root.mkdir()
        (root / "msgops.yaml").write_text(f"workspace: t\naccounts: {{infobip: {account}}}\nresources: [r]\n")
        (root / "r").mkdir()
        (root / "r" / "all.yaml").write_text("---".join(PROFILES.format(name=n, needs=m) for n, m in CHAIN))

    def apply_until(self, method: str, *words: str) -> subprocess.Popen[str]:
        """Start an apply and return when the vendor has carried out its first call of this method."""
        self.method = method
        command = [
            sys.executable,
            "-c",
            "from msgops.cli.main import run; run()",
            "apply",
            "-C",
            str(self.root),
            *words,
        ]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.asked.wait(LONG)
        return process

    def profiles(self) -> list[str]:
        return sorted(self.simulator.world.table("profiles"))

    def again(self) -> int:
        self.method = ""
        return execute(["apply", "-C", str(self.root)])


@pytest.fixture
def desk(tmp_path, monkeypatch):
    (simulator,) = build(Catalog.installed().providers, ["infobip"])
    desk = Desk(tmp_path / "ws", simulator, monkeypatch)
    with running([simulator]) as variables:
        for key, value in variables.items():
            monkeypatch.setenv(key, value)
        yield desk
        desk.answer.set()


def signalled(process, number, *, says):
    """Send a signal and wait until the process says that it got it."""
    os.kill(process.pid, number)
    for line in process.stderr:
        if says in line:
            return
    raise AssertionError(f"it never said {says!r}")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_the_first_signal_lets_calls_in_flight_end_and_records_them(desk, number, code, capsys):
    """What the vendor carried out is in the state when the process has ended; the rest is not started."""
    process = desk.apply_until("POST")
    signalled(process, number, says="Stopping: calls in flight are finished")
    desk.answer.set()
    out, _ = process.communicate(timeout=LONG)

    assert code == process.returncode
    assert "MA102" in out
    assert ["a"] == desk.profiles()
    capsys.readouterr()
    assert 0 == execute(["state", "list", "-C", str(desk.root)])
    assert ["infobip.NotificationProfile/a"] == [w for w in capsys.readouterr().out.split() if "/" in w]
    assert 0 == execute(["audit", "verify", "-C", str(desk.root)])
    assert 0 == desk.again()
    assert ["a", "b", "c"] == desk.profiles()


def test_the_second_ctrl_c_ends_at_once_and_the_next_run_finds_out(desk):
    """The call in flight took effect; nobody waited for its answer; no object is made twice."""
    process = desk.apply_until("POST")
    signalled(process, signal.SIGINT, says="Stopping: calls in flight are finished")
    signalled(process, signal.SIGINT, says="Stopping now")
    out, err = process.communicate(timeout=LONG)

    assert 130 == process.returncode
    assert "MA107" in out
    assert "Traceback" not in out + err
    desk.answer.set()
    assert 0 == desk.again()
    assert ["a", "b", "c"] == desk.profiles()
    assert 0 == execute(["plan", "--detailed-exitcode", "-C", str(desk.root)])


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_while_reading_ends_at_once_and_frees_the_state(desk, number, code):
    """Nothing was written yet: the process ends, and the next one is not locked out."""
    process = desk.apply_until("GET")
    os.kill(process.pid, number)
    out, err = process.communicate(timeout=LONG)

    assert code == process.returncode
    assert "Traceback" not in out + err
    desk.answer.set()
    assert 0 == desk.again()


def events(desk):
    """Return the events that a run has written so far; a line that is not whole is an error."""
    text = (desk.root.parent / "events").read_text()
    assert text.endswith("\n")
    found = [json.loads(line) for line in text.splitlines()]
    assert list(range(1, len(found) + 1)) == [e["seq"] for e in found]
    return found


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_the_events_with_the_runs_end(desk, number, code):
    """What was finished and what was not started is told, then the code of the signal."""
    process = desk.apply_until("POST", "--events", str(desk.root.parent / "events"))
    signalled(process, number, says="Stopping: calls in flight are finished")
    desk.answer.set()
    process.communicate(timeout=LONG)
    told = events(desk)

    assert {"a": "done", "b": "skipped", "c": "skipped"} == {
        e["address"][-1]: e["result"] for e in told if e["event"] == "change_ended"
    }
    assert ("run_ended", code, {"done": 1, "skipped": 2}) == tuple(
        told[-1][k] for k in ("event", "exit_code", "summary")
    )


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_while_reading_ends_the_events_too(desk, number, code):
    """The end says that it was interrupted."""
    process = desk.apply_until("GET", "--events", str(desk.root.parent / "events"))
    os.kill(process.pid, number)
    process.communicate(timeout=LONG)

    assert ("run_ended", code, "interrupted") == tuple(
        events(desk)[-1][k] for k in ("event", "exit_code", "stopped")
    )


def test_what_a_killed_run_had_told_is_whole(desk):
    """Every line is there up to the call in flight, and no end."""
    process = desk.apply_until("POST", "--events", str(desk.root.parent / "events"))
    process.kill()
    process.communicate(timeout=LONG)
    told = events(desk)

    assert "change_started" == told[-1]["event"]
    desk.answer.set()
    assert 0 == desk.again()
