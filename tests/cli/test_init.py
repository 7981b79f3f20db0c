"""What `msgops init` writes keeps out of Git what does not belong there."""

from __future__ import annotations

import subprocess

import pytest

from msgops.cli.main import execute

KEPT_OUT = (".msgops/state.db", "sandbox.env", ".env", "plan.json", "prod.plan.json")


def ignored(root, path):
    """Ask Git itself whether it would leave a path out."""
    subprocess.run(["git", "init", "-q", root], check=True)
    return subprocess.run(["git", "-C", root, "check-ignore", "-q", path], check=False).returncode == 0


@pytest.mark.parametrize("path", KEPT_OUT)
def test_git_leaves_out_state_credentials_and_saved_plans(path, tmp_path):
    """Git ignores the state, the sandbox's credentials and plans under the names that the documentation uses."""
    assert 0 == execute(["init", str(tmp_path), "--provider", "infobip"])

    assert ignored(tmp_path, path)


@pytest.mark.parametrize("path", ["msgops.yaml", "resources/a.yaml", "environments/prod.yaml"])
def test_git_keeps_what_the_workspace_is_made_of(path, tmp_path):
    """The files that a team commits are not ignored."""
    execute(["init", str(tmp_path), "--provider", "infobip"])

    assert not ignored(tmp_path, path)


def test_an_existing_gitignore_is_left_alone_and_what_it_lacks_is_said(tmp_path, capsys):
    """Nothing is overwritten; the missing patterns are named, those that are there are not."""
    (tmp_path / ".gitignore").write_text(".msgops/\nbuild/\n")

    assert 0 == execute(["init", str(tmp_path), "--provider", "infobip"])
    assert ".msgops/\nbuild/\n" == (tmp_path / ".gitignore").read_text()
    assert "it should name: *.env plan.json *.plan.json\n" in capsys.readouterr().err
