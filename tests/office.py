"""An example in front of simulators on ports: each call is one command of a real workspace, over real sockets."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from pathlib import Path
from unittest import mock

import httpx

from msgops.cli.main import execute
from msgops.cli.runtime import Runtime
from msgops.sdk.catalog import Catalog
from msgops.sdk.clock import SystemClock
from msgops.sdk.kind import Hand

EXAMPLES = Path(__file__).parent.parent / "examples"
CATALOG = Catalog.installed()


class Hasty(SystemClock):
    """Real time on which pauses are skipped."""

    skipped = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self.skipped

    async def sleep(self, seconds: float) -> None:
        self.skipped += seconds
        await asyncio.sleep(0)


class Office:
    """An example, copied; `variables` are those that the running sandbox gave."""

    def __init__(self, example, root, variables, capsys):
        self.root, self.variables, self.capsys = root, variables, capsys
        shutil.copytree(EXAMPLES / example, root)
        self.environ = {**variables, "MSGOPS_HOME": str(root.parent / "home")}
        self.output = self.told = ""

    def __call__(self, command, *words):
        """Run a command and return its exit code; what it printed is in `output` and `told`."""
        real = Runtime

        def runtime(common):
            return real(common, CATALOG, clock=Hasty())

        with mock.patch.dict(os.environ, self.environ), mock.patch("msgops.cli.runtime.Runtime", runtime):
            code = execute([*command.split(), "-C", str(self.root), *words])
        captured = self.capsys.readouterr()
        self.output, self.told = captured.out, captured.err
        return code

    def changes(self, *words):
        """Plan and return the changes that are pending, by address."""
        assert 0 == self("plan", "--json", *words), self.told
        found = json.loads(self.output)["changes"]
        return {c["address"]: c for c in found if c["action"] not in ("noop", "gate")}

    def gates(self, hand=None):
        """Return the open gates, by address; those of one hand."""
        self("gate list", "--json")
        found = {g["address"]: g for g in json.loads(self.output)}
        return {a: g for a, g in found.items() if hand in (None, hand_of(a))}

    def operate(self, provider, action, body):
        """Do what a person does in the vendor's console."""
        url = f"{self.variables[f'{provider.upper()}_SANDBOX_URL']}/edit"
        sent = {"method": "POST", "path": f"/_operator/{action}", "actor": "alma", "body": body}
        answer = httpx.post(url, json=sent)
        assert answer.status_code < 300, answer.text


def hand_of(address: str) -> Hand:
    """Return who does an address."""
    return CATALOG.kind(address.partition("/")[0]).hand
