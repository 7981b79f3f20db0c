"""Phone numbers of WhatsApp senders (section 1 of the rules).

The subject `whatsapp.number` is the whole number as the vendor will read it, with a plus sign; `whatsapp.number.written` one
that a person writes whole, so that the sign may be missing; `whatsapp.number.national`
is the part after the country code where a vendor has it in a field of its own, `whatsapp.number.country` the country code.
`whatsapp.number.owned_id` is a sender's number as digits, `whatsapp.number.used_id` one that something refers to by its digits,
or a list of such.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from msgops.sdk.readings import words
from msgops.sdk.rules import Facts, Found, Severity, Value, rule, text_rule
from msgops_whatsapp.facts import data

NUMBER = "whatsapp.number"
WRITTEN = "whatsapp.number.written"
NATIONAL = "whatsapp.number.national"
COUNTRY = "whatsapp.number.country"
METHOD = "whatsapp.number.code_method"
CODE = "whatsapp.number.code"
LOCALE = "whatsapp.number.code_language"
OWNED_ID = "whatsapp.number.owned_id"
USED_ID = "whatsapp.number.used_id"

_SEPARATORS = re.compile(r"[\s().-]")
_INTERNATIONAL = re.compile(r"\+[1-9][0-9]{6,14}")
_SHORT = re.compile(r"\+[1-9][0-9]{0,5}")
_ZERO = re.compile(r"\+?0{1,2}800")


def bare(number: str) -> str:
    """Return a number without the separators that people write."""
    return _SEPARATORS.sub("", number)


def is_international(number: str) -> bool:
    """Whether a number has a plus sign, a country code and 7 to 15 digits."""
    return _INTERNATIONAL.fullmatch(bare(number)) is not None


@cache
def _countries() -> frozenset[str]:
    import phonenumbers  # noqa: PLC0415  # 40 ms, only where numbers are

    return frozenset(str(code) for code in phonenumbers.COUNTRY_CODE_TO_REGION_CODE)


def _exists(digits: str, *, surely: bool = False) -> bool:
    """Whether a number can exist by its numbering plan: by its length, or `surely` by its prefix too."""
    import phonenumbers  # noqa: PLC0415  # as above

    try:
        number = phonenumbers.parse(f"+{digits}")
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number(number) if surely else phonenumbers.is_possible_number(number)


def _lacks_plus(digits: str) -> bool:
    return re.fullmatch("[1-9][0-9]{6,14}", digits) is not None and _exists(digits, surely=True)


@text_rule(
    "WA001",
    NUMBER,
    WRITTEN,
    what="A WhatsApp number must be international: a plus sign and 7 to 15 digits.",
    why="WhatsApp knows a number only with its country code.",
    remedy="Write the country code and the number, digits only.",
    source="NICE CXone, Business Account Requirements; Meta OpenAPI v23.0, PhoneNumberCreateRequest",
    good="+1 614 555 1234",
    bad="614-555-1234",
    silent=False,
)
def international(number: Value) -> str | None:
    """Short codes, a missing plus sign and a zero have rules of their own."""
    digits = bare(number.value)
    told = _SHORT.fullmatch(digits) or _ZERO.match(digits) or _lacks_plus(digits)
    return None if is_international(digits) or told else f"{number.value} is no international number"


@text_rule(
    "WA002",
    WRITTEN,
    what="A number that is written whole must begin with a plus sign.",
    why="Without it the country is guessed from the sender: an Indian sender makes +916315551002 of 6315551002.",
    remedy="Write it as +1 631 555 1002.",
    source="Genesys Engage, Recommended phone number formats; NICE CXone, Business Account Requirements",
    good="+1-631-555-1002",
    bad="1-631-555-1002",
)
def plus_sign(number: Value) -> str | None:
    """With the sign it is a number that exists."""
    return f"{number.value} has no plus sign" if _lacks_plus(bare(number.value)) else None


@text_rule(
    "WA003",
    NATIONAL,
    WRITTEN,
    what="A number must not begin with 0800 or 00800.",
    why="The zero is dialled inside the country only; WhatsApp would not reach it.",
    remedy="Write a toll-free number with its country code and without the zero.",
    source="Genesys PureConnect, WhatsApp FAQ, toll-free numbers",
    good="+44 20 7946 0000",
    bad="0800 123 4567",
)
def zero_toll_free(number: Value) -> str | None:
    """In the part that is dialled inside the country."""
    return f"{number.value} begins with a zero" if _ZERO.match(bare(number.value)) else None


@text_rule(
    "WA004",
    NUMBER,
    WRITTEN,
    severity=Severity.WARNING,
    what="A toll-free number should be able to receive SMS or voice, and be known to people with its country code.",
    why="The code that proves the number comes by SMS or voice, and the form that WhatsApp shows cannot always be dialled.",
    remedy="Check both, or take a geographic number.",
    source="Genesys PureConnect, WhatsApp FAQ, toll-free numbers",
    good="+1 614 555 1234",
    bad="+1 800 555 0100",
)
def toll_free(number: Value) -> str | None:
    """By prefix: numbering plans list them."""
    digits = bare(number.value).removeprefix("+")
    if digits.startswith(tuple(data("toll_free")["without_country"])):
        return f"{number.value} is toll-free and belongs to no country"
    return f"{number.value} is toll-free" if digits.startswith(tuple(data("toll_free")["prefixes"])) else None


@text_rule(
    "WA005",
    NUMBER,
    WRITTEN,
    what="A WhatsApp number must not be a short code.",
    why="WhatsApp registers whole numbers only.",
    remedy="Take a number with at least 7 digits.",
    source="Meta, Business phone numbers; Meta OpenAPI v23.0 (minimum 7 digits)",
    good="+6591234567",
    bad="+12345",
)
def short_code(number: Value) -> str | None:
    """Fewer than seven digits."""
    return f"{number.value} has fewer than 7 digits" if _SHORT.fullmatch(bare(number.value)) else None


@rule(
    "WA009",
    at=(NUMBER,),
    what="A number must be declared once for each vendor.",
    why="Two owners of one number overwrite each other.",
    remedy="Keep one document; where a second system uses the number, let it refer to this one.",
    source="Genesys PureConnect, Configure multiple WhatsApp channels; NICE CXone, Add a channel",
    good="two senders with two numbers",
    bad="two senders with one number",
    replaces=frozenset({"MC123"}),
)
def one_owner(facts: Facts) -> Iterator[Found]:
    """The second document is the wrong one."""
    seen: dict[tuple[str, str], Value] = {}
    for number in facts.texts(NUMBER):
        key = (number.resource.account, re.sub(r"\D", "", number.value))
        first = seen.setdefault(key, number)
        if first.resource.address != number.resource.address:
            other = first.resource
            yield number.wrong(f"{number.value} is also {other.address} at {other.origin}")


@text_rule(
    "WA014",
    CODE,
    what="The code that proves a number must not stand in a file.",
    why="It is valid for minutes and once; `msgops gate submit` takes it when it is there.",
    remedy="Remove it and run `msgops gate submit ADDRESS`.",
    source="NICE CXone, Add a WhatsApp channel, step 11.3; Meta OpenAPI v23.0, verify_code",
    good="123456 typed for msgops gate submit",
    bad="code: 12345",
    silent=False,
)
def code_in_file(code: Value) -> str | None:
    """Any value is wrong; it is not shown."""
    del code
    return "a code has no place in a file"


@text_rule(
    "WA016",
    LOCALE,
    what="The language of the code must be written as xx or xx_YY.",
    why="Meta refuses any other form.",
    remedy="Write for example en_US.",
    source="Meta OpenAPI v23.0, request_code",
    good="en_US",
    bad="EN-us",
    silent=False,
)
def code_language(locale: Value) -> Found | None:
    """Upper and lower case count."""
    if re.fullmatch(r"[a-z]{2}(_[A-Z]{2})?", locale.value):
        return None
    language, _, region = locale.value.replace("-", "_").partition("_")
    fixed = f"{language.lower()}_{region.upper()}" if region else language.lower()
    fits = re.fullmatch(r"[a-z]{2}(_[A-Z]{2})?", fixed) is not None
    return locale.wrong(f"{locale.value} has another form", fix=fixed if fits else None)


@rule(
    "WA017",
    at=(COUNTRY,),
    what="The country code must be the one of the number.",
    why="Country code and number are joined; a code that is in both, or in neither, makes another number.",
    remedy="Write the country code in its own field and the number without it.",
    source="Meta OpenAPI v23.0, PhoneNumberCreateRequest; numbering plans by phonenumbers",
    good="country code 1 with 6145551234",
    bad="country code 44 with 16145551234",
)
def country_code(facts: Facts) -> Iterator[Found]:
    """A code that no country has, or a number that has its own."""
    numbers = {n.resource.address: re.sub(r"\D", "", n.value) for n in facts.texts(NATIONAL)}
    for country in facts.texts(COUNTRY):
        national = numbers.get(country.resource.address, "")
        if country.value.isdigit() and country.value not in _countries():
            yield country.wrong(f"{country.value} is no country code")
        elif len(national) >= 7 and not _exists(country.value + national) and _exists(national):
            own = next(c for n in (1, 2, 3) if (c := national[:n]) in _countries())
            yield country.wrong(f"{national} has a country code of its own, {own}")


@rule(
    "WA018",
    at=(NATIONAL, COUNTRY, OWNED_ID, USED_ID),
    what="Where a system takes digits only, a number must be written in digits only, and be that of a sender.",
    why="A plus sign or a space makes it a number that no sender has.",
    remedy="Write the digits alone.",
    source="Genesys Engage, outbound-session-config; Oracle Fusion, Add channels",
    good="19251112221",
    bad="+1 925 111 2221",
)
def digits_only(facts: Facts) -> Iterator[Found]:
    """Separators that a person would read over; and where an account declares its senders, a number that none has."""
    for number in facts.texts(NATIONAL, COUNTRY, OWNED_ID, USED_ID):
        digits = bare(number.value).removeprefix("+")
        if digits.isdigit() and digits != number.value:
            yield number.wrong(f"{number.value} has more than digits", fix=digits)
    owned: dict[str, set[str]] = {}
    for sender in facts.texts(OWNED_ID):
        owned.setdefault(sender.resource.account, set()).add(sender.value)
    for used in facts.at(USED_ID):
        senders = owned.get(used.resource.account, set())
        for one in words(used):
            if senders and one.isdigit() and one not in senders:
                yield used.wrong(f"no channel has the number {one}")
            elif not isinstance(used.value, str) and not one.isdigit() and "${" not in one:
                yield used.wrong(f"{one} has more than digits")


RULES = (
    international,
    plus_sign,
    zero_toll_free,
    toll_free,
    short_code,
    one_owner,
    code_in_file,
    code_language,
    country_code,
    digits_only,
)
