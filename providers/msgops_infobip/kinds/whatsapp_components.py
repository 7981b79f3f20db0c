"""The structure of a WhatsApp template: header, body, footer, buttons, carousel; and one-time passwords."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from msgops.sdk.fields import Ref, Reference, ServerDefault, Spec, Text, Uncompared, Wire
from msgops_infobip.kinds.whatsapp_buttons import PLACEHOLDER, Button, check_buttons, plain

_Media = Annotated[str | None, Text(pattern=r"^https?://[^\s]+$"), Uncompared]


def count_placeholders(text: str, where: str) -> int:
    """Return how many `{{1}}`, `{{2}}`… a text has; they must come in order and without a gap."""
    found = PLACEHOLDER.findall(text)
    first_uses = list(dict.fromkeys(found))
    if first_uses != [str(n + 1) for n in range(len(first_uses))]:
        rule = "{{1}}, {{2}}… in order and without a gap"
        raise ValueError(f"the placeholders of the {where} must be {rule}")
    return len(first_uses)


class TextHeader(Spec):
    """A line of text with at most one placeholder."""

    format: Literal["TEXT"]
    text: Annotated[str, Text(min=1, max=60)]
    example: Annotated[str | None, Uncompared] = None

    @model_validator(mode="after")
    def _one(self) -> TextHeader:
        if count_placeholders(self.text, "header") > 1:
            raise ValueError("a header has at most one placeholder")
        plain(self.example, "the example of a header")
        return self


class ImageHeader(Spec):
    """A JPEG or PNG of at most 16 MB."""

    format: Literal["IMAGE"]
    example: _Media = None


class VideoHeader(Spec):
    """An MP4 of at most 16 MB."""

    format: Literal["VIDEO"]
    example: _Media = None


class GifHeader(Spec):
    """An MP4 of at most 3.5 MB, shown as a GIF."""

    format: Literal["GIF"]
    example: _Media = None


class DocumentHeader(Spec):
    """A PDF of at most 16 MB."""

    format: Literal["DOCUMENT"]
    example: _Media = None


class LocationHeader(Spec):
    """A place on the map, given with each message."""

    format: Literal["LOCATION"]


Header = Annotated[
    TextHeader | ImageHeader | VideoHeader | GifHeader | DocumentHeader | LocationHeader,
    Field(discriminator="format"),
]


class Body(Spec):
    """The text of the message; each placeholder has one example for Meta's reviewer."""

    text: Annotated[str, Text(min=1, max=1024)]
    examples: Annotated[tuple[str, ...] | None, Uncompared] = None

    @model_validator(mode="after")
    def _examples_fit(self) -> Body:
        count = count_placeholders(self.text, "body")
        if self.examples is not None and len(self.examples) != count:
            raise ValueError(f"the body has {count} placeholders and {len(self.examples)} examples")
        for example in self.examples or ():
            plain(example, "an example of the body")
        return self


class Footer(Spec):
    """A short line below the body."""

    text: Annotated[str, Text(min=1, max=60)]


class Card(Spec):
    """One card of a carousel."""

    header: Header
    body: Body
    buttons: Annotated[tuple[Button, ...], Field(min_length=1, max_length=2)]


class Carousel(Spec):
    """Up to ten cards; only in MARKETING templates."""

    cards: Annotated[tuple[Card, ...], Field(min_length=1, max_length=10)]


class LimitedTimeOffer(Spec):
    """An offer that may run out."""

    text: Annotated[str, Text(min=1, max=16)]
    has_expiration: Annotated[bool | None, ServerDefault(value=False)] = None


class CallPermissionRequest(Spec):
    """Asks for permission to call; it has no fields."""


class ShorteningOptions(Spec):
    """Shortens dynamic URLs."""

    custom_domain: Annotated[str, Text(min=1)]


class Structure(Spec):
    """The components of a MARKETING or UTILITY template, compared as a whole."""

    body: Body
    header: Header | None = None
    footer: Footer | None = None
    buttons: Annotated[tuple[Button, ...] | None, Field(min_length=1, max_length=10)] = None
    carousel: Carousel | None = None
    limited_time_offer: LimitedTimeOffer | None = None
    call_permission_request: CallPermissionRequest | None = None
    shortening_options: ShorteningOptions | None = None

    @model_validator(mode="after")
    def _fits(self) -> Structure:
        check_buttons(self.buttons)
        offer = self.limited_time_offer
        first = self.buttons[0].type if self.buttons else ""
        if offer is not None and offer.has_expiration and first != "COPY_CODE":
            raise ValueError("an offer with has_expiration needs a COPY_CODE button before all others")
        if self.shortening_options is not None and not _dynamic(self):
            raise ValueError("shortening_options needs a URL button with a placeholder")
        return self


def _dynamic(structure: Structure) -> bool:
    buttons = [*(structure.buttons or ())]
    for card in structure.carousel.cards if structure.carousel else ():
        buttons.extend(card.buttons)
    return any(PLACEHOLDER.search(getattr(b, "url", "")) for b in buttons)


class OtpBody(Spec):
    """The fixed text of a one-time password."""

    add_security_recommendation: bool | None = None


class OtpFooter(Spec):
    """How long the code is valid."""

    code_expiration_minutes: Annotated[int | None, Field(ge=1, le=90)] = None


class CopyOtp(Spec):
    """Copies the code."""

    otp_type: Literal["COPY_CODE"]
    text: Annotated[str | None, Text(max=25)] = None


class OneTap(Spec):
    """Hands the code to an Android app."""

    otp_type: Literal["ONE_TAP"]
    package_name: Annotated[str, Text(min=1, max=224)]
    signature_hash: Annotated[str, Text(min=11, max=11)]
    text: Annotated[str | None, Text(max=25)] = None
    autofill_text: Annotated[str | None, Text(max=25)] = None


OtpButton = Annotated[CopyOtp | OneTap, Field(discriminator="otp_type")]


class Authentication(Spec):
    """The components of an AUTHENTICATION template; Infobip shows them in the shape that Meta rendered."""

    body: OtpBody
    footer: OtpFooter
    buttons: Annotated[tuple[OtpButton, ...], Field(min_length=1, max_length=1)]


class ValidityPeriod(Spec):
    """How long WhatsApp tries to deliver: 30 seconds to 15 minutes, or -1 for Meta's default."""

    amount: int
    time_unit: Annotated[Literal["SECONDS", "MINUTES"] | None, ServerDefault("MINUTES")] = None

    @model_validator(mode="after")
    def _range(self) -> ValidityPeriod:
        seconds = self.amount if self.time_unit == "SECONDS" else self.amount * 60
        if self.amount != -1 and not 30 <= seconds <= 900:
            raise ValueError("a validity period is 30 seconds to 15 minutes, or -1 for Meta's default")
        return self


class Platform(Spec):
    """The application and entity that messages of this template count for."""

    application: Annotated[Reference | None, Ref("infobip.Application"), Wire("applicationId")] = None
    entity: Annotated[Reference | None, Ref("infobip.Entity"), Wire("entityId")] = None


def missing_examples(structure: Any) -> list[str]:
    """Return where the wire form of a structure lacks an example that Meta's reviewer needs."""
    found: list[str] = []
    cards = (structure.get("carousel") or {}).get("cards") or []
    for place, part in [("", structure), *((f"carousel.cards[{n}].", c) for n, c in enumerate(cards))]:
        body, header = part.get("body") or {}, part.get("header") or {}
        if PLACEHOLDER.search(str(body.get("text", ""))) and not body.get("examples"):
            found.append(f"{place}body.examples")
        media = header.get("format") in ("IMAGE", "VIDEO", "GIF", "DOCUMENT")
        if (media or PLACEHOLDER.search(str(header.get("text", "")))) and not header.get("example"):
            found.append(f"{place}header.example")
        for n, button in enumerate(part.get("buttons") or []):
            dynamic = PLACEHOLDER.search(str(button.get("url", ""))) is not None
            if (dynamic or button.get("type") == "COPY_CODE") and not button.get("example"):
                found.append(f"{place}buttons[{n}].example")
    return found
