"""The component types of the org by name."""

from __future__ import annotations

from msgops_salesforce.simulator.metadata import (
    apps,
    clients,
    events,
    flows,
    grants,
    messaging,
    routing,
    settings,
    sla,
)
from msgops_salesforce.simulator.metadata.component import Component

COMPONENTS: dict[str, Component] = {
    component.name: component
    for area in (settings, routing, grants, clients, events, messaging, flows, apps, sla)
    for component in area.COMPONENTS
}
"""In the order in which a deploy writes them: what is referred to comes first."""
BY_FOLDER: dict[str, Component] = {c.folder: c for c in COMPONENTS.values() if c.files}
