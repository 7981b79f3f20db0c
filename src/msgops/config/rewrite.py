"""Writes values of resources into the files that declare them: the document, or the environment's patch that decides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgops.config.yaml_edit import Unfit, YamlText

if TYPE_CHECKING:
    from msgops.config.workspace import Workspace
    from msgops.model.address import Address
    from msgops.model.resource import Resource


class Rewriting:
    """The files of a workspace while values go into them; nothing is written to the disk here."""

    def __init__(self, workspace: Workspace) -> None:
        """Read each file when a resource in it changes."""
        self._workspace = workspace
        self._texts: dict[str, YamlText] = {}
        self._before: dict[str, str] = {}

    def put(self, resource: Resource, path: str, value: Any) -> None:
        """Write a field of a resource, or take it out (`None`); raise `Unfit` where the text does not lend itself to it."""
        keys = path.split(".")
        own = (resource.address.full_kind, resource.address.name)
        text = self._text(resource.origin.path)
        patch, prefix = self._patch(resource.address)
        patched = patch is not None and patch.value(None, [*prefix, *keys]) is not None
        said = _dig(resource.attributes, keys)
        if patch is not None and patched:
            _put(patch, None, [*prefix, *keys], value, said)
        if not patched or value is None:
            _put(text, own, ["spec", *keys], value, said)

    def drop(self, resource: Resource) -> None:
        """Take a resource's document out."""
        if self._workspace.environment:
            raise Unfit("the document counts in every environment")
        for path in sorted((self._workspace.root / "environments").glob("*.yaml")):
            if (
                self._text(f"environments/{path.name}").value(None, ["patches", str(resource.address)])
                is not None
            ):
                raise Unfit(f"environments/{path.name} patches it")
        self._text(resource.origin.path).drop((resource.address.full_kind, resource.address.name))

    def add(self, shown: str, documents: list[str]) -> None:
        """Put documents behind those of a file, which need not exist yet."""
        self._text(shown).add(documents)

    def says(self, shown: str, part: str) -> bool:
        """Whether a file has this text already."""
        return part in str(self._text(shown))

    def changed(self) -> dict[str, tuple[str, str]]:
        """Return the text before and after of every file that changes, by its path in the workspace."""
        after = {shown: str(text) for shown, text in sorted(self._texts.items())}
        return {
            shown: (self._before[shown], now) for shown, now in after.items() if now != self._before[shown]
        }

    def _text(self, shown: str) -> YamlText:
        if shown not in self._texts:
            path = Path(self._workspace.root) / shown
            before = path.read_bytes().decode("utf-8") if path.exists() else ""
            self._before[shown], self._texts[shown] = before, YamlText(before)
        return self._texts[shown]

    def _patch(self, address: Address) -> tuple[YamlText | None, list[str]]:
        """Return the environment's file and where it patches a resource's spec."""
        if not self._workspace.environment:
            return None, []
        text = self._text(f"environments/{self._workspace.environment}.yaml")
        prefix = ["patches", str(address)]
        found = text.value(None, prefix)
        return text, [*prefix, "spec"] if isinstance(found, Mapping) and "spec" in found else prefix


def _put(text: YamlText, document: tuple[str, str] | None, path: list[str], value: Any, said: Any) -> None:
    old = text.value(document, path)
    value = _as_written(old, said, value)
    lost = set(_interpolations(old)) - set(_interpolations(value))
    if lost:
        raise Unfit(f"its value comes from {min(lost)}")
    if value is not None or old is not None:
        text.put(document, path, value)


def _as_written(old: Any, said: Any, value: Any) -> Any:
    """Return a list whose known elements are as the file has them: `${…}` not filled in, short names of references."""
    if not (isinstance(old, list) and isinstance(said, list | tuple) and isinstance(value, list | tuple)):
        return value
    if len(old) != len(said):
        return value
    return [next((text for text, known in zip(old, said, strict=True) if known == one), one) for one in value]


def _interpolations(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _interpolations(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _interpolations(inner)
    elif isinstance(value, str) and "${" in value:
        yield str(value)


def _dig(value: Any, keys: list[str]) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value
