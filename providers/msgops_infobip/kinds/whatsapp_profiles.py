"""The public business profile of a WhatsApp sender (dossier §5.E2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

from pydantic import AfterValidator, Field
from pydantic.alias_generators import to_camel

from msgops.sdk.fields import Computed, Immutable, Key, Ref, Reference, Spec, Text, WriteOnly, url
from msgops.sdk.kind import Item, Kind, Wanted
from msgops.sdk.together import together
from msgops_infobip.kinds.common import evidence
from msgops_infobip.kinds.whatsapp_wire import DISCOVERED, DOC, discover, of_sender, senders_of

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

Vertical = Literal[
    "AUTOMOTIVE",
    "BEAUTY_AND_SPA_AND_SALON",
    "CLOTHING_AND_APPAREL",
    "EDUCATION",
    "ENTERTAINMENT",
    "EVENT_PLANNING_AND_SERVICE",
    "FINANCE_AND_BANKING",
    "FOOD_AND_GROCERY",
    "PUBLIC_SERVICE",
    "HOTEL_AND_LODGING",
    "MEDICAL_AND_HEALTH",
    "NON_PROFIT",
    "PROFESSIONAL_SERVICES",
    "SHOPPING_AND_RETAIL",
    "TRAVEL_AND_TRANSPORTATION",
    "RESTAURANT",
    "OTHER",
    "UNKNOWN",
]


if TYPE_CHECKING:
    Website = str
else:
    Website = url(256)


def _mail(value: str) -> str:
    if value and "${" not in value and not (0 < value.find("@") < len(value) - 1):
        raise ValueError("this is not an e-mail address")
    return value


class BusinessProfileSpec(Spec):
    """What people see when they open the business's profile in WhatsApp."""

    sender: Annotated[Reference, Ref("infobip.WhatsAppSender", attribute="sender"), Key(), Immutable]
    about: Annotated[str | None, Text(min=1, max=130), Field(description="Cannot be emptied")] = None
    address: Annotated[str | None, Text(max=256)] = None
    description: Annotated[str | None, Text(max=512)] = None
    email: Annotated[str | None, Text(max=128), AfterValidator(lambda v: v if v is None else _mail(v))] = None
    vertical: Vertical | None = None
    websites: Annotated[tuple[Website, ...] | None, Field(max_length=2)] = None
    logo_url: Annotated[
        str | None,
        Text(max=2048, pattern=r"^https?://[^\s/]+"),
        WriteOnly,
        Field(description="JPEG or PNG, 192 to 640 pixels a side; Infobip fetches it once"),
    ] = None
    display_name: Annotated[str | None, Computed, Field(description="The name that Meta reviewed")] = None


@dataclass(frozen=True)
class Profiles:
    """One profile a sender, read and patched; it comes and goes with its sender."""

    narrow: bool = True

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read the profiles of the senders that are wanted, or of all that can be found."""
        senders = await discover(read) if wanted is None else senders_of(wanted)
        found = await together(*(self._read(read, s) for s in senders))
        return [item for item in found if item is not None]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one."""
        return await self._read(read, item.id)

    async def create(self, write: Writer, body: dict[str, Any]) -> Item:
        """Patch the profile that came with the sender."""
        item = Item(str(body["sender"]), body)
        await self.update(write, item, body, frozenset(BusinessProfileSpec.model_fields))
        return item

    async def update(self, write: Writer, item: Item, body: dict[str, Any], changed: frozenset[str]) -> None:
        """Patch what changed."""
        names = {to_camel(name) for name in changed} - {"sender"}
        sent = {k: v for k, v in body.items() if k in names}
        if sent:
            await write.patch(of_sender(item.id, "business-info"), sent)

    async def delete(self, write: Writer, item: Item) -> NoReturn:
        """Refuse: the profile belongs to its sender."""
        del write, item
        raise RuntimeError("a business profile has no delete")

    async def _read(self, read: Reader, sender: str) -> Item | None:
        wire = await read.get(of_sender(sender, "business-info"), missing_ok=True)
        return Item(sender, {**wire, "sender": sender}) if isinstance(wire, Mapping) else None


BusinessProfile = Kind(
    name="infobip.BusinessProfile",
    spec=BusinessProfileSpec,
    api=Profiles(),
    summary="The public profile of a WhatsApp sender: about, address, websites, logo.",
    doc=DOC,
    evidence=(
        *evidence(
            "list GET /whatsapp/1/senders/{sender}/business-info",
            "get GET /whatsapp/1/senders/{sender}/business-info",
            "create PATCH /whatsapp/1/senders/{sender}/business-info",
            "update PATCH /whatsapp/1/senders/{sender}/business-info",
        ),
        *DISCOVERED,
    ),
    preserve=False,
    no_replace="a profile belongs to its sender",
    delete_note="A profile stays as long as its sender: msgops forgets it and leaves its texts.",
    example={"sender": "example", "about": "Fresh bread since 1950", "vertical": "FOOD_AND_GROCERY"},
)
