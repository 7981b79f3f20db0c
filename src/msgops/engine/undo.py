"""Undo: an ordinary plan whose desired side is what the journal saw before a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import orjson

from msgops.engine.recovery import RETIRE
from msgops.engine.sealing import is_sealed
from msgops.model.diagnostic import Diagnostic, Origin, Severity
from msgops.model.resource import Resource
from msgops.model.state import Intent, IntentState
from msgops.sdk.codec import nested

if TYPE_CHECKING:
    from msgops.model.address import Address
    from msgops.model.state import StateEntry
    from msgops.sdk.catalog import Catalog
    from msgops.sdk.kind import Kind

_MADE = "create"


@dataclass(frozen=True)
class Undo:
    """What to plan: the desired side as it was, the addresses of the run, and what cannot be undone."""

    desired: Mapping[Address, Resource]
    touched: frozenset[Address]
    left: tuple[Diagnostic, ...]


def undo(
    run: str,
    intents: Sequence[Intent],
    catalog: Catalog,
    desired: Mapping[Address, Resource],
    recorded: Mapping[Address, StateEntry],
) -> Undo:
    """Return the desired side before a run. `intents` are the run's calls in the order in which they were sent."""
    first: dict[Address, Intent] = {}
    for intent in intents:
        if intent.state is IntentState.DONE and intent.action != RETIRE:
            first.setdefault(intent.address, intent)
    target = dict(desired)
    touched, left = set(), []
    for address, intent in sorted(first.items()):
        why = _impossible(catalog, intent)
        if why:
            left.append(_cannot(run, intent, why))
        elif intent.action == _MADE:
            target.pop(address, None)
            touched.add(address)
        else:
            kind = catalog.kind(address.full_kind)
            target[address] = _before(kind, run, intent, desired.get(address), recorded.get(address))
            touched.add(address)
    return Undo(target, frozenset(touched), tuple(left))


def _impossible(catalog: Catalog, intent: Intent) -> str:
    if intent.address.full_kind not in catalog:
        return "no installed provider has its kind"
    if not _facts(intent).get("reversible", True):
        return "the plan of that run marked it as not reversible"
    if intent.action != _MADE and intent.before is None:
        return "the journal holds no values from before"
    return ""


def _facts(intent: Intent) -> Mapping[str, Any]:
    found = orjson.loads(intent.key or "{}")
    return found if isinstance(found, dict) else {}


def _before(kind: Kind, run: str, intent: Intent, now: Resource | None, entry: StateEntry | None) -> Resource:
    """Return the resource as it was: the values from before, and the secrets of the file, which nobody recorded."""
    values = nested(dict(intent.before or {}))
    if now is None:
        account = entry.account if entry is not None else str(_facts(intent).get("account", ""))
        protected = entry.protected if entry is not None else False
        origin = Origin(f"run {run}")
        found = Resource(intent.address, account, values, origin)
        return replace(found, lifecycle=replace(found.lifecycle, prevent_delete=protected))
    secrets = {p: v for p, v in kind.codec.flatten(now.attributes).items() if is_sealed(v)}
    return replace(now, attributes=nested({**kind.codec.flatten(values), **secrets}), previously=None)


def _cannot(run: str, intent: Intent, why: str) -> Diagnostic:
    return Diagnostic(
        "MG122",
        "A change cannot be undone",
        detail=f"{intent.action} {intent.address} of run {run}: {why}",
        remedy="Write the values that you want into the files and apply them.",
        severity=Severity.WARNING,
        address=intent.address,
    )
