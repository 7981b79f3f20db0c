"""A bounded part of the crash matrix; `make crash` runs all of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
FORGETFUL = """
import sys
sys.path.insert(0, "tests")
from msgops.state.store import Store
Store.unsettled = lambda self: []
from crash.__main__ import main
sys.exit(main())
"""
"""The matrix over a product that never looks into its journal."""
RASH = """
import sys
sys.path.insert(0, "tests")
from msgops.state.store import Store
put = Store.put_gate
def early(self, gate):
    print(f"{gate.address}: confirmed.", flush=True)
    put(self, gate)
Store.put_gate = early
from crash.__main__ import main
sys.exit(main())
"""
"""The matrix over a product that says that a step is confirmed before it has recorded it."""


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, text=True, timeout=900, check=False
    )


def test_a_killed_run_leaves_nothing_that_the_next_one_does_not_put_right():
    """Some kills, evenly spread: one live object, a true state, an empty plan, a settled journal."""
    ended = _run(
        "-m", "tests.crash", "--kinds", "infobip.Tag", "infobip.Queue", "--operations", "create", "--thin", "4",
        "--variants", "plain", "lag 30 s", "--jobs", "1",
    )  # fmt: skip

    assert 0 == ended.returncode, ended.stdout + ended.stderr
    assert "16 kills" in ended.stdout


def test_the_matrix_finds_what_a_product_without_a_journal_doubles():
    """The check can fail: where a list lags and the journal is not read, a second object appears."""
    ended = _run(
        "-c", FORGETFUL, "--kinds", "infobip.Queue", "--operations", "create", "--variants", "lag 30 s",
        "--points", "write sent", "--jobs", "1",
    )  # fmt: skip

    assert 1 == ended.returncode
    assert "two live objects of one key" in ended.stderr


def test_a_confirmation_is_neither_lost_nor_doubled():
    """Kills while a gate opens and while a person confirms: what was told is recorded, once, and the log is whole."""
    ended = _run(
        "-m", "tests.crash", "--kinds", "infobip.PortalRole", "--operations", "open", "confirm",
        "--thin", "6", "--jobs", "1",
    )  # fmt: skip

    assert 0 == ended.returncode, ended.stdout + ended.stderr
    assert "12 kills" in ended.stdout


def test_the_matrix_finds_a_confirmation_that_was_told_and_is_lost():
    """The check can fail: whoever read that it is confirmed would never do it again."""
    ended = _run(
        "-c", RASH, "--kinds", "infobip.PortalRole", "--operations", "confirm", "--points", "commit", "--jobs", "1",
    )  # fmt: skip

    assert 1 == ended.returncode
    assert "a confirmation that was told is lost" in ended.stderr
