"""What a messaging integration may carry: supported content and messaging settings (dossier A3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from msgops.sdk.fields import Key, Spec, Text, Unordered, Wire
from msgops.sdk.kind import Kind
from msgops_genesys.kinds.common import SITE, Body, Entities, crud

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

MESSAGING = "/conversations/messaging"
Name = Annotated[str | None, Text(min=1, max=256), Key(from_name=True)]
Switch = Literal["Enabled", "Disabled"]
Media = Annotated[
    tuple[Annotated[str, Text(max=127, pattern=r"^(\*/\*|[A-Za-z0-9.+-]+/(\*|[A-Za-z0-9.+-]+))$")], ...]
    | None,
    Unordered,
    Field(description="MIME types: image/jpeg, image/*, */* for all; an empty list lets nothing through"),
]


class SupportedContentSpec(Spec):
    """Which media customers may send and agents may answer with."""

    name: Name = None
    inbound: Annotated[Media, Wire("mediaTypes.allow.inbound")] = None
    outbound: Annotated[Media, Wire("mediaTypes.allow.outbound")] = None


async def _read_media(read: Reader, row: Body) -> Body:
    """Show `[{type}]` as a list of types."""
    del read
    types = row.get("mediaTypes")
    allow = types.get("allow") if isinstance(types, Mapping) else None
    shown = {
        way: [str(m.get("type")) for m in allow.get(way) or () if isinstance(m, Mapping)]
        for way in ("inbound", "outbound")
        if isinstance(allow, Mapping)
    }
    return {**row, "mediaTypes": {"allow": shown}}


async def _write_media(write: Writer, body: Body, operation: str) -> Body:
    """Write types as `[{type}]`."""
    del write, operation
    allow = body.get("mediaTypes", {}).get("allow", {})
    sent = {way: [{"type": t} for t in types or ()] for way, types in allow.items()}
    return {**body, **({"mediaTypes": {"allow": sent}} if sent else {})}


SupportedContent = Kind(
    name="genesys.SupportedContent",
    spec=SupportedContentSpec,
    api=Entities(
        path=f"{MESSAGING}/supportedcontent", update_method="PATCH", read=_read_media, write=_write_media
    ),
    summary="A profile of the media types that an integration lets through.",
    doc=SITE,
    evidence=crud(f"{MESSAGING}/supportedcontent", "supportedContentId", update="PATCH"),
    unique=False,
    example={"inbound": ["image/*", "application/pdf"], "outbound": ["image/jpeg"]},
)


class MessagingSettingSpec(Spec):
    """Typing indicators, and what of stories comes in."""

    name: Name = None
    typing_inbound: Annotated[
        Switch | None, Wire("event.typing.on.inbound"), Field(description="Agents see that customers type")
    ] = None
    typing_outbound: Annotated[
        Switch | None, Wire("event.typing.on.outbound"), Field(description="Customers see that agents type")
    ] = None
    story_mentions: Annotated[Switch | None, Wire("content.story.mention.inbound")] = None
    story_replies: Annotated[Switch | None, Wire("content.story.reply.inbound")] = None


MessagingSetting = Kind(
    name="genesys.MessagingSetting",
    spec=MessagingSettingSpec,
    api=Entities(path=f"{MESSAGING}/settings", update_method="PATCH"),
    summary="Typing indicators and stories of an integration.",
    doc=SITE,
    evidence=crud(f"{MESSAGING}/settings", "messageSettingId", update="PATCH"),
    unique=False,
    example={"typing_inbound": "Enabled", "typing_outbound": "Enabled"},
)


def settings_of(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a row without what an expansion may add to its references."""
    kept = {
        name: {"id": row[name].get("id")}
        for name in ("supportedContent", "messagingSetting")
        if isinstance(row.get(name), Mapping)
    }
    return {**row, **kept}
