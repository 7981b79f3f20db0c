"""A secret that one write makes is taken by another one of the same run, from the file in which it was kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import Bench
from msgops_infobip.simulator import build

KEY = {
    "kind": "infobip.ApiKey",
    "name": "hooks",
    "spec": {
        "permissions": ["PUBLIC_API"],
        "scope_guids": ["message:send"],
        "secret_file": "secrets/hooks.key",
    },
}


def hook(source, after=("infobip.ApiKey/hooks",)):
    """Return a webhook security with the secret of a source."""
    spec = {"type": "HMAC", "credentials": {"secret_key": source, "algorithm": "HMAC_SHA_256"}}
    return {"kind": "infobip.WebhookSecurity", "name": "hooks", "depends_on": list(after), "spec": spec}


@pytest.fixture
def bench(tmp_path, monkeypatch):
    """A workspace, which apply reaches from another directory."""
    found = Bench(tmp_path / "ws", build())
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    return found


def test_a_secret_that_is_shown_once_is_taken_by_who_needs_it(bench):
    """The file is not there when apply begins; the next plan is empty, and another content of the file is a change."""
    bench.write([KEY, hook("${file:./secrets/hooks.key}")])
    assert 0 == bench.apply(), bench.last_errors
    kept = bench.root / "secrets" / "hooks.key"
    (sent,) = bench.simulator.world.table("security").values()
    assert kept.read_text(encoding="utf-8").strip() == sent["credentials"]["secretKey"]
    assert not bench.plan().pending
    assert [] == [*Path.cwd().iterdir()], "nothing is left where apply runs"

    kept.write_text("another", encoding="utf-8")
    (change,) = bench.plan().pending
    assert "infobip.WebhookSecurity/hooks" == str(change.address)


def test_a_key_that_is_there_already_makes_no_secret(bench):
    """Without its file, elsewhere, nothing is sent again and nothing is asked for."""
    bench.write([KEY, hook("${file:secrets/hooks.key}")])
    assert 0 == bench.apply(), bench.last_errors
    (bench.root / "secrets" / "hooks.key").unlink()

    assert not bench.plan().pending


def test_a_file_that_no_write_makes_is_asked_for_before_anything_is_written(bench):
    """As ever."""
    bench.write([KEY, hook("${file:secrets/other.key}")])

    assert 1 == bench.run("apply", "--yes")
    assert 1 == bench.last_errors.count("[MC150]")
    assert not bench.entries()


def test_who_needs_a_secret_too_early_is_told(bench):
    """Without an order the file may not be there yet; another apply is enough."""
    bench.write(
        [{**KEY, "depends_on": ["infobip.WebhookSecurity/hooks"]}, hook("${file:secrets/hooks.key}", ())]
    )

    assert 5 == bench.run("apply", "--yes")
    assert "[MC150]" in bench.last_output
    assert "This run was to make it" in bench.last_output
