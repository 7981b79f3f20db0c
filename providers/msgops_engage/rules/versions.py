"""Versions, obsolete requests, and queues that options name (WA218, WA219, WA221)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgops.sdk.readings import is_on, known, words
from msgops.sdk.rules import Facts, Found, RuleSet, Severity, Value, rule
from msgops_engage.rules.common import GUIDE, of_account
from msgops_whatsapp.interactive_texts import NAME as INTERACTIVE

COMPONENT = "engage.component"
PLUGIN = "engage.plugin_version"
METHOD = "engage.request.method"
CLIENT = "engage.on_premises_client"
PROCESS = "engage.process"
QUEUE = "engage.option.queue"
WORKBIN = "engage.option.workbin"
ENDPOINTS = "engage.chat_server.endpoints"

_PREREQUISITES = f"{GUIDE}, Prerequisites"
_LEAST = {
    "dms": {"basic": "9.1.003.12", "rich-media": "9.1.005.04", "scaling": "9.1.007.05"},
    "wde": {"basic": "8.5.127.06"},
    "eservices-manager": {"basic": "9.0.000.09", "rich-media": "9.0.002.05"},
    "driver": {"scaling": "9.1.007.06"},
    "plugin": {"interactive": "9.1.008.06"},
}
"""The lowest version of a component for a purpose."""
_SAMPLE_QUEUES = frozenset({"async-chat-greet-queue", "async-chat-return-queue"})
_SAMPLE_WORKBINS = frozenset({"async-chat-main-workbin"})


def parts(version: str) -> tuple[int, ...]:
    """Return a version as numbers, `9.1.007.05` as (9, 1, 7, 5); empty where it is none."""
    return tuple(map(int, version.split("."))) if re.fullmatch(r"\d{1,9}(\.\d{1,9}){0,9}", version) else ()


def _older(version: Value | None, least: str) -> Found | None:
    """Return what is wrong with a version that is none, or below the least."""
    if version is None or not known(version):
        return None
    if not (found := parts(known(version))):
        return version.wrong(f"{version.value} is no version")
    return version.wrong(f"{version.value} is older than {least}") if found < parts(least) else None


@rule(
    "WA218",
    at=(COMPONENT, PLUGIN, INTERACTIVE),
    what="A component must have at least the version that its use needs.",
    why="The guide names the version from which each of them works.",
    remedy="Install the version that is named, or a later one.",
    source=f"{_PREREQUISITES}; {GUIDE}, Interactive Messages (9.1.008.06)",
    good="9.1.010.01",
    bad="9.1.003.11",
)
def version(facts: Facts) -> Iterator[Found]:
    """Compared number by number; the package of Workspace where interactive messages are declared."""
    for component in facts.at(COMPONENT):
        needs = _LEAST.get(known(component.get("component")), {})
        purposes = ("basic", *words(component.get("purposes")))
        least = max((needs[p] for p in purposes if p in needs), key=parts, default="0")
        for name in ("minimum", "installed"):
            if found := _older(component.get(name), least):
                yield found
    for plugin in facts.at(PLUGIN):
        if next(of_account(facts, plugin.resource.account, INTERACTIVE), None) is not None and (
            found := _older(plugin, _LEAST["plugin"]["interactive"])
        ):
            yield found


@rule(
    "WA219",
    at=(METHOD, CLIENT),
    severity=Severity.WARNING,
    what="Nothing should use what WhatsApp has ended: the contacts check (ValidateContact), and the client on premises.",
    why=(
        "The answer of the check is always yes; the client, and its cache of contacts of seven days, ended on 2025-10-23: "
        "what runs on it reaches nobody."
    ),
    remedy="Remove the request from the strategy; have Genesys move the channel to WhatsApp's Cloud API.",
    source=f"{GUIDE}, Important; Checking if a Contact Uses WhatsApp, Feature Deprecation; Meta, On-Premises API sunset",
    good="InviteToChat",
    bad="ValidateContact",
)
def obsolete(facts: Facts) -> Iterator[Found]:
    """The method in any letters; any version of the client."""
    for text in facts.texts(METHOD):
        if text.value.strip().casefold() == "validatecontact":
            yield text.wrong(f"{text.value} is obsolete")
    for text in facts.texts(CLIENT):
        yield text.wrong(f"the On-Premises client {text.value} is obsolete")


@rule(
    "WA221",
    at=(QUEUE, WORKBIN, ENDPOINTS, PROCESS),
    set=RuleSet.BEST_PRACTICE,
    what="A queue or workbin that an option names must be one of a business process.",
    why="Sessions that are put on hold, or come in, are lost from the agents' sight.",
    remedy="Correct the name; the sample has async-chat-greet-queue, async-chat-return-queue and async-chat-main-workbin.",
    source=f"{GUIDE}, Plugin Options; Endpoints",
    good="async-chat-return-queue",
    bad="async-chat-return",
)
def existing(facts: Facts) -> Iterator[Found]:
    """Where no process is declared, a name that is nearly the sample's."""
    endpoints = [v for one in facts.at(ENDPOINTS) for v in _named(one)]
    for queue in (*facts.texts(QUEUE), *endpoints):
        if not _exists(facts, queue, "queues", _SAMPLE_QUEUES):
            yield queue.wrong(f"no business process has the queue {queue.value}")
    for workbin in facts.texts(WORKBIN):
        if not _exists(facts, workbin, "workbins", _SAMPLE_WORKBINS):
            yield workbin.wrong(f"no business process has the workbin {workbin.value}")


def _named(endpoints: Value) -> Iterator[Value]:
    """Yield the queues of endpoints; an endpoint's own name may have dots."""
    found = endpoints.value.items() if isinstance(endpoints.value, dict) else ()
    return (Value(endpoints.resource, f"{endpoints.path}.{k}", v) for k, v in found if isinstance(v, str))


def _exists(facts: Facts, name: Value, field: str, sample: frozenset[str]) -> bool:
    """Whether a process of the account has the object; the sample's are there wherever the sample is."""
    processes = list(of_account(facts, name.resource.account, PROCESS))
    if not processes:
        return name.value in sample or not name.value.startswith("async-chat-")
    own = {w for p in processes for w in words(p.get(field))}
    samples = any(p.get("sample") is None or is_on(p.get("sample")) for p in processes)
    return name.value in own or (samples and name.value in sample)


RULES = (version, obsolete, existing)
