"""Resources that no API applies: steps for a person, and preconditions that are only checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from msgops.engine.fields import show
from msgops.engine.sealing import is_sealed
from msgops.model.canonical import digest
from msgops.model.change import Action, Cause, Change, FieldChange
from msgops.model.resource import Waiting
from msgops.model.state import GateState
from msgops.sdk.hands import Check, NoApi, Person, Verdict
from msgops.sdk.kind import Hand

if TYPE_CHECKING:
    from msgops.engine.context import Context
    from msgops.model.address import Address
    from msgops.model.resource import Resource
    from msgops.sdk.http import Reader
    from msgops.sdk.kind import Kind


@dataclass(frozen=True, slots=True)
class Worksheet:
    """What a person needs to do a step: who, where, the numbered clicks, the exact values."""

    address: Address
    who: str
    where: str
    steps: tuple[str, ...]
    values: Mapping[str, Any]
    due: str = ""


def hand_of(kind: Kind) -> Person | Check:
    """Return the person or check behind a kind without an API."""
    assert isinstance(kind.api, NoApi)
    return kind.api.by


def values_digest(kind: Kind, resource: Resource) -> str:
    """Digest the desired values; a confirmation holds for exactly these."""
    return digest(kind.codec.normalise({k: v for k, v in resource.attributes.items() if not is_sealed(v)}))


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
    confirmed = record is not None and record.state is GateState.CONFIRMED
    current = values_digest(kind, resource)
    if confirmed and record is not None and record.digest == current and verdict is None:
        return base
    step = f"do the step, then: msgops gate confirm {resource.address} --note TEXT"
    waiting = Waiting(by.who, step, due=by.due)
    reason = "the values changed since it was confirmed" if confirmed else waiting.instruction
    if confirmed and verdict is not None:
        reason = f"it was confirmed, but reading it back says: {verdict.found}"
    old = record.values if record is not None else {}
    fields = tuple(
        FieldChange(
            path, None if sealed else old.get(path), None if sealed else value, Cause.CONFIG, sensitive=sealed
        )
        for path, value, sealed in shown(kind, resource.attributes)
        if sealed or old.get(path) != value
    )
    return replace(
        base, action=Action.GATE, waiting=waiting, reason=reason, fields=fields, waits_for=(by.who,)
    )


def open_step(context: Context, needs: Iterable[Address]) -> Waiting | None:
    """Return what is waited for while a person has not done the step that makes an object, nothing once it is done."""
    for address in needs:
        kind, resource = context.catalog.kind(address.full_kind), context.desired.get(address)
        if kind.hand is not Hand.PERSON or resource is None:
            continue
        step = change(context, kind, resource, ())
        if step.action is Action.GATE:
            return Waiting(hand_of(kind).who, f"it is made by hand: {address}")
    return None


def worksheet(kind: Kind, resource: Resource) -> Worksheet:
    """Render a person's steps with the desired values filled in."""
    by = hand_of(kind)
    values = {
        path: "(a secret)" if sealed else value for path, value, sealed in shown(kind, resource.attributes)
    }
    if isinstance(by, Check):
        return Worksheet(resource.address, by.who, "", (by.remedy,), values)
    fields: dict[str, Any] = dict.fromkeys(kind.spec.model_fields, "(not set)")
    fields.update({k: ", ".join(map(str, v)) if isinstance(v, list) else v for k, v in values.items()})
    fields.setdefault("name", resource.address.name)
    steps = tuple(step.format_map(fields) for step in by.steps)
    return Worksheet(resource.address, by.who, by.where, steps, values, by.due)


async def verify(kind: Kind, resource: Resource, reader: Reader) -> Verdict | None:
    """Read whether a step is done; nothing where no read exists."""
    by = hand_of(kind)
    if by.verify is None:
        return None
    return await by.verify(reader, kind.codec.encode(resource.attributes))


def verifiable(kind: Kind) -> bool:
    """Whether a read can tell if the step is done."""
    return kind.hand in (Hand.PERSON, Hand.CHECK) and hand_of(kind).verify is not None


def shown(kind: Kind, attributes: Mapping[str, Any]) -> Iterator[tuple[str, Any, bool]]:
    """Yield (path, value as shown, whether it is secret) of every leaf."""
    for path, value in kind.codec.flatten(attributes).items():
        sealed = is_sealed(value)
        yield path, None if sealed else show(value), sealed
