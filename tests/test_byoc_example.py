"""The whole of Infobip with Salesforce, over real sockets: both simulators, a person at the gates, and back again."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from pathlib import Path
from unittest import mock

import httpx
import pytest

from msgops.cli.main import execute
from msgops.cli.runtime import Runtime
from msgops.sandbox.load import build
from msgops.sandbox.server import running
from msgops.sdk.catalog import Catalog
from msgops.sdk.clock import SystemClock
from msgops.sdk.kind import Hand

EXAMPLE = Path(__file__).parent.parent / "examples" / "infobip-salesforce-byoc"
CATALOG = Catalog.installed()
CHANNEL = {
    "name": "Infobip_WhatsApp",
    "label": "Infobip WhatsApp",
    "definition": "Infobip_ChannelDefinition",
    "accept_terms": True,
}
BY_HAND = {
    "salesforce.NewMessagingChannel/care": ("channel", CHANNEL),
    "salesforce.CustomerAppLink/care": (
        "link-app",
        {"definition": "Infobip_ChannelDefinition", "app": "Infobip_ConnectedApp"},
    ),
}
"""What the person at a gate does in Setup, where the org can tell whether they did."""
FIRST_MESSAGE = "salesforce.TestSession/care"


class Hasty(SystemClock):
    """Real time on which pauses are skipped."""

    skipped = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self.skipped

    async def sleep(self, seconds: float) -> None:
        self.skipped += seconds
        await asyncio.sleep(0)


class Office:
    """The example, copied, in front of two simulators on ports; each call is one command."""

    def __init__(self, root, variables, capsys):
        self.root, self.variables, self.capsys = root, variables, capsys
        shutil.copytree(EXAMPLE, root)
        self.environ = {**variables, "MSGOPS_HOME": str(root.parent / "home")}
        self.output = self.told = ""

    def __call__(self, command, *words):
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

    def gates(self):
        """Return the open gates, by address."""
        self("gate list", "--json")
        return {g["address"]: g for g in json.loads(self.output)}

    def operate(self, action, body):
        """Do what a person does in the org."""
        url = f"{self.variables['SALESFORCE_SANDBOX_URL']}/edit"
        sent = {"method": "POST", "path": f"/_operator/{action}", "actor": "alma", "body": body}
        answer = httpx.post(url, json=sent)
        assert answer.status_code < 300, answer.text

    def confirm(self, address):
        """Do the step, then say so."""
        if address in BY_HAND:
            self.operate(*BY_HAND[address])
        assert 0 == self("gate confirm", address, "--note", "Ticket 4711"), self.told


def steps(gates):
    """Return what a person does, in an order in which it can be done: the channel first."""
    found = [a for a in gates if CATALOG.kind(a.partition("/")[0]).hand is Hand.PERSON]
    return sorted(found, key=lambda a: (a not in BY_HAND, list(BY_HAND).index(a) if a in BY_HAND else 0, a))


@pytest.fixture
def office(tmp_path, capsys):
    simulators = build(CATALOG.providers, ["infobip", "salesforce"])
    with running(simulators) as variables:
        yield Office(tmp_path / "ws", variables, capsys)


def test_the_whole_guide_is_applied_with_a_person_at_the_gates(office):
    """Plan; apply waits; every gate is confirmed; apply; the first message comes; nothing is left to do."""
    assert set(office.changes()) & {"salesforce.Queue/care", "infobip.NotificationProfile/care"}
    assert 6 == office("apply", "--yes"), office.told + office.output
    for address in steps(office.gates()):
        office.confirm(address)
    assert 6 == office("apply", "--yes"), office.told + office.output
    assert {FIRST_MESSAGE} == set(office.gates())
    office.operate("message", {"channel": "Infobip_WhatsApp"})
    assert 0 == office("apply", "--yes"), office.told + office.output
    assert {} == office.changes()
    assert 0 == office("plan", "--detailed-exitcode"), office.output
    assert 0 == office("drift"), office.output
