"""What a plan can tell beforehand: what hangs on an object that would go, and what a purchase costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from msgops.engine.observe import wire_references
from msgops.model.change import Action, Change
from msgops.sdk.errors import ProviderError
from msgops.sdk.kind import Item
from msgops.sdk.together import together

if TYPE_CHECKING:
    from msgops.engine.context import Context
    from msgops.model.address import Address
    from msgops.sdk.http import Reader
    from msgops.sdk.kind import Kind, Probe

_BUDGET = 60
"""Calls that a plan spends on this; what is beyond is asked for at apply only."""
_REMOVES = (Action.DELETE, Action.REPLACE)
_MAKES = (Action.CREATE, Action.REPLACE)


@dataclass(frozen=True)
class Told:
    """The changes with what was found in their notes, and the prices of those that cost money."""

    changes: Sequence[Change]
    prices: Mapping[Address, str]


async def tell(context: Context, changes: Sequence[Change], readers: Mapping[str, Reader]) -> Told:
    """Ask about the deletes and purchases of a plan; what cannot be read is said to be unknown."""
    asked = [c for c in _affordable(context, changes) if c.account in readers]
    before = sum(r.calls for r in readers.values())
    answers = await together(*(_ask(context, c, readers[c.account]) for c in asked))
    context.observed.reads += sum(r.calls for r in readers.values()) - before
    notes = {c.address: notes for c, (notes, _) in zip(asked, answers, strict=True) if notes}
    prices = {c.address: price for c, (_, price) in zip(asked, answers, strict=True) if price}
    told = [replace(c, notes=(*c.notes, *notes[c.address])) if c.address in notes else c for c in changes]
    return Told(told, prices)


def _affordable(context: Context, changes: Sequence[Change]) -> list[Change]:
    found, left = [], _BUDGET
    for change in changes:
        kind = _kind(context, change)
        if kind is None:
            continue
        removes, makes = change.action in _REMOVES, change.action in _MAKES
        cost = (kind.probe_calls if kind.probe is not None and removes else 0) + int(
            (kind.impact is not None and removes) or (kind.price is not None and makes)
        )
        if 0 < cost <= left:
            left -= cost
            found.append(change)
    return found


def _kind(context: Context, change: Change) -> Kind | None:
    name = change.address.full_kind
    return context.catalog.kind(name) if name in context.catalog else None


async def _ask(context: Context, change: Change, reader: Reader) -> tuple[tuple[str, ...], str]:
    kind = context.catalog.kind(change.address.full_kind)
    notes, price = [], ""
    live = context.observed.identity.matched.get(change.address)
    if change.action in _REMOVES and live is not None:
        item = Item(live.id, live.wire)
        for probe, after in (
            (kind.probe, "; apply asks again and refuses while that is so"),
            (kind.impact, ""),
        ):
            if probe is not None and (found := await _hangs(probe, reader, item)):
                notes.append(f"now: {found}{after}")
    if change.action in _MAKES and kind.price is not None:
        price = await _price(context, kind, change, reader)
        notes += [f"price: {price}"] if price else []
    return tuple(notes), price


async def _hangs(probe: Probe, reader: Reader, item: Item) -> str | None:
    try:
        return await probe(reader, item)
    except ProviderError as error:
        return f"it could not be read whether it is in use ({error.summary.lower()})"


async def _price(context: Context, kind: Kind, change: Change, reader: Reader) -> str:
    assert kind.price is not None
    resource = context.desired[change.address]
    wire = wire_references(kind, context.observed.identity, change.account, resource.attributes)
    try:
        return await kind.price(reader, kind.codec.encode(wire))
    except ProviderError as error:
        return f"unknown ({error.summary.lower()})"
