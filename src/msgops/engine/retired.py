"""Steps of people that are no longer declared: only a person can take them back, and the plan says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgops.engine import confirmed
from msgops.model.change import Action, Cause, Change
from msgops.model.state import GateState
from msgops.sdk.hands import NoApi, Person

if TYPE_CHECKING:
    from collections.abc import Iterator

    from msgops.engine.context import Context
    from msgops.model.address import Address
    from msgops.model.state import GateRecord

_MOST = 300
"""Characters of the values that are told; the audit log has them all."""


def retired(context: Context) -> Iterator[Change]:
    """Yield a forget for each step that was done once and that no document asks for any more."""
    for address, record in sorted(context.gates.items()):
        if address in context.desired or address in context.recorded or confirmed.done(record) is None:
            continue
        by = _person(context, address)
        if by is not None:
            yield Change(
                address=address,
                action=Action.FORGET,
                account=_account(context, address),
                cause=Cause.CONFIG,
                reason=_reason(record, by),
                record=True,
            )


def _person(context: Context, address: Address) -> Person | None:
    """Return who does the steps of a kind, nothing where an API does them or no provider knows the kind."""
    api = context.catalog.kind(address.full_kind).api if address.full_kind in context.catalog else None
    return api.by if isinstance(api, NoApi) and isinstance(api.by, Person) else None


def _account(context: Context, address: Address) -> str:
    """Return the provider's account; the record of a step does not say which, so nothing where there are several."""
    found = context.observed.identity.accounts.get(address.provider, ())
    return found[0] if len(found) == 1 else ""


def _reason(record: GateRecord, by: Person) -> str:
    said = f"{record.by} confirmed" if record.state is GateState.CONFIRMED else "was found done"
    lines = [
        f"it is no longer declared; what {said} on {record.at[:10]} stays, because no API takes it back",
        f"to take it back: {by.who}, {by.where}",
    ]
    values = ", ".join(f"{path}: {value}" for path, value in sorted(record.values.items()))
    if values:
        lines.append(f"what it was done with: {values[:_MOST]}{'…' if len(values) > _MOST else ''}")
    return "\n".join(lines)
