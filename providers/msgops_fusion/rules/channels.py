"""Numbers of Infobip as channels of Fusion Service, and what the pod must have switched on (WA295 to WA301, without WA300)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from msgops.sdk.readings import is_off, known, named, number_of
from msgops.sdk.rules import Facts, Found, RuleSet, Severity, Value, rule, text_rule

CHANNEL = "fusion.channel"
TYPE = "fusion.channel.type"
PHONE = "fusion.channel.phone"
SECRET = "fusion.channel.secret"  # noqa: S105  # a subject, no secret
OPTION = "fusion.option"
FEATURE = "fusion.feature"
NUMBER = "whatsapp.number"

_GUIDE = "Infobip, Oracle Fusion Service messaging"
_CHANNELS = f"{_GUIDE}, Add your new channels to the Supervisor Dashboard"
_SANDBOX = re.compile(r"^(127\.0\.0\.1|localhost|.+\.test)$")
"""Where a sandbox is: hosts that nobody reaches from outside (RFC 6761)."""
_DAY = 24 * 60 * 60


@rule(
    "WA295",
    at=(CHANNEL,),
    what="Webhook and OAuth2 URL of a channel must stand on one base URL of Infobip: https, without path and last slash.",
    why="Engage appends /messages-api/1/messages and /auth/1/oauth2/token; on two bases its token is refused.",
    remedy="Write ${account.infobip.base_url}.",
    source=_CHANNELS,
    good="https://acme1.api.infobip.com",
    bad="https://acme1.api.infobip.com/messages-api/1/messages",
)
def base(facts: Facts) -> Iterator[Found]:
    """Channels that sign in as one user of Infobip have one base."""
    seen: dict[tuple[str, str], str] = {}
    for channel in facts.at(CHANNEL):
        url, user = channel.get("infobip_base_url"), known(channel.get("client_id"))
        if url is None or not known(url) or "<" in known(url):
            continue
        key = (channel.resource.account, user)
        if wrong := _no_base(known(url)):
            yield url.wrong(f"{url.value} {wrong}")
        elif user and seen.setdefault(key, known(url)) != known(url):
            yield url.wrong(f"{url.value} is not {seen[key]}, as in another channel of {user}")


def _no_base(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return "is no URL"
    if (parts.scheme != "https" and not _SANDBOX.search(parts.hostname or "")) or not parts.hostname:
        return "is not https"
    return "has more than a host" if parts.path or parts.query or parts.fragment else ""


@text_rule(
    "WA296",
    TYPE,
    what="The type of a channel must be SMS or WhatsApp.",
    why="The Supervisor Dashboard has no other for Infobip's numbers.",
    remedy="Write SMS or WhatsApp.",
    source=_CHANNELS,
    good="WhatsApp",
    bad="Viber",
)
def channel_type(text: Value) -> str | None:
    """In these letters."""
    return None if text.value in ("SMS", "WhatsApp") else f"{text.value} is neither SMS nor WhatsApp"


@rule(
    "WA297",
    at=(PHONE, NUMBER),
    what="The number of a channel must be that of Infobip's sender, in digits.",
    why="Engage sends as that number; one digit more or less is another sender, or none.",
    remedy="Write the number as Infobip's dashboard shows it, without plus sign and spaces.",
    source=_CHANNELS,
    good="447860099299, and a sender +44 7860099299",
    bad="447860099298, and a sender +44 7860099299",
    replaces=frozenset({"XS003"}),
)
def sender(facts: Facts) -> Iterator[Found]:
    """Of WhatsApp, where the files declare senders of Infobip."""
    senders = {
        re.sub(r"\D", "", n.value) for n in facts.texts(NUMBER) if n.resource.address.provider == "infobip"
    }
    for phone in facts.texts(PHONE):
        sort = phone.resource.attributes.get("type")
        digits = re.sub(r"\D", "", phone.value)
        if digits != phone.value and digits in (senders or {digits}):
            yield phone.wrong(f"{phone.value} has more than digits", fix=digits)
        elif senders and sort == "WhatsApp" and digits not in senders:
            yield phone.wrong(f"no sender of Infobip has the number {phone.value}")


@rule(
    "WA298",
    at=(OPTION,),
    severity=Severity.WARNING,
    what="The idle timeout of conversations should be a number of seconds, at most a day.",
    why="Text is no time, and after a day a customer on WhatsApp can only be reached by a template.",
    remedy="Write 600, which is the default.",
    source=f"{_GUIDE}, FAQ; the upper end is ours",
    good="600",
    bad="10m",
)
def idle(facts: Facts) -> Iterator[Found]:
    """The option's code is not published: any that speaks of idleness or of the end of a chat's time."""
    for option in facts.at(OPTION):
        value = option.get("value")
        if (
            value is None
            or not known(value)
            or not re.search("IDLE|TIME_?OUT", named(option, "option").upper())
        ):
            continue
        seconds = number_of(value)
        if seconds is None or seconds < 1:
            yield value.wrong(f"{value.value} is no number of seconds")
        elif seconds > _DAY:
            yield value.wrong(f"{seconds} seconds are more than the 24 hours of WhatsApp")


@text_rule(
    "WA299",
    SECRET,
    what="The client secret and the password of the Infobip user must be references.",
    why="Whoever reads the repository could read all conversations, and write as the business.",
    remedy="Write ${env:NAME} or ${file:PATH}, change the secret, and send it by a safe channel only.",
    source=f"{_GUIDE}, Configure authentication: ensure a secure channel",
    good="${env:INFOBIP_PASSWORD}",
    bad="the password",
    silent=False,
    replaces=frozenset({"WA900"}),
)
def secret(text: Value) -> Found | None:
    """Any text that is no reference; it is not shown."""
    return text.wrong("it holds a literal value", secret=True) if text.value else None


@rule(
    "WA301",
    at=(CHANNEL, FEATURE, OPTION),
    set=RuleSet.BEST_PRACTICE,
    what="Omnichannel Routing and Chat must both be switched on.",
    why="Messages are routed as chats are: without both no agent gets one.",
    remedy="Declare fusion.FeatureOptIn for Omnichannel Routing and for Chat, or SVC_ENABLE_CHAT: Y.",
    source=f"{_GUIDE}, Enable omnichannel routing and chat",
    good="both",
    bad="Chat only",
)
def switched_on(facts: Facts) -> Iterator[Found]:
    """Told where one is switched off, or at the other where it is not declared; a pod that declares neither has both."""
    for account in dict.fromkeys(v.resource.account for v in facts.at(FEATURE, OPTION)):
        have: dict[str, list[Value]] = {"Omnichannel Routing": [], "Chat": []}
        for one in facts.at(FEATURE, OPTION):
            name = _feature(one)
            if name and one.resource.account == account:
                have[name].append(one)
        for name, declared in have.items():
            yield from (_off(one).wrong(f"{name} is switched off") for one in declared if _is_off(one))
            other = next((o for n, found in have.items() if n != name for o in found), None)
            if not declared and other is not None:
                yield Found(other.resource, "name", f"nothing says that {name} is switched on")


def _feature(one: Value) -> str:
    """Return which of the two a document speaks of; codes are not published, names are."""
    told = f"{known(one.get('feature'))} {known(one.get('code'))} {known(one.get('option'))}".casefold()
    if re.search("omni_?channel", told):
        return "Omnichannel Routing"
    words = known(one.get("feature")).casefold().strip() == "chat" or "svc_enable_chat" in told
    return "Chat" if words else ""


def _off(one: Value) -> Value:
    return one.get("enabled") or one.get("value") or one


def _is_off(one: Value) -> bool:
    value = _off(one)
    return value is not one and (is_off(value) or known(value).upper() in ("N", "NO"))


RULES = (base, channel_type, sender, idle, secret, switched_on)
