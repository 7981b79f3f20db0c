from __future__ import annotations

import copy
from typing import Any

import pytest
from pydantic import ValidationError

from msgops.sdk.errors import Refused
from msgops.sdk.kind import Item, Wanted
from msgops_infobip.simulator.whatsapp_senders import add
from providers.whatsapp_desk import OTHER, SENDER, Desk, attributes, kind_of, live, wire

KIND = kind_of("WhatsAppTemplate")
BODY = {"text": "Hi {{1}}, order {{2}} is ready.", "examples": ["Ana", "A-17"]}
SPEC: dict[str, Any] = {
    "sender": {"id": SENDER},
    "name": "order_ready",
    "language": "en_GB",
    "category": "UTILITY",
    "structure": {"body": BODY, "buttons": [{"type": "QUICK_REPLY", "text": "Talk to us"}]},
}
OTP: dict[str, Any] = {
    **{k: SPEC[k] for k in ("sender", "language")},
    "name": "code",
    "category": "AUTHENTICATION",
    "authentication": {
        "body": {"add_security_recommendation": True},
        "footer": {"code_expiration_minutes": 5},
        "buttons": [{"otp_type": "COPY_CODE", "text": "Copy code"}],
    },
    "validity_period": {"amount": 5},
}
RICH: dict[str, Any] = {
    **SPEC,
    "name": "rich",
    "category": "MARKETING",
    "structure": {
        "header": {"format": "IMAGE", "example": "https://acme.example/i.png"},
        "body": BODY,
        "footer": {"text": "Reply STOP to end"},
        "buttons": [
            {"type": "COPY_CODE", "example": "SAVE20"},
            {
                "type": "URL",
                "text": "Shop",
                "url": "https://acme.example/{{1}}",
                "example": "https://acme.example/a",
            },
            {"type": "URL", "text": "Help", "url": "https://acme.example/help"},
            {"type": "PHONE_NUMBER", "text": "Call", "phone_number": "+441134960000"},
            {
                "type": "FLOW",
                "text": "Form",
                "flow": {"id": "4711"},
                "flow_action": "NAVIGATE",
                "navigate_screen": "A",
            },
            {"type": "VOICE_CALL", "text": "Call us", "call_validity_period": 1440},
            {"type": "ORDER_DETAILS", "variant": "BRAZIL"},
            {"type": "CATALOG"},
            {"type": "MULTI_PRODUCT"},
            {"type": "REQUEST_CONTACT_INFO"},
        ],
        "limited_time_offer": {"text": "Today", "has_expiration": True},
        "shortening_options": {"custom_domain": "acme.link"},
    },
}
CARDS: dict[str, Any] = {
    **SPEC,
    "name": "cards",
    "category": "MARKETING",
    "structure": {
        "body": BODY,
        "call_permission_request": {},
        "limited_time_offer": {"text": "Today", "has_expiration": False},
        "carousel": {
            "cards": [
                {
                    "header": {"format": "VIDEO", "example": "https://acme.example/i.mp4"},
                    "body": {"text": "A"},
                    "buttons": [{"type": "QUICK_REPLY", "text": "More"}],
                }
            ]
        },
    },
}


@pytest.fixture
def desk() -> Desk:
    """A fresh account with two connected senders."""
    return Desk()


def _body(spec: dict[str, Any]) -> dict[str, Any]:
    """Return the wire form with references resolved to what goes on the wire."""
    ids = KIND.codec.map_references(KIND.codec.dump(KIND.spec.model_validate(spec)), lambda _, v: v["id"])
    return KIND.codec.encode(ids)


def _create(desk: Desk, spec: dict[str, Any] = SPEC) -> Item:
    return desk.run(lambda w: KIND.api.create(w, _body(spec)))


def _update(desk: Desk, item: Item, spec: dict[str, Any], *changed: str) -> None:
    desk.run(lambda w: KIND.api.update(w, item, _body(spec), frozenset(changed)))


def _wanted(spec: dict[str, Any] = SPEC, sender: str = SENDER, id_: str = "") -> Wanted:
    return Wanted({"sender": sender, "name": spec["name"], "language": spec["language"]}, id_)


def _edited(text: str) -> dict[str, Any]:
    spec = copy.deepcopy(SPEC)
    spec["structure"]["body"]["text"] = text
    return spec


def _status(desk: Desk, item: Item) -> str:
    found = desk.get(KIND, item)
    return str(found.wire["status"]) if found else "absent"


@pytest.mark.parametrize("spec", [SPEC, RICH, CARDS], ids=["plain", "rich", "cards"])
def test_reads_back_the_same(desk: Desk, spec: dict[str, Any]) -> None:
    """A created template equals its file: examples, defaults and WhatsApp's own texts are no difference."""
    item = _create(desk, spec)
    read = live(KIND, desk.get(KIND, item))
    want = KIND.codec.normalise(KIND.codec.map_references(attributes(KIND, spec), lambda _, v: v["id"]))

    assert want == {k: read[k] for k in want}


def test_structure_is_whole(desk: Desk) -> None:
    """A footer that somebody added in the console is a difference although the file does not name it."""
    want = KIND.codec.flatten(attributes(KIND, SPEC))
    item = _create(desk, {**SPEC, "structure": {**SPEC["structure"], "footer": {"text": "Bye"}}})

    assert want["structure"] != KIND.codec.flatten(live(KIND, item))["structure"]


def test_examples_are_no_edit() -> None:
    """Other examples alone change nothing that is compared."""
    other = copy.deepcopy(SPEC)
    other["structure"]["body"]["examples"] = ["Bo", "B-1"]

    assert attributes(KIND, SPEC) == attributes(KIND, other)
    assert wire(KIND, SPEC) != wire(KIND, other)


def test_one_time_password(desk: Desk) -> None:
    """An authentication template is sent as declared and read back as Meta rendered it."""
    item = desk.run(lambda w: KIND.api.create(w, _body(OTP)))
    read = live(KIND, desk.get(KIND, item))

    assert "authentication" not in read
    assert read["structure"]["buttons"][0]["type"] == "URL"
    assert read["validity_period"] == {"amount": 5}


def test_review(desk: Desk) -> None:
    """A template waits for Meta until it is approved; meanwhile it cannot be edited."""
    item = _create(desk)
    pending = desk.get(KIND, item).wire

    assert KIND.ready(pending).waiting_for == "Meta"
    assert "still reviewing" in KIND.fixed_if(pending, frozenset({"structure"}))
    with pytest.raises(Refused, match="approved, rejected or paused"):
        _update(desk, item, _edited("Hello {{1}}, {{2}}."), "structure")

    desk.advance(minutes=30)
    approved = desk.get(KIND, item).wire
    assert KIND.ready(approved) is None
    assert KIND.fixed_if(approved, frozenset({"structure"})) == ""
    assert "category" in KIND.fixed_if(approved, frozenset({"category"}))


def test_rejection(desk: Desk) -> None:
    """A rejected template says so and can be edited, which puts it under review again."""
    item = _create(desk)
    desk.review(f"/whatsapp/2/senders/{SENDER}/templates/{item.id}", "REJECTED")
    assert KIND.ready(desk.get(KIND, item).wire).rejected

    _update(desk, item, _edited("Hello {{1}}, {{2}}."), "structure")

    assert _status(desk, item) == "PENDING"


def test_edit_quota(desk: Desk) -> None:
    """An approved template is edited once a day and ten times in 30 days."""
    item = _create(desk)
    for day in range(10):
        desk.advance(hours=25)
        _update(desk, item, _edited(f"Edit {day}: {{{{1}}}}, {{{{2}}}}."), "structure")
        desk.advance(minutes=30)
        with pytest.raises(Refused, match="once in 24 hours"):
            _update(desk, item, SPEC, "structure")
    desk.advance(hours=25)

    with pytest.raises(Refused, match="10 times in 30 days"):
        _update(desk, item, SPEC, "structure")


def test_edit_sends_only_what_changed(desk: Desk) -> None:
    """An edit of the platform alone needs no review."""
    item = _create(desk)
    desk.advance(minutes=30)
    spec = {**SPEC, "platform": {"application": {"id": "crm"}}}

    _update(desk, item, spec, "platform")

    assert _status(desk, item) == "APPROVED"
    assert live(KIND, desk.get(KIND, item))["platform"] == {"application": "crm"}


def test_validity_goes_with_structure(desk: Desk) -> None:
    """A new validity period takes the structure along, as Infobip wants it."""
    item = _create(desk, OTP)
    desk.advance(minutes=30)

    _update(desk, item, {**OTP, "validity_period": {"amount": 10}}, "validity_period")

    assert live(KIND, desk.get(KIND, item))["validity_period"] == {"amount": 10}


def test_sub_category_is_repeated(desk: Desk) -> None:
    """An edit of an order status template repeats its sub-category."""
    spec = {**SPEC, "sub_category": "ORDER_STATUS"}
    item = _create(desk, spec)
    desk.advance(minutes=30)

    _update(desk, item, {**_edited("Order {{1}}, {{2}}."), "sub_category": "ORDER_STATUS"}, "structure")

    assert _status(desk, item) == "PENDING"


def test_missing_examples(desk: Desk) -> None:
    """A template without examples, such as an exported one, is not sent for review."""
    spec = {**SPEC, "structure": {"header": {"format": "IMAGE"}, "body": {"text": "Hi {{1}}."}}}

    with pytest.raises(Refused, match=r"structure lacks body.examples, header.example"):
        _create(desk, spec)
    assert desk.calls() == []


def test_delete_by_name(desk: Desk) -> None:
    """A delete takes all languages, is forgiven twice, and blocks an approved name for 30 days."""
    english, german = _create(desk), _create(desk, {**SPEC, "language": "de"})
    desk.advance(minutes=30)

    desk.delete(KIND, english)
    desk.delete(KIND, german)

    assert [_status(desk, english), _status(desk, german)] == ["absent", "absent"]
    assert "hello_world" in {i.wire["name"] for i in desk.list(KIND, _wanted())}
    with pytest.raises(Refused, match="30 days"):
        _create(desk)
    desk.advance(days=31)
    assert _status(desk, _create(desk)) == "PENDING"


def test_delete_is_guarded() -> None:
    """The plan names the languages and the blocked name before it deletes, and never replaces."""
    assert KIND.on_delete.code == "MG106"
    assert "ALL its languages" in KIND.on_delete.text
    assert KIND.deletes_together == ("sender", "name")
    assert "30 days" in KIND.no_replace


def test_one_sender_reads_only_pages(desk: Desk) -> None:
    """With one sender the refresh is one call a page."""
    for n in range(105):
        _create(desk, {**SPEC, "name": f"order_{n}"})
    before = len(desk.calls())

    found = desk.list(KIND, _wanted())

    assert len(found) == 106
    assert desk.calls()[before:] == ["GET /whatsapp/1/templates"] * 2


def test_senders_of_one_account_share(desk: Desk) -> None:
    """Two senders of a business account show a template once, under the sender that a file names."""
    first, second = _create(desk), _create(desk, {**SPEC, "name": "other"})
    wanted = [_wanted(), _wanted({**SPEC, "name": "other"}, OTHER)]

    found = {i.id: i.wire["sender"] for i in desk.list(KIND, *wanted)}

    assert (found[first.id], found[second.id]) == (SENDER, OTHER)
    assert len(found) == len(desk.list(KIND, *wanted))


def test_accounts_are_kept_apart(desk: Desk) -> None:
    """A sender of another business account does not see the template."""
    stranger = "4915112345678"
    add(desk.simulator.world, stranger, "2002", "Other")
    item = _create(desk)

    found = {
        i.id: i.wire["sender"]
        for i in desk.list(KIND, _wanted(sender=stranger), _wanted({**SPEC, "name": "x"}))
    }

    assert found[item.id] == SENDER


def test_recorded_sender_stays(desk: Desk) -> None:
    """A recorded template keeps the sender of its file although another sender shows it too."""
    item = _create(desk)

    found = {
        i.id: i.wire["sender"]
        for i in desk.list(KIND, _wanted({**SPEC, "name": "x"}), _wanted(sender=OTHER, id_=item.id))
    }

    assert found[item.id] == OTHER


def _wrong(**changes: Any) -> dict[str, Any]:
    return {**SPEC, **changes}


def _structure(**changes: Any) -> dict[str, Any]:
    return _wrong(structure={"body": {"text": "Hi there."}, **changes})


QUICK, URL = {"type": "QUICK_REPLY", "text": "Yes"}, {"type": "URL", "text": "Go", "url": "https://a.example"}


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        (_wrong(name="Order-Update"), "pattern"),
        (_wrong(language="en-gb"), "did you mean en_GB"),
        (_wrong(category="AUTHENTICATION", structure=None), "Input should be|either structure"),
        (_wrong(authentication=OTP["authentication"]), "either structure"),
        (_wrong(sub_category="ORDER_STATUS", category="MARKETING"), "belongs to category UTILITY"),
        (_wrong(validity_period={"amount": 5}), "belongs to category AUTHENTICATION"),
        ({**OTP, "validity_period": {"amount": 16}}, "30 seconds to 15 minutes"),
        (_structure(body={"text": "Hi {{2}}."}), "in order and without a gap"),
        (_structure(body={"text": "Hi {{1}}.", "examples": []}), "1 placeholders and 0 examples"),
        (_structure(body={"text": "Hi {{1}}.", "examples": ["{{1}}"]}), "must not contain placeholders"),
        (_structure(header={"format": "TEXT", "text": "{{1}} and {{2}}"}), "at most one placeholder"),
        (_structure(header={"format": "TEXT", "text": "x" * 61}), "at most 60"),
        (_structure(header={"format": "PRODUCT"}), "format"),
        (_structure(footer={"text": "x" * 61}), "at most 60"),
        (_structure(buttons=[QUICK] * 11), "at most 10"),
        (_structure(buttons=[URL] * 3), "at most 2 of the buttons of type URL"),
        (_structure(buttons=[QUICK, URL, QUICK]), "must stand together"),
        (_structure(buttons=[{**URL, "url": "https://a.example/{{1}}/b"}]), "at its end"),
        (_structure(buttons=[{"type": "QUICK_REPLY", "text": "x" * 26}]), "at most 25"),
        (
            _structure(buttons=[{"type": "FLOW", "text": "F", "flow": "f", "flow_action": "NAVIGATE"}]),
            "needs navigate_screen",
        ),
        (_structure(limited_time_offer={"text": "Now", "has_expiration": True}), "COPY_CODE button before"),
        (
            _structure(shortening_options={"custom_domain": "a.b"}, buttons=[URL]),
            "URL button with a placeholder",
        ),
        (
            _structure(
                carousel={
                    "cards": [{"header": {"format": "LOCATION"}, "body": {"text": "A"}, "buttons": [QUICK]}]
                }
            ),
            "belongs to category MARKETING",
        ),
    ],
)
def test_limits(spec: dict[str, Any], says: str) -> None:
    """What Meta would refuse is refused in the file, with the reason."""
    spec = {k: v for k, v in spec.items() if v is not None}

    with pytest.raises(ValidationError, match=says):
        KIND.spec.model_validate(spec)


def test_references() -> None:
    """A template refers to its sender and, inside a button, to a flow."""
    spec = copy.deepcopy(RICH)
    spec["sender"], spec["structure"]["buttons"][4]["flow"] = "care", "survey"
    found = {path: value for path, _, value in KIND.codec.references(attributes(KIND, spec))}

    assert found == {"sender": "care", "structure.buttons[4].flow": "survey"}
    assert {"infobip.WhatsAppSender", "infobip.WhatsAppFlow"} <= KIND.targets
