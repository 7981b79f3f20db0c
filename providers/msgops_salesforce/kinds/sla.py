"""Service levels: business hours, milestones, entitlement processes and templates (dossier B19).

They run on cases and work orders, not on messaging sessions: how fast a message is served is said by routing
priority, push timeout and overflow queue of `salesforce.RoutingConfiguration`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from msgops.sdk.fields import Immutable, Key, Ref, Reference, ServerDefault, Spec, Text, Wire
from msgops.sdk.kind import Concept, Kind
from msgops_salesforce.kinds.common import GUIDE, Rows, row_evidence
from msgops_salesforce.kinds.hours import BusinessHoursRows, Week

_OBJECTS = f"{GUIDE}/atlas.en-us.object_reference.meta/object_reference"
_STAYS = "an org keeps it: the API has no delete"
_KEPT_NAME = Annotated[str | None, Text(min=1, max=80), Key(from_name=True), Immutable, Wire("Name")]


class BusinessHoursSpec(Spec):
    """When a business is open; service levels stand still outside of these hours."""

    name: _KEPT_NAME = None
    timezone: Annotated[
        str, Text(min=1, max=40), Field(description="For example Europe/Zagreb"), Wire("TimeZoneSidKey")
    ]
    week: Annotated[Week, Wire("week"), Field(description="A day that is left out is not open")]
    active: Annotated[bool | None, Wire("IsActive"), ServerDefault(True)] = None
    default: Annotated[
        bool | None, Wire("IsDefault"), ServerDefault(False), Field(description="At most one of all")
    ] = None


_OFFICE = {"start": "09:00", "end": "17:00"}
BusinessHours = Kind(
    name="salesforce.BusinessHours",
    spec=BusinessHoursSpec,
    api=BusinessHoursRows(),
    concept=Concept.SLA,
    summary="Opening hours, by which service levels are measured.",
    doc=f"{_OBJECTS}/sforce_api_objects_businesshours.htm",
    evidence=row_evidence("BusinessHours", "list", "get", "create", "update"),
    delete_note=_STAYS,
    preserve=False,
    audit_item="business hours",
    example={
        "timezone": "Europe/Zagreb",
        "week": dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), _OFFICE),
    },
)


class MilestoneTypeSpec(Spec):
    """A step that must be reached in time, such as the first answer; a process says within how many minutes."""

    name: _KEPT_NAME = None
    description: Annotated[str | None, Text(max=255), Wire("Description")] = None
    recurrence: Annotated[
        Literal["none", "recursIndependently", "recursChained"] | None,
        Wire("RecurrenceType"),
        ServerDefault("none"),
    ] = None


MilestoneType = Kind(
    name="salesforce.MilestoneType",
    spec=MilestoneTypeSpec,
    api=Rows(sobject="MilestoneType", columns=("Name", "Description", "RecurrenceType")),
    concept=Concept.SLA,
    summary="A step of a service level; needs entitlements to be switched on.",
    doc=f"{_OBJECTS}/sforce_api_objects_milestonetype.htm",
    evidence=row_evidence("MilestoneType", "list", "get", "create", "update"),
    delete_note=_STAYS,
    preserve=False,
    audit_item="milestone",
    example={"description": "The first answer of an agent"},
)


class EntitlementTemplateSpec(Spec):
    """What a customer who buys a product is entitled to: for how long, and at which service level."""

    name: _KEPT_NAME = None
    term_days: Annotated[int | None, Field(ge=1), Wire("Term")] = None
    per_incident: Annotated[bool | None, Wire("IsPerIncident"), ServerDefault(False)] = None
    cases: Annotated[
        int | None, Field(ge=1, description="Cases per entitlement"), Wire("CasesPerEntitlement")
    ] = None
    type: Annotated[str | None, Text(max=40), Wire("Type"), Field(description="A value of the picklist")] = (
        None
    )
    business_hours: Annotated[Reference | None, Ref("salesforce.BusinessHours"), Wire("BusinessHoursId")] = (
        None
    )
    process: Annotated[
        Reference | None,
        Ref("salesforce.EntitlementProcess", attribute="sla_process_id"),
        Wire("SlaProcessId"),
    ] = None


EntitlementTemplate = Kind(
    name="salesforce.EntitlementTemplate",
    spec=EntitlementTemplateSpec,
    api=Rows(
        sobject="EntitlementTemplate",
        columns=(
            "Name",
            "Term",
            "IsPerIncident",
            "CasesPerEntitlement",
            "Type",
            "BusinessHoursId",
            "SlaProcessId",
        ),
    ),
    concept=Concept.SLA,
    summary="Terms of support that can be given to customers with a product.",
    doc=f"{_OBJECTS}/sforce_api_objects_entitlementtemplate.htm",
    evidence=row_evidence("EntitlementTemplate"),
    preserve=False,
    unique=False,
    audit_item="entitlement template",
    example={"term_days": 365, "business_hours": "example", "process": "example"},
)
