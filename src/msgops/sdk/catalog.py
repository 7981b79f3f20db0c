"""The providers that are installed and their kinds. A value that is passed around, not a global."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from msgops.model.diagnostic import Diagnostic, MsgopsError

if TYPE_CHECKING:
    from msgops.sdk.kind import Kind, Provider

GROUP = "msgops.providers"


class CatalogError(MsgopsError):
    """A provider package is broken."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostics = (diagnostic,)
        super().__init__(diagnostic.summary)


class Catalog:
    """Providers by name. Kinds are imported when they are first asked for."""

    def __init__(self, providers: Iterable[Provider]) -> None:
        self.providers: Mapping[str, Provider] = {p.name: p for p in sorted(providers, key=lambda p: p.name)}
        self._kinds: dict[str, Kind] = {}

    @classmethod
    def installed(cls) -> Catalog:
        """Load every provider that an installed package declares as entry point."""
        from importlib.metadata import entry_points  # noqa: PLC0415  # slow to import, needed only here

        found = []
        for point in entry_points(group=GROUP):
            try:
                found.append(point.load())
            except Exception as error:
                broken = Diagnostic(
                    "MP001",
                    "A provider cannot be loaded",
                    detail=f"{point.name} ({point.value}): {type(error).__name__}: {error}",
                    remedy="Reinstall or remove that package.",
                )
                raise CatalogError(broken) from error
        return cls(found)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The full names of all kinds, sorted."""
        return tuple(f"{p.name}.{short}" for p in self.providers.values() for short in sorted(p.kinds))

    def kind(self, name: str) -> Kind:
        """Return a kind by its full name; `KeyError` when it does not exist."""
        found = self._kinds.get(name)
        if found is None:
            provider, _, short = name.partition(".")
            found = self._kinds[name] = self.providers[provider].kind(short)
        return found

    def __contains__(self, name: str) -> bool:
        provider, _, short = name.partition(".")
        return provider in self.providers and short in self.providers[provider].kinds

    def __iter__(self) -> Iterator[Kind]:
        return (self.kind(name) for name in self.names)
