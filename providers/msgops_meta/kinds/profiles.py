"""The public business profile of a number (Meta, Business profiles)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from msgops.sdk.fields import Immutable, Key, ServerDefault, Spec, Text, Url
from msgops.sdk.kind import Item, Kind
from msgops_meta.kinds.common import Number, PerNumber, doc, evidence
from msgops_meta.pages import rows

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

Vertical = Literal[
    "OTHER",
    "AUTO",
    "BEAUTY",
    "APPAREL",
    "EDU",
    "ENTERTAIN",
    "EVENT_PLAN",
    "FINANCE",
    "GROCERY",
    "GOVT",
    "HOTEL",
    "HEALTH",
    "NONPROFIT",
    "PROF_SERVICES",
    "RETAIL",
    "TRAVEL",
    "RESTAURANT",
    "ALCOHOL",
    "ONLINE_GAMBLING",
    "PHYSICAL_GAMBLING",
    "OTC_DRUGS",
]
_TEXTS = ("about", "address", "description", "email", "websites", "vertical")
_UNSET = ("", "UNDEFINED", "NOT_A_BIZ")
"""What is read where no vertical was chosen; none of it can be written."""
_BLANK = {"address": "", "description": "", "email": ""}
"""Texts that Meta leaves out of an answer when they are empty."""
_FIELDS = {"fields": ",".join(_TEXTS)}


class BusinessProfileSpec(Spec):
    """What people see when they open the business's profile in WhatsApp. An empty text takes the old one away.

    How long texts may be, lint says.
    """

    number: Annotated[Number, Key(), Immutable]
    about: Annotated[str | None, Field(description="1 to 139 characters; it cannot be emptied")] = None
    address: Annotated[str | None, ServerDefault(""), Field(description="At most 256 characters")] = None
    description: Annotated[
        str | None, ServerDefault(""), Field(description="At most 256 characters, 512 on some pages")
    ] = None
    email: Annotated[
        str | None,
        ServerDefault(""),
        Text(pattern=r"^$|^[^@\s]+@[^@\s]+$"),
        Field(description="At most 128 characters"),
    ] = None
    websites: Annotated[
        tuple[Url, ...] | None, Field(min_length=1, description="One or two, each at most 256 characters")
    ] = None
    vertical: Vertical | None = None


def _path(id_: str) -> str:
    return f"/{id_}/whatsapp_business_profile"


def flat(body: Any) -> dict[str, Any]:
    """Return the one profile of an answer: below `data[0]`, or as the specification has it `data[0].business_profile`."""
    (first, *_) = (*rows(body), {})
    inner = first.get("business_profile")
    found = dict(inner if isinstance(inner, Mapping) else first)
    if found.get("vertical") in _UNSET:
        del found["vertical"]
    return {**_BLANK, **found}


@dataclass(frozen=True)
class Profiles(PerNumber):
    """One profile a number, read and posted; it comes and goes with its number."""

    async def update(self, write: Writer, item: Item, body: dict[str, Any], changed: frozenset[str]) -> None:
        """Post what changed; the rest stays as it is."""
        sent = {n: body[n] for n in _TEXTS if n in changed and n in body}
        if sent:
            await write.post(_path(item.id), {"messaging_product": "whatsapp", **sent})

    async def of(self, read: Reader, id_: str, number: str) -> Item:
        """Read the profile of one number."""
        return Item(id_, {**flat(await read.get(_path(id_), _FIELDS)), "number": number})


BusinessProfile = Kind(
    name="meta.BusinessProfile",
    spec=BusinessProfileSpec,
    api=Profiles(),
    summary="The public profile of a number at Meta: about, address, websites, vertical.",
    doc=doc("business-profiles"),
    evidence=evidence(
        "list GET /{phone}/whatsapp_business_profile",
        "list GET /{waba}/phone_numbers",
        "get GET /{phone}/whatsapp_business_profile",
        "update POST /{phone}/whatsapp_business_profile",
    ),
    preserve=False,
    no_replace="a profile belongs to its number",
    delete_note="A profile stays as long as its number: msgops forgets it and leaves its texts.",
    example={"number": "+1 631 555 1001", "about": "Fresh bread since 1950", "vertical": "GROCERY"},
)
