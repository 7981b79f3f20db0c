"""Standard responses: texts, notifications and interactive messages that agents insert (WhatsApp Guide, Standard Response Library)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from msgops.sdk.fields import Key, Spec, Unordered
from msgops.sdk.hands import Filled, NoApi, Person, Step
from msgops.sdk.kind import Concept, Hand, Kind
from msgops_engage.kinds.common import DOC, Line, instruct


class ResponseHeader(Spec):
    """What stands above the body: a text, or a file."""

    text: Annotated[str | None, Field(description="A line of text, with parameters such as {{1}}")] = None
    file: Annotated[Line | None, Field(description="A picture, video or document, from the workspace")] = None

    @model_validator(mode="after")
    def _one(self) -> ResponseHeader:
        if (self.text is None) == (self.file is None):
            raise ValueError("a header is a text or a file")
        return self


class ResponseButton(Spec):
    """A button; a reply is sent as what was chosen, the others call a number or open a page."""

    type: Annotated[Literal["reply", "phone", "url"], Field(description="reply, phone or url")] = "reply"
    title: Annotated[str, Field(description="What is on the button")]
    id: Annotated[str | None, Field(description="What comes back when it is chosen")] = None
    phone: Annotated[Line | None, Field(description="Number to call, with + and country code")] = None
    url: Annotated[Line | None, Field(description="Page to open; {{1}} at its end makes it dynamic")] = None


class ListRow(Spec):
    """One choice of a list."""

    id: Annotated[str, Field(description="What comes back when it is chosen")]
    title: Annotated[str, Field(description="What is shown")]
    description: Annotated[str | None, Field(description="A smaller line below")] = None


class ListSection(Spec):
    """A group of choices."""

    title: Annotated[str | None, Field(description="Above the group")] = None
    rows: Annotated[tuple[ListRow, ...], Field(min_length=1)]


class Template(Spec):
    """The approved template of a notification."""

    name: Annotated[Line, Field(description="Name at WhatsApp")]
    language: Annotated[Line, Field(description="Its language: en, en_US")]


class StandardResponseSpec(Filled):
    """A standard response of eServices Manager; limits of WhatsApp are checked by rules."""

    response: Annotated[Line | None, Key(from_name=True), Field(description="Name in its category")] = None
    category: Annotated[Line | None, Field(description="Category in the library")] = None
    type: Annotated[
        Literal["text", "notification", "interactive-buttons", "interactive-list"],
        Field(description="A notification is a template; interactive messages need an open window"),
    ] = "text"
    header: Annotated[ResponseHeader | None, Field(description="Above the body")] = None
    body: Annotated[str, Field(description="The text")]
    footer: Annotated[str | None, Field(description="Below the body")] = None
    buttons: Annotated[tuple[ResponseButton, ...] | None, Field(description="Buttons, in their order")] = None
    list_button: Annotated[str | None, Field(description="The button that opens a list")] = None
    sections: Annotated[tuple[ListSection, ...] | None, Field(description="Groups of a list")] = None
    attachments: Annotated[
        tuple[Line, ...] | None,
        Unordered,
        Field(description="Files, from the workspace: sent after the text"),
    ] = None
    default_notification: Annotated[
        bool, Field(description="Whether it is what whatsappsession.default-notification-id names")
    ] = False
    template: Annotated[Template | None, Field(description="The approved template of a notification")] = None


StandardResponse = Kind(
    name="engage.StandardResponse",
    spec=StandardResponseSpec,
    api=NoApi(
        Person(
            who="who keeps the standard responses",
            where="eServices Manager, Standard Responses",
            steps=(
                Step("Open eServices Manager, Standard Responses, category {category}.", leads=True),
                Step("Open the standard response {response}, or add it.", leads=True),
                "Type: {type}; for a notification or an interactive message it is a structured message for WhatsApp.",
                Step("Template: {template.name} in {template.language}", when="template"),
                Step("Header: {header.text}", when="header.text"),
                Step("Header: the file {header.file}", when="header.file"),
                "Text: {body}",
                Step("Footer: {footer}", when="footer"),
                Step("Button: {item}", each="buttons", gone="Remove the button: {item}"),
                Step("Button of the list: {list_button}", when="list_button"),
                Step("Group: {item}", each="sections", gone="Remove the group: {item}"),
                Step("Attach {item}.", each="attachments", gone="Remove the attachment {item}."),
                Step(
                    "The options of Workspace name it as the default notification: {default_notification}",
                    when="default_notification=true",
                ),
                Step("Save, approve it and make it active.", leads=True),
            ),
        )
    ),
    concept=Concept.TEMPLATE,
    hand=Hand.PERSON,
    summary="A standard response of eServices Manager; stored where no API reaches.",
    doc=DOC,
    evidence=instruct("eServices Manager: standard responses, structured messages for WhatsApp"),
    example={
        "response": "Order",
        "category": "WhatsApp",
        "type": "interactive-buttons",
        "header": {"text": "Your order"},
        "body": "Would you like to change your order?",
        "footer": "Acme",
        "buttons": [{"title": "Yes", "id": "yes"}, {"title": "No", "id": "no"}],
    },
)
