"""The display name of a sender (section 3 of the rules).

Subjects: `whatsapp.display_name`; `whatsapp.business` is the business that owns senders, with `official_name` and `brands`, and
`whatsapp.business.account` the id of its WhatsApp Business Account; `whatsapp.display_name.account` that of the sender.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from msgops.sdk.rules import Facts, Found, Severity, Value, rule, text_rule
from msgops_whatsapp.facts import data, has_emoji, length, too_long

NAME = "whatsapp.display_name"
ACCOUNT = "whatsapp.display_name.account"
BUSINESS = "whatsapp.business"
BUSINESS_ACCOUNT = "whatsapp.business.account"

_GUIDE = "Meta, Display name guidelines, as copied by partners"
_MISTAKES = "Genesys PureConnect, mistakes that prevent the creation of the account"
_SYMBOLS = re.compile(r"[\u00a9\u00ae\u2122~^{}<>=#$|*\\]")
_MARKS = re.compile(r"[!?.,;:'\"-]{2,}|^[!?.,;:-]|[!?,;:-]$")
_WHY = "Meta's reviewers decline the name, and the number cannot send until another is approved."


@dataclass(frozen=True, slots=True)
class _Business:
    """What a name is compared with: the official name and the brands."""

    official: str
    brands: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        return (self.official, *self.brands)


def _businesses(facts: Facts) -> dict[str, _Business]:
    """Return the businesses that the workspace declares, by the id of their WhatsApp Business Account."""
    accounts = {v.resource.address: v.value for v in facts.texts(BUSINESS_ACCOUNT)}
    found: dict[str, _Business] = {}
    for business in facts.at(BUSINESS):
        account, official = accounts.get(business.resource.address), business.get("official_name")
        if account and official and isinstance(official.value, str):
            brands = tuple(str(b.value) for b in business.inside("brands[*]"))
            found[account] = _Business(official.value, brands)
    return found


def _named(facts: Facts) -> Iterator[tuple[Value, _Business]]:
    """Yield the display names whose business is declared."""
    businesses = _businesses(facts)
    accounts = {v.resource.address: v.value for v in facts.texts(ACCOUNT)} if businesses else {}
    for name in facts.texts(NAME) if businesses else ():
        business = businesses.get(accounts.get(name.resource.address, ""))
        if business:
            yield name, business


@text_rule(
    "WA040",
    NAME,
    what="A display name must have 2 to 75 characters.",
    why="Meta's API refuses any other.",
    remedy="Shorten or lengthen it.",
    source="Meta OpenAPI v23.0, verified_name and new_display_name",
    good="Acme Bread",
    bad="76 characters",
)
def long(name: Value) -> str | Found | None:
    """Two characters are for the API enough, for the reviewers not."""
    return "it has fewer than 2 characters" if length(name.value) < 2 else too_long(name, 75)


@text_rule(
    "WA041",
    NAME,
    what="A display name must have at least 3 characters.",
    why=_WHY,
    remedy="Write more of the business's name.",
    source=_GUIDE,
    good="KT Sir",
    bad="KT",
)
def short(name: Value) -> str | None:
    """Two characters: fewer are refused by the API itself."""
    return f"{name.value} has 2 characters" if length(name.value) == 2 else None


@rule(
    "WA042",
    at=(NAME,),
    what="A display name must not be all capitals.",
    why=_WHY,
    remedy="Write it as in running text; a brand in capitals goes into the business's brands.",
    source=f"{_MISTAKES}; {_GUIDE} (acronyms and brands are excepted)",
    good="Acme Bread",
    bad="ACME BREAD",
)
def capitals(facts: Facts) -> Iterator[Found]:
    """A declared brand and a short acronym are warnings."""
    brands = {n.resource.address: b.all for n, b in _named(facts)}
    for name in facts.texts(NAME):
        cased = [c for c in name.value if c.lower() != c.upper()]
        if len(cased) < 3 or any(c != c.upper() for c in cased):
            continue
        brand = name.value in brands.get(name.resource.address, ())
        acronym = name.value.isalpha() and len(name.value) <= 5
        severity = Severity.WARNING if brand or acronym else Severity.ERROR
        yield name.wrong(f"{name.value} has no lower-case letter", severity=severity)


@text_rule(
    "WA043",
    NAME,
    what="A display name must not contain WhatsApp, and should not contain another name of Meta's.",
    why=_WHY,
    remedy="Leave it out: people see that they are in WhatsApp.",
    source=f"{_MISTAKES}; {_GUIDE} (the other names)",
    good="Acme Bread Support",
    bad="Acme WhatsApp",
)
def metas_names(name: Value) -> str | Found | None:
    """Spaces and hyphens hide nothing."""
    joined = re.sub(r"[\s-]", "", name.value).lower()
    if "whatsapp" in joined:
        return f"{name.value} contains WhatsApp"
    found = re.search(r"facebook|instagram|\bmeta\b", name.value, re.IGNORECASE)
    return name.wrong(f"{name.value} contains {found[0]}", severity=Severity.WARNING) if found else None


@rule(
    "WA044",
    at=(NAME, BUSINESS),
    what="The official name must stand in a display name exactly as it is registered.",
    why=_WHY,
    remedy="Write the official name with its own capitals and spaces.",
    source="Genesys PureConnect, mistakes with the display name: ACME Bread",
    good="ACME Bread Support for official ACME Bread",
    bad="Acme Bread Support for official ACME Bread",
)
def official(facts: Facts) -> Iterator[Found]:
    """Found without regard to case and spaces, it must be found with them."""
    for name, business in _named(facts):
        loose = re.sub(r"\s", "", name.value).casefold()
        wanted = re.sub(r"\s", "", business.official).casefold()
        if wanted in loose and business.official not in name.value:
            yield name.wrong(f"{name.value} writes {business.official} in another way")


@rule(
    "WA045",
    at=(NAME, BUSINESS),
    severity=Severity.WARNING,
    what="A display name should show whose it is.",
    why=_WHY,
    remedy='Use the official name or a brand, or write "X by Company".',
    source=f"{_GUIDE}; Genesys PureConnect, WhatsApp FAQ, Business Manager",
    good="Crusty by ACME Bread",
    bad="Crusty",
)
def related(facts: Facts) -> Iterator[Found]:
    """Neither the official name nor a brand is in it."""
    for name, business in _named(facts):
        loose = re.sub(r"\s", "", name.value).casefold()
        if not any(re.sub(r"\s", "", known).casefold() in loose for known in business.all):
            yield name.wrong(f"{name.value} names neither {business.official} nor a brand of it")


@rule(
    "WA046",
    at=(NAME, BUSINESS),
    severity=Severity.WARNING,
    what="A display name should not abbreviate.",
    why="Reviewers and customers do not know the abbreviation.",
    remedy="Write the words out, or declare the abbreviation as a brand.",
    source="Genesys PureConnect, mistakes with the display name: ACME Bread CC",
    good="ACME Bread Contact Center",
    bad="ACME Bread CC",
)
def abbreviated(facts: Facts) -> Iterator[Found]:
    """Words of 2 to 4 capitals that are in no name of the business."""
    for name, business in _named(facts):
        known = {word for one in business.all for word in one.split()}
        words = [w for w in name.value.split() if re.fullmatch("[A-Z]{2,4}", w) and w not in known]
        if words and len(name.value.split()) > 1:
            yield name.wrong(f"{', '.join(words)} is in no name of the business")


@text_rule(
    "WA047",
    NAME,
    what="A display name must not have emoji.",
    why=_WHY,
    remedy="Leave them out.",
    source=_GUIDE,
    good="Acme Bread",
    bad="Acme Bread 🍞",
)
def emoji(name: Value) -> str | None:
    """Any pictograph."""
    return "it has an emoji" if has_emoji(name.value) else None


@text_rule(
    "WA048",
    NAME,
    what="A display name must not have signs such as those of trademarks.",
    why=_WHY,
    remedy="Leave them out.",
    source=f"{_GUIDE}; the list of signs is ours",
    good="Acme Bread",
    bad="Acme Bread™",
)
def symbols(name: Value) -> str | None:
    """From a list."""
    found = _SYMBOLS.search(name.value)
    return f"it has {found[0]}" if found else None


@text_rule(
    "WA049",
    NAME,
    what="A display name must not be a web address.",
    why=_WHY,
    remedy="Write the name; the address belongs to the profile's websites.",
    source=_GUIDE,
    good="Acme Bread",
    bad="acmebread.com",
)
def web_address(name: Value) -> str | None:
    """A scheme, www., or the suffix of a domain at the end."""
    text = name.value.lower()
    suffix = re.search(r"\w\.([a-z]+)$", text)
    known = suffix is not None and suffix[1] in data("words")["domain_suffixes"]
    return f"{name.value} is a web address" if "://" in text or "www." in text or known else None


@text_rule(
    "WA050",
    NAME,
    what="A display name must not begin or end with a space, nor have two in a row.",
    why=_WHY,
    remedy="Write single spaces between words.",
    source=_GUIDE,
    good="Acme Bread",
    bad="Acme  Bread",
)
def spaces(name: Value) -> Found | None:
    """A machine can mend it."""
    fixed = re.sub(r"\s+", " ", name.value).strip()
    return name.wrong("it has spaces too many", fix=fixed) if fixed != name.value else None


@rule(
    "WA051",
    at=(NAME, BUSINESS),
    severity=Severity.WARNING,
    what="A display name should have no extra punctuation.",
    why=_WHY,
    remedy="Leave it out, unless the official name has it.",
    source=_GUIDE,
    good="Yum! Bread, if that is the official name",
    bad="Acme!!!",
)
def punctuation(facts: Facts) -> Iterator[Found]:
    """Repeated marks, and marks at an end."""
    officials = {n.resource.address: b.official for n, b in _named(facts)}
    for name in facts.texts(NAME):
        found = _MARKS.search(name.value)
        if found and found[0] not in officials.get(name.resource.address, ""):
            yield name.wrong(f"it has {found[0]}")


@text_rule(
    "WA052",
    NAME,
    severity=Severity.WARNING,
    what="A display name should be more than a general word or a place.",
    why=_WHY,
    remedy="Add the name of the business.",
    source=f"{_GUIDE}; the list of words is in data/words.json",
    good="Acme Bread",
    bad="Customer Service",
)
def general(name: Value) -> str | None:
    """The whole name is in the list."""
    return f"{name.value} may be anybody" if name.value.casefold() in data("words")["generic_names"] else None


RULES = (
    long,
    short,
    capitals,
    metas_names,
    official,
    related,
    abbreviated,
    emoji,
    symbols,
    web_address,
    spaces,
    punctuation,
    general,
)
