"""What stood in an object before a change: for the journal, and to say how it moved since the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgops.engine.diff import wanted
from msgops.engine.sealing import is_sealed
from msgops.model.diagnostic import Diagnostic
from msgops.model.redact import redact_value
from msgops.sdk.fields import WriteOnly

if TYPE_CHECKING:
    from msgops.engine.context import Context
    from msgops.model.address import Address
    from msgops.model.change import Change
    from msgops.model.resource import Live
    from msgops.sdk.kind import Kind


def moved(kind: Kind, change: Change, planned: Live, now: Live) -> Diagnostic:
    """Explain which managed fields of an object moved since the plan, with all three sides."""
    before, after = (kind.codec.flatten(kind.codec.normalise(x.attributes)) for x in (planned, now))
    planned_fields = {f.path: f for f in change.fields}
    lines = []
    for path in sorted({*before, *after}):
        if before.get(path) == after.get(path):
            continue
        leaf = kind.codec.leaf(path)
        field = planned_fields.get(path)
        if leaf is not None and (leaf.has(WriteOnly) or (field is not None and field.sensitive)):
            lines.append(f"    {path}: a secret changed")
            continue
        plan = f", the plan would set {field.after!r}" if field else ""
        lines.append(f"    {path}: was {before.get(path)!r} when planned, is now {after.get(path)!r}{plan}")
    return Diagnostic(
        "MA103",
        "The object moved after the plan was made",
        detail="\n".join(["it was left alone:", *lines]),
        remedy="Make a new plan and review it.",
        address=change.address,
        origin=change.source,
    )


def before_image(kind: Kind, context: Context, address: Address, live: Live) -> dict[str, Any]:
    """Return the managed values before the change, without anything secret."""
    entry, resource = context.recorded.get(address), context.desired.get(address)
    sealed = wanted(context, kind, resource, {}) if resource is not None else {}
    flat_want, flat_applied = kind.codec.flatten(sealed), kind.codec.flatten(entry.applied if entry else {})
    secret = {p for flat in (flat_want, flat_applied) for p, v in flat.items() if is_sealed(v)}
    canonical = context.observed.identity.canonical_live(kind, live)
    have = kind.codec.flatten(kind.codec.normalise(canonical))
    out = {}
    for path in sorted({*flat_want, *flat_applied} - secret):
        leaf = kind.codec.leaf(path)
        # Somebody may have put a secret into a field for other things; the journal is no place for it.
        clean = path in have and redact_value(have[path]) is have[path]
        if clean and not (leaf is not None and leaf.has(WriteOnly)):
            out[path] = have[path]
    return out
