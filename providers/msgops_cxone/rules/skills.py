"""Skills, queues and texts by which messages reach agents (WA256, WA259 to WA261)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgops.sdk.readings import is_on, known, named, number_of, same
from msgops.sdk.rules import Facts, Found, RuleSet, Severity, Value, rule
from msgops_cxone.rules.channels import DEFAULTS

SKILL = "cxone.skill"
QUEUE = "cxone.queue"
FILTER = "cxone.queue.filter"
TEXT = "cxone.message_template"

_DIGITAL = "NICE CXone, WhatsApp, Create a digital skill"


def is_digital(skill: Value) -> bool:
    """Whether a skill is for digital contacts."""
    return known(skill.get("media_type")) == "digital"


@rule(
    "WA256",
    at=(SKILL, DEFAULTS),
    what="The skill of a digital channel must be digital and inbound.",
    why="Customers write first: an outbound skill, or one of another medium, gets none of their messages.",
    remedy="Write media_type: digital and is_outbound: false; both are fixed once the skill is there.",
    source=_DIGITAL,
    good="media_type: digital",
    bad="media_type: digital, is_outbound: true",
)
def inbound(facts: Facts) -> Iterator[Found]:
    """Outbound with a strategy, as Personal Connection has it, is meant so."""
    used = {(d.resource.account, known(d.get("skill")).casefold()) for d in facts.at(DEFAULTS)}
    for skill in facts.at(SKILL):
        medium, out = skill.get("media_type"), skill.get("is_outbound")
        name = (skill.resource.account, named(skill, "name").casefold())
        if medium is not None and known(medium) and not is_digital(skill) and name in used:
            yield medium.wrong(f"it is the default skill of a channel and of the medium {medium.value}")
        elif (
            out is not None and is_digital(skill) and is_on(out) and not known(skill.get("outbound_strategy"))
        ):
            yield out.wrong("it is digital and outbound")


@rule(
    "WA259",
    at=(FILTER, QUEUE, SKILL),
    severity=Severity.WARNING,
    set=RuleSet.BEST_PRACTICE,
    what="A filter should be of a routing queue that is there.",
    why="New routing queues come with digital skills only; nobody can make one for the filter.",
    remedy="Name the queue of a digital skill, or declare cxone.RoutingQueue for one that exists.",
    source="NICE CXone, WhatsApp, Configure routing queues",
    good="the queue of a skill that is declared",
    bad="a queue that no document declares",
)
def new_queue(facts: Facts) -> Iterator[Found]:
    """By name: a queue has that of its skill."""
    there = {(q.resource.account, named(q, "name").casefold()) for q in facts.at(QUEUE)}
    there |= {(s.resource.account, named(s, "name").casefold()) for s in facts.at(SKILL) if is_digital(s)}
    for one in facts.at(FILTER):
        name = named(one, "queue")
        if (one.resource.account, name.casefold()) not in there:
            yield Found(one.resource, "spec.queue", f"neither a digital skill nor a check declares {name}")


@rule(
    "WA260",
    at=(SKILL,),
    what="A preferred agent who is waited for must have a fallback time.",
    why="With the focus lock When Offline a customer waits for this one agent for ever.",
    remedy="Set fallback_time to some minutes.",
    source=f"{_DIGITAL}, step 11",
    good="focus_lock: when_offline, fallback_time: 30",
    bad="focus_lock: when_offline",
)
def fallback(facts: Facts) -> Iterator[Found]:
    """Missing, or no time at all."""
    for skill in facts.at(SKILL):
        lock, time = skill.get("focus_lock"), skill.get("fallback_time")
        if lock is None or known(lock) != "when_offline" or (time is not None and "${" in str(time.value)):
            continue
        minutes = number_of(time)
        if minutes is None or minutes < 1:
            yield (time or lock).wrong("nobody else gets the contact when the agent stays offline")


@rule(
    "WA261",
    at=(TEXT, "cxone.whatsapp_template"),
    severity=Severity.NOTE,
    set=RuleSet.BEST_PRACTICE,
    what="A template of WhatsApp is made in WhatsApp Manager, not as a message template of CXone.",
    why="Message templates of CXone are texts of e-mail and chat; WhatsApp knows nothing of them.",
    remedy="Declare cxone.WhatsAppTemplate, or infobip.WhatsAppTemplate for a number that is there.",
    source="NICE CXone, WhatsApp, Message templates",
    good="cxone.WhatsAppTemplate",
    bad="cxone.MessageTemplate with the body Hello {{1}}",
)
def not_here(facts: Facts) -> Iterator[Found]:
    """A text with variables of WhatsApp, or with the name of a template."""
    names = {named(t, "name") for t in facts.at("cxone.whatsapp_template")}
    for text in facts.at(TEXT):
        body, name = text.get("body"), text.get("name")
        if body is not None and re.search(r"\{\{\s*[0-9]+\s*\}\}", known(body)):
            yield body.wrong("it has variables as templates of WhatsApp have them")
        elif name is not None and any(same(known(name), n) for n in names):
            yield name.wrong(f"{name.value} is a template of WhatsApp too")


RULES = (inbound, new_queue, fallback, not_here)
