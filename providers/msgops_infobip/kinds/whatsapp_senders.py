"""WhatsApp senders: registration, the code, and the state of the number (dossier §5.E1)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

from pydantic import Field, model_validator

from msgops.model.resource import Waiting
from msgops.sdk.errors import Fault, Refused
from msgops.sdk.fields import (
    Computed,
    Immutable,
    Key,
    Remembered,
    ServerDefault,
    Spec,
    Text,
    WriteOnly,
)
from msgops.sdk.kind import Concept, Item, Kind, Wanted
from msgops.sdk.rest import segment
from msgops_infobip.kinds.common import evidence
from msgops_infobip.kinds.whatsapp_wire import (
    DISCOVERED,
    DOC,
    QUALITY,
    Digits,
    discover,
    quality,
    split_number,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from msgops.sdk.http import Reader, Writer

_SIGNUP = "/whatsapp/1/embedded-signup/registrations"
_CODE = re.compile(r"[0-9]{4,8}")


class WhatsAppSenderSpec(Spec):
    """A phone number on a WhatsApp Business Account.

    The number alone is enough for a sender that is registered already. The other fields register a new one;
    Infobip does not return them and has no call that changes them.
    """

    country_code: Annotated[str, Text(pattern=r"^[1-9][0-9]{0,2}$"), Key(), Immutable]
    phone_number: Annotated[
        str, Text(pattern=r"^[0-9]{4,14}$"), Key(), Immutable, Field(description="National digits")
    ]
    business_account_id: Annotated[Digits | None, WriteOnly, Remembered, Immutable] = None
    display_name: Annotated[str | None, Text(min=1), WriteOnly, Remembered, Immutable] = None
    type: Annotated[
        Literal["EXTERNAL_SMS", "EXTERNAL_VOICE"] | None,
        WriteOnly,
        Remembered,
        Field(description="How the code reaches the number; a change asks for another code"),
    ] = None
    locale: Annotated[
        str | None,
        Text(pattern=r"^[a-z]{2}(_[A-Z]{2})?$"),
        WriteOnly,
        Remembered,
        ServerDefault("en_US"),
        Field(description="Language of the code; a change asks for another code"),
    ] = None
    sender: Annotated[str | None, Computed, Field(description="The whole number in digits")] = None

    @model_validator(mode="after")
    def _all_or_nothing(self) -> WhatsAppSenderSpec:
        needed = {"business_account_id", "display_name", "type"}
        given = needed & self.model_fields_set
        if given and (missing := sorted(needed - given)):
            raise ValueError(f"a registration needs {', '.join(missing)} too")
        if len(self.country_code) + len(self.phone_number) > 15:
            raise ValueError("an international number has at most 15 digits")
        return self


def _numbered(wire: Mapping[str, Any]) -> str:
    return f"{wire['countryCode']}{wire['phoneNumber']}"


def _sender(number: str, known: Mapping[str, Any] | None, wanted: Mapping[str, Any]) -> Item:
    """Join what quality says with the parts of the number; times and ratings move and stay out."""
    parts = dict(zip(("countryCode", "phoneNumber"), split_number(number), strict=True))
    parts.update({k: str(wanted[k]) for k in parts if wanted.get(k)})
    # A recorded number that is missing from the list is taken to wait for its code.
    status = str(known["status"]) if known else "UNVERIFIED"
    code = {"type": wanted.get("type") or "EXTERNAL_SMS", "locale": wanted.get("locale") or "en_US"}
    return Item(number, {**parts, "sender": number, "number": number, "status": status, "otp": code})


@dataclass(frozen=True)
class Senders:
    """Registration, quality by known number, and codes. There is no list and no delete."""

    narrow: bool = True

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Ask for the numbers that are wanted, or for all numbers that can be found."""
        if wanted is None:
            return [_sender(n, w, {}) for n, w in (await quality(read, await discover(read))).items()]
        numbers = [w.id or _numbered(w.wire) for w in wanted]
        known = await quality(read, numbers)
        found = {}
        for number, one in zip(numbers, wanted, strict=True):
            state = known.get(number)
            if one.id or (state and state["status"] != "DELETED"):
                # A recorded number is never registered twice, whatever the list says.
                found[number] = _sender(
                    number, state, {} if one.id and one.id != _numbered(one.wire) else one.wire
                )
        return list(found.values())

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Ask for one number."""
        known = await quality(read, [item.id])
        return _sender(item.id, known.get(item.id), {**item.wire, **item.wire["otp"]})

    async def create(self, write: Writer, body: dict[str, Any]) -> Item:
        """Register the number; Infobip sends the code unless the number is verified already."""
        account, number = body.get("businessAccountId"), _numbered(body)
        if not account:
            raise Refused(
                "POST …/senders",
                f"the account has no WhatsApp sender {number}",
                fault=Fault(hint="To register it declare business_account_id, display_name and type."),
            )
        sent = {k: body[k] for k in ("countryCode", "phoneNumber", "displayName", "type")}
        path = f"{_SIGNUP}/business-account/{segment(account)}/senders"
        answer = (await write.post(path, {**sent, "locale": body.get("locale", "en_US")})).json
        verified = (answer or {}).get("status") == "SUBMITTED_FOR_REGISTRATION"
        return _sender(number, {"status": "PENDING"} if verified else None, body)

    async def update(self, write: Writer, item: Item, body: dict[str, Any], changed: frozenset[str]) -> None:
        """Ask for another code while one is awaited; a verified number needs none."""
        del changed
        if item.wire["status"] == "UNVERIFIED":
            asked = {k: body[k] for k in ("type", "locale") if body.get(k)}
            await _resend(write, item, {**item.wire["otp"], **asked})

    async def delete(self, write: Writer, item: Item) -> NoReturn:
        """Refuse: Infobip has no call for it."""
        del write, item
        raise RuntimeError("a WhatsApp sender has no delete")


async def _resend(write: Writer, item: Item, how: Mapping[str, Any]) -> None:
    await write.put(f"{_SIGNUP}/senders/{segment(item.id)}/verification", dict(how))


async def _ask_again(write: Writer, item: Item) -> None:
    await _resend(write, item, item.wire["otp"])


async def _submit(write: Writer, item: Item, code: str) -> None:
    """Hand in the code, typed as `123456` or `123-456`."""
    typed = re.sub(r"[\s-]", "", code)
    call = f"POST {_SIGNUP}/senders/{item.id}/verification"
    if not _CODE.fullmatch(typed):
        why = "the code is the six digits that the number received"
        raise Refused(call, why, fault=Fault(hint="Nothing was sent."))
    await write.post(f"{_SIGNUP}/senders/{segment(item.id)}/verification", {"code": typed})


_ASK = (
    "a code goes to {number} by SMS or call; hand it in with `msgops gate submit ADDRESS` "
    "(type `resend` instead of the code for another one)"
)
_STATES = {
    "PENDING": ("Meta", "the number {number} is being registered; run apply again later", False),
    "UNKNOWN": ("Infobip", "the state of {number} is not known yet; run apply again later", False),
    "BANNED": (
        "Meta",
        "{number} is banned for breaking WhatsApp's policy; appeal in Meta's business manager",
        True,
    ),
    "RESTRICTED": ("Meta", "{number} is restricted; see Meta's business manager", True),
    "DELETED": ("you", "{number} was deleted from the business account; remove it from the files", True),
    "DISCONNECTED": ("you", "{number} is disconnected; connect it again in the Infobip portal", True),
    "MIGRATED": ("you", "{number} has moved to another business account or provider", True),
}


def _sender_ready(wire: Mapping[str, Any]) -> Waiting | None:
    status, number = wire.get("status"), wire.get("number", "")
    if status == "UNVERIFIED":
        return Waiting(f"the person with the phone {number}", _ASK.format(number=number), code=True)
    if status in _STATES:
        who, text, rejected = _STATES[str(status)]
        return Waiting(who, text.format(number=number), rejected)
    return None


_EARLY = "Infobip OpenAPI Specification 3.210.0 (early access)"

WhatsAppSender = Kind(
    name="infobip.WhatsAppSender",
    spec=WhatsAppSenderSpec,
    api=Senders(),
    concept=Concept.SENDER,
    summary="A phone number that sends and receives WhatsApp messages.",
    doc=f"{DOC}/get-started",
    evidence=(
        *evidence(f"list GET {QUALITY}", f"get GET {QUALITY}"),
        *DISCOVERED,
        *evidence(
            f"create POST {_SIGNUP}/business-account/{{businessAccountId}}/senders",
            f"update PUT {_SIGNUP}/senders/{{sender}}/verification",
            f"submit POST {_SIGNUP}/senders/{{sender}}/verification",
            source=_EARLY,
        ),
    ),
    ready=_sender_ready,
    submit=_submit,
    resend=_ask_again,
    eventual=True,
    preserve=False,
    no_replace="Infobip has no call that removes or changes a registered number",
    delete_note="Infobip cannot remove a sender by API: msgops forgets it and the number stays registered.",
    example={
        "country_code": "44",
        "phone_number": "1134960007",
        "business_account_id": "102290129340398",
        "display_name": "Example Bakery",
        "type": "EXTERNAL_SMS",
    },
)
