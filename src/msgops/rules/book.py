"""All rules that are installed: msgops' own, the providers', and those of third parties."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from msgops.model.diagnostic import Diagnostic
from msgops.rules.general import PACK
from msgops.sdk.catalog import CatalogError
from msgops.sdk.rules import Pack, Rule

if TYPE_CHECKING:
    from msgops.sdk.catalog import Catalog

GROUP = "msgops.rules"
"""The entry points by which packages add packs."""


@dataclass(frozen=True)
class Book:
    """Packs of rules; an id belongs to one rule."""

    packs: tuple[Pack, ...] = field(default=(PACK,))

    @classmethod
    def installed(cls, catalog: Catalog) -> Book:
        """Load every pack; `CatalogError` when one is broken."""
        from importlib.metadata import entry_points  # noqa: PLC0415  # slow to import, needed only here

        packs = [PACK, *(pack for p in catalog.providers.values() if (pack := p.pack()) is not None)]
        for point in sorted(entry_points(group=GROUP), key=lambda p: p.name):
            try:
                found = point.load()
            except Exception as error:
                raise _broken(point.name, point.value, f"{type(error).__name__}: {error}") from error
            if not isinstance(found, Pack):
                raise _broken(point.name, point.value, f"it is a {type(found).__name__}, no Pack")
            packs.append(found)
        return cls(tuple(packs))

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
    def subjects(self) -> Mapping[str, tuple[str, ...]]:
        """Where subjects stand, all packs together."""
        return merged(pack.subjects for pack in self.packs)


def merged(tables: Iterable[Mapping[str, tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    """Join tables of places; a place counts once."""
    out: dict[str, tuple[str, ...]] = {}
    for table in tables:
        for subject, places in table.items():
            out[subject] = tuple(dict.fromkeys((*out.get(subject, ()), *places)))
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
