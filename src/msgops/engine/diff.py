"""Desired against live against recorded, object by object: pure functions that yield changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from msgops.engine import hands
from msgops.engine.confirmed import shown
from msgops.engine.fields import compare, immutable
from msgops.engine.graph import dependencies, ordered
from msgops.engine.identity import attribute_of
from msgops.engine.kept import keep
from msgops.engine.retired import retired
from msgops.engine.sealing import is_sealed
from msgops.engine.unset import made
from msgops.model.canonical import digest
from msgops.model.change import UNKNOWN, Action, Cause, Change, FieldChange
from msgops.model.diagnostic import Diagnostic
from msgops.model.outputs import fill
from msgops.model.secret import Secret
from msgops.sdk.kind import Hand

if TYPE_CHECKING:
    from msgops.engine.context import Context
    from msgops.model.address import Address
    from msgops.model.resource import Live, Resource, Waiting
    from msgops.model.state import StateEntry
    from msgops.sdk.kind import Kind


class Refusals(list[Diagnostic]):
    """Collects what cannot be planned."""


def diff(context: Context, refused: Refusals) -> list[Change]:
    """Return one change for every desired or recorded address, and for every step of a person that was done."""
    needs = {a: dependencies(context.catalog, r) for a, r in context.desired.items()}
    unstable: dict[Address, Action] = {}
    changes = []
    addresses, broken = ordered(context.catalog, context.desired, needs)
    for address in addresses:
        change = _desired(context, context.desired[address], needs[address], unstable, refused)
        if change is None:
            continue
        if change.action in (Action.CREATE, Action.REPLACE):
            unstable[address] = change.action
        if address in broken:
            change = _in_two_steps(change, broken[address])
        changes.append(change)
        context.sealer.expect(made(context, change))
    for address in sorted(context.recorded):
        if address not in context.desired:
            changes.extend(_undesired(context, address, context.recorded[address], refused))
    return [*keep(context, changes), *retired(context)]


def _in_two_steps(change: Change, fields: Mapping[str, frozenset[Address]]) -> Change:
    """Let a change that closes a circle of references set these fields once their targets exist."""
    if change.calls == 0 or not {f.path.split(".")[0] for f in change.fields} & set(fields):
        return change
    pairs = tuple((name, target) for name in sorted(fields) for target in sorted(fields[name]))
    note = f"{', '.join(sorted(fields))} is set in a second step, once {_listed(pairs)} is there"
    return replace(change, later=pairs, calls=change.calls + 1, notes=(*change.notes, note))


def _listed(pairs: Iterable[tuple[str, Address]]) -> str:
    return ", ".join(str(a) for a in sorted({target for _, target in pairs}))


def _desired(
    context: Context,
    resource: Resource,
    needs: tuple[Address, ...],
    unstable: Mapping[Address, Action],
    refused: Refusals,
) -> Change | None:
    address, kind = resource.address, context.catalog.kind(resource.address.full_kind)
    if kind.hand is not Hand.API:
        return hands.change(context, kind, resource, needs)
    unread = context.observed.failed.get((resource.account, kind.name))
    identity = context.observed.identity
    if unread is not None:
        refused.append(replace(unread, address=address, origin=resource.origin))
        return None
    if address in identity.ambiguous:
        refused.append(_ambiguous(resource, identity.ambiguous[address]))
        return None
    entry, live = context.recorded.get(address), identity.matched.get(address)
    want = wanted(context, kind, resource, unstable)
    base = Change(
        address=address,
        action=Action.NOOP,
        account=resource.account,
        source=resource.origin,
        depends_on=needs,
        live_id=live.id if live is not None else "",
        waiting=live.waiting if live is not None else None,
    )
    if live is None:
        return _create(context, kind, base, want, entry, refused)
    return _existing(context, kind, base, resource, want, live, entry, unstable, refused)


def wanted(
    context: Context, kind: Kind, resource: Resource, unstable: Mapping[Address, Action]
) -> dict[str, Any]:
    """Return the desired side ready for comparison: outputs filled, references canonical, secrets sealed."""
    identity = context.observed.identity

    def find(address: Address, attribute: str) -> Any:
        live = identity.matched.get(address)
        return None if live is None or address in unstable else attribute_of(live, attribute)

    attributes = fill(resource.attributes, find)
    sealed = context.sealer.seal(identity.canonical_desired(kind, resource.account, attributes))
    return kind.codec.normalise(sealed)


def _create(
    context: Context,
    kind: Kind,
    base: Change,
    want: Mapping[str, Any],
    entry: StateEntry | None,
    refused: Refusals,
) -> Change | None:
    unproved = kind.inferred("create") and kind.name not in context.allow_inferred.get(base.account, ())
    step = hands.open_step(context, base.depends_on) if unproved or not kind.can("create") else None
    if step is not None:
        return replace(
            base, action=Action.GATE, waiting=step, reason=step.instruction, waits_for=(step.waiting_for,)
        )
    if not kind.can("create"):
        refused.append(
            _cannot(base, "MG109", "The object does not exist and cannot be created by API", kind.summary)
        )
        return None
    if unproved:
        refused.append(_inferred(base, kind, "create"))
        return None
    fields = tuple(
        FieldChange(path, None, None if sealed else value, Cause.CONFIG, sensitive=sealed)
        for path, value, sealed in shown(kind, want)
    )
    gone = entry is not None
    return replace(
        base,
        action=Action.CREATE,
        cause=Cause.DRIFT if gone else Cause.CONFIG,
        fields=fields,
        reason="it was deleted outside msgops and is created again" if gone else "",
        calls=kind.writes("create", want),
        reversible=kind.can("delete"),
        costs_money=bool(kind.on_create and kind.on_create.money),
        notes=(kind.on_create.text,) if kind.on_create else (),
    )


def _existing(  # the three sides of the comparison and their surroundings
    context: Context,
    kind: Kind,
    base: Change,
    resource: Resource,
    want: Mapping[str, Any],
    live: Live,
    entry: StateEntry | None,
    unstable: Mapping[Address, Action],
    refused: Refusals,
) -> Change | None:
    identity = context.observed.identity
    if live.owner is not None and _foreign(live.owner, context.workspace):
        refused.append(_owned(base, live))
        return None
    have = kind.codec.normalise(identity.canonical_live(kind, live))
    mark = precondition(kind, live, want, entry.applied if entry is not None else None)
    applied = entry.applied if entry is not None else None
    fields = compare(kind, want, have, applied, ignore=resource.lifecycle.ignore, sealer=context.sealer)
    fields.extend(_new_ids(context, kind, want, fields, unstable))
    if not fields:
        return _unchanged(context, base, resource, want, entry, mark)
    base = replace(base, fields=tuple(fields), precondition=mark(), cause=worst(f.cause for f in fields))
    return _changed(context, kind, base, want, live, entry, refused)


def _unchanged(
    context: Context,
    base: Change,
    resource: Resource,
    want: Mapping[str, Any],
    entry: StateEntry | None,
    mark: Callable[[], str],
) -> Change:
    if entry is None:
        return replace(
            base,
            action=Action.ADOPT,
            cause=Cause.ADOPTION,
            reason="it exists already and is taken under management",
            precondition=mark(),
            record=True,
        )
    stale = (
        entry.applied != want
        or entry.id != base.live_id
        or entry.depends_on != base.depends_on
        or entry.protected != resource.lifecycle.prevent_delete
        or resource.address in context.renamed
    )
    renamed = context.renamed.get(resource.address)
    reason = f"renamed from {renamed.name}" if renamed else ""
    if base.waiting is not None:
        waits = (base.waiting.waiting_for,)
        return replace(
            base, action=Action.GATE, reason=base.waiting.instruction, waits_for=waits, record=stale
        )
    return replace(base, record=stale, reason=reason) if stale or reason else base


def _changed(
    context: Context,
    kind: Kind,
    base: Change,
    want: Iterable[str],
    live: Live,
    entry: StateEntry | None,
    refused: Refusals,
) -> Change | None:
    fixed = immutable(kind, list(base.fields))
    released_only = all(f.after is None and not f.sensitive for f in base.fields)
    if fixed or not kind.can("update"):
        return _replace(kind, base, want, fixed, refused)
    changed = frozenset(f.path.split(".")[0] for f in base.fields)
    if kind.fixed_if is not None and (why := kind.fixed_if(live.wire, changed)):
        if live.waiting is not None and not live.waiting.over:
            return _later(base, live.waiting, why)
        refused.append(_cannot(base, "MG110", "The object cannot be changed now", why))
        return None
    if kind.inferred("update") and kind.name not in context.allow_inferred.get(base.account, ()):
        refused.append(_inferred(base, kind, "update"))
        return None
    adopting = entry is None
    return replace(
        base,
        action=Action.ADOPT if adopting else Action.UPDATE,
        calls=kind.writes("update", changed),
        reversible=not any(f.sensitive for f in base.fields),
        reason="it exists already and is brought to the declared values"
        if adopting
        else ("fields are released to the vendor's defaults" if released_only else ""),
    )


def _later(base: Change, waiting: Waiting, why: str) -> Change:
    """Let a change wait until the vendor is done with the object; nothing else waits for it."""
    reason = f"the files changed, but {why}"
    return replace(base, action=Action.GATE, reason=reason, waits_for=(waiting.waiting_for,))


def _replace(
    kind: Kind, base: Change, want: Iterable[str], fixed: list[str], refused: Refusals
) -> Change | None:
    why = f"{', '.join(fixed)} cannot be changed" if fixed else "the vendor has no update for this kind"
    if kind.no_replace or not (kind.can("delete") and kind.can("create")):
        refused.append(
            _cannot(
                base,
                "MG109",
                "The change needs a replacement, which is not possible",
                f"{why}; {kind.no_replace or 'the vendor offers no delete and create'}",
            )
        )
        return None
    keys = set(kind.keys)
    return replace(
        base,
        action=Action.REPLACE,
        reason=why,
        calls=kind.writes("create", want) + kind.writes("delete", ()),
        reversible=False,
        create_first=any(f.path.split(".")[0] in keys for f in base.fields),
        notes=tuple(r.text for r in (kind.on_delete, kind.on_create) if r is not None),
    )


def _new_ids(
    context: Context,
    kind: Kind,
    want: Mapping[str, Any],
    fields: list[FieldChange],
    unstable: Mapping[Address, Action],
) -> Iterable[FieldChange]:
    """A target that is replaced gets a new id: whoever refers to it must be pointed there."""
    if not unstable or not kind.targets:
        return
    seen = {f.path for f in fields}
    for path, ref, value in kind.codec.references(want):
        target = context.observed.identity.target(ref, value)
        top = path.partition("[")[0]
        if target is not None and unstable.get(target) is Action.REPLACE and top not in seen:
            seen.add(top)
            yield FieldChange(top, value, UNKNOWN, Cause.CONFIG)


def _undesired(context: Context, address: Address, entry: StateEntry, refused: Refusals) -> Iterable[Change]:
    base = Change(
        address=address,
        action=Action.FORGET,
        account=entry.account,
        cause=Cause.CONFIG,
        depends_on=entry.depends_on,
        live_id=entry.id,
        record=True,
    )
    if (
        address.full_kind not in context.catalog
        or context.catalog.kind(address.full_kind).hand is not Hand.API
    ):
        yield replace(base, reason="it is no longer declared")
        return
    kind = context.catalog.kind(address.full_kind)
    unread = context.observed.failed.get((entry.account, kind.name))
    if unread is not None:
        refused.append(replace(unread, address=address))
        return
    if not any(entry.account in names for names in context.observed.identity.accounts.values()):
        refused.append(_no_account(base))
        return
    live = context.observed.identity.matched.get(address)
    if live is None:
        yield replace(base, reason="it is no longer declared and no longer live")
    elif not kind.can("delete"):
        why = kind.delete_note or "the vendor has no delete; it stays live, unmanaged"
        yield replace(base, reason=f"it is no longer declared; {why}")
    else:
        yield replace(
            base,
            action=Action.DELETE,
            reason="it is no longer declared",
            precondition=precondition(kind, live, {}, entry.applied)(),
            calls=kind.writes("delete", ()),
            reversible=kind.on_delete is None and kind.can("create") and not is_sealed(entry.applied),
            notes=tuple(n for n in (kind.delete_note, kind.on_delete.text if kind.on_delete else "") if n),
            live_id=live.id,
            record=False,
        )


def precondition(
    kind: Kind, live: Live, want: Mapping[str, Any], applied: Mapping[str, Any] | None
) -> Callable[[], str]:
    """Return what digests the managed fields of a live object; unmanaged fields may move without harm."""

    def compute() -> str:
        paths = {*kind.codec.flatten(want), *kind.codec.flatten(applied or {})}
        have = kind.codec.flatten(kind.codec.normalise(live.attributes))
        # A secret is in what was just sent, never in what is read.
        told = {p: have[p] for p in sorted(paths) if p in have and not isinstance(have[p], Secret)}
        return digest([live.id, told])

    return compute


def worst(causes: Iterable[Cause]) -> Cause:
    """Return the cause that a reader must see first."""
    rank = [Cause.CONFLICT, Cause.DRIFT, Cause.ADOPTION, Cause.CONFIG]
    return min(causes, key=rank.index)


def _foreign(owner: str, workspace: str) -> bool:
    return owner.startswith("msgops:") and owner.split(":", 2)[1] != workspace


def _ambiguous(resource: Resource, found: list[Live]) -> Diagnostic:
    ids = ", ".join(sorted(live.id for live in found))
    return Diagnostic(
        "MG107",
        "Several live objects answer to this resource",
        detail=f"{len(found)} live objects of {resource.address.full_kind} have the same natural key: {ids}",
        remedy=f"Choose one:\n    msgops import {resource.address} ID",
        address=resource.address,
        origin=resource.origin,
    )


def _owned(base: Change, live: Live) -> Diagnostic:
    owner = (live.owner or "").split(":", 2)
    return Diagnostic(
        "MG103",
        "The object belongs to another workspace",
        detail=f"{live.id} carries the mark of workspace {owner[1]!r}",
        remedy="Take it out of that workspace first, or choose another name here.",
        address=base.address,
        origin=base.source,
    )


def _no_account(base: Change) -> Diagnostic:
    return Diagnostic(
        "MG114",
        "The account of a recorded object is gone",
        detail=f"it belongs to account {base.account}, which the workspace no longer declares",
        remedy=f"Declare the account again, or forget the object; it stays live:\n    msgops state rm {base.address}",
        address=base.address,
    )


def _inferred(base: Change, kind: Kind, operation: str) -> Diagnostic:
    return Diagnostic(
        "MG108",
        "The write rests on inference alone",
        detail=f"no public source documents how to {operation} {kind.name}",
        remedy=f"Try it on a test account, then allow it in the account block:\n    allow_inferred: [{kind.name}]",
        address=base.address,
        origin=base.source,
    )


def _cannot(base: Change, code: str, summary: str, why: str) -> Diagnostic:
    return Diagnostic(code, summary, detail=why, address=base.address, origin=base.source)
