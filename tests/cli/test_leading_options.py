"""`-C` and `-e` may stand before the command."""

from __future__ import annotations

import pytest

from msgops.cli.main import execute

WORKSPACE = "workspace: acme\naccounts: {}\nresources: []\n"


@pytest.mark.parametrize("words", [["-C", "shop", "validate"], ["validate", "-C", "shop"]])
def test_the_directory_may_stand_before_the_command(words, tmp_path, monkeypatch):
    """`msgops -C DIR validate` is `msgops validate -C DIR`."""
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "msgops.yaml").write_text(WORKSPACE)
    monkeypatch.chdir(tmp_path)

    assert 0 == execute(words)


def test_the_environment_may_stand_before_the_command(tmp_path, capsys):
    """An environment that does not exist is named, so it was understood."""
    (tmp_path / "msgops.yaml").write_text(WORKSPACE)

    assert 1 == execute(["-C", str(tmp_path), "-e", "prod", "validate"])
    assert "environments/prod.yaml" in capsys.readouterr().out


def test_a_subcommand_gets_it_too(tmp_path, capsys):
    """`msgops -C DIR state list` works as the other commands do."""
    (tmp_path / "msgops.yaml").write_text(WORKSPACE)

    assert 0 == execute(["-C", str(tmp_path), "state", "list"])


@pytest.mark.parametrize("words", [["-C"], ["-C", "shop"], ["-C", "shop", "version"], ["-X", "plan"]])
def test_what_cannot_be_understood_is_a_usage_error(words, capsys):
    """A missing command or value, or a command without a workspace, ends with 64."""
    assert 64 == execute(words)
