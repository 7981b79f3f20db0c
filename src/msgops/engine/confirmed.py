"""What a person confirmed, or a read showed, against what the files want: value by value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from msgops.engine.fields import show
from msgops.engine.sealing import is_sealed
from msgops.model.canonical import digest
from msgops.model.state import GateState
from msgops.model.worksheet import Asked, Confirmation
from msgops.sdk.codec import nested

if TYPE_CHECKING:
    from msgops.model.resource import Resource
    from msgops.model.state import GateRecord
    from msgops.sdk.hands import Verdict
    from msgops.sdk.kind import Kind


def values_digest(kind: Kind, resource: Resource) -> str:
    """Digest the desired values; a confirmation holds for exactly these."""
    return digest(kind.codec.normalise({k: v for k, v in resource.attributes.items() if not is_sealed(v)}))


def shown(kind: Kind, attributes: Mapping[str, Any]) -> Iterator[tuple[str, Any, bool]]:
    """Yield (path, value as shown, whether it is secret) of every leaf."""
    for path, value in kind.codec.flatten(attributes).items():
        sealed = is_sealed(value)
        yield path, None if sealed else show(value), sealed


def told(kind: Kind, resource: Resource) -> dict[str, Any]:
    """Return the values that a confirmation remembers: all but secrets."""
    return {path: value for path, value, secret in shown(kind, resource.attributes) if not secret}


def done(record: GateRecord | None) -> GateRecord | None:
    """Return the record if it says that the step was done once, also for other values than now."""
    return record if record is not None and record.state.done else None


def confirmation(record: GateRecord | None) -> Confirmation | None:
    """Return who said last that the step was done."""
    found = done(record)
    if found is None:
        return None
    return Confirmation(found.by, found.at, found.note, by_reading=found.state is GateState.APPROVED)


def asked(
    kind: Kind, resource: Resource, record: GateRecord | None, verdict: Verdict | None
) -> tuple[Asked, ...]:
    """Return every value of a step and whether it differs from what was read, else from what was confirmed.

    Where neither tells what is missing, all of them count as changed: then the whole step is done again.
    """
    remembered, read = done(record), dict(verdict.values) if verdict is not None else {}
    before = {**(remembered.values if remembered is not None else {}), **read}
    old, new = plain(kind, before), plain(kind, resource.attributes)
    found = []
    for path, value, secret in shown(kind, resource.attributes):
        leaf = kind.codec.leaf(path)
        changed = not secret and not (leaf and leaf.silent) if remembered is not None else True
        if path in old and path in new:
            changed = old[path] != new[path]
        found.append(Asked(path, value, before.get(path), changed=changed, secret=secret))
    known = {a.path for a in found}
    found += [
        Asked(path, None, value, removed=True)
        for path, value in (remembered.values if remembered is not None else {}).items()
        if path not in known and kind.codec.leaf(path) is not None
    ]
    elsewhere = any(a.changed and a.path in kind.keys and a.path in old for a in found)
    if any(a.changed for a in found) and not elsewhere:
        return tuple(found)
    open_ = not (verdict is not None and verdict.holds)
    return tuple(
        Asked(a.path, a.value, a.before, changed=open_, removed=a.removed, secret=a.secret) for a in found
    )


def plain(kind: Kind, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values in the shape in which they are compared: order, case and defaults are no difference."""
    known = {p: v for p, v in kind.codec.flatten(nested(values)).items() if kind.codec.leaf(p) is not None}
    return kind.codec.flatten(kind.codec.normalise(nested(known)))
