"""Every example can be used as it stands: on a fresh sandbox it applies once and is then at rest."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from unittest import mock

import pytest

from harness import VirtualClock
from msgops.cli.main import execute
from msgops.cli.runtime import Runtime
from msgops.sandbox.inprocess import InProcess
from msgops.sandbox.load import build
from msgops.sdk.catalog import Catalog

EXAMPLES = Path(__file__).parent.parent / "examples"
CATALOG = Catalog.installed()
SECRETS = {"HOOK_SECRET": "hook-canary-1", "CONNECTOR_HMAC_SECRET": "connector-canary-2"}
CASES = [
    (path.parent.name, environment)
    for path in sorted(EXAMPLES.glob("*/msgops.yaml"))
    for environment in ["", *sorted(e.stem for e in (path.parent / "environments").glob("*.yaml"))]
]


class Desk:
    """One example, copied, in front of a fresh sandbox; each call is one command in process."""

    def __init__(
        self, example: str, environment: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.root, self.capsys = tmp_path / example, capsys
        shutil.copytree(EXAMPLES / example, self.root)
        (self.simulator,) = build(CATALOG.providers, ["infobip"])
        self.common = ["-C", str(self.root), *(["-e", environment] if environment else [])]
        self.environ = {
            **self.simulator.environment("http://sandbox.test"),
            **SECRETS,
            "MSGOPS_TRUSTED_HOSTS": "sandbox.test",
        }
        self.output = ""

    def __call__(self, command: str, *words: str) -> int:
        real, clock = Runtime, VirtualClock(self.simulator)

        def runtime(common):
            return real(common, CATALOG, transport=InProcess(self.simulator), clock=clock)

        with mock.patch.dict(os.environ, self.environ), mock.patch("msgops.cli.runtime.Runtime", runtime):
            code = execute([command, *self.common, *words])
        captured = self.capsys.readouterr()
        self.output, self.told = captured.out, captured.err
        return code

    def actions(self) -> set[str]:
        """Return what the last plan would do."""
        return {c["action"] for c in json.loads(self.output)["changes"]} - {"noop"}


@pytest.fixture(params=CASES, ids=lambda case: "-".join(filter(None, case)))
def desk(request, tmp_path, capsys):
    """Each example, in each of its environments."""
    return Desk(*request.param, tmp_path, capsys)


def test_there_are_examples():
    """The glob above finds what the README names."""
    assert {"quickstart", "infobip-two-way"} <= {name for name, _ in CASES}
    assert ("infobip-two-way", "chatbot") in CASES


def test_an_example_applies_once_and_is_then_at_rest(desk):
    """Valid; the first plan only creates and adopts; apply ends well; the second plan is empty; no drift."""
    assert 0 == desk("validate"), desk.told
    assert 0 == desk("plan", "--json"), desk.told
    assert desk.actions() <= {"create", "adopt", "gate"}
    assert desk("apply", "--yes", "--json") in (0, 6), desk.told
    assert 0 == desk("plan", "--detailed-exitcode", "--json"), desk.output
    assert desk.actions() <= {"gate"}
    assert 0 == desk("drift"), desk.output


def test_an_example_leaves_no_secret_behind(desk):
    """Neither the values of the environment nor the sandbox's credentials are in any file of the workspace."""
    desk("plan", "--out", str(desk.root / "plan.json"))
    desk("apply", "--yes", "--format", f"html:{desk.root / 'report.html'}")
    secrets = [v for k, v in desk.environ.items() if not k.endswith(("_URL", "_HOSTS", "_USERNAME"))]

    assert [] == [
        (path.name, number)
        for path in desk.root.rglob("*")
        if path.is_file()
        for number, value in enumerate(secrets)
        if value.encode() in path.read_bytes()
    ]


def test_an_example_is_formatted_for_editors():
    """Each file of an example starts with the line that tells an editor its schema."""
    files = [p for p in sorted(EXAMPLES.rglob("*.yaml")) if p.parent.name != "environments"]
    wrong = {}
    for path in files:
        first = path.read_text(encoding="utf-8").partition("\n")[0]
        schema = path.parent / first.partition("$schema=")[2]
        if not (first.startswith("# yaml-language-server: $schema=") and schema.is_file()):
            wrong[str(path)] = first

    assert {} == wrong
