"""No secret is left anywhere, in any form; and the search does find one when redaction is switched off."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess

import httpx
import pytest

from msgops.cli.failure import explain
from msgops.cli.main import execute
from msgops.cli.runtime import start_logging
from msgops.model import redact
from msgops.model.secret import Secret
from msgops.sandbox.server import running
from msgops.sdk.catalog import Catalog
from msgops_infobip.account import Account, connect
from providers.cassettes import RECORDER
from security.canary import CANARY, files, forms, leaks, of_exception
from security.repository import Repository
from security.scenario import FORMATS, FROM_FILE, SECRETS, Gossip, Story, fail, log_everything

OUTCOMES = {
    "plan of new": 0,
    "refused apply": 5,
    "apply": 6,
    "gates": 6,
    "plan after an edit": 0,
    "drift after an edit": 2,
    "show after an edit": 0,
    "export after an edit": 0,
    "saved apply": 6,
    "plan of a shown secret": 0,
    "drift of a shown secret": 0,
    "apply of a shown secret": 6,
    "wrong key": 1,
}


@pytest.fixture
def story(tmp_path, monkeypatch):
    """The run; new files of secrets go below its directory."""
    monkeypatch.chdir(tmp_path)
    return Story(tmp_path)


@pytest.fixture
def nothing_redacted(monkeypatch):
    """Switch the one place off."""
    monkeypatch.setattr(redact.Redactor, "redact", lambda self, text: text)


def test_no_artefact_of_a_whole_run_holds_a_secret(story):
    """Output, log, reports in every format, saved plan, state with its log, key: none holds any secret in any form."""
    assert OUTCOMES == story.tell()

    artefacts = story.artefacts()

    assert {} == leaks(artefacts, SECRETS)
    names = " ".join(artefacts)
    made = (*FORMATS, "events")
    assert all(f"reports/{step}/{f}" in names for step in OUTCOMES if "plan of" in step for f in made)
    assert all(part in names for part in ("fingerprint.key", "state.db", "log state.db-wal", "plan.json"))
    assert len(artefacts["log state.db-wal"]) > 4096
    assert b"DEBUG" in artefacts["stderr of apply"]


@pytest.mark.usefixtures("nothing_redacted")
def test_the_search_finds_the_secrets_when_redaction_is_off(story):
    """The same run with redaction off leaves secrets in output, every kind of report, saved plan and state."""
    story.tell()

    found = leaks(story.artefacts(), SECRETS)

    names = " ".join(found)
    wanted = [f"reports/{step}/{f}" for step in ("refused apply", "drift after an edit") for f in FORMATS]
    wanted += ["reports/refused apply/events"]
    wanted += ["stdout of refused apply", "stdout of export after an edit", "plan.json", "state.db"]
    assert [] == [w for w in wanted if w not in names]
    notations = {form for hits in found.values() for form in hits}
    assert len(notations & forms(CANARY)) > 8


def test_the_log_holds_no_secret(monkeypatch, capsys):
    """Lines and tracebacks of the log at its most talkative are redacted as a whole."""
    monkeypatch.setenv("MSGOPS_LOG", "debug")
    start_logging()
    for secret in (CANARY, FROM_FILE):
        redact.learn(secret)

    log_everything()

    printed = capsys.readouterr().err
    assert 2 == printed.count("careless: ***") + printed.count("careless line: ***")
    assert {} == leaks({"log": printed.encode()}, SECRETS)


@pytest.mark.usefixtures("nothing_redacted")
def test_the_log_would_hold_them(monkeypatch, capsys):
    """With redaction off both secrets are in the log."""
    monkeypatch.setenv("MSGOPS_LOG", "debug")
    start_logging()

    log_everything()

    log = {"log": capsys.readouterr().err.encode()}
    assert leaks(log, [CANARY])
    assert leaks(log, [FROM_FILE])


def refused() -> BaseException:
    """Return the error of a call that a gossiping vendor refuses."""

    class Nobody(httpx.AsyncBaseTransport):
        """Never reached."""

    vendor = Gossip(Nobody())
    vendor.refuses = True
    settings = Account.model_construct(
        base_url="https://acme.api.infobip.com",
        api_key=Secret("env:INFOBIP_API_KEY", "canary/key"),
        username=None,
        password=None,
        concurrency=1,
    )

    async def run():
        write = connect(settings, transport=vendor).writer()
        kind = Catalog.installed().kind("infobip.WebhookSecurity")
        await kind.api.create(
            write,
            {"authId": "x", "type": "HMAC", "credentials": {"secretKey": Secret("env:HOOK_SECRET", CANARY)}},
        )

    with pytest.raises(Exception) as error:
        asyncio.run(run())
    return error.value


def test_an_exception_holds_no_secret():
    """Neither text, representation, findings, attributes nor traceback of a vendor's refusal repeats what was sent."""
    assert {} == leaks({"exception": of_exception(refused())}, [CANARY, "canary/key"])


@pytest.mark.usefixtures("nothing_redacted")
def test_an_exception_would_hold_them():
    """With redaction off the refusal repeats both."""
    error = {"exception": of_exception(refused())}

    assert leaks(error, [CANARY])
    assert leaks(error, ["canary/key"])


def test_the_traceback_of_a_bug_holds_no_secret(monkeypatch, capsys):
    """MSGOPS_TRACEBACK prints a redacted traceback, causes included."""
    monkeypatch.setenv("MSGOPS_TRACEBACK", "1")
    redact.learn(CANARY)
    with pytest.raises(ValueError) as error:
        fail(CANARY, KeyError(CANARY))

    assert 1 == explain(error.value)

    printed = capsys.readouterr().err
    assert "ValueError: careless: ***" in printed
    assert "KeyError: '***'" in printed
    assert {} == leaks({"traceback": printed.encode()}, [CANARY])


def test_a_cassette_holds_no_secret(story, tmp_path, monkeypatch):
    """What is recorded of a run against a real socket holds no secret, though the vendor repeats them."""
    cassette = tmp_path / "cassettes" / "run.yaml"
    monkeypatch.setattr(story.bench, "transport", None)
    with running([story.simulator]) as variables:
        monkeypatch.setitem(story.bench.environ, "MSGOPS_TRUSTED_HOSTS", "127.0.0.1")
        monkeypatch.setitem(story.bench.environ, "INFOBIP_BASE_URL", variables["INFOBIP_BASE_URL"])
        with RECORDER.use_cassette(str(cassette), record_mode="all") as recorded:
            assert 6 == story.run("apply", "apply", "--yes")

    assert len(recorded) > 8
    assert {} == leaks(files(cassette.parent), SECRETS)


def test_no_process_that_msgops_starts_gets_a_secret(story, tmp_path, monkeypatch):
    """Neither arguments nor environment of any child process hold a secret, and a run without a base starts none."""
    started: dict[str, bytes] = {}
    real = subprocess.Popen.__init__

    def record(self, args, *rest, **named):
        environment = named.get("env")
        shown = repr(args) + repr(dict(os.environ) if environment is None else environment)
        started[f"process {len(started)}"] = shown.encode()
        real(self, args, *rest, **named)

    fork = Repository(tmp_path / "repository")
    monkeypatch.setattr(subprocess.Popen, "__init__", record)
    story.tell()
    assert {} == started

    for name in ("HOOK_SECRET", "INFOBIP_API_KEY"):
        monkeypatch.setenv(name, CANARY)
    assert 0 == execute(["validate", "-C", str(fork.root), "--base", "main"])

    assert len(started) > 1
    assert {} == leaks(started, SECRETS)


def test_short_values_are_left_alone():
    """A value that stands in every other word is not looked for: it would hide everything else."""
    redact.learn("on")

    assert "connection" == redact.redact("connection")


def test_a_key_of_several_lines_is_found_line_by_line():
    """A log that shows one line of a private key shows none of it."""
    lines = [f"MIIEvQIBADANBgkqhkiG9w0BAQEFAASC{n:02}" for n in range(4)]
    redact.learn("-----BEGIN PRIVATE KEY-----\n" + "\n".join(lines) + "\n-----END PRIVATE KEY-----\n")

    assert "line 3 is *** there" == redact.redact(f"line 3 is {lines[2]} there")


def test_json_stays_json():
    """What is taken out of a JSON text leaves JSON."""
    redact.learn(CANARY)
    text = json.dumps({"a": CANARY, "b": [f"x{CANARY}y"]})

    assert {"a": "***", "b": ["x***y"]} == json.loads(redact.redact(text))
