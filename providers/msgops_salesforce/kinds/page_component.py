"""One component on a page that others own, such as the record page of messaging sessions (dossier B17b)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field

from msgops.sdk.errors import NotFound, Refused
from msgops.sdk.fields import Immutable, Key, Reference, Remembered, Spec, Text, Wire, WriteOnly
from msgops.sdk.http import Reader, Writer
from msgops.sdk.kind import Concept, Item, Kind, Wanted
from msgops_salesforce import deploy, soap
from msgops_salesforce.kinds.common import GUIDE, METADATA, Body, evidence, in_order
from msgops_salesforce.kinds.pages import COMPONENT, Properties
from msgops_salesforce.kinds.places import place
from msgops_salesforce.turns import turn
from msgops_salesforce.xml import write as xml

_KIND = "FlexiPage"
_CALL = f"POST {deploy.PATH}"
_VALUES = "componentInstanceProperties"


class PageComponentSpec(Spec):
    """A component on a page that is not declared here. Everything else on the page stays as it is.

    The standard page of an object cannot be changed: clone it in the App Builder first, and name the clone.
    """

    page: Annotated[
        str,
        Text(min=1, max=80),
        Key(),
        Immutable,
        Field(description="Developer name of the page"),
    ]
    identifier: Annotated[
        str | None,
        Text(min=1, max=120),
        Key(from_name=True),
        Immutable,
        Field(description="Unique on the page"),
    ] = None
    region: Annotated[
        str,
        Text(min=1),
        Field(description="The region of the page's template, for example main"),
    ]
    component: Annotated[
        Reference,
        COMPONENT,
        Wire("componentName"),
        Field(description='A component that is declared, or {id: "namespace:name"}'),
    ]
    properties: Annotated[Properties, Wire(_VALUES)] = None
    after: Annotated[
        str | None,
        Text(min=1),
        WriteOnly,
        Remembered,
        Field(
            description="Identifier of the component behind which it is put; left out: last in its region. "
            "Moving it within its region in the org is no drift"
        ),
    ] = None


@dataclass(frozen=True)
class Parts:
    """A page is written whole: it is read, changed by one component and deployed, one component at a time."""

    narrow: bool = True

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read the wanted pages, ten a call, or all of them, and return an item for every component."""
        if wanted is None:
            pages = sorted(str(f["fullName"]) for f in await soap.list_metadata(read, _KIND))
        else:
            pages = sorted({str(w.wire["page"]) for w in wanted if w.wire.get("page")})
        found = await soap.read_metadata(read, _KIND, pages)
        return [_item(name, r, i) for name, page in found.items() for r, i in _components(page)]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read its page again."""
        name, wanted = str(item.wire["page"]), item.wire["identifier"]
        found = await soap.read_metadata(read, _KIND, [name])
        parts = _components(found.get(name, {}))
        return next((_item(name, r, i) for r, i in parts if i.get("identifier") == wanted), None)

    async def create(self, write: Writer, body: Body) -> Item:
        """Put the component on the page."""
        await _put(write, body)
        return Item(f"{body['page']}/{body['identifier']}", body)

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Change or move it; what the spec does not know of it, such as the rule when it is seen, stays."""
        del item, changed
        await _put(write, body)

    async def delete(self, write: Writer, item: Item) -> None:
        """Take it off the page; a page that is gone is no error."""
        name, gone = str(item.wire["page"]), str(item.wire["identifier"])
        async with turn(write, f"{_KIND}/{name}"):
            page = (await soap.read_metadata(write, _KIND, [name])).get(name, {})
            if _taken(page, gone) is not None:
                await _deploy(write, name, page)


async def _put(write: Writer, body: Mapping[str, Any]) -> None:
    name, identifier = str(body["page"]), str(body["identifier"])
    async with turn(write, f"{_KIND}/{name}"):
        page = (await soap.read_metadata(write, _KIND, [name])).get(name)
        if page is None:
            raise NotFound(_CALL, f"the org has no page {name}", status=200)
        taken = _taken(page, identifier)
        region = next((r for r in _regions(page) if r.get("name") == body["region"]), None)
        if region is None:
            known = ", ".join(str(r.get("name")) for r in _regions(page))
            raise Refused(_CALL, f"{name} has no region {body['region']}; it has {known}", status=200)
        items = _many(region.get("itemInstances"))
        stays = taken is not None and taken[0] == body["region"] and not body.get("after")
        at = taken[1] if taken is not None and stays else _place(items, str(body.get("after") or ""))
        items.insert(at, {"componentInstance": _instance(taken[2] if taken else {}, body)})
        region["itemInstances"] = items
        await _deploy(write, name, page)


def _place(items: Sequence[Mapping[str, Any]], after: str) -> int:
    return place([str(_of(i).get("identifier", "")) for i in items], after, _CALL)


def _instance(live: Mapping[str, Any], body: Mapping[str, Any]) -> Body:
    kept = {str(p.get("name")): p for p in _many(live.get(_VALUES))}
    shown = [{**kept.get(str(p["name"]), {}), **p} for p in body.get(_VALUES) or ()]
    rest = {k: v for k, v in live.items() if k != _VALUES}
    own = {k: body[k] for k in ("componentName", "identifier")}
    return {**rest, **own, **({_VALUES: shown} if shown else {})}


def _taken(page: Mapping[str, Any], identifier: str) -> tuple[str, int, Mapping[str, Any]] | None:
    """Take a component off a page and return its region, its place there, and what it was."""
    for region in _regions(page):
        items = _many(region.get("itemInstances"))
        for at, item in enumerate(items):
            if _of(item).get("identifier") == identifier:
                region["itemInstances"] = items[:at] + items[at + 1 :]
                return str(region.get("name")), at, _of(item)
    return None


async def _deploy(write: Writer, name: str, page: Mapping[str, Any]) -> None:
    files = {f"flexipages/{name}.flexipage": xml(_KIND, in_order(page))}
    await deploy.deploy(write, [deploy.Component(_KIND, name, files)])


def _regions(page: Mapping[str, Any]) -> list[dict[str, Any]]:
    return _many(page.get("flexiPageRegions"))


def _components(page: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for region in _regions(page):
        for item in _many(region.get("itemInstances")):
            if _of(item).get("identifier"):
                yield str(region.get("name")), _of(item)


def _of(item: Mapping[str, Any]) -> Mapping[str, Any]:
    found = item.get("componentInstance")
    return found if isinstance(found, Mapping) else {}


def _many(value: Any) -> list[Any]:
    """Of XML, a list of one looks like no list."""
    if not value:
        return []
    return list(value) if isinstance(value, list) else [value]


def _item(page: str, region: str, instance: Mapping[str, Any]) -> Item:
    identifier = str(instance["identifier"])
    values = _many(instance.get(_VALUES))
    return Item(
        f"{page}/{identifier}",
        {
            "page": page,
            "identifier": identifier,
            "region": region,
            "componentName": instance.get("componentName"),
            _VALUES: [{"name": p.get("name"), "value": p.get("value", "")} for p in values],
        },
    )


PageComponent = Kind(
    name="salesforce.PageComponent",
    spec=PageComponentSpec,
    api=Parts(),
    concept=Concept.PLUMBING,
    summary="One component on a page that is not declared, such as the record page of messaging sessions.",
    doc=f"{GUIDE}/atlas.en-us.api_meta.meta/api_meta/meta_flexipage.htm",
    evidence=evidence(
        "list SOAP listMetadata, readMetadata FlexiPage",
        "get SOAP readMetadata FlexiPage",
        "create POST metadata/deployRequest FlexiPage",
        "update POST metadata/deployRequest FlexiPage",
        "delete POST metadata/deployRequest FlexiPage",
        source=METADATA,
    ),
    preserve=False,
    delete_note="the component is taken off the page; the page stays",
    # Who exports a page gets it whole.
    exportable=lambda _: False,
    audit_item="lightning page",
    example={
        "page": "Messaging_Session_Record_Page",
        "region": "main",
        "component": "example",
        "after": "conversation",
        "properties": [
            {"name": "src", "value": "https://sfsc-connector.ibintegrations.com/templates"},
            {"name": "height", "value": "600px"},
        ],
    },
)
