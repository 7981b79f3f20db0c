"""The blocklist: only entries that were made by hand, never a customer's own opt-out (dossier §5.H)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

from pydantic import Field

from msgops.sdk.fields import Immutable, Key, Normal, Spec, Text
from msgops.sdk.kind import Item, Kind, Wanted
from msgops.sdk.paging import Numbered
from msgops_infobip.kinds.common import evidence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from msgops.sdk.http import Reader, Writer

_PAGES = Numbered(items="results", total="paging.totalResults", per=1000)
_CHANNELS = ("SMS", "EMAIL", "VIBER", "RCS", "MMS", "WHATSAPP")
_LOOKS = (0.0, 0.2, 1.0, 2.0, 4.0)
"""Seconds before each look whether an entry is gone; the engine looks for new entries, all at once."""
_PROPERTIES = ("sender", "channel", "accountKey")


def _address(text: str) -> str:
    """International numbers have no plus sign in this API."""
    return text[1:] if re.fullmatch(r"\+[0-9]+", text) else text


class BlocklistEntrySpec(Spec):
    """Somebody to whom nothing may be sent."""

    destination: Annotated[
        str | None,
        Text(min=1, max=255),
        Normal(_address),
        Key(from_name=True),
        Immutable,
        Field(description="A number in international format or an e-mail address"),
    ] = None
    sender: Annotated[
        str | None, Text(min=1, max=255), Key(), Immutable, Field(description="Only from this sender")
    ] = None
    channel: Annotated[
        Literal["SMS", "EMAIL", "VIBER", "RCS", "MMS", "WHATSAPP"] | None,
        Key(),
        Immutable,
        Field(description="Only over this channel"),
    ] = None


@dataclass(frozen=True)
class Blocklist:
    """Writes are accepted at once and done later; entries have no id."""

    path: str = "/platform/1/blocklists"
    narrow: bool = False

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read the entries that were made by hand."""
        del wanted
        return [_item(w) for w in await _PAGES.fetch(read, self.path, {"sourceType": "CUSTOM"})]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Look for one destination."""
        only = {"sourceType": "CUSTOM", "destination": item.wire["destination"]}
        found = [_item(w) for w in await _PAGES.fetch(read, self.path, only)]
        return next((i for i in found if i.id == item.id), None)

    async def create(self, write: Writer, body: dict[str, Any]) -> Item:
        """Ask for the entry; the vendor drops duplicates."""
        item = _item(body)
        await write.post(self.path, _request(item.wire))
        return item

    async def update(
        self, write: Writer, item: Item, body: dict[str, Any], changed: frozenset[str]
    ) -> NoReturn:
        """Refuse: everything is part of the key."""
        del write, item, body, changed
        raise RuntimeError("a blocklist entry has no update")

    async def delete(self, write: Writer, item: Item) -> None:
        """Ask for the removal and see it happen; without `sourceType` a customer's opt-out would go too."""
        await write.delete(self.path, _request(item.wire, sourceType="CUSTOM"))
        for pause in _LOOKS:
            if pause:
                await write.clock.sleep(pause)
            if await self.get(write, item) is None:
                return


def _item(wire: Mapping[str, Any]) -> Item:
    destination = _address(str(wire["destination"]))
    name = "/".join((str(wire.get("channel") or "*"), str(wire.get("sender") or "*"), destination))
    return Item(name, {**wire, "destination": destination})


def _request(wire: Mapping[str, Any], **more: str) -> dict[str, Any]:
    properties = {name: wire[name] for name in _PROPERTIES if wire.get(name)}
    return {"blocklist": [{"destinations": [{"to": wire["destination"]}], **properties, **more}]}


BlocklistEntry = Kind(
    name="infobip.BlocklistEntry",
    spec=BlocklistEntrySpec,
    api=Blocklist(),
    summary="Blocks a destination, for all or for one sender and channel.",
    doc="https://www.infobip.com/docs/api/platform/blocklist",
    evidence=evidence(
        "list GET /platform/1/blocklists",
        "get GET /platform/1/blocklists",
        "create POST /platform/1/blocklists",
        "delete DELETE /platform/1/blocklists",
    ),
    eventual=True,
    exportable=lambda wire: wire.get("channel") in (None, *_CHANNELS),
    audit_item="Blacklist",
    example={"destination": "+385911234567", "sender": "10950", "channel": "SMS"},
)
