"""The least permissions for a workspace, by account and command. Nothing here calls a vendor."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from msgops.engine.observe import places
from msgops.model.permission import AccountPermissions, Grant, Purpose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from msgops.engine.planner import Request
    from msgops.sdk.permissions import Permissions

PLAN, APPLY, DRIFT = "plan", "apply", "drift"
DISCOVER = "discover"
"""The operation of an `Evidence` that finds all objects where the list needs to be told which."""

_REFRESH = frozenset({"list", "verify", DISCOVER})
_READS = _REFRESH | {"get"}
_RETIRE = frozenset({"list", "get", "delete"})
_ORDER = ("list", DISCOVER, "verify", "get", "create", "update", "delete")

Uses = dict[str, set[str]]
"""Operations by kind."""


@dataclass(frozen=True, slots=True)
class Need:
    """One of these permissions is needed for an operation of a kind (`""`: the audit feed)."""

    kind: str
    operation: str
    any_of: frozenset[str]


def least(groups: Iterable[frozenset[str]], power: Callable[[str], int] = lambda _: 0) -> tuple[str, ...]:
    """Return a smallest set that has a member in every group.

    Of several the one with the least power in sum is taken, then the first by alphabet.
    """
    given = set(groups)
    wanted = {g for g in given if not any(other < g for other in given)}
    forced = {name for g in wanted if len(g) == 1 for name in g}
    left = [g for g in wanted if not g & forced]
    names = sorted({name for g in left for name in g})
    for size in range(len(names) + 1):
        found = [c for c in combinations(names, size) if all(g & set(c) for g in left)]
        if found:
            best = min(found, key=lambda c: (sum(power(name) for name in c), c))
            return tuple(sorted({*forced, *best}))
    raise ValueError("a group without members cannot be met")


def possible(request: Request) -> dict[str, Uses]:
    """Return what apply may do in each account: everything for declared kinds, delete for recorded ones."""
    found: dict[str, Uses] = defaultdict(lambda: defaultdict(set))
    for address, resource in request.desired.items():
        kind = request.catalog.kind(address.full_kind)
        allowed = kind.name in request.allow_inferred.get(resource.account, ())
        usable = {o for o in kind.operations if allowed or o in _READS or not kind.inferred(o)}
        found[resource.account][kind.name] |= usable - {DISCOVER}
    for address, entry in request.recorded.items():
        if entry.account in request.providers and address.full_kind in request.catalog:
            found[entry.account][address.full_kind] |= _RETIRE
    for account, name in places(request.catalog, request.desired, request.recorded, request.providers):
        if name not in found[account]:  # only looked up: nothing says which objects, so all are read
            found[account][name] |= {"list", DISCOVER}
    return found


def reads(uses: Uses) -> Uses:
    """Return the part of it that a plan does."""
    return {name: operations & _REFRESH for name, operations in uses.items()}


def needs(request: Request, rights: Permissions, uses: Mapping[str, Iterable[str]]) -> list[Need]:
    """Return what these operations need, sorted."""
    found: list[Need] = []
    for name, operations in sorted(uses.items()):
        kind = request.catalog.kind(name)
        for operation in operations:
            calls = [e.call for e in kind.evidence if e.operation == operation]
            groups = {frozenset(g) for call in calls for g in rights.calls.get(call, ())}
            found.extend(Need(name, operation, group) for group in sorted(groups, key=sorted))
    return found


def account_permissions(request: Request) -> list[AccountPermissions]:
    """Return the least permissions for plan, apply and drift, by account."""
    return [_account(request, name, uses) for name, uses in sorted(possible(request).items())]


def _account(request: Request, account: str, uses: Uses) -> AccountPermissions:
    provider = request.catalog.providers[request.providers[account]]
    rights = provider.rights()
    if rights is None:
        return AccountPermissions(account, provider.name, "permission", (), stated=False)
    refresh = reads(uses)
    feed = [Need("", "read", frozenset(g)) for call in rights.audit for g in rights.calls[call]]
    purposes = (
        _purpose(request, rights, PLAN, refresh, ()),
        _purpose(request, rights, APPLY, uses, ()),
        _purpose(request, rights, DRIFT, refresh, feed),
    )
    return AccountPermissions(account, provider.name, rights.noun, purposes)


def _purpose(request: Request, rights: Permissions, name: str, uses: Uses, more: Sequence[Need]) -> Purpose:
    found = [*needs(request, rights, uses), *more]
    chosen = least((n.any_of for n in found), rights.power)
    grants = tuple(Grant(p, needed_by(n for n in found if p in n.any_of)) for p in chosen)
    return Purpose(name, grants, _roles(request, rights, uses))


def needed_by(found: Iterable[Need]) -> dict[str, tuple[str, ...]]:
    """Gather operations by kind: kinds by alphabet, operations in the order of an object's life."""
    uses: Uses = defaultdict(set)
    for need in found:
        uses[need.kind].add(need.operation)
    return _in_order(uses)


def _in_order(uses: Uses) -> dict[str, tuple[str, ...]]:
    def age(operation: str) -> tuple[int, str]:
        return (_ORDER.index(operation) if operation in _ORDER else len(_ORDER), operation)

    return {kind: tuple(sorted(uses[kind], key=age)) for kind in sorted(uses)}


def _roles(request: Request, rights: Permissions, uses: Uses) -> tuple[Grant, ...]:
    found: dict[str, Uses] = defaultdict(lambda: defaultdict(set))
    for name, operations in uses.items():
        for e in request.catalog.kind(name).evidence:
            if e.operation in operations and e.call in rights.roles:
                found[rights.roles[e.call]][name].add(e.operation)
    return tuple(Grant(role, _in_order(found[role])) for role in sorted(found))
