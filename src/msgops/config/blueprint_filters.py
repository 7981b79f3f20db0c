"""The few functions that a template can use. Each costs no more than the size of what it takes and gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from msgops.config.blueprint_cost import LONGEST, Failed, TooMuch, text


def _text(value: Any, name: str) -> str:
    if isinstance(value, str):
        return value
    raise Failed(f"{name} takes text, not {_called(value)}")


def _list(value: Any, name: str) -> list[Any]:
    if isinstance(value, list | tuple):
        return list(value)
    raise Failed(f"{name} takes a list, not {_called(value)}")


def _called(value: Any) -> str:
    if value is None:
        return "a value that was left out"
    for kind, word in ((str, "text"), (bool, "true or false"), (int | float, "a number"), (Mapping, "a map")):
        if isinstance(value, kind):
            return word
    return "a list"


def _fits(length: int) -> None:
    if length > LONGEST:
        raise TooMuch(f"a text becomes longer than {LONGEST} characters")


def _join(value: Any, by: str = "") -> str:
    parts = [text(one) for one in _list(value, "join")]
    _fits(sum(map(len, parts)) + len(_text(by, "join")) * len(parts))
    return by.join(parts)


def _replace(value: Any, old: str, new: str) -> str:
    given, old, new = (_text(one, "replace") for one in (value, old, new))
    if not old:
        raise Failed("replace needs a text to look for")
    _fits(len(given) + given.count(old) * len(new))
    return given.replace(old, new)


def _length(value: Any) -> int:
    if isinstance(value, str | list | tuple | Mapping):
        return len(value)
    raise Failed(f"length takes text, a list or a map, not {_called(value)}")


def _unique(value: Any) -> list[Any]:
    return list({text(one): one for one in reversed(_list(value, "unique"))}.values())[::-1]


def _sort(value: Any) -> list[Any]:
    return sorted(_list(value, "sort"), key=text)


def _edge(name: str, index: int) -> Callable[[Any], Any]:
    def take(value: Any) -> Any:
        given = _list(value, name)
        if not given:
            raise Failed(f"an empty list has no {name}")
        return given[index]

    return take


def _items(value: Any) -> list[Any]:
    if isinstance(value, Mapping):
        return [[key, inner] for key, inner in value.items()]
    raise Failed(f"items takes a map, not {_called(value)}")


FILTERS: Final[Mapping[str, Callable[..., Any]]] = {
    "first": _edge("first", 0),
    "items": _items,
    "join": _join,
    "last": _edge("last", -1),
    "length": _length,
    "lower": lambda value: _text(value, "lower").lower(),
    "replace": _replace,
    "sort": _sort,
    "trim": lambda value: _text(value, "trim").strip(),
    "unique": _unique,
    "upper": lambda value: _text(value, "upper").upper(),
}
