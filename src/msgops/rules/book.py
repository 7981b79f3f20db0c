"""All rules that are installed: msgops' own, the providers', and those of third parties."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from msgops.model.diagnostic import Diagnostic
from msgops.model.rule import RuleText
from msgops.rules import crossing, general
from msgops.sdk.catalog import CatalogError
from msgops.sdk.rules import Pack, Place, Rule, place

if TYPE_CHECKING:
    from msgops.sdk.catalog import Catalog

OURS = (general.PACK, crossing.PACK)
GROUP = "msgops.rules"
"""The entry points by which packages add packs."""


@dataclass(frozen=True)
class Book:
    """Packs of rules; an id belongs to one rule."""

    packs: tuple[Pack, ...] = field(default=OURS)

    @classmethod
    def installed(cls, catalog: Catalog) -> Book:
        """Load every pack; `CatalogError` when one is broken."""
        from importlib.metadata import entry_points  # noqa: PLC0415  # slow to import, needed only here

        packs = [*OURS, *(pack for p in catalog.providers.values() for pack in p.packs())]
        for point in sorted(entry_points(group=GROUP), key=lambda p: p.name):
            try:
                found = point.load()
            except Exception as error:
                raise _broken(point.name, point.value, f"{type(error).__name__}: {error}") from error
            if not isinstance(found, Pack):
                raise _broken(point.name, point.value, f"it is a {type(found).__name__}, no Pack")
            packs.append(found)
        return cls(tuple({pack.name: pack for pack in packs}.values()))

    def __post_init__(self) -> None:
        """Refuse two rules with one id."""
        seen: dict[str, str] = {}
        for pack in self.packs:
            for one in pack.rules:
                if one.id in seen:
                    raise _broken(pack.name, one.id, f"{seen[one.id]} has a rule of that id")
                seen[one.id] = pack.name

    @cached_property
    def rules(self) -> Mapping[str, Rule]:
        """Every rule by its id, in the order of the packs."""
        return {one.id: one for pack in self.packs for one in pack.rules}

    @cached_property
    def texts(self) -> Mapping[str, RuleText]:
        """What reports tell of the rules, by id."""
        return {
            r.id: RuleText(r.what, r.why, r.remedy, r.source, r.set.value, r.severity, r.page)
            for r in self.rules.values()
        }

    @cached_property
    def subjects(self) -> Mapping[str, tuple[Place, ...]]:
        """Where subjects stand, all packs together."""
        out: dict[str, tuple[Place, ...]] = {}
        for pack in self.packs:
            for subject, places in pack.subjects.items():
                out[subject] = (*out.get(subject, ()), *map(place, places))
        return out

    @cached_property
    def limits(self) -> Mapping[str, Mapping[str, int]]:
        """Limits by provider and name, all packs together."""
        out: dict[str, dict[str, int]] = {}
        for pack in self.packs:
            for provider, limits in pack.limits.items():
                out.setdefault(provider, {}).update(limits)
        return out


def _broken(name: str, place: str, why: str) -> CatalogError:
    return CatalogError(
        Diagnostic(
            "MP002",
            "A pack of rules cannot be used",
            detail=f"{name} ({place}): {why}",
            remedy="Reinstall or remove that package.",
        )
    )
