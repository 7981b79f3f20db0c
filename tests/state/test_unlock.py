"""The facts of `msgops state unlock`: it shows the holder, asks, and cuts the holder off."""

from __future__ import annotations

import io
import json
import platform

import pytest

from msgops.cli.main import execute
from msgops.model.diagnostic import LockedError
from state.states import entry

PAST = "UPDATE lease SET expires = '2020-01-01T00:00:00+00:00'"


@pytest.fixture
def workspace(place):
    """A workspace whose state is held by nobody yet."""
    (place.base / "resources").mkdir()
    (place.base / "msgops.yaml").write_text(f"workspace: shop\naccounts: {{}}\nstate: {place.url}\n")
    return place


def _unlock(place, *options):
    return execute(["state", "unlock", "-C", str(place.base), *options])


@pytest.fixture
def terminal(monkeypatch):
    """Answers the question as a person at a terminal would."""

    def answer(text):
        stdin = io.StringIO(text)
        stdin.isatty = lambda: True
        monkeypatch.setattr("sys.stdin", stdin)

    return answer


def test_a_state_that_nobody_held_is_free(workspace, capsys):
    """Without a state, and without a run, there is nothing to free and nothing is made."""
    assert (0, "The state is free; no run ever held it.\n") == (_unlock(workspace), capsys.readouterr().out)
    assert not (workspace.base / ".msgops").exists()


def test_the_last_holder_of_a_free_state_is_shown(workspace, capsys):
    """After a run the state is free, and who held it last can be seen."""
    with workspace.open() as store, store.lease("apply"):
        pass

    assert 0 == _unlock(workspace, "--yes")
    shown = capsys.readouterr().out
    assert "The state is free." in shown
    assert "expires         released" in shown


def test_the_holder_is_shown_and_left_alone(workspace, capsys, monkeypatch):
    """Without consent the command tells who holds the state, exits 7 and changes nothing."""
    monkeypatch.setenv("MSGOPS_ACTOR", "repo:shop:ref")
    with workspace.open() as store, store.lease("apply"):
        assert 7 == _unlock(workspace)
        ((since, beat, until),) = workspace.rows("SELECT acquired, heartbeat, expires FROM lease")
        store.put_entries([entry()])

    assert capsys.readouterr().out.splitlines() == [
        "The state is held:",
        "  holder          repo:shop:ref",
        f"  host            {platform.node()}",
        "  purpose         apply",
        f"  since           {since}",
        f"  last heartbeat  {beat}",
        f"  expires         {until}",
        "  token           1",
    ]


def test_consent_frees_the_state(workspace, capsys):
    """With --yes the state is free, the former holder writes nothing more, and the log says so."""
    with workspace.open() as late, late.lease("apply"):
        assert 0 == _unlock(workspace, "--yes")
        with pytest.raises(LockedError):
            late.put_entries([entry()])
        with workspace.open() as next_, next_.lease("apply") as hold:
            assert (3, ["unlock"]) == (hold.lease.token, [r.event for r in next_.audit()])

    assert "The state is free" in capsys.readouterr().err


@pytest.mark.parametrize(("answer", "code", "token"), [("y\n", 0, 2), ("n\n", 7, 1)])
def test_a_person_is_asked(workspace, terminal, answer, code, token):
    """On a terminal the answer counts as consent, or not."""
    terminal(answer)
    with workspace.open() as store, store.lease("apply"):
        assert code == _unlock(workspace)
        assert [(token,)] == workspace.rows("SELECT token FROM lease")


@pytest.mark.parametrize(
    ("change", "told"), [(PAST, "fell silent"), ("UPDATE lease SET process = 'gone'", "was killed")]
)
def test_a_holder_that_blocks_nobody_is_said_to(workspace, capsys, monkeypatch, change, told):
    """An expired lease and that of a dead process are shown as such with exit 0; consent still cuts it off."""
    monkeypatch.setattr("msgops.state.process.ended", lambda holder: holder == "gone")
    with workspace.open() as late, late.lease("apply"):
        workspace.sql(change)
        assert 0 == _unlock(workspace)
        assert told in capsys.readouterr().out
        assert 0 == _unlock(workspace, "--yes")
        with pytest.raises(LockedError):
            late.put_entries([entry()])


def test_the_holder_as_json(workspace, capsys):
    """With --json stdout carries the lease with its standing."""
    assert 0 == _unlock(workspace, "--json")
    assert {"format_version": "1.0", "lease": None} == json.loads(capsys.readouterr().out)
    with workspace.open() as store, store.lease("apply"):
        assert 7 == _unlock(workspace, "--json")
    found = json.loads(capsys.readouterr().out)["lease"]

    assert ("held", "apply", 1) == (found["standing"], found["purpose"], found["token"])
