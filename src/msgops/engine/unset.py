"""Secrets that have no value: before the first write, and when their turn has come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgops.engine.sealing import canonical
from msgops.model.change import Action
from msgops.model.diagnostic import Diagnostic
from msgops.model.secret import Secret
from msgops.sdk.fields import NewSecret

if TYPE_CHECKING:
    from msgops.engine.context import Context
    from msgops.engine.sealing import Resolve
    from msgops.model.change import Change
    from msgops.model.resource import Resource

_LATE = "This run was to make it, and did not: look at the resource with this secret_file."


def secrets_in(value: Any) -> Iterator[Secret]:
    """Yield every secret inside a value."""
    if isinstance(value, Secret):
        yield value
    elif isinstance(value, Mapping):
        for v in value.values():
            yield from secrets_in(v)
    elif isinstance(value, list | tuple):
        for v in value:
            yield from secrets_in(v)


def unset(context: Context, changes: Sequence[Change], resolve: Resolve) -> list[Diagnostic]:
    """Return a finding for every secret that will be sent and has no value, and that no write of this run makes."""
    sent = [c for c in changes if c.calls and c.action not in (Action.DELETE, Action.FORGET)]
    coming = {source for c in sent for source in made(context, c)}
    return [
        no_value(
            secret,
            context.desired[c.address],
            f"Set it before apply; nothing was written. It is needed to {c.action.value} {c.address}.",
        )
        for c in sent
        for secret in secrets_in(context.desired[c.address].attributes)
        if canonical(secret.source) not in coming and resolve(secret) is None
    ]


def no_value(secret: Secret, resource: Resource, remedy: str = _LATE) -> Diagnostic:
    """Return the finding; without a remedy it is that of a secret that this run was to make."""
    return Diagnostic(
        "MC150",
        "A secret is not set",
        detail=f"{secret.source} has no value",
        remedy=remedy,
        address=resource.address,
        origin=resource.origin,
    )


def made(context: Context, change: Change) -> Iterator[str]:
    """Yield the sources that a write fills: the files for secrets that a vendor shows once."""
    if not change.calls or change.action not in (Action.CREATE, Action.REPLACE, Action.UPDATE):
        return
    changed = {f.path.partition(".")[0] for f in change.fields}
    attributes = context.desired[change.address].attributes
    for field in context.catalog.kind(change.address.full_kind).codec.root.fields:
        marker = next((m for m in field.markers if isinstance(m, NewSecret)), None)
        if marker is None or (change.action is Action.UPDATE and not changed & set(marker.on)):
            continue
        if isinstance(name := attributes.get(field.name), str):
            yield canonical(f"file:{name}")
