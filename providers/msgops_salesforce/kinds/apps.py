"""Items in the navigation of an app that others own, such as the Service Console (dossier B17d)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field

from msgops.sdk.errors import NotFound
from msgops.sdk.fields import Immutable, Key, Ref, Reference, Remembered, Spec, Text, WriteOnly
from msgops.sdk.http import Reader, Writer
from msgops.sdk.kind import Concept, Item, Kind, Wanted
from msgops_salesforce import rows, soap
from msgops_salesforce.kinds.common import GUIDE, METADATA, TOOLING, Body, evidence
from msgops_salesforce.kinds.places import place
from msgops_salesforce.turns import turn

_KIND = "CustomApplication"
_STANDARD = "standard__"


class AppNavigationSpec(Spec):
    """One item in the navigation of an app. All other items stay as they are and where they are.

    Whether an org lets its standard apps be changed by API is not proved (gap 10 of the vendor notes). Only users who may
    see the tab see the item.
    """

    app: Annotated[
        str,
        Text(min=1, max=80),
        Key(),
        Immutable,
        Field(description="Full name of the app: standard__LightningService is the Service Console"),
    ]
    tab: Annotated[
        Reference,
        Ref("salesforce.Tab"),
        Key(),
        Immutable,
        Field(description='A tab that is declared, or {id: "standard-Case"}'),
    ]
    after: Annotated[
        str | None,
        Text(min=1),
        WriteOnly,
        Remembered,
        Field(
            description="The item behind which it is put, for example standard-Case; left out: at the end. "
            "Moving it in the org is no drift"
        ),
    ] = None


@dataclass(frozen=True)
class Items:
    """An app's list of tabs is written whole: it is read, changed by one item and written, one item at a time."""

    narrow: bool = True

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read the wanted apps, ten a call, or all of them, and return an item for every tab."""
        if wanted is None:
            apps = sorted(str(f["fullName"]) for f in await soap.list_metadata(read, _KIND))
        else:
            apps = sorted({str(w.wire["app"]) for w in wanted if w.wire.get("app")})
        found = await soap.read_metadata(read, _KIND, apps)
        return [_item(app, tab) for app, content in found.items() for tab in _tabs(content)]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read its app again."""
        app, tab = str(item.wire["app"]), str(item.wire["tab"])
        found = await soap.read_metadata(read, _KIND, [app])
        return _item(app, tab) if tab in _tabs(found.get(app, {})) else None

    async def create(self, write: Writer, body: Body) -> Item:
        """Put the item into the list."""
        await _put(write, body)
        return _item(str(body["app"]), str(body["tab"]))

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Move it."""
        del item, changed
        await _put(write, body)

    async def delete(self, write: Writer, item: Item) -> None:
        """Take it out of the list; an app that is gone is no error."""
        app, gone = str(item.wire["app"]), str(item.wire["tab"])
        async with turn(write, f"{_KIND}/{app}"):
            try:
                row, content = await _read(write, app)
            except NotFound:
                return
            tabs = _tabs(content)
            if gone in tabs:
                await _write(write, row, content, [t for t in tabs if t != gone])


async def _put(write: Writer, body: Mapping[str, Any]) -> None:
    app, tab = str(body["app"]), str(body["tab"])
    async with turn(write, f"{_KIND}/{app}"):
        row, content = await _read(write, app)
        before = _tabs(content)
        tabs = [t for t in before if t != tab]
        after = str(body.get("after") or "")
        if after or tab not in before:
            tabs.insert(place(tabs, after, f"PATCH {rows.path(_KIND, row, tooling=True)}"), tab)
        else:
            tabs = before
        if tabs != before:
            await _write(write, row, content, tabs)


async def _read(read: Reader, app: str) -> tuple[str, Mapping[str, Any]]:
    """Return the id and the document of an app; `NotFound` where there is none."""
    name = app.removeprefix(_STANDARD)
    select = f"SELECT Id, Metadata FROM {_KIND} WHERE DeveloperName = {rows.literal(name)}"  # noqa: S608  # quoted
    found = await rows.query(read, select, tooling=True)
    if not found:
        raise NotFound(f"GET {rows.TOOLING}/query", f"the org has no app {app}", status=200)
    return str(found[0]["Id"]), found[0]["Metadata"]


async def _write(write: Writer, row: str, content: Mapping[str, Any], tabs: list[str]) -> None:
    sent = {k: v for k, v in content.items() if v is not None}
    await rows.update(write, _KIND, row, {"Metadata": {**sent, "tabs": tabs}}, tooling=True)


def _tabs(content: Mapping[str, Any]) -> list[str]:
    found = content.get("tabs") or []
    return [found] if isinstance(found, str) else [str(t) for t in found]


def _item(app: str, tab: str) -> Item:
    return Item(f"{app}/{tab}", {"app": app, "tab": tab})


AppNavigation = Kind(
    name="salesforce.AppNavigation",
    spec=AppNavigationSpec,
    api=Items(),
    concept=Concept.PLUMBING,
    summary="An item in the navigation of an app, such as the Service Console.",
    doc=f"{GUIDE}/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_customapplication.htm",
    evidence=(
        *evidence(
            "list SOAP listMetadata, readMetadata CustomApplication",
            "get SOAP readMetadata CustomApplication",
            source=METADATA,
        ),
        *evidence(
            "create PATCH tooling/sobjects/CustomApplication/{id}",
            "update PATCH tooling/sobjects/CustomApplication/{id}",
            "delete PATCH tooling/sobjects/CustomApplication/{id}",
            source=TOOLING,
        ),
    ),
    preserve=False,
    delete_note="the item is taken out of the navigation; tab and app stay",
    exportable=lambda wire: not str(wire["tab"]).startswith("standard-"),
    audit_item="custom application",
    example={"app": "standard__LightningService", "tab": "example", "after": "standard-Case"},
)
