"""What the WhatsApp kinds share: how senders are found, and which one speaks for a business account."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

from msgops.sdk.fields import Text
from msgops.sdk.kind import Confidence, Item, Wanted
from msgops.sdk.paging import Numbered
from msgops.sdk.rest import segment
from msgops.sdk.together import together
from msgops_infobip.kinds.common import evidence

if TYPE_CHECKING:
    from msgops.sdk.http import Reader

DOC = "https://www.infobip.com/docs/whatsapp"
QUALITY = "/whatsapp/1/senders/quality"
TEMPLATES = Numbered(items="results", total="paging.totalResults", per=100)
"""Pages of the account-wide template list: at most 100."""
_NUMBERS = Numbered(items="numbers", total="numberCount", size="limit", per=100)
_BATCH = 100

Digits = Annotated[str, Text(pattern=r"^[0-9]{1,20}$")]
Wire = Mapping[str, Any]

DISCOVERED = evidence("discover GET /numbers/1/numbers", confidence=Confidence.INFERRED)
"""There is no list of senders: an export looks for owned numbers with the capability WHATSAPP."""


def senders_of(wanted: Sequence[Wanted]) -> list[str]:
    """Return the senders that are known, each once, in the order of the resources."""
    return list(dict.fromkeys(str(w.wire["sender"]) for w in wanted if w.wire.get("sender")))


async def quality(read: Reader, senders: Iterable[str]) -> dict[str, Wire]:
    """Read the state of known numbers, 100 at a time; numbers that Infobip does not know are missing."""
    numbers = sorted(set(senders))
    batches = [numbers[n : n + _BATCH] for n in range(0, len(numbers), _BATCH)]
    found = await together(*(read.get(QUALITY, {"senders": ",".join(batch)}) for batch in batches))
    return {str(w["sender"]): w for body in found for w in body.get("results") or []}


async def discover(read: Reader) -> list[str]:
    """Find the account's senders among its numbers."""
    owned = await _NUMBERS.fetch(read, "/numbers/1/numbers")
    numbers = [str(w["number"]) for w in owned if "WHATSAPP" in (w.get("capabilities") or [])]
    return sorted(await quality(read, numbers)) if numbers else []


async def business_accounts(read: Reader, senders: Sequence[str]) -> dict[str, str]:
    """Tell by one template each which business account a sender belongs to; without one it stays unknown."""
    asked = ({"page": 0, "size": 1, "sender": sender} for sender in senders)
    pages = await together(*(read.get("/whatsapp/1/templates", params) for params in asked))
    firsts = [(page.get("results") or [{}])[0] for page in pages]
    known = {s: first.get("businessAccountId") for s, first in zip(senders, firsts, strict=True)}
    return {s: str(account) for s, account in known.items() if account is not None}


def speak_for(
    wires: Iterable[tuple[Wire, Sequence[str]]], wanted: Sequence[Wanted], keys: Sequence[str]
) -> list[Item]:
    """Give each object of a business account one sender: the one a resource names, else the first.

    Every sender of a business account shows the same templates and flows; else each would be live twice.
    """
    named: dict[tuple[str, ...], str] = {}
    by_id: dict[str, str] = {}
    for one in wanted:
        if one.wire.get("sender"):
            key = (str(one.wire["sender"]), *(str(one.wire.get(k)) for k in keys))
            named[key] = by_id[one.id] = str(one.wire["sender"])
    items: dict[str, Item] = {}
    for wire, senders in wires:
        own = tuple(str(wire.get(k)) for k in keys)
        recorded = by_id.get(str(wire["id"]), "")
        first = next((s for s in senders if (s, *own) in named), senders[0])
        sender = recorded if recorded in senders else first
        items.setdefault(str(wire["id"]), Item(str(wire["id"]), {**wire, "sender": sender}))
    return list(items.values())


def of_sender(sender: object, tail: str, *, version: int = 1) -> str:
    """Return a path below one sender."""
    return f"/whatsapp/{version}/senders/{segment(sender)}/{tail}"


_COUNTRY = re.compile(r"(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|[0-9]{3})([0-9]+)")
"""Country calling codes (ITU-T E.164): two of one digit, some of two, the others of three."""


def split_number(digits: str) -> tuple[str, str]:
    """Split an international number into country calling code and national digits."""
    found = _COUNTRY.fullmatch(digits)
    return (found[1], found[2]) if found else ("", digits)
