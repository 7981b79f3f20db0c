"""The channel of WhatsApp and what belongs to it: the code that proves its number, a new name, a way to people for a bot."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from msgops.sdk.fields import Key, Ref, Reference, SecretText, Text
from msgops.sdk.hands import Filled, Step
from msgops.sdk.kind import Concept
from msgops_pureconnect.kinds.common import CUSTOMER, person

_CONSOLE = "Interaction Connect, Social Media administration"
Name = Annotated[str, Text(min=1)]


class WhatsAppChannelSpec(Filled):
    """A channel of WhatsApp: a number, and the workgroup to which its messages go. Each number is a channel of its own."""

    name: Annotated[
        str | None, Text(min=1), Key(from_name=True), Field(description="Customers see it: the display name")
    ] = None
    number: Annotated[str, Text(min=1), Field(description="With plus sign and country code")]
    certificate: Annotated[
        SecretText | None,
        Field(description="Of the WhatsApp Business Account, from the days of clients on premises"),
    ] = None
    workgroup: Annotated[
        Reference | None, Ref("pureconnect.Workgroup"), Field(description="One, with an ACD queue")
    ] = None
    direction: Annotated[
        Literal["inbound", "outbound"], Field(description="Agents of PureConnect answer and never begin")
    ] = "inbound"
    administrator: Annotated[
        str | None, Text(min=1), Field(description="CIC user who configures it; needs Social Media Admin")
    ] = None


WhatsAppChannel = person(
    "WhatsAppChannel",
    WhatsAppChannelSpec,
    _CONSOLE,
    (
        "Sign in to Interaction Connect as a user with the right Social Media Admin.",
        Step("That is {administrator}.", when="administrator"),
        "Create the channel of WhatsApp {name}, or open it.",
        "Its phone number is {number}.",
        Step("Paste the certificate of the number: {certificate}.", when="certificate"),
        "The workgroup for Social Direct Messages is {workgroup}.",
        "It is used for messages that are {direction}; agents cannot begin a conversation.",
        "Save it, and send a message from a phone: it must arrive at an agent of the workgroup.",
    ),
    chapter="Create WhatsApp Channel in Social Media Admin Console",
    concept=Concept.CHANNEL,
    summary="A channel of WhatsApp: its number and its workgroup.",
    example={"name": "Acme Care", "number": "+441134960000", "workgroup": "example"},
)


class ActivationCodeSpec(Filled):
    """The code that proves a number. A live person takes the call: the voice says it five times and presses no keys."""

    number: Annotated[str, Text(min=1), Key(), Field(description="With plus sign and country code")]
    method: Annotated[str, Text(min=1), Field(description="VOICE or SMS")] = "VOICE"
    answered_by: Annotated[str, Text(min=1), Field(description="person or ivr")] = "person"
    owned_by_business: bool | None = None
    in_use_in_app: bool | None = None
    app_account: Annotated[str | None, Text(min=1), Field(description="DELETED, once it is")] = None
    line_type: Annotated[str | None, Text(min=1), Field(description="landline or mobile")] = None
    sms_capable: bool | None = None
    migrate_from: Annotated[
        str | None, Text(min=1), Field(description="Provider that the number leaves: infobip")
    ] = None


ActivationCode = person(
    "ActivationCode",
    ActivationCodeSpec,
    f"the phone of the number, and {_CONSOLE}",
    (
        "The number is {number}.",
        Step("It is owned by the business and stays so: {owned_by_business}.", when="owned_by_business"),
        Step(
            "It is used in the WhatsApp app; what becomes of its account there: {app_account}.",
            when="in_use_in_app=true",
        ),
        Step("Its line is a {line_type}.", when="line_type"),
        Step("It receives text messages: {sms_capable}.", when="sms_capable"),
        Step("It leaves {migrate_from}: close its sender there first.", when="migrate_from"),
        "A {answered_by} answers its calls; lead them past any menu for as long as this takes.",
        "Ask for the code by {method} in the channel, and type it there.",
    ),
    who=CUSTOMER,
    chapter="FAQ: My phone number routes to main IVR",
    summary="The code that proves a number, taken by somebody at its phone.",
    example={"number": "+441134960000", "owned_by_business": True},
)


class NameChangeSpec(Filled):
    """Another display name: the channel is deleted and made anew with the new certificate, at an hour with few customers."""

    channel: Annotated[Name, Key(), Field(description="Its name of now")]
    new_name: Name
    number: Annotated[str, Text(min=1), Field(description="With plus sign and country code")]
    when: Annotated[str, Text(min=1), Field(description="An hour with few customers")]


NameChange = person(
    "NameChange",
    NameChangeSpec,
    f"WhatsApp Manager, and {_CONSOLE}",
    (
        "Ask for the display name {new_name} of {channel} and wait for the approval.",
        "Call or text {number} first: the next code must arrive there.",
        "At {when}: delete the channel {channel}. No message arrives from now on.",
        "Create it again as {new_name} with the number {number} and the new certificate, and type the new code.",
        "Rename the document of the channel to {new_name}.",
    ),
    chapter="FAQ: Can I change my Phone Number's Display Name?",
    summary="A new display name, which takes the channel away for a while.",
    example={
        "channel": "Acme Care",
        "new_name": "Acme Bread Care",
        "number": "+441134960000",
        "when": "Sunday 06:00",
    },
)


class BotEscalationSpec(Filled):
    """A bot that answers, and the ways by which a customer gets from it to a person; Meta's policy asks for one."""

    bot: Annotated[str | None, Text(min=1), Key(from_name=True)] = None
    escalation: Annotated[
        tuple[Literal["agent", "phone", "email", "web_form", "store"], ...] | None,
        Field(description="In the conversation, by phone, e-mail, web form, or in a store"),
    ] = None


BotEscalation = person(
    "BotEscalation",
    BotEscalationSpec,
    "the bot's own console",
    (
        "Open the bot {bot}.",
        Step("Let it offer, early and in clear words: {item}.", each="escalation", gone="Take away: {item}."),
        "Write to it, and ask for a person.",
    ),
    who="whoever builds the bot",
    chapter="FAQ: Can I use automation or bots",
    summary="The ways from a bot to a person.",
    example={"bot": "Crumb", "escalation": ["agent", "phone"]},
)
