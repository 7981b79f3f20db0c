"""What a body holds: the names and types of the specification; what it does not name is ignored. [assumed]"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from msgops.sandbox.kit import Call
from msgops_cxone.simulator.errors import Refused

Shape = Mapping[str, Any]
"""Name to `s` string, `n` number, `b` boolean, `o` any object, a shape, or a list of one of them."""


def fields(**types: str) -> dict[str, Any]:
    """Return a shape: `fields(s="name notes", n="id")`."""
    return {name: kind for kind, names in types.items() for name in names.split()}


def names(words: str) -> tuple[str, ...]:
    """Return the names in a text."""
    return tuple(words.split())


def body(call: Call, shape: Shape, *needed: str) -> dict[str, Any]:
    """Return what a JSON body gives of a shape; `null` counts as not given. [assumed]"""
    try:
        found = orjson.loads(call.content) if call.content else {}
    except orjson.JSONDecodeError:
        raise Refused("The body is not JSON") from None
    return given(found, shape, *needed)


def given(value: Any, shape: Shape, *needed: str, where: str = "") -> dict[str, Any]:
    """Return what an object gives of a shape; a wrong type and a missing name are refused."""
    if not isinstance(value, dict):
        raise Refused(f"{where or 'The body'} is not an object", field=where)
    known = {
        name: _typed(value[name], kind, f"{where}.{name}" if where else name)
        for name, kind in shape.items()
        if value.get(name) is not None
    }
    for name in needed:
        if known.get(name) in (None, ""):
            raise Refused(f"{name} is required", field=name)
    return known


def _typed(value: Any, kind: Any, where: str) -> Any:
    if isinstance(kind, list):
        if not isinstance(value, list):
            raise Refused(f"{where} is not a list", field=where)
        return [_typed(item, kind[0], f"{where}[{i}]") for i, item in enumerate(value) if item is not None]
    if isinstance(kind, Mapping):
        return given(value, kind, where=where)
    good = {"s": _string, "n": _number, "b": _boolean, "o": _object}[kind](value)
    if good is None:
        raise Refused(f"{where} has the wrong type", field=where)
    return good


def _string(value: Any) -> str | None:
    """Ids come as words or numbers. [documented]"""
    if isinstance(value, bool):
        return None
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else None


def _number(value: Any) -> float | None:
    if isinstance(value, str) and value.lstrip("-").isascii() and value.lstrip("-").isdigit():
        return int(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return int(value) if value == int(value) else value


def _boolean(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _object(value: Any) -> Any:
    return value if isinstance(value, (dict, list)) else None


def flag(call: Call, name: str) -> bool | None:
    """Return a query parameter that is true or false, `None` where it is not given."""
    text = call.one(name).lower()
    if text not in ("", "true", "false"):
        raise Refused(f"{name} is not true or false", field=name)
    return None if not text else text == "true"


def number(call: Call, name: str, default: int | None = None) -> int:
    """Return a query parameter that is a number; without a default it is required."""
    text = call.one(name)
    if not text and default is not None:
        return default
    if not (text.isascii() and text.isdigit()):
        raise Refused(f"{name} is not a number", field=name)
    return int(text)


def required(call: Call, *names: str) -> None:
    """Refuse a call without these query parameters."""
    for name in names:
        if not call.one(name):
            raise Refused(f"{name} is required", field=name)
