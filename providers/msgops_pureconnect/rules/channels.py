"""What a channel of WhatsApp needs around it: licences, a workgroup, a right (WA232, WA233, WA237, WA238)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from msgops.model.secret import Secret
from msgops.sdk.readings import is_off, known, named, words
from msgops.sdk.rules import Facts, Found, RuleSet, Severity, Value, rule

CHANNEL = "pureconnect.channel"
USER = "pureconnect.user"
STATION = "pureconnect.station"
FEATURE = "pureconnect.feature_license"
ADMIN = "pureconnect.social_media_admin"
WORKGROUP = "pureconnect.Workgroup"

_SEED = "PureConnect Social Media Technical Reference 2022 R3"
_FEATURE, _OTHER_FEATURE = "I3_FEATURE_WHATSAPP_SOCIAL_MEDIA", "I3_FEATURE_SOCIAL_MEDIA"
_ACCESS = "I3_ACCESS_ACD_WHATSAPP"


def workgroup(facts: Facts, channel: Value) -> Value | None:
    """Return the workgroup that a channel names, where a document declares it."""
    reference = channel.get("workgroup")
    target = facts.target(reference.value, WORKGROUP) if reference is not None else None
    return Value(target, "spec", target.attributes) if target is not None else None


def agents(facts: Facts) -> dict[str, set[str]]:
    """Return by account the members of the workgroups of channels, in lower case; an account without any is not there."""
    found: dict[str, set[str]] = defaultdict(set)
    for channel in facts.at(CHANNEL):
        group = workgroup(facts, channel)
        members = group.get("members") if group is not None else None
        if members is not None:
            found[channel.resource.account].update(name.casefold() for name in words(members))
    return found


@rule(
    "WA232",
    at=(CHANNEL, FEATURE, USER, STATION),
    what="WhatsApp needs licences of its own: of the server, and of each agent by user or station.",
    why="The licences of Facebook and Twitter do not count: the channel is refused, or no agent gets a message.",
    remedy=f"Use {_FEATURE} and {_ACCESS}.",
    source=f"{_SEED}, Licensing; Station Configuration",
    good=_ACCESS,
    bad="I3_ACCESS_ACD_SOCIAL_MEDIA alone",
)
def licensed(facts: Facts) -> Iterator[Found]:
    """What documents say: of an agent without licences in a file nothing is known."""
    features = {(f.resource.account, named(f, "license")) for f in facts.at(FEATURE)}
    channels = {c.resource.account for c in facts.at(CHANNEL)}
    for feature in facts.at(FEATURE):
        account = feature.resource.account
        other = account in channels and named(feature, "license") == _OTHER_FEATURE
        if other and (account, _FEATURE) not in features:
            yield (feature.get("license") or feature).wrong("it is the licence of Facebook and Twitter")
    members, stations = agents(facts), facts.once(_licensed_stations)
    for user in facts.at(USER):
        account, name, licenses = user.resource.account, named(user, "user"), user.get("licenses")
        if licenses is None or name.casefold() not in members.get(account, ()):
            continue
        if _ACCESS not in words(licenses) and (account, name.casefold()) not in stations:
            yield licenses.wrong(f"{name} is an agent of the channel and has no {_ACCESS}")


def _licensed_stations(facts: Facts) -> Iterator[tuple[str, str]]:
    """Yield who works at a station with the licence."""
    for station in facts.at(STATION):
        if known(station.get("license")) in ("", _ACCESS):
            yield from ((station.resource.account, u.casefold()) for u in words(station.get("users")))


@rule(
    "WA233",
    at=(CHANNEL,),
    what="A channel must have exactly one workgroup, and that one an ACD queue.",
    why="Messages are routed to agents by ACD alone; without a queue they reach nobody.",
    remedy="Name a workgroup with has_queue: true and queue_type: acd.",
    source=f"{_SEED}, Channel Configuration; ACD Routing of Social Media Interactions",
    good="a workgroup with queue_type: acd",
    bad="a workgroup with has_queue: false",
)
def one_workgroup(facts: Facts) -> Iterator[Found]:
    """By what the workgroup's document says; of one that is looked up nothing is known."""
    for channel in facts.at(CHANNEL):
        reference = channel.get("workgroup")
        if reference is None:
            yield (channel.get("name") or channel).wrong("it has no workgroup")
            continue
        if isinstance(reference.value, list | tuple):
            yield reference.wrong(f"it has {len(reference.value)} workgroups")
            continue
        group = workgroup(facts, channel)
        if group is not None and (is_off(group.get("has_queue")) or _not_acd(group)):
            yield reference.wrong(f"{group.resource.address.name} has no ACD queue")


def _not_acd(group: Value) -> bool:
    return known(group.get("queue_type")) not in ("", "acd")


@rule(
    "WA237",
    at=(CHANNEL, ADMIN, USER),
    set=RuleSet.BEST_PRACTICE,
    what="Who configures channels must have the right Social Media Admin.",
    why="Channels can be configured with this right alone.",
    remedy="Declare pureconnect.SocialMediaAdmin for the user, or for one of the user's roles.",
    source=f"{_SEED}, Channel Configuration",
    good="administrator: asmith, and the right for asmith",
    bad="administrator: asmith, and no right",
)
def may_configure(facts: Facts) -> Iterator[Found]:
    """Where a channel says who does it; a role counts for users whose documents name it."""
    granted = {
        (a.resource.account, known(a.get("type")), named(a, "holder").casefold()) for a in facts.at(ADMIN)
    }
    holders = {(account, holder) for account, type_, holder in granted if type_ == "user"}
    for user in facts.at(USER):
        account = user.resource.account
        if any((account, "role", role.casefold()) in granted for role in words(user.get("roles"))):
            holders.add((account, named(user, "user").casefold()))
    for channel in facts.at(CHANNEL):
        who = channel.get("administrator")
        if known(who) and who is not None and (channel.resource.account, who.value.casefold()) not in holders:
            yield who.wrong(f"no document gives {who.value} the right Social Media Admin")


@rule(
    "WA238",
    at=(CHANNEL,),
    severity=Severity.WARNING,
    what="A channel should need no certificate of the WhatsApp Business Account.",
    why="Certificates are from the days of clients on premises, which Meta has ended; a sign-up takes their place.",
    remedy="Ask Genesys how numbers are connected today, and leave the certificate out.",
    source=f"{_SEED}, Create WhatsApp Channel; Meta, On-Premises API deprecation",
    good="no certificate",
    bad="certificate: ${env:WABA_CERTIFICATE}",
)
def certificate(facts: Facts) -> Iterator[Found]:
    """One that stands in the file is told by the rule for secrets."""
    for channel in facts.at(CHANNEL):
        found = channel.get("certificate")
        if found is not None and (isinstance(found.value, Secret) or "${" in str(found.value)):
            yield found.wrong("it has a certificate of the client on premises")


RULES = (licensed, one_workgroup, may_configure, certificate)
