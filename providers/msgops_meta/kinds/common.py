"""What the kinds share: evidence, phone numbers, and the ids behind them."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from msgops.sdk import kind
from msgops.sdk.errors import NotFound
from msgops.sdk.fields import Normal, Text
from msgops.sdk.kind import Confidence, Item, Wanted
from msgops.sdk.together import together
from msgops_meta.pages import pages

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

SPEC = "Meta OpenAPI v23.0, business-messaging-api"
PYWA = "pywa 4.5.0, api.py"
GENESYS = "Genesys PureConnect, WhatsApp integration"
_DOCS = "https://developers.facebook.com/documentation/business-messaging/whatsapp"
NUMBERS = f"{_DOCS}/business-phone-numbers/phone-numbers"
NUMBER_FIELDS = "id,display_phone_number,verified_name,code_verification_status,status"

Wire = Mapping[str, Any]


def doc(page: str) -> str:
    """Return the address of a page of Meta's documentation."""
    return f"{_DOCS}/{page}"


evidence = partial(kind.evidence, confidence=Confidence.SPEC, source=SPEC)


def digits(number: Any) -> str:
    """Return the digits of a number: Meta shows it with plus sign, blanks and hyphens."""
    return re.sub(r"[^0-9]", "", str(number))


Number = Annotated[
    str,
    Text(max=40, pattern=r"^\+?[0-9][0-9 ().-]{5,38}$"),
    Normal(digits),
    Field(description="With plus sign and country code; compared by its digits"),
]


def account(read: Reader) -> str:
    """Return the path of the WhatsApp Business Account."""
    return f"/{read.settings.business_account_id}"


async def live_numbers(read: Reader) -> Sequence[Wire]:
    """Read the account's phone numbers."""
    return await pages(read, f"{account(read)}/phone_numbers", NUMBER_FIELDS, 100)


async def ids(read: Reader) -> dict[str, tuple[str, str]]:
    """Return the id and the shown form of every number, by its digits; read once in a session."""

    async def ask() -> dict[str, tuple[str, str]]:
        shown = {str(n["id"]): str(n.get("display_phone_number", "")) for n in await live_numbers(read)}
        return {digits(number): (id_, number) for id_, number in shown.items()}

    return await read.once("phone_numbers", ask)


async def id_of(read: Reader, number: Any) -> str:
    """Return the id of a number; `NotFound` where the account has no such number."""
    found = (await ids(read)).get(digits(number))
    if found is None:
        path = f"GET {account(read)}/phone_numbers"
        raise NotFound(path, f"the account has no number {number}: add it in WhatsApp Manager")
    return found[0]


async def chosen(read: Reader, wanted: Sequence[Wanted] | None) -> list[tuple[str, str]]:
    """Return id and shown form of the numbers that are wanted, of all without `wanted`; unknown ones are left out."""
    known = await ids(read)
    if wanted is None:
        return list(known.values())
    asked = dict.fromkeys(digits(w.wire.get("number", "")) for w in wanted)
    return [known[n] for n in asked if n in known]


@dataclass(frozen=True)
class PerNumber(ABC):
    """What each number has once: it is read, number by number, and comes and goes with its number."""

    narrow: bool = True

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read those of the numbers that are wanted."""
        numbers = await chosen(read, wanted)
        found = await together(*(self.of(read, id_, number) for id_, number in numbers))
        return [item for item in found if item is not None]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one."""
        return await self.of(read, item.id, item.wire.get("number", ""))

    async def create(self, write: Writer, body: dict[str, Any]) -> Item:
        """Refuse, unless the kind has something to make."""
        del write, body
        raise RuntimeError("it comes with its number")

    async def delete(self, write: Writer, item: Item) -> None:
        """Refuse, unless the kind has something to take away."""
        del write, item
        raise RuntimeError("it belongs to its number")

    @abstractmethod
    async def of(self, read: Reader, id_: str, number: str) -> Item | None:
        """Read that of one number, given its id and its shown form."""
