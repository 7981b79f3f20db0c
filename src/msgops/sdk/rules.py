"""How a rule is written: one small function over what the files declare, and the facts about it.

    @rule(
        "WA021",
        what="The address of a business profile has at most 256 characters.",
        …
    )
    def long_address(facts: Facts) -> Iterator[Found]:
        for text in facts.texts("whatsapp.profile.address"):
            if len(text.value) > 256:
                yield text.wrong(f"it has {len(text.value)} characters")

A rule speaks of **subjects** (`whatsapp.profile.address`), not of vendors' fields. A `Pack` says in which kinds a subject
stands (`"infobip.BusinessProfile:address"`); so a rule holds for every vendor whose pack has a row for its subject.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from msgops.model.address import Address
from msgops.model.diagnostic import Severity

if TYPE_CHECKING:
    from datetime import datetime

    from msgops.model.change import Change
    from msgops.model.resource import Resource
    from msgops.model.state import GateRecord, Intent, StateEntry
    from msgops.sdk.catalog import Catalog

__all__ = [
    "Facts",
    "Found",
    "Pack",
    "Phase",
    "Place",
    "Rule",
    "RuleSet",
    "Severity",
    "Value",
    "rule",
    "text_rule",
]

T = TypeVar("T")


class RuleSet(StrEnum):
    """Why a rule exists: a vendor would refuse, experience advises, or some teams want more."""

    VENDOR = "vendor"
    BEST_PRACTICE = "best-practice"
    STRICT = "strict"


class Phase(StrEnum):
    """What a rule looks at: the files alone, or what a plan would do (`facts.changes`)."""

    FILES = "files"
    PLAN = "plan"


@dataclass(frozen=True, slots=True)
class Found:
    """One finding: where (`spec.websites[0]`), what is wrong with this very value, and by what to replace it.

    An object that no document declares any more has an `address` and no resource. `key` points at the key instead of its value. `severity` and `remedy` are the rule's unless given. `fix` is the
    text that mends the value, where a machine can know it. The line of a `secret` is shown nowhere.
    """

    resource: Resource | None
    path: str
    detail: str
    remedy: str = ""
    severity: Severity | None = None
    key: bool = False
    fix: str | None = None
    address: Address | None = None
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a document and where it stands."""

    resource: Resource
    path: str
    value: Any

    def wrong(self, detail: str, **more: Any) -> Found:
        """Return a finding at this value; `more` are the other fields of `Found`."""
        return Found(self.resource, self.path, detail, **more)

    def inside(self, *path: str) -> Iterator[Value]:
        """Yield the values at dotted paths below this one; `[*]` stands for each element of a list."""
        for one in path:
            for rest, value in _walk(self.value, _steps(one)):
                yield Value(self.resource, self.path + rest, value)

    def get(self, name: str) -> Value | None:
        """Return one value below this one, nothing where it is not set."""
        return next(self.inside(name), None)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule and what a reader wants to know of it.

    Attributes:
        id: stable, as in findings and in `lint: {ignore: […]}`.
        what: the rule in one sentence.
        why: what happens otherwise.
        remedy: what to do, in general.
        source: where the rule is from.
        good, bad: a value that is right, and one that is wrong.
        at: the subjects that it looks at, for readers; none where it looks at everything.
        page: a web page about it, where there is one.
        silent: whether the user may silence it.
        replaces: codes of findings about the same resource that say less, such as `MC123`, and of rules at the same place.
        needs: `plan` for a rule that looks at what a plan would do.

    """

    id: str
    severity: Severity
    set: RuleSet
    what: str
    why: str
    remedy: str
    source: str
    good: str
    bad: str
    find: Callable[[Facts], Iterator[Found]]
    at: tuple[str, ...] = ()
    page: str = ""
    silent: bool = True
    replaces: frozenset[str] = frozenset()
    needs: Phase = Phase.FILES


def text_rule(name: str, *at: str, **more: Any) -> Callable[[Callable[[Value], str | Found | None]], Rule]:
    """Make a rule of a function that looks at one text at a time; it returns what is wrong with it, or nothing.

    `at` are the subjects; the other words are those of `rule`.
    """

    def make(check: Callable[[Value], str | Found | None]) -> Rule:
        def find(facts: Facts) -> Iterator[Found]:
            for text in facts.texts(*at):
                found = check(text)
                if found is not None:
                    yield text.wrong(found) if isinstance(found, str) else found

        return rule(name, at=at, **more)(find)

    return make


def rule(
    name: str,
    *,
    what: str,
    why: str,
    remedy: str,
    source: str,
    good: str,
    bad: str,
    severity: Severity = Severity.ERROR,
    set: RuleSet = RuleSet.VENDOR,  # noqa: A002  # the word that users write
    **more: Any,
) -> Callable[[Callable[[Facts], Iterator[Found]]], Rule]:
    """Make a rule of the function below it; the other words are the fields of `Rule`."""

    def make(find: Callable[[Facts], Iterator[Found]]) -> Rule:
        return Rule(
            id=name,
            severity=severity,
            set=set,
            what=what,
            why=why,
            remedy=remedy,
            source=source,
            good=good,
            bad=bad,
            find=find,
            **more,
        )

    return make


@dataclass(frozen=True, slots=True)
class Place:
    """A field of a kind that a subject stands in: `Place("provider.Kind", "websites[*]")`.

    `value` makes the subject's value of the whole spec, where the field alone is not it, for example a number of which
    the country stands in another field; nothing where it cannot be made.
    """

    kind: str
    path: str
    value: Callable[[Mapping[str, Any]], Any] | None = None

    def __str__(self) -> str:
        return f"{self.kind}: {self.path}" if self.path else self.kind


Subjects = Mapping[str, tuple[str | Place, ...]]
"""Subject to places, each `provider.Kind:dotted.path` or a `Place`."""


def place(written: str | Place) -> Place:
    """Read `provider.Kind:websites[*]`."""
    if isinstance(written, Place):
        return written
    kind, _, path = written.partition(":")
    return Place(kind, path)


@dataclass(frozen=True, kw_only=True)
class Pack:
    """Rules, and where the subjects of rules stand.

    Attributes:
        name: for messages.
        title: the heading of its rules on the page of rules.
        rules: in the order of the page.
        subjects: subject to places, each `provider.Kind:dotted.path`, with `[*]` for the elements of a list.
        limits: numbers that a provider sets tighter than others: `{"infobip": {"whatsapp.profile.about": 130}}`.

    """

    name: str
    title: str
    rules: tuple[Rule, ...] = ()
    subjects: Subjects = field(default_factory=dict)
    limits: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def _no_files(name: str, most: int) -> None:
    """Read nothing: there is no workspace."""
    del name, most


def _no_sizes(name: str) -> None:
    """Know no size: there is no workspace."""
    del name


@dataclass(frozen=True)
class Facts:
    """What rules look at. Values are read, nothing is written, nothing is asked of a network.

    Attributes:
        catalog: the kinds.
        resources: every document that could be read, also those that their kind refuses; of these, `attributes` holds
            what the file says, so numbers may be text and parts may be missing.
        subjects: places of subjects, of all packs together.
        limits: limits by provider and name, of all packs together.
        refused: which of the resources their kind, or the workspace, refuses.
        read: returns the first bytes of a file that a document names, at most so many; nothing where it is not there
            or lies outside of the workspace.
        size: returns how many bytes such a file has, without reading it; nothing likewise.
        changes: what the plan would do, for rules of phase `plan`.
        recorded: what was applied before, for rules of phase `plan`.
        history: the writes of the last 30 days that succeeded, oldest first, for rules of phase `plan`.
        gates: what reviewers said last, for rules of phase `plan`.
        now: the time in UTC.

    """

    catalog: Catalog
    resources: Mapping[Address, Resource]
    subjects: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)
    limits: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    refused: Container[Address] = ()
    read: Callable[[str, int], bytes | None] = _no_files
    size: Callable[[str], int | None] = _no_sizes
    changes: Sequence[Change] = ()
    recorded: Mapping[Address, StateEntry] = field(default_factory=dict)
    history: Sequence[Intent] = ()
    gates: Mapping[Address, GateRecord] = field(default_factory=dict)
    now: datetime | None = None

    @cached_property
    def _by_kind(self) -> Mapping[str, list[Resource]]:
        found: dict[str, list[Resource]] = {}
        for address, resource in self.resources.items():
            found.setdefault(address.full_kind, []).append(resource)
        return found

    @cached_property
    def _made(self) -> dict[Any, tuple[Any, ...]]:
        return {}

    @cached_property
    def _known(self) -> dict[str, tuple[Value, ...]]:
        return {}

    def of(self, *kinds: str) -> Iterator[Resource]:
        """Yield the resources of these kinds (`infobip.Subscription`), in the order of their addresses."""
        for kind in kinds:
            yield from self._by_kind.get(kind, ())

    def at(self, *subjects: str) -> Iterator[Value]:
        """Yield every value that stands for one of these subjects, in all kinds."""
        for subject in subjects:
            if subject not in self._known:
                self._known[subject] = tuple(self._find(subject))
            yield from self._known[subject]

    def texts(self, *subjects: str) -> Iterator[Value]:
        """Yield those that are text and known now (no `${…}` that only apply fills in)."""
        for value in self.at(*subjects):
            if isinstance(value.value, str) and "${" not in value.value:
                yield value

    def _find(self, subject: str) -> Iterator[Value]:
        for place in self.subjects.get(subject, ()):
            steps = _steps(place.path)
            for resource in self._by_kind.get(place.kind, ()):
                for rest, value in _walk(resource.attributes, steps):
                    made = value if place.value is None else place.value(resource.attributes)
                    if made is not None:
                        yield Value(resource, f"spec{rest}", made)

    def once(self, make: Callable[[Facts], Iterable[T]]) -> Sequence[T]:
        """Return what a function makes of these facts; it is called once, however many rules ask."""
        if make not in self._made:
            self._made[make] = tuple(make(self))
        return self._made[make]

    def limit(self, value: Value, name: str, usual: int) -> int:
        """Return the limit of that name for the provider whose resource this is."""
        return self.limits.get(value.resource.address.provider, {}).get(name, usual)

    def target(self, value: Any, *kinds: str) -> Resource | None:
        """Return the resource that a reference names; nothing for `{lookup: …}` and `{id: …}`."""
        for kind in kinds if isinstance(value, str) else ():
            found = self.resources.get(Address.of(kind, value.removeprefix(f"{kind}/")))
            if found is not None:
                return found
        return None


@cache
def _steps(path: str) -> tuple[str, ...]:
    """Cut `a.b[*].c` into `a`, `b`, `*`, `c`; an empty path is the object itself."""
    return tuple(s for s in path.replace("[*]", ".*").split(".") if s)


def _walk(value: Any, steps: tuple[str, ...], path: str = "") -> Iterator[tuple[str, Any]]:
    if not steps:
        yield path, value
    elif steps[0] == "*":
        for index, inner in enumerate(value if isinstance(value, list | tuple) else ()):
            yield from _walk(inner, steps[1:], f"{path}[{index}]")
    elif isinstance(value, Mapping) and value.get(steps[0]) is not None:
        yield from _walk(value[steps[0]], steps[1:], f"{path}.{steps[0]}")
