"""What the connector between Infobip and an org needs (WA274, WA276 to WA278, WA281, WA283, WA284)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from msgops.sdk.readings import known, named, number_of, same, words
from msgops.sdk.rules import Facts, Found, RuleSet, Severity, Value, rule
from msgops_salesforce.rules.org import APP, DEFINITION, WIZARD

if TYPE_CHECKING:
    from msgops.model.address import Address

KEY = "connector.key"
SECURITY = "connector.security"
PROFILE = "connector.profile"
SUBSCRIPTION = "connector.subscription"
HANDOVER = "connector.handover"
PAGE = "salesforce.page"
PANEL = "salesforce.page.component"
ORGANIZATION = "salesforce.organization"
USER = "salesforce.user"
CHANNEL = "salesforce.channel"

_HOST = "sfsc-connector.ibintegrations.com"
_BASE = f"https://{_HOST}"
_GUIDE = "Infobip, Salesforce Service Cloud messaging"
_PRINTED = "89b08fb70837c57be0798957f2fd8bb309cd42c11e66dd5676202d40bf123109"
"""SHA-256 of the key that the guide prints."""
_TWO_WAY = (
    "numbers:manage",
    "account-management:manage",
    "inbound-message:read",
    "message:send",
    "messages-api:manage",
    "messages-api:message:send",
)
_CHATBOT = ("answers:manage", "conversations:manage")


def _at_connector(value: Value | None) -> bool:
    try:
        return urlsplit(known(value)).hostname == _HOST
    except ValueError:
        return False


def _keys(facts: Facts) -> Iterator[Value]:
    """Yield the keys that the connector gets: those that the wizard waits for, or else the only one."""
    keys = {k.resource.address: k for k in facts.at(KEY)}
    wanted: list[Address] = [a for w in facts.at(WIZARD) for a in w.resource.depends_on if a in keys]
    if not wanted and len(keys) == 1 and next(facts.at(WIZARD), None) is not None:
        wanted = list(keys)
    yield from (keys[a] for a in dict.fromkeys(wanted))


@rule(
    "WA274",
    at=(KEY, WIZARD, HANDOVER),
    what="The connector's API key must have the scopes of its use case.",
    why="Infobip refuses the calls that the key has no scope for; with more scopes a stolen key does more harm.",
    remedy=f"Write scope_guids: [{', '.join(_TWO_WAY)}]; for a chatbot also {' and '.join(_CHATBOT)}.",
    source=f"{_GUIDE}, API key scopes",
    good=f"scope_guids: [{', '.join(_TWO_WAY)}]",
    bad="scope_guids: [message:send]",
)
def scopes(facts: Facts) -> Iterator[Found]:
    """What is too much is a warning."""
    chatbots = {h.resource.account for h in facts.at(HANDOVER)}
    for key in _keys(facts):
        found = key.get("scope_guids")
        if found is None or any("${" in w for w in words(found)):
            continue
        have, needs = set(words(found)), {*_TWO_WAY, *(_CHATBOT if key.resource.account in chatbots else ())}
        if lacks := sorted(needs - have):
            yield found.wrong(f"it lacks {', '.join(lacks)}")
        elif more := sorted(have - needs - {*_CHATBOT}):
            yield found.wrong(f"the connector does not need {', '.join(more)}", severity=Severity.WARNING)


@rule(
    "WA276",
    at=(SECURITY, PROFILE),
    what="Messages to the connector must be signed by HMAC with SHA-256.",
    why="The connector checks that signature, and refuses messages with another one or none.",
    remedy="Write type: HMAC and algorithm: HMAC_SHA_256; the key that the guide prints is public: ask Infobip for another.",
    source=f"{_GUIDE}, Subscription setup for 2-way messaging",
    good="algorithm: HMAC_SHA_256",
    bad="algorithm: HMAC_MD5",
    replaces=frozenset({"WA900"}),
)
def signature(facts: Facts) -> Iterator[Found]:
    """The setting that a webhook of the connector refers to."""
    settings = {s.resource.address: s for s in facts.at(SECURITY)}
    told: set[Address] = set()
    for profile in facts.at(PROFILE):
        if not _at_connector(profile.get("webhook.notify_url")):
            continue
        security = profile.get("security")
        if security is None:
            yield Found(profile.resource, "spec.webhook", "it has no security setting, so nothing is signed")
            continue
        target = facts.target(security.value, "infobip.WebhookSecurity")
        if target is not None and target.address in settings and target.address not in told:
            told.add(target.address)
            yield from _signs(settings[target.address])


def _signs(setting: Value) -> Iterator[Found]:
    key = setting.get("credentials.secret_key")
    if key is not None and hashlib.sha256(known(key).encode()).hexdigest() == _PRINTED:
        yield key.wrong("it is the key that the guide prints: everybody can sign with it", secret=True)
    sort, algorithm = setting.get("type"), setting.get("credentials.algorithm")
    if sort is not None and known(sort) not in ("", "HMAC"):
        yield sort.wrong(f"{sort.value} is no signature")
    elif algorithm is None:
        yield Found(setting.resource, "spec.credentials", "no algorithm is named")
    elif known(algorithm) not in ("", "HMAC_SHA_256"):
        yield algorithm.wrong(f"{algorithm.value} is not HMAC_SHA_256")


@rule(
    "WA277",
    at=(PROFILE, HANDOVER),
    what="Messages to the connector must go to its own addresses.",
    why="At any other path nobody takes them, and customers wait.",
    remedy=f"Write {_BASE}/api/infobip/inbound/messages, for the call of a chatbot …/inbound/answers.",
    source=f"{_GUIDE}, Subscription setup; Call API configuration",
    good=f"{_BASE}/api/infobip/inbound/messages",
    bad=f"{_BASE}/inbound",
)
def addresses(facts: Facts) -> Iterator[Found]:
    """By the host; other hosts are other connectors."""
    found = [(p.get("webhook.notify_url"), "messages") for p in facts.at(PROFILE)]
    found += [(h.get("endpoint"), "answers") for h in facts.at(HANDOVER)]
    for url, last in found:
        wanted = f"{_BASE}/api/infobip/inbound/{last}"
        if url is not None and _at_connector(url) and url.value != wanted:
            yield url.wrong(f"{url.value} is not {wanted}", fix=wanted)


def _properties(component: Value) -> dict[str, Value]:
    """Return the values of a component's properties by their names."""
    return {
        known(p.get("name")): value
        for p in component.inside("properties[*]")
        if (value := p.get("value")) is not None
    }


@rule(
    "WA278",
    at=(PAGE, PANEL),
    what="The connector's page must be 1000 pixels high, and its parts show their own addresses.",
    why="Lower, the wizard cannot be filled in; at another address it is not there.",
    remedy=f"Write height: 1000px and src: {_BASE}/ on the page, src: {_BASE}/templates on the panel.",
    source=f"{_GUIDE}, Add App Configuration Lightning page; Add WhatsApp Templates iframe",
    good="height: 1000px",
    bad="height: 100px",
)
def frames(facts: Facts) -> Iterator[Found]:
    """By the host of what is shown."""
    for page in facts.at(PAGE):
        for component in page.inside("regions[*].components[*]"):
            yield from _shows(component, high=not _is_panel(component))
    for panel in facts.at(PANEL):
        yield from _shows(panel, high=False)


def _is_panel(component: Value) -> bool:
    """Whether a part of a page is the panel for templates: a record page that is written out whole has it."""
    return known(_properties(component).get("src")).rstrip("/") == f"{_BASE}/templates"


def _shows(component: Value, *, high: bool) -> Iterator[Found]:
    have = _properties(component)
    source, height = have.get("src"), have.get("height")
    if source is None or not _at_connector(source):
        return
    wanted = f"{_BASE}/" if high else f"{_BASE}/templates"
    if source.value.rstrip("/") != wanted.rstrip("/"):
        yield source.wrong(f"{source.value} is not {wanted}")
    if high and height is None:
        yield component.wrong("without a height it is 100 pixels high")
    elif high and height is not None and known(height):
        pixels = number_of(Value(height.resource, height.path, known(height).removesuffix("px")))
        if pixels is None or pixels < 1000:
            yield height.wrong(f"{height.value} is less than 1000px")


def _there(facts: Facts, wizard: Value, subject: str, **fields: str) -> Value | None:
    """Return the first document of the org with these names."""
    for one in facts.at(subject):
        own = one.resource.account == wizard.resource.account
        if own and all(same(named(one, field), name) for field, name in fields.items()):
            return one
    return None


@rule(
    "WA281",
    at=(WIZARD, ORGANIZATION, APP, USER, DEFINITION, CHANNEL),
    set=RuleSet.BEST_PRACTICE,
    what="The ten values that the connector asks for must come from documents.",
    why="Who fills in the wizard looks for what is missing in Setup, and copies what somebody changes later.",
    remedy="Declare what is missing; `msgops output` shows the values.",
    source=f"{_GUIDE}, Configuration reference",
    good="a wizard, and the org, app, user, event, definition and channel that it speaks of",
    bad="a wizard alone",
)
def ten_values(facts: Facts) -> Iterator[Found]:
    """Told once, at the wizard; where none of them is declared, the org is somebody else's matter."""
    for wizard in facts.at(WIZARD):
        channel, definition = known(wizard.get("channel")), known(wizard.get("definition"))
        stated = _there(facts, wizard, DEFINITION, developer_name=definition)
        names: dict[str, Any] = {
            "orgId and Base URL": _there(facts, wizard, ORGANIZATION),
            "channelAddressIdentifier": _there(facts, wizard, CHANNEL, developer_name=channel),
            "authorizationContext and Consumer Key": _there(facts, wizard, APP),
            "Username": _there(facts, wizard, USER),
            "Developer Name": stated,
            "Custom Event Payload Field": stated and stated.get("payload_field"),
            "Custom Event Type Field": stated and stated.get("event_type_field"),
            "Custom Event Name Field": stated and stated.get("platform_event"),
        }
        lacks = [name for name, found in names.items() if found is None]
        if 0 < len(lacks) < len(names):
            yield wizard.wrong(f"nothing declares {', '.join(lacks)}")


@rule(
    "WA283",
    at=(SUBSCRIPTION, PROFILE),
    what="The connector must be subscribed to inbound messages, or to messages of conversations.",
    why="It does nothing with other events, and hears nothing of what customers write.",
    remedy="Write channel: WHATSAPP and events: [INBOUND_MESSAGE]; for a chatbot CUSTOMER_ENGAGEMENT and "
    "[CONVERSATION_MESSAGE_RECEIVED].",
    source=f"{_GUIDE}, Subscription setup for 2-way messaging; Subscription setup for chatbot transfer",
    good="events: [INBOUND_MESSAGE]",
    bad="events: [DELIVERY]",
)
def subscribed(facts: Facts) -> Iterator[Found]:
    """Subscriptions whose profile sends to the connector."""
    for one in facts.at(SUBSCRIPTION):
        target = facts.target(one.value.get("profile"), "infobip.NotificationProfile")
        events = one.get("events")
        if target is None or events is None or not isinstance(events.value, list):
            continue
        webhook = Value(target, "spec", target.attributes).get("webhook.notify_url")
        if not _at_connector(webhook):
            continue
        talks = known(one.get("channel")) in ("CUSTOMER_ENGAGEMENT", "AGENT_OS")
        wanted = "CONVERSATION_MESSAGE_RECEIVED" if talks else "INBOUND_MESSAGE"
        names = {
            e.get("event") if isinstance(e, dict) else e for e in events.value if isinstance(e, dict | str)
        }
        if wanted not in names:
            yield events.wrong(f"{wanted} is not among them")


@rule(
    "WA284",
    at=(PANEL, WIZARD),
    severity=Severity.WARNING,
    set=RuleSet.BEST_PRACTICE,
    what="The panel for templates needs an account and a sender.",
    why="Without a sender it loads no template, and agents cannot use it.",
    remedy="Name at least one sender in salesforce.PartnerWizard.",
    source=f"{_GUIDE}, WhatsApp Templates Messaging, Prerequisites",
    good="a panel, and a wizard with a sender",
    bad="a panel, and a wizard without senders",
)
def panel(facts: Facts) -> Iterator[Found]:
    """Told at the panel; whether the sender has approved templates only Infobip knows."""
    for shown in facts.at(PANEL):
        source = _properties(shown).get("src")
        wizards = [w for w in facts.at(WIZARD) if w.resource.account == shown.resource.account]
        ready = any(words(w.get("senders")) and w.get("account") for w in wizards)
        if source is not None and not ready and _at_connector(source) and "/templates" in known(source):
            yield source.wrong("no wizard names an account and a sender for it")


RULES = (scopes, signature, addresses, frames, ten_values, subscribed, panel)
