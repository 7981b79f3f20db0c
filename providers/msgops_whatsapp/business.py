"""The business behind senders, and the state of numbers before they are registered (sections 1 and 4 of the rules).

Subjects: `whatsapp.business` (see `names`), `whatsapp.business.manager_id` and the like for its fields, `whatsapp.account` every id of a
WhatsApp Business Account; `whatsapp.preparation` is what is known of a number before its registration, with
`number`, `owned_by_business`, `in_use_in_app`, `app_account`, `line_type`, `sms_capable`, `answered_by`.
"""

from __future__ import annotations

import ipaddress
import re
import zoneinfo
from collections.abc import Iterator
from functools import cache
from urllib.parse import urlsplit

from msgops.sdk.rules import Facts, Found, Severity, Value, rule, text_rule
from msgops_whatsapp.facts import data
from msgops_whatsapp.names import BUSINESS
from msgops_whatsapp.numbers import METHOD, NUMBER, bare
from msgops_whatsapp.profile import has_host

MANAGER = "whatsapp.business.manager_id"
LOGO = "whatsapp.business.logo_url"
ZONE = "whatsapp.business.timezone"
WABA = "whatsapp.account"
PREPARATION = "whatsapp.preparation"

_NEEDED = (
    "official_name",
    "description",
    "logo_url",
    "timezone",
    "website",
    "address",
    "contact_email",
    "phone",
)
_MISTAKES = "Genesys PureConnect, mistakes that prevent the creation of the account"
_CXONE = "NICE CXone, Business Account Requirements"


def _is(value: Value | None, wanted: bool) -> bool:  # noqa: FBT001
    """Whether a flag is set to this; in a document that its kind refuses it may be text."""
    return value is not None and str(value.value).lower() == str(wanted).lower()


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)


@rule(
    "WA011",
    at=(PREPARATION,),
    what="A number that is in use in the WhatsApp app must leave it before it is registered.",
    why="A number has one account: Meta refuses to register it.",
    remedy="Set app_account: DELETED and let a person confirm it, or COEXISTENCE.",
    source="NICE CXone, Business Account Requirements; Genesys PureConnect, mistakes; Meta, Business phone numbers",
    good="in_use_in_app: false",
    bad="in_use_in_app: true",
)
def in_app(facts: Facts) -> Iterator[Found]:
    """Used in the app, and nothing said about its account there."""
    for one in facts.at(PREPARATION):
        used = one.get("in_use_in_app")
        if used is not None and _is(used, wanted=True) and one.get("app_account") is None:
            yield used.wrong("nothing says what becomes of the account in the app")


@rule(
    "WA012",
    at=(METHOD, PREPARATION),
    what="The code that proves a number must come by SMS or voice, to a landline by voice.",
    why="WhatsApp sends it no other way, and a landline receives no SMS.",
    remedy="Choose voice for a landline, or say that it receives SMS.",
    source="NICE CXone, Add a WhatsApp channel, step 11; Meta OpenAPI v23.0, request_code; the landline is ours",
    good="VOICE for a landline",
    bad="EMAIL",
)
def code_method(facts: Facts) -> Iterator[Found]:
    """The words of vendors end in Meta's words; the line is that of the prepared number."""
    lines = {}
    for one in facts.at(PREPARATION):
        number, line = one.get("number"), one.get("line_type")
        if number and line and line.value == "landline" and not _is(one.get("sms_capable"), wanted=True):
            lines[_digits(str(number.value))] = str(number.value)
    numbers = {n.resource.address: n.value for n in facts.texts(NUMBER)}
    for method in facts.texts(METHOD):
        word = method.value.rpartition("_")[2]
        landline = lines.get(_digits(numbers.get(method.resource.address, "")))
        if word not in ("SMS", "VOICE"):
            yield method.wrong(f"{method.value} is neither SMS nor voice")
        elif word == "SMS" and landline:
            yield method.wrong(f"{landline} is a landline that receives no SMS")


@rule(
    "WA013",
    at=(PREPARATION,),
    severity=Severity.WARNING,
    what="A person should answer the call with the code.",
    why="The code is spoken five times; nothing navigates a menu.",
    remedy="Have the number ring at a person's phone until it is registered.",
    source="Genesys PureConnect, WhatsApp FAQ, IVR",
    good="answered_by: person",
    bad="answered_by: ivr",
)
def answered(facts: Facts) -> Iterator[Found]:
    """A menu that answers; a number that receives SMS can have its code that way."""
    for one in facts.at(PREPARATION):
        by = one.get("answered_by")
        if by is not None and by.value == "ivr" and not _is(one.get("sms_capable"), wanted=True):
            yield by.wrong("a menu answers")


@rule(
    "WA019",
    at=(PREPARATION,),
    severity=Severity.WARNING,
    what="The business should own a number, and keep it after the activation.",
    why="Who has the number next can take the sender over.",
    remedy="Check it and set owned_by_business: true.",
    source="Genesys PureConnect, WhatsApp FAQ; Meta, Business phone numbers",
    good="owned_by_business: true",
    bad="owned_by_business left out",
)
def owned(facts: Facts) -> Iterator[Found]:
    """Told at the number: what is missing has no place."""
    for one in facts.at(PREPARATION):
        if not _is(one.get("owned_by_business"), wanted=True):
            place = one.get("owned_by_business") or one.get("number") or one
            yield place.wrong("nobody says that the business owns it")


@rule(
    "WA008",
    at=(NUMBER, BUSINESS),
    what="A sender must not be of a region where WhatsApp Business is blocked, and must write to nobody there.",
    why="Meta refuses messages there (error 130497), whatever the number of the sender.",
    remedy="Take a number of another country; with target_regions, set no_users_in_blocked_regions: true.",
    source="Genesys PureConnect, WhatsApp FAQ, blocked countries; Meta error 130497",
    good="+49 151 23456789",
    bad="+963 944 567890",
)
def blocked(facts: Facts) -> Iterator[Found]:
    """By the prefix of the number; and whoever names its regions says that too."""
    refused = data("blocked_regions")["refused"]
    for number in facts.texts(NUMBER):
        digits = bare(number.value).removeprefix("+")
        region = next((r for p, r in refused.items() if digits.startswith(p)), None)
        if region:
            yield number.wrong(f"{number.value} is a number of {region}")
    for business in facts.at(BUSINESS):
        regions = business.get("target_regions")
        if regions is not None and not _is(business.get("no_users_in_blocked_regions"), wanted=True):
            yield regions.wrong("nobody says that no customers are in blocked regions")


@text_rule(
    "WA060",
    MANAGER,
    what="The id of a business portfolio must be 8 to 20 digits.",
    why="A name, a page or its address is not found, and the request for an account is declined.",
    remedy="Copy the id from Meta's business settings, Business info.",
    source=f"{_MISTAKES}; the length is ours",
    good="987890034900451",
    bad="https://facebook.com/acme",
)
def manager_id(text: Value) -> str | None:
    """No URL, no name."""
    return None if re.fullmatch("[0-9]{8,20}", text.value) else f"{text.value} is no id"


@text_rule(
    "WA061",
    WABA,
    what="The id of a WhatsApp Business Account must be digits.",
    why="The vendor does not find the account.",
    remedy="Copy the id from WhatsApp Manager.",
    source="Meta, WhatsApp Business Management API",
    good="102290129340398",
    bad="my-waba",
)
def account_id(text: Value) -> str | None:
    """Digits alone."""
    return None if text.value.isdigit() else f"{text.value} is no id"


@rule(
    "WA062",
    at=(BUSINESS,),
    what="The business portfolio must belong to the customer, not to a partner.",
    why="Whoever owns the portfolio owns the account and its numbers.",
    remedy="Create a portfolio of the business, and give the partner access to it.",
    source="Genesys PureConnect, WhatsApp overview and FAQ, partners",
    good="manager_owner: customer",
    bad="manager_owner: partner",
)
def manager_owner(facts: Facts) -> Iterator[Found]:
    """Said by the document."""
    for business in facts.at(BUSINESS):
        owner = business.get("manager_owner")
        if owner is not None and owner.value == "partner":
            yield owner.wrong("it belongs to a partner")


@rule(
    "WA063",
    at=(BUSINESS,),
    severity=Severity.WARNING,
    what="A legal entity should have one business portfolio.",
    why="Meta verifies each one separately.",
    remedy="Use the portfolio that is verified already.",
    source="Genesys PureConnect, WhatsApp FAQ, several Business Managers",
    good="one id for one official name",
    bad="two ids for one official name",
)
def one_portfolio(facts: Facts) -> Iterator[Found]:
    """The same official name with another id."""
    seen: dict[str, Value] = {}
    for business in facts.at(BUSINESS):
        name, manager = business.get("official_name"), business.get("manager_id")
        if name is None or manager is None:
            continue
        first = seen.setdefault(str(name.value), manager)
        if first.value != manager.value:
            yield manager.wrong(f"{first.resource.address} has {first.value} for {name.value}")


@rule(
    "WA064",
    at=(BUSINESS,),
    what="The data of a business must be complete.",
    why="The signup asks for all of it, and the reviewers decline what is not filled in.",
    remedy="Add what is missing.",
    source=_CXONE,
    good="official_name, description, logo_url, timezone, website, address, contact_email and phone",
    bad="no timezone",
)
def complete(facts: Facts) -> Iterator[Found]:
    """Told at the business: what is missing has no place."""
    for business in facts.at(BUSINESS):
        missing = [name for name in _NEEDED if business.get(name) is None]
        if missing:
            yield business.wrong(f"it has no {', '.join(missing)}")


@text_rule(
    "WA065",
    LOGO,
    what="The logo must be a PNG or JPEG that everybody can fetch.",
    why="Meta's and the vendors' reviewers fetch it from outside.",
    remedy="Put it on a public web server, over https.",
    source=_CXONE,
    good="https://acme.example/logo.png",
    bad="https://intranet.local/logo.svg",
)
def logo(url: Value) -> str | None:
    """By the form of the address alone; plain http has a rule for all vendors."""
    if not has_host(url.value):
        return f"{url.value} is no web address"
    if not _is_public(urlsplit(url.value).hostname or ""):
        return f"{urlsplit(url.value).hostname} is not reachable from outside"
    path = urlsplit(url.value).path.lower()
    return None if path.endswith((".png", ".jpg", ".jpeg")) else f"{path} is neither PNG nor JPEG"


def _is_public(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith((".local", ".localhost", ".internal", ".lan", ".home"))


@cache
def _zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


@text_rule(
    "WA066",
    ZONE,
    what="A time zone must be an IANA name.",
    why="An abbreviation or an offset says nothing about summer time, and Meta's list has none.",
    remedy="Write for example Europe/Berlin.",
    source=f"{_CXONE}; Meta OpenAPI v23.0, timezone_id",
    good="Europe/Berlin",
    bad="CET+1",
)
def zone(text: Value) -> str | None:
    """A machine without zone data accepts any."""
    return f"{text.value} is no IANA name" if _zones() and text.value not in _zones() else None


@rule(
    "WA067",
    at=(BUSINESS,),
    severity=Severity.WARNING,
    what="A business that the commerce policy restricts should have somebody's agreement.",
    why="Meta may close the account; governments and regulated trades need its approval first.",
    remedy="Ask Meta or the vendor, and write who agreed into industry_approval.",
    source="Genesys PureConnect, Approval; Meta, commerce policy; the list is in data/words.json",
    good="retail",
    bad="gambling without industry_approval",
)
def industry(facts: Facts) -> Iterator[Found]:
    """By a list of words."""
    for business in facts.at(BUSINESS):
        trade = business.get("industry")
        flagged = trade is not None and str(trade.value).casefold() in data("words")["regulated_industries"]
        if trade is not None and flagged and business.get("industry_approval") is None:
            yield trade.wrong(f"{trade.value} is restricted, and nobody is named who agreed")


@rule(
    "WA010",
    at=(NUMBER, PREPARATION),
    what="A number must be owned by one provider.",
    why="A number has one provider on WhatsApp; a second registration takes it away from the first.",
    remedy="Keep one sender; a move is declared by migrate_from, and the old document is removed.",
    source="NICE CXone, Business Account Requirements; Genesys PureConnect, WhatsApp FAQ, migrate",
    good="the number under one provider",
    bad="the number under two providers",
)
def one_provider(facts: Facts) -> Iterator[Found]:
    """The provider that the number shall leave is the wrong one, or else the second."""
    leaving: dict[str, str] = {}
    for one in facts.at(PREPARATION):
        number, old = one.get("number"), one.get("migrate_from")
        if number is not None and old is not None:
            leaving[_digits(str(number.value))] = str(old.value)
    seen: dict[str, Value] = {}
    for number in facts.texts(NUMBER):
        first = seen.setdefault(_digits(number.value), number)
        ours, theirs = number.resource.address.provider, first.resource.address.provider
        if ours != theirs:
            leaves = leaving.get(_digits(number.value)) == theirs
            wrong, other = (first, number) if leaves else (number, first)
            yield wrong.wrong(f"{wrong.value} is also {other.resource.address}")


NUMBERS = (blocked, one_provider, in_app, code_method, answered, owned)
"""Rules of section 1 that look at more than the number."""
RULES = (
    manager_id,
    account_id,
    manager_owner,
    one_portfolio,
    complete,
    logo,
    zone,
    industry,
)
