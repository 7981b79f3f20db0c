"""What changed outside msgops: recorded against live, with the hand that did it where the vendor tells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgops.engine import confirmed
from msgops.engine.fields import equal
from msgops.engine.sealing import is_sealed
from msgops.model.diagnostic import Severity
from msgops.model.finding import AuditEvent, Finding
from msgops.sdk.errors import ProviderError
from msgops.sdk.fields import Remembered, WriteOnly
from msgops.sdk.kind import Hand

if TYPE_CHECKING:
    from msgops.engine.context import Context
    from msgops.model.address import Address
    from msgops.model.resource import Live
    from msgops.model.state import StateEntry
    from msgops.sdk.http import Reader
    from msgops.sdk.kind import Kind

UNKNOWN_ACTOR = "unknown"


def drift(context: Context, events: Mapping[str, Sequence[AuditEvent]]) -> list[Finding]:
    """Return every managed field and object that differs from what msgops recorded, sorted by address."""
    found: list[Finding] = []
    for address in sorted(context.recorded):
        entry = context.recorded[address]
        if address.full_kind not in context.catalog:
            continue
        kind = context.catalog.kind(address.full_kind)
        if kind.hand is Hand.API and (entry.account, kind.name) not in context.observed.failed:
            told = context.catalog.providers[address.provider].tells_of(address.kind)
            found.extend(_object(context, kind, entry, events.get(entry.account, ()) if told else ()))
    found.extend(f for address in context.verdicts for f in _step(context, address))
    return sorted(found, key=lambda f: f.address)


def _step(context: Context, address: Address) -> Iterator[Finding]:
    """Compare a person's step with what is read now: value by value, or as a whole where the read shows no values."""
    kind, resource = context.catalog.kind(address.full_kind), context.desired[address]
    record, verdict = confirmed.done(context.gates.get(address)), context.verdicts[address]
    if not kind.hand.by_person or record is None or verdict.failed:
        return
    read, was = confirmed.plain(kind, verdict.values), confirmed.plain(kind, record.values)
    # What was emptied is read as no value.
    differs = [p for p in {**read, **verdict.values} if p in was and was[p] != read.get(p)]
    for path in differs:
        if path not in resource.lifecycle.ignore:
            yield _since_confirmed(address, path, was[path], read.get(path))
    same = record.digest == confirmed.values_digest(kind, resource)
    if not differs and not verdict.holds and same:
        yield _since_confirmed(address, "step", "done", verdict.found)


def _since_confirmed(address: Address, path: str, before: Any, after: Any) -> Finding:
    return Finding(address, "changed", path, before, after, UNKNOWN_ACTOR, "", Severity.WARNING)


def _object(context: Context, kind: Kind, entry: StateEntry, events: Sequence[AuditEvent]) -> list[Finding]:
    identity, address = context.observed.identity, entry.address
    live = identity.matched.get(address)
    if live is None:
        actor, since = _who(kind, entry, None, events)
        return [Finding(address, "deleted", "", entry.id, None, actor, since, Severity.ERROR)]
    have = kind.codec.flatten(kind.codec.normalise(identity.canonical_live(kind, live)))
    resource = context.desired.get(address)
    ignore = resource.lifecycle.ignore if resource is not None else ()
    found = []
    actor, since = "", ""
    if live.id != entry.id:
        actor, since = _who(kind, entry, live, events)
        found.append(Finding(address, "recreated", "id", entry.id, live.id, actor, since, Severity.WARNING))
    for path, before in kind.codec.flatten(entry.applied).items():
        leaf = kind.codec.leaf(path)
        if leaf is None or leaf.has(WriteOnly) or leaf.has(Remembered) or path in ignore:
            continue
        after, secret = have.get(path), is_sealed(before)
        if secret and isinstance(after, str):
            after = context.sealer.seal_text(after)
        if after == before or equal(leaf, before, after):
            continue
        if not actor:
            actor, since = _who(kind, entry, live, events)
        shown: tuple[Any, Any] = (None, None) if secret else (before, after)
        found.append(
            Finding(address, "changed", path, *shown, actor, since, Severity.WARNING, sensitive=secret)
        )
    return found


def _who(kind: Kind, entry: StateEntry, live: Live | None, events: Sequence[AuditEvent]) -> tuple[str, str]:
    """Find the latest event of the vendor's feed that names the object; silence is "unknown", never a guess."""
    ids = {entry.id, live.id if live is not None else ""} - {""}
    keys = [str(entry.applied[k]) for k in kind.keys if isinstance(entry.applied.get(k), str)]
    enough = all if kind.audit_all else any
    for event in reversed(events):
        if kind.audit_item and event.kind != kind.audit_item:
            continue
        if any(_names(event, i) for i in ids) or (keys and enough(_names(event, k) for k in keys)):
            return event.actor, event.at
    return UNKNOWN_ACTOR, ""


def _names(event: AuditEvent, name: str) -> bool:
    """Whether an event names an object; of a path its last part is enough."""
    words = {name, name.rpartition("/")[2]} - {""}
    return any(event.subject == word or _mentions(event.description, word) for word in words)


def _mentions(text: str, word: str) -> bool:
    """Whether a text names a word as a whole, not as a part of a longer one."""
    start = text.find(word)
    while start >= 0:
        before, after = text[:start][-1:], text[start + len(word) :][:1]
        if not any(edge.isalnum() or edge in ("-", "_") for edge in (before, after)):
            return True
        start = text.find(word, start + 1)
    return False


async def read_events(
    context: Context, readers: Mapping[str, Reader], providers: Mapping[str, str], since: str
) -> dict[str, Sequence[AuditEvent]]:
    """Read the audit feed of every account that has one; a feed that cannot be read is silent."""
    found: dict[str, Sequence[AuditEvent]] = {}
    for account, reader in readers.items():
        provider = context.catalog.providers[providers[account]]
        if provider.audit is not None:
            try:
                found[account] = await provider.audit(reader, since)
            except ProviderError:
                found[account] = ()
    return found
