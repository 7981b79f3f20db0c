"""What is asked of Genesys by e-mail: the public profile, templates, links with a text, the official badge."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from msgops.sdk.fields import Key, Text
from msgops.sdk.hands import Filled, Step
from msgops.sdk.kind import Concept
from msgops_pureconnect.kinds.common import person

MAILBOX = "GenesysCloudWhatsAppRequests@genesys.com"
_MAIL = f"e-mail to {MAILBOX}"
_WRITER = "the contact of the business"
Number = Annotated[str, Text(min=1), Field(description="With plus sign and country code")]


class ProfileRequestSpec(Filled):
    """The public profile of a number. Of address, description, e-mail, vertical and websites: all, or none."""

    number: Annotated[Number, Key()]
    photo: Annotated[str | None, Field(description="File of the workspace: PNG, 640 by 640 pixels")] = None
    about: Annotated[str | None, Field(description="At most 139 characters")] = None
    address: Annotated[str | None, Field(description="At most 256 characters")] = None
    description: Annotated[str | None, Field(description="At most 256 characters")] = None
    email: Annotated[str | None, Field(description="At most 128 characters")] = None
    vertical: Annotated[str | None, Field(description="WhatsApp's word for the trade: RETAIL")] = None
    websites: Annotated[tuple[str, ...] | None, Field(description="At most 2, 256 characters each")] = None


ProfileRequest = person(
    "ProfileRequest",
    ProfileRequestSpec,
    _MAIL,
    (
        Step(f"Write to {MAILBOX} and ask for this profile of {{number}}.", leads=True),
        Step("Photo, as an attachment: {photo}.", when="photo"),
        Step("About: {about}", when="about"),
        Step("Address: {address}", when="address"),
        Step("Description: {description}", when="description"),
        Step("Email: {email}", when="email"),
        Step("Vertical: {vertical}", when="vertical"),
        Step("Websites: {websites}", when="websites"),
        Step("Wait for the answer, and look the profile up in WhatsApp.", leads=True),
    ),
    who=_WRITER,
    chapter="Update Business Profile Details",
    summary="The public profile of a number, asked for by e-mail.",
    example={"number": "+441134960000", "about": "Fresh bread since 1950"},
)


class TemplateRequestSpec(Filled):
    """A message template, asked for with the form of the Resource Center; WhatsApp reviews it."""

    name: Annotated[str | None, Key(from_name=True)] = None
    number: Annotated[str | None, Field(description="A number of the account that shall have it")] = None
    language: Annotated[str, Key(), Field(description="en_US")]
    category: Annotated[Literal["MARKETING", "UTILITY", "AUTHENTICATION"], Field(description="Of WhatsApp")]
    body: Annotated[str, Field(description="Text with {{1}}, {{2}}")]


TemplateRequest = person(
    "TemplateRequest",
    TemplateRequestSpec,
    "the request form for message templates in the Genesys Resource Center",
    (
        "Fill the form in for the template {name} in {language}.",
        Step("The number is {number}.", when="number"),
        "Its category is {category}.",
        "Its text is: {body}",
        f"Send the form to {MAILBOX} and wait until WhatsApp has approved the template.",
    ),
    who=_WRITER,
    concept=Concept.TEMPLATE,
    chapter="FAQ: How do I request a Message Template",
    summary="A message template, asked for by a form.",
    example={
        "name": "order_ready",
        "language": "en_US",
        "category": "UTILITY",
        "body": "Your order {{1}} is ready.",
    },
)


class MessageLinkRequestSpec(Filled):
    """A link and a QR code that open a conversation, with a text that customers find filled in."""

    number: Annotated[Number, Key()]
    text: Annotated[str, Key(), Field(description="At most 140 characters")]
    purpose: Annotated[str | None, Field(description="Where it is shown: on the website, in print")] = None


MessageLinkRequest = person(
    "MessageLinkRequest",
    MessageLinkRequestSpec,
    "the request form for QR codes in the Genesys Resource Center",
    (
        "Fill the form in for the number {number}, which must be active.",
        "The text that is filled in is: {text}",
        Step("It is for: {purpose}.", when="purpose"),
        f"Send the form to {MAILBOX}; keep the link and the picture that come back.",
    ),
    who=_WRITER,
    chapter="FAQ: What are Message Links and QR Codes",
    summary="A message link with a QR code, asked for by a form.",
    example={"number": "+441134960000", "text": "Hello! What is fresh today?", "purpose": "the website"},
)


class OfficialAccountRequestSpec(Filled):
    """The badge of an official business account; WhatsApp gives it to notable brands, and says no more."""

    number: Annotated[Number, Key()]
    brand: Annotated[str, Text(min=1), Field(description="By which people know the business")]
    press: Annotated[tuple[str, ...] | None, Field(description="Articles that nobody paid for")] = None


OfficialAccountRequest = person(
    "OfficialAccountRequest",
    OfficialAccountRequestSpec,
    _MAIL,
    (
        Step(
            f"Write to {MAILBOX} once {{number}} is active, and ask for an official business account.",
            leads=True,
        ),
        "The brand is {brand}.",
        Step("Articles about it: {item}", each="press", gone="No more: {item}"),
        Step("Wait for the decision; a refusal is one too, and it is noted in the confirmation.", leads=True),
    ),
    who=_WRITER,
    chapter="FAQ: What is a WhatsApp Official Business Account",
    summary="The badge of an official business account, asked for by e-mail.",
    example={"number": "+441134960000", "brand": "Acme Bread", "press": ["https://press.example/acme"]},
)
