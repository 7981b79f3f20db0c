"""What a WhatsApp channel of CXone needs around it: component, script and skill, service levels (WA250 to WA257)."""

from __future__ import annotations

from collections.abc import Iterator

from msgops.sdk.readings import is_on, known, named, number_of, same
from msgops.sdk.rules import Facts, Found, RuleSet, Severity, Value, rule, text_rule

COMPONENT = "cxone.component"
COMPONENT_URL = f"{COMPONENT}.url"
CHANNEL = "cxone.channel"
DEFAULTS = "cxone.channel.defaults"
SLA = "cxone.sla"
INBOUND_ONLY = "whatsapp.inbound_only"
"""The direction of a channel whose agents cannot begin a conversation at all."""
DIGITAL = "cxone.digital_channel"

_COMPONENT = "NICE CXone, WhatsApp, Configure the custom component"
_TIMES = {"days": 365, "hours": 23, "minutes": 59}
_MINUTES = {"days": 1440, "hours": 60, "minutes": 1}


@text_rule(
    "WA250",
    COMPONENT_URL,
    what="The URL of a custom component must have one %s, at its end.",
    why="CXone puts the conversation there; anywhere else the page gets a wrong one, or none.",
    remedy="Paste the URL that stands below the channel list of My Channels, without anything else.",
    source=_COMPONENT,
    good="https://templates.acme.example/settings?channel=%s",
    bad="https://templates.acme.example/%s/settings",
)
def placeholder(url: Value) -> str | None:
    """The kind adds the one at the end by itself; any other stays."""
    count = url.value.removesuffix("%s").count("%s")
    return f"{url.value} has a %s before its end" if count else None


@rule(
    "WA251",
    at=(COMPONENT,),
    severity=Severity.WARNING,
    what="The height of a custom component should be 200, a number of pixels.",
    why="Less hides the templates, more pushes the conversation out of sight; a text or nothing is no height.",
    remedy="Write height: 200.",
    source=_COMPONENT,
    good="200",
    bad="200px",
)
def height(facts: Facts) -> Iterator[Found]:
    """What is no height at all is an error."""
    for component in facts.at(COMPONENT):
        found = component.get("height")
        if found is None or "${" in str(found.value):
            continue
        pixels = number_of(found)
        if pixels is None or pixels < 1:
            yield found.wrong(f"{found.value} is no number of pixels", severity=Severity.ERROR)
        elif pixels != 200:
            yield found.wrong(f"{pixels} is not the 200 that NICE recommends")


@text_rule(
    "WA252",
    COMPONENT_URL,
    what="No custom component of smooch may remain.",
    why="It belongs to the WhatsApp of before, and agents pick templates that nothing sends.",
    remedy="Remove the document, and let a person delete the component.",
    source=_COMPONENT,
    good="no component with smooch in its URL",
    bad="https://app.smooch.example/templates",
)
def old(url: Value) -> str | None:
    """In any case of letters."""
    return f"{url.value} is one of the old components" if "smooch" in url.value.lower() else None


@rule(
    "WA253",
    at=(COMPONENT,),
    severity=Severity.WARNING,
    set=RuleSet.BEST_PRACTICE,
    what="A custom component should name its channels.",
    why="With no channel ticked it is shown in all of them, also in those without WhatsApp.",
    remedy="Name the channels.",
    source=_COMPONENT,
    good="channels: [WhatsApp UK]",
    bad="channels: []",
)
def everywhere(facts: Facts) -> Iterator[Found]:
    """An empty list, or none."""
    for component in facts.at(COMPONENT):
        channels = component.get("channels")
        if channels is None or not channels.value:
            yield Found(component.resource, "spec.channels", "no channel is named, so it is for all")


@rule(
    "WA255",
    at=(CHANNEL, DEFAULTS),
    set=RuleSet.BEST_PRACTICE,
    what="A WhatsApp channel must have a default script and a default skill.",
    why="Without them messages are in no queue, and nobody sees them.",
    remedy="Declare cxone.ChannelDefaults with script and skill for it.",
    source="NICE CXone, WhatsApp, Default skill",
    good="a channel, and its cxone.ChannelDefaults with script and skill",
    bad="a script without a skill",
)
def defaults(facts: Facts) -> Iterator[Found]:
    """A document with one of the two, or a channel without the document."""
    have = {(d.resource.account, named(d, "channel").casefold()) for d in facts.at(DEFAULTS)}
    for one in facts.at(DEFAULTS):
        lacks = [name for name in ("script", "skill") if one.get(name) is None]
        if lacks:
            yield one.wrong(f"{named(one, 'channel')} has no default {' and no '.join(lacks)}")
    for channel in facts.at(CHANNEL):
        name = named(channel, "name")
        if (channel.resource.account, name.casefold()) not in have:
            yield Found(
                channel.resource, "spec.name", f"nothing declares the default script and skill of {name}"
            )


@rule(
    "WA257",
    at=(SLA,),
    what="A service level must be two times, each of days, hours 0-23 and minutes 0-59 and not nothing.",
    why="The console takes no others, and an answer cannot be due after the solution.",
    remedy="Write for example first_response: {hours: 4} and solution: {days: 1}, or follow_global: true.",
    source="NICE CXone, WhatsApp, Configure SLAs; the ranges are ours",
    good="first_response: {hours: 4}",
    bad="first_response: {hours: 25}",
    replaces=frozenset({"MC104"}),
)
def service_level(facts: Facts) -> Iterator[Found]:
    """A response that takes longer than the solution is a warning."""
    for sla in facts.at(SLA):
        response, solution = sla.get("first_response"), sla.get("solution")
        if response is None or solution is None:
            if not is_on(sla.get("follow_global")):
                lacks = "first_response" if response is None else "solution"
                yield sla.wrong(f"it does not follow the global one and has no {lacks}")
            continue
        wrong = [*_ranges(response), *_ranges(solution)]
        yield from wrong
        if not wrong and _minutes(response) > _minutes(solution):
            yield response.wrong("it is longer than the solution", severity=Severity.WARNING)


def _ranges(time: Value) -> Iterator[Found]:
    found = [(part, most) for name, most in _TIMES.items() if (part := time.get(name)) is not None]
    for part, most in found:
        count = number_of(part)
        if count is None or not 0 <= count <= most:
            yield part.wrong(f"{part.value} is not a whole number from 0 to {most}")
    if isinstance(time.value, dict) and all(number_of(part) == 0 for part, _ in found):
        yield time.wrong("it is no time at all")


def _minutes(time: Value) -> int:
    return sum((number_of(time.get(name)) or 0) * count for name, count in _MINUTES.items())


def _is_whatsapp(facts: Facts, channel: Value) -> bool:
    """Whether a digital channel is one of WhatsApp: by its platform, or because a document connects it."""
    name = named(channel, "name")
    return known(channel.get("platform")) == "whatsapp" or any(
        same(named(c, "name"), name) and c.resource.account == channel.resource.account
        for c in facts.at(CHANNEL)
    )


@rule(
    "WA187",
    at=(DIGITAL, CHANNEL, INBOUND_ONLY),
    severity=Severity.WARNING,
    what="Agents should be able to start a conversation on WhatsApp by template only, or not at all.",
    why="A first message that is no template is refused, and the agent believes that it was sent.",
    remedy="Write has_outbound_templates: true, or has_outbound_flow: false; in PureConnect direction: inbound.",
    source="NICE CXone, WhatsApp; Genesys PureConnect, Social media interactions: there not at all",
    good="has_outbound_flow: true, has_outbound_templates: true",
    bad="has_outbound_flow: true, has_outbound_templates: false",
)
def starts(facts: Facts) -> Iterator[Found]:
    """Where templates are switched off or not managed, and outbound messages are on."""
    for channel in facts.at(DIGITAL):
        flows = [f for n in ("has_outbound_flow", "has_manual_outbound_flow") if is_on(f := channel.get(n))]
        if flows and _is_whatsapp(facts, channel) and not is_on(channel.get("has_outbound_templates")):
            yield (flows[0] or channel).wrong("agents may write first, and not by template")
    for direction in facts.texts(INBOUND_ONLY):
        if direction.value != "inbound":
            yield direction.wrong("agents can answer here, and never write first")


RULES = (placeholder, height, old, everywhere, defaults, service_level, starts)
