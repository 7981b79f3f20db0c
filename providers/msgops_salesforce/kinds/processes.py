"""Entitlement processes: the milestones of a case and by when they must be reached (dossier B19)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from msgops.sdk.fields import Computed, Immutable, Key, Ref, Reference, ServerDefault, Spec, Text, Wire
from msgops.sdk.kind import Concept, Item, Kind, Wanted
from msgops_salesforce import rows
from msgops_salesforce.kinds.common import GUIDE, Body, Components, metadata_evidence
from msgops_salesforce.kinds.documents import typed

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

_HOURS = Ref("salesforce.BusinessHours", attribute="name")


class Criterion(Spec):
    """One condition on a record."""

    field: Annotated[str, Text(min=1), Field(description="For example Case.Priority")]
    operation: Literal[
        "equals",
        "notEqual",
        "lessThan",
        "greaterThan",
        "lessOrEqual",
        "greaterOrEqual",
        "contains",
        "notContain",
        "startsWith",
        "includes",
        "excludes",
        "within",
    ]
    value: str | None = None
    value_field: str | None = None


class Action(Spec):
    """A workflow action, by its API name."""

    name: Annotated[str, Text(min=1)]
    type: Literal["FieldUpdate", "Task", "Alert", "Send", "OutboundMessage", "FlowAction"]


class TimeTrigger(Spec):
    """Something that happens before (negative time) or after a milestone is due."""

    time: Annotated[
        int, Wire("timeLength"), Field(description="-15: a quarter of an hour before, in minutes")
    ]
    unit: Annotated[Literal["Minutes", "Hours", "Days"], Wire("workflowTimeTriggerUnit")]
    actions: tuple[Action, ...] | None = None


class Milestone(Spec):
    """A milestone of a process."""

    milestone: Annotated[Reference, Ref("salesforce.MilestoneType", attribute="name"), Wire("milestoneName")]
    minutes: Annotated[int, Field(ge=1), Wire("minutesToComplete")]
    business_hours: Annotated[Reference | None, _HOURS, Wire("businessHours")] = None
    criteria: Annotated[tuple[Criterion, ...] | None, Wire("milestoneCriteriaFilterItems")] = None
    criteria_formula: Annotated[str | None, Wire("milestoneCriteriaFormula")] = None
    use_criteria_start_time: Annotated[bool | None, ServerDefault(False)] = None
    time_triggers: tuple[TimeTrigger, ...] | None = None
    success_actions: tuple[Action, ...] | None = None


class EntitlementProcessSpec(Spec):
    """One version of a service level; while it is active, only its description and its switches can be changed."""

    developer_name: Annotated[
        str | None,
        Text(max=80, pattern=r"^[^A-Z]+$"),
        Key(from_name=True),
        Immutable,
        Wire("fullName"),
        Field(description="The label in small letters; from the second version on with _v2, _v3, …"),
    ] = None
    label: Annotated[str, Text(min=1, max=80), Wire("name")]
    object: Annotated[
        str,
        Text(min=1),
        Immutable,
        Wire("SObjectType"),
        Field(description="Case, WorkOrder, or what else the org's picklist offers; not MessagingSession"),
    ]
    active: Annotated[bool | None, ServerDefault(False)] = None
    description: str | None = None
    business_hours: Annotated[Reference | None, _HOURS, Wire("businessHours")] = None
    entry_start_date_field: Annotated[str | None, Field(description="For example Case.CreatedDate")] = None
    exit_criteria: Annotated[tuple[Criterion, ...] | None, Wire("exitCriteriaFilterItems")] = None
    exit_criteria_formula: str | None = None
    milestones: tuple[Milestone, ...] | None = None
    version: Annotated[int | None, Field(ge=1), Wire("versionNumber"), ServerDefault(1)] = None
    version_master: Annotated[
        str | None, Field(description="The master of all versions; the org gives it to the first one")
    ] = None
    default_version: Annotated[bool | None, Wire("isVersionDefault"), ServerDefault(False)] = None
    version_notes: str | None = None
    sla_process_id: Annotated[str | None, Computed, Wire("slaProcessId")] = None


_FREE = frozenset({"active", "description", "default_version", "version_notes"})


def _encoded(body: Body) -> Mapping[str, Any]:
    return {k: v for k, v in body.items() if k != "slaProcessId"}


@dataclass(frozen=True)
class Processes:
    """Components whose rows (`SlaProcess`, read-only) are what templates point to."""

    components: Components = field(
        default_factory=lambda: Components(
            kind="EntitlementProcess",
            folder="entitlementProcesses",
            suffix="entitlementProcess",
            encode=_encoded,
            decode=typed(EntitlementProcessSpec),
        )
    )
    narrow: bool = True

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read the components, and the id of each one's row."""
        return await _with_rows(read, await self.components.list(read, wanted))

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one."""
        found = await self.components.get(read, item)
        return (await _with_rows(read, [found]))[0] if found is not None else None

    async def create(self, write: Writer, body: Body) -> Item:
        """Deploy it, then look for its row."""
        return (await _with_rows(write, [await self.components.create(write, body)]))[0]

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Deploy; a version that is to be inactive and different is first made inactive."""
        if item.wire.get("active") and not body.get("active"):
            await self.components.update(write, item, {**item.wire, "active": False}, changed)
        await self.components.update(write, item, body, changed)

    async def delete(self, write: Writer, item: Item) -> None:
        """Deploy its removal; it fails while a customer or a template has it."""
        await self.components.delete(write, item)


async def _with_rows(read: Reader, items: Sequence[Item]) -> list[Item]:
    """The `NameNorm` of a row is the full name of its component (Metadata API Developer Guide)."""
    select = "SELECT Id, NameNorm FROM SlaProcess"
    found = await rows.query_among(read, select, "NameNorm", [i.id.lower() for i in items])
    ids = {str(row["NameNorm"]).lower(): row["Id"] for row in found}
    return [Item(i.id, {**i.wire, "slaProcessId": ids.get(i.id.lower())}) for i in items]


def _fixed(wire: Mapping[str, Any], changed: frozenset[str]) -> str:
    fixed = changed - _FREE
    if not wire.get("active") or not fixed or "active" in changed:
        return ""
    return f"an active process keeps its {', '.join(sorted(fixed))}: declare the next version of it, or make it inactive"


EntitlementProcess = Kind(
    name="salesforce.EntitlementProcess",
    spec=EntitlementProcessSpec,
    api=Processes(),
    concept=Concept.SLA,
    summary="A service level of cases or work orders: milestones, and what happens around the time they are due.",
    doc=f"{GUIDE}/atlas.en-us.api_meta.meta/api_meta/meta_entitlementprocess.htm",
    evidence=metadata_evidence("EntitlementProcess"),
    fixed_if=_fixed,
    calls=lambda operation, fields: 2 if operation == "update" and "active" in fields else 1,
    audit_item="entitlement process",
    example={
        "label": "Messaging case",
        "object": "Case",
        "active": False,
        "business_hours": "example",
        "milestones": [
            {
                "milestone": "example",
                "minutes": 60,
                "time_triggers": [{"time": -15, "unit": "Minutes"}],
            }
        ],
    },
)
