"""What makes the pod route chat, and with it messages: channel properties and capacities (dossier B7, B8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from msgops.sdk.fields import CaseInsensitive, Immutable, Key, ServerDefault, Spec, Text, Wire
from msgops.sdk.kind import Concept, Item, Kind, Wanted
from msgops_fusion import adf, people
from msgops_fusion.kinds.common import GUIDE, Body, Code, Rows, crud

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

ChannelType = Literal[
    "ORA_SVC_CHAT", "ORA_SVC_EMAIL", "ORA_SVC_PHONE", "ORA_SVC_SOCIAL", "ORA_SVC_WEB", "ORA_SVC_NONE"
]
"""Codes of the lookup `ORA_SVC_CHANNEL_TYPE_CD`. SMS and WhatsApp have none: messaging rides on chat."""
_PROPERTIES = f"{adf.CRM}/omniChannelProps"
_CAPACITIES = f"{adf.CRM}/resourceCapacities"


class OmniChannelPropertySpec(Spec):
    """How omnichannel routing treats a channel. Chat needs `realtime: true`."""

    channel_type: Annotated[ChannelType, Key(), Immutable, Wire("ChannelTypeCd")]
    network_type: Annotated[
        Code | None,
        Key(),
        Immutable,
        Wire("NetworkTypeCd"),
        Field(description="Social network; none for chat, phone, email and web"),
    ] = None
    media_type: Annotated[
        Code | None,
        Wire("MediaTypeCd"),
        Field(description="Code of the pod's own lookup; Oracle publishes none"),
    ] = None
    realtime: Annotated[bool | None, ServerDefault(False), Wire("RealtimeFlag")] = None
    asynchronous: Annotated[
        bool | None,
        ServerDefault(False),
        Wire("AsyncFlag"),
        Field(description="Supports asynchronous messages"),
    ] = None


OmniChannelProperty = Kind(
    name="fusion.OmniChannelProperty",
    spec=OmniChannelPropertySpec,
    api=Rows(
        path=_PROPERTIES,
        id="ChannelPropId",
        flags=frozenset({"RealtimeFlag", "AsyncFlag"}),
        numbers=frozenset({"ChannelPropId"}),
        create_only=frozenset({"ChannelTypeCd", "NetworkTypeCd"}),
    ),
    concept=Concept.CHANNEL,
    summary="How omnichannel routing treats a channel.",
    doc=f"{GUIDE}/api-omnichannel-properties.html",
    # DELETE is documented, but Oracle seeds these rows and routing stands on them: a document that goes leaves its row.
    evidence=crud(_PROPERTIES, "ChannelPropId", "list", "get", "create", "update"),
    preserve=False,
    example={"channel_type": "ORA_SVC_SOCIAL", "network_type": "ORA_SVC_FACEBOOK", "realtime": True},
)


class ResourceCapacitySpec(Spec):
    """How much work of one sort an agent gets at a time.

    Without a user it is what every agent has. Capacities of single agents only count while the profile option
    `SVC_OMNI_OVERRIDE_AGENT_CAPACITIES` is Y.
    """

    channel_type: Annotated[ChannelType, Key(), Immutable, Wire("ChannelTypeCd")]
    object_type: Annotated[
        Code,
        Key(),
        Immutable,
        Wire("ObjectTypeCd"),
        Field(description="Code of the work object; the pod's lookup has them"),
    ]
    user: Annotated[
        str | None,
        Text(min=1),
        CaseInsensitive,
        Key(),
        Immutable,
        Field(description="User name of the agent; left out: everybody"),
    ] = None
    maximum: Annotated[int, Field(ge=0, le=2147483647), Wire("MaximumCapacity")]
    number: Annotated[
        str | None, Text(min=1, max=30), Immutable, Wire("CapacityNumber"), Field(description="Public id")
    ] = None
    digital_engagement: Annotated[
        bool | None, Wire("DecRoutingFlag"), Field(description="Route it to the digital engagement channel")
    ] = None


_ROWS = Rows(
    path=_CAPACITIES,
    order="CapacityNumber",
    flags=frozenset({"DecRoutingFlag"}),
    numbers=frozenset({"PartyId"}),
    create_only=frozenset({"CapacityNumber", "ChannelTypeCd", "ObjectTypeCd", "PartyId"}),
)


@dataclass(frozen=True, slots=True)
class Capacities:
    """Capacities with user names in place of party ids; their keys are hashes, so each lives at its own link."""

    narrow: bool = False

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read all, and the names of their agents in few calls."""
        found = await _ROWS.list(read, wanted)
        parties = {str(i.wire["PartyId"]) for i in found if i.wire.get("PartyId")}
        known = await people.names(read, parties)
        return [_named(item, known) for item in found]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one."""
        found = await _ROWS.get(read, item)
        if found is None:
            return None
        party = found.wire.get("PartyId")
        return _named(found, await people.names(read, [str(party)]) if party else {})

    async def create(self, write: Writer, body: Body) -> Item:
        """Post it for the party of its user."""
        user, sent = body.get("user"), {k: v for k, v in body.items() if k != "user"}
        if user:
            sent["PartyId"] = (await people.parties(write, [user]))[str(user).casefold()]
        made = await _ROWS.create(write, sent)
        return Item(made.id, {**made.wire, "user": user})

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Patch it."""
        await _ROWS.update(write, item, {k: v for k, v in body.items() if k != "user"}, changed)

    async def delete(self, write: Writer, item: Item) -> None:
        """Delete it."""
        await _ROWS.delete(write, item)


def _named(item: Item, known: Mapping[str, str]) -> Item:
    """Put the user's name on a row; an agent who is no user any more keeps the number, so that it is not everybody's."""
    party = item.wire.get("PartyId")
    wire: dict[str, Any] = {**item.wire, "user": known.get(str(party), f"party {party}") if party else None}
    return Item(item.id, wire)


ResourceCapacity = Kind(
    name="fusion.ResourceCapacity",
    spec=ResourceCapacitySpec,
    api=Capacities(),
    concept=Concept.QUEUE,
    summary="How many chats and messages an agent gets at a time.",
    doc=f"{GUIDE}/api-resource-capacities.html",
    evidence=crud(_CAPACITIES, "resourceCapacitiesUniqID"),
    preserve=False,
    example={
        "channel_type": "ORA_SVC_CHAT",
        "object_type": "ORA_SVC_CHAT",
        "maximum": 3,
    },
)
