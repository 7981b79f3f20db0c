"""From a message to an agent of the org (WA279, WA280, WA285 to WA287)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from msgops.sdk.readings import is_off, is_on, known, named, number_of, words
from msgops.sdk.rules import Facts, Found, RuleSet, Severity, Value, rule
from msgops_salesforce.rules.connector import CHANNEL
from msgops_salesforce.rules.org import WIZARD

if TYPE_CHECKING:
    from msgops.model.address import Address

ROUTING = "salesforce.routing"
PRESENCE = "salesforce.presence"
QUEUE = "salesforce.queue"
FLOW = "salesforce.flow"
STATUS = "salesforce.status"
ACCESS = "salesforce.status.access"
TRANSFER = "salesforce.transfer"

_GUIDE = "Infobip, Salesforce Service Cloud messaging"
_MESSAGING = "sfdc_livemessage"
_SESSION = "MessagingSession"


def queues(facts: Facts) -> list[Value]:
    """Return the queues that messages reach: of a channel, of a flow that routes, or with messaging sessions."""
    used: set[Address] = set()
    named_ = [v for c in facts.at(CHANNEL) for v in c.inside("queue", "fallback_queue")]
    named_ += [v for f in facts.at(FLOW) for v in f.inside("steps[*].queue")]
    for value in named_:
        target = facts.target(value.value, "salesforce.Queue")
        if target is not None:
            used.add(target.address)
    return [q for q in facts.at(QUEUE) if q.resource.address in used or _SESSION in words(q.get("objects"))]


def _amount(value: Value | None) -> Fraction | None:
    try:
        return Fraction(str(value.value)) if value is not None else None
    except (ValueError, ZeroDivisionError):
        return None


@rule(
    "WA279",
    at=(ROUTING, QUEUE, PRESENCE),
    what="A message must take no more capacity than agents have; Most Available and one unit are usual.",
    why="An agent whose capacity is less never gets a message.",
    remedy="Write routing_model: MostAvailable and capacity_weight: 1, and a presence capacity of 10.",
    source=f"{_GUIDE}, Create a routing configuration; Set up Presence Configuration",
    good="capacity_weight: 1, presence capacity 10",
    bad="capacity_weight: 2, presence capacity 1",
)
def capacity(facts: Facts) -> Iterator[Found]:
    """Of the queues that messages reach; another model or another number of units is a warning."""
    configurations = {r.resource.address: r for r in facts.at(ROUTING)}
    used = {
        target.address
        for queue in facts.once(queues)
        if (
            target := facts.target(
                queue.value.get("routing_configuration"), "salesforce.RoutingConfiguration"
            )
        )
    }
    for address, one in configurations.items():
        if address not in used:
            continue
        model, units = one.get("routing_model"), one.get("capacity_weight")
        if model is not None and known(model) not in ("", "MostAvailable"):
            yield model.wrong(f"{model.value} is not MostAvailable", severity=Severity.WARNING)
        takes = _amount(units)
        if units is None or takes is None:
            continue
        most = max((n for n in _capacities(facts, one.resource.account)), default=None)
        if most is not None and takes > most:
            yield units.wrong(f"a message takes {takes}, and agents have {most}")
        elif takes != 1:
            yield units.wrong(f"{takes} is not the one unit of the guide", severity=Severity.WARNING)


def _capacities(facts: Facts, account: str) -> Iterator[int]:
    for presence in facts.at(PRESENCE):
        found = number_of(presence.get("capacity"))
        if found is not None and presence.resource.account == account:
            yield found


@rule(
    "WA280",
    at=(QUEUE, CHANNEL, FLOW),
    what="A queue of messages must take messaging sessions, have a routing configuration and a member.",
    why="Omni-Channel leaves a session where it is when its queue does not take it, or nobody is in it.",
    remedy="Write objects: [MessagingSession], a routing_configuration, and users or groups.",
    source=f"{_GUIDE}, Create a queue",
    good="objects: [MessagingSession]",
    bad="objects: [Case]",
)
def queue(facts: Facts) -> Iterator[Found]:
    """What is left out may be in the org: a warning."""
    for one in facts.once(queues):
        objects, people = one.get("objects"), [v for v in one.inside("users", "groups") if v.value]
        if objects is not None and _SESSION not in words(objects):
            yield objects.wrong("messaging sessions are not among them")
        lacks = ["objects"] if objects is None else []
        lacks += [] if one.get("routing_configuration") is not None else ["routing_configuration"]
        lacks += [] if people else ["users or groups"]
        if lacks:
            yield Found(one.resource, "name", f"it has no {', no '.join(lacks)}", severity=Severity.WARNING)


@rule(
    "WA285",
    at=(FLOW, CHANNEL),
    what="The flow of a channel must take recordId and errorReason, route work and be active.",
    why="Omni-Channel hands over these two; a flow that does not take them fails, and the session stays unrouted.",
    remedy="Write inputs: [recordId, errorReason] and a step do: route_work; leave active out.",
    source=f"{_GUIDE}, Create an Omni-Channel flow",
    good="inputs: [recordId, errorReason]",
    bad="inputs: [recordId]",
)
def flow(facts: Facts) -> Iterator[Found]:
    """A flow that is a document of its own is not looked into; a step that the guide has and the flow has not is a note."""
    flows = {f.resource.address: f for f in facts.at(FLOW)}
    used = (facts.target(c.value.get("flow"), "salesforce.OmniFlow") for c in facts.at(CHANNEL))
    for address in dict.fromkeys(t.address for t in used if t is not None):
        one = flows[address]
        active, steps = one.get("active"), one.get("steps")
        if active is not None and is_off(active):
            yield active.wrong("it is not active")
        if steps is None:
            continue
        inputs, done = one.get("inputs"), {known(s) for s in one.inside("steps[*].do")}
        lacks = [name for name in ("recordId", "errorReason") if name not in words(inputs)]
        if lacks:
            yield Found(one.resource, "spec.inputs", f"it does not take {', '.join(lacks)}")
        if "route_work" not in done:
            yield steps.wrong("it routes nothing")
        elif missing := sorted({"get_record", "update_records"} - done):
            yield steps.wrong(f"the guide's flow has {', '.join(missing)} too", severity=Severity.NOTE)


@rule(
    "WA286",
    at=(STATUS, ACCESS, CHANNEL, PRESENCE, TRANSFER),
    set=RuleSet.BEST_PRACTICE,
    what="Agents must be able to be online for messaging, and to hand messages to another queue.",
    why="Without such a status nobody is ever available, and every session waits.",
    remedy="Declare a salesforce.PresenceStatus with channels: [sfdc_livemessage], and salesforce.PresenceStatusAccess for it.",
    source=f"{_GUIDE}, Create a Presence Status; Set up Presence Configuration",
    good="channels: [sfdc_livemessage]",
    bad="channels: [sfdc_phone]",
)
def status(facts: Facts) -> Iterator[Found]:
    """Where the org of a channel has statuses at all, one must be for messaging and granted."""
    granted = {
        t.address
        for a in facts.at(ACCESS)
        for s in a.inside("statuses[*]")
        if (t := facts.target(s.value, "salesforce.PresenceStatus")) is not None
    }
    for account in dict.fromkeys(c.resource.account for c in facts.at(CHANNEL)):
        statuses = [s for s in facts.at(STATUS) if s.resource.account == account]
        online = [s for s in statuses if _MESSAGING in words(s.get("channels"))]
        if statuses and not online:
            yield (statuses[0].get("channels") or statuses[0]).wrong("messaging is in no presence status")
        for one in online if not any(s.resource.address in granted for s in online) else ():
            detail = f"no permission set lets agents choose {named(one, 'developer_name')}"
            yield Found(one.resource, "name", detail, severity=Severity.WARNING)
        yield from _transfers(facts, account)


def _transfers(facts: Facts, account: str) -> Iterator[Found]:
    lists = {
        known(t.get("presence_configuration")).casefold()
        for t in facts.at(TRANSFER)
        if words(t.get("queues"))
    }
    for one in facts.at(PRESENCE):
        own = one.resource.account == account and not is_on(one.get("transfer_to_any_queue"))
        if own and known(one.get("label")).casefold() not in lists:
            detail = "its agents can transfer a message to no queue"
            yield Found(one.resource, "name", detail, severity=Severity.NOTE)


@rule(
    "WA287",
    at=(CHANNEL, WIZARD),
    what="A channel that a partner connects must be active, and should be routed by a flow.",
    why="Its key, which the partner needs, is shown once it is active.",
    remedy="Write active: true, and flow with fallback_queue.",
    source=f"{_GUIDE}, Set up Omni-Channel routing; Enable Messaging and create a channel",
    good="active: true",
    bad="active: false",
)
def channel(facts: Facts) -> Iterator[Found]:
    """Channels that a wizard names; without a flow a warning."""
    names = {(w.resource.account, known(w.get("channel")).casefold()) for w in facts.at(WIZARD)}
    for one in facts.at(CHANNEL):
        if (one.resource.account, named(one, "developer_name").casefold()) not in names:
            continue
        if not is_on(one.get("active")):
            yield Found(one.resource, "spec.active", "it is not active")
        if one.get("flow") is None:
            yield Found(one.resource, "name", "no flow routes its messages", severity=Severity.WARNING)


RULES = (capacity, queue, flow, status, channel)
