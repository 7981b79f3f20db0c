"""Infobip's own limits for message templates (rules WA310 to WA315)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgops.sdk.rules import Facts, Found, Value, rule, text_rule
from msgops_infobip.kinds.whatsapp_languages import LANGUAGES
from msgops_whatsapp.parts import (
    AUTHENTICATION,
    CATEGORY,
    LANGUAGE,
    PART,
    TEMPLATE,
    Part,
    categories,
    parts,
    text_of,
    variables,
    word,
)
from msgops_whatsapp.templates import ending_of

_SPEC = "Infobip OpenAPI Specification 3.210.0"
_REFUSED = "Infobip refuses the template."
_SAMPLES = {"IMAGE": ("jpg", "jpeg", "png"), "VIDEO": ("mp4",), "GIF": ("mp4",), "DOCUMENT": ("pdf",)}
_OF = {
    "IMAGE": ("webp", "bmp", "gif"),
    "VIDEO": ("3gp", "3gpp", "mov", "avi", "webm"),
    "GIF": ("gif",),
    "DOCUMENT": ("doc", "docx", "xls", "xlsx", "ppt", "pptx", "txt", "csv"),
}
"""Endings of the right sort that Infobip does not take."""


def _own(facts: Facts) -> Iterator[Part]:
    """Yield the parts of templates that Infobip hands in; other vendors' limits are their own."""
    return (p for p in parts(facts) if p.value.resource.address.provider == "infobip")


@rule(
    "WA310",
    at=(PART,),
    what="Variables of templates at Infobip must be numbers.",
    why=_REFUSED,
    remedy="Write {{1}}, {{2}} and so on.",
    source=_SPEC,
    good="{{1}}",
    bad="{{name}}",
)
def positional(facts: Facts) -> Iterator[Found]:
    """Names of Meta's form; anything else is told by the rule about variables."""
    for part in _own(facts):
        for text in part.texts():
            found = variables(text)
            named = [v for v in found if re.fullmatch("[a-z][a-z0-9_]*", v)]
            if named and len(named) == len(found):
                yield text.wrong(f"it has the variable {{{{{named[0]}}}}}")


@rule(
    "WA311",
    at=(PART,),
    what="Samples of headers at Infobip must be JPEG or PNG, MP4, or PDF.",
    why=_REFUSED,
    remedy="Give a sample of that format, of at most 16 MB.",
    source=_SPEC,
    good="a.pdf",
    bad="a.docx",
)
def samples(facts: Facts) -> Iterator[Found]:
    """By the ending of the address; the size of what lies there cannot be known."""
    for part in _own(facts):
        sort, sample = word(part.header, "format"), text_of(part.header, "example")
        if sample is not None and ending_of(sample.value) in _OF.get(sort, ()):
            yield sample.wrong(
                f"{ending_of(sample.value)} is no sample of {sort}; {', '.join(_SAMPLES[sort])} are"
            )


@text_rule(
    "WA312",
    LANGUAGE,
    what="The language of a template at Infobip must be one of its list.",
    why=_REFUSED,
    remedy="Take the nearest language that is listed: `msgops explain infobip.WhatsAppTemplate.language`.",
    source=_SPEC,
    good="en_GB",
    bad="be_BY",
)
def language(text: Value) -> str | None:
    """A wrong form is told by the rule about languages."""
    formed = re.fullmatch("[a-z]{2,3}(_[A-Z]{2,3})?|unknown", text.value)
    return f"{text.value} is not in Infobip's list" if formed and text.value not in LANGUAGES else None


@rule(
    "WA313",
    at=(AUTHENTICATION,),
    what="A one-time password at Infobip must have exactly one button, COPY_CODE or ONE_TAP.",
    why=_REFUSED,
    remedy="Keep one button, and let people tap it.",
    source=_SPEC,
    good="ONE_TAP",
    bad="ZERO_TAP",
)
def one_time(facts: Facts) -> Iterator[Found]:
    """The second button is the wrong one."""
    for template in facts.at(AUTHENTICATION):
        buttons = list(template.inside("buttons[*]"))
        if template.get("buttons") is not None and not buttons:
            yield template.wrong("it has no button")
        if len(buttons) > 1:
            yield buttons[1].wrong(f"there are {len(buttons)} buttons")
        for button in buttons[:1]:
            sort = button.get("otp_type")
            if sort is not None and sort.value not in ("COPY_CODE", "ONE_TAP"):
                yield sort.wrong(f"{sort.value} is not offered")


@rule(
    "WA314",
    at=(f"{TEMPLATE}.carousel", f"{TEMPLATE}.offer", CATEGORY),
    what="A carousel at Infobip must be MARKETING with 1 or 2 buttons a card; an offer that expires needs a code to copy first.",
    why=_REFUSED,
    remedy="Choose MARKETING; put the COPY_CODE button before all others.",
    source=_SPEC,
    good="2 buttons on a card",
    bad="3 buttons on a card",
)
def carousel(facts: Facts) -> Iterator[Found]:
    """How many cards there may be, WhatsApp says."""
    of = categories(facts)
    for one in facts.at(f"{TEMPLATE}.carousel"):
        if of.get(one.resource.address) not in (None, "MARKETING"):
            yield one.wrong(f"the template is {of[one.resource.address]}")
        for card in one.inside("cards[*]"):
            buttons = list(card.inside("buttons[*]"))
            if len(buttons) > 2:
                yield buttons[2].wrong(f"the card has {len(buttons)} buttons")
    first = {p.value.resource.address: word(p.buttons[0], "type") for p in parts(facts) if p.buttons}
    for offer in facts.at(f"{TEMPLATE}.offer"):
        expires = offer.get("has_expiration")
        coded = first.get(offer.resource.address) == "COPY_CODE"
        if expires is not None and str(expires.value).lower() == "true" and not coded:
            yield expires.wrong("the first button is none with a code to copy")


@rule(
    "WA315",
    at=(PART,),
    what="A template at Infobip must have at most one FLOW button; calls are valid for 1440 to 43200 minutes.",
    why=_REFUSED,
    remedy="Keep one FLOW button; give NAVIGATE a screen.",
    source=_SPEC,
    good="one FLOW button",
    bad="two FLOW buttons",
)
def flows(facts: Facts) -> Iterator[Found]:
    """The second is the wrong one; NAVIGATE needs a screen to go to."""
    for part in _own(facts):
        buttons = [b for b in part.buttons if word(b, "type") == "FLOW"]
        if len(buttons) > 1:
            yield buttons[1].wrong(f"there are {len(buttons)} FLOW buttons")
        for button in buttons:
            action = button.get("flow_action")
            if action is not None and action.value == "NAVIGATE" and button.get("navigate_screen") is None:
                yield action.wrong("NAVIGATE has no navigate_screen")
        for button in part.buttons:
            minutes = button.get("call_validity_period") if word(button, "type") == "VOICE_CALL" else None
            number = str(minutes.value) if minutes is not None else ""
            if minutes is not None and number.isdigit() and not 1440 <= int(number) <= 43200:
                yield minutes.wrong(f"{number} is not within 1440 to 43200 minutes")


RULES = (positional, samples, language, one_time, carousel, flows)
