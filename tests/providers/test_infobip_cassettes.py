"""The client against recorded traffic: what a real account (or here the simulator) once answered."""

from __future__ import annotations

import asyncio
import base64
import json
import urllib.parse

import pytest

from msgops.model.secret import Secret
from msgops.sdk.errors import Denied
from msgops.sdk.kind import Item
from msgops_infobip.account import Account, connect
from msgops_infobip.kinds.subscriptions import NotificationProfile, Subscription, WebhookSecurity
from providers.cassettes import API_KEY, BASE_URL, FIELDS, FOLDER, RECORDER, SCRUBBED, scrub

CANARY = "canary+secret/value="


class Quick:
    """A clock that never waits."""

    def __init__(self):
        from msgops.sdk.clock import SystemClock

        self.now, self.monotonic = SystemClock().now, lambda: 0.0

    async def sleep(self, seconds):
        return None


def play(scenario, *, key=None):
    """Run a scenario with a session to the recorded account, or to the real one while recording."""
    settings = Account.model_construct(
        base_url=BASE_URL,
        api_key=Secret("env:INFOBIP_API_KEY", key or API_KEY),
        username=None,
        password=None,
        concurrency=1,
    )

    async def run():
        session = connect(settings, clock=Quick())
        try:
            return await scenario(session.writer())
        finally:
            await session.close()

    return asyncio.run(run())


async def life(write, kind, body, change):
    """Create, list, read, update and delete one object; return what was read on the way."""
    made = await kind.api.create(write, body)
    listed = [i.id for i in await kind.api.list(write, None)] if kind is not Subscription else [made.id]
    before = await kind.api.get(write, made)
    await kind.api.update(write, Item(made.id, before.wire), {**body, **change}, frozenset(change))
    after = await kind.api.get(write, made)
    await kind.api.delete(write, made)
    gone = await kind.api.get(write, made)
    return made.id, listed, after.wire, gone


@RECORDER.use_cassette("profile.yaml")
def test_a_profile_lives_its_life():
    """A profile is created, listed, changed and deleted as recorded."""
    body = {"profileId": "cassette", "webhook": {"notifyUrl": "https://hooks.example.com/in"}}

    id_, listed, after, gone = play(
        lambda w: life(
            w, NotificationProfile, body, {"webhook": {"notifyUrl": "https://hooks.example.com/new"}}
        )
    )

    assert "cassette" == id_
    assert id_ in listed
    assert "https://hooks.example.com/new" == after["webhook"]["notifyUrl"]
    assert gone is None


@RECORDER.use_cassette("security.yaml")
def test_a_security_setting_lives_its_life():
    """A setting with a secret is created, changed and deleted; its secret is not in the recording."""
    credentials = {"secretKey": Secret("env:X", CANARY), "algorithm": "HMAC_SHA_256"}
    changed = {"secretKey": Secret("env:X", CANARY), "algorithm": "HMAC_SHA_512"}
    body = {"authId": "cassette-hmac", "type": "HMAC", "credentials": credentials}

    id_, listed, after, gone = play(lambda w: life(w, WebhookSecurity, body, {"credentials": changed}))

    assert id_ in listed
    assert "HMAC_SHA_512" == after["credentials"]["algorithm"]
    assert gone is None


@RECORDER.use_cassette("subscription.yaml")
def test_a_subscription_lives_its_life():
    """A subscription is created for a profile, changed and deleted."""
    profile = {
        "profileId": "cassette-for-subscription",
        "webhook": {"notifyUrl": "https://hooks.example.com/in"},
    }
    body = {
        "channel": "SMS",
        "subscriptionId": "cassette-sms",
        "events": ["INBOUND_MESSAGE"],
        "profile": {"profileId": "cassette-for-subscription"},
    }

    async def scenario(write):
        made = await NotificationProfile.api.create(write, profile)
        result = await life(write, Subscription, body, {"events": ["DELIVERY"]})
        await NotificationProfile.api.delete(write, made)
        return result

    id_, _, after, gone = play(scenario)

    assert "SMS/cassette-sms" == id_
    assert ["DELIVERY"] == after["events"]
    assert gone is None


@RECORDER.use_cassette("denied.yaml")
def test_a_wrong_key_is_refused_as_recorded():
    """A wrong key is told from other failures."""
    with pytest.raises(Denied) as error:
        play(lambda w: NotificationProfile.api.list(w, None), key="wrong-" + CANARY)

    assert 401 == error.value.status
    assert CANARY not in str(error.value)


def test_no_cassette_holds_a_secret():
    """Neither keys nor secrets are in any cassette, in any usual encoding."""
    secrets = [CANARY, "sandbox-api-key-not-a-secret", "sandbox-password-not-a-secret", "Authorization"]
    forms = {
        f
        for s in secrets
        for f in (
            s,
            base64.b64encode(s.encode()).decode(),
            urllib.parse.quote(s, safe=""),
            json.dumps(s)[1:-1],
        )
    }
    texts = {p.name: p.read_text(encoding="utf-8") for p in FOLDER.glob("*.yaml")}

    assert [] == [(name, form) for name, text in texts.items() for form in forms if form in text]
    assert {"profile.yaml", "security.yaml", "subscription.yaml", "denied.yaml"} == set(texts)


def test_only_fields_on_the_allow_list_are_kept():
    """A field that nobody allowed is replaced, at any depth, and keeps its type."""
    assert "secretKey" not in FIELDS
    found = scrub(
        {"profileId": "p", "credentials": {"secretKey": "x", "algorithm": "A"}, "other": [1, {"deep": "y"}]}
    )

    assert {
        "profileId": "p",
        "credentials": {"secretKey": SCRUBBED, "algorithm": "A"},
        "other": [0, {"deep": SCRUBBED}],
    } == found
