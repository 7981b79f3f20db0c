"""Sending a create so that at most one object comes of it, whatever happens to the answer."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from msgops.engine.identity import live_of
from msgops.engine.lag import FRESH, pauses, reads_by_list
from msgops.engine.observe import wire_references
from msgops.sdk.errors import ProviderError, Refused, UnknownOutcome
from msgops.sdk.kind import Item, Wanted

if TYPE_CHECKING:
    from msgops.engine.context import Context
    from msgops.engine.recovery import Doubt
    from msgops.model.resource import Live, Resource
    from msgops.sdk.http import Writer
    from msgops.sdk.kind import Kind

_PAUSES = (1.0, 2.0, 4.0, 8.0)
"""Seconds before the look that follows each create whose outcome is unknown: a burst of errors ends meanwhile."""


def twins(context: Context, kind: Kind, resource: Resource) -> frozenset[str]:
    """Return the ids of the live objects that have this resource's natural key already."""
    if kind.unique:
        return frozenset()
    found = context.observed.identity.twins(kind, resource.account, _key(context, kind, resource))
    return frozenset(live.id for live in found)


async def create(
    context: Context, kind: Kind, resource: Resource, writer: Writer, body: dict[str, Any]
) -> tuple[Item, bool]:
    """Create the object; returns it, and whether it was found instead because an earlier call had made it.

    A call whose outcome is unknown, of this run or an interrupted one, is looked for before it is repeated, and what
    costs money is never repeated, nor what may still be under way where two objects can have one name. Errors are
    `ProviderError`.
    """
    doubt = context.doubts.get(resource.address)
    patient = (kind.eventual or not kind.unique) and not (doubt is not None and _old(doubt, writer))
    unsure = doubt is not None
    costly = kind.on_create is not None and kind.on_create.money
    lost: UnknownOutcome | None = None
    for pause in (*_PAUSES, None):
        if unsure:
            found = await _look_safely(context, kind, resource, writer, lost, patient=patient)
            if found is not None:
                return found, True
            if lost is not None and (costly or (lost.late and not kind.unique)):
                raise lost
        try:
            return await kind.api.create(writer, body), False
        except UnknownOutcome as error:
            if pause is None:
                raise
            lost, unsure, patient = error, True, kind.eventual or not kind.unique
            await writer.clock.sleep(pause)
        except Refused:
            # The vendor knows the object although its list did not show it yet.
            found = (
                await _look(context, kind, resource, writer, patient=True) if unsure and kind.unique else None
            )
            if found is None:
                raise
            return found, True
    raise AssertionError("unreachable")


async def _look_safely(
    context: Context,
    kind: Kind,
    resource: Resource,
    writer: Writer,
    lost: UnknownOutcome | None,
    *,
    patient: bool,
) -> Item | None:
    """Look; when that fails, the outcome of the create stays as unknown as it was."""
    try:
        return await _look(context, kind, resource, writer, patient=patient)
    except ProviderError as error:
        raise lost or UnknownOutcome(error.call, error.detail, status=error.status) from None


async def _look(
    context: Context, kind: Kind, resource: Resource, writer: Writer, *, patient: bool
) -> Item | None:
    """Look for an object with the resource's natural key that was not there before the call in doubt."""
    identity = context.observed.identity
    doubt = context.doubts.get(resource.address)
    before = doubt.known if doubt is not None else _ids(context, kind, resource)
    key = _key(context, kind, resource)
    wire = kind.codec.encode(wire_references(kind, identity, resource.account, resource.attributes))
    place = (resource.account, kind.name)
    owned = {v.id for v in identity.matched.values() if (v.account, v.kind) == place}
    for pause in pauses(kind) if patient else (0.0,):
        if pause:
            await writer.clock.sleep(pause)
        for item in await kind.api.list(writer, [Wanted(wire)]):
            live = live_of(kind, resource.account, item)
            new = item.id not in before and item.id not in owned
            if new and identity.key(kind, identity.canonical_live(kind, live)) == key:
                # A list may still show what was deleted a moment ago; where it can be read by itself, that counts.
                there = item if reads_by_list(kind) else await kind.api.get(writer, item)
                if there is None:
                    continue
                if pause:
                    writer.lagged(f"list of {kind.name}", pause)
                return there
    return None


def _key(context: Context, kind: Kind, resource: Resource) -> bytes:
    identity = context.observed.identity
    return identity.key(kind, identity.canonical_desired(kind, resource.account, resource.attributes))


def _ids(context: Context, kind: Kind, resource: Resource) -> frozenset[str]:
    known: list[Live] = context.observed.identity.known.get((resource.account, kind.name), [])
    return frozenset(live.id for live in known)


def _old(doubt: Doubt, writer: Writer) -> bool:
    return (writer.clock.now() - datetime.fromisoformat(doubt.at)).total_seconds() > FRESH
