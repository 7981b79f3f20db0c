"""Two real processes and one state: one works, the other is told; the dead are succeeded and cannot come back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from msgops.model.diagnostic import LockedError
from state.states import code_of, entry

PAST = "UPDATE lease SET expires = '2020-01-01T00:00:00+00:00'"
RUN = """
import sys
from pathlib import Path
from msgops.cli.exits import of_error
from msgops.model.diagnostic import StateError
from msgops.model.address import Address
from msgops.model.state import StateEntry
from msgops.state import hold
from msgops.state.store import Store

hold.BEAT_SECONDS = 3600
url, base, name = sys.argv[1:]
entry = StateEntry(Address("infobip", "Tag", name), "infobip", "id", {})
try:
    with Store.open(url, workspace="shop", environment="", base=Path(base), create=True) as store:
        with store.lease("apply") as held:
            print("held", held.lease.token, flush=True)
            if sys.stdin.readline() == "write\\n":
                store.put_entries([entry])
                print("written", flush=True)
except StateError as error:
    (told,) = error.diagnostics
    print(told.code, told.detail, flush=True)
    sys.exit(of_error(error))
"""
"""A run that says when it holds the state, and writes one record when it is told to; without a heartbeat, so that
the expiry stands still."""

linux = pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="elsewhere a dead holder is known by its expiry alone"
)


class Run:
    """One run in a process of its own."""

    def __init__(self, place, name, actor="jane"):
        self.process = subprocess.Popen(
            [sys.executable, "-c", RUN, place.url, str(place.base), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "MSGOPS_ACTOR": actor},
        )
        self.said = self.line()

    def line(self):
        return self.process.stdout.readline().strip()

    def write(self):
        """Let it write; returns what it says of it."""
        self.process.stdin.write("write\n")
        self.process.stdin.flush()
        return self.line()

    def stop(self):
        """Stop it where it is, and wait until it is stopped."""
        self.process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, self.process.pid, os.WSTOPPED)

    def end(self):
        """Let it end; returns its exit code."""
        self.process.stdin.close()
        self.process.stdout.close()
        return self.process.wait(30)

    def kill(self):
        self.process.kill()
        self.process.wait(30)


@pytest.fixture
def start(place):
    """Starts runs over one state; none is left behind."""
    runs = []

    def start(name, **options):
        runs.append(Run(place, name, **options))
        return runs[-1]

    yield start
    for run in runs:
        run.process.kill()
        run.process.wait(30)
        run.process.stdin.close()
        run.process.stdout.close()


def _records(place):
    with place.open(create=False) as store:
        assert store.verify_audit() is None
        return [a.name for a in sorted(store.entries())]


def test_one_works_and_the_other_exits_seven(place, start):
    """The second run names holder, purpose and expiry and exits 7; the first one is not disturbed."""
    first = start("first", actor="repo:shop:ref")
    second = start("second")
    ((until,),) = place.rows("SELECT expires FROM lease")

    assert ("held 1", 7) == (first.said, second.end())
    assert second.said.startswith("MS020 repo:shop:ref on ")
    assert " holds it for apply since " in second.said
    assert second.said.endswith(f"until {until}")
    assert ("written", 0, ["first"]) == (first.write(), first.end(), _records(place))


def test_the_next_run_works_after_the_first_one_has_ended(place, start):
    """Two runs one after the other both write."""
    for number, name in enumerate(["a", "b"], 1):
        run = start(name)
        assert (f"held {number}", "written", 0) == (run.said, run.write(), run.end())

    assert ["a", "b"] == _records(place)


@linux
def test_a_killed_holder_is_succeeded_at_once(place, start):
    """After kill -9 of a run of this machine the next one need not wait."""
    start("killed").kill()
    next_ = start("next")

    assert ("held 2", "written") == (next_.said, next_.write())


def test_a_killed_holder_of_elsewhere_is_succeeded_after_its_expiry(place, start):
    """Whether a run of another machine lives nobody knows, so the next run waits until it has expired."""
    start("killed").kill()
    place.sql("UPDATE lease SET process = 'elsewhere pid:[1] 1 1', host = 'elsewhere'")
    early = start("early")
    assert ("MS020", 7) == (early.said[:5], early.end())
    place.sql(PAST)
    late = start("late")

    assert ("held 2", "written", ["late"]) == (late.said, late.write(), _records(place))


def test_a_stopped_holder_that_goes_on_is_refused(place, start):
    """A run that was stopped past its expiry and goes on writes nothing: another one has the state."""
    zombie = start("zombie")
    zombie.stop()
    place.sql(PAST)
    next_ = start("next")
    assert "held 2" == next_.said
    zombie.process.send_signal(signal.SIGCONT)

    assert "MS021" == zombie.write()[:5]
    assert (7, "written", ["next"]) == (zombie.end(), next_.write(), _records(place))


def test_a_holder_that_was_unlocked_is_refused(place, start):
    """A run that somebody cut off writes nothing more, though nobody has taken the state since."""
    zombie = start("zombie")
    with place.open() as store:
        store.unlock(store.tenure())

    assert ("MS021", 7, []) == (zombie.write()[:5], zombie.end(), _records(place))


def test_a_store_that_was_kept_open_is_refused(place, start, monkeypatch):
    """This process held the state, lost it to another one, and its late write is refused."""
    monkeypatch.setattr("msgops.state.hold.BEAT_SECONDS", 3600)
    with place.open() as store, store.lease("apply") as hold:
        place.sql(PAST)
        next_ = start("next")
        assert "held 2" == next_.said
        with pytest.raises(LockedError) as error:
            store.put_entries([entry("late")])
        assert ("MS021", True) == (code_of(error), hold.lost.is_set())
        assert ("written", ["next"]) == (next_.write(), _records(place))


def test_apply_exits_seven_while_another_run_holds_the_state(place, start, tmp_path_factory, monkeypatch):
    """The command itself, in a process of its own: exit 7, and who holds the state until when."""
    monkeypatch.setenv("MSGOPS_HOME", str(tmp_path_factory.mktemp("home")))  # no workspace holds the key
    start("first", actor="repo:shop:ref")
    (place.base / "resources").mkdir()
    (place.base / "msgops.yaml").write_text(f"workspace: shop\naccounts: {{}}\nstate: {place.url}\n")
    done = subprocess.run(
        [sys.executable, "-m", "msgops", "apply", "--yes", "-C", str(place.base)],
        capture_output=True,
        text=True,
        check=False,
    )
    ((until,),) = place.rows("SELECT expires FROM lease")

    assert (7, "") == (done.returncode, done.stdout)
    assert "repo:shop:ref on " in done.stderr
    assert until in done.stderr
    assert "msgops state unlock" in done.stderr
