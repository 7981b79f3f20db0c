from __future__ import annotations

import pytest
from pydantic import ValidationError

from msgops.sdk.errors import NotFound, Refused
from msgops.sdk.kind import Wanted
from msgops_infobip.kinds.whatsapp_wire import split_number
from msgops_infobip.simulator.whatsapp_senders import BUSINESS_ACCOUNT, CODE, VERIFIED
from providers.whatsapp_desk import OTHER, SENDER, Desk, kind_of, live

SENDERS, PROFILES, SIGNUP = kind_of("WhatsAppSender"), kind_of("BusinessProfile"), kind_of("EmbeddedSignup")
NEW = {
    "country_code": "44",
    "phone_number": "1134960007",
    "business_account_id": BUSINESS_ACCOUNT,
    "display_name": "Acme Care",
    "type": "EXTERNAL_SMS",
}


@pytest.fixture
def desk() -> Desk:
    """A fresh account with two connected senders."""
    return Desk()


def _known(number: str = SENDER, id_: str = "") -> Wanted:
    country, national = split_number(number)
    return Wanted({"countryCode": country, "phoneNumber": national}, id_)


def _status(desk: Desk) -> str:
    (item,) = desk.list(SENDERS, _known("441134960007", "441134960007"))
    return str(item.wire["status"])


def test_list_known(desk: Desk) -> None:
    """A connected number is found by its natural key and waits for nobody."""
    (item,) = desk.list(SENDERS, _known())

    assert SENDER == item.id == item.wire["sender"] == item.wire["number"]
    assert live(SENDERS, item) == {"country_code": "44", "phone_number": "1134960000"}
    assert SENDERS.ready(item.wire) is None


def test_list_batches(desk: Desk) -> None:
    """150 numbers cost two calls, and numbers of nobody are absent."""
    wanted = [_known(f"44113496{n:04d}") for n in range(150)]

    assert [i.id for i in desk.list(SENDERS, *wanted)] == [SENDER]
    assert desk.calls() == ["GET /whatsapp/1/senders/quality"] * 2


def test_recorded_but_missing(desk: Desk) -> None:
    """A recorded number that the list does not show waits for its code; it is not registered again."""
    (item,) = desk.list(SENDERS, _known("441134960007", "441134960007"))

    waiting = SENDERS.ready(item.wire)

    assert item.wire["status"] == "UNVERIFIED"
    assert waiting.waiting_for == "the person with the phone 441134960007"
    assert "msgops gate submit" in waiting.instruction


def test_registration(desk: Desk) -> None:
    """Register, hand in the code, wait for Meta, connected."""
    item = desk.create(SENDERS, **NEW)
    assert item.wire["status"] == "UNVERIFIED"

    desk.run(lambda w: SENDERS.submit(w, item, f"{str(CODE)[:3]}-{str(CODE)[3:]}"))
    assert _status(desk) == "PENDING"
    assert SENDERS.ready(desk.get(SENDERS, item).wire).waiting_for == "Meta"

    desk.advance(minutes=5)
    assert _status(desk) == "CONNECTED"
    assert SENDERS.ready(desk.get(SENDERS, item).wire) is None


def test_verified_number(desk: Desk) -> None:
    """A number that Meta knows needs no code."""
    country, national = split_number(VERIFIED)

    item = desk.create(SENDERS, **{**NEW, "country_code": country, "phone_number": national})

    assert item.wire["status"] == "PENDING"


def test_wrong_code(desk: Desk) -> None:
    """A wrong code is refused and the number keeps waiting."""
    item = desk.create(SENDERS, **NEW)

    with pytest.raises(Refused, match="wrong"):
        desk.run(lambda w: SENDERS.submit(w, item, "000000"))
    assert _status(desk) == "UNVERIFIED"


def test_expired_code(desk: Desk) -> None:
    """An expired code is refused; another one can be asked for and only that one counts."""
    item = desk.create(SENDERS, **NEW)
    desk.advance(minutes=11)

    with pytest.raises(Refused, match="expired"):
        desk.run(lambda w: SENDERS.submit(w, item, str(CODE)))
    desk.run(lambda w: SENDERS.resend(w, item))
    with pytest.raises(Refused, match="wrong"):
        desk.run(lambda w: SENDERS.submit(w, item, str(CODE)))
    desk.run(lambda w: SENDERS.submit(w, item, str(CODE + 1)))

    assert _status(desk) == "PENDING"


def test_typing_error(desk: Desk) -> None:
    """Text that cannot be a code is refused before anything is sent."""
    item = desk.create(SENDERS, **NEW)
    before = len(desk.calls())

    with pytest.raises(Refused, match="six digits"):
        desk.run(lambda w: SENDERS.submit(w, item, "hello"))
    assert before == len(desk.calls())


def test_other_way(desk: Desk) -> None:
    """Another type asks for another code while one is awaited, and nothing of a connected number."""
    item = desk.create(SENDERS, **NEW)
    desk.update(SENDERS, item, "type", **{**NEW, "type": "EXTERNAL_VOICE"})
    desk.run(lambda w: SENDERS.submit(w, item, str(CODE + 1)))
    assert _status(desk) == "PENDING"

    before = len(desk.calls())
    desk.update(SENDERS, desk.get(SENDERS, item), "type", **NEW)
    assert desk.calls()[before:] == ["GET /whatsapp/1/senders/quality"]


def test_unknown_account(desk: Desk) -> None:
    """A business account that is not linked cannot take a number."""
    with pytest.raises(NotFound):
        desk.create(SENDERS, **{**NEW, "business_account_id": "1"})


def test_number_alone(desk: Desk) -> None:
    """A declared number without registration data is adopted but never registered."""
    with pytest.raises(Refused, match="has no WhatsApp sender") as refused:
        desk.create(SENDERS, country_code="44", phone_number="1134960007")

    assert "business_account_id" in refused.value.diagnostic().remedy
    assert desk.calls() == []


def test_half_a_registration() -> None:
    """Registration data come together."""
    with pytest.raises(ValidationError, match="needs display_name, type"):
        SENDERS.spec.model_validate(
            {"country_code": "44", "phone_number": "1134960007", "business_account_id": "1"}
        )


def test_deleted_number(desk: Desk) -> None:
    """A number that Meta lists as deleted can be registered again unless it is recorded."""
    desk.review(f"/whatsapp/1/senders/{SENDER}", "DELETED")

    assert desk.list(SENDERS, _known()) == []
    (item,) = desk.list(SENDERS, _known(SENDER, SENDER))
    assert SENDERS.ready(item.wire).rejected


@pytest.mark.parametrize("status", ["BANNED", "RESTRICTED", "DISCONNECTED", "MIGRATED"])
def test_lost_number(desk: Desk, status: str) -> None:
    """A number that Meta took away is a rejected gate."""
    desk.review(f"/whatsapp/1/senders/{SENDER}", status)
    (item,) = desk.list(SENDERS, _known())

    assert SENDERS.ready(item.wire).rejected


def test_no_delete() -> None:
    """Neither a number nor its profile can be deleted, so a plan forgets them."""
    assert not SENDERS.can("delete")
    assert not PROFILES.can("delete")


@pytest.mark.parametrize(
    ("number", "parts"),
    [
        ("14155550100", ("1", "4155550100")),
        ("441134960000", ("44", "1134960000")),
        ("385911234567", ("385", "911234567")),
        ("79001234567", ("7", "9001234567")),
    ],
)
def test_split_number(number: str, parts: tuple[str, str]) -> None:
    """Country calling codes have one, two or three digits."""
    assert parts == split_number(number)


def test_profile_patch(desk: Desk) -> None:
    """Only what changed is sent, and it reads back the same."""
    spec = {
        "sender": {"id": SENDER},
        "about": "Fresh bread",
        "websites": ["https://acme.example"],
        "vertical": "OTHER",
    }
    (item,) = desk.list(PROFILES, Wanted({"sender": SENDER}))
    body = {
        "sender": SENDER,
        "about": "Fresh bread",
        "websites": ["https://acme.example"],
        "email": "kept@acme.example",
    }

    desk.run(lambda w: PROFILES.api.update(w, item, body, frozenset({"about", "websites"})))

    now = live(PROFILES, desk.get(PROFILES, item))
    assert spec["about"] == now["about"]
    assert spec["websites"] == now["websites"]
    assert now["email"] == ""


def test_profile_follows_sender(desk: Desk) -> None:
    """The profile of a number that does not exist is absent; it comes with its sender."""
    wanted = [Wanted({"sender": SENDER}), Wanted({"sender": "441134960007"}), Wanted({"sender": None})]

    assert [i.id for i in desk.list(PROFILES, *wanted)] == [SENDER]


def test_profile_logo(desk: Desk) -> None:
    """A logo that WhatsApp does not take is refused with the vendor's words."""
    (item,) = desk.list(PROFILES, Wanted({"sender": SENDER}))

    with pytest.raises(Refused, match="image/gif is not supported logo type"):
        desk.run(
            lambda w: PROFILES.api.update(
                w, item, {"logoUrl": "https://acme.example/a.gif"}, frozenset({"logo_url"})
            )
        )


def test_profile_limits() -> None:
    """Texts that WhatsApp would refuse are refused in the file."""
    for wrong in (
        {"about": ""},
        {"about": "x" * 131},
        {"email": "help(at)acme"},
        {"websites": ["https://a.b"] * 3},
    ):
        with pytest.raises(ValidationError):
            PROFILES.spec.model_validate({"sender": "care", **wrong})


@pytest.mark.parametrize(
    ("wire", "holds"),
    [
        ({"sender": OTHER}, True),
        ({"businessAccountId": BUSINESS_ACCOUNT}, True),
        ({"businessAccountId": "1"}, None),
        ({"businessName": "Acme"}, None),
    ],
)
def test_signup(desk: Desk, wire: dict[str, str], holds: bool | None) -> None:
    """The signup is seen by its number or by a template; where neither shows, a person's word counts."""
    verdict = desk.run(lambda w: SIGNUP.api.by.verify(w, wire))

    assert holds == (verdict and verdict.holds)
