"""Rules across accounts: what one system is told must be what the other has. Providers say where the subjects stand."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgops.engine.graph import dependencies
from msgops.sdk.kind import Concept
from msgops.sdk.rules import Facts, Found, Pack, RuleSet, Severity, Value, rule

if TYPE_CHECKING:
    from msgops.model.address import Address

CARRIED = "number.carried"
"""A number that an account connects to a messaging network itself."""
ANSWERED = "number.answered"
"""A number whose messages the agents of an account answer."""
BORROWED = "number.borrowed"
"""A number that a desk answers and another account carries."""
SOUGHT = "number.sought"
"""A number that a document of the account that carries it names: as a look-up, which fails in plan, or for a person."""
CHANNEL = "channel"
"""A conversation channel of a desk."""
ROUTED = "channel.routed"
"""A channel that refers to what routes its messages; elsewhere another document says it by name."""
STAFFED = "queue.staffed"
"""A reference to a queue or skill from what gives it agents; `true` in a queue that names its agents itself."""
QUEUE = "queue"
"""A queue or a skill that work is routed to; the value is its name on the vendor's screen."""
NAMED = "queue.named"
"""Text that names a queue or a skill as the vendor's screen does."""
OVERFLOW = "queue.overflow"
"""A reference of a queue to one of its own kind that takes over."""
SLA = "sla"
"""A service level."""
HOURS = "hours"
"""The time in which somebody is there."""
DECLARED_TEMPLATE = "whatsapp.template.name"
USED_TEMPLATE = "template.used"
"""The name of a message template that another system shows or sends."""

_OURS = "msgops"


def _digits(value: Value) -> str:
    return re.sub(r"\D", "", value.value)


def _second(facts: Facts, subject: str) -> Iterator[tuple[Value, Value]]:
    """Yield each number that another account has already, and that other one."""
    seen: dict[str, Value] = {}
    for number in facts.texts(subject):
        first = seen.setdefault(_digits(number), number)
        if first.resource.account != number.resource.account:
            yield number, first


@rule(
    "XS001",
    at=(CARRIED,),
    what="A number must be connected to a network by one account only.",
    why="A number is registered once: when the second account takes it over, the first goes silent.",
    remedy="Keep it where its messages shall go, and remove the other document.",
    source="WA009, for two accounts",
    good="a number as a sender of one account",
    bad="the same number as a sender here, and as a channel of its own there",
)
def one_carrier(facts: Facts) -> Iterator[Found]:
    """Two accounts of one provider register it; two providers are the matter of WA010."""
    for number, first in _second(facts, CARRIED):
        other = first.resource
        if other.address.provider != number.resource.address.provider:
            continue
        yield number.wrong(f"{number.value} is also {other.address} of {other.account} at {other.origin}")


@rule(
    "XS002",
    at=(ANSWERED,),
    what="A number should be answered at one desk only.",
    why="Both desks show each conversation, and a customer gets two answers, or none.",
    remedy="Decide which desk answers, and take the number out of the other.",
    source=_OURS,
    good="a number in the channel of one desk",
    bad="a number in the channels of two desks",
)
def one_desk(facts: Facts) -> Iterator[Found]:
    """Agents of two accounts answer it."""
    for number, first in _second(facts, ANSWERED):
        other = first.resource
        yield number.wrong(f"{number.value} is also answered by {other.address} at {other.origin}")


@rule(
    "XS003",
    at=(BORROWED, CARRIED, SOUGHT),
    severity=Severity.WARNING,
    what="A number that a desk takes from another account should be a sender there.",
    why="One digit that differs, and every answer of an agent is refused.",
    remedy="Correct the number, or declare the sender, or look it up: {lookup: NUMBER}.",
    source="Recipes of the contact centres: the number of the channel is the sender's, digit by digit",
    good="447860099299 in the channel, and a sender +447860099299",
    bad="447860099298 in the channel, and a sender +447860099299",
)
def carried(facts: Facts) -> Iterator[Found]:
    """Only where the files declare or seek senders at all: else they are somebody else's matter."""
    known = {_digits(n) for n in facts.texts(CARRIED, SOUGHT)}
    for number in facts.texts(BORROWED) if known else ():
        if _digits(number) not in known:
            yield number.wrong(f"no document declares or looks up a sender {number.value}")


@rule(
    "XS004",
    at=(ROUTED, QUEUE),
    severity=Severity.WARNING,
    set=RuleSet.STRICT,
    what="A channel should lead to a queue.",
    why="Messages come in, and nobody is asked to answer them.",
    remedy="Give it a queue, or a flow that routes to one.",
    source=_OURS,
    good="a channel with a flow that routes to a queue",
    bad="a channel with a flow that routes nowhere",
)
def routed(facts: Facts) -> Iterator[Found]:
    """No queue can be reached by references; one that is looked up is one."""
    queues = {q.resource.address for q in facts.at(QUEUE)}
    for channel in facts.at(ROUTED):
        if not _reaches(facts, channel.resource.address, queues):
            yield Found(channel.resource, "name", "neither it nor what it refers to names a queue")


def _reaches(facts: Facts, start: Address, queues: set[Address]) -> bool:
    seen, todo = {start}, [start]
    while todo:
        resource = facts.resources.get(todo.pop())
        if resource is None:
            continue
        kind = facts.catalog.kind(resource.address.full_kind)
        for _, ref, value in kind.codec.references(resource.attributes):
            if not isinstance(value, str) and any(
                facts.catalog.kind(k).concept is Concept.QUEUE for k in ref.kinds
            ):
                return True
        found = set(_needs(facts, resource.address)) - seen
        if found & queues:
            return True
        seen |= found
        todo += found
    return False


def _needs(facts: Facts, address: Address) -> tuple[Address, ...]:
    try:
        return dependencies(facts.catalog, facts.resources[address])
    except ValueError:  # a reference that leads nowhere, which is told elsewhere
        return ()


@rule(
    "XS005",
    at=(QUEUE, STAFFED),
    severity=Severity.WARNING,
    set=RuleSet.STRICT,
    what="A queue should have agents.",
    why="Conversations wait in it until customers give up.",
    remedy="Add agents, or remove it.",
    source=_OURS,
    good="a queue, and an agent who is a member of it",
    bad="a queue without members",
)
def staffed(facts: Facts) -> Iterator[Found]:
    """Where its kind gets agents from documents at all."""
    kinds = {p.kind for p in facts.subjects.get(QUEUE, ())}
    served: set[Address] = set()
    for value in facts.at(STAFFED):
        target = value.resource if value.value is True else facts.target(value.value, *kinds)
        if target is not None:
            served.add(target.address)
    for queue in facts.at(QUEUE):
        if queue.resource.address not in served:
            yield Found(queue.resource, "name", f"no document gives {queue.value} an agent")


@rule(
    "XS006",
    at=(QUEUE, NAMED),
    severity=Severity.WARNING,
    set=RuleSet.STRICT,
    what="A queue should get work from somewhere.",
    why="Its agents wait for conversations that go elsewhere.",
    remedy="Route a channel to it, or remove it.",
    source=_OURS,
    good="a queue that a channel, a flow or a rule names",
    bad="a queue with members only",
)
def fed(facts: Facts) -> Iterator[Found]:
    """Nothing refers to it but its members, and no document names it as the vendor's screen does."""
    feeders = {k for k in {a.full_kind for a in facts.resources} if not _only_staffs(facts, k)}
    used = {n for a in facts.resources if a.full_kind in feeders for n in _needs(facts, a)}
    named = {(n.resource.account, n.value.casefold()) for n in facts.texts(NAMED)}
    for queue in facts.at(QUEUE):
        resource = queue.resource
        if resource.address not in used and (resource.account, str(queue.value).casefold()) not in named:
            yield Found(resource, "name", f"nothing routes to {queue.value}")


def _only_staffs(facts: Facts, kind: str) -> bool:
    own = {p.kind for p in facts.subjects.get(QUEUE, ())}
    return kind not in own and any(p.kind == kind for p in facts.subjects.get(STAFFED, ()))


@rule(
    "XS007",
    at=(OVERFLOW,),
    severity=Severity.WARNING,
    what="Queues must not overflow into one another in a circle.",
    why="A conversation that nobody takes is handed round for ever.",
    remedy="Take one of these overflows out.",
    source=_OURS,
    good="a overflows to b",
    bad="a overflows to b, and b to a",
)
def no_circle(facts: Facts) -> Iterator[Found]:
    """Each overflow by which one comes back to where it began."""
    edges: dict[Address, list[tuple[Value, Address]]] = defaultdict(list)
    for value in facts.at(OVERFLOW):
        target = facts.target(value.value, value.resource.address.full_kind)
        if target is not None:
            edges[value.resource.address].append((value, target.address))
    after = {a: {t for _, t in found} for a, found in edges.items()}
    for start, found in edges.items():
        for value, first in found:
            if start in _all_after(after, first):
                yield value.wrong(f"what overflows to {first.name} comes back to {start.name}")


def _all_after(after: dict[Address, set[Address]], start: Address) -> set[Address]:
    seen, todo = {start}, [start]
    while todo:
        more = after.get(todo.pop(), set()) - seen
        seen |= more
        todo += more
    return seen


def _without(facts: Facts, subject: str) -> Iterator[Found]:
    """Yield the channels of accounts that declare nothing of what their provider has kinds for."""
    have = {v.resource.account for v in facts.at(subject)}
    providers = {p.kind.partition(".")[0] for p in facts.subjects.get(subject, ())}
    for channel in facts.at(CHANNEL):
        resource = channel.resource
        if resource.address.provider in providers and resource.account not in have:
            yield Found(resource, "name", f"the account {resource.account} declares none")


@rule(
    "XS008",
    at=(CHANNEL, SLA),
    severity=Severity.NOTE,
    set=RuleSet.STRICT,
    what="A channel should have a service level.",
    why="Without one nobody sees that customers wait.",
    remedy="Declare one: `msgops kinds` shows the kinds of the concept sla.",
    source=_OURS,
    good="a channel, and an SLA in the same account",
    bad="a channel, and no SLA",
)
def with_sla(facts: Facts) -> Iterator[Found]:
    """No document of its account is a service level."""
    yield from _without(facts, SLA)


@rule(
    "XS009",
    at=(CHANNEL, HOURS),
    severity=Severity.NOTE,
    set=RuleSet.STRICT,
    what="A channel should have business hours.",
    why="Without them a message at night waits as if somebody were there.",
    remedy="Declare them.",
    source=_OURS,
    good="a channel, and business hours in the same account",
    bad="a channel, and no business hours",
)
def with_hours(facts: Facts) -> Iterator[Found]:
    """No document of its account says when somebody is there."""
    yield from _without(facts, HOURS)


@rule(
    "XS010",
    at=(USED_TEMPLATE, DECLARED_TEMPLATE),
    severity=Severity.WARNING,
    what="A template that a system uses should be declared.",
    why="An agent picks it, and the message is refused.",
    remedy="Correct the name, or declare the template.",
    source=_OURS,
    good="order_ready, and a template order_ready",
    bad="order_raedy, and a template order_ready",
)
def known_template(facts: Facts) -> Iterator[Found]:
    """Only where the files declare templates at all: else they are somebody else's matter."""
    known = {t.value for t in facts.texts(DECLARED_TEMPLATE)}
    for used in facts.texts(USED_TEMPLATE) if known else ():
        if used.value not in known:
            yield used.wrong(f"no document declares a template {used.value}")


RULES = (
    one_carrier,
    one_desk,
    carried,
    routed,
    staffed,
    fed,
    no_circle,
    with_sla,
    with_hours,
    known_template,
)

PACK = Pack(name="crossing", title="Across accounts", rules=RULES)
