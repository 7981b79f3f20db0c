"""What a body holds: the names and types of the vendor's definition; what it does not name is ignored. [assumed]"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgops_genesys.simulator.errors import refused

Shape = Mapping[str, Any]
"""Name to `s` text, `i` whole number, `f` number, `b` boolean, `o` anything, `ref` `{id}`, a set of words, a list of one of them
or a shape."""


def fields(**types: str) -> dict[str, Any]:
    """Return a shape: `fields(s="name description", b="active")`."""
    return {name: kind for kind, names in types.items() for name in names.split()}


def given(value: Any, shape: Shape, *needed: str, where: str = "") -> dict[str, Any]:
    """Return what an object gives of a shape; a wrong type and a missing name are refused, `null` is nothing."""
    if not isinstance(value, dict):
        raise refused(f"{where or 'The body'} is not an object", field=where)
    known = {
        name: _typed(value[name], kind, f"{where}.{name}" if where else name)
        for name, kind in shape.items()
        if value.get(name) is not None
    }
    for name in needed:
        if known.get(name) in (None, ""):
            raise refused(f"{name} is required", field=name)
    return known


def _typed(value: Any, kind: Any, where: str) -> Any:
    if isinstance(kind, list):
        if not isinstance(value, list):
            raise refused(f"{where} is not a list", field=where)
        return [_typed(item, kind[0], f"{where}[{i}]") for i, item in enumerate(value)]
    if isinstance(kind, Mapping):
        return given(value, kind, where=where)
    if isinstance(kind, frozenset):
        if value not in kind:
            raise refused(f"{where} must be one of {', '.join(sorted(kind))}", field=where)
        return value
    if kind == "ref":
        return given(value, {"id": "s"}, "id", where=where)
    if not _fits(value, kind):
        raise refused(f"{where} has the wrong type", field=where)
    return value


def _fits(value: Any, kind: str) -> bool:
    if kind == "o":
        return True
    if kind == "b":
        return isinstance(value, bool)
    if isinstance(value, bool):
        return False
    types: dict[str, tuple[type, ...]] = {"s": (str,), "i": (int,), "f": (int, float)}
    return isinstance(value, types[kind])
