"""What a provider declares: itself, its kinds, and where each fact comes from."""

from __future__ import annotations

import importlib
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from msgops.sdk.codec import Codec
from msgops.sdk.commands import Command
from msgops.sdk.fields import Computed
from msgops.sdk.permissions import Permissions

if TYPE_CHECKING:
    from msgops.model.finding import AuditEvent
    from msgops.model.resource import Waiting
    from msgops.sdk.doctor import Doctor
    from msgops.sdk.fields import Spec
    from msgops.sdk.http import Reader, Session, Writer
    from msgops.sdk.rules import Pack

Wire = Mapping[str, Any]


class Concept(StrEnum):
    """The neutral class of a kind, the same across vendors."""

    CHANNEL = "channel"
    SENDER = "sender"
    SUBSCRIPTION = "subscription"
    QUEUE = "routing-queue"
    ROLE = "role"
    SLA = "sla"
    TEMPLATE = "template"
    PLUMBING = "plumbing"


class Hand(StrEnum):
    """Who applies a kind."""

    API = "api"
    PERSON = "person"
    CHECK = "check"
    FILE = "file"

    @property
    def by_person(self) -> bool:
        """Whether a person applies it, be it with a file that msgops renders."""
        return self in (Hand.PERSON, Hand.FILE)


class Confidence(StrEnum):
    """How sure a fact is; a write that is only inferred is off until the account allows it."""

    SPEC = "spec"
    DOC = "doc"
    SDK = "sdk"
    INFERRED = "inferred"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where an operation was taken from: `Evidence("create", "POST /subscriptions/1/profiles", SPEC, "…")`."""

    operation: str
    call: str
    confidence: Confidence
    source: str


def evidence(*calls: str, confidence: Confidence, source: str) -> tuple[Evidence, ...]:
    """Read `"create POST /path"` lines into evidence."""
    found = (line.split(" ", 1) for line in calls)
    return tuple(Evidence(operation, call, confidence, source) for operation, call in found)


@dataclass(frozen=True, slots=True)
class Item:
    """One live object as the vendor's API gives it; `wire` is the object, `id` its identity there."""

    id: str
    wire: Wire


@dataclass(frozen=True, slots=True)
class Wanted:
    """An object that msgops looks for: the desired or recorded values in the vendor's shape, ids of references filled
    in as far as they are known, and the recorded id (`""` when there is none).
    """

    wire: Wire
    id: str = ""


class Api(Protocol):
    """The verbs by which the engine reaches one kind. All values are in the vendor's shape."""

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Return the live objects; `wanted` narrows where the vendor has no list of all (`None`: everything)."""
        ...

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one object again, `None` when it is gone."""
        ...

    async def create(self, write: Writer, body: dict[str, Any]) -> Item:
        """Create and return the object, at least its id."""
        ...

    async def update(self, write: Writer, item: Item, body: dict[str, Any], changed: frozenset[str]) -> None:
        """Bring the object to `body`, all managed and preserved fields; `changed` are the first parts of the
        dotted YAML paths that differ.
        """
        ...

    async def delete(self, write: Writer, item: Item) -> None:
        """Delete; an object that is gone already is no error."""
        ...


@dataclass(frozen=True, slots=True)
class Risk:
    """Why an operation needs consent: `code` is the guard's, for example `MG105`."""

    code: str
    text: str
    money: bool = False


Ready = Callable[[Wire], "Waiting | None"]
Probe = Callable[["Reader", Item], Awaitable["str | None"]]
Price = Callable[["Reader", Wire], Awaitable[str]]
Objection = Callable[["Reader", Wire], str]
Submit = Callable[["Writer", Item, str], Awaitable[None]]
Resend = Callable[["Writer", Item], Awaitable[None]]

Calls = Callable[[str, frozenset[str]], int]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A resource type: a spec, the verbs to reach it, and what the engine must know about it.

    Attributes:
        name: full name, `infobip.Subscription`.
        spec: the model of the YAML `spec:` block.
        api: the verbs.
        summary: one sentence.
        doc: the vendor's page about it.
        evidence: one entry per operation; an operation without evidence does not exist.
        ready: tells from the wire object whether it still waits for somebody.
        marker: the wire field that carries our ownership mark, where the vendor has a free one.
        on_create, on_delete: operations that need consent, and why.
        on_change: fields whose update needs consent, and why.
        probe: asked before a delete, `probe_calls` calls; a text, with numbers, refuses it.
        impact: asked when a delete is planned; a text is shown and refuses nothing.
        price: tells from the wanted object what creating it costs, `""` where the vendor does not say.
        submit: hands a code typed by a person to the vendor; `ready` says with `Waiting.code` when one is awaited.
        resend: asks the vendor for another code.
        calls: how many writes an operation on these top-level fields takes at most; left out: one.
        created: the wire field with the creation time (ISO 8601 with zone), to tell twins apart after a crash.
        eventual: the list may lag behind writes.
        shown_once: what the answer to a create shows and no read ever again; with a lost answer it is lost.
        delete_note: what a delete really does, where it is not a delete.
        keeps: fields whose references an object still has after its delete, because it stays; what they name is not deleted
            either. Of an object without a delete everything that it needs is kept.
        no_replace: why delete and create cannot replace an object.
        patience: seconds that apply waits for `ready` before it reports a gate.
        unique: the vendor refuses a second object with the same natural key.
        preserve: the update replaces the whole object, so unmanaged live fields are sent back unchanged.
        fixed_if: says from (live wire, changed fields) why an update is impossible now, as text.
        objection: says from the account (`reader.settings`) and the wanted object why it cannot be written; it asks the vendor
            nothing. The plan refuses it with that text.
        audit_item: the `kind` of the audit feed's events that count; left out: any that names the object.
        audit_all: an event must name every part of the natural key; left out: one part is enough.
        deletes_together: key fields that name a group; deleting one object deletes the whole group.
        example: the body of a `spec:` that validates, for docs and conformance.

    """

    name: str
    spec: type[Spec]
    api: Api
    summary: str
    doc: str
    concept: Concept = Concept.PLUMBING
    hand: Hand = Hand.API
    evidence: tuple[Evidence, ...] = ()
    ready: Ready | None = None
    marker: str = ""
    on_create: Risk | None = None
    on_delete: Risk | None = None
    on_change: Mapping[str, Risk] = field(default_factory=dict)
    delete_note: str = ""
    keeps: tuple[str, ...] = ()
    no_replace: str = ""
    patience: float = 0.0
    probe: Probe | None = None
    probe_calls: int = 1
    impact: Probe | None = None
    price: Price | None = None
    submit: Submit | None = None
    resend: Resend | None = None
    calls: Calls | None = None
    created: str = ""
    eventual: bool = False
    shown_once: str = ""
    unique: bool = True
    preserve: bool = True
    fixed_if: Callable[[Wire, frozenset[str]], str] | None = None
    objection: Objection | None = None
    deletes_together: tuple[str, ...] = ()
    exportable: Callable[[Wire], bool] | None = None
    audit_item: str = ""
    audit_all: bool = False
    example: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def codec(self) -> Codec:
        """The compiled spec."""
        return Codec.of(self.spec)

    @cached_property
    def operations(self) -> tuple[str, ...]:
        """The operations that the vendor offers, in the order of the evidence."""
        return tuple(dict.fromkeys(e.operation for e in self.evidence))

    def can(self, operation: str) -> bool:
        """Whether the vendor offers the operation."""
        return operation in self.operations

    def inferred(self, operation: str) -> bool:
        """Whether the operation rests on inference alone."""
        found = [e.confidence for e in self.evidence if e.operation == operation]
        return bool(found) and all(c is Confidence.INFERRED for c in found)

    def writes(self, operation: str, fields: Iterable[str]) -> int:
        """Return how many calls an operation on these dotted paths takes at most."""
        if self.calls is None:
            return 1
        return self.calls(operation, frozenset(f.split(".")[0] for f in fields))

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The names of the natural-key fields."""
        return tuple(f.name for f in self.codec.root.fields if f.key is not None)

    @cached_property
    def computed(self) -> frozenset[str]:
        """The names of the fields that only the vendor sets."""
        return frozenset(f.name for f in self.codec.root.fields if f.has(Computed))

    @cached_property
    def targets(self) -> frozenset[str]:
        """The kinds that this kind refers to."""
        found: set[str] = set()
        _collect(self.codec.root, found)
        return frozenset(found)


def _collect(shape: Any, found: set[str]) -> None:
    for f in shape.fields:
        if f.ref is not None:
            found.update(f.ref.kinds)
        inner = f.shape
        while inner is not None:
            for variant in inner.variants:
                _collect(variant, found)
            inner = inner.item


Connect = Callable[..., "Session"]
Audit = Callable[["Reader", str], Awaitable["Sequence[AuditEvent]"]]


@dataclass(frozen=True, kw_only=True)
class Provider:
    """One system: how to connect, which kinds it has, which hosts are its own.

    Attributes:
        name: the word before the dot in a kind's name.
        settings: the model of an account block in `msgops.yaml`.
        kinds: short kind name to `module:attribute`, imported when first used.
        connect: builds a session from settings (secrets resolved) and keyword `clock`.
        hosts: patterns of the vendor's domains; credentials go nowhere else.
        hosts_of: the hosts that these settings would send credentials to.
        audit: reads the vendor's audit feed since a time (ISO 8601).
        audited: short names of the kinds that the feed tells of; left out: all.
        permissions: `module:attribute` of the table of permissions, imported when first used.
        rules: `module:attribute` of packs of rules, imported when first used; providers may share a pack.
        blueprints: name to `package:directory`, where `blueprint.yaml` and its templates lie.
        simulator: `module:function` that builds the sandbox's simulator.
        doctor: `module:attribute` of what `msgops doctor` examines besides the sign-in (`msgops.sdk.doctor.Doctor`).
        commands: name to `module:attribute` of a command of its own (`msgops.sdk.commands.Command`), run as `msgops <provider> <name>`.

    """

    name: str
    version: str
    title: str
    settings: type[Spec]
    kinds: Mapping[str, str]
    connect: Connect
    hosts: tuple[str, ...]
    hosts_of: Callable[[Any], Sequence[str]]
    audit: Audit | None = None
    audited: frozenset[str] = frozenset()
    permissions: str = ""
    rules: tuple[str, ...] = ()
    blueprints: Mapping[str, str] = field(default_factory=dict)
    commands: Mapping[str, str] = field(default_factory=dict)
    simulator: str = ""
    doctor: str = ""
    example_account: Mapping[str, str] = field(default_factory=dict)

    def kind(self, short: str) -> Kind:
        """Import and return one kind; `KeyError` when there is none of that name."""
        kind = _load(self.kinds[short])
        assert isinstance(kind, Kind)
        return kind

    def command(self, name: str) -> Command:
        """Import and return one of its own commands."""
        found = _load(self.commands[name])
        assert isinstance(found, Command)
        return found

    def examination(self) -> Doctor | None:
        """Import and return what `msgops doctor` examines, `None` where the provider has nothing of its own."""
        found: Doctor | None = _load(self.doctor) if self.doctor else None
        return found

    def packs(self) -> list[Pack]:
        """Import and return the packs of rules."""
        return [_load(place) for place in self.rules]

    def tells_of(self, short: str) -> bool:
        """Whether an audit feed names who changed objects of a kind."""
        return self.audit is not None and (not self.audited or short in self.audited)

    def rights(self) -> Permissions | None:
        """Import and return the table of permissions, `None` where the provider states none."""
        rights = _load(self.permissions) if self.permissions else None
        assert rights is None or isinstance(rights, Permissions)
        return rights


def _load(place: str) -> Any:
    module, _, attribute = place.partition(":")
    return getattr(importlib.import_module(module), attribute)
