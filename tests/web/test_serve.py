"""The command: where it listens, where the token comes from, how it starts and stops."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys

import httpx
import pytest

from msgops.model import redact
from security.canary import leaks
from security.scenario import SECRETS, Story
from web.desk import ROLE, TOKEN, Desk

LONG = 60


@pytest.fixture
def started(desk):
    """Start the real command, as words say; returns the process and what it printed until it was ready."""
    processes = []

    def start(*words, **variables):
        code = "from msgops.cli.main import run; run()"
        command = [sys.executable, "-c", code, "serve", "-C", str(desk.bench.root), "--port", "0", *words]
        environment = {**os.environ, **desk.bench.environ, **variables}
        process = subprocess.Popen(
            command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )
        processes.append(process)
        told = ""
        for line in process.stderr:
            told += line
            if line.startswith("Ready"):
                break
        return process, told

    yield start
    for process in processes:
        process.kill()
        process.communicate(timeout=LONG)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_a_signal(started, number):
    """It says where, shows a new token once, answers, and ends with 0 and without another word."""
    process, told = started()
    (address,) = re.findall(r"http://127\.0\.0\.1:\d+/", told)
    (token,) = re.findall(r"Token to confirm a step: (\S{32})\n", told)

    assert 200 == httpx.get(address).status_code
    sheet = httpx.get(f"{address}gates/{ROLE}").text
    seen = re.findall('name="seen" value="([0-9a-f]+)"', sheet)[0]
    typed = {"token": token, "by": "Ana", "note": "done", "seen": seen}
    assert 303 == httpx.post(f"{address}gates/{ROLE}/confirm", data=typed).status_code
    process.send_signal(number)
    out, rest = process.communicate(timeout=LONG)

    assert (0, "", "") == (process.returncode, out, rest)


def test_a_token_that_was_given_is_not_shown(started, tmp_path):
    """Neither that of the variable nor that of a file, whose line end does not count."""
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n")
    file.chmod(0o600)

    for words, variables in (((), {"MSGOPS_SERVE_TOKEN": TOKEN}), (("--token-file", str(file)), {})):
        _, told = started(*words, **variables)
        assert "Token" not in told and TOKEN not in told and "http://" in told


@pytest.mark.parametrize("host", ["127.0.0.2", "::1", "localhost"])
def test_every_loopback_address_can_be_listened_on(started, host):
    """It answers under the address that it prints."""
    if host == "::1" and not socket.has_dualstack_ipv6():
        pytest.skip("this machine has no IPv6")
    _, told = started("--host", host)
    (address,) = re.findall(r"http://\S+/", told)

    # Another loopback address than the usual one is outside to the guard of the tests, so a child asks.
    ask = f"import httpx; print(httpx.get({address!r}, trust_env=False).status_code)"
    done = subprocess.run(
        [sys.executable, "-c", ask], capture_output=True, text=True, check=True, timeout=LONG
    )
    assert "200\n" == done.stdout


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::", "example.com", "127.evil"])
def test_an_address_that_others_reach_is_refused(desk, host):
    """Exit 64, with the two ways that are safe."""
    assert 64 == desk.bench.run("serve", "--host", host)
    assert "ssh -L" in desk.bench.last_errors and "reverse proxy" in desk.bench.last_errors


@pytest.mark.parametrize(
    ("text", "mode", "why"),
    [("short", 0o600, "at least 16"), (TOKEN, 0o644, "chmod 600"), (TOKEN, 0o640, "chmod 600")],
)
def test_a_token_that_is_weak_or_open_to_others_is_refused(desk, tmp_path, text, mode, why):
    """Exit 64; the token is not repeated."""
    file = tmp_path / "token"
    file.write_text(text)
    file.chmod(mode)

    assert 64 == desk.bench.run("serve", "--token-file", str(file))
    assert why in desk.bench.last_errors and TOKEN not in desk.bench.last_errors
    assert 64 == desk.bench.run("serve", "--token-file", str(tmp_path / "none"))


def test_a_port_that_is_taken_is_told(desk):
    """Exit 64."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])

        assert 64 == desk.bench.run("serve", "--port", port)

    assert f"port {port}" in desk.bench.last_errors


def test_files_that_cannot_be_used_are_told_at_the_start(desk):
    """Exit 1 with the line, before anything listens."""
    desk.bench.write_text("kind: [")

    assert 1 == desk.bench.run("serve")
    assert "resources/all.yaml:1" in desk.bench.last_errors


def pages_of(story):
    """Return every page after the story, while the vendor shows secrets that it should keep."""
    story.tell()
    story.vendor.shows = True
    desk = Desk(story.bench)
    paths = ["/", "/runs", "/drift/now", "/gates", "/resources", "/log"]
    with desk.store() as store:
        paths += [f"/runs/{r.id}" for r in store.runs()] + [f"/resources/{a}" for a in store.entries()]
        paths += [f"/gates/{a}" for a in store.gates()]
    pages = {path: desk.get(path) for path in paths}
    assert {200} == {page.status_code for page in pages.values()}
    return {path: page.content for path, page in pages.items()}


def test_no_page_holds_a_secret(tmp_path, monkeypatch):
    """After a run in which secrets enter in every way there is, none is on any page in any form; nor is the token."""
    monkeypatch.chdir(tmp_path)

    assert {} == leaks(pages_of(Story(tmp_path)), [*SECRETS, TOKEN])


def test_the_pages_would_hold_them(tmp_path, monkeypatch):
    """With redaction off some page shows one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(redact.Redactor, "redact", lambda self, text: text)

    assert leaks(pages_of(Story(tmp_path)), SECRETS)
