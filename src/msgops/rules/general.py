"""Rules that hold for every vendor: what stands beside another resource, and what a reader trips over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import orjson

from msgops.engine.graph import dependencies
from msgops.rules.placeholders import placeholder
from msgops.rules.secrets import in_a_file, in_clear
from msgops.sdk.kind import Concept
from msgops.sdk.rules import Facts, Found, Pack, RuleSet, Severity, rule

if TYPE_CHECKING:
    from msgops.model.address import Address
    from msgops.model.resource import Resource

_OURS = "msgops"


@rule(
    "ML101",
    severity=Severity.WARNING,
    set=RuleSet.BEST_PRACTICE,
    what="A resource that only serves others should be used by one.",
    why="It costs a reader's attention, and a credential that nobody uses is one more to lose.",
    remedy="Refer to it, or remove it.",
    source=_OURS,
    good="a signing key that a webhook names",
    bad="one that no document names",
)
def unused(facts: Facts) -> Iterator[Found]:
    """Plumbing that others of its account may refer to, but nobody does."""
    used = {need for r in facts.resources.values() for need in _needs(facts, r)}
    kinds = {(r.account, a.full_kind) for a, r in facts.resources.items()}
    meant = {(account, target) for account, k in kinds for target in facts.catalog.kind(k).targets}
    for address, resource in facts.resources.items():
        kind = facts.catalog.kind(address.full_kind)
        if (
            kind.concept is Concept.PLUMBING
            and (resource.account, kind.name) in meant
            and address not in used
        ):
            yield Found(resource, "name", f"nobody refers to {address.name}")


def _needs(facts: Facts, resource: Resource) -> tuple[Address, ...]:
    try:
        return dependencies(facts.catalog, resource)
    except ValueError:  # a reference that leads nowhere, which is told elsewhere
        return ()


@rule(
    "ML102",
    severity=Severity.WARNING,
    set=RuleSet.BEST_PRACTICE,
    what="Two resources should differ in more than their names.",
    why="The second is usually a copy that somebody forgot to finish.",
    remedy="Keep one, unless both are meant.",
    source=_OURS,
    good="two profiles with two addresses",
    bad="two profiles with the same address",
)
def twins(facts: Facts) -> Iterator[Found]:
    """Equal in everything but the name."""
    seen: dict[tuple[str, str, bytes], Resource] = {}
    for address, resource in facts.resources.items():
        kind = facts.catalog.kind(address.full_kind)
        names = {f.name for f in kind.codec.root.fields if f.key is not None and f.key.from_name} | {"name"}
        rest = {k: v for k, v in resource.attributes.items() if k not in names or v != address.name}
        if not rest or address in facts.refused:
            continue
        key = orjson.dumps(rest, option=orjson.OPT_SORT_KEYS, default=hash)
        other = seen.setdefault((resource.account, kind.name, key), resource)
        if other is not resource:
            yield Found(resource, "name", f"it has the same values as {other.address} at {other.origin}")


@rule(
    "ML103",
    severity=Severity.WARNING,
    set=RuleSet.BEST_PRACTICE,
    what="A URL should use TLS.",
    why="Customers' messages would travel where anybody on the way can read and change them.",
    remedy="Use https://.",
    source=_OURS,
    good="https://care.example.com/in",
    bad="http://care.example.com/in",
)
def plain_urls(facts: Facts) -> Iterator[Found]:
    """Any text that begins with `http://`."""
    for resource in facts.resources.values():
        for path, text in _texts(resource.attributes, "spec"):
            if text.startswith("http://"):
                yield Found(resource, path, f"it is {text}")


def _texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _texts(inner, f"{path}[{index}]")


@rule(
    "ML104",
    severity=Severity.WARNING,
    set=RuleSet.BEST_PRACTICE,
    what="`lifecycle.ignore` should name fields that the kind has.",
    why="A name with a slip ignores nothing, and the field that was meant is overwritten.",
    remedy="Correct the path; it is written as in spec:, with dots.",
    source=_OURS,
    good="ignore: [webhook.connect_timeout]",
    bad="ignore: [webhook.conect_timeout]",
)
def ignored(facts: Facts) -> Iterator[Found]:
    """An ignore that ignores nothing."""
    for address, resource in facts.resources.items():
        codec = facts.catalog.kind(address.full_kind).codec
        for index, path in enumerate(resource.lifecycle.ignore):
            if codec.leaf(path) is None:
                yield Found(resource, f"lifecycle.ignore[{index}]", f"there is no {path!r}")


@rule(
    "ML105",
    severity=Severity.WARNING,
    set=RuleSet.BEST_PRACTICE,
    what="`previously` should name a resource that is no longer declared.",
    why="While the old document is there, nothing is renamed.",
    remedy="Remove previously:, or the old document.",
    source=_OURS,
    good="previously: a, and no document a",
    bad="previously: a, beside a document a",
)
def renames(facts: Facts) -> Iterator[Found]:
    """The old name is in use."""
    for address, resource in facts.resources.items():
        old = resource.previously
        if old is not None and replace(address, name=old) in facts.resources:
            yield Found(resource, "previously", f"{old} is still declared")


@rule(
    "ML106",
    severity=Severity.NOTE,
    set=RuleSet.BEST_PRACTICE,
    what="A resource should carry the labels that the others of its kind carry.",
    why="`--selector` leaves out what has no label.",
    remedy="Add them, so that --selector finds it.",
    source=_OURS,
    good="two queues, both with labels: {team: …}",
    bad="one of two queues without labels",
)
def labels(facts: Facts) -> Iterator[Found]:
    """The odd one out among its kind."""
    kinds: dict[str, list[Resource]] = defaultdict(list)
    for address, resource in facts.resources.items():
        kinds[address.full_kind].append(resource)
    for same in kinds.values():
        common = set.intersection(*[set(r.labels) for r in same if r.labels] or [set()])
        for resource in same:
            if common and not resource.labels:
                yield Found(resource, "name", f"the others of its kind carry {', '.join(sorted(common))}")


def _told_with_the_findings(facts: Facts) -> Iterator[Found]:
    """Nothing: what is wrong with silences is seen only after the other rules have run."""
    del facts
    return iter(())


def _of_silences(name: str, severity: Severity, what: str, remedy: str, good: str, bad: str) -> Any:
    return rule(
        name,
        severity=severity,
        set=RuleSet.BEST_PRACTICE,
        what=what,
        why="A silence that does not do what its reader believes is worse than none.",
        remedy=remedy,
        source=_OURS,
        good=good,
        bad=bad,
        silent=False,
    )(_told_with_the_findings)


SILENCES = (
    _of_silences(
        "ML107",
        Severity.WARNING,
        "A silence must name a rule.",
        "Correct the id; docs/rules.md lists the rules.",
        "ignore: [ML103]",
        "ignore: [ML999]",
    ),
    _of_silences(
        "ML108",
        Severity.ERROR,
        "A rule that a vendor enforces cannot be silenced.",
        "Mend what it found.",
        "ignore: [ML103]",
        "ignore: [WA100]",
    ),
    _of_silences(
        "ML109",
        Severity.WARNING,
        "A silence should not be over.",
        "Mend what the rule found, or set a later day.",
        "until: a day to come",
        "until: 2020-01-01",
    ),
    _of_silences(
        "ML110",
        Severity.NOTE,
        "A silence should silence something.",
        "Remove it.",
        "ignore: [ML103] beside a plain URL",
        "ignore: [ML103] beside none",
    ),
)

PACK = Pack(
    name="msgops",
    title="All vendors",
    rules=(unused, twins, plain_urls, ignored, renames, labels, *SILENCES, placeholder, in_clear, in_a_file),
)
