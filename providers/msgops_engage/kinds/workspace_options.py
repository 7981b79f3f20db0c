"""The options of Workspace Desktop Edition that the Genesys Hub plug-in reads (WhatsApp Guide, Configuring the Plugin)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from msgops.sdk.fields import CaseInsensitive, Key, SecretText, Spec, WriteOnly
from msgops.sdk.hands import Filled, Rendered
from msgops_engage.kinds.common import Line, Name, OptionName, Value
from msgops_engage.options import KEY, Option, Switch

SECTION = "interaction-workspace"
NICKNAME = "_msg_ProfileNickname"
"""The attribute with the customer's nickname, as the driver adds it; the guide's text prints it in other spellings too."""
_PRE = "whatsappsession."
Flag = Annotated[Value, Switch(), CaseInsensitive]


def _option(name: str) -> Option:
    return Option(SECTION, name)


class NotificationOptions(Spec):
    """The notification that is sent instead of a message when the response window is over; text, id and language are a template's."""

    enabled: Annotated[
        Flag | None,
        _option(f"{_PRE}enable-free-msg-timespan-monitoring"),
        Field(description="true or false"),
    ] = None
    timespan: Annotated[
        Value | None,
        _option(f"{_PRE}free-msg-timespan"),
        Field(
            description="The timeout after which only notifications are sent; the guide does not state its unit"
        ),
    ] = None
    text: Annotated[
        Value | None,
        _option(f"{_PRE}default-notification-text"),
        Field(description="The template's text, letter by letter"),
    ] = None
    id: Annotated[
        Value | None, _option(f"{_PRE}default-notification-id"), Field(description="The template's name")
    ] = None
    language: Annotated[
        Value | None,
        _option(f"{_PRE}default-notification-language"),
        Field(description="The template's language"),
    ] = None


class LocationMapOptions(Spec):
    """The provider of maps for locations that customers send.

    In a query `{LATITUDE}`, `{LONGITUDE}`, `{HEIGHT}` and `{WIDTH}` are replaced by the plug-in, `{MAP_KEY}` by msgops when it
    renders the file.
    """

    browse_query: Annotated[
        Value | None,
        _option(f"{_PRE}location-map.browse.query"),
        Field(description="Address of the provider's website"),
    ] = None
    preview_query: Annotated[
        Value | None,
        _option(f"{_PRE}location-map.preview.query"),
        Field(description="Address of a static map as an image"),
    ] = None
    map_key: Annotated[
        SecretText | None,
        WriteOnly,
        Field(description="The provider's access key, for {MAP_KEY} in the queries"),
    ] = None
    height: Annotated[
        int | None, _option(f"{_PRE}location-map.preview.height"), Field(description="Pixels")
    ] = None
    width: Annotated[
        int | None, _option(f"{_PRE}location-map.preview.width"), Field(description="Pixels")
    ] = None

    @model_validator(mode="after")
    def _keyed(self) -> LocationMapOptions:
        wanted = any(KEY in (query or "") for query in (self.browse_query, self.preview_query))
        if wanted != (self.map_key is not None):
            raise ValueError(f"map_key and {KEY} in a query belong together")
        return self


class DisplayOptions(Spec):
    """What agents see of a contact: the guide recommends each of these with the attribute `_msg_ProfileNickname`."""

    directory_columns: Annotated[
        Value | None,
        _option("contact.directory-displayed-columns"),
        Field(description="Attributes, separated by commas"),
    ] = None
    directory_search: Annotated[
        Value | None,
        _option("contact.directory-search-attributes"),
        Field(description="Attributes, separated by commas"),
    ] = None
    contact_attributes: Annotated[
        Value | None,
        _option("contact.displayed-attributes"),
        Field(description="Attributes, separated by commas"),
    ] = None
    case_name: Annotated[
        Value | None,
        _option("display-format.case-name-format"),
        Field(description="$Contact._msg_ProfileNickname$|…, the first that is known"),
    ] = None
    customer_name: Annotated[
        Value | None, _option("display-format.customer-name-format"), Field(description="A format")
    ] = None
    window_title: Annotated[
        Value | None, _option("interaction.window-title"), Field(description="A format")
    ] = None
    toast_title: Annotated[Value | None, _option("toast.window-title"), Field(description="A format")] = None


class OutboundChannel(Spec):
    """A channel by which agents begin WhatsApp sessions from interactions of other media."""

    server: Annotated[Value, Field(description="Name of the Digital Messaging Server application")]
    channel: Annotated[Value, Field(description="The channel's section there: channel-whatsapp-1")]
    business_id: Annotated[Value, Field(description="Its business id: the number's digits")]


class WorkspaceOptionsSpec(Filled, Rendered):
    """The options in `[interaction-workspace]` of a Workspace application; only what is written is rendered and compared."""

    application: Annotated[
        Name | None,
        Key(from_name=True),
        Field(description="Name of the Workspace Desktop Edition application"),
    ] = None
    on_hold_queue: Annotated[
        Value | None,
        _option(f"{_PRE}on-hold-queue"),
        Field(description="Interaction queue of sessions on hold: async-chat-return-queue"),
    ] = None
    in_progress_workbin: Annotated[
        Value | None,
        _option("workbin.whatsappsession.in-progress"),
        Field(description="Workbin of sessions in progress: async-chat-main-workbin"),
    ] = None
    conference_queue: Annotated[
        Value | None,
        _option("intercommunication.whatsappsession.queue"),
        Field(description="Interaction queue for conferences with a skill or group"),
    ] = None
    pending_response: Annotated[
        Value | None,
        _option(f"{_PRE}pending-response-to-customer"),
        Field(description="Seconds to yellow and to red: 30,50"),
    ] = None
    max_text_message_size: Annotated[
        int | None,
        _option(f"{_PRE}max-text-message-size"),
        Field(description="Bytes of UTF-8; 4096 without it"),
    ] = None
    transcript_interactions: Annotated[
        int | None,
        _option(f"{_PRE}transcript-interactions-count"),
        Field(description="Earlier interactions in the transcript, 1 to 1000; 1 without it"),
    ] = None
    message_blinking: Annotated[
        Flag | None, _option(f"{_PRE}new-message-blinking"), Field(description="true or false")
    ] = None
    message_blinking_duration: Annotated[
        int | None, _option(f"{_PRE}new-message-blinking-duration"), Field(description="0 without it")
    ] = None
    cross_channel_messages: Annotated[
        Flag | None,
        _option(f"{_PRE}show-cross-channel-messages"),
        Field(description="Whether the transcript shows other WhatsApp channels: true or false"),
    ] = None
    emojis_attribute: Annotated[
        Value | None,
        _option(f"{_PRE}emojis-business-attribute"),
        Field(description="Business Attribute of the emojis that agents choose from"),
    ] = None
    two_step_upload: Annotated[
        Flag | None,
        _option(f"{_PRE}two-step-attachment-upload"),
        Field(description="Whether a file is shown before it is sent: true or false"),
    ] = None
    focus_on_new_messages: Annotated[
        Flag | None,
        _option(f"{_PRE}focus-on-new-messages"),
        Field(description="Whether the transcript scrolls to a new message: true or false"),
    ] = None
    message_delay: Annotated[
        Value | None,
        _option(f"{_PRE}message-delay-timespan"),
        Field(description="From which delay on a message counts as late"),
    ] = None
    notification: Annotated[
        NotificationOptions | None, Field(description="Automatic notification after the response window")
    ] = None
    location_map: Annotated[LocationMapOptions | None, Field(description="Preview of locations")] = None
    outbound_channels: Annotated[
        tuple[OutboundChannel, ...] | None,
        Field(
            description="Channels for sessions from other media; rendered as whatsappsession.outbound-session-config"
        ),
    ] = None
    outbound_session_config: Annotated[
        Value | None, Field(description="The same as JSON text, instead of outbound_channels")
    ] = None
    display: Annotated[DisplayOptions | None, Field(description="Names and columns that agents see")] = None
    theme: Annotated[
        Line | None, Field(description="Theme of the agents: Default or HighContrast; chosen by hand")
    ] = None
    options: Annotated[
        dict[OptionName, Value] | None, Option(SECTION), Field(description="Further options of the section")
    ] = None

    @model_validator(mode="after")
    def _once(self) -> WorkspaceOptionsSpec:
        if self.outbound_channels is not None and self.outbound_session_config is not None:
            raise ValueError("outbound_channels and outbound_session_config exclude each other")
        return self
