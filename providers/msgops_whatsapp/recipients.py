"""To whom is written: numbers where WhatsApp is blocked, and campaigns that are not delivered (rules WA006, WA007 and WA127).

Subjects: `whatsapp.recipient` is a number that is written to, or an object with numbers among other texts, such as the columns of a
contact; `whatsapp.campaign` a campaign with a `template` and a `contact_list`; `whatsapp.template.sent` a template as another
system names it, with its `name`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgops.sdk.readings import known
from msgops.sdk.rules import Facts, Found, Severity, Value, rule
from msgops_whatsapp.facts import data
from msgops_whatsapp.numbers import bare, is_international
from msgops_whatsapp.parts import TEMPLATE, categories
from msgops_whatsapp.templates import NAME

RECIPIENT = "whatsapp.recipient"
CAMPAIGN = "whatsapp.campaign"
SENT = f"{TEMPLATE}.sent"


def numbers(facts: Facts) -> Iterator[Value]:
    """Yield every number that is written to; among other texts it has a plus sign."""
    for one in facts.at(RECIPIENT):
        if isinstance(one.value, Mapping):
            inside = (Value(one.resource, f"{one.path}.{name}", text) for name, text in one.value.items())
            yield from (v for v in inside if known(v).strip().startswith("+") and is_international(known(v)))
        elif known(one):
            yield one


def _region(number: Value, sort: str) -> str:
    """Return the region of a number among those of the data file, empty where it is of none."""
    digits = bare(number.value).removeprefix("+")
    regions: Mapping[str, str] = data("blocked_regions")[sort]
    return next((region for prefix, region in regions.items() if digits.startswith(prefix)), "")


@rule(
    "WA006",
    at=(RECIPIENT,),
    what="A recipient must not be in a region where WhatsApp Business is blocked: +7978, +53, +98, +850, +963.",
    why="Meta refuses the message (error 130497).",
    remedy="Take the number out of the list.",
    source="Genesys PureConnect, WhatsApp FAQ, blocked countries; 360dialog, partner FAQ",
    good="+5521999990000",
    bad="+5355512345",
)
def blocked(facts: Facts) -> Iterator[Found]:
    """By the prefix of the number."""
    for number in numbers(facts):
        if region := _region(number, "refused"):
            yield number.wrong(f"{number.value} is a number of {region}")


@rule(
    "WA007",
    at=(RECIPIENT,),
    severity=Severity.WARNING,
    what="A recipient should not be in a region that some providers block: +7856, +7857, or Crimea's Ukrainian numbers.",
    why="Providers refuse the message, or it is not delivered.",
    remedy="Take the number out of the list, or ask the provider.",
    source="360dialog, partner FAQ; Genesys PureConnect, WhatsApp FAQ: Crimea has Ukrainian and Russian numbers",
    good="+380441234567",
    bad="+78561234567",
)
def doubtful(facts: Facts) -> Iterator[Found]:
    """By the prefix of the number."""
    for number in numbers(facts):
        if region := _region(number, "doubtful"):
            yield number.wrong(f"{number.value} is a number of {region}")


@rule(
    "WA127",
    at=(CAMPAIGN, SENT, NAME, RECIPIENT),
    severity=Severity.WARNING,
    what="A campaign with a marketing template should not write to numbers with +1.",
    why="Meta does not deliver marketing to the United States.",
    remedy="Send a utility template there, or take the numbers out of the list.",
    source="AWS End User Messaging Social (2025-04-01)",
    good="UTILITY to +1 614 555 1234",
    bad="MARKETING to +1 614 555 1234",
)
def undelivered(facts: Facts) -> Iterator[Found]:
    """Where a document declares the template's category; told at the campaign, with the first such contact."""
    marketing = _marketing(facts)
    sent = {v.resource.address: known(v.get("name")) for v in facts.at(SENT)}
    kinds = tuple({address.full_kind for address in sent})
    for campaign in facts.at(CAMPAIGN):
        template, listed = campaign.get("template"), campaign.get("contact_list")
        response = facts.target(template.value, *kinds) if template is not None else None
        if template is None or response is None or sent.get(response.address) not in marketing:
            continue
        contact = next((n for n in numbers(facts) if _american(n, listed, campaign)), None)
        if contact is not None:
            where = contact.resource.address
            yield template.wrong(f"it is marketing, and {where} of the list is {contact.value}")


def _marketing(facts: Facts) -> set[str]:
    """Return the names of the templates that are declared as marketing."""
    sorts = categories(facts)
    return {n.value for n in facts.texts(NAME) if sorts.get(n.resource.address) == "MARKETING"}


def _american(number: Value, listed: Value | None, campaign: Value) -> bool:
    """Whether a number has +1 and stands in the campaign's list."""
    attributes: Mapping[str, Any] = number.resource.attributes
    mine = listed is not None and attributes.get("contact_list") == listed.value
    same = number.resource.account == campaign.resource.account
    return mine and same and bare(number.value).startswith("+1")


RULES = (blocked, doubtful, undelivered)
