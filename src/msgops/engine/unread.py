"""What an export could not read: whose it is, and what its credential lacks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from msgops.engine.permissions import DISCOVER, least
from msgops.sdk.errors import Denied

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msgops.engine.identity import Place
    from msgops.model.diagnostic import Diagnostic
    from msgops.sdk.catalog import Catalog


def explained(catalog: Catalog, failed: Mapping[Place, Diagnostic]) -> list[Diagnostic]:
    """Return the reasons by kind and account, each with the kind's name and the permissions that reading it takes."""
    return [_explained(catalog, place, why) for place, why in sorted(failed.items(), key=lambda p: p[0])]


def _explained(catalog: Catalog, place: Place, why: Diagnostic) -> Diagnostic:
    account, name = place
    needed = _needed(catalog, name) if why.code == Denied.code else ""
    told = f"{why.remedy} {needed}".strip()
    return replace(why, detail=f"{name} of account {account}: {why.detail}", remedy=told)


def _needed(catalog: Catalog, name: str) -> str:
    """Say what the vendor asks for a list of this kind, where the provider states it."""
    rights = catalog.providers[name.partition(".")[0]].rights()
    if rights is None:
        return ""
    calls = [e.call for e in catalog.kind(name).evidence if e.operation in ("list", DISCOVER)]
    groups = {frozenset(group) for call in calls for group in rights.calls.get(call, ())}
    names = least(groups, rights.power)
    return f"Reading {name} takes the {rights.noun} {', '.join(names)}." if names else ""
