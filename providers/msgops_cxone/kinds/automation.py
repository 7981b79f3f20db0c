"""Workflow Automation and business hours of Digital Experience, which no API shows or writes (dossier B.11, B.12)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from msgops.sdk.fields import Key, Spec, Text
from msgops.sdk.hands import Step
from msgops.sdk.kind import Confidence
from msgops_cxone.kinds.console import Name, person


class WorkflowAutomationSpec(Spec):
    """An automation trigger: on an event of such data, under these conditions."""

    name: Annotated[str | None, Text(min=1, max=200), Key(from_name=True)] = None
    event: Annotated[Name, Field(description="As the console names it")]
    data_type: Literal["Cases", "Messages", "End User", "Chat Window", "Visitor Destination"]
    delay: Annotated[int, Field(ge=0, description="Delayed execution, seconds")] = 0
    folder: Annotated[Name | None, Field(description="Where the console keeps it")] = None
    conditions: Annotated[list[str], Field(description="One sentence each, in their order")] = Field(
        default_factory=list
    )
    active: bool = True

    @model_validator(mode="before")
    @classmethod
    def _whole(cls, data: Any) -> Any:
        return {"delay": 0, "conditions": [], "active": True, **data} if isinstance(data, dict) else data


WorkflowAutomation = person(
    "WorkflowAutomation",
    WorkflowAutomationSpec,
    where="ACD > Digital > Automation Triggers",
    steps=(
        "Click the app selector and select ACD, then open Digital > Automation Triggers.",
        "Create a trigger with the name {name}, or open it if it is there.",
        "Select the event {event}.",
        "Select the data type {data_type}.",
        "Set the delayed execution to {delay} seconds.",
        Step("Put it into the folder {folder}.", when="folder"),
        Step("Add the condition: {item}", each="conditions", gone="Delete the condition: {item}"),
        Step("Activate it.", when="active=true"),
        Step("Deactivate it.", when="active=false"),
        "Save it.",
    ),
    summary="A trigger of Workflow Automation, another way to route; no API shows or writes it.",
    page="Workflow Automation",
    example={
        "event": "Case created",
        "data_type": "Cases",
        "conditions": ["Channel is WhatsApp UK"],
    },
)

_HOURS = r"^(closed|([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00))$"
Hours = Annotated[str, Text(pattern=_HOURS), Field(description="08:00-18:00, or closed")]
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class BusinessHoursSpec(Spec):
    """Business hours of Digital Experience, within which SLAs count. ACD's `cxone.HoursOfOperation` are others."""

    monday: Hours
    tuesday: Hours
    wednesday: Hours
    thursday: Hours
    friday: Hours
    saturday: Hours
    sunday: Hours


BusinessHours = person(
    "BusinessHours",
    BusinessHoursSpec,
    where="ACD > DFO, system settings, business hours",
    steps=(
        "Click the app selector and select ACD, open DFO and its system settings, and there the business hours.",
        *(f"Set {day.capitalize()} to {{{day}}}." for day in DAYS),
        "Click Save.",
    ),
    summary="Business hours of Digital Experience; no API shows or writes them.",
    page="Manage System Settings",
    # That they are a system setting is said; where it stands is not.
    confidence=Confidence.INFERRED,
    example={**dict.fromkeys(DAYS[:5], "08:00-18:00"), **dict.fromkeys(DAYS[5:], "closed")},
)
