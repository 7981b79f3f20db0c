"""Who may be written to, when, and how a customer reaches a person (rules WA183, WA185 and WA186).

Subjects: `whatsapp.later` is the delay in seconds of what an account does by itself; `whatsapp.bot` an automatic agent, and
`whatsapp.bot.escalation` a rule that hands over to people; `whatsapp.opt_in` what is known of customers' consent, in a whole spec's field `opt_in`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgops.sdk.readings import known, number_of
from msgops.sdk.rules import Facts, Found, RuleSet, rule
from msgops_whatsapp.parts import TEMPLATE
from msgops_whatsapp.references import CHANNEL

LATER = "whatsapp.later"
BOT = "whatsapp.bot"
ESCALATION = f"{BOT}.escalation"
OPT_IN = "whatsapp.opt_in"

_DAY = 24 * 60 * 60
_NOTHING = re.compile(r"\W*(yes|no|none|true|false|n/?a|tbd|todo|ok|unknown)?\W*", re.IGNORECASE)


@rule(
    "WA183",
    at=(LATER, CHANNEL, TEMPLATE),
    set=RuleSet.BEST_PRACTICE,
    what="What is sent a day or more after a customer wrote must be a template.",
    why="WhatsApp refuses any other message then.",
    remedy="Declare a template for it, or shorten the delay.",
    source="NICE CXone, WhatsApp, Message templates; Genesys Engage, Sending outbound; Genesys PureConnect, WhatsApp FAQ",
    good="a delay of 172800 seconds, and a template for it",
    bad="a delay of 172800 seconds, and no template",
)
def later(facts: Facts) -> Iterator[Found]:
    """Where the account has channels of WhatsApp, and no template."""
    whatsapp = {n.resource.account for n in facts.at(CHANNEL)}
    templates = {t.resource.account for t in facts.at(TEMPLATE)}
    for delay in facts.at(LATER):
        seconds, account = number_of(delay), delay.resource.account
        if seconds is not None and seconds >= _DAY and account in whatsapp - templates:
            yield delay.wrong(f"it is {seconds // 3600} hours, and no template is declared")


@rule(
    "WA185",
    at=(BOT, ESCALATION),
    set=RuleSet.BEST_PRACTICE,
    what="A bot must have a way to a person.",
    why="Meta's policy asks for it, and customers leave.",
    remedy="Declare a rule that sends escalated conversations to a queue of people.",
    source="Genesys PureConnect, WhatsApp FAQ, automation; Meta, WhatsApp Business Messaging Policy",
    good="a bot, and a rule for its escalations",
    bad="a bot alone",
)
def way_out(facts: Facts) -> Iterator[Found]:
    """In the same account."""
    ways = {e.resource.account for e in facts.at(ESCALATION) if e.value}
    for bot in facts.at(BOT):
        if bot.resource.account not in ways:
            yield Found(bot.resource, "name", "no rule hands its conversations over to people")


@rule(
    "WA186",
    at=(OPT_IN,),
    what="Where people are written to first, it must be known where their consent is recorded.",
    why="Meta closes numbers that write to people who did not ask for it.",
    remedy="Write what the record is, for example: the check box of the order form, kept with the order.",
    source="NICE CXone, Business Account Requirements: permission from customers",
    good="opt_in: the check box of the order form",
    bad="opt_in: yes",
)
def consent(facts: Facts) -> Iterator[Found]:
    """Missing, or a word that names no record."""
    for one in facts.at(OPT_IN):
        record = one.get("opt_in")
        if record is None:
            yield one.wrong("nothing says where consent is recorded")
        elif "${" not in str(record.value) and _NOTHING.fullmatch(known(record)):
            yield record.wrong(f"{known(record) or 'it'} names no record")


RULES = (later, way_out, consent)
