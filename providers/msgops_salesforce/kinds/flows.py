"""Omni-Channel flows: where work of a channel goes (dossier B15). Every deploy of a flow makes a version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from msgops.sdk.errors import UnknownOutcome
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
from msgops.sdk.http import Reader, Writer
from msgops.sdk.kind import Concept, Item, Kind, Wanted
from msgops_salesforce import deploy, rows, soap
from msgops_salesforce.kinds import flow_steps, flow_tree
from msgops_salesforce.kinds.common import DEVELOPER_NAME, GUIDE, METADATA, TOOLING, Body, evidence

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


_SELECT = "SELECT DurableId, ApiName, IsActive FROM FlowDefinitionView WHERE ProcessType = 'RoutingFlow'"


@dataclass(frozen=True)
class Flows:
    """One query for all, documents ten a call. The id is the definition's (300…), which channels refer to."""

    narrow: bool = True

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read the wanted flows, or all; for nobody in particular a flow has one form, steps where they say it all."""
        views = await rows.query(read, _SELECT)
        if wanted is None:
            return [_one_form(i) for i in await _items(read, views, {})]
        texts = {str(w.wire.get("fullName")): str(w.wire.get("xml") or "") for w in wanted}
        ids = {w.id for w in wanted}
        found = [v for v in views if v["ApiName"] in texts or v["DurableId"] in ids]
        return await _items(read, found, texts)

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one."""
        views = await rows.query(read, f"{_SELECT} AND DurableId = {rows.literal(item.id)}")
        texts = {str(item.wire.get("fullName")): str(item.wire.get("xml") or "")}
        return next(iter(await _items(read, views, texts)), None)

    async def create(self, write: Writer, body: Body) -> Item:
        """Deploy the first version."""
        name, active = str(body["fullName"]), bool(body.get("active", True))
        await _deploy(write, name, _document(body), active=active)
        views = await rows.query(write, f"{_SELECT} AND ApiName = {rows.literal(name)}")
        if not views:
            raise UnknownOutcome(f"POST {deploy.PATH}", f"the org does not show the flow {name} yet")
        id_ = str(views[0]["DurableId"])
        await _activate(write, id_, active=active)
        return Item(id_, {**body, "active": active})

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Deploy a version if the document says something new, then switch the flow on or off."""
        name = str(item.wire["fullName"])
        live = (await soap.read_metadata(write, "Flow", [name])).get(name, {})
        kept = {} if "description" in changed else {"description": live.get("description")}
        wanted = _document({**kept, **body})
        was = bool(item.wire.get("active"))
        active = bool(body.get("active", was))
        but = frozenset() if body.get("xml") else flow_tree.COSMETIC
        if not flow_tree.agrees(wanted, live, but):
            await _prune(write, item.id, body.get("keepVersions"))
            await _deploy(write, name, wanted, active=active)
            await _activate(write, item.id, active=active)
            await _prune(write, item.id, body.get("keepVersions"))
        elif active != was:
            await _activate(write, item.id, active=active)

    async def delete(self, write: Writer, item: Item) -> None:
        """Switch it off and delete its versions one by one; the last one takes the flow along."""
        versions = await _versions(write, item.id)
        if any(v["Status"] == "Active" for v in versions):
            await _switch(write, item.id, 0)
        for version in versions:
            await rows.delete(write, "Flow", str(version["Id"]), tooling=True)


async def _items(
    read: Reader, views: Sequence[Mapping[str, Any]], texts: Mapping[str, str]
) -> Sequence[Item]:
    found = await soap.read_metadata(read, "Flow", sorted(str(v["ApiName"]) for v in views))
    return [
        Item(
            str(view["DurableId"]),
            {
                "fullName": view["ApiName"],
                "active": bool(view["IsActive"]),
                **(flow_steps.parse(found[view["ApiName"]]) or {}),
                "xml": _text(found[view["ApiName"]], texts.get(str(view["ApiName"]), "")),
            },
        )
        for view in views
        if view["ApiName"] in found
    ]


def _text(live: Mapping[str, Any], wanted: str) -> str:
    """Return the live document in the words of the wanted one where it says the same."""
    try:
        same = bool(wanted) and flow_tree.agrees(flow_tree.read(wanted), live)
    except ValueError:
        same = False
    return wanted if same else flow_tree.text(live)


def _one_form(item: Item) -> Item:
    left_out = {"xml"} if "steps" in item.wire else set()
    return Item(item.id, {k: v for k, v in item.wire.items() if k not in left_out})


def _document(body: Mapping[str, Any]) -> Mapping[str, Any]:
    return flow_tree.read(str(body["xml"])) if body.get("xml") else flow_steps.render(body)


async def _deploy(write: Writer, name: str, tree: Mapping[str, Any], *, active: bool) -> None:
    status = "Active" if active else "Draft"
    content = flow_tree.document({**tree, "status": status})
    await deploy.deploy(write, [deploy.Component("Flow", name, {f"flows/{name}.flow": content})])


async def _versions(read: Reader, definition: str) -> list[dict[str, Any]]:
    """Return the versions of a flow, oldest first."""
    select = f"SELECT Id, VersionNumber, Status FROM Flow WHERE DefinitionId = {rows.literal(definition)}"  # noqa: S608  # quoted
    return sorted(await rows.query(read, select, tooling=True), key=lambda v: int(v["VersionNumber"]))


async def _activate(write: Writer, definition: str, *, active: bool) -> None:
    """Bring the newest version on, or all off. In production a deployed version may arrive inactive."""
    versions = await _versions(write, definition)
    wanted = int(versions[-1]["VersionNumber"]) if active and versions else 0
    if [int(v["VersionNumber"]) for v in versions if v["Status"] == "Active"] != ([wanted] if wanted else []):
        await _switch(write, definition, wanted)


async def _switch(write: Writer, definition: str, number: int) -> None:
    """Make a version the active one, with 0 none."""
    content = {"Metadata": {"activeVersionNumber": number}}
    await rows.update(write, "FlowDefinition", definition, content, tooling=True)


async def _prune(write: Writer, definition: str, keep: int | None) -> None:
    """Delete the oldest obsolete versions beyond a number; drafts are somebody's work and stay."""
    if keep is None:
        return
    versions = await _versions(write, definition)
    obsolete = [v for v in versions if v["Status"] == "Obsolete"]
    for version in obsolete[: max(len(versions) - keep, 0)]:
        await rows.delete(write, "Flow", str(version["Id"]), tooling=True)


OmniFlow = Kind(
    name="salesforce.OmniFlow",
    spec=OmniFlowSpec,
    api=Flows(),
    concept=Concept.QUEUE,
    summary="An Omni-Channel flow: sends the work of a channel to a queue.",
    doc=f"{GUIDE}/atlas.en-us.api_meta.meta/api_meta/meta_visual_workflow.htm",
    evidence=(
        *evidence(
            "list GET query?q=SELECT FROM FlowDefinitionView; SOAP readMetadata Flow",
            "get GET query?q=SELECT FROM FlowDefinitionView; SOAP readMetadata Flow",
            "create POST metadata/deployRequest Flow",
            "update POST metadata/deployRequest Flow",
            source=METADATA,
        ),
        *evidence(
            "update PATCH tooling/sobjects/FlowDefinition/{id}",
            "delete DELETE tooling/sobjects/Flow/{id}",
            source=TOOLING,
        ),
    ),
    preserve=False,
    calls=lambda operation, _: 51 if operation == "delete" else 2,
    audit_item="flow",
    example={
        "label": "BYOC Route",
        "description": "Sends messages to Support",
        "inputs": ["recordId", "errorReason"],
        "steps": [
            {
                "do": "get_record",
                "name": "Get_Case",
                "object": "Case",
                "where": [{"field": "Id", "value": "{!recordId}"}],
            },
            {"do": "route_work", "name": "Route_Work", "queue": "example"},
        ],
    },
)
