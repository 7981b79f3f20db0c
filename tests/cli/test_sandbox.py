"""`msgops sandbox --detach` comes back when the sandbox can be reached."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import httpx
import pytest

from msgops.cli.main import execute


def detached(folder, *words):
    """Start a sandbox as a user does; returns what was said when it came back, and the variables."""
    file = folder / "sandbox.env"
    told = subprocess.run(
        [
            sys.executable,
            "-m",
            "msgops",
            "sandbox",
            "--only",
            "infobip",
            "--detach",
            "--env-file",
            file,
            *words,
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    lines = file.read_text().splitlines() if file.exists() else []
    return told, dict(line.partition("=")[::2] for line in lines)


def test_a_detached_sandbox_answers_when_the_command_is_back_and_ends_with_its_process(tmp_path):
    """No wait is needed before the file is read; what the file names is what stops it."""
    told, variables = detached(tmp_path)
    process = int(variables["MSGOPS_SANDBOX_PID"])
    try:
        answer = httpx.get(f"{variables['INFOBIP_SANDBOX_URL']}/objects")
    finally:
        os.kill(process, signal.SIGTERM)

    assert 0 == told.returncode
    assert 200 == answer.status_code
    assert told.stderr.endswith(
        f"Ready; variables in {tmp_path / 'sandbox.env'}.\nStop it with: kill {process}\n"
    )


def test_a_sandbox_that_cannot_start_says_so_at_once(tmp_path):
    """The exit code and the words are those of the sandbox itself; nothing runs on."""
    told, variables = detached(tmp_path / "missing")

    assert 64 == told.returncode
    assert "The sandbox cannot listen or write: No such file or directory." in told.stderr
    assert {} == variables


@pytest.mark.parametrize("words", [["--detach"], ["--detach", "--only", "infobip"]])
def test_what_nobody_could_reach_is_not_detached(words, capsys):
    """Without the file the ports and the process would be lost."""
    assert 64 == execute(["sandbox", *words])
    assert "--detach needs --env-file" in capsys.readouterr().err
