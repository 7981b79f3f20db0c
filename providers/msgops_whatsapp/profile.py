"""The public profile of a sender (section 2 of the rules).

Subjects: `whatsapp.profile` is the whole profile, `whatsapp.profile.FIELD` one field of it, `whatsapp.profile.websites` the list and
`whatsapp.profile.website` each of its elements. A provider may set tighter limits under the name of the subject.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from msgops.sdk.rules import Facts, Found, RuleSet, Severity, Value, rule, text_rule
from msgops_whatsapp.facts import length, too_long

PROFILE = "whatsapp.profile"
ABOUT = f"{PROFILE}.about"
ADDRESS = f"{PROFILE}.address"
EMAIL = f"{PROFILE}.email"
WEBSITES = f"{PROFILE}.websites"
WEBSITE = f"{PROFILE}.website"
DESCRIPTION = f"{PROFILE}.description"
VERTICAL = f"{PROFILE}.vertical"

_GENESYS = "Genesys PureConnect, Update Business Profile Details"
_META = "Meta OpenAPI v23.0, business profile"
_MAIL = re.compile(r"[^@\s()<>,;:\\\"\[\]]+@[^@\s.()]+(\.[^@\s.()]+)+")
_MARKUP = re.compile(r"\*\S[^*]*\*|_\S[^_]*_|~\S[^~]*~|```|https?://|www\.")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_TOGETHER = ("address", "description", "email", "vertical", "websites")


def is_mail(text: str) -> bool:
    """Whether a text has the form of an e-mail address."""
    return _MAIL.fullmatch(text) is not None


@rule(
    "WA020",
    at=(ABOUT,),
    what="The about text of a profile must have 1 to 139 characters, and not only spaces.",
    why="WhatsApp refuses it; Infobip takes at most 130.",
    remedy="Shorten it, or write something.",
    source=f"{_GENESYS}; {_META}; Infobip OpenAPI Specification 3.210.0 (130)",
    good="Fresh bread since 1950",
    bad="140 times a",
)
def about(facts: Facts) -> Iterator[Found]:
    """Emptying it has a rule of its own."""
    for text in facts.texts(ABOUT):
        if text.value and not text.value.strip():
            yield text.wrong("it has nothing but spaces")
        elif found := too_long(text, facts.limit(text, ABOUT, 139)):
            yield found


@text_rule(
    "WA021",
    ADDRESS,
    what="The address of a profile must have at most 256 characters.",
    why="WhatsApp refuses a longer one.",
    remedy="Shorten it.",
    source=f"{_GENESYS}; {_META}",
    good="1 Main St",
    bad="257 times x",
)
def address(text: Value) -> Found | None:
    """Counted in characters."""
    return too_long(text, 256)


@text_rule(
    "WA022",
    EMAIL,
    what="The e-mail of a profile must be an address of at most 128 characters.",
    why="WhatsApp refuses anything else.",
    remedy="Write for example help@acme.example.",
    source=f"{_GENESYS}; {_META}; NICE CXone, Business Account Requirements",
    good="help@acme.example",
    bad="help(at)acme",
)
def email(text: Value) -> str | Found | None:
    """An empty text takes the address away."""
    if text.value and not is_mail(text.value):
        return f"{text.value} is no e-mail address"
    return too_long(text, 128)


@rule(
    "WA023",
    at=(WEBSITES,),
    what="A profile must have at most two websites, and none twice.",
    why="WhatsApp refuses a third.",
    remedy="Keep the two that matter.",
    source=f"{_GENESYS}; {_META}",
    good="two URLs",
    bad="three URLs",
)
def websites(facts: Facts) -> Iterator[Found]:
    """The first that is too many, or the second of two equal ones, is the wrong one."""
    for value in facts.at(WEBSITES):
        seen: set[str] = set()
        for index, site in enumerate(value.inside("[*]")):
            if index == 2:
                yield value.wrong(f"there are {len(value.value)} websites")
            plain = str(site.value).rstrip("/").lower()
            if plain in seen:
                yield site.wrong(f"{site.value} is there twice")
            seen.add(plain)


@text_rule(
    "WA024",
    WEBSITE,
    what="A website must begin with https:// or http://, name a host, and have at most 256 characters.",
    why="WhatsApp refuses anything else; people are warned of plain http.",
    remedy="Write for example https://acme.example.",
    source=f"{_GENESYS}; {_META}; Meta, Business profiles as copied by kapso and ycloud",
    good="https://acme.example",
    bad="acme.example",
)
def website(text: Value) -> str | Found | None:
    """Plain http has a rule for all vendors."""
    if not has_host(text.value):
        return f"{text.value} does not begin with http:// or https:// and a host"
    return too_long(text, 256)


def has_host(url: str) -> bool:
    """Whether a URL is absolute, http or https, and names a host."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


@rule(
    "WA025",
    at=(DESCRIPTION,),
    what="The description of a profile must have at most 512 characters, and should have at most 256.",
    why="Vendors disagree: Meta's specification says 256, its pages and Infobip say 512, Genesys takes 256.",
    remedy="Shorten it to 256 characters to be accepted everywhere.",
    source=f"{_GENESYS} (256); {_META} (256); Infobip OpenAPI Specification 3.210.0 and pywa 4.5.0 (512)",
    good="256 characters",
    bad="600 characters",
)
def description(facts: Facts) -> Iterator[Found]:
    """An error above the provider's limit, a warning above Meta's."""
    for text in facts.texts(DESCRIPTION):
        found = too_long(text, facts.limit(text, DESCRIPTION, 512))
        if found is None and length(text.value) > 256:
            detail = f"it has {length(text.value)} characters; Meta's own specification says 256"
            found = text.wrong(detail, severity=Severity.WARNING)
        if found:
            yield found


@rule(
    "WA028",
    at=(PROFILE,),
    severity=Severity.WARNING,
    set=RuleSet.BEST_PRACTICE,
    what="A profile should have address, description, email, vertical and websites, or none of them.",
    why="The form of Genesys PureConnect takes all or none; people trust a complete profile more.",
    remedy="Add what is missing.",
    source=f"{_GENESYS}: must provide all fields if using any; Meta's API has no such rule",
    good="all five",
    bad="only email",
)
def complete(facts: Facts) -> Iterator[Found]:
    """Told at the profile: what is missing has no place."""
    for profile in facts.at(PROFILE):
        there = [n for n in _TOGETHER if profile.get(n) is not None]
        if there and len(there) < len(_TOGETHER):
            missing = ", ".join(n for n in _TOGETHER if n not in there)
            yield profile.wrong(f"it has {', '.join(there)}, but no {missing}")


@rule(
    "WA029",
    at=(ABOUT, ADDRESS, DESCRIPTION, EMAIL),
    severity=Severity.WARNING,
    what="The about text should have neither markup nor a link, and no text of a profile control characters.",
    why="WhatsApp shows stars and addresses as they are; nobody can click them.",
    remedy="Write plain words; a link belongs to websites.",
    source="Meta, Business profiles, as copied by kapso",
    good="Open daily",
    bad="*Open* https://x.y",
)
def plain(facts: Facts) -> Iterator[Found]:
    """Line ends are allowed where WhatsApp shows several lines."""
    for text in facts.texts(ABOUT):
        if found := _MARKUP.search(text.value):
            yield text.wrong(f"{found[0]} is shown as it is written")
    for text in facts.texts(ABOUT, ADDRESS, DESCRIPTION, EMAIL):
        if _CONTROL.search(text.value):
            yield text.wrong("it has a control character")


@rule(
    "WA030",
    at=(ABOUT,),
    what="The about text of a profile must not be emptied.",
    why="WhatsApp has no call for it: the old text stays.",
    remedy="Write another text, or leave the field out.",
    source="Meta, Business profiles: about cannot be empty",
    good="another text",
    bad='about: ""',
)
def emptied(facts: Facts) -> Iterator[Found]:
    """An empty text, whatever was there before."""
    for text in facts.texts(ABOUT):
        if not text.value:
            yield text.wrong("it is empty")


RULES = (
    about,
    address,
    email,
    websites,
    website,
    description,
    complete,
    plain,
    emptied,
)
