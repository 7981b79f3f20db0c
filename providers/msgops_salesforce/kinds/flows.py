"""Omni-Channel flows: where work of a channel goes (dossier B15). Every deploy of a flow makes a version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from msgops.sdk.errors import UnknownOutcome
from msgops.sdk.http import Reader, Writer
from msgops.sdk.kind import Concept, Item, Kind, Wanted
from msgops_salesforce import deploy, rows, soap
from msgops_salesforce.kinds import flow_steps, flow_tree
from msgops_salesforce.kinds.common import GUIDE, METADATA, TOOLING, Body, evidence
from msgops_salesforce.kinds.flow_spec import OmniFlowSpec

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
        """Deploy the first version, and bring it on."""
        name, active = str(body["fullName"]), bool(body.get("active", True))
        await _deploy(write, name, _document(body), active=active)
        views = await rows.query_until_shown(write, f"{_SELECT} AND ApiName = {rows.literal(name)}")
        if not views:
            raise UnknownOutcome(f"POST {deploy.PATH}", f"the org does not show the flow {name} yet")
        id_ = str(views[0]["DurableId"])
        await _activate(write, id_, active=active)
        return Item(id_, {**body, "active": active})

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Deploy a version if the document says something new, then switch the flow on or off."""
        name = str(item.wire["fullName"])
        live = (await soap.read_metadata(write, "Flow", [name])).get(name, {})
        kept = {"description": "" if "description" in changed else live.get("description")}
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
    """Make a version, unless a deployment whose end nobody saw has made it: of a lost answer, or of a run that was killed."""
    status = "Active" if active else "Draft"
    content = flow_tree.document({**tree, "description": tree.get("description") or None, "status": status})
    package = [deploy.Component("Flow", name, {f"flows/{name}.flow": content})]
    if await _is_there(write, name, tree, package):
        return
    try:
        await deploy.deploy(write, package)
    except UnknownOutcome:
        if not await _is_there(write, name, tree, package):
            raise


async def _is_there(
    write: Writer, name: str, tree: Mapping[str, Any], package: Sequence[deploy.Component]
) -> bool:
    """Whether the newest version says this once all deployments so far have ended.

    An org runs one deployment after the other (inferred): when this one, which keeps nothing, has ended, they have too.
    """
    await deploy.deploy(write, package, check_only=True)
    live = (await soap.read_metadata(write, "Flow", [name])).get(name)
    return live is not None and flow_tree.agrees(tree, live)


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
    calls=lambda operation, _: 51 if operation == "delete" else 4,
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
