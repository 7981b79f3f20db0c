"""What a file may say about inbound messages (dossier §5.B2)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from msgops.sdk.fields import Immutable, Key, Ref, Reference, ServerDefault, Spec, Text, Unordered, Url, Wire
from msgops_infobip.kinds.inbound_channels import ANYWHERE, FOLLOW, RULES, Channel

Clock = Annotated[str, Text(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Day = Literal["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"]


class Follow(Spec):
    """No forwarding of its own: the subscriptions of the channel apply."""

    type: Annotated[Literal["SUBSCRIPTION"], ServerDefault(FOLLOW)]


class HttpForward(Spec):
    """Push to a URL, without authentication."""

    type: Literal["HTTP_FORWARD"]
    url: Url
    format: Annotated[str | None, Text(min=1), Field(description="The default depends on the channel")] = None


class MailForward(Spec):
    """Send by e-mail (SMS)."""

    type: Literal["MAIL_FORWARD"]
    mail: Annotated[str, Text(min=1)]
    description: str | None = None


class OtherForward(Spec):
    """Deliver over SMPP (SMS), or keep for a client that pulls (SMS, MMS)."""

    type: Literal["SMPP_FORWARD", "PULL"]
    description: str | None = None


class Switch(Spec):
    """On or off."""

    enabled: Annotated[bool, ServerDefault(value=False)]


class DeliveryTimeWindow(Spec):
    """When the automatic answer may be sent."""

    start: Annotated[Clock, Wire("from"), Field(description="HH:mm, UTC")]
    end: Annotated[Clock, Wire("to"), Field(description="HH:mm, UTC")]
    days: Annotated[tuple[Day, ...], Unordered, Field(min_length=1)]
    delivery_time_zone: Annotated[
        Literal["USER_TIME_ZONE", "DESTINATION_TIME_ZONE"] | None, ServerDefault("USER_TIME_ZONE")
    ] = None


class AutoResponse(Spec):
    """An automatic answer."""

    message: Annotated[str, Text(max=1080)]
    sender: Annotated[str | None, Text(min=1)] = None
    delivery_time_window: DeliveryTimeWindow | None = None


class BlockListConfiguration(Spec):
    """The message puts the sender on the blocklist, or takes him off."""

    type: Literal["BLOCK", "UNBLOCK"]
    level: Literal["FROM_SENDER", "FROM_ANY_SENDER"]


class InboundConfigurationSpec(Spec):
    """The actions for inbound messages of one channel, number or resource, and keyword."""

    channel: Annotated[Channel, Key(), Immutable]
    number: Annotated[
        Reference | None,
        Ref("infobip.Number", "infobip.WhatsAppSender", attribute="sender"),
        Key(),
        Immutable,
        Field(description="SMS, MMS, WHATSAPP"),
    ] = None
    resource: Annotated[
        str | None,
        Text(min=1, max=255),
        Key(),
        Immutable,
        Field(description="The sender, on all other channels"),
    ] = None
    country_code: Annotated[
        str | None,
        Text(pattern=r"^[A-Z]{2}$"),
        Key(),
        Immutable,
        Field(description="For short codes: SMS, MMS"),
    ] = None
    keyword: Annotated[
        str | None, Text(min=1, max=50), Key(), Immutable, Field(description="Left out: all other messages")
    ] = None
    username: Annotated[str | None, Text(max=255, pattern=r"\S"), Field(description="A portal user")] = None
    application: Annotated[Reference | None, Ref("infobip.Application"), Wire("platform.applicationId")] = (
        None
    )
    entity: Annotated[Reference | None, Ref("infobip.Entity"), Wire("platform.entityId")] = None
    forwarding: Annotated[
        Follow | HttpForward | MailForward | OtherForward | None, Field(discriminator="type")
    ] = None
    conversations: Annotated[Switch | None, Field(description="Hand messages to Conversations")] = None
    answers: Annotated[Switch | None, Field(description="Hand messages to Answers: OPEN_CHANNEL")] = None
    auto_response: AutoResponse | None = None
    block_list_configuration: BlockListConfiguration | None = None

    @model_validator(mode="after")
    def _fits(self) -> InboundConfigurationSpec:
        rules, given = RULES[self.channel], self.model_fields_set
        target = "number" if "number" in rules.fields else "resource"
        if target not in given:
            raise ValueError(f"channel {self.channel} needs {target}")
        if extra := sorted(given - rules.fields - ANYWHERE):
            raise ValueError(f"channel {self.channel} does not take {', '.join(extra)}")
        if self.forwarding is not None and not rules.writable(self.forwarding.type):
            known = ", ".join(sorted({FOLLOW, *rules.forwarding}))
            raise ValueError(
                f"channel {self.channel} cannot forward by {self.forwarding.type}, only by {known}"
            )
        return self
