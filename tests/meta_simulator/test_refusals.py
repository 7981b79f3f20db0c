"""What the simulator refuses: every limit of the specification, at the limit and beyond it."""

from __future__ import annotations

import pytest

from msgops_meta.simulator.seed import ACCOUNT, NUMBER

PROFILE, LINKS, AUTOMATION = "whatsapp_business_profile", "message_qrdls", "conversational_automation"
APPS = "subscribed_apps"


def _profile(**values):
    return PROFILE, {"messaging_product": "whatsapp", **values}


def _command(name="hours", description="When we are open"):
    return AUTOMATION, {"commands": [{"command_name": name, "command_description": description}]}


def _site(length):
    return "https://a.example/".ljust(length, "x")


LIMITS = {
    "text of a link": ((LINKS, {"prefilled_message": "a" * 140}), (LINKS, {"prefilled_message": "a" * 141})),
    "no text of a link": ((LINKS, {"prefilled_message": "a"}), (LINKS, {"prefilled_message": ""})),
    "picture of a link": (
        (LINKS, {"prefilled_message": "a", "generate_qr_image": "PNG"}),
        (LINKS, {"prefilled_message": "a", "generate_qr_image": "GIF"}),
    ),
    "about": (_profile(about="a" * 139), _profile(about="a" * 140)),
    "no about": (_profile(about="a"), _profile(about="")),
    "address": (_profile(address="a" * 256), _profile(address="a" * 257)),
    "description": (_profile(description="a" * 512), _profile(description="a" * 513)),
    "e-mail": (_profile(email="a@b.example"), _profile(email="a at b.example")),
    "long e-mail": (
        _profile(email="a@b.example".rjust(128, "a")),
        _profile(email="a@b.example".rjust(129, "a")),
    ),
    "websites": (_profile(websites=[_site(20)] * 2), _profile(websites=[_site(20)] * 3)),
    "long website": (_profile(websites=[_site(256)]), _profile(websites=[_site(257)])),
    "form of a website": (_profile(websites=["http://a.example"]), _profile(websites=["a.example"])),
    "vertical": (_profile(vertical="RETAIL"), _profile(vertical="UNDEFINED")),
    "product": (_profile(), (PROFILE, {"about": "Fresh bread"})),
    "starters": ((AUTOMATION, {"prompts": ["a"] * 3}), (AUTOMATION, {"prompts": ["a"] * 4})),
    "starter": ((AUTOMATION, {"prompts": ["a" * 80]}), (AUTOMATION, {"prompts": ["a" * 81]})),
    "commands": (
        (AUTOMATION, {"commands": _command()[1]["commands"] * 30}),
        (AUTOMATION, {"commands": _command()[1]["commands"] * 31}),
    ),
    "name of a command": (_command(name="a_9" * 10), _command(name="a" * 31)),
    "sign in a name": (_command(name="hours_2"), _command(name="/hours")),
    "description of a command": (_command(description="a" * 256), _command(description="a" * 257)),
    "no description of a command": (_command(description="a"), _command(description="")),
}


@pytest.mark.parametrize(("good", "bad"), LIMITS.values(), ids=LIMITS)
def test_the_limit_is_taken_and_what_is_beyond_it_is_error_100(desk, good, bad):
    """What is refused changes nothing."""
    assert 200 == desk.call("POST", f"/{NUMBER}/{good[0]}", good[1])[0]
    before = repr(desk.simulator.world.tables)

    status, body = desk.call("POST", f"/{NUMBER}/{bad[0]}", bad[1])

    assert (400, 100) == (status, body["error"]["code"])
    assert before == repr(desk.simulator.world.tables)


def test_a_webhook_needs_its_token_and_an_address_of_at_most_200_characters(desk):
    """For the account and for a number."""
    long = {"override_callback_uri": _site(201), "verify_token": "t"}
    bare = {"override_callback_uri": _site(200)}

    for sent in (long, bare):
        assert 400 == desk.call("POST", f"/{ACCOUNT}/{APPS}", sent)[0]
        assert 400 == desk.call("POST", f"/{NUMBER}", {"webhook_configuration": sent})[0]
    assert 200 == desk.call("POST", f"/{ACCOUNT}/{APPS}", {**bare, "verify_token": "t"})[0]


@pytest.mark.parametrize("path", ["/1", "/1/phone_numbers", "/1/message_qrdls", f"/{NUMBER}/message_qrdls/X"])
def test_what_is_not_there_is_error_100_with_subcode_33_and_status_400(desk, path):
    """As for what the token may not see."""
    status, body = desk.call("GET", path)

    assert (400, 100, 33) == (status, body["error"]["code"], body["error"]["error_subcode"])


def test_nobody_but_a_person_reaches_the_pages_of_people(desk):
    """A token does not help."""
    request = desk.call("POST", "/x", token="bad")  # of the sandbox

    assert (401, 190) == (request[0], request[1]["error"]["code"])


def test_a_page_is_at_most_25_links_and_its_next_address_has_the_token_in_it(desk):
    """So it must not be written anywhere."""
    for n in range(26):
        desk.call("POST", f"/{NUMBER}/{LINKS}", {"prefilled_message": f"Text {n}"})

    _, first = desk.call("GET", f"/{NUMBER}/{LINKS}")
    _, last = desk.call("GET", f"/{NUMBER}/{LINKS}", after=first["paging"]["cursors"]["after"])

    assert (25, 1) == (len(first["data"]), len(last["data"]))
    assert "access_token=" in first["paging"]["next"]
    assert "next" not in last["paging"]
    assert 400 == desk.call("GET", f"/{NUMBER}/{LINKS}", limit="26")[0]
    assert 400 == desk.call("GET", f"/{NUMBER}/{LINKS}", after="nowhere")[0]


def test_a_removed_number_is_gone_with_what_belongs_to_it(desk):
    """By hand: the API has no delete."""
    desk.click("remove-number", number="+1 631 555 1001")

    assert 400 == desk.call("GET", f"/{NUMBER}/{PROFILE}")[0]
    assert ["106540352242923"] == [n["id"] for n in desk.call("GET", f"/{ACCOUNT}/phone_numbers")[1]["data"]]


@pytest.mark.parametrize("path", [f"/{ACCOUNT}", f"/{ACCOUNT}/phone_numbers", f"/{NUMBER}"])
def test_a_field_that_does_not_exist_is_error_100(desk, path):
    """So a client asks for what is there."""
    status, body = desk.call("GET", path, fields="id,colour")

    assert (400, 100) == (status, body["error"]["code"])
    assert "colour" in body["error"]["message"]
