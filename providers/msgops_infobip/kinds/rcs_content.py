"""The content of an RCS template: four types of message, six types of suggestion."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from msgops.sdk.fields import Spec, Text


def _number(value: Any) -> Any:
    """Read a coordinate as a number, unless it is a `{{placeholder}}`."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return value


Short = Annotated[str, Text(min=1, max=25)]
Postback = Annotated[str, Text(min=1, max=2048)]
Link = Annotated[str, Text(min=1, max=2048)]
"""A URL; it may hold `{{placeholders}}`, so it is compared as it is written."""
Document = Annotated[str, Text(max=1000, pattern=r"^https?://[^\s/]+")]
Coordinate = Annotated[float | str, BeforeValidator(_number)]


class Reply(Spec):
    """Sends its text back."""

    type: Literal["REPLY"]
    text: Short
    postback_data: Postback


class DialPhone(Spec):
    """Opens the dialler."""

    type: Literal["DIAL_PHONE"]
    text: Short
    postback_data: Postback
    phone_number: Annotated[str, Text(min=1)]


class OpenUrl(Spec):
    """Opens a page."""

    type: Literal["OPEN_URL"]
    text: Short
    postback_data: Postback
    url: Link
    application: Literal["BROWSER", "WEBVIEW"] | None = None
    webview_view_mode: Literal["FULL", "HALF", "TALL"] | None = None


class RequestLocation(Spec):
    """Asks for the user's location."""

    type: Literal["REQUEST_LOCATION"]
    text: Short
    postback_data: Postback


class ShowLocation(Spec):
    """Shows a place on the map."""

    type: Literal["SHOW_LOCATION"]
    text: Short
    postback_data: Postback
    latitude: Coordinate
    longitude: Coordinate
    label: Annotated[str | None, Text(min=1, max=100)] = None


class CalendarEvent(Spec):
    """Opens a calendar entry."""

    type: Literal["CREATE_CALENDAR_EVENT"]
    text: Short
    postback_data: Postback
    start_time: Annotated[str, Field(description="yyyy-MM-dd'T'HH:mm:ss.SSSZ or a {{placeholder}}")]
    end_time: str
    title: Annotated[str, Text(min=1, max=100)]
    description: Annotated[str | None, Text(min=1, max=500)] = None


Suggestion = Annotated[
    Reply | DialPhone | OpenUrl | RequestLocation | ShowLocation | CalendarEvent, Field(discriminator="type")
]


class File(Spec):
    """Where a picture or video lies."""

    url: Link


class Media(Spec):
    """The picture or video of a card."""

    file: File
    thumbnail: File | None = None
    height: Literal["SHORT", "MEDIUM", "TALL"]


class Card(Spec):
    """One card."""

    title: Annotated[str | None, Text(min=1, max=200)] = None
    description: Annotated[str | None, Text(min=1, max=2000)] = None
    media: Media | None = None
    suggestions: Annotated[tuple[Suggestion, ...] | None, Field(max_length=4)] = None


class TextContent(Spec):
    """A text."""

    type: Literal["TEXT"]
    text: Annotated[str, Text(max=2500)]
    suggestions: Annotated[tuple[Suggestion, ...] | None, Field(max_length=11)] = None


class PdfContent(Spec):
    """A text with a PDF document."""

    type: Literal["TEXT_WITH_PDF"]
    text: Annotated[str, Text(max=1000)]
    url: Document
    message_order: Literal["TEXT_MESSAGE_AT_TOP", "PDF_AT_TOP"]
    suggestions: Annotated[tuple[Suggestion, ...] | None, Field(max_length=11)] = None


class CardContent(Spec):
    """A card."""

    type: Literal["CARD"]
    orientation: Literal["HORIZONTAL", "VERTICAL"]
    alignment: Literal["LEFT", "RIGHT"]
    content: Card


class CarouselContent(Spec):
    """Cards side by side."""

    type: Literal["CAROUSEL"]
    card_width: Literal["SMALL", "MEDIUM"]
    contents: Annotated[tuple[Card, ...], Field(min_length=2, max_length=10)]


Content = Annotated[TextContent | PdfContent | CardContent | CarouselContent, Field(discriminator="type")]
