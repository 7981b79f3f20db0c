"""The log's facts: nothing can be altered, deleted, reordered or cut off unseen."""

from __future__ import annotations

import pytest

from msgops.state.audit import NewRecord
from state.states import address, entry


@pytest.fixture
def logged(place):
    """A state whose log has five records."""
    with place.open() as store:
        store.append_audit([NewRecord(f"event {n}", address(), {"n": n}, "run") for n in range(1, 6)])
    return place


def _verify(place):
    with place.open(create=False) as store:
        return store.verify_audit()


def test_an_untouched_log_is_whole(logged):
    """The log verifies before and after more records were appended."""
    assert _verify(logged) is None
    with logged.open() as store:
        store.put_entries([entry()])
        assert (None, [1, 2, 3, 4, 5, 6]) == (store.verify_audit(), [r.sequence for r in store.audit()])


def test_a_record_says_who_did_what(logged, monkeypatch):
    """A record has its run, actor, event, address and detail."""
    monkeypatch.setenv("MSGOPS_ACTOR", "jane")
    with logged.open() as store:
        store.append_audit([NewRecord("noted", address("x"), {"b": 1, "a": [2]}, "r1")])
        last = store.audit()[-1]

    assert ("r1", "jane", "noted", "infobip.Tag/x", {"a": [2], "b": 1}) == (
        last.run,
        last.actor,
        last.event,
        last.address,
        last.detail,
    )


@pytest.mark.parametrize(
    ("statements", "broken"),
    [
        (["UPDATE audit SET actor = 'nobody' WHERE sequence = 3"], 3),
        (["UPDATE audit SET detail = '{\"n\":30}' WHERE sequence = 3"], 3),
        (["UPDATE audit SET detail = '{ \"n\": 3}' WHERE sequence = 3"], 3),
        (["UPDATE audit SET detail = 'no json' WHERE sequence = 3"], 3),
        (["UPDATE audit SET detail = x'ff00' WHERE sequence = 3"], 3),
        (["UPDATE audit SET at = '2020-01-01' WHERE sequence = 1"], 1),
        (["UPDATE audit SET hash = '' WHERE sequence = 2"], 2),
        (
            [
                "UPDATE audit SET detail = x'00', hash = '' WHERE sequence = 5",
                "UPDATE meta SET value = '' WHERE key = 'audit_hash'",
            ],
            5,
        ),
        (["DELETE FROM audit WHERE sequence = 1"], 1),
        (["DELETE FROM audit WHERE sequence = 3"], 3),
        (
            [
                "DELETE FROM audit WHERE sequence = 3",
                "UPDATE audit SET sequence = sequence - 1 WHERE sequence > 3",
            ],
            3,
        ),
        (
            [
                "UPDATE audit SET sequence = 99 WHERE sequence = 2",
                "UPDATE audit SET sequence = 2 WHERE sequence = 3",
                "UPDATE audit SET sequence = 3 WHERE sequence = 99",
            ],
            2,
        ),
        (["DELETE FROM audit WHERE sequence > 3"], 4),
        (["DELETE FROM audit"], 1),
        (
            [
                "INSERT INTO audit SELECT 6, at, run, actor, event, address, detail, hash, hash FROM audit WHERE sequence = 5"
            ],
            6,
        ),
        (["DELETE FROM meta WHERE key = 'audit_count'"], 6),
    ],
    ids=lambda v: "" if isinstance(v, int) else v[0][:60],
)
def test_tampering_is_found_at_the_first_broken_record(logged, statements, broken):
    """Altered, deleted, reordered, added and cut off records are found where the log stops being whole."""
    logged.sql(*statements)

    assert broken == _verify(logged)


def test_a_log_can_be_read_although_it_was_altered(logged):
    """Detail that is no JSON any more is shown as it stands."""
    logged.sql("UPDATE audit SET detail = 'no json' WHERE sequence = 3")
    with logged.open(create=False) as store:
        assert {"unreadable": "no json"} == store.audit()[2].detail


def test_every_change_of_the_state_is_logged(place):
    """Recording, moving and forgetting leave a record each."""
    with place.open() as store:
        store.put_entries([entry("a")])
        store.mv(address("a"), address("b"))
        store.remove_entries([address("b")])

        assert ["record infobip.Tag/a", "move infobip.Tag/b", "forget infobip.Tag/b"] == [
            f"{r.event} {r.address}" for r in store.audit()
        ]
