"""The pipeline up to the plan. It is given readers only, so it cannot write."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from msgops.engine import gates, hands, impact, objections, recovery
from msgops.engine.context import Context
from msgops.engine.diff import Refusals, diff
from msgops.engine.guards import Review, check
from msgops.engine.names import hand_over
from msgops.engine.observe import observe
from msgops.model.canonical import digest
from msgops.model.change import Action, Cause, Change
from msgops.model.diagnostic import Diagnostic, Severity
from msgops.model.plan import Allowed, Basis, Plan
from msgops.model.state import Fresh
from msgops.sdk.errors import ProviderError
from msgops.sdk.hands import Verdict
from msgops.sdk.together import together

if TYPE_CHECKING:
    from msgops.engine.sealing import Sealer
    from msgops.model.address import Address
    from msgops.model.listener import Listener
    from msgops.model.resource import Resource
    from msgops.model.state import Consent, GateRecord, Intent, StateEntry
    from msgops.sdk.catalog import Catalog
    from msgops.sdk.http import Reader
    from msgops.sdk.kind import Kind


@dataclass(frozen=True)
class Request:
    """What a plan is asked to look at; `selected` narrows it (`None`: everything).

    `unsettled` are the calls of earlier runs of which nobody knows whether they took effect, `fresh` is what was
    written a moment ago.
    """

    catalog: Catalog
    basis: Basis
    desired: Mapping[Address, Resource]
    recorded: Mapping[Address, StateEntry]
    gates: Mapping[Address, GateRecord]
    providers: Mapping[str, str]
    sealer: Sealer
    max_deletes: int | None = None
    max_delete_percent: int = 30
    consents: Sequence[Consent] = ()
    today: date = field(default_factory=lambda: datetime.now(UTC).date())
    allow_inferred: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    selected: frozenset[Address] | None = None
    unsettled: tuple[Intent, ...] = ()
    fresh: Fresh = field(default_factory=Fresh)


@dataclass(frozen=True, repr=False)
class Planned:
    """A plan and the context it came from; apply needs both.

    Without a repr: asyncio formats the result of its main task, and a repr of everything takes a second.
    """

    plan: Plan
    context: Context
    request: Request


async def plan(
    request: Request, readers: Mapping[str, Reader], listeners: Sequence[Listener] = ()
) -> Planned:
    """Observe, match, diff and guard; listeners hear of what is read."""
    request = replace(request, desired=in_force(request.desired, request.today))
    recorded, renamed = _renamed(request.catalog, request.desired, request.recorded)
    recorded = {**recorded, **recovery.left_over(request.unsettled, recorded)}
    doubts = recovery.doubts(request.unsettled, request.basis.workspace)
    observed = await observe(
        request.catalog,
        readers,
        request.desired,
        recorded,
        request.providers,
        doubts=doubts,
        fresh=recovery.opened(request.fresh, request.unsettled),
        listeners=listeners,
    )
    desired = hands.filled(request.catalog, request.desired, observed.identity)
    request = replace(request, desired=desired)
    verdicts = await _verdicts(request, readers)
    context = Context(
        catalog=request.catalog,
        workspace=request.basis.workspace,
        desired=request.desired,
        recorded=recorded,
        observed=observed,
        sealer=request.sealer,
        renamed=renamed,
        gates=request.gates,
        verdicts=verdicts,
        allow_inferred=request.allow_inferred,
        doubts=doubts,
        removing=recovery.removing(request.unsettled),
    )
    refused = Refusals()
    changes = diff(context, refused)
    if request.selected is not None:
        changes = [c for c in changes if c.address in request.selected]
        refused = Refusals(d for d in refused if d.address is None or d.address in request.selected)
    changes = recovery.hold_back([gates.known(c, request.gates) for c in changes])
    changes = hand_over(context, changes, refused)
    changes = objections.heed(context, changes, readers, refused)
    told = await impact.tell(context, changes, readers)
    changes = list(told.changes)
    against, allowed = guard(request, context, changes, prices=told.prices)
    made = _assemble(request, context, changes, [*refused, *against])
    return Planned(replace(made, allowed=tuple(allowed)), context, request)


def in_force(desired: Mapping[Address, Resource], today: date) -> dict[Address, Resource]:
    """Return the resources without the ignores that have ended."""
    day = today.isoformat()
    return {
        a: replace(r, lifecycle=r.lifecycle.on(day)) if r.lifecycle.lapses else r for a, r in desired.items()
    }


def guard(
    request: Request,
    context: Context,
    changes: Sequence[Change],
    *,
    prices: Mapping[Address, str] | None = None,
) -> tuple[list[Diagnostic], list[Allowed]]:
    """Return what the guards refuse of these changes, and what they would refuse without a consent."""
    return check(
        Review(
            catalog=request.catalog,
            changes=changes,
            desired=request.desired,
            recorded=context.recorded,
            max_deletes=request.max_deletes,
            max_delete_percent=request.max_delete_percent,
            consents=request.consents,
            today=request.today,
            prices=prices or {},
        )
    )


def _assemble(request: Request, context: Context, changes: list[Change], refused: list[Diagnostic]) -> Plan:
    ordered = tuple(sorted(changes, key=_attention))
    unmanaged: dict[str, int] = {}
    for (_, kind), lives in sorted(context.observed.identity.unmanaged.items()):
        if lives:
            unmanaged[kind] = unmanaged.get(kind, 0) + len(lives)
    planned_over = {*context.desired, *context.recorded}
    identity = digest([_basis(request.basis), [_essence(c) for c in ordered if c.action is not Action.NOOP]])
    return Plan(
        changes=ordered,
        basis=request.basis,
        digest=identity,
        refused=tuple(refused),
        warnings=(
            *_rename_hints(context, ordered),
            *recovery.orphans(planned_over, context.doubts),
            *gates.findings(ordered),
        ),
        unmanaged=unmanaged,
        reads=context.observed.reads,
    )


def _basis(basis: Basis) -> dict[str, Any]:
    return {
        "workspace": basis.workspace,
        "environment": basis.environment,
        "config": basis.config,
        "state": basis.state,
        "providers": dict(basis.providers),
    }


def _essence(change: Change) -> list[Any]:
    fields = [[f.path, f.before, f.after, f.cause.value, f.sensitive] for f in change.fields]
    return [str(change.address), change.action.value, change.precondition, fields]


_RANK = {Action.GATE: 1, Action.DELETE: 2, Action.REPLACE: 2, Action.NOOP: 9}


def _attention(change: Change) -> tuple[int, str, Address]:
    rank = 0 if change.cause is Cause.CONFLICT else _RANK.get(change.action, 3)
    return rank, change.account, change.address


def _renamed(
    catalog: Catalog, desired: Mapping[Address, Resource], recorded: Mapping[Address, StateEntry]
) -> tuple[Mapping[Address, StateEntry], dict[Address, Address]]:
    """Let a resource keep the record of its old name: the one that `previously:` names, or that has its natural key."""
    renamed: dict[Address, Address] = {}
    moved = dict(recorded)
    same_key = _by_key(catalog, desired, recorded)
    for address, resource in desired.items():
        if address in recorded:
            continue
        old = replace(address, name=resource.previously) if resource.previously else same_key(resource)
        if old in moved and old not in desired:
            moved[address] = replace(moved.pop(old), address=address)
            renamed[address] = old
    return moved, renamed


def _by_key(
    catalog: Catalog, desired: Mapping[Address, Resource], recorded: Mapping[Address, StateEntry]
) -> Callable[[Resource], Address | None]:
    """Return what finds the record without a document that has a resource's natural key."""
    found: dict[tuple[str, str, str], Address] = {}
    for address, entry in recorded.items():
        if address not in desired and address.full_kind in catalog:
            kind = catalog.kind(address.full_kind)
            if kind.keys and all(k in entry.applied for k in kind.keys):
                found[entry.account, kind.name, _key_text(kind, entry.applied)] = address

    def look(resource: Resource) -> Address | None:
        if not found:
            return None
        kind = catalog.kind(resource.address.full_kind)
        return found.get((resource.account, kind.name, _key_text(kind, resource.attributes)))

    return look


def _key_text(kind: Kind, attributes: Mapping[str, Any]) -> str:
    return repr(
        sorted(kind.codec.normalise({k: attributes[k] for k in kind.keys if k in attributes}).items())
    )


def _rename_hints(context: Context, changes: tuple[Change, ...]) -> list[Diagnostic]:
    """A delete and a create of one kind that look alike are probably a rename."""
    deletes = [c for c in changes if c.action is Action.DELETE]
    hints = []
    for change in changes if deletes else ():
        if change.action is not Action.CREATE:
            continue
        resource = context.desired[change.address]
        kind = context.catalog.kind(change.address.full_kind)
        mine = {k: v for k, v in resource.attributes.items() if k not in kind.keys}
        for gone in deletes:
            applied = context.recorded[gone.address].applied
            if (
                gone.address.full_kind == kind.name
                and mine
                and mine == {k: v for k, v in applied.items() if k not in kind.keys}
            ):
                hints.append(
                    Diagnostic(
                        "MG120",
                        "A delete and a create look like a rename",
                        detail=f"{gone.address} would be deleted and {change.address} created with the same values",
                        remedy=f"To keep the object, write in the new document:\n    previously: {gone.address.name}",
                        severity=Severity.WARNING,
                        address=change.address,
                        origin=change.source,
                    )
                )
    return hints


async def _verdicts(request: Request, readers: Mapping[str, Reader]) -> dict[Address, Verdict]:
    """Read what checks and verifiable steps say."""

    async def one(resource: Resource) -> Verdict | None:
        kind = request.catalog.kind(resource.address.full_kind)
        try:
            return await hands.verify(kind, resource, readers[resource.account])
        except ProviderError as error:
            return Verdict(holds=False, found=str(error), failed=True)

    asked = [r for a, r in request.desired.items() if hands.verifiable(request.catalog.kind(a.full_kind))]
    found = await together(*(one(r) for r in asked))
    return {r.address: v for r, v in zip(asked, found, strict=True) if v is not None}
