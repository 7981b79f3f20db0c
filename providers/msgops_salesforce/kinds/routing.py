"""Routing configurations and presence statuses (dossier B2, B8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from msgops.sdk.fields import Immutable, Key, Ref, Reference, ServerDefault, Spec, Text, Unordered, Wire
from msgops.sdk.kind import Concept, Kind
from msgops_salesforce.kinds.common import (
    DEVELOPER_NAME,
    GUIDE,
    Components,
    DeveloperName,
    Rows,
    metadata_evidence,
    row_evidence,
)


class RoutingConfigurationSpec(Spec):
    """How work is pushed to agents: by whom, how urgent, and how much of an agent one piece of work takes."""

    developer_name: Annotated[DeveloperName, Wire("DeveloperName")] = None
    label: Annotated[str, Text(min=1, max=80), Wire("MasterLabel")]
    routing_model: Annotated[Literal["LeastActive", "MostAvailable", "ExternalRouting"], Wire("RoutingModel")]
    priority: Annotated[int, Field(ge=0, description="0 is served first"), Wire("RoutingPriority")]
    capacity_weight: Annotated[float | None, Field(gt=0), Wire("CapacityWeight")] = None
    capacity_percentage: Annotated[float | None, Field(gt=0, le=100), Wire("CapacityPercentage")] = None
    push_timeout_seconds: Annotated[
        int | None, Field(ge=0, description="0: never pushed on"), Wire("PushTimeout"), ServerDefault(0)
    ] = None
    overflow_queue: Annotated[Reference | None, Ref("salesforce.Queue"), Wire("OverflowAssigneeId")] = None

    @model_validator(mode="after")
    def _one_capacity(self) -> RoutingConfigurationSpec:
        if (self.capacity_weight is None) == (self.capacity_percentage is None):
            raise ValueError("either capacity_weight or capacity_percentage is needed, not both")
        return self


RoutingConfiguration = Kind(
    name="salesforce.RoutingConfiguration",
    spec=RoutingConfigurationSpec,
    api=Rows(
        sobject="QueueRoutingConfig",
        columns=(
            "DeveloperName",
            "MasterLabel",
            "RoutingModel",
            "RoutingPriority",
            "CapacityWeight",
            "CapacityPercentage",
            "PushTimeout",
            "OverflowAssigneeId",
        ),
        create_only=frozenset({"DeveloperName"}),
    ),
    concept=Concept.QUEUE,
    summary="How Omni-Channel hands out the work of a queue.",
    doc=f"{GUIDE}/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_queueroutingconfig.htm",
    evidence=row_evidence("QueueRoutingConfig"),
    preserve=False,
    audit_item="routing configuration",
    example={
        "label": "Most available",
        "routing_model": "MostAvailable",
        "priority": 1,
        "capacity_weight": 1,
    },
)


def _statuses(component: Mapping[str, Any]) -> Mapping[str, Any]:
    """One channel is a tree, several are a list; no channel at all is the status of somebody who is away."""
    channels = component.get("channels") or {}
    found = channels.get("channel") if isinstance(channels, Mapping) else None
    names = [found] if isinstance(found, str) else list(found or ())
    return {**component, "channels": {"channel": names}}


class PresenceStatusSpec(Spec):
    """A status that agents choose; with channels it takes work from them, without any the agent is away."""

    developer_name: Annotated[
        str | None, Text(max=80, pattern=DEVELOPER_NAME), Key(from_name=True), Immutable, Wire("fullName")
    ] = None
    label: Annotated[str, Text(min=1, max=80)]
    channels: Annotated[
        tuple[str, ...],
        Unordered,
        Wire("channels.channel"),
        Field(description="Service channels: sfdc_livemessage is messaging"),
    ]


PresenceStatus = Kind(
    name="salesforce.PresenceStatus",
    spec=PresenceStatusSpec,
    api=Components(
        kind="ServicePresenceStatus",
        folder="servicePresenceStatuses",
        suffix="servicePresenceStatus",
        decode=_statuses,
    ),
    concept=Concept.ROLE,
    summary="A status in which agents are, and the channels that they serve in it.",
    doc=f"{GUIDE}/atlas.en-us.api_meta.meta/api_meta/meta_servicepresencestatus.htm",
    evidence=metadata_evidence("ServicePresenceStatus"),
    audit_item="presence status",
    example={"label": "Online", "channels": ["sfdc_livemessage"]},
)
