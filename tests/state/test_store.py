"""The store's facts: what survives, what is refused, what is never written."""

from __future__ import annotations

import os
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msgops.model.diagnostic import StateError
from msgops.model.secret import Secret
from msgops.model.state import Consent, GateRecord, GateState, IntentState
from msgops.state import codec
from msgops.state.journal import NewIntent, Settlement
from state.states import address, code_of, entry, open_store

GATE = GateRecord(
    address(), GateState.CONFIRMED, "d" * 64, "jane", "2026-01-02T03:04:05+00:00", "done", {"sla": "80/20"}
)


def test_entries_survive_reopening(place):
    """A recorded object comes back with every field after the state was closed."""
    kept = entry(depends_on=(address("base"), address("other")), protected=True)
    with place.open() as store:
        store.put_entries([kept])
    with place.open(create=False) as store:
        assert {address(): kept} == store.entries()


def test_an_entry_replaces_the_one_before(place):
    """One address has one record, the last one."""
    with place.open() as store:
        store.put_entries([entry(id="1")])
        store.put_entries([entry(id="2"), entry(id="3")])

        assert {address(): entry(id="3")} == store.entries()


def test_reading_cannot_write(place):
    """A state opened for reading refuses every write."""
    place.open().__exit__()
    with place.open(create=False) as store, pytest.raises(StateError) as error:
        store.put_entries([entry()])

    assert "MS005" == code_of(error)


def test_a_failed_first_write_leaves_no_half_state(place, monkeypatch):
    """The tables come with their head in one transaction, so a failure between them leaves an empty state."""
    monkeypatch.setattr(
        "msgops.state.schema.uuid.uuid4",
        lambda: (_ for _ in ()).throw(OSError(28, "No space left on device")),
    )
    with pytest.raises(StateError) as error:
        place.open()
    monkeypatch.undo()

    assert ("MS006", {}) == (code_of(error), place.dump())
    with place.open(create=False) as store:
        assert {} == store.entries()


@pytest.mark.parametrize("create", [True, False])
def test_a_newer_schema_is_refused_untouched(place, create):
    """A state of a newer msgops is refused with both versions, and nothing is written into it."""
    place.open().__exit__()
    place.sql("UPDATE meta SET value = '99' WHERE key = 'schema_version'", "DROP TABLE gates")
    before = place.dump()
    with pytest.raises(StateError) as error:
        place.open(create=create)

    (diagnostic,) = error.value.diagnostics
    assert ("MS007", "Update msgops.") == (diagnostic.code, diagnostic.remedy)
    assert diagnostic.detail.endswith(" has schema version 99, this msgops knows 2")
    assert before == place.dump()


@pytest.mark.parametrize("owner", [{"workspace": "other"}, {"environment": "prod"}])
def test_another_workspaces_state_is_refused(place, owner):
    """A state belongs to one workspace and environment."""
    place.open().__exit__()
    with pytest.raises(StateError) as error:
        place.open(create=False, **owner)

    assert "MS008" == code_of(error)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entries SET applied = '{'",
        "UPDATE entries SET address = 'nonsense'",
        "UPDATE meta SET value = 'many' WHERE key = 'schema_version'",
    ],
)
def test_a_malformed_record_is_reported_as_damage(place, statement):
    """Contents that msgops never wrote are damage, not a traceback."""
    with place.open() as store:
        store.put_entries([entry()])
    place.sql(statement)
    with pytest.raises(StateError) as error, place.open(create=False) as store:
        store.entries()

    assert "MS003" == code_of(error)


@pytest.mark.parametrize(
    ("url", "code"),
    [("mysql://u:hunter2@h/d", "MS001"), ("postgresql://u:hunter2@h:port/d", "MS001"), ("state.db", "MS001")],
)
def test_an_unusable_address_is_refused_without_its_password(tmp_path, url, code):
    """Only SQLite and PostgreSQL are known, and no message repeats a password."""
    with pytest.raises(StateError) as error:
        open_store(tmp_path, url=url)

    assert (code, False) == (code_of(error), "hunter2" in repr(error.value.diagnostics))


def test_ten_thousand_entries_round_trip(place):
    """Ten thousand records come back equal."""
    many = {
        e.address: e
        for e in (entry(f"t{i:05}", depends_on=(address(f"t{i // 10:05}"),)) for i in range(10_000))
    }
    with place.open() as store:
        store.put_entries(list(many.values()))
        assert many == store.entries()
        store.remove_entries(list(many))
        assert {} == store.entries()


def test_the_fingerprint_follows_every_change(place):
    """The fingerprint changes with records and gates, not with runs, and an untouched state equals no state."""
    with place.open(create=False) as store:
        seen = [store.fingerprint()]
    with place.open() as store:
        seen.append(store.fingerprint())
        steps = [
            lambda: store.end_run(store.begin_run("apply", plan_digest=""), exit_code=0, summary={}),
            lambda: store.put_entries([]),
            lambda: store.put_entries([entry()]),
            lambda: store.put_gate(GATE),
            lambda: store.remove_gates([address()]),
            lambda: store.remove_entries([address()]),
        ]
        for step in steps:
            step()
            seen.append(store.fingerprint())
        lineage = store.fingerprint().partition(":")[0]

    assert ["empty"] * 4 + [f"{lineage}:{n}" for n in (1, 2, 3, 4)] == seen


def test_gates_survive_and_can_be_forgotten(place):
    """What a person confirmed is kept until it is removed."""
    with place.open() as store:
        store.put_gate(GATE)
        store.put_gate(GATE)
        assert {address(): GATE} == store.gates()
        store.remove_gates([address()])
        assert {} == store.gates()


def test_consents_survive_and_are_logged(place):
    """A consent is kept with rule, address, reason, person and last day; one to the same replaces it; all are logged."""
    whole = Consent("MG101", "", "spring cleaning", "jane", "2026-01-02T03:04:05+00:00", "2026-02-01")
    one = Consent("MG105", "infobip.Number/n*", "for the launch", "joe", "2026-01-02T03:04:05+00:00")
    newer = replace(whole, reason="agreed anew")
    with place.open() as store:
        store.put_consents([])
        store.put_consents([whole, one])
        store.put_consents([newer])
    with place.open(create=False) as store:
        assert ([newer, one], 0) == (store.consents(), store.serial())
        log = [r for r in store.audit() if r.event == "consent"]

    assert [asdict(c) for c in (whole, one, newer)] == [r.detail for r in log]


def test_runs_are_listed_newest_first(place, monkeypatch):
    """A run is kept with actor, commit, result and summary."""
    monkeypatch.setenv("MSGOPS_ACTOR", "repo:shop:main")
    monkeypatch.setenv("GITHUB_SHA", "c0ffee")
    times = (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=n) for n in range(60))
    with place.open(now=lambda: next(times)) as store:
        first, second = (store.begin_run(c, plan_digest="p" * 64) for c in ("apply", "import"))
        store.end_run(first, exit_code=5, summary={"done": 3})
        newest, oldest = store.runs()

    assert (second, None, "") == (newest.id, newest.exit_code, newest.ended)
    assert (first, "apply", "repo:shop:main", "c0ffee", 5, {"done": 3}) == (
        oldest.id, oldest.command, oldest.actor, oldest.commit, oldest.exit_code, oldest.summary,
    )  # fmt: skip


def test_a_user_without_a_name_can_work(tmp_path, monkeypatch):
    """In a container whose user has no name the actor is the user's number."""

    def nameless():
        raise KeyError("getpwuid(): uid not found: 1234")

    monkeypatch.delenv("MSGOPS_ACTOR", raising=False)
    monkeypatch.setattr("getpass.getuser", nameless)
    with open_store(tmp_path, create=False) as store:
        assert f"uid {os.getuid()}" == store.actor


def test_a_call_without_a_result_stays_unsettled(place):
    """Sent and unknown calls are unsettled after a crash; done and failed ones are not."""
    with place.open() as store:
        run = store.begin_run("apply", plan_digest="")
        names = ("sent", "done", "failed", "unknown")
        numbers = store.intend([NewIntent(run, address(n), "update", "7", {"name": n}) for n in names])
        store.settle(
            [
                Settlement(i, IntentState(n), address(n), "update", run, n)
                for i, n in zip(numbers[1:], names[1:], strict=True)
            ]
        )
    with place.open(create=False) as store:
        found = [
            (i.id, i.run, i.address.name, i.state.value, i.before, i.live_id, i.detail)
            for i in store.unsettled()
        ]

    assert [
        (numbers[0], run, "sent", "sent", {"name": "sent"}, "7", ""),
        (numbers[3], run, "unknown", "unknown", {"name": "unknown"}, "7", "unknown"),
    ] == found
    assert [1, 2, 3, 4] == numbers


def test_a_rename_in_one_group_keeps_both(place):
    """Two objects that swap their names in one group are both recorded."""
    with place.open() as store:
        store.put_entries([entry("a", id="1"), entry("b", id="2")])
        swap = [
            Settlement(
                None,
                IntentState.DONE,
                address(new),
                "update",
                "r",
                entry=entry(new, id=id_),
                removed=(address(old),),
            )
            for old, new, id_ in (("a", "b", "1"), ("b", "a", "2"))
        ]
        store.settle(swap)

        assert {"a": "2", "b": "1"} == {a.name: e.id for a, e in store.entries().items()}


def test_moving_carries_gates_and_dependencies(place):
    """After a move the record, its gate and what depends on it name the new address."""
    with place.open() as store:
        store.put_entries(
            [
                entry('o%"ld'),
                entry("user", depends_on=(address("x"), address('o%"ld'))),
                entry("near", depends_on=(address('o%"lder'),)),
            ]
        )
        store.put_gate(GateRecord(address('o%"ld'), GateState.OPEN, "", "", ""))
        store.mv(address('o%"ld'), address("new"))
        entries, gates = store.entries(), store.gates()

    assert {address("new"), address("user"), address("near")} == set(entries)
    assert ('id-o%"ld', [address("new")]) == (entries[address("new")].id, list(gates))
    assert (address("x"), address("new")) == entries[address("user")].depends_on
    assert (address('o%"lder'),) == entries[address("near")].depends_on


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (address("a"), address("b"), "MS010"),
        (address("a"), address("b", "Queue"), "MS011"),
        (address("none"), address("c"), "MS012"),
    ],
)
def test_a_move_that_cannot_be_is_refused(place, old, new, code):
    """A move onto a record, to another kind or from nowhere changes nothing."""
    with place.open() as store:
        store.put_entries([entry("a"), entry("b")])
        with pytest.raises(StateError) as error:
            store.mv(old, new)

        assert (code, 1, 2) == (code_of(error), store.serial(), len(store.entries()))


def test_a_secret_cannot_be_recorded(place):
    """A secret that slips into a record is an error and its value is in no file."""
    with place.open() as store:
        with pytest.raises(TypeError):
            store.put_entries([entry(applied={"key": Secret("env:KEY", "hunter2")})])
        assert {} == store.entries()
        written = b"".join(p.read_bytes() for p in place.base.rglob("*") if p.is_file())

    assert (False, False) == (b"hunter2" in written, "hunter2" in repr(place.dump()))


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=8), _JSON, max_size=5))
def test_applied_values_round_trip_through_their_text(value):
    """Whatever JSON value was applied is read back equal, of the same types, from one text per value."""
    text = codec.dumps(value)

    assert repr(_sorted(value)) == repr(_sorted(codec.loads(text)))
    assert text == codec.dumps(codec.loads(text))
    assert text == codec.dumps(dict(reversed(value.items())))


def test_numbers_beyond_64_bits_survive_reopening(place):
    """A number that fast JSON cannot hold is recorded exactly, and so is odd text."""
    kept = entry(applied={"big": 10**30, "odd": "\ud800", "plain": 1.5})
    with place.open() as store:
        store.put_entries([kept])
        assert kept == store.entries()[address()]


def _sorted(value):
    if isinstance(value, dict):
        return {k: _sorted(value[k]) for k in sorted(value)}
    return [_sorted(v) for v in value] if isinstance(value, list) else value
