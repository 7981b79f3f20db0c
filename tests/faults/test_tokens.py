"""A token that ends midway is renewed once for everybody; it is a secret like any other."""

from __future__ import annotations

import json

import pytest

from fault_world import PORTAL_USER, TABLES, bench, world
from msgops.model.secret import Secret
from msgops_infobip.account import Account
from msgops_infobip.simulator import auth

TOKEN = "/auth/1/oauth2/token"


@pytest.fixture
def desk(tmp_path):
    """A workspace whose account signs in for tokens."""
    found = bench(tmp_path, account=PORTAL_USER)
    found.write(world())
    return found


def sign_ins(desk):
    return sum(1 for a in desk.wire.attempts if a.path == TOKEN)


def all_done(desk):
    assert TABLES == {t: desk.count(t) - at for t, at in desk.seeded.items()}
    assert [] == [a for a in desk.wire.blind_repeats() if a.path != TOKEN]


def expire(desk):
    """End every token now, as the vendor may do before their time."""
    for token in desk.simulator.world.table("tokens").values():
        token["until"] = 0


def test_a_token_that_ends_midway_is_renewed(desk):
    """The token ends just before a create: one new sign-in, every object once, and the report says so."""

    def end(attempt):
        if attempt.method == "POST" and attempt.path == "/subscriptions/1/profiles" and sign_ins(desk) == 1:
            expire(desk)

    desk.wire.before = end

    assert 0 == desk.apply(), desk.last_errors + desk.last_output
    assert 2 == sign_ins(desk)
    assert {"token_renewed": 1} == desk.faults()
    all_done(desk)


def test_a_token_that_ends_for_many_calls_at_once_is_renewed_once(desk):
    """Every list is under way when the token ends: all are refused, one signs in again, all are repeated."""
    desk.simulator.latency_ms = 200

    def end(attempt):
        if attempt.method == "GET" and sign_ins(desk) == 1:
            expire(desk)

    desk.wire.before = end

    assert 0 == desk.apply(), desk.last_errors + desk.last_output
    assert 2 == sign_ins(desk)
    assert 2 <= desk.faults()["token_renewed"] <= 6
    all_done(desk)


def test_a_run_that_is_longer_than_a_token_signs_in_again_in_time(desk, monkeypatch):
    """Answers take so long that the token's time passes: it is renewed before its end, without a refusal."""
    monkeypatch.setattr(auth, "LASTS", 600)
    desk.simulator.latency_ms = 29_000
    desk.write([*world(), *({"kind": "infobip.Tag", "name": f"t{n}", "spec": {}} for n in range(400))])

    assert 0 == desk.apply(), desk.last_errors[-2000:]
    assert 2 == sign_ins(desk)
    assert {} == desk.faults()


def test_a_token_that_is_never_accepted_is_a_refusal(desk):
    """Two 401s for one call: the credential was refused, exit 1, and nobody goes on asking for tokens."""
    desk.fault("401", "GET", times=99)

    assert 1 == desk.apply()
    assert "MP113" in desk.last_output
    assert 2 == sign_ins(desk)


@pytest.mark.parametrize("kind", ["drop_before", "drop_after", "503", "truncate", "html", "429"])
def test_a_faulty_token_endpoint_is_survived(desk, kind):
    """Getting a token is repeated like a read, whatever happens to it."""
    desk.fault(kind, "POST", TOKEN, times=2)

    assert 0 == desk.apply(), desk.last_errors + desk.last_output
    assert 3 == sign_ins(desk)
    assert 2 == sum(desk.faults().values())
    all_done(desk)


def test_a_wrong_password_is_tried_once(desk):
    """Many calls, one sign-in: the user is not locked out."""
    desk.environ["INFOBIP_PASSWORD"] = "wrong-password"

    assert 1 == desk.apply()
    assert "MP113" in desk.last_output
    assert [TOKEN] == [a.path for a in desk.wire.attempts]


def test_a_token_is_in_no_output(desk, monkeypatch):
    """Neither the report nor the debug log shows a token, in whatever form, nor the password that got it."""
    monkeypatch.setenv("MSGOPS_LOG", "DEBUG")
    expire_once = iter([True])
    desk.wire.before = lambda a: (
        a.method == "POST" and a.path != TOKEN and next(expire_once, 0) and expire(desk)
    )

    assert 0 == desk.run("apply", "--yes", "--json")
    assert {"token_renewed": 1} == desk.told()
    tokens = list(desk.simulator.world.table("tokens"))
    assert 2 == len(tokens)
    for secret in [*tokens, desk.environ["INFOBIP_PASSWORD"]]:
        assert secret not in desk.last_output + desk.last_errors
    for file in desk.root.rglob("*"):
        if file.is_file():
            assert not any(t.encode() in file.read_bytes() for t in tokens)


def test_keys_are_managed_with_a_token_and_everything_else_with_the_key(tmp_path):
    """With both, the portal user's token goes only where a key is not accepted."""
    desk = bench(tmp_path, account={**PORTAL_USER, "api_key": "${env:INFOBIP_API_KEY}"})
    key = {"permissions": ["PUBLIC_API"], "scope_guids": ["message:send"]}
    desk.write([*world(), {"kind": "infobip.ApiKey", "name": "connector", "spec": key}])

    assert 0 == desk.apply(), desk.last_errors + desk.last_output
    actors = {r["path"].split("/")[1]: r["actor"] for r in desk.simulator.requests if r["path"] != TOKEN}
    assert "portal.admin" == actors.pop("settings")
    assert {"api-key:msgops"} == set(actors.values())


def test_a_portal_user_alone_is_enough(tmp_path):
    """Without a key and without tokens each call carries the user's name and password."""
    desk = bench(tmp_path, account={k: v for k, v in PORTAL_USER.items() if k != "sign_in"})
    desk.write(world())

    assert 0 == desk.apply(), desk.last_errors + desk.last_output
    assert 0 == sign_ins(desk)


def test_an_account_needs_some_credential():
    """Neither key nor user is an error of the file, and so is half a user."""
    url = "https://acme.api.infobip.com"
    with pytest.raises(ValueError, match="api_key is needed"):
        Account(base_url=url)
    with pytest.raises(ValueError, match="belong together"):
        Account(base_url=url, api_key=Secret("env:KEY"), username="portal")
    assert "oauth2" in json.dumps(Account.model_json_schema())
