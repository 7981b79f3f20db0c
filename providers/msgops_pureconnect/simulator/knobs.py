"""What a test can make otherwise: each knob has a default, which is what the documentation says or the stricter reading."""

from __future__ import annotations

from typing import Any

from msgops.sandbox.kit import World

KNOBS: dict[str, bool | str] = {
    "accepts_connections": True,
    "standby_error": "error.server.notAcceptingConnections",
    "social_media_admin": True,
}
"""See README.md for what each does."""


def knob(world: World, name: str) -> Any:
    """Return what a knob is turned to."""
    return world.table("knobs").get(name, {}).get("value", KNOBS[name])


def turn(world: World, name: str, value: Any) -> None:
    """Turn a knob; an unknown name or another type is a ValueError."""
    if name not in KNOBS or not isinstance(value, type(KNOBS[name])):
        raise ValueError(f"no such knob: {name} = {value!r}; there are {', '.join(sorted(KNOBS))}")
    world.table("knobs")[name] = {"value": value}
