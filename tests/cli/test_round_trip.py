"""The whole product over a real socket, as a user runs it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from msgops.cli.main import execute
from msgops.sandbox.load import build
from msgops.sandbox.server import running
from msgops.sdk.catalog import Catalog
from security.canary import CANARY, files, leaks

EXAMPLES = Path(__file__).parents[2] / "examples"
PROFILE = "/subscriptions/1/profiles/service-cloud"


@pytest.fixture
def desk(tmp_path, monkeypatch, capsys):
    """The two-way example in front of a sandbox on a real socket."""
    (simulator,) = build(Catalog.installed().providers, ["infobip"])
    workspace = tmp_path / "ws"
    shutil.copytree(EXAMPLES / "infobip-two-way", workspace)
    with running([simulator]) as variables:
        for key, value in {**variables, "CONNECTOR_HMAC_SECRET": CANARY, "HOOK_SECRET": CANARY}.items():
            monkeypatch.setenv(key, value)
        yield Desk(workspace, variables["INFOBIP_SANDBOX_URL"], capsys)


class Desk:
    """Runs commands and keeps all they printed."""

    def __init__(self, workspace: Path, control: str, capsys) -> None:
        self.workspace, self.control, self.capsys, self.printed = workspace, control, capsys, ""

    def run(self, command: str, *words: str) -> tuple[int, str]:
        code = execute([command, "-C", str(self.workspace), *words])
        out, err = self.capsys.readouterr()
        self.printed += out + err
        return code, out

    def edit(self, path: str, body: dict, actor: str = "jane") -> None:
        answer = httpx.post(
            f"{self.control}/edit", json={"actor": actor, "method": "PUT", "path": path, "body": body}
        )
        assert 200 == answer.status_code, answer.text

    def objects(self) -> dict:
        return httpx.get(f"{self.control}/objects").json()

    def spoil_profile(self) -> None:
        self.edit(
            PROFILE,
            {
                "webhook": {"notifyUrl": "https://elsewhere.example.com/x"},
                "security": {"authId": "connector-hmac"},
            },
        )

    def lose_state(self) -> None:
        for file in (self.workspace / ".msgops").glob("state*"):
            file.unlink()


def test_the_two_way_example_is_applied_and_the_second_plan_is_empty(desk):
    """Apply of the example ends 0, and the next plan says with exit 0 that there is nothing to do."""
    assert 0 == desk.run("apply", "--yes")[0]

    code, out = desk.run("plan", "--detailed-exitcode")

    assert 0 == code
    assert "No changes." in out
    kept = [c for c in desk.objects()["inbound_configurations"] if c.get("number") == "441134960000"]
    assert all("forwarding" not in c for c in kept)


def test_drift_names_who_changed_what(desk):
    """An edit by jane in the console makes drift exit 2 and name jane, the field, before and after; apply puts it right."""
    desk.run("apply", "--yes")
    desk.spoil_profile()

    code, out = desk.run("drift", "--json")

    assert 2 == code
    (finding,) = json.loads(out)["findings"]
    assert "jane" == finding["actor"]
    assert "webhook.notify_url" == finding["field"]
    assert finding["before"].endswith("/inbound/messages")
    assert "https://elsewhere.example.com/x" == finding["after"]
    assert 0 == desk.run("apply", "--yes")[0]
    assert 0 == desk.run("drift")[0]
    assert 0 == desk.run("plan", "--detailed-exitcode")[0]


def test_a_lost_state_is_adopted_again(desk):
    """Without its state the plan shows adoptions and no create; after apply the plan is empty."""
    desk.run("apply", "--yes")
    desk.lose_state()

    _, out = desk.run("plan", "--json")

    assert {"adopt"} == {c["action"] for c in json.loads(out)["changes"]}
    assert 0 == desk.run("apply", "--yes")[0]
    assert 0 == desk.run("plan", "--detailed-exitcode")[0]


def test_a_saved_plan_is_refused_for_the_object_that_moved_only(desk):
    """A saved plan applied after an object was edited leaves that object alone, does the rest and exits 4."""
    desk.run("apply", "--yes")
    resources = desk.workspace / "resources" / "2-subscription.yaml"
    text = resources.read_text()
    resources.write_text(
        text.replace("${var.connector}/inbound/messages", "https://gateway.example.com/inbound")
        .replace("[INBOUND_MESSAGE]", "[INBOUND_MESSAGE, SEEN]")
        .replace("algorithm: HMAC_SHA_256", "algorithm: HMAC_SHA_512")
    )
    saved = str(desk.workspace / "p.json")
    assert 0 == desk.run("plan", "--out", saved)[0]
    desk.edit(
        "/subscriptions/1/subscription/WHATSAPP/whatsapp-inbound",
        {"events": ["DELIVERY"], "profile": {"profileId": "service-cloud"}},
    )

    code, out = desk.run("apply", saved, "--json")

    assert 4 == code
    results = {o["address"]: o["result"] for o in json.loads(out)["outcomes"]}
    assert "moved" == results["infobip.Subscription/whatsapp-inbound"]
    assert "done" == results["infobip.NotificationProfile/service-cloud"]
    assert "done" == results["infobip.WebhookSecurity/connector-hmac"]
    (subscription,) = desk.objects()["subscriptions"]
    assert ["DELIVERY"] == subscription["events"]


def test_lost_answers_to_every_post_double_nothing(desk):
    """With the answer of every POST lost, no object exists twice and the run converges."""
    fault = {"match": {"method": "POST", "path": "*"}, "fault": "drop_after", "times": 1000}
    httpx.post(f"{desk.control}/faults", json=fault)

    first, _ = desk.run("apply", "--yes")
    httpx.request("DELETE", f"{desk.control}/faults")

    assert first in (0, 5)
    assert 0 == desk.run("apply", "--yes")[0]
    assert 0 == desk.run("plan", "--detailed-exitcode")[0]
    found = desk.objects()
    assert [1, 1, 1] == [len(found[k]) for k in ("security", "profiles", "subscriptions")]
    assert ["msgops", "salesforce-connector"] == [k["name"] for k in found["api_keys"]]


def test_no_secret_is_written_anywhere(desk, monkeypatch, tmp_path):
    """No secret of the run is in any file, plan, report, log at the highest level or output, in any usual encoding."""
    monkeypatch.setenv("MSGOPS_LOG", "debug")
    desk.run("plan", "--out", str(desk.workspace / "p.json"))
    formats = [
        f"--format={n}:{desk.workspace / ('report.' + n)}" for n in ("json", "markdown", "html", "junit")
    ]
    desk.run("apply", "--yes", *formats)
    desk.run("plan", *formats)
    desk.spoil_profile()
    desk.run("drift", *formats)
    monkeypatch.setenv("INFOBIP_API_KEY", "wrong-" + CANARY)
    desk.run("plan")
    desk.run("export")

    haystacks = {"output": desk.printed.encode(), **files(tmp_path)}
    assert {} == leaks(haystacks, [CANARY, "sandbox-api-key-not-a-secret", "sandbox-password-not-a-secret"])
    assert len(haystacks) > 8


def test_the_demo_runs_from_start_to_end(tmp_path):
    """`msgops demo` ends 0 and its last plan says no changes."""
    done = subprocess.run(
        [sys.executable, "-m", "msgops", "demo"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "MSGOPS_HOME": str(tmp_path)},
    )

    assert 0 == done.returncode, done.stderr
    assert "jane" in done.stdout
    assert "No changes." in done.stdout.rpartition("msgops plan --detailed-exitcode")[2]
