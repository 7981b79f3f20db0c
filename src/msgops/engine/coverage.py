"""How much of each account is managed, concept by concept, and which ignores end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from msgops.engine.identity import Place
from msgops.engine.observe import read_all
from msgops.model.drift import Coverage, Expiring
from msgops.sdk.kind import Hand, Item

if TYPE_CHECKING:
    from msgops.engine.context import Context
    from msgops.model.address import Address
    from msgops.model.resource import Resource
    from msgops.sdk.http import Reader


def seen(context: Context) -> tuple[Coverage, ...]:
    """Count the live objects of the kinds that a plan has read."""
    lists = context.observed.identity.known
    found = {place: [Item(live.id, live.wire) for live in lives] for place, lives in lists.items()}
    failed = context.observed.failed
    return coverage(context, sorted({*found, *failed}), found, failed)


async def survey(
    context: Context, readers: Mapping[str, Reader], providers: Mapping[str, str]
) -> tuple[Coverage, ...]:
    """Count the live objects of every kind of these accounts; a kind that cannot be read is said to be unread."""
    catalog = context.catalog
    places = [
        (account, name)
        for account in sorted(readers)
        for name in catalog.names
        if name.partition(".")[0] == providers[account] and catalog.kind(name).hand is Hand.API
    ]
    found, failed = await read_all(catalog, readers, places)
    return coverage(context, places, found, failed)


def coverage(
    context: Context,
    places: Sequence[Place],
    found: Mapping[Place, Sequence[Item]],
    failed: Collection[Place],
) -> tuple[Coverage, ...]:
    """Return a row per account and concept that has live objects or was not read, sorted."""
    catalog, identity = context.catalog, context.observed.identity
    ours = {(live.account, live.kind, live.id) for live in identity.matched.values()}
    ours |= {(e.account, a.full_kind, e.id) for a, e in context.recorded.items()}
    managed: Counter[Place] = Counter()
    rest: dict[Place, Counter[str]] = {}
    unread: dict[Place, list[str]] = {}
    for account, name in places:
        kind = catalog.kind(name)
        row = (account, kind.concept.value)
        if (account, name) in failed:
            unread.setdefault(row, []).append(name)
        for item in found.get((account, name), ()):
            if (account, name, item.id) in ours:
                managed[row] += 1
            elif kind.exportable is None or kind.exportable(item.wire):
                rest.setdefault(row, Counter())[name] += 1
    rows = sorted({*managed, *rest, *unread})
    return tuple(
        Coverage(
            a, c, managed[a, c], dict(sorted(rest.get((a, c), {}).items())), tuple(unread.get((a, c), ()))
        )
        for a, c in rows
    )


def expiring(desired: Mapping[Address, Resource], today: date) -> tuple[Expiring, ...]:
    """Return every ignored field that has an end, the first to end first."""
    found = [
        Expiring(
            address,
            lapse.field,
            lapse.until,
            (date.fromisoformat(lapse.until) - today).days,
            lapse.reason,
            resource.origin,
        )
        for address, resource in desired.items()
        for lapse in resource.lifecycle.lapses
    ]
    return tuple(sorted(found, key=lambda e: (e.until, e.address, e.field)))
