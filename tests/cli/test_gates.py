"""Steps that a person does: they open, are confirmed, and open again when the wish changes."""

from __future__ import annotations

import io

import pytest

from harness import Bench
from msgops.sandbox.load import build
from msgops.sdk.catalog import Catalog

CATALOG = Catalog.installed()
ROLE = "infobip.PortalRole/admin"
SENDER = "infobip.WhatsAppSender/shop"


@pytest.fixture
def bench(tmp_path):
    (simulator,) = build(CATALOG.providers, ["infobip"])
    return Bench(tmp_path / "ws", simulator)


def role(name="Account admin"):
    return {
        "kind": "infobip.PortalRole",
        "name": "admin",
        "spec": {"username": "msgops@example.com", "role": name},
    }


def sender():
    return {
        "kind": "infobip.WhatsAppSender",
        "name": "shop",
        "spec": dict(CATALOG.kind("infobip.WhatsAppSender").example),
    }


def test_a_step_of_a_person_waits_is_confirmed_and_opens_again(bench):
    """Apply exits 6 while the step is open, 0 once it is confirmed; other values open it again."""
    bench.write([role()])
    assert 6 == bench.apply()
    assert 6 == bench.run("gate", "list")
    assert ROLE in bench.last_output
    assert 0 == bench.run("gate", "show", ROLE)
    assert "Account admin" in bench.last_output
    assert 0 == bench.run("gate", "confirm", ROLE, "--note", "done in the portal")
    assert 0 == bench.apply()
    assert 0 == bench.run("gate", "list")

    bench.write([role("Integrations manager")])

    assert 6 == bench.apply()
    assert "changed since it was confirmed" in bench.plan().gates[0].reason


def test_a_check_that_does_not_hold_is_a_gate(bench):
    """A precondition that is not met is reported with what was found; met, it is no change."""
    bench.write(
        [{"kind": "infobip.Balance", "name": "credit", "spec": {"minimum": "9000", "currency": "EUR"}}]
    )
    assert 6 == bench.apply()
    assert "250" in bench.plan().gates[0].reason
    bench.write([{"kind": "infobip.Balance", "name": "credit", "spec": {"minimum": "50", "currency": "EUR"}}])
    assert 0 == bench.apply()


def test_a_code_is_read_from_stdin_and_stored_nowhere(bench, monkeypatch):
    """A wrong code is told, the right one carries on, and neither is in any file."""
    bench.write([sender()])
    assert 6 == bench.apply()
    monkeypatch.setattr("sys.stdin", io.StringIO("654321\n"))
    assert 1 == bench.run("gate", "submit", SENDER)
    assert "654321" not in bench.last_output + bench.last_errors
    monkeypatch.setattr("sys.stdin", io.StringIO("123456\n"))
    assert 0 == bench.run("gate", "submit", SENDER)

    stored = [
        p
        for p in bench.root.rglob("*")
        if p.is_file() and (b"123456" in p.read_bytes() or b"654321" in p.read_bytes())
    ]
    assert [] == stored
