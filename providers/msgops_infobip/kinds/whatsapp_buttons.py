"""The buttons of a WhatsApp template, one class per type (specification: ButtonApiData)."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, model_validator

from msgops.sdk.fields import Computed, Ref, Reference, Spec, Text, Uncompared, Wire

if TYPE_CHECKING:
    from collections.abc import Sequence

PLACEHOLDER = re.compile(r"\{\{([^{}]*)\}\}")
Label = Annotated[str, Text(min=1, max=25)]
Fixed = Annotated[str | None, Computed, Field(description="WhatsApp writes it")]


def plain(value: str | None, what: str) -> None:
    """Refuse placeholders where a finished example is wanted."""
    if value is not None and PLACEHOLDER.search(value):
        raise ValueError(f"{what} must not contain placeholders")


class QuickReply(Spec):
    """Answers with its own text."""

    type: Literal["QUICK_REPLY"]
    text: Label


class UrlButton(Spec):
    """Opens a web address; `{{1}}` at its end makes it dynamic."""

    type: Literal["URL"]
    text: Label
    url: Annotated[str, Text(max=2000, pattern=r"^https?://[^\s]+$")]
    example: Annotated[str | None, Text(pattern=r"^https?://[^\s]+$"), Uncompared] = None

    @model_validator(mode="after")
    def _dynamic(self) -> UrlButton:
        found = PLACEHOLDER.findall(self.url)
        if found and (found != ["1"] or not self.url.endswith("{{1}}")):
            raise ValueError("a dynamic URL has exactly one placeholder {{1}}, at its end")
        plain(self.example, "the example of a URL button")
        return self


class PhoneButton(Spec):
    """Calls a phone number."""

    type: Literal["PHONE_NUMBER"]
    text: Label
    phone_number: Annotated[str, Text(min=1, max=20)]


class CopyCode(Spec):
    """Copies an offer code."""

    type: Literal["COPY_CODE"]
    example: Annotated[str | None, Text(min=1, max=15), Uncompared] = None
    text: Fixed = None


class FlowButton(Spec):
    """Opens a WhatsApp flow."""

    type: Literal["FLOW"]
    text: Label
    flow: Annotated[Reference, Ref("infobip.WhatsAppFlow"), Wire("flowId")]
    flow_action: Literal["NAVIGATE", "DATA_EXCHANGE"]
    navigate_screen: Annotated[str | None, Text(min=1)] = None

    @model_validator(mode="after")
    def _screen(self) -> FlowButton:
        if self.flow_action == "NAVIGATE" and self.navigate_screen is None:
            raise ValueError("flow_action NAVIGATE needs navigate_screen")
        return self


class VoiceCall(Spec):
    """Calls the business inside WhatsApp."""

    type: Literal["VOICE_CALL"]
    text: Label
    call_validity_period: Annotated[
        int | None, Uncompared, Field(ge=1440, le=43200, description="Minutes; Infobip does not return it")
    ] = None


class OrderDetails(Spec):
    """Shows an order to pay."""

    type: Literal["ORDER_DETAILS"]
    variant: Literal["BRAZIL", "INDIA"]


class Catalog(Spec):
    """Opens the catalogue."""

    type: Literal["CATALOG"]
    text: Fixed = None


class MultiProduct(Spec):
    """Opens a list of products."""

    type: Literal["MULTI_PRODUCT"]
    text: Fixed = None


class RequestContactInfo(Spec):
    """Asks for the person's contact data."""

    type: Literal["REQUEST_CONTACT_INFO"]
    text: Fixed = None


Button = Annotated[
    QuickReply
    | UrlButton
    | PhoneButton
    | CopyCode
    | FlowButton
    | VoiceCall
    | OrderDetails
    | Catalog
    | MultiProduct
    | RequestContactInfo,
    Field(discriminator="type"),
]

_AT_MOST = {"URL": 2, "PHONE_NUMBER": 1, "COPY_CODE": 1, "FLOW": 1}


def check_buttons(buttons: Sequence[Button] | None) -> None:
    """Enforce the numbers of each type, and that quick replies stand together."""
    types: list[str] = [b.type for b in buttons or ()]
    for name, limit in _AT_MOST.items():
        if types.count(name) > limit:
            raise ValueError(f"a template has at most {limit} of the buttons of type {name}")
    if sum((a == "QUICK_REPLY") != (b == "QUICK_REPLY") for a, b in pairwise(types)) > 1:
        raise ValueError("quick replies must stand together, before or after all other buttons")
