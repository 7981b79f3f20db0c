"""Every example can be used as it stands: on a fresh sandbox it applies once and is then at rest."""

from __future__ import annotations

import json
import os
import shutil
from contextlib import chdir
from datetime import timedelta
from pathlib import Path
from unittest import mock

import httpx
import pytest

from harness import VirtualClock
from msgops.cli.main import execute
from msgops.cli.runtime import Runtime
from msgops.sandbox.inprocess import InProcess
from msgops.sandbox.load import build
from msgops.sdk.catalog import Catalog

EXAMPLES = Path(__file__).parent.parent / "examples"
CATALOG = Catalog.installed()
SECRETS = {
    "HOOK_SECRET": "hook-canary-1",
    "CONNECTOR_HMAC_SECRET": "connector-canary-2",
    "ASSISTANT_PASSWORD": "assistant-canary-3",
    "MAP_KEY": "map-canary-4",
    "WA_PIN": "204061",
}
SANDBOX = ("infobip", "salesforce", "cxone", "fusion", "engage", "pureconnect", "genesys")
CASES = [
    (path.parent.name, environment)
    for path in sorted(EXAMPLES.glob("*/msgops.yaml"))
    for environment in ["", *sorted(e.stem for e in (path.parent / "environments").glob("*.yaml"))]
]


class Sandbox(httpx.AsyncBaseTransport):
    """All simulators in one process, each at a host of its own, which is none of the vendor's."""

    def __init__(self) -> None:
        self.simulators = {f"sandbox-{s.name}.test": s for s in build(CATALOG.providers, SANDBOX)}
        self.reached = {host: InProcess(s) for host, s in self.simulators.items()}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self.reached[request.url.host].handle_async_request(request)

    def environment(self) -> dict[str, str]:
        found = {"MSGOPS_TRUSTED_HOSTS": ",".join(self.simulators)}
        for host, simulator in self.simulators.items():
            found.update(simulator.environment(f"http://{host}"))
        return found


class Clock(VirtualClock):
    """Moves the clocks of all simulators alike."""

    def __init__(self, sandbox: Sandbox) -> None:
        first, *self.others = sandbox.simulators.values()
        super().__init__(first)

    async def sleep(self, seconds: float) -> None:
        for simulator in self.others:
            simulator.world.offset += timedelta(seconds=seconds)
        await super().sleep(seconds)


class Desk:
    """One example, copied, in front of a fresh sandbox; each call is one command in process."""

    def __init__(
        self, example: str, environment: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.root, self.capsys = tmp_path / example, capsys
        shutil.copytree(EXAMPLES / example, self.root)
        self.sandbox = Sandbox()
        self.common = ["-C", str(self.root), *(["-e", environment] if environment else [])]
        self.environ = {**self.sandbox.environment(), **SECRETS}
        self.output = ""

    def __call__(self, command: str, *words: str) -> int:
        real, clock = Runtime, Clock(self.sandbox)

        def runtime(common):
            return real(common, CATALOG, transport=self.sandbox, clock=clock)

        with (
            chdir(self.root),
            mock.patch.dict(os.environ, self.environ),
            mock.patch("msgops.cli.runtime.Runtime", runtime),
        ):
            code = execute([command, *self.common, *words])
        captured = self.capsys.readouterr()
        self.output, self.told = captured.out, captured.err
        return code

    def changes(self) -> dict[str, str]:
        """Return what the last plan would do, by address."""
        found = {c["address"]: c["action"] for c in json.loads(self.output)["changes"]}
        return {address: action for address, action in found.items() if action != "noop"}


@pytest.fixture(params=CASES, ids=lambda case: "-".join(filter(None, case)))
def desk(request, tmp_path, capsys):
    """Each example, in each of its environments."""
    return Desk(*request.param, tmp_path, capsys)


def test_there_are_examples():
    """The glob above finds what the README names."""
    assert {
        "quickstart",
        "infobip-two-way",
        "infobip-salesforce-byoc",
        "infobip-fusion",
        "cxone-whatsapp",
        "genesys-engage",
        "genesys-whatsapp",
        "pureconnect-whatsapp",
    } <= {name for name, _ in CASES}
    assert ("infobip-two-way", "chatbot") in CASES


def test_an_example_applies_once_and_is_then_at_rest(desk):
    """Valid; the first plan only creates and adopts; apply ends well; what is left waits for gates; no drift."""
    assert 0 == desk("validate"), desk.told
    assert 0 == desk("plan", "--json"), desk.told
    assert set(desk.changes().values()) <= {"create", "adopt", "gate"}
    assert desk("apply", "--yes", "--json") in (0, 6), desk.told
    held = {o["address"] for o in json.loads(desk.output)["outcomes"] if o["result"] == "waiting"}
    assert (2 if held else 0) == desk("plan", "--detailed-exitcode", "--json"), desk.output
    assert held == {a for a, action in desk.changes().items() if action != "gate"}
    assert 0 == desk("drift"), desk.output


def test_an_example_leaves_no_secret_behind(desk):
    """Neither the values of the environment nor the sandbox's credentials are in any file of the workspace.

    But in files that are rendered to be imported, which only their owner can read.
    """
    desk("plan", "--out", str(desk.root / "plan.json"))
    desk("apply", "--yes", "--format", f"html:{desk.root / 'report.html'}")
    secrets = [v for k, v in desk.environ.items() if not k.endswith(("_URL", "_HOSTS", "_USERNAME", "_USER"))]

    assert [] == [
        (path.name, number)
        for path in desk.root.rglob("*")
        if path.is_file() and not path.is_relative_to(desk.root / ".msgops" / "files")
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
