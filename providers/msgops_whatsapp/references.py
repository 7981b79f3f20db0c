"""Who uses a template, and on which channel (rules WA054, WA069, WA129, WA130, WA132 and WA174).

Subjects: `messaging.channel.name` is the name of a channel, of WhatsApp or another; `whatsapp.channel.account` a channel's `name` with the
`account`, that is the WhatsApp Business Account, which it belongs to; `whatsapp.template.shown` a use of a `template` on a `channel`,
by name; `whatsapp.template.external` a template as another system keeps it, with `account_id` and `status`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from msgops.sdk.readings import known
from msgops.sdk.rules import Facts, Found, RuleSet, Severity, Value, rule
from msgops_whatsapp.business import WABA
from msgops_whatsapp.numbers import NUMBER
from msgops_whatsapp.parts import MEDIA, PART, TEMPLATE, parts, text_of, word
from msgops_whatsapp.templates import NAME, OWNER

CHANNEL = "messaging.channel.name"
CHANNEL_ACCOUNT = "whatsapp.channel.account"
SHOWN = f"{TEMPLATE}.shown"
EXTERNAL = f"{TEMPLATE}.external"
BORROWED = "number.borrowed"
NAMESPACE = f"{TEMPLATE}.namespace"

_CXONE = "NICE CXone, WhatsApp, Configure the custom component"
_FAQ = "Genesys PureConnect, WhatsApp FAQ, multiple WhatsApp Business Accounts"


@rule(
    "WA054",
    at=(CHANNEL,),
    what="The name of a channel must be unique in its account.",
    why="People tell channels apart by name: in reports, in routing rules, on agents' screens.",
    remedy="Give one of them another name.",
    source="Oracle Fusion, Salesforce, NICE CXone and Genesys, adding a channel; that it is a key is ours",
    good="WhatsApp Sales and WhatsApp Care",
    bad="two channels WhatsApp Sales",
    replaces=frozenset({"MC123"}),
)
def channel_name(facts: Facts) -> Iterator[Found]:
    """The second document is the wrong one; case does not tell names apart."""
    seen: dict[tuple[str, str], Value] = {}
    for name in facts.texts(CHANNEL):
        if not name.value.strip():
            yield name.wrong("it is empty")
            continue
        key = (name.resource.account, name.value.strip().casefold())
        first = seen.setdefault(key, name).resource
        if first.address != name.resource.address:
            yield name.wrong(f"{name.value} is also {first.address} at {first.origin}")


def _uses(facts: Facts) -> list[tuple[Value, str, bool]]:
    """Return each use on a channel of an account that does not have the template: where, that account, whether a used one has it."""
    accounts = {
        (c.resource.account, str(c.value["name"]).casefold()): str(c.value["account"])
        for c in facts.at(CHANNEL_ACCOUNT)
    }
    owners = {o.resource.address: o.value for o in facts.texts(OWNER)}
    declared: dict[tuple[str, str], set[str]] = defaultdict(set)
    for text in facts.texts(NAME):
        if text.resource.address in owners:
            declared[text.resource.account, text.value].add(owners[text.resource.address].casefold())
    used: dict[tuple[str, str], list[tuple[Value, str]]] = defaultdict(list)
    for one in facts.at(SHOWN):
        channel = one.get("channel")
        account = accounts.get((one.resource.account, known(channel).casefold()))
        if channel is not None and account is not None:
            used[one.resource.account, known(one.get("template"))].append((channel, account))
    found = []
    for key, places in used.items():
        elsewhere = any(account.casefold() in declared[key] for _, account in places)
        for channel, account in places if declared[key] else ():
            if account.casefold() not in declared[key]:
                found.append((channel, account, elsewhere))
    return found


@rule(
    "WA069",
    at=(SHOWN, CHANNEL_ACCOUNT, NAME),
    severity=Severity.WARNING,
    what="A template that channels of two accounts use must be declared in both.",
    why="WhatsApp Business Accounts do not share templates: agents of the second channel do not find it.",
    remedy="Declare the template once more, for the other account.",
    source=_FAQ,
    good="a template in each of the two accounts",
    bad="a template in one of the two accounts",
)
def in_both(facts: Facts) -> Iterator[Found]:
    """Told at the channel whose account lacks it."""
    for channel, account, elsewhere in facts.once(_uses):
        if elsewhere:
            yield channel.wrong(f"no document declares it for {account}, the account of {channel.value}")


@rule(
    "WA130",
    at=(SHOWN, CHANNEL_ACCOUNT, NAME, EXTERNAL, BORROWED),
    what="A template must be of the same WhatsApp Business Account as the channel that uses it.",
    why="Another account's template does not exist for the sender, and every message with it is refused.",
    remedy="Name the account of the channel, or declare the template there.",
    source=f"{_CXONE}; {_FAQ}",
    good="template and channel of the account Acme",
    bad="a template of Acme on a channel of Acme Italia",
)
def same_account(facts: Facts) -> Iterator[Found]:
    """By the accounts that the files name."""
    for channel, account, elsewhere in facts.once(_uses):
        if not elsewhere:
            yield channel.wrong(f"{channel.value} belongs to {account}, and the template to another account")
    for one in facts.at(EXTERNAL):
        account_id, accounts = one.get("account_id"), _accounts_of_senders(facts, one.resource.account)
        if account_id is not None and accounts and known(account_id) and account_id.value not in accounts:
            yield account_id.wrong(f"no sender here belongs to the account {account_id.value}")


def _accounts_of_senders(facts: Facts, desk: str) -> set[str]:
    """Return the WhatsApp Business Accounts of the senders that a desk answers."""
    answered = {re.sub(r"\D", "", n.value) for n in facts.texts(BORROWED) if n.resource.account == desk}
    senders = {n.resource.address for n in facts.texts(NUMBER) if re.sub(r"\D", "", n.value) in answered}
    return {a.value for a in facts.texts(WABA) if a.resource.address in senders}


@rule(
    "WA129",
    at=(EXTERNAL,),
    what="A template that another system uses must be approved.",
    why="Meta refuses messages with a template that is not.",
    remedy="Wait for the approval; then write status: Approved.",
    source="Infobip, Salesforce Service Cloud messaging, WhatsApp Templates Messaging; NICE CXone, approved templates",
    good="status: Approved",
    bad="status: Pending",
)
def approved(facts: Facts) -> Iterator[Found]:
    """As the document says itself; whether a template is declared at all is told by XS010."""
    for one in facts.at(EXTERNAL):
        status = one.get("status")
        if status is not None and known(status) not in ("", "Approved"):
            yield status.wrong(f"it is {status.value}")


def _refused(facts: Facts, value: Value) -> Severity | None:
    """Return the severity of what the kind refuses anyway; nothing where it is the rule's own matter."""
    return Severity.ERROR if value.resource.address in facts.refused else None


@rule(
    "WA132",
    at=(NAMESPACE,),
    severity=Severity.WARNING,
    what="A template has no namespace any more.",
    why="Meta stopped to ask for it, and no vendor here takes it.",
    remedy="Remove the field.",
    source="Genesys Cloud SDK 269.0.0: deprecated",
    good="no namespace",
    bad="namespace: abc",
)
def namespace(facts: Facts) -> Iterator[Found]:
    """An error where the kind has no such field."""
    for found in facts.at(NAMESPACE):
        yield found.wrong("a namespace is obsolete", key=True, severity=_refused(facts, found))


@rule(
    "WA174",
    at=(PART,),
    severity=Severity.WARNING,
    set=RuleSet.BEST_PRACTICE,
    what="A medium should be named by its address, not by an id.",
    why="Media that were uploaded are deleted after 30 days, and the id then names nothing.",
    remedy="Put the file on a web server and write its address.",
    source="Meta, Media (2025-12-11)",
    good="https://acme.example/shoes.png",
    bad="the id 1013859600285441",
)
def media_id(facts: Facts) -> Iterator[Found]:
    """Digits alone, or the handle of an upload; an error where the kind takes addresses only."""
    for part in parts(facts):
        sample = text_of(part.header, "example") if word(part.header, "format") in MEDIA else None
        if sample is not None and re.fullmatch(r"[0-9]{5,}|[0-9]+::?[A-Za-z0-9+/=:_-]+", sample.value):
            yield sample.wrong(f"{sample.value[:20]} is an id of a medium", severity=_refused(facts, sample))


RULES = (channel_name, in_both, same_account, approved, namespace, media_id)
