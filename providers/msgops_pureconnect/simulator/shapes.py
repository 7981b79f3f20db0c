"""Which properties a body may have, and of which form: those of the reference that configuration of messaging touches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgops.sandbox.kit import World

Check = Callable[[World, Any], str]
_QUEUE_TYPES = range(6)
_MEDIA_LEVELS = range(4)


def _text(world: World, value: Any) -> str:
    del world
    return "" if value is None or isinstance(value, str) else "it is no text"


def _flag(world: World, value: Any) -> str:
    del world
    return "" if isinstance(value, bool) else "it is no Boolean"


def _number(allowed: range) -> Check:
    def check(world: World, value: Any) -> str:
        del world
        good = isinstance(value, int) and not isinstance(value, bool) and value in allowed
        return "" if good else f"it is none of {allowed.start} to {allowed.stop - 1}"

    return check


def _names(type_: str) -> Check:
    """References to objects that exist. [assumed: that others are refused]"""

    def check(world: World, value: Any) -> str:
        if not isinstance(value, list):
            return "it is no list"
        for one in value:
            if not isinstance(one, dict) or one.get("id") not in world.table(type_):
                return f"no such object: {one}"
        return ""

    return check


def _own(check: Check) -> Check:
    """A value with what is inherited beside it: only that of the object itself is written. [documented]"""

    def look(world: World, value: Any) -> str:
        return check(world, value.get("actualValue")) if isinstance(value, dict) else "it has no actualValue"

    return look


def _parts(parts: dict[str, Check]) -> Check:
    def look(world: World, value: Any) -> str:
        if not isinstance(value, dict):
            return "it is no object"
        for name, one in value.items():
            check = parts.get(name)
            problem = f"no property {name}" if check is None else check(world, one)
            if problem:
                return problem
        return ""

    return look


_IDENTITY = _parts({"id": _text, "displayName": _text, "uri": _text})
_LICENSES = _parts(
    {
        "hasClientAccess": _flag,
        "licenseActive": _flag,
        "mediaLevel": _number(_MEDIA_LEVELS),
        "allocationType": _number(range(2)),
        "additionalLicenses": _names("license-allocations"),
    }
)
CHECKS: dict[str, dict[str, Check]] = {
    "workgroups": {
        "configurationId": _IDENTITY,
        "extension": _text,
        "hasQueue": _flag,
        "isActive": _flag,
        "notes": _text,
        "queueType": _number(_QUEUE_TYPES),
        "members": _names("users"),
        "supervisors": _names("users"),
    },
    "users": {
        "configurationId": _IDENTITY,
        "extension": _text,
        "roles": _own(_names("roles")),
        "licenseProperties": _LICENSES,
    },
    "roles": {"configurationId": _IDENTITY, "notes": _text, "users": _names("users")},
    "server-parameters": {"configurationId": _IDENTITY, "value": _text, "notes": _text},
}
