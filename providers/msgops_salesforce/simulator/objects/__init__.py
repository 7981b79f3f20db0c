"""The object types of the org, one file per area; `OBJECTS` has them by lower-case name."""

from __future__ import annotations

from msgops_salesforce.simulator.fields import SObject
from msgops_salesforce.simulator.objects import (
    business,
    messaging,
    omni,
    people,
    permissions,
    queues,
    setup,
    tooling,
)

OBJECTS: dict[str, SObject] = {
    schema.name.lower(): schema
    for area in (people, permissions, queues, omni, messaging, business, tooling, setup)
    for schema in area.OBJECTS
}

__all__ = ["OBJECTS"]
