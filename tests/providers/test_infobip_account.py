"""API keys, the balance and portal roles."""

from __future__ import annotations

import stat

import pytest

from msgops.sdk.errors import Refused, UnknownOutcome
from msgops.sdk.kind import Item, Wanted
from msgops_infobip.kinds.account import KEYS, ApiKey
from msgops_infobip.kinds.portal import Balance, PortalRole
from scripted import Call, page, play, problem, round_trip

PAGE = {"page": "0", "size": "100"}
WIRE = {
    "id": "K1",
    "apiKeySecret": "top-secret",
    "accountId": "OWN",
    "name": "connector",
    "enabled": True,
    "permissions": ["PUBLIC_API"],
    "validTo": "2027-06-30T00:00:00",
}
KEPT = {
    "allowedIPs": [],
    "platform": [],
    **{k: WIRE[k] for k in ("id", "name", "enabled", "permissions", "validTo")},
}
ITEM = Item("K1", KEPT)


def call(line, **more):
    """Keys are reached with the portal user's credentials only."""
    return Call(line, auth="Basic ", **more)


def listing(*keys, **query):
    """Expect the read of one page of keys."""
    return call(
        f"GET {KEYS}", query={**query, **PAGE}, answer=page("apiKeys", *keys, total="paging.totalCount")
    )


def test_a_read_key_has_no_secret():
    """Neither the secret nor the own account's id is kept."""
    assert play(lambda w: ApiKey.api.list(w, None), listing(WIRE)) == [ITEM]
    assert play(lambda w: ApiKey.api.get(w, ITEM), call(f"GET {KEYS}/K1", answer=WIRE)) == ITEM


def test_keys_of_a_sub_account_are_read_with_its_id():
    """A key that names an account is looked for there."""
    found = play(
        lambda w: ApiKey.api.list(w, [Wanted({"name": "a"}), Wanted({"name": "b", "accountId": "SUB"})]),
        listing(WIRE),
        listing({**WIRE, "id": "K2", "accountId": "SUB"}, accountId="SUB"),
    )
    assert [(i.id, i.wire.get("accountId")) for i in found] == [("K1", None), ("K2", "SUB")]


DEAD = {**WIRE, "enabled": False}


@pytest.mark.parametrize(
    ("keys", "wanted", "ids"),
    [
        ([DEAD], [], []),
        ([DEAD], [Wanted({"name": "connector"}, "K1")], []),
        ([DEAD], [Wanted({"name": "connector", "enabled": True})], []),
        ([DEAD], [Wanted({"name": "connector", "enabled": True}, "K1")], ["K1"]),
        ([DEAD], [Wanted({"name": "connector", "enabled": False})], ["K1"]),
        ([DEAD, {**WIRE, "id": "K2"}], [Wanted({"name": "connector", "enabled": False})], ["K2"]),
        ([DEAD], [Wanted({"name": "other", "enabled": False})], []),
    ],
)
def test_a_disabled_key_counts_as_gone_unless_its_file_declares_it(keys, wanted, ids):
    """Keys that were rotated away do not stand in the way of a new key with the same name."""
    found = play(lambda w: ApiKey.api.list(w, wanted or None), listing(*keys))
    assert [i.id for i in found] == ids


def test_a_key_that_is_not_there_any_more_is_gone():
    """A second look at a key that the vendor no longer knows finds nothing."""
    assert play(lambda w: ApiKey.api.get(w, ITEM), call(f"GET {KEYS}/K1", status=404, answer={})) is None


def test_a_key_that_was_disabled_meanwhile_is_seen_as_disabled():
    """A second look shows that somebody disabled the key, so that the change counts as moved."""
    found = play(lambda w: ApiKey.api.get(w, ITEM), call(f"GET {KEYS}/K1", answer=DEAD))
    assert found.wire["enabled"] is False


def test_a_key_that_is_declared_as_disabled_is_found_again():
    """A look at a key that was known as disabled finds it."""
    known = Item("K1", {**KEPT, "enabled": False})
    assert play(lambda w: ApiKey.api.get(w, known), call(f"GET {KEYS}/K1", answer=DEAD)) == known


def test_create_sends_no_private_fields_and_keeps_no_secret():
    """Empty lists, `enabled` and the name of the file stay here; the secret is dropped."""
    body = {"name": "connector", "scopeGuids": ["message:send"], "platform": [], "enabled": True}
    sent = {"name": "connector", "scopeGuids": ["message:send"]}
    made = play(lambda w: ApiKey.api.create(w, body), call(f"POST {KEYS}", body=sent, answer=WIRE))
    assert made == ITEM


def test_a_key_can_be_made_disabled():
    """Keys are born enabled, so a second call disables it."""
    made = play(
        lambda w: ApiKey.api.create(w, {"name": "connector", "enabled": False}),
        call(f"POST {KEYS}", body={"name": "connector"}, answer=WIRE),
        call(f"PUT {KEYS}/K1", body={"name": "connector", "enabled": False}, answer=DEAD),
    )
    assert made.wire["enabled"] is False


def test_the_secret_goes_to_a_file_of_its_owner(tmp_path, monkeypatch):
    """The file is new, readable by its owner only, and never sent."""
    monkeypatch.chdir(tmp_path)
    play(
        lambda w: ApiKey.api.create(w, {"name": "connector", "secretFile": "secrets/connector.key"}),
        call(f"POST {KEYS}", body={"name": "connector"}, answer=WIRE),
    )
    path = tmp_path / "secrets" / "connector.key"
    assert path.read_text() == "top-secret\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_empty_file_of_an_interrupted_run_is_used(tmp_path, monkeypatch):
    """A leftover without content is no obstacle, and its mode is put right."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "k").touch(0o644)
    play(
        lambda w: ApiKey.api.create(w, {"name": "connector", "secretFile": "k"}),
        call(f"POST {KEYS}", body={"name": "connector"}, answer=WIRE),
    )
    assert stat.S_IMODE((tmp_path / "k").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("taken", "never overwritten"),
        ("../k", "outside"),
        ("link/k", "outside"),
        ("taken/k", "cannot be written"),
    ],
)
def test_no_key_is_made_without_a_place_for_its_secret(tmp_path, monkeypatch, name, why):
    """A file that exists, lies outside or cannot be written stops the create before anything is sent."""
    root = tmp_path / "root"
    root.mkdir()
    (root / "taken").write_text("precious")
    (root / "link").symlink_to(tmp_path)
    monkeypatch.chdir(root)
    with pytest.raises(Refused, match=why):
        play(lambda w: ApiKey.api.create(w, {"name": "connector", "secretFile": name}))
    assert (root / "taken").read_text() == "precious"


@pytest.mark.parametrize("place", [{"secretFile": "k"}, {}])
@pytest.mark.parametrize(("status", "error"), [(400, Refused), (500, UnknownOutcome)])
def test_a_failed_create_leaves_no_file(tmp_path, monkeypatch, status, error, place):
    """The place is given back when no key was made, or its secret is lost."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(error):
        play(
            lambda w: ApiKey.api.create(w, {"name": "connector", **place}),
            call(f"POST {KEYS}", body={"name": "connector"}, status=status, answer={}),
        )
    assert list(tmp_path.iterdir()) == []


def test_an_update_sends_only_what_changes():
    """Forty updates a day: one call with the name and the changed fields."""
    body = {**KEPT, "scopeGuids": ["message:send"], "allowedIPs": ["10.0.0.1"], "secretFile": "k"}
    play(
        lambda w: ApiKey.api.update(w, ITEM, body, frozenset({"scope_guids", "allowed_ips"})),
        call(
            f"PUT {KEYS}/K1",
            body={"name": "connector", "scopeGuids": ["message:send"], "allowedIPs": ["10.0.0.1"]},
            answer=WIRE,
        ),
    )


def test_a_rename_sends_the_new_name():
    """The name is mutable."""
    play(
        lambda w: ApiKey.api.update(w, ITEM, {**KEPT, "name": "new"}, frozenset({"name"})),
        call(f"PUT {KEYS}/K1", body={"name": "new"}, answer=WIRE),
    )


def test_released_scopes_need_no_call():
    """Scopes have no default to go back to: an empty list would take all rights away."""
    play(lambda w: ApiKey.api.update(w, ITEM, dict(KEPT), frozenset({"scope_guids"})))


@pytest.mark.parametrize("status", [200, 404])
def test_delete_disables(status):
    """Infobip has no delete for keys."""
    play(
        lambda w: ApiKey.api.delete(w, ITEM),
        call(f"PUT {KEYS}/K1", body={"name": "connector", "enabled": False}, status=status, answer={}),
    )


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("2027-06-30T00:00:00", "2027-06-30T00:00:00"),
        ("2027-06-30", "2027-06-30T00:00:00"),
        ("2027-06-30T02:00:00+02:00", "2027-06-30T00:00:00"),
        ("2027-06-30T00:00:00+0000", "2027-06-30T00:00:00"),
        ("2027-06-30T00:00:00.000Z", "2027-06-30T00:00:00"),
    ],
)
def test_times_are_utc_without_a_zone(given, sent):
    """Every way to write a moment becomes the vendor's, on both sides."""
    codec = ApiKey.codec
    dumped = codec.dump(ApiKey.spec.model_validate({"name": "a", "valid_to": given}))
    assert dumped["valid_to"] == sent
    assert codec.normalise({"valid_to": given}) == {"valid_to": sent}


def test_a_time_that_cannot_be_read_stays_as_it_is():
    """An odd live value is a difference, not a crash."""
    assert ApiKey.codec.normalise({"valid_to": "soon"}) == {"valid_to": "soon"}


@pytest.mark.parametrize(
    ("spec", "why"),
    [
        ({"permissions": ["PUBLIC_API", "WEB_SDK"]}, "exclude each other"),
        ({"platform": [{"application": "a"}], "permissions": ["WEB_SDK"]}, "platform and permissions"),
        ({"platform": [{"application": "a"}], "scope_guids": ["a:b"]}, "platform and scope_guids"),
        ({"scope_guids": ["everything"]}, "match pattern"),
        ({"scope_guids": []}, "at least 1"),
        ({"permissions": []}, "at least 1"),
        ({"allowed_ips": ["office.example.com"]}, "match pattern"),
        ({"valid_to": "next year"}, "a time is written"),
        ({"valid_from": "2027-01-02", "valid_to": "2027-01-01"}, "valid_to is before valid_from"),
    ],
)
def test_contradictions_are_found_in_the_file(spec, why):
    """What the vendor would refuse, or what would take all rights away, is an error of the file."""
    assert why in problem(ApiKey, {"name": "a", **spec})


def test_values_of_other_resources_may_stand_for_times():
    """A value that only apply knows passes."""
    assert not problem(ApiKey, {"name": "a", "valid_from": "${x.Y/z.at}", "valid_to": "2027-01-01"})


def test_keys_survive_the_wire():
    """Sets, links and times come back as they were declared; the file of the secret is not compared."""
    round_trip(ApiKey, dict(ApiKey.example))
    round_trip(
        ApiKey,
        {
            "name": "a",
            "allowed_ips": ["10.0.0.0/8", "::1", "10.0.0.1-10.0.0.9"],
            "platform": [{"application": "crm", "entity": "t", "action": "FILL"}],
            "enabled": "false",
            "secret_file": "k",
        },
    )


@pytest.mark.parametrize(
    ("balance", "holds"),
    [
        ({"balance": 50, "currency": "EUR"}, True),
        ({"balance": 49.99, "currency": "EUR"}, False),
        ({"balance": 500, "currency": "USD"}, False),
    ],
)
def test_the_balance_is_checked(balance, holds):
    """Enough money in the right currency, or the check does not hold and says what was found."""
    verdict = play(
        lambda w: Balance.api.by.verify(w, {"minimum": 50.0, "currency": "EUR"}),
        Call("GET /account/1/balance", answer=balance),
    )
    assert (verdict.holds, verdict.found) == (holds, f"{balance['balance']} {balance['currency']}")


def test_a_role_is_a_worksheet():
    """Each step can be filled in from the spec."""
    steps = [s.format_map(PortalRole.example) for s in PortalRole.api.by.steps]
    assert any("msgops@example.com" in s for s in steps)
    assert any("Account admin" in s for s in steps)
    assert PortalRole.operations == ("instruct",)
