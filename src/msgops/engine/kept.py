"""Objects that are no longer declared and yet stay: something that no call removes still refers to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from msgops.model.change import Action, Change
from msgops.sdk.kind import Hand

if TYPE_CHECKING:
    from msgops.engine.context import Context
    from msgops.model.address import Address
    from msgops.model.state import StateEntry


def keep(context: Context, changes: Sequence[Change]) -> list[Change]:
    """Turn deletes of what something that stays live needs into forgets that say so, and so on down its needs."""
    at = {c.address: i for i, c in enumerate(changes)}
    out = list(changes)
    todo = [(c.address, _needs(context, c)) for c in changes]
    while todo:
        user, needs = todo.pop()
        for need in needs:
            change = out[at[need]] if need in at else None
            if change is None or change.action is not Action.DELETE:
                continue
            out[at[need]] = _kept(change, user)
            todo.append((need, context.recorded[need].depends_on))
    return out


def _needs(context: Context, change: Change) -> Iterable[Address]:
    """Return what an object that is no longer declared goes on to need."""
    entry = context.recorded.get(change.address)
    if entry is None or change.action not in (Action.DELETE, Action.FORGET):
        return ()
    if change.address not in context.observed.identity.matched or change.address in context.desired:
        return ()
    kind = context.catalog.kind(change.address.full_kind)
    if kind.keeps:
        return _targets(context, entry, kind.keeps)
    stays = change.action is Action.FORGET and kind.hand is Hand.API and not kind.can("delete")
    return entry.depends_on if stays else ()


def _targets(context: Context, entry: StateEntry, fields: Sequence[str]) -> set[Address]:
    kind = context.catalog.kind(entry.address.full_kind)
    applied: Mapping[str, object] = {k: v for k, v in entry.applied.items() if k in fields}
    found = {context.observed.identity.target(ref, value) for _, ref, value in kind.codec.references(applied)}
    return {address for address in found if address is not None}


def _kept(change: Change, user: Address) -> Change:
    return replace(
        change,
        action=Action.FORGET,
        reason=f"it is no longer declared; it stays live, because {user} stays live and needs it",
        precondition="",
        calls=0,
        reversible=True,
        notes=(),
        record=True,
    )
