"""Lightning pages that are declared whole, and the tabs that show them (dossier B17b, B17c)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from msgops.sdk.fields import Immutable, Key, Ref, Reference, ServerDefault, Spec, Text, Unordered, Wire
from msgops.sdk.http import Writer
from msgops.sdk.kind import Concept, Item, Kind
from msgops_salesforce import soap
from msgops_salesforce.kinds.common import (
    DEVELOPER_NAME,
    GUIDE,
    Body,
    Components,
    metadata_evidence,
)
from msgops_salesforce.kinds.documents import merged, typed

FullName = Annotated[
    str | None, Text(max=80, pattern=DEVELOPER_NAME), Key(from_name=True), Immutable, Wire("fullName")
]
COMPONENT = Ref("salesforce.LightningComponent", attribute="component_name")
Identifier = Annotated[
    str, Text(min=1, max=120), Field(description="Unique on the page, for example c_Frame1")
]


class Property(Spec):
    """A value that a component takes, such as src or height."""

    name: str
    value: str


Properties = Annotated[tuple[Property, ...] | None, Unordered]


class PagePart(Spec):
    """A component in a region."""

    component: Annotated[
        Reference,
        COMPONENT,
        Wire("componentInstance.componentName"),
        Field(description='A component that is declared, or {id: "namespace:name"}'),
    ]
    identifier: Annotated[Identifier, Wire("componentInstance.identifier")]
    properties: Annotated[Properties, Wire("componentInstance.componentInstanceProperties")] = None


class Region(Spec):
    """A part of the template, with components from top to bottom."""

    name: Annotated[str, Text(min=1), Field(description="As the template calls it, for example main")]
    type: Annotated[Literal["Region", "Facet"] | None, ServerDefault("Region")] = None
    components: Annotated[tuple[PagePart, ...], Wire("itemInstances")]


class AppPageSpec(Spec):
    """A page that is declared whole: components that are not named are taken off it.

    One component on a page that others made is `salesforce.PageComponent`. Names of templates are not documented: read
    them from a page of the org (gap 10 of the vendor notes).
    """

    developer_name: FullName = None
    label: Annotated[str, Text(min=1, max=80), Wire("masterLabel")]
    description: Annotated[str | None, Text(max=255)] = None
    type: Literal["AppPage", "RecordPage", "HomePage"]
    object: Annotated[
        str | None,
        Immutable,
        Wire("sobjectType"),
        Field(description="Of a record page, for example MessagingSession"),
    ] = None
    template: Annotated[
        str,
        Wire("template.name"),
        Field(
            description="flexipage:defaultAppHomeTemplate is an app page of one region; the name is inferred"
        ),
    ]
    regions: Annotated[tuple[Region, ...], Wire("flexiPageRegions")]

    @model_validator(mode="after")
    def _consistent(self) -> AppPageSpec:
        if (self.type == "RecordPage") != (self.object is not None):
            raise ValueError("object belongs to a page of type RecordPage, and only there")
        parts = [p.identifier for r in self.regions for p in r.components]
        if twice := {p for p in parts if parts.count(p) > 1}:
            raise ValueError(f"the identifier {min(twice)} is used more than once")
        return self


@dataclass(frozen=True, kw_only=True)
class Kept(Components):
    """Components of which the spec tells a part: an update sends all other elements along as they are now."""

    spec: type[Spec]

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Deploy what is wanted over the document as it is."""
        found = await soap.read_metadata(write, self.kind, [item.id])
        live = self.decode(found.get(item.id, {}))
        await super().update(write, item, self.over(live, body), changed)

    def over(self, live: Mapping[str, Any], body: Body) -> Body:
        """Return the whole document."""
        return merged(self.spec, live, body)


class Pages(Kept):
    """Pages: what the spec does not know of a component, as the rule when it is seen, stays with the component."""

    def over(self, live: Mapping[str, Any], body: Body) -> Body:
        """Return the whole page."""
        out = super().over(live, body)
        known = {str(r.get("name")): r for r in live.get("flexiPageRegions") or ()}
        parts = {_identifier(i): i for r in known.values() for i in r.get("itemInstances") or ()}
        out["flexiPageRegions"] = [
            {
                **known.get(str(region["name"]), {}),
                **region,
                "itemInstances": [_part(parts.get(_identifier(i), {}), i) for i in region["itemInstances"]],
            }
            for region in body["flexiPageRegions"]
        ]
        return out


def _identifier(item: Mapping[str, Any]) -> str:
    return str((item.get("componentInstance") or {}).get("identifier", ""))


def _part(live: Mapping[str, Any], item: Mapping[str, Any]) -> Body:
    before, after = live.get("componentInstance") or {}, item["componentInstance"]
    name = "componentInstanceProperties"
    kept = {str(p.get("name")): p for p in before.get(name) or ()}
    shown = [{**kept.get(str(p["name"]), {}), **p} for p in after.get(name) or ()]
    rest = {k: v for k, v in before.items() if k != name}
    return {"componentInstance": {**rest, **after, **({name: shown} if shown else {})}}


def _complete(body: Body) -> Body:
    """A region needs its type."""
    return {**body, "flexiPageRegions": [{"type": "Region", **r} for r in body["flexiPageRegions"]]}


def _all_known(wire: Mapping[str, Any]) -> bool:
    """Whether the spec can say the page: fields of a record on it have no place there."""
    items = [i for r in wire.get("flexiPageRegions") or () for i in r.get("itemInstances") or ()]
    return all(_identifier(i) for i in items) and wire.get("type") in ("AppPage", "RecordPage", "HomePage")


AppPage = Kind(
    name="salesforce.AppPage",
    spec=AppPageSpec,
    api=Pages(
        kind="FlexiPage",
        folder="flexipages",
        suffix="flexipage",
        spec=AppPageSpec,
        encode=_complete,
        decode=typed(AppPageSpec),
    ),
    concept=Concept.PLUMBING,
    summary="A Lightning page with its regions and components.",
    doc=f"{GUIDE}/atlas.en-us.api_meta.meta/api_meta/meta_flexipage.htm",
    evidence=metadata_evidence("FlexiPage"),
    preserve=False,
    exportable=_all_known,
    audit_item="lightning page",
    example={
        "label": "Infobip BYOC Configuration",
        "type": "AppPage",
        "template": "flexipage:defaultAppHomeTemplate",
        "regions": [
            {
                "name": "main",
                "components": [
                    {
                        "component": "example",
                        "identifier": "c_Frame1",
                        "properties": [
                            {"name": "src", "value": "https://sfsc-connector.ibintegrations.com/"},
                            {"name": "height", "value": "1000px"},
                        ],
                    }
                ],
            }
        ],
    },
)


class TabSpec(Spec):
    """A tab that shows a page. An app lists tabs, not pages."""

    developer_name: FullName = None
    label: Annotated[
        str | None, Text(max=80), Field(description="Of a tab that shows a page: inferred to be allowed")
    ] = None
    description: Annotated[str | None, Text(max=255)] = None
    page: Annotated[Reference, Ref("salesforce.AppPage"), Wire("flexiPage")]
    motif: Annotated[str, Text(min=1), Field(description="Icon and colour, for example Custom53: Bell")]


Tab = Kind(
    name="salesforce.Tab",
    spec=TabSpec,
    api=Kept(kind="CustomTab", folder="tabs", suffix="tab", spec=TabSpec),
    concept=Concept.PLUMBING,
    summary="A tab that shows a page, to be listed in the navigation of an app.",
    doc=f"{GUIDE}/atlas.en-us.api_meta.meta/api_meta/meta_tab.htm",
    evidence=metadata_evidence("CustomTab"),
    preserve=False,
    exportable=lambda wire: bool(wire.get("flexiPage")),
    audit_item="custom tab",
    example={"label": "Infobip BYOC Configuration", "page": "example", "motif": "Custom53: Bell"},
)
