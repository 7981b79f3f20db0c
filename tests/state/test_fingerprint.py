"""The fingerprint key's facts: made once, kept apart, never made by a reader."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

import pytest

from msgops.model.diagnostic import StateError
from msgops.state.fingerprint import fingerprint_key, key_path
from state.states import code_of


@pytest.fixture
def home(monkeypatch, tmp_path):
    """Where this machine's key would lie; nothing is there yet."""
    monkeypatch.setenv("MSGOPS_HOME", str(tmp_path / "a" / "home"))
    return tmp_path / "a" / "home"


def test_a_reader_makes_no_key(home):
    """A plan without a key file uses none and creates nothing."""
    assert fingerprint_key(create=False) is None
    assert not home.exists()


def test_a_key_is_made_once_for_its_owner_alone(home):
    """A writer makes a random key of 32 bytes in a 0600 file, and everybody finds it again."""
    key = fingerprint_key(create=True)

    assert [key, key] == [fingerprint_key(create=True), fingerprint_key(create=False)]
    assert (32, 0o600) == (len(key), stat.S_IMODE((home / "fingerprint.key").stat().st_mode))
    assert ["fingerprint.key"] == [p.name for p in home.iterdir()]


def test_the_key_of_the_environment_wins(home, monkeypatch):
    """`MSGOPS_FINGERPRINT_KEY` takes any text and no file is made."""
    monkeypatch.setenv("MSGOPS_FINGERPRINT_KEY", "any text")

    assert hashlib.sha256(b"any text").digest() == fingerprint_key(create=True)
    assert not home.exists()


def test_the_key_lies_in_the_users_data_directory(monkeypatch):
    """Without `MSGOPS_HOME` the key lies below the user's data directory, not in the working directory."""
    monkeypatch.delenv("MSGOPS_HOME")

    assert ("msgops", "fingerprint.key") == key_path().parts[-2:]
    assert not key_path().is_relative_to(Path.cwd())


def test_of_two_runs_that_make_a_key_both_use_the_first(home, monkeypatch):
    """A run that loses the race takes the winner's key."""
    import os

    real, winner = os.link, bytes(32)

    def slower(source, target):
        Path(target).write_text(winner.hex(), encoding="ascii")
        real(source, target)

    monkeypatch.setattr("msgops.state.fingerprint.os.link", slower)

    assert winner == fingerprint_key(create=True)
    assert ["fingerprint.key"] == [p.name for p in home.iterdir()]


@pytest.mark.parametrize("content", [b"", b"00ff", b"not hexadecimal", b"\xff\xfe"])
def test_a_damaged_key_is_never_replaced_silently(home, content):
    """A file that holds no key is an error with the way out, also for a writer."""
    home.mkdir(parents=True)
    (home / "fingerprint.key").write_bytes(content)
    for create in (True, False):
        with pytest.raises(StateError) as error:
            fingerprint_key(create=create)
        assert "MS015" == code_of(error)

    assert content == (home / "fingerprint.key").read_bytes()


@pytest.mark.parametrize("mark", [".git", "msgops.yaml"])
@pytest.mark.parametrize("create", [True, False])
def test_a_home_inside_of_a_repository_or_workspace_is_refused(home, tmp_path, mark, create):
    """Where a commit or a pull request could reach it no key is made, and none is used, links followed."""
    (tmp_path / "a" / mark).mkdir(parents=True)
    (tmp_path / "link").symlink_to(home)
    for place in (home, tmp_path / "link"):
        os.environ["MSGOPS_HOME"] = str(place)
        with pytest.raises(StateError) as error:
            fingerprint_key(create=create)
        assert "MS017" == code_of(error)

    assert not home.exists()


def test_a_key_that_others_may_read_is_closed_to_them(home):
    """The next use makes a file of wider mode 0600."""
    key = fingerprint_key(create=True)
    (home / "fingerprint.key").chmod(0o644)

    assert key == fingerprint_key(create=False)
    assert 0o600 == stat.S_IMODE((home / "fingerprint.key").stat().st_mode)


def test_a_home_that_cannot_be_used_is_named(home):
    """A key directory that is a file is reported with the variables that help."""
    home.parent.mkdir()
    home.write_text("")
    with pytest.raises(StateError) as error:
        fingerprint_key(create=True)

    assert ("MS014", True) == (code_of(error), "MSGOPS_FINGERPRINT_KEY" in error.value.diagnostics[0].remedy)
