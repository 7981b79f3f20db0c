"""What is set on the server for social media: DSEdit, recovery, utilization (WA234, WA235, WA236)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgops.sdk.readings import known, named, number_of, words
from msgops.sdk.rules import Facts, Found, Severity, Value, rule
from msgops_pureconnect.rules.channels import USER, agents

DSEDIT = "pureconnect.dsedit"
PARAMETER = "pureconnect.server_parameter"
UTILIZATION = "pureconnect.utilization"

_SEED = "PureConnect Social Media Technical Reference 2022 R3"
_RECOVERY = (
    "Socialconversation Interaction Recovery Enabled",
    "Directmessage Interaction Recovery Enabled",
)
_ACCESS = "I3_ACCESS_ACD_WHATSAPP"
_WHOLE = 100


@rule(
    "WA234",
    at=(DSEDIT,),
    severity=Severity.WARNING,
    what="PollInterval and PostLimit should be positive whole numbers, and not those of a channel of WhatsApp.",
    why="The processor polls Facebook and Twitter by them, and nothing else.",
    remedy="Write 5000 milliseconds and 100 posts, the defaults, or leave the document out for WhatsApp.",
    source=f"{_SEED}, Poll Interval and Post Limit",
    good='poll_interval: "5000"',
    bad='poll_interval: "0"',
)
def polling(facts: Facts) -> Iterator[Found]:
    """Each of the two, and the platform."""
    for one in facts.at(DSEDIT):
        platform = one.get("platform")
        if platform is not None and platform.value == "WhatsApp":
            yield platform.wrong("WhatsApp is not polled")
        for value in (one.get("poll_interval"), one.get("post_limit")):
            number = number_of(value)
            if value is not None and "${" not in str(value.value) and (number is None or number < 1):
                yield value.wrong(f"{value.value} is no positive number")


def _plain(name: str) -> str:
    return re.sub(r"[\W_]", "", name).casefold()


_KNOWN = {_plain(name): name for name in _RECOVERY}


@rule(
    "WA235",
    at=(PARAMETER,),
    what="The parameters of interaction recovery must have their exact names and a whole number other than 0.",
    why="Only these parameters, with such a value, bring conversations back after a switchover.",
    remedy="Write 1, and restart the backup server (pureconnect.BackupServerRestart).",
    source=f"{_SEED}, Interaction Recovery for Social Media Interactions",
    good='Directmessage Interaction Recovery Enabled: "1"',
    bad='Directmessage Interaction Recovery Enabled: "true"',
)
def recovery(facts: Facts) -> Iterator[Found]:
    """A name that differs by spaces or capitals alone is meant to be one of the two."""
    for parameter in facts.at(PARAMETER):
        name = named(parameter, "name")
        exact = _KNOWN.get(_plain(name))
        if exact is None:
            continue
        if name != exact:
            yield (parameter.get("name") or parameter).wrong(f"{name} is written {exact}")
        value = parameter.get("value")
        if value is not None and "${" not in str(value.value) and not number_of(value):
            yield value.wrong(f"{value.value} is no number other than 0")


@rule(
    "WA236",
    at=(UTILIZATION, USER),
    what="Utilization must be 0 to 100 percent with at least 1 assigned, and an agent a member of the channel's workgroup.",
    why="ACD routes to members alone, as many as their utilization leaves room for.",
    remedy="Write for example percent: 50 and max_assign: 2, and add the agent to the workgroup.",
    source=f"{_SEED}, ACD Utilization rate; ACD Routing of Social Media Interactions; the ranges are ours",
    good="percent: 100, max_assign: 1",
    bad="percent: 120, max_assign: 0",
)
def utilization(facts: Facts) -> Iterator[Found]:
    """Membership is known where a document says who the members are."""
    members = agents(facts)
    for one in facts.at(UTILIZATION):
        percent, most = one.get("percent"), one.get("max_assign")
        if (number := number_of(percent)) is not None and percent is not None and not 0 <= number <= _WHOLE:
            yield percent.wrong(f"{number} is not 0 to 100")
        if (number := number_of(most)) is not None and most is not None and number < 1:
            yield most.wrong(f"{number} is less than 1")
        if known(one.get("of")) == "user":
            yield from _member(one.get("name"), members)
    for user in facts.at(USER):
        if _ACCESS in words(user.get("licenses")):
            yield from _member(user.get("user"), members)


def _member(who: Value | None, members: dict[str, set[str]]) -> Iterator[Found]:
    inside = members.get(who.resource.account) if who is not None else None
    if who is not None and inside is not None and known(who) and who.value.casefold() not in inside:
        yield who.wrong(f"{who.value} is no member of the workgroup of a channel")


RULES = (polling, recovery, utilization)
