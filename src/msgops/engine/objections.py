"""What an account cannot take as it is declared: said by the kind, from the account's settings alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from msgops.engine.observe import wire_references
from msgops.model.change import Action, Change
from msgops.model.diagnostic import Diagnostic

if TYPE_CHECKING:
    from msgops.engine.context import Context
    from msgops.sdk.http import Reader

_WRITES = (Action.CREATE, Action.UPDATE, Action.ADOPT, Action.REPLACE)


def heed(
    context: Context, changes: Sequence[Change], readers: Mapping[str, Reader], refused: list[Diagnostic]
) -> list[Change]:
    """Return the changes against which their kinds say nothing; the others are refused (MG116)."""
    kept = []
    for change in changes:
        if why := _objection(context, change, readers):
            summary = "The account cannot take the object as declared"
            refused.append(
                Diagnostic("MG116", summary, detail=why, address=change.address, origin=change.source)
            )
        else:
            kept.append(change)
    return kept


def _objection(context: Context, change: Change, readers: Mapping[str, Reader]) -> str:
    name = change.address.full_kind
    if change.action not in _WRITES or name not in context.catalog or change.account not in readers:
        return ""
    kind, resource = context.catalog.kind(name), context.desired.get(change.address)
    if kind.objection is None or resource is None:
        return ""
    identity = context.observed.identity
    wire = wire_references(kind, identity, change.account, resource.attributes)
    return kind.objection(readers[change.account], kind.codec.encode(wire))
