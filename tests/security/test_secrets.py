"""When secrets are read, what is kept of them, and what a stolen state tells: nothing."""

from __future__ import annotations

import hashlib
import hmac
import json
import re

import httpx
import pytest

from harness import Bench
from msgops.sandbox.inprocess import InProcess
from msgops.sandbox.load import build
from msgops.sdk.catalog import Catalog
from msgops.state.fingerprint import fingerprint_key
from security.canary import CANARY, files

CATALOG = Catalog.installed()


class Counting(httpx.AsyncBaseTransport):
    """Counts what reaches the vendor."""

    def __init__(self, simulator) -> None:
        self.inner, self.methods = InProcess(simulator), []

    async def handle_async_request(self, request):
        self.methods.append(request.method)
        return await self.inner.handle_async_request(request)


def hook(name, source, **envelope):
    credentials = {"secret_key": source, "algorithm": "HMAC_SHA_256"}
    spec = {"type": "HMAC", "credentials": credentials}
    return {"kind": "infobip.WebhookSecurity", "name": name, "spec": spec, **envelope}


@pytest.fixture
def bench(tmp_path):
    (simulator,) = build(CATALOG.providers, ["infobip"])
    return Bench(tmp_path / "ws", simulator, transport=Counting(simulator))


def writes(bench):
    return [m for m in bench.transport.methods if m != "GET"]


def test_r61_a_plan_needs_no_secret_of_a_resource(bench):
    """Without the variable and without the file the plan is the same as with them, before and after an apply."""
    bench.write([hook("a", "${env:HOOK}"), hook("b", "${file:secrets/hook}")])
    assert {"infobip.WebhookSecurity/a": "create", "infobip.WebhookSecurity/b": "create"} == bench.actions(
        bench.plan()
    )
    bench.environ["HOOK"] = CANARY
    bench.write_file("secrets/hook", CANARY)
    assert 0 == bench.apply()

    del bench.environ["HOOK"]
    (bench.root / "secrets" / "hook").unlink()

    assert {} == bench.actions(bench.plan())


@pytest.mark.parametrize(
    "source", ["${env:ABSENT}", "${env:EMPTY}", "${file:secrets/absent}", "${file:secrets/empty}"]
)
def test_every_source_is_read_before_the_first_write(bench, source):
    """One secret without a value among many, at the last resource: nothing is written, and all that lack one are named."""
    bench.environ.update({"HOOK": CANARY, "EMPTY": ""})
    bench.write_file("secrets/empty", "\n")
    bench.write([*(hook(f"a{n}", "${env:HOOK}") for n in range(5)), hook("y", source), hook("z", source)])

    assert 1 == bench.run("apply", "--yes")

    assert [] == writes(bench)
    assert 2 == bench.last_errors.count("[MC150]")
    assert "resources/all.yaml:" in bench.last_errors


def test_every_account_is_opened_before_the_first_call(bench):
    """A second account without its key: the first one is not even read."""
    text = (bench.root / "msgops.yaml").read_text()
    other = "  other: {provider: infobip, base_url: 'https://b.api.infobip.com', api_key: '${env:ABSENT}'}\n"
    bench.write_file("msgops.yaml", text.replace("accounts:\n", f"accounts:\n{other}"))
    bench.environ["HOOK"] = CANARY
    bench.write([hook("a", "${env:HOOK}", account="infobip"), hook("b", "${env:HOOK}", account="other")])

    for command in (("plan",), ("apply", "--yes")):
        assert 1 == bench.run(*command)
        assert "[MC160]" in bench.last_errors
    assert [] == bench.transport.methods


def test_a_value_that_changes_during_a_run_is_sent_as_it_was_read(bench, monkeypatch):
    """A source is read once: what was checked is what is sent."""
    bench.environ["HOOK"] = CANARY
    bench.write([hook(f"a{n}", "${env:HOOK}") for n in range(3)])
    sent = []
    inner = bench.transport.handle_async_request

    async def change(request):
        if request.method == "POST":
            sent.append(json.loads(request.content)["credentials"]["secretKey"])
            monkeypatch.setenv("HOOK", "another value")
        return await inner(request)

    monkeypatch.setattr(bench.transport, "handle_async_request", change)

    assert 0 == bench.apply()
    assert [CANARY] * 3 == sent


def test_a_rotation_is_noticed_by_fingerprint_alone(bench):
    """A new value is an update that shows neither value; the same value is none."""
    bench.environ["HOOK"] = CANARY
    bench.write([hook("a", "${env:HOOK}")])
    assert 0 == bench.apply()
    bench.environ["HOOK"] = "canary-rotated"

    (change,) = bench.plan().pending

    assert ("update", True) == (change.action.value, change.fields[0].sensitive)
    assert (None, None) == (change.fields[0].before, change.fields[0].after)


def state(bench):
    """Return all bytes of the state."""
    return b"".join(files(bench.root / ".msgops").values())


def test_a_stolen_state_tells_no_secret(bench, tmp_path):
    """Only an HMAC under a key that lies elsewhere is kept: no plain digest of the secret, and no key."""
    secret = "password1"
    bench.environ["HOOK"] = secret
    bench.write([hook("a", "${env:HOOK}")])
    assert 0 == bench.apply()

    stolen = state(bench)

    key = bytes.fromhex((tmp_path / "home" / "fingerprint.key").read_text())
    fingerprint = hmac.new(key, secret.encode(), hashlib.sha256).hexdigest()
    assert fingerprint.encode() in stolen
    guesses = [
        hashlib.new(n, secret.encode()).hexdigest() for n in ("md5", "sha1", "sha256", "sha512", "blake2b")
    ]
    guesses += [
        hmac.new(k, secret.encode(), hashlib.sha256).hexdigest() for k in (b"", b"msgops", bytes(32), b"a")
    ]
    assert [] == [g for g in [secret, key.hex(), *guesses] if g.encode() in stolen]
    assert key not in stolen
    workspace = b"".join(files(bench.root).values())
    assert key.hex().encode() not in workspace


def test_two_states_of_the_same_secret_have_nothing_in_common(bench, tmp_path):
    """Under another key the same secret has another fingerprint: states cannot be compared with each other."""
    bench.environ["HOOK"] = "password1"
    bench.write([hook("a", "${env:HOOK}")])
    prints = []
    for home in ("one", "two"):
        bench.environ["MSGOPS_HOME"] = str(tmp_path / home)
        assert 0 == bench.apply()
        prints.append(set(re.findall(rb'"fingerprint":"([0-9a-f]{8}:[0-9a-f]{64})"', state(bench))))
        bench.lose_state()

    assert all(prints)
    assert not prints[0] & prints[1]


def test_the_key_lies_outside_of_state_and_workspace(bench, tmp_path, monkeypatch):
    """An apply makes it in the home of the machine; a home inside of the workspace is refused before anything is written."""
    bench.environ["HOOK"] = CANARY
    bench.write([hook("a", "${env:HOOK}")])
    bench.environ["MSGOPS_HOME"] = str(bench.root / "home")

    assert 1 == bench.run("apply", "--yes")
    assert "[MS017]" in bench.last_errors
    assert [] == writes(bench)
    assert not (bench.root / "home").exists()

    bench.environ["MSGOPS_HOME"] = str(tmp_path / "home")
    assert 0 == bench.apply()
    monkeypatch.setenv("MSGOPS_HOME", str(tmp_path / "home"))
    assert fingerprint_key(create=False) is not None
