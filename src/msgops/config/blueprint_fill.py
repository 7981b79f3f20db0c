"""Puts values where their placeholders stand, after the YAML was read: a value is a value and never structure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgops.config.blueprint_cost import Failed, text
from msgops.config.blueprint_marks import CLOSE, OPEN
from msgops.config.yaml_places import Places
from msgops.model.scalar import Plain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from msgops.config.blueprint_cost import Fuel

_PLACE = re.compile(f"{OPEN}([0-9]+){CLOSE}")
_KEPT = re.compile(r"\$\{(?:(?:env|file):|[a-z][a-z0-9_]*\.[A-Z])[^{}]*\}")
_NAME = re.compile(r"[^\s${}]*")


def fill(data: Any, values: Sequence[Any], fuel: Fuel, complain: Callable[[str, str], None]) -> Any:
    """Return data with its placeholders filled in; `complain(path, why)` for each that does not fit."""
    return _Filling(values, fuel, complain).value(data, "")


class _Filling:
    def __init__(self, values: Sequence[Any], fuel: Fuel, complain: Callable[[str, str], None]) -> None:
        self._values, self._fuel, self._complain = values, fuel, complain

    def value(self, data: Any, path: str) -> Any:
        if isinstance(data, str):
            return self._scalar(data, path) if OPEN in data else data
        if isinstance(data, list):
            return [self.value(inner, f"{path}[{index}]") for index, inner in enumerate(data)]
        return self._map(data, path) if isinstance(data, dict) else data

    def _map(self, data: dict[str, Any], path: str) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for key, inner in data.items():
            below = f"{path}.{key}" if path else key
            name = self._key(key, below) if OPEN in key else key
            if name in out:
                self._complain(below, f'the key "{name}" stands here twice')
            out[name] = self.value(inner, below)
        return out

    def _key(self, data: str, path: str) -> str:
        try:
            return _PLACE.sub(self._part, data)
        except Failed as failed:
            self._complain(path, str(failed))
            return data

    def _scalar(self, data: str, path: str) -> Any:
        whole = _PLACE.fullmatch(data)
        if whole is None:
            return self._text(data, path)
        value = self._values[int(whole[1])]
        self._fuel.weigh(value)
        # Quotes ask for text.
        return _plain(value) if isinstance(data, Plain) else self._text(data, path)

    def _text(self, data: str, path: str) -> str:
        """Return a text with its values; what they hold forms no interpolation with what stands around them."""
        parts: list[str] = []
        inside, end = False, 0
        try:
            for found in _PLACE.finditer(data):
                around, value = data[end : found.start()], self._part(found)
                opened, closed = around.rfind("${"), around.rfind("}")
                inside = opened > closed if max(opened, closed) >= 0 else inside
                if inside and not _NAME.fullmatch(value):
                    raise Failed(f'"{value}" cannot stand inside of ${{…}}')  # noqa: TRY301  # one place says where
                _beside(parts, around)
                _beside(parts, value if inside else escaped(value))
                end = found.end()
            _beside(parts, data[end:])
        except Failed as failed:
            self._complain(path, str(failed))
            return ""
        return "".join(parts)

    def _part(self, found: re.Match[str]) -> str:
        value = text(self._values[int(found[1])])
        self._fuel.burn(len(value))
        return value


def _beside(parts: list[str], new: str) -> None:
    """Add text so that a dollar sign before it and a brace in it stay what they are."""
    if parts and parts[-1].endswith("$"):
        if new.startswith("${"):
            raise Failed("a dollar sign cannot stand before ${…}")
        if new.startswith("{"):
            parts.append("$")
    if new:
        parts.append(new)


def escaped(value: str) -> str:
    """Return text in which `${` stands for itself, but for secrets' sources and values of other resources."""
    if "${" not in value:
        return value
    return re.sub(r"\$\{", lambda found: "${" if _KEPT.match(value, found.start()) else "$${", value)


def _plain(value: Any) -> Any:
    """Return a value as the YAML reader would have: numbers and booleans as unquoted scalars."""
    if isinstance(value, str):
        return escaped(value)
    if isinstance(value, bool | int | float):
        return Plain(text(value))
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value


def visible(message: str) -> str:
    """Return a message without placeholders."""
    return _PLACE.sub("{{ … }}", message)


class TemplatePlaces(Places):
    """Where the values of a made document stand in its template: the line; the column only where it is certain."""

    __slots__ = ("_exact", "_inner", "_lines")

    def __init__(self, inner: Places, rendered: Sequence[str], lines: Sequence[int]) -> None:
        """Take the places in the rendered text, its lines, and the template's line of each."""
        self._inner, self._exact, self._lines = inner, rendered, lines

    def key(self, path: str) -> tuple[int, int] | None:
        """Return the place of a key, or of a list's element."""
        return self._map(self._inner.key(path))

    def value(self, path: str) -> tuple[int, int] | None:
        """Return the place of a value."""
        return self._map(self._inner.value(path))

    def end(self, path: str) -> tuple[int, int] | None:
        """Return nothing: what a template makes may be longer or shorter than its text."""
        del path
        return None

    def _map(self, place: tuple[int, int] | None) -> tuple[int, int] | None:
        if place is None:
            return None
        line, column = place
        before = self._exact[line - 1][: column - 1]
        return self._lines[line - 1], 0 if OPEN in before else column
