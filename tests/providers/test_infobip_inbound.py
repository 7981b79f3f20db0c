"""Inbound configurations: following the subscriptions, the merging POST, and what only the portal can set."""

from __future__ import annotations

import pytest

from msgops.sdk.kind import Item, Wanted
from msgops_infobip.kinds.inbound import PATH, InboundConfiguration
from msgops_infobip.kinds.inbound_channels import RULES
from scripted import Call, page, play, problem, round_trip

NUMBER = "441134960000"
TARGET = {"channel": "WHATSAPP", "number": NUMBER}
FOLLOW = {"type": "SUBSCRIPTION"}
HTTP = {"type": "HTTP_FORWARD", "url": "https://hooks.example.com/in"}
KEY = "58BC6DB7966CB9F69A91EB956DF73239"
api = InboundConfiguration.api


def live(**blocks):
    """A stored configuration as the API object gives it."""
    wire = {
        "configurationKey": KEY,
        **TARGET,
        "conversations": {"enabled": False},
        "forwarding": FOLLOW,
        **blocks,
    }
    return Item(f"WHATSAPP///{NUMBER}", wire)


def reading(*answers, status=200, **query):
    """Expect the read of one number."""
    return Call(
        f"GET {PATH}",
        query={**TARGET, **query},
        answer=list(answers) if status == 200 else None,
        status=status,
    )


@pytest.mark.parametrize(
    "stored", [{}, {"forwarding": None}, {"forwarding": {"type": "FORWARD_TO_SUBSCRIPTION"}}]
)
def test_all_ways_to_follow_the_subscriptions_read_alike(stored):
    """No forwarding, an empty one and FORWARD_TO_SUBSCRIPTION are the same state."""
    found = play(
        lambda w: api.list(w, [Wanted({**TARGET, "forwarding": FOLLOW})]),
        reading({"configurationKey": KEY, "channel": "WHATSAPP", **stored}),
    )
    assert [(i.id, i.wire) for i in found] == [(live().id, live().wire)]


@pytest.mark.parametrize("status", [200, 404])
def test_a_number_without_configuration_follows_already(status):
    """Who only wants to follow the subscriptions has it where nothing is stored."""
    wanted = {**TARGET, "forwarding": FOLLOW, "conversations": {"enabled": False}}
    found = play(lambda w: api.list(w, [Wanted(wanted)]), reading(status=status))
    assert [(i.id, i.wire["forwarding"]) for i in found] == [(live().id, FOLLOW)]


@pytest.mark.parametrize(
    "more", [{"forwarding": HTTP}, {"forwarding": FOLLOW, "keyword": "STOP"}, {"username": "u"}]
)
def test_a_configuration_that_differs_from_the_default_is_absent_until_made(more):
    """Anything but the default must be created."""
    assert play(lambda w: api.list(w, [Wanted({**TARGET, **more})]), reading()) == []


def test_one_call_reads_all_keywords_of_a_number():
    """Two resources of one number cost one read, and each keyword is its own object."""
    wanted = [Wanted({**TARGET, "keyword": k, "forwarding": HTTP}) for k in ("START", "STOP")]
    found = play(
        lambda w: api.list(w, wanted),
        reading({"configurationKey": "A", "keyword": "START"}, {"configurationKey": "B", "forwarding": HTTP}),
    )
    assert [i.id for i in found] == [f"WHATSAPP//START/{NUMBER}", f"WHATSAPP///{NUMBER}"]


def test_a_number_that_is_not_known_yet_is_not_asked_for():
    """The configuration of a number that the same plan buys is simply absent."""
    assert (
        play(lambda w: api.list(w, [Wanted({"channel": "SMS", "number": None, "forwarding": FOLLOW})])) == []
    )


def test_short_codes_are_asked_for_with_their_country():
    """The country tells short codes apart."""
    wanted = Wanted({"channel": "SMS", "number": "72345", "countryCode": "HR", "forwarding": HTTP})
    query = {"channel": "SMS", "number": "72345", "countryCode": "HR"}
    found = play(
        lambda w: api.list(w, [wanted]),
        Call(f"GET {PATH}", query=query, answer=[{"configurationKey": KEY, "forwarding": HTTP}]),
    )
    assert [i.id for i in found] == ["SMS/HR//72345"]


def test_an_export_goes_over_the_owned_numbers():
    """Without wishes every owned number is asked for its channels, and defaults are left out."""
    numbers = page(
        "numbers",
        {"number": NUMBER, "capabilities": ["SMS", "VOICE"], "type": "VIRTUAL_LONG_NUMBER"},
        {"number": "72345", "capabilities": ["SMS"], "type": "SHORT_CODE", "country": "HR"},
        total="numberCount",
    )
    found = play(
        lambda w: api.list(w, None),
        Call("GET /numbers/1/numbers", query={"page": "0", "limit": "50"}, answer=numbers),
        Call(f"GET {PATH}", query={"channel": "SMS", "number": NUMBER}, answer=[{"configurationKey": KEY}]),
        Call(f"GET {PATH}", query={"channel": "SMS", "number": "72345", "countryCode": "HR"}, status=404),
    )
    assert [i.wire for i in found] == [{"configurationKey": KEY, "channel": "SMS", "number": NUMBER}]


def test_get_finds_the_same_keyword_again():
    """One configuration is read through the list of its number."""
    item = live(forwarding=HTTP)
    found = play(
        lambda w: api.get(w, item),
        reading({"configurationKey": "K", "keyword": "STOP"}, {"configurationKey": KEY, "forwarding": HTTP}),
    )
    assert (found.id, found.wire) == (item.id, item.wire)
    assert play(lambda w: api.get(w, item), reading()) is None


def test_creating_a_forward_posts_it():
    """The create is the upsert of the vendor."""
    body = {**TARGET, "forwarding": HTTP}
    made = play(
        lambda w: api.create(w, body),
        Call(
            f"POST {PATH}",
            body=body,
            answer={"configurationKey": KEY, "channel": "WHATSAPP", "forwarding": HTTP},
        ),
    )
    assert (made.id, made.wire["configurationKey"], made.wire["number"]) == (live().id, KEY, NUMBER)


def test_following_the_subscriptions_is_sent_as_unset():
    """There is no type to write: the forwarding is removed."""
    play(
        lambda w: api.create(w, {**TARGET, "forwarding": FOLLOW, "username": "u"}),
        Call(f"POST {PATH}", body={**TARGET, "username": "u", "unset": ["FORWARDING"]}, answer={}),
    )


@pytest.mark.parametrize(
    ("before", "body", "changed", "sent"),
    [
        ({"forwarding": HTTP}, {"forwarding": FOLLOW}, {"forwarding"}, {"unset": ["FORWARDING"]}),
        ({}, {"forwarding": HTTP, "username": "u"}, {"forwarding"}, {"forwarding": HTTP}),
        (
            {"forwarding": {**HTTP, "format": "X"}},
            {"forwarding": HTTP},
            {"forwarding"},
            {"forwarding": HTTP, "unset": ["FORWARDING"]},
        ),
        ({"username": "u"}, {}, {"username"}, {"unset": ["USERNAME"]}),
        (
            {"platform": {"applicationId": "a", "entityId": "e"}},
            {"platform": {"applicationId": "a"}},
            {"entity"},
            {"platform": {"applicationId": "a"}, "unset": ["PLATFORM"]},
        ),
        ({}, {"platform": {"applicationId": "b"}}, {"application"}, {"platform": {"applicationId": "b"}}),
        ({}, {"conversations": {"enabled": True}}, {"conversations"}, {"conversations": {"enabled": True}}),
        ({"autoResponse": {"message": "m"}}, {}, {"auto_response"}, {"unset": ["AUTORESPONSE"]}),
        (
            {"blockListConfiguration": {"type": "BLOCK"}},
            {},
            {"block_list_configuration"},
            {"unset": ["BLOCKLISTCONFIGURATION"]},
        ),
        (
            {"forwarding": {"type": "USE_ANSWERS"}},
            {"forwarding": {"type": "USE_ANSWERS"}, "username": "u"},
            {"username"},
            {"username": "u"},
        ),
    ],
)
def test_an_update_sends_only_the_blocks_that_change(before, body, changed, sent):
    """Blocks are merged by the vendor, so what is no longer wanted is named in `unset` and the rest is left out."""
    play(
        lambda w: api.update(w, live(**before), {**TARGET, **body}, frozenset(changed)),
        Call(f"POST {PATH}", body={**TARGET, **sent}, answer={}),
    )


@pytest.mark.parametrize("status", [204, 404])
def test_delete_goes_by_the_configuration_key(status):
    """A configuration that is gone already is no error."""
    play(lambda w: api.delete(w, live()), Call(f"DELETE {PATH}/{KEY}", status=status))


def test_nothing_is_deleted_where_nothing_is_stored():
    """The default cannot be deleted and needs no call."""
    play(lambda w: api.delete(w, Item(live().id, {**TARGET, "forwarding": FOLLOW})))


@pytest.mark.parametrize(
    ("blocks", "changed", "why"),
    [
        ({"forwarding": {"type": "USE_ANSWERS"}}, "forwarding", "USE_ANSWERS was set in the portal"),
        ({"forwarding": {"type": "PULL"}}, "forwarding", "PULL was set in the portal"),
        ({"forwarding": HTTP}, "forwarding", ""),
        ({"forwarding": {"type": "USE_ANSWERS"}}, "username", ""),
        (
            {"autoResponse": {"deliveryTimeWindow": {"deliveryTimeZone": "CUSTOM_NOT_EDITABLE"}}},
            "auto_response",
            "time zone",
        ),
        ({"blockListConfiguration": {"level": "CUSTOM_NOT_EDITABLE"}}, "block_list_configuration", "level"),
    ],
)
def test_what_only_the_portal_can_set_is_never_overwritten(blocks, changed, why):
    """Foreign state stops the update of exactly that block."""
    found = InboundConfiguration.fixed_if(live(**blocks).wire, frozenset({changed}))
    assert why in found
    assert bool(found) is bool(why)


def test_an_export_leaves_foreign_state_out():
    """A configuration that could not be written back is not exported."""
    assert InboundConfiguration.exportable(live(forwarding=HTTP).wire)
    assert not InboundConfiguration.exportable(live(forwarding={"type": "NO_ACTION"}).wire)


@pytest.mark.parametrize(
    ("spec", "why"),
    [
        ({"channel": "SMS"}, "channel SMS needs number"),
        ({"channel": "RCS", "number": "main"}, "channel RCS needs resource"),
        ({"channel": "RCS", "resource": "a", "number": "main"}, "channel RCS does not take number"),
        ({"channel": "WHATSAPP", "number": "main", "country_code": "HR"}, "does not take country_code"),
        ({"channel": "WHATSAPP", "number": "main", "answers": {"enabled": "true"}}, "does not take answers"),
        (
            {"channel": "MMS", "number": "main", "conversations": {"enabled": "true"}},
            "does not take conversations",
        ),
        ({"channel": "TELEGRAM", "resource": "a", "application": "a"}, "does not take application"),
        ({"channel": "LINE_OA", "resource": "a", "entity": "a"}, "does not take entity"),
        (
            {
                "channel": "VIBER_BM",
                "resource": "a",
                "block_list_configuration": {"type": "BLOCK", "level": "FROM_SENDER"},
            },
            "does not take block_list_configuration",
        ),
        (
            {"channel": "TELEGRAM", "resource": "a", "forwarding": HTTP},
            "cannot forward by HTTP_FORWARD, only by SUBSCRIPTION",
        ),
        ({"channel": "WHATSAPP", "number": "main", "forwarding": {"type": "PULL"}}, "cannot forward by PULL"),
        ({"channel": "SMS", "number": "main", "forwarding": {"type": "MAIL_FORWARD"}}, "Field required"),
        ({"channel": "SMS", "number": "main", "forwarding": {"type": "NO_ACTION"}}, "SUBSCRIPTION"),
    ],
)
def test_each_channel_takes_only_its_own_blocks(spec, why):
    """What the specification does not offer on a channel is an error before anything is sent."""
    assert why in problem(InboundConfiguration, spec)


@pytest.mark.parametrize("channel", sorted(RULES))
def test_every_channel_can_follow_the_subscriptions(channel):
    """To follow needs no type on the wire, so no channel forbids it."""
    target = {"number": "main"} if "number" in RULES[channel].fields else {"resource": "sender"}
    round_trip(InboundConfiguration, {"channel": channel, **target, "forwarding": FOLLOW})


def test_a_full_configuration_survives_the_wire():
    """Every block comes back as it was declared."""
    spec = {
        "channel": "SMS",
        "number": "main",
        "country_code": "HR",
        "keyword": "STOP",
        "username": "u",
        "application": "a",
        "entity": "e",
        "forwarding": {"type": "MAIL_FORWARD", "mail": "in@example.com", "description": "d"},
        "conversations": {"enabled": "true"},
        "auto_response": {
            "message": "Thanks",
            "sender": "Acme",
            "delivery_time_window": {"start": "08:00", "end": "16:30", "days": ["TUESDAY", "MONDAY"]},
        },
        "block_list_configuration": {"type": "BLOCK", "level": "FROM_SENDER"},
    }
    round_trip(InboundConfiguration, spec)
    wire = InboundConfiguration.codec.encode(
        InboundConfiguration.codec.dump(InboundConfiguration.spec.model_validate(spec))
    )
    assert wire["platform"] == {"applicationId": "a", "entityId": "e"}
    assert wire["autoResponse"]["deliveryTimeWindow"] == {
        "from": "08:00",
        "to": "16:30",
        "days": ["TUESDAY", "MONDAY"],
    }
