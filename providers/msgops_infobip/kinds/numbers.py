"""Leased phone numbers: adopted, configured, and bought or cancelled only with consent (dossier §5.B1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from msgops.model.resource import Waiting
from msgops.sdk.errors import Fault, NotFound, Refused
from msgops.sdk.fields import (
    Computed,
    Immutable,
    Key,
    Normal,
    Ref,
    Reference,
    ServerDefault,
    Spec,
    Text,
    Uncompared,
    Wire,
)
from msgops.sdk.kind import Concept, Item, Kind, Risk, Wanted
from msgops.sdk.paging import Numbered
from msgops.sdk.rest import segment
from msgops_infobip.kinds import impact
from msgops_infobip.kinds.common import evidence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from msgops.sdk.http import Reader, Writer

NUMBERS = "/numbers/1/numbers"
OWNED = Numbered(items="numbers", total="numberCount", size="limit", per=50)
"""Pages of owned numbers. No maximum is published, so the documented default is asked for."""

Wired = dict[str, Any]
_DOC = "https://www.infobip.com/docs/numbers"
_BUY = f"POST {NUMBERS}"


def digits(text: str) -> str:
    """Numbers have no plus sign in this API."""
    return text.removeprefix("+")


class NumberSpec(Spec):
    """A phone number of the account.

    A number that the account owns is adopted. One that it does not own is bought from the stock, at most at
    the price that the file allows, and only with consent.
    """

    number: Annotated[
        str | None,
        Text(pattern=r"^\+?[0-9]{3,15}$"),
        Normal(digits),
        Key(from_name=True),
        Immutable,
        Field(description="In international format, or a short code"),
    ] = None
    application: Annotated[
        Reference | None, Ref("infobip.Application"), Wire("applicationId"), ServerDefault("default")
    ] = None
    entity: Annotated[Reference | None, Ref("infobip.Entity"), Wire("entityId")] = None
    max_monthly_price: Annotated[
        float | None,
        Uncompared,
        Field(ge=0, description="Needed to buy: the highest monthly fee, in the account's currency"),
    ] = None
    max_setup_price: Annotated[
        float | None, Uncompared, Field(ge=0, description="To buy: the highest setup fee; left out: none")
    ] = None
    number_key: Annotated[str | None, Computed, Field(description="Infobip's id of the number")] = None
    country: Annotated[str | None, Computed] = None
    type: Annotated[str | None, Computed, Field(description="VIRTUAL_LONG_NUMBER, SHORT_CODE, …")] = None


def _item(wire: Mapping[str, Any]) -> Item:
    return Item(str(wire["numberKey"]), {**wire, "sender": str(wire["number"])})


@dataclass(frozen=True)
class Numbers:
    """Owned numbers. Buying takes the number in the United States, the key of the stock elsewhere."""

    narrow: bool = False

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read all owned numbers."""
        del wanted
        return [_item(w) for w in await OWNED.fetch(read, NUMBERS)]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one."""
        wire = await read.get(self._path(item), missing_ok=True)
        return _item(wire) if wire else None

    async def create(self, write: Writer, body: dict[str, Any]) -> Item:
        """Buy, when the stock has the number for no more than the file allows."""
        number = digits(str(body["number"]))
        if body.get("maxMonthlyPrice") is None:
            why = f"the account does not own {number}, and the file sets no price at which it may be bought"
            hint = "Set max_monthly_price to buy it, or correct the number."
            raise Refused(_BUY, why, fault=Fault(hint=hint))
        offer = await _offer(write, number)
        _affordable(offer, body)
        chosen = {"number": number} if offer.get("country") == "US" else {"numberKey": offer["numberKey"]}
        platform: Wired = {k: body[k] for k in ("applicationId", "entityId") if k in body}
        answer = (await write.post(NUMBERS, {**chosen, **platform})).json
        wire = answer or await _owned(write, number)
        return _item({**offer, "number": number, **platform, **(wire or {})})

    async def update(self, write: Writer, item: Item, body: dict[str, Any], changed: frozenset[str]) -> None:
        """Link to an application and entity; nothing else can be changed."""
        del changed
        sent = {"applicationId": body.get("applicationId") or "default"}
        if body.get("entityId"):
            sent["entityId"] = body["entityId"]
        await write.put(self._path(item), sent)

    async def delete(self, write: Writer, item: Item) -> None:
        """Cancel the number."""
        try:
            await write.delete(self._path(item))
        except NotFound:
            return

    def _path(self, item: Item) -> str:
        return f"{NUMBERS}/{segment(item.id)}"


async def _offer(read: Reader, number: str) -> Mapping[str, Any]:
    found = await read.get(f"{NUMBERS}/available", {"number": number, "limit": 100})
    offers = [o for o in (found or {}).get("numbers") or [] if str(o.get("number")) == number]
    if len(offers) != 1:
        many = "several entries" if offers else "no entry"
        raise Refused(
            _BUY,
            f"the stock has {many} for {number}; nothing was bought",
            fault=Fault(hint="Choose a number that the Infobip portal offers, or order it there."),
        )
    offer: Mapping[str, Any] = offers[0]
    return offer


async def _owned(read: Reader, number: str) -> Mapping[str, Any] | None:
    found = await OWNED.fetch(read, NUMBERS, {"number": number})
    return next((w for w in found if str(w.get("number")) == number), None)


def _affordable(offer: Mapping[str, Any], body: Mapping[str, Any]) -> None:
    price = offer.get("price") or {}
    limits = (
        ("pricePerMonth", "month", "max_monthly_price", body["maxMonthlyPrice"]),
        ("setupPrice", "setup", "max_setup_price", body.get("maxSetupPrice") or 0),
    )
    for key, what, field, limit in limits:
        asked = price.get(key, 0 if key == "setupPrice" else None)
        if asked is None or asked > limit:
            fee = "an unknown fee" if asked is None else f"{asked:g} {price.get('currency', '')}".strip()
            why = f"{offer['number']} costs {fee} per {what}, the file allows {limit:g}; nothing was bought"
            raise Refused(_BUY, why, fault=Fault(hint=f"Raise {field} if that is meant."))


async def _price(read: Reader, wire: Mapping[str, Any]) -> str:
    """Say what the stock asks for a number; nothing when it does not offer the number."""
    try:
        price = (await _offer(read, digits(str(wire["number"])))).get("price") or {}
    except Refused as refused:
        if refused.status:
            raise
        return ""
    currency = str(price.get("currency", "")).strip()
    fees = (("pricePerMonth", "a month"), ("setupPrice", "once"))
    return ", ".join(f"{price[key]:g} {currency} {when}" for key, when in fees if price.get(key))


def _number_ready(wire: Mapping[str, Any]) -> Waiting | None:
    status = wire.get("reservationStatus")
    if status == "PENDING":
        return Waiting("Infobip", "the number is being reserved; run apply again later")
    if status:
        return Waiting("you", f"the reservation ended with {status}; ask Infobip", rejected=True)
    if wire.get("additionalSetupRequired"):
        return Waiting("an account administrator", "finish the number's setup in the Infobip portal")
    return None


def _fixed_number(wire: Mapping[str, Any], changed: frozenset[str]) -> str:
    del changed
    if wire.get("shared"):
        return "the number is shared with other accounts; only a dedicated number can be configured"
    if (wire.get("editPermissions") or {}).get("canEditNumber") is False:
        return "Infobip does not let this account edit the number (editPermissions.canEditNumber is false)"
    return ""


Number = Kind(
    name="infobip.Number",
    spec=NumberSpec,
    api=Numbers(),
    concept=Concept.SENDER,
    summary="A leased phone number and the application and entity it belongs to.",
    doc=_DOC,
    evidence=evidence(
        f"list GET {NUMBERS}",
        f"get GET {NUMBERS}/{{numberKey}}",
        f"create GET {NUMBERS}/available",
        f"create POST {NUMBERS}",
        f"update PUT {NUMBERS}/{{numberKey}}",
        f"delete DELETE {NUMBERS}/{{numberKey}}",
        f"delete GET {NUMBERS}/{{numberKey}}",
    ),
    probe=impact.number,
    price=_price,
    ready=_number_ready,
    on_create=Risk("MG105", "buying a number starts a monthly fee", money=True),
    on_delete=Risk("MG106", "a cancelled number returns to the public stock and anybody may take it"),
    fixed_if=_fixed_number,
    exportable=lambda wire: str(wire.get("number", "")).isdigit(),
    audit_item="Number",
    example={"number": "441134960000", "application": "example", "max_monthly_price": "10"},
)
