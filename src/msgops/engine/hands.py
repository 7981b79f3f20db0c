"""Resources that no API applies: steps for a person, and preconditions that are only checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from msgops.engine import confirmed
from msgops.engine.identity import attribute_of
from msgops.model.change import Action, Cause, Change, FieldChange
from msgops.model.outputs import fill
from msgops.model.resource import Waiting
from msgops.model.state import GateState
from msgops.sdk.hands import Check, NoApi, Person, Verdict
from msgops.sdk.kind import Hand

if TYPE_CHECKING:
    from msgops.engine.context import Context
    from msgops.engine.identity import Identity
    from msgops.model.address import Address
    from msgops.model.resource import Resource
    from msgops.sdk.catalog import Catalog
    from msgops.sdk.http import Reader
    from msgops.sdk.kind import Kind


CHANGED = "the values changed since it was confirmed"
"""Why a step that was done once is open again."""


def hand_of(kind: Kind) -> Person | Check:
    """Return the person or check behind a kind without an API."""
    assert isinstance(kind.api, NoApi)
    return kind.api.by


def change(context: Context, kind: Kind, resource: Resource, needs: tuple[Address, ...]) -> Change:
    """Return a noop for a step that is done, a gate for one that is not."""
    by, verdict = hand_of(kind), context.verdicts.get(resource.address)
    base = Change(
        address=resource.address,
        action=Action.NOOP,
        account=resource.account,
        source=resource.origin,
        depends_on=needs,
    )
    if verdict is not None and verdict.holds:
        return base
    if isinstance(by, Check):
        found = verdict.found if verdict else "not read"
        waiting = Waiting(by.who, f"{by.remedy} (found: {found})")
        return replace(
            base, action=Action.GATE, waiting=waiting, reason=waiting.instruction, waits_for=(by.who,)
        )
    record = context.gates.get(resource.address)
    done = confirmed.done(record)
    same = done is not None and done.digest == confirmed.values_digest(kind, resource)
    if same and verdict is None:
        return base
    step = f"do the step, then: msgops gate confirm {resource.address} --note TEXT"
    waiting = Waiting(by.who, step, due=by.due)
    reason = CHANGED if done is not None else waiting.instruction
    if done is not None and same and verdict is not None:
        said = "confirmed" if done.state is GateState.CONFIRMED else "done"
        reason = f"it was {said}, but reading it back says: {verdict.found}"
    fields = tuple(
        FieldChange(a.path, a.before, a.value, Cause.CONFIG, sensitive=a.secret)
        for a in confirmed.asked(kind, resource, record, verdict)
        if a.changed
    )
    return replace(
        base, action=Action.GATE, waiting=waiting, reason=reason, fields=fields, waits_for=(by.who,)
    )


def open_step(context: Context, needs: Iterable[Address]) -> Waiting | None:
    """Return what is waited for while a person has not done the step that makes an object, nothing once it is done."""
    for address in needs:
        kind, resource = context.catalog.kind(address.full_kind), context.desired.get(address)
        if not kind.hand.by_person or resource is None:
            continue
        step = change(context, kind, resource, ())
        if step.action is Action.GATE:
            return Waiting(hand_of(kind).who, f"it is made by hand: {address}")
    return None


def filled(
    catalog: Catalog, desired: Mapping[Address, Resource], identity: Identity
) -> dict[Address, Resource]:
    """Return what is desired with the outputs of live objects in the steps of people and in checks, as far as they are known.

    A worksheet shows the values themselves, and a confirmation holds for them: another one opens the step again.
    """

    def find(address: Address, attribute: str) -> Any:
        live = identity.matched.get(address)
        return None if live is None else attribute_of(live, attribute)

    found = dict(desired)
    for address, resource in desired.items():
        if catalog.kind(address.full_kind).hand is not Hand.API:
            attributes = fill(resource.attributes, find)
            found[address] = replace(resource, attributes=attributes)
    return found


async def verify(kind: Kind, resource: Resource, reader: Reader) -> Verdict | None:
    """Read whether a step is done; nothing where no read exists."""
    by = hand_of(kind)
    if by.verify is None:
        return None
    return await by.verify(reader, kind.codec.encode(resource.attributes))


def verifiable(kind: Kind) -> bool:
    """Whether a read can tell if the step is done."""
    return kind.hand is not Hand.API and hand_of(kind).verify is not None
