"""Buttons, carousels, offers and one-time passwords of message templates (section 5 of the rules)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from urllib.parse import urlsplit

from msgops.sdk.rules import Facts, Found, Severity, Value, rule
from msgops_whatsapp.facts import has_emoji, too_long
from msgops_whatsapp.numbers import is_international
from msgops_whatsapp.parts import (
    AUTHENTICATION,
    CATEGORY,
    COMPONENTS,
    PART,
    TEMPLATE,
    VARIABLE,
    categories,
    parts,
    text_of,
    variables,
    word,
)

CAROUSEL = f"{TEMPLATE}.carousel"
OFFER = f"{TEMPLATE}.offer"
TTL = f"{TEMPLATE}.ttl"
QUICK_REPLIES = f"{TEMPLATE}.quick_replies"
"""The name of a limit."""

_REFUSED = "Meta refuses the template when it is handed in."
_AT_MOST = {"URL": 2, "PHONE_NUMBER": 1, "COPY_CODE": 1, "VOICE_CALL": 1}
_TTL = {"AUTHENTICATION": (30, 900), "UTILITY": (30, 43_200), "MARKETING": (43_200, 2_592_000)}
_LINK = re.compile(r"https?://|www\.")


@rule(
    "WA108",
    at=(PART,),
    what="A template must have at most 10 buttons, of these 2 with a URL, 1 with a phone number, 1 with a code, 1 for calls.",
    why=_REFUSED,
    remedy="Keep the ones that matter.",
    source=COMPONENTS,
    good="3 quick replies and 1 URL",
    bad="3 URLs",
)
def count(facts: Facts) -> Iterator[Found]:
    """The first button that is too many is the wrong one; of quick replies another rule speaks."""
    for part in parts(facts):
        seen: dict[str, int] = {}
        for index, button in enumerate(part.buttons):
            sort = word(button, "type")
            seen[sort] = seen.get(sort, 0) + 1
            if sort in _AT_MOST and seen[sort] == _AT_MOST[sort] + 1:
                yield button.wrong(f"it is {sort} button number {seen[sort]}; the limit is {_AT_MOST[sort]}")
            elif index == 10 and seen.get("QUICK_REPLY", 0) <= 10:
                yield button.wrong(f"there are {len(part.buttons)} buttons")


@rule(
    "WA109",
    at=(PART,),
    what="A template must have at most 10 quick replies; on Genesys Engage 3.",
    why=_REFUSED,
    remedy="Keep the ones that matter; more than three are shown as a list.",
    source=f"{COMPONENTS}; Genesys Engage, Rich media notifications, shows three",
    good="3 quick replies",
    bad="11 quick replies",
)
def quick_replies(facts: Facts) -> Iterator[Found]:
    """The first that is too many."""
    for part in parts(facts):
        replies = [b for b in part.buttons if word(b, "type") == "QUICK_REPLY"]
        most = facts.limit(part.value, QUICK_REPLIES, 10)
        if len(replies) > most:
            yield replies[most].wrong(f"there are {len(replies)} quick replies; the limit is {most}")


@rule(
    "WA110",
    at=(PART,),
    what="The text of a button must have 1 to 25 characters and no variable, and should have no emoji.",
    why=_REFUSED,
    remedy="Shorten it.",
    source=f"{COMPONENTS}; emoji are ours",
    good="Track order",
    bad="26 characters",
)
def label(facts: Facts) -> Iterator[Found]:
    """A line end is none of the characters that a button shows."""
    for part in parts(facts):
        for button in part.buttons:
            text = text_of(button)
            if text is not None and (found := _bad_label(text)):
                yield found


def _bad_label(text: Value) -> Found | None:
    if not text.value.strip():
        return text.wrong("it is empty")
    if variables(text):
        return text.wrong(f"it has the variable {VARIABLE.findall(text.value)[0]}")
    if "\n" in text.value:
        return text.wrong("it has a line end", severity=Severity.WARNING)
    if found := too_long(text, 25):
        return found
    return text.wrong("it has an emoji", severity=Severity.WARNING) if has_emoji(text.value) else None


@rule(
    "WA111",
    at=(PART,),
    what="The URL of a button must be absolute, with at most 2000 characters and one variable at its end.",
    why=_REFUSED,
    remedy="Write for example https://a.example/o/{{1}}, with an example.",
    source=f"{COMPONENTS}; Genesys Engage, dynamic URL",
    good="https://a.example/o/{{1}}",
    bad="https://{{1}}.a.example",
)
def url(facts: Facts) -> Iterator[Found]:
    """Plain http has a rule for all vendors; a missing example is a warning, for an adopted template needs none."""
    for part in parts(facts):
        for button in part.buttons:
            text = text_of(button, "url") if word(button, "type") == "URL" else None
            if text is not None and (found := _bad_url(text)):
                yield found
            elif text is not None and variables(text) and button.get("example") is None:
                detail = "it has no example; without it the template can neither be created nor edited"
                yield text.wrong(detail, severity=Severity.WARNING)


def _bad_url(text: Value) -> Found | None:
    found = VARIABLE.findall(text.value)
    plain = VARIABLE.sub("", text.value)
    if len(found) > 1 or (found and not text.value.endswith("}}")):
        return text.wrong("a variable stands at the end alone")
    if not _absolute(plain):
        return text.wrong(f"{plain} is no address that begins with https:// and a host")
    return too_long(text, 2000)


def _absolute(address: str) -> bool:
    try:
        parts_ = urlsplit(address)
        return parts_.scheme in ("http", "https") and bool(parts_.hostname) and not re.search(r"\s", address)
    except ValueError:
        return False


@rule(
    "WA112",
    at=(PART,),
    what="The number of a button must be international and have at most 20 characters.",
    why=_REFUSED,
    remedy="Write it with a plus sign and the country code.",
    source=COMPONENTS,
    good="+15550051310",
    bad="call us",
)
def phone(facts: Facts) -> Iterator[Found]:
    """As for senders, with its plus sign."""
    for part in parts(facts):
        for button in part.buttons:
            text = text_of(button, "phone_number") if word(button, "type") == "PHONE_NUMBER" else None
            if text is not None and not is_international(text.value):
                yield text.wrong(f"{text.value} is no international number")
            elif text is not None and (found := too_long(text, 20)):
                yield found


@rule(
    "WA113",
    at=(PART, CATEGORY),
    what="The example of a copied code must have at most 15 characters; such a button should not be in UTILITY.",
    why="Meta refuses a longer one; an offer code makes a template MARKETING.",
    remedy="Shorten it; choose the category MARKETING.",
    source=f"{COMPONENTS}; Gupshup, template guide",
    good="SAVE20",
    bad="16 characters",
)
def copy_code(facts: Facts) -> Iterator[Found]:
    """Counted in characters."""
    of = categories(facts)
    for part in parts(facts):
        for button in part.buttons:
            if word(button, "type") != "COPY_CODE":
                continue
            example = text_of(button, "example")
            if example is not None and (found := too_long(example, 15)):
                yield found
            elif of.get(button.resource.address) == "UTILITY":
                yield button.wrong("an offer code belongs to MARKETING", severity=Severity.WARNING)


@rule(
    "WA114",
    at=(PART,),
    what="Quick replies must stand together.",
    why=_REFUSED,
    remedy="Put them before or after all other buttons.",
    source=COMPONENTS,
    good="quick reply, quick reply, URL",
    bad="quick reply, URL, quick reply",
)
def together(facts: Facts) -> Iterator[Found]:
    """The first of the second group is the wrong one."""
    for part in parts(facts):
        groups = groupby(part.buttons, lambda b: word(b, "type") == "QUICK_REPLY")
        first = [next(iter(group)) for quick, group in groups if quick]
        if len(first) > 1:
            yield first[1].wrong("other buttons stand between the quick replies")


@rule(
    "WA119",
    at=(AUTHENTICATION,),
    what="A one-time password must be valid for 1 to 90 minutes, and its app be named in Meta's form.",
    why="Meta refuses the template; with another signature the app does not get the code.",
    remedy="Copy the package name and the 11 characters of the signature's hash from the app's build.",
    source=f"pywa 4.5.0; {COMPONENTS}",
    good="a hash of 11 characters",
    bad="a hash of 10 characters",
)
def one_time(facts: Facts) -> Iterator[Found]:
    """No link and no emoji in its texts."""
    for template in facts.at(AUTHENTICATION):
        minutes = template.get("footer.code_expiration_minutes")
        if minutes is not None and not _within(minutes.value, 1, 90):
            yield minutes.wrong(f"{minutes.value} is not within 1 to 90 minutes")
        for button in template.inside("buttons[*]"):
            signature = text_of(button, "signature_hash")
            if signature is not None and len(signature.value) != 11:
                yield signature.wrong(f"it has {len(signature.value)} characters, not 11")
            package = text_of(button, "package_name")
            if package is not None and (found := too_long(package, 224)):
                yield found
            for field in ("text", "autofill_text"):
                text = text_of(button, field)
                if text is not None and (_LINK.search(text.value) or has_emoji(text.value)):
                    yield text.wrong("it has a link or an emoji")


def _within(value: object, low: int, high: int) -> bool:
    return not re.fullmatch("-?[0-9]+", str(value)) or low <= int(str(value)) <= high


@rule(
    "WA120",
    at=(TTL, CATEGORY),
    what="The time to live of a template must be within its category's limits.",
    why="Meta refuses any other: 30 to 900 seconds for AUTHENTICATION, to 12 hours for UTILITY, 12 hours to 30 days for MARKETING.",
    remedy="Choose a time within these limits.",
    source="Meta, Configure message time-to-live (2026-05-21); Infobip OpenAPI Specification 3.210.0, validityPeriod",
    good="600 seconds for AUTHENTICATION",
    bad="3600 seconds for AUTHENTICATION",
)
def time_to_live(facts: Facts) -> Iterator[Found]:
    """The subject is in seconds. Some providers take -1 for Meta's default, and some take it for one category."""
    of = categories(facts)
    for seconds in facts.at(TTL):
        category = of.get(seconds.resource.address, "")
        low, high = _TTL.get(category, (30, 2_592_000))
        if seconds.value == -1 and facts.limit(seconds, f"{TTL}.default", 0) == -1:
            continue
        if category != "AUTHENTICATION" and facts.limit(seconds, f"{TTL}.authentication_only", 0):
            yield seconds.wrong(f"a template of category {category} takes none here")
        elif not low <= seconds.value <= high:
            yield seconds.wrong(f"{seconds.value} seconds are not within {low} to {high}")


@rule(
    "WA121",
    at=(CAROUSEL, OFFER),
    what="A carousel must have 1 to 10 cards of one structure; the text of an offer at most 16 characters.",
    why=_REFUSED,
    remedy="Give all cards the same sort of header and the same sorts of buttons.",
    source="pywa 4.5.0; Meta, Template components",
    good="10 cards",
    bad="11 cards",
)
def carousel(facts: Facts) -> Iterator[Found]:
    """The first card that differs, or is too many, is the wrong one."""
    for one in facts.at(CAROUSEL):
        cards = list(one.inside("cards[*]"))
        if len(cards) > 10:
            yield cards[10].wrong(f"there are {len(cards)} cards")
        if one.get("cards") is not None and not cards:
            yield one.wrong("it has no cards")
        shapes = [_shape(card) for card in cards]
        other = next((c for c, s in zip(cards, shapes, strict=True) if s != shapes[0]), None)
        if other is not None:
            yield other.wrong(f"it has {_shape(other)}, the first card {shapes[0]}")
    for offer in facts.at(OFFER):
        text = text_of(offer)
        if text is not None and (found := too_long(text, 16)):
            yield found


def _shape(card: Value) -> str:
    buttons = [word(b, "type") for b in card.inside("buttons[*]")]
    return f"{word(card.get('header'), 'format') or 'no header'} with {', '.join(buttons) or 'no buttons'}"


RULES = (
    count,
    quick_replies,
    label,
    url,
    phone,
    copy_code,
    together,
    one_time,
    time_to_live,
    carousel,
)
