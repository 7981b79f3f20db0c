"""What others' clients show of the simulated org: the matrix of their tests, run, as a page."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from salesforce_simulator.matrix import MATRIX
from salesforce_simulator.test_jsforce import VERSION as JSFORCE

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "coverage" / "salesforce-clients.md"
TESTS = "tests/salesforce_simulator"
_FILES = {
    "simple-salesforce": ("test_simple_salesforce.py", "test_simple_salesforce_metadata.py"),
    "jsforce": ("test_jsforce.py",),
    "sf": ("test_sf_command_line.py",),
}
CLIENTS = tuple(_FILES)
_OUTCOME = re.compile(rf"^(PASSED|FAILED|ERROR) {TESTS}/(\S+?)::(.+?)(?: - .*)?$", re.MULTILINE)
_SKIPPED = re.compile(rf"^SKIPPED \[\d+\] {TESTS}/(\S+?):\d+: (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Run:
    """What became of the tests by `file::name`, and why files were skipped."""

    outcomes: Mapping[str, str]
    skipped: Mapping[str, str]
    versions: Mapping[str, str]


def run() -> Run:
    """Run the tests of all clients."""
    files = [f"{TESTS}/{name}" for names in _FILES.values() for name in names]
    words = [sys.executable, "-m", "pytest", "-p", "no:randomly", "--tb=no", "-rA", *files]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    told = done.stdout
    return Run(
        {f"{m[2]}::{m[3]}": m[1].lower() for m in _OUTCOME.finditer(told)},
        {m[1]: m[2] for m in _SKIPPED.finditer(told)},
        {"simple-salesforce": version("simple-salesforce"), "jsforce": JSFORCE, "sf": _sf()},
    )


def _sf() -> str:
    command = os.environ.get("MSGOPS_SF", "")
    if not command:
        return "not run"
    done = subprocess.run([command, "--version"], capture_output=True, text=True, check=True)
    return done.stdout.split()[0].rpartition("/")[2]


def page(found: Run) -> str:
    """Return the page."""
    lines = [
        "# Coverage: others' clients on the simulated org",
        "",
        "The simulated org is judged by clients that others wrote for Salesforce: unmodified, over TLS. Each cell is a test of",
        f"`{TESTS}` and what came of it when this page was made (`make docs`):",
        "the row of the matrix, shown with this client.",
        "",
        "| Client | Version | Tests | Passed |",
        "|---|---|---|---|",
        *(f"| {client} | {found.versions[client]} | {_count(found, client)} |" for client in CLIENTS),
        "",
        "| Row | simple-salesforce | jsforce |",
        "|---|---|---|",
    ]
    for row, tests in MATRIX.items():
        cells = (_cell(found, tests[client]) for client in ("simple-salesforce", "jsforce"))
        lines.append(f"| {row} | {' | '.join(cells)} |")
    lines += ["", *_command_line(found)]
    return "\n".join(lines) + "\n"


def _count(found: Run, client: str) -> str:
    mine = [o for test, o in found.outcomes.items() if test.partition("::")[0] in _FILES[client]]
    if not mine:
        return f"not run: {found.skipped.get(_FILES[client][0], 'no test was found')} | 0"
    return f"{len(mine)} | {mine.count('passed')}"


def _cell(found: Run, test: str) -> str:
    # An id of pytest has what is expected behind the step.
    known = [o for t, o in found.outcomes.items() if t == test or t.startswith(f"{test[:-1]}-")]
    return f"{known[0] if known else 'not run'}: `{test.partition('::')[2]}`"


def _command_line(found: Run) -> list[str]:
    """Return what is said of the sf command line, which is no library: it has no row of its own."""
    (file,) = _FILES["sf"]
    text = (ROOT / TESTS / file).read_text(encoding="utf-8")
    return [
        "The command line `sf` logs in with a signed assertion and does what its commands do, not single calls, so it has no",
        "column above. It is not installed with the tests, because it is 290 MB: the variable `MSGOPS_SF` names it.",
        "",
        "| Test of sf | Result |",
        "|---|---|",
        *(
            f"| `{name}` | {found.outcomes.get(f'{file}::{name}', 'not run')} |"
            for name in re.findall(r"^def (test_\w+)", text, re.MULTILINE)
        ),
        "",
        "What the clients cannot do: simple-salesforce has no call of its own for composite graphs, its `restful` sends them; none",
        "knows plans, so of the stale plan they show what tells of it, the date and the author of a change; `sf` shows none of the",
        "rows by itself.",
    ]
