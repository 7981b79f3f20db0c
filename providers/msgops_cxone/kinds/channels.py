"""Digital channels (dossier B.1): those of a Bring Your Own Channel integration, and those that NICE's own integrations made.

One upsert writes both, by an id that the writer chooses for the first. Whether it changes one of NICE's own is not
documented: that write is off until the account allows it (`allow_inferred`).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, create_model

from msgops.sdk.errors import NotFound
from msgops.sdk.fields import (
    CaseInsensitive,
    Computed,
    Immutable,
    Key,
    Ref,
    Reference,
    Spec,
    Text,
    Wire,
    WriteOnly,
)
from msgops.sdk.kind import Concept, Confidence, Item, Kind, Risk, Wanted
from msgops.sdk.rest import segment
from msgops_cxone.kinds.channel_words import Icon, Platform
from msgops_cxone.kinds.common import DIGITAL, Body, evidence, names
from msgops_cxone.pages import PageSize, rows

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

CHANNELS = "/dfo/3.0/channels"
_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://developer.niceincontact.com/dfo/3.0/channels")
"""Where ids of channels come from: the same integration and name make the same id, so a create can be done twice."""
_ABILITIES = [
    "has_reply",
    "has_ability_to_send_files",
    "has_ability_to_like",
    "has_ability_to_share",
    "has_ability_to_delete",
    "has_ability_to_tag",
    "has_ability_to_hide",
    "has_ability_to_change_from",
    "has_ability_to_change_recipient",
    "has_ability_to_forward_message",
    "has_outbound_flow",
    "has_outbound_templates",
    "has_manual_outbound_flow",
    "has_publishing",
    "has_multiple_recipient",
    "has_cc_and_bcc",
    "has_visible_title",
    "has_editable_title",
    "has_visible_recipients",
    "has_multiple_threads_per_end_user",
    "wysiwyg_enabled",
    "is_automatic_signature_attached",
    "can_agent_invite_customers_to_contact",
    "can_reply_to_any_message",
    "is_live_chat",
]
_UNREAD = ("has_post_as_placeholder", "is_case_based_storage")
"""What is written and not shown."""
_FIXED = names("id idOnExternalPlatform channelIntegrationId realExternalPlatformId")
_WRITTEN = _FIXED | names(
    "name isPrivate hasTreeStructure contentFormat translationGroup externalPlatformAvatar externalPlatformIcon "
    "ownerUserId studioScript hasReply hasAbilityToSendFiles hasAbilityToLike hasAbilityToShare hasAbilityToDelete "
    "hasAbilityToTag hasAbilityToHide hasAbilityToChangeFrom hasAbilityToChangeRecipient hasAbilityToForwardMessage "
    "hasOutboundFlow hasOutboundTemplates hasManualOutboundFlow hasPublishing hasMultipleRecipient hasCcAndBcc "
    "hasVisibleTitle hasEditableTitle hasVisibleRecipients hasMultipleThreadsPerEndUser wysiwygEnabled "
    "isAutomaticSignatureAttached canAgentInviteCustomersToContact canReplyToAnyMessage isLiveChat "
    "hasPostAsPlaceholder isCaseBasedStorage"
)


class _Channel(Spec):
    name: Annotated[str | None, Text(min=1), Key(from_name=True), CaseInsensitive] = None
    studio_script: Annotated[Reference | None, Ref("cxone.StudioScript")] = None
    is_private: bool | None = None
    has_tree_structure: bool | None = None
    content_format: Literal["html", "plain"] | None = None
    translation_group: Literal["default", "email", "phone"] | None = None
    icon: Annotated[Icon | None, Wire("externalPlatformIcon")] = None
    avatar: Annotated[str | None, Wire("externalPlatformAvatar")] = None


class _Native(_Channel):
    """A channel that NICE's own integration made, such as WhatsApp after its sign-up: it must be there already.

    Nothing is written to it until the account block has `allow_inferred: [cxone.DigitalChannel]`.
    """

    platform: Annotated[str | None, Computed, Wire("realExternalPlatformId")] = None
    external_id: Annotated[str | None, Computed, Wire("idOnExternalPlatform")] = None


class _Own(_Channel):
    """A channel of a Bring Your Own Channel integration."""

    integration: Annotated[
        str,
        Text(min=1),
        Immutable,
        Wire("channelIntegrationId"),
        Field(description="The Integration ID that the page of the integration shows"),
    ]
    platform: Annotated[
        Platform | None,
        Immutable,
        Wire("realExternalPlatformId"),
        Field(description="custom if left out"),
    ] = None


def _with(base: type[Spec], name: str, unread: Sequence[str] = ()) -> type[Spec]:
    """Return a spec with the abilities of a channel."""
    flags: dict[str, Any] = dict.fromkeys(_ABILITIES, (bool | None, None))
    hidden: dict[str, Any] = dict.fromkeys(unread, (Annotated[bool | None, WriteOnly], None))
    return create_model(name, __base__=base, __doc__=base.__doc__, **flags, **hidden)


def is_own(row: Mapping[str, Any]) -> bool:
    """Whether a channel was made by an upsert: who chooses the id gives the external one the same."""
    return row.get("id") == row.get("idOnExternalPlatform")


@dataclass(frozen=True)
class Channels:
    """Channels of one sort; deleted ones are as good as not there."""

    mine: Callable[[Mapping[str, Any]], bool]
    narrow: bool = False

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read all pages."""
        del wanted
        found = await PageSize().fetch(read, CHANNELS)
        return [Item(str(row["id"]), row) for row in found if not row.get("isDeleted") and self.mine(row)]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one by its id; there is no path of it."""
        found = rows(await read.get(CHANNELS, {"id[]": item.id}), "")
        return next((Item(item.id, row) for row in found if not row.get("isDeleted")), None)

    async def create(self, write: Writer, body: Body) -> Item:
        """Put it under an id that follows from integration and name."""
        given = {k: v for k, v in body.items() if v is not None}
        name = str(given["name"]).strip().casefold()
        id_ = str(uuid.uuid5(_SPACE, f"{given['channelIntegrationId']}/{name}"))
        wire = {
            "realExternalPlatformId": "custom",
            "isPrivate": True,
            "hasTreeStructure": False,
            **given,
            "id": id_,
            "idOnExternalPlatform": id_,
        }
        await write.post(CHANNELS, wire)
        return Item(id_, wire)

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Put what is live, and over it what is wanted: whether the rest would be reset is not documented."""
        del changed
        live = await self.get(write, item)
        kept = {k: v for k, v in (live or item).wire.items() if k in _WRITTEN and v is not None}
        wanted = {k: v for k, v in body.items() if v is not None}
        await write.post(CHANNELS, {**kept, **wanted})

    async def delete(self, write: Writer, item: Item) -> None:
        """Delete; one that is gone is no error."""
        try:
            await write.delete(f"{CHANNELS}/{segment(item.id)}")
        except NotFound:
            return


DigitalChannel = Kind(
    name="cxone.DigitalChannel",
    spec=_with(_Native, "DigitalChannelSpec"),
    api=Channels(lambda row: not is_own(row)),
    concept=Concept.CHANNEL,
    summary="A channel that NICE's own integration made, such as WhatsApp: its script and what agents may do in it.",
    doc=DIGITAL,
    evidence=(
        *evidence(f"list GET {CHANNELS}", f"get GET {CHANNELS}", source=DIGITAL),
        *evidence(f"update POST {CHANNELS}", confidence=Confidence.INFERRED, source=DIGITAL),
    ),
    delete_note="The channel stays: with it its conversations would go. A person deletes it in the console.",
    no_replace="a channel of NICE's own integration is made by a person in the console",
    example={"content_format": "plain", "has_reply": "true"},
)

ByocChannel = Kind(
    name="cxone.ByocChannel",
    spec=_with(_Own, "ByocChannelSpec", _UNREAD),
    api=Channels(is_own),
    concept=Concept.CHANNEL,
    summary="A channel of a Bring Your Own Channel integration.",
    doc=DIGITAL,
    evidence=evidence(
        f"list GET {CHANNELS}",
        f"get GET {CHANNELS}",
        f"create POST {CHANNELS}",
        f"update POST {CHANNELS}",
        f"delete DELETE {CHANNELS}/{{channelId}}",
        source=DIGITAL,
    ),
    on_delete=Risk("MG106", "the conversations of the channel go with it"),
    example={
        "integration": "5d7a2c34-1111-4222-8333-94f0c1aa0001",
        "studio_script": "example",
        "content_format": "plain",
        "icon": "livechat",
        "has_reply": "true",
    },
)
