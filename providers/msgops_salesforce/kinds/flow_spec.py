"""The YAML of an Omni-Channel flow (dossier B15)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from msgops.sdk.fields import (
    Immutable,
    Key,
    Ref,
    Reference,
    ServerDefault,
    Spec,
    Text,
    Uncompared,
    Unordered,
    Wire,
)
from msgops_salesforce.kinds import flow_steps, flow_tree
from msgops_salesforce.kinds.common import DEVELOPER_NAME

StepName = Annotated[str, Text(min=1, max=70, pattern=DEVELOPER_NAME)]
VariableName = Annotated[str, Text(min=1, max=80, pattern=DEVELOPER_NAME)]
ObjectName = Annotated[str, Text(min=1), Field(description="API name of an object, for example Case")]


class Pair(Spec):
    """A field and a value: text, or `{!recordId}` for a variable, or a field of an earlier step: `{!Get_Case.Id}`."""

    field: Annotated[str, Text(min=1)]
    value: str


Pairs = Annotated[tuple[Pair, ...], Unordered, Field(min_length=1)]


class GetRecord(Spec):
    """Reads the first record of which all fields in `where` have these values, with all its fields."""

    do: Literal["get_record"]
    name: StepName
    object: ObjectName
    where: Pairs


class UpdateRecords(Spec):
    """Sets fields of the records of which all fields in `where` have these values.

    MessagingSession has no documented field for an error reason: look at the object before you set one (gap 6 of the
    vendor notes).
    """

    do: Literal["update_records"]
    name: StepName
    object: ObjectName
    where: Pairs
    set: Pairs


class RouteWork(Spec):
    """Sends the work to a queue. The queue is found by its developer name, so the flow is the same in every org."""

    do: Literal["route_work"]
    name: StepName
    queue: Annotated[Reference, Ref("salesforce.Queue", attribute="developer_name")]
    channel: Annotated[
        str | None,
        ServerDefault(flow_steps.CHANNEL),
        Field(description="Developer name of a service channel"),
    ] = None
    channel_label: Annotated[str | None, ServerDefault(flow_steps.CHANNEL_LABEL)] = None


Step = Annotated[GetRecord | UpdateRecords | RouteWork, Field(discriminator="do")]


class OmniFlowSpec(Spec):
    """A flow of type RoutingFlow, as steps that follow each other, or as a whole document in `xml`.

    It is deployed only when it says something else than the active version (without one: than the latest). Positions,
    the order of elements and single values that only the org has are no difference.
    """

    developer_name: Annotated[
        str | None, Text(max=80, pattern=DEVELOPER_NAME), Key(from_name=True), Immutable, Wire("fullName")
    ] = None
    active: Annotated[
        bool | None,
        ServerDefault(True),
        Field(description="Left out: a new flow is made active. A channel takes active flows only"),
    ] = None
    label: Annotated[str | None, Text(min=1, max=80)] = None
    description: Annotated[str | None, Text(max=1000)] = None
    inputs: Annotated[
        tuple[VariableName, ...] | None,
        Unordered,
        Field(description="Text variables that are set from outside; Omni-Channel sets recordId"),
    ] = None
    outputs: Annotated[
        tuple[VariableName, ...] | None,
        Unordered,
        Field(description="Text variables that are read outside, for example reasonForNotRouting"),
    ] = None
    steps: Annotated[tuple[Step, ...] | None, Field(min_length=1)] = None
    xml: Annotated[
        str | None, Field(description="The document of a flow (.flow) in place of label, variables and steps")
    ] = None
    keep_versions: Annotated[
        int | None,
        Field(
            ge=1,
            le=49,
            description="After a deploy the oldest obsolete versions beyond this number are deleted; left out: none. "
            "A flow has about 50 versions at most (inferred)",
        ),
        Wire("keepVersions"),
        Uncompared,
    ] = None

    @model_validator(mode="after")
    def _one_form(self) -> OmniFlowSpec:
        if (self.xml is None) == (self.steps is None):
            raise ValueError("either steps or xml is needed, not both")
        others = ("label", "description", "inputs", "outputs")
        if self.xml is None:
            if self.label is None:
                raise ValueError("a flow of steps needs a label")
            _check_steps(self)
        elif given := [f for f in others if getattr(self, f) is not None]:
            raise ValueError(f"xml says {', '.join(given)} itself")
        elif flow_tree.read(self.xml).get("processType") != "RoutingFlow":
            raise ValueError("the processType of the flow must be RoutingFlow")
        return self


def _check_steps(spec: OmniFlowSpec) -> None:
    """Names are there once, and nothing is read that is not there yet."""
    steps = [s.model_dump() for s in spec.steps or ()]
    known = {*(spec.inputs or ()), *(spec.outputs or ())}
    for step in steps:
        if step["do"] == "route_work" and flow_steps.RECORD not in (spec.inputs or ()):
            raise ValueError(f"route_work needs {flow_steps.RECORD} among the inputs")
        for pair in (*step.get("where", ()), *step.get("set", ())):
            found = flow_steps.REFERENCE.fullmatch(pair["value"])
            name = found[1].partition(".")[0] if found else "$"
            if not name.startswith("$") and name not in known:
                raise ValueError(f"{step['name']} reads {name}, which is no variable and no earlier step")
        for name in flow_steps.names(step):
            if name in known:
                raise ValueError(f"the name {name} is used more than once")
            known.add(name)
