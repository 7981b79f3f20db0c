"""What nobody knows of a real tenant: a test turns these, each to what a tenant may do (dossier Part D)."""

from __future__ import annotations

from typing import Any

from msgops.sandbox.kit import World
from msgops_cxone.simulator.errors import Refused

KNOBS: dict[str, Any] = {
    "skill_list_lag": 0,
    "queue_lag": 0,
    "dispositions_stick": True,
    "channel_write_sticks": True,
    "omitted_flags_reset": True,
}
"""Name to what it is unasked.

`skill_list_lag`: seconds until a new skill is in the list. `queue_lag`: seconds until a digital skill has its queue.
`dispositions_stick`: whether a skill's PUT writes its dispositions (one author says it does not).
`channel_write_sticks`: whether an upsert changes a native channel (D.1). `omitted_flags_reset`: whether an upsert
forgets what it does not repeat (undocumented).
"""


def knob(world: World, name: str) -> Any:
    """Return how a knob stands."""
    return world.table("knobs").get(name, {}).get("value", KNOBS[name])


def turn(world: World, name: str, value: Any) -> None:
    """Turn a knob; its value has the type that it has unasked."""
    if name not in KNOBS or not isinstance(value, type(KNOBS[name])):
        raise Refused(f"no such knob: {name}={value!r}; there are {', '.join(KNOBS)}")
    world.table("knobs")[name] = {"value": value}
