"""Aura components: a bundle of sources that pages show (dossier B17a)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from msgops.sdk.errors import UnknownOutcome
from msgops.sdk.fields import DEFERRED, Computed, Normal, Spec, Text, Wire
from msgops.sdk.http import Reader, Writer
from msgops.sdk.kind import Concept, Item, Kind, Wanted
from msgops_salesforce import deploy, rows
from msgops_salesforce.account import VERSION
from msgops_salesforce.kinds.common import GUIDE, METADATA, TOOLING, Body, DeveloperName, evidence
from msgops_salesforce.xml import well_formed
from msgops_salesforce.xml import write as xml

_KIND = "AuraDefinitionBundle"
_FILES = {
    "COMPONENT": ".cmp",
    "DESIGN": ".design",
    "CONTROLLER": "Controller.js",
    "HELPER": "Helper.js",
    "RENDERER": "Renderer.js",
    "STYLE": ".css",
    "DOCUMENTATION": ".auradoc",
    "SVG": ".svg",
}
"""What follows the bundle's name in a file's, by the type of the definition."""
_FIELDS = {
    "COMPONENT": "markup",
    "DESIGN": "design",
    "CONTROLLER": "controller",
    "HELPER": "helper",
    "STYLE": "style",
}
FRAME = """\
<aura:component implements="flexipage:availableForAllPageTypes,force:hasRecordId">
  <aura:attribute name="recordId" type="String"/>
  <aura:attribute name="height" type="String" default="100px"/>
  <aura:attribute name="width" type="String" default="100%"/>
  <aura:attribute name="src" type="String"/>
  <iframe src="{!v.src+'?id='+v.recordId}" width="{!v.width}" height="{!v.height}" scrolling="auto"
    allowfullscreen="true" style="border:none;"/>
</aura:component>
"""
DESIGN = """\
<design:component label="Frame">
  <design:attribute name="src"/>
  <design:attribute name="height"/>
  <design:attribute name="width"/>
</design:component>
"""


def _source(text: str) -> str:
    """Line ends, blanks at the end of a line, and blank lines around the text are no difference."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def _markup(text: str) -> str:
    return text if DEFERRED.search(text) else well_formed(text)


Source = Annotated[str, Normal(_source)]
Markup = Annotated[Source, AfterValidator(_markup)]


class LightningComponentSpec(Spec):
    """An Aura component. Sources that are not named here are left as they are."""

    developer_name: Annotated[DeveloperName, Wire("DeveloperName")] = None
    description: Annotated[str | None, Text(max=255), Wire("Description")] = None
    markup: Annotated[Markup, Field(min_length=1, description="The .cmp file")]
    design: Annotated[
        Markup | None,
        Field(description="The .design file: names the attributes that the App Builder shows (inferred)"),
    ] = None
    controller: Annotated[Source | None, Field(description="The …Controller.js file")] = None
    helper: Annotated[Source | None, Field(description="The …Helper.js file")] = None
    style: Annotated[Source | None, Field(description="The .css file")] = None
    component_name: Annotated[str | None, Computed, Field(description="c:Name, by which pages name it")] = (
        None
    )


@dataclass(frozen=True)
class Bundles:
    """Read by two queries, written as one package each: a bundle is replaced whole, so all its files are sent."""

    narrow: bool = False

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read all bundles with their sources."""
        del wanted
        return await self._items(read)

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one."""
        return next(iter(await self._items(read, f" WHERE Id = {rows.literal(item.id)}")), None)

    async def create(self, write: Writer, body: Body) -> Item:
        """Deploy it, and look for the id that it got until the org shows it."""
        name = str(body["DeveloperName"])
        await deploy.deploy(write, [component(body)])
        select = f"SELECT Id FROM {_KIND} WHERE DeveloperName = {rows.literal(name)}"  # noqa: S608  # SOQL of constants
        found = await rows.query_until_shown(write, select, tooling=True)
        if not found:
            raise UnknownOutcome(f"POST {deploy.PATH}", f"the org does not show the component {name} yet")
        return Item(str(found[0]["Id"]), {**body, "componentName": f"c:{name}"})

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Deploy what is wanted, with the files that nobody here manages."""
        del changed
        live = await self.get(write, item) or item
        kept = {k: v for k, v in live.wire.items() if k not in (*_FIELDS.values(), "Description")}
        await deploy.deploy(write, [component({**kept, **body})])

    async def delete(self, write: Writer, item: Item) -> None:
        """Deploy its removal; the org refuses it while a page shows the component (inferred)."""
        await deploy.deploy(write, [], [(_KIND, str(item.wire["DeveloperName"]))])

    async def _items(self, read: Reader, where: str = "") -> Sequence[Item]:
        select = f"SELECT Id, DeveloperName, ApiVersion, Description FROM {_KIND}{where}"  # noqa: S608  # SOQL of constants
        bundles = await rows.query(read, select, tooling=True)
        found = await rows.query_among(
            read,
            "SELECT AuraDefinitionBundleId, DefType, Source FROM AuraDefinition",
            "AuraDefinitionBundleId",
            [str(b["Id"]) for b in bundles],
            tooling=True,
        )
        sources: dict[str, dict[str, Any]] = defaultdict(dict)
        for row in found:
            sources[row["AuraDefinitionBundleId"]][row["DefType"]] = row["Source"]
        return [Item(str(b["Id"]), _wire(b, sources[b["Id"]])) for b in bundles]


def _wire(bundle: Mapping[str, Any], sources: Mapping[str, Any]) -> Body:
    """Sources stand in the fields of the spec; those that it has no field for stand in `others` by their type."""
    known = {_FIELDS[t]: s for t, s in sources.items() if t in _FIELDS}
    others = {t: s for t, s in sources.items() if t not in _FIELDS}
    return {**bundle, **known, "others": others, "componentName": f"c:{bundle['DeveloperName']}"}


def component(body: Mapping[str, Any]) -> deploy.Component:
    """Return the files of a bundle as a part of a package."""
    name = str(body["DeveloperName"])
    sources = {t: body[f] for t, f in _FIELDS.items() if body.get(f)} | dict(body.get("others") or {})
    folder = f"aura/{name}"
    files = {f"{folder}/{name}{_FILES[t]}": str(s).encode() for t, s in sources.items() if t in _FILES}
    about = {"apiVersion": body.get("ApiVersion") or VERSION, "description": body.get("Description")}
    return deploy.Component(_KIND, name, {**files, f"{folder}/{name}.cmp-meta.xml": xml(_KIND, about)})


LightningComponent = Kind(
    name="salesforce.LightningComponent",
    spec=LightningComponentSpec,
    api=Bundles(),
    concept=Concept.PLUMBING,
    summary="An Aura component, such as the frame that shows a partner's app in the console.",
    doc=f"{GUIDE}/atlas.en-us.api_meta.meta/api_meta/meta_auradefinitionbundle.htm",
    evidence=(
        *evidence(
            "list GET tooling/query?q=SELECT FROM AuraDefinitionBundle, AuraDefinition",
            "get GET tooling/query?q=SELECT FROM AuraDefinitionBundle, AuraDefinition WHERE Id",
            source=TOOLING,
        ),
        *evidence(
            "create POST metadata/deployRequest AuraDefinitionBundle",
            "update POST metadata/deployRequest AuraDefinitionBundle",
            "delete POST metadata/deployRequest destructiveChanges AuraDefinitionBundle",
            source=METADATA,
        ),
    ),
    preserve=False,
    exportable=lambda wire: bool(wire.get("markup")),
    audit_item="aura component bundle",
    example={"description": "A frame", "markup": FRAME, "design": DESIGN},
)
