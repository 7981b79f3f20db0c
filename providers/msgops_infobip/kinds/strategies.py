"""Sending strategies: which of several senders a message leaves from (dossier §5.C4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from msgops.sdk.fields import Immutable, Key, Ref, Reference, ServerDefault, Spec, Text, Unordered, Wire
from msgops.sdk.kind import Item, Kind
from msgops.sdk.rest import Collection
from msgops_infobip.kinds.common import evidence
from msgops_infobip.kinds.cpaasx import BUILT_IN, PAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msgops.sdk.http import Reader


class Priority(Spec):
    """How early a type of sender is tried; a lower number is earlier."""

    sender_type: Literal["ALPHANUMERIC", "VIRTUAL_LONG_NUMBER", "SHORT_CODE", "TOLL_FREE_NUMBER"]
    priority: Annotated[int, Field(ge=1, le=4)]


class SendingStrategySpec(Spec):
    """Which of several senders a message leaves from. None can be changed: it is made anew."""

    application: Annotated[
        Reference | None, Ref("infobip.Application"), Wire("platform.applicationId"), Key(), Immutable
    ] = None
    entity: Annotated[
        Reference | None, Ref("infobip.Entity"), Wire("platform.entityId"), Key(), Immutable
    ] = None
    channel: Annotated[
        Literal["SMS", "MMS", "RCS"] | None, Key(), Immutable, Field(description="Left out: all of them")
    ] = None
    destination_country_code: Annotated[
        str | None,
        Text(pattern=r"^[A-Z]{2}$"),
        Key(),
        Immutable,
        Field(description="Left out: all countries"),
    ] = None
    use_sticky_sender: Annotated[
        bool | None,
        Immutable,
        ServerDefault(value=False),
        Field(description="The same sender for one recipient"),
    ] = None
    use_geolocated_sender: Annotated[
        bool | None, Immutable, ServerDefault(value=False), Field(description="The nearest area code: US, CA")
    ] = None
    priorities: Annotated[tuple[Priority, ...] | None, Unordered, Immutable] = None


def _without_defaults(wire: Mapping[str, Any]) -> Mapping[str, Any]:
    """Drop empty values and the built-in application, to which a strategy without one belongs."""
    platform = {k: v for k, v in (wire.get("platform") or {}).items() if v and v != BUILT_IN}
    return {**{k: v for k, v in wire.items() if v not in (None, "")}, "platform": platform}


@dataclass(frozen=True)
class Strategies(Collection):
    """No read by id and no update."""

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one by the filter of the list."""
        found = await self.pages.fetch(read, self.path, {"sendingStrategyId": item.id})
        return next((i for i in map(self._item, found) if i.id == item.id), None)


SendingStrategy = Kind(
    name="infobip.SendingStrategy",
    spec=SendingStrategySpec,
    api=Strategies(
        path="/provisioning/2/sending-strategies",
        id="sendingStrategyId",
        pages=PAGES,
        update_method=None,
        read_item=_without_defaults,
    ),
    summary="Chooses among several senders for a country and channel.",
    doc="https://www.infobip.com/docs/api/platform/sending-strategy",
    evidence=evidence(
        "list GET /provisioning/2/sending-strategies",
        "get GET /provisioning/2/sending-strategies",
        "create POST /provisioning/2/sending-strategies",
        "delete DELETE /provisioning/2/sending-strategies/{sendingStrategyId}",
    ),
    unique=False,
    example={
        "application": "example",
        "channel": "SMS",
        "destination_country_code": "US",
        "use_sticky_sender": "true",
        "priorities": [
            {"sender_type": "TOLL_FREE_NUMBER", "priority": "1"},
            {"sender_type": "SHORT_CODE", "priority": "2"},
        ],
    },
)
