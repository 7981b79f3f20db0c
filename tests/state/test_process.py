"""The facts of telling processes apart: dead is said only of what is dead for certain."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from msgops.state import process

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="only Linux tells so exactly")


@pytest.fixture
def child():
    """A process that lives until its stdin is closed, and its identity."""
    script = "import sys; from msgops.state import process; print(process.identity(), flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as started:
        yield started, started.stdout.readline().strip()
        started.kill()


def test_a_process_knows_itself(child):
    """Two processes have two identities, of the same boot and namespace."""
    mine, theirs = process.identity(), child[1]

    assert (str(os.getpid()), str(child[0].pid)) == (mine.split()[2], theirs.split()[2])
    assert mine.split()[:2] == theirs.split()[:2]


def test_a_living_process_lives(child):
    """Neither this process nor another one that runs has ended."""
    assert (False, False) == (process.ended(process.identity()), process.ended(child[1]))


def test_a_killed_process_has_ended(child):
    """A process has ended as soon as it was killed, also while nobody has collected it, and after."""
    started, identity = child
    started.kill()
    os.waitid(os.P_PID, started.pid, os.WEXITED | os.WNOWAIT)
    assert process.ended(identity)
    started.wait()
    assert process.ended(identity)


def test_another_process_under_the_same_number_is_another(child):
    """A number that was given anew belongs to a process with another start time."""
    *same, start = child[1].split()

    assert process.ended(" ".join([*same, str(int(start) + 1)]))


@pytest.mark.parametrize("part", [0, 1])
def test_a_process_of_elsewhere_is_not_judged(child, part):
    """What another boot, machine or container ran may live, whatever its number says here."""
    started, identity = child
    started.kill()
    started.wait()
    elsewhere = identity.split()
    elsewhere[part] = "elsewhere"

    assert not process.ended(" ".join(elsewhere))


@pytest.mark.parametrize("number", ["", "x", "99999999999999999999", "1 2 3"])
def test_a_malformed_identity_is_not_judged(number):
    """What cannot be read lives until it expires."""
    here = " ".join(process.identity().split()[:2])

    assert (False, False) == (process.ended(number), process.ended(f"{here} {number} 1"))


def test_a_system_that_does_not_tell_leaves_it_to_the_expiry(monkeypatch, tmp_path, child):
    """Without /proc, or with that of another namespace, there is no identity and nobody is judged."""
    started, identity = child
    started.kill()
    started.wait()
    monkeypatch.setattr(process, "_PROC", tmp_path)
    assert ("", False) == (process.identity(), process.ended(identity))
    for name in ("sys/kernel/random", "1/ns"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "sys/kernel/random/boot_id").write_text("boot\n")
    (tmp_path / "1/ns/pid").symlink_to("pid:[1]")
    (tmp_path / "self").symlink_to("1")
    assert "" == process.identity()


def test_a_process_that_may_not_be_signalled_lives(monkeypatch, child):
    """Another user's process is there, even though it cannot be touched."""

    def refuse(*_):
        raise PermissionError

    with monkeypatch.context() as patched:
        patched.setattr(process.os, "kill", refuse)
        assert not process.ended(child[1])
