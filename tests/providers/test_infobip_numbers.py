"""Numbers and voice setups: each call to the letter."""

from __future__ import annotations

import pytest

from msgops.sdk.errors import Refused
from msgops.sdk.kind import Item
from msgops_infobip.kinds.numbers import Number
from msgops_infobip.kinds.voice import VoiceSetup
from scripted import Call, page, play, problem, round_trip

PATH = "/numbers/1/numbers"
KEY = "6FED0BC540BFADD9B05ED7D89AAC22FA"
OWN = {
    "numberKey": KEY,
    "number": "447860041117",
    "country": "GB",
    "type": "VIRTUAL_LONG_NUMBER",
    "shared": False,
    "editPermissions": {"canEditNumber": True, "canEditConfiguration": True},
    "applicationId": "default",
}
OFFER = {
    "numberKey": KEY,
    "number": "447860041117",
    "country": "GB",
    "price": {"pricePerMonth": 5, "setupPrice": 0, "currency": "EUR"},
}
ITEM = Item(KEY, {**OWN, "sender": "447860041117"})


def stock(*offers):
    """Expect a look into the stock."""
    query = {"number": "447860041117", "limit": "100"}
    return Call(f"GET {PATH}/available", query=query, answer=page("numbers", *offers, total="numberCount"))


def test_list_asks_for_the_documented_page():
    """The owned numbers are read page by page, and each shows what references may need."""
    found = play(
        lambda w: Number.api.list(w, None),
        Call(
            f"GET {PATH}",
            query={"page": "0", "limit": "50"},
            answer=page("numbers", OWN, total="numberCount"),
        ),
    )
    assert [(i.id, i.wire["sender"], i.wire["numberKey"]) for i in found] == [(KEY, "447860041117", KEY)]


def test_list_reads_the_second_page():
    """A number beyond the first page is found."""
    many = [{**OWN, "numberKey": f"K{n}", "number": f"44{n:04}"} for n in range(51)]
    found = play(
        lambda w: Number.api.list(w, None),
        Call(
            f"GET {PATH}",
            query={"page": "0", "limit": "50"},
            answer={"numbers": many[:50], "numberCount": 51},
        ),
        Call(
            f"GET {PATH}",
            query={"page": "1", "limit": "50"},
            answer={"numbers": many[50:], "numberCount": 51},
        ),
    )
    assert len(found) == 51


@pytest.mark.parametrize(("status", "answer", "gone"), [(200, OWN, False), (404, None, True)])
def test_get_takes_an_empty_404_for_gone(status, answer, gone):
    """A missing number is answered by a 404 without a body."""
    found = play(lambda w: Number.api.get(w, ITEM), Call(f"GET {PATH}/{KEY}", status=status, answer=answer))
    assert (found is None) is gone


def test_buying_elsewhere_takes_the_key_of_the_stock():
    """Outside the United States the purchase names `numberKey` only."""
    made = play(
        lambda w: Number.api.create(
            w, {"number": "+447860041117", "applicationId": "crm", "maxMonthlyPrice": 5.0}
        ),
        stock(OFFER),
        Call(f"POST {PATH}", body={"numberKey": KEY, "applicationId": "crm"}, answer=OWN),
    )
    assert made.id == KEY
    assert made.wire["sender"] == "447860041117"


def test_buying_in_the_united_states_takes_the_number():
    """An American number is bought by its digits; an empty 201 is followed by a look."""
    made = play(
        lambda w: Number.api.create(w, {"number": "447860041117", "maxMonthlyPrice": 5.0}),
        stock({**OFFER, "country": "US", "numberKey": "STOCK"}),
        Call(f"POST {PATH}", body={"number": "447860041117"}, status=201),
        Call(
            f"GET {PATH}",
            query={"number": "447860041117", "page": "0", "limit": "50"},
            answer=page("numbers", OWN, total="numberCount"),
        ),
    )
    assert made.id == KEY


@pytest.mark.parametrize(
    ("body", "offers", "why"),
    [
        ({}, None, "sets no price"),
        ({"maxMonthlyPrice": 5.0}, [], "no entry for 447860041117"),
        ({"maxMonthlyPrice": 5.0}, [{**OFFER, "number": "4478600411170"}], "no entry"),
        ({"maxMonthlyPrice": 4.99}, [OFFER], "costs 5 EUR per month, the file allows 4.99"),
        ({"maxMonthlyPrice": 5.0}, [{**OFFER, "price": {}}], "an unknown fee per month"),
        (
            {"maxMonthlyPrice": 5.0},
            [{**OFFER, "price": {"pricePerMonth": 1, "setupPrice": 9}}],
            "costs 9 per setup",
        ),
    ],
)
def test_nothing_is_bought_beyond_the_price(body, offers, why):
    """Without a ceiling, without stock or above the ceiling no purchase is sent."""
    script = [] if offers is None else [stock(*offers)]
    with pytest.raises(Refused, match=why):
        play(lambda w: Number.api.create(w, {"number": "447860041117", **body}), *script)


@pytest.mark.parametrize(
    ("body", "sent"),
    [
        ({"number": "44", "applicationId": "crm"}, {"applicationId": "crm"}),
        (
            {"number": "44", "applicationId": "crm", "entityId": "t7"},
            {"applicationId": "crm", "entityId": "t7"},
        ),
        (
            {"number": "44", "entityId": "t7", "maxMonthlyPrice": 5.0},
            {"applicationId": "default", "entityId": "t7"},
        ),
    ],
)
def test_update_sends_the_pair_and_nothing_else(body, sent):
    """An update names the application always, since Infobip requires it."""
    play(
        lambda w: Number.api.update(w, ITEM, body, frozenset({"entity"})),
        Call(f"PUT {PATH}/{KEY}", body=sent, answer=OWN),
    )


@pytest.mark.parametrize("status", [204, 404])
def test_cancelling_a_number_that_is_gone_is_no_error(status):
    """A delete ends well whether the number was there or not."""
    play(lambda w: Number.api.delete(w, ITEM), Call(f"DELETE {PATH}/{KEY}", status=status))


@pytest.mark.parametrize(
    ("wire", "why"),
    [
        (OWN, ""),
        ({**OWN, "shared": True}, "shared"),
        ({**OWN, "editPermissions": {"canEditNumber": False}}, "canEditNumber"),
    ],
)
def test_a_number_that_cannot_be_edited_says_why(wire, why):
    """Shared numbers and missing permissions are found before anything is sent."""
    assert why in Number.fixed_if(wire, frozenset({"application"}))
    assert bool(Number.fixed_if(wire, frozenset({"application"}))) is bool(why)


@pytest.mark.parametrize(
    ("more", "rejected"),
    [
        ({}, None),
        ({"reservationStatus": "PENDING"}, False),
        ({"reservationStatus": "BILLING_FAILED"}, True),
        ({"additionalSetupRequired": True}, False),
    ],
)
def test_a_number_waits_for_its_reservation(more, rejected):
    """A reservation that is pending or failed is a gate."""
    waiting = Number.ready({**OWN, **more})
    assert (waiting.rejected if waiting else None) is rejected


def test_prices_are_never_compared():
    """The price ceiling counts only while buying."""
    spec = Number.spec.model_validate({"number": "+447860041117", "max_monthly_price": "5"})
    assert Number.codec.normalise(Number.codec.dump(spec)) == {"number": "447860041117"}


@pytest.mark.parametrize("number", ["12", "44 7860", "call-me", "4478600411171234"])
def test_a_number_is_digits(number):
    """Anything but digits, with or without the plus sign, is an error."""
    assert problem(Number, {"number": number})


VOICE = f"/numbers/2/numbers/{KEY}/voice"
ACTION = {"type": "FORWARD_TO_PSTN", "pstnNumber": "441134960001"}


def test_voice_setups_come_with_the_list_of_numbers():
    """No call per number is made; numbers without a setup are left out."""
    numbers = page(
        "numbers", {**OWN, "voiceSetup": {"action": ACTION}}, {**OWN, "numberKey": "X"}, total="numberCount"
    )
    found = play(
        lambda w: VoiceSetup.api.list(w, None),
        Call(f"GET {PATH}", query={"page": "0", "limit": "50"}, answer=numbers),
    )
    assert [(i.id, i.wire["numberKey"], i.wire["action"]) for i in found] == [(KEY, KEY, ACTION)]


def test_voice_setup_lifecycle():
    """A setup is posted, read, put as a whole and deleted under its number."""
    made = play(
        lambda w: VoiceSetup.api.create(w, {"numberKey": KEY, "applicationId": "crm", "action": ACTION}),
        Call(f"POST {VOICE}", body={"applicationId": "crm", "action": ACTION}, status=201),
    )
    assert made.id == KEY
    read = play(lambda w: VoiceSetup.api.get(w, made), Call(f"GET {VOICE}", answer={"action": ACTION}))
    assert read.wire["numberKey"] == KEY
    assert play(lambda w: VoiceSetup.api.get(w, made), Call(f"GET {VOICE}", status=404)) is None
    play(
        lambda w: VoiceSetup.api.update(w, made, {"numberKey": KEY, "action": ACTION}, frozenset({"action"})),
        Call(f"PUT {VOICE}", body={"action": ACTION}, answer={"action": ACTION}),
    )
    for status in (204, 404):
        play(lambda w: VoiceSetup.api.delete(w, made), Call(f"DELETE {VOICE}", status=status))


@pytest.mark.parametrize(
    ("wire", "why"),
    [
        ({"action": ACTION}, ""),
        ({"action": {"type": "VOICE_CALL_DROP"}}, "VOICE_CALL_DROP cannot be written"),
        ({"action": ACTION, "editPermissions": {"canEditConfiguration": False}}, "does not let this account"),
    ],
)
def test_a_voice_setup_that_cannot_be_written_says_why(wire, why):
    """Actions that only the portal sets are never overwritten."""
    found = VoiceSetup.fixed_if(wire, frozenset({"action"}))
    assert why in found
    assert bool(found) is bool(why)
    assert VoiceSetup.exportable(wire) is (wire["action"] == ACTION)


@pytest.mark.parametrize(
    "action",
    [
        {"type": "FORWARD_TO_SUBSCRIPTION", "calls_configuration_id": "c"},
        {"type": "FORWARD_TO_PSTN", "pstn_number": "44"},
        {"type": "FORWARD_TO_IVR", "scenario_key": "k"},
        {"type": "VOICE_NUMBER_MASKING", "voice_number_masking_config_key": "k"},
        {"type": "FORWARD_TO_CALL_ROUTING", "route_id": "r"},
        {"type": "FORWARD_TO_MARKUP_LANGUAGE", "markup_language_config_id": "7"},
        {"type": "VOICE_FORWARD_TO_CONVERSATIONS", "description": "d"},
        {"type": "VOICE_FORWARD_TO_ANSWERS"},
    ],
)
def test_every_voice_action_survives_the_wire(action):
    """Each of the eight writable actions comes back as it was declared."""
    round_trip(VoiceSetup, {"number": "main", "action": action})


def test_an_action_needs_its_fields():
    """A forward to a phone number needs the number."""
    assert problem(VoiceSetup, {"number": "main", "action": {"type": "FORWARD_TO_PSTN"}}) == "Field required"
