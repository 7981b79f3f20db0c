"""Platform events with their fields (dossier B16)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from msgops.sdk.fields import Immutable, Key, ServerDefault, Spec, Text, Unordered, Wire
from msgops.sdk.http import Reader, Writer
from msgops.sdk.kind import Concept, Item, Kind, Wanted
from msgops_salesforce import deploy, soap
from msgops_salesforce.kinds.common import GUIDE, METADATA, Body, Components, evidence, metadata_evidence
from msgops_salesforce.kinds.documents import merged, typed

_LONGEST = {"Text": 255, "LongTextArea": 131_072}


class EventField(Spec):
    """A field of an event. Its type never changes, and its length only grows; the org refuses the rest (inferred)."""

    api_name: Annotated[str, Text(max=43, pattern=r"^[A-Za-z](?:_?[A-Za-z0-9])*__c$"), Wire("fullName")]
    label: Annotated[str, Text(min=1, max=40)]
    type: Literal["Text", "LongTextArea"]
    length: Annotated[
        int,
        Field(ge=1, description="Text: at most 255; LongTextArea: at most 131,072, which is inferred"),
    ]
    required: Annotated[bool | None, ServerDefault(False)] = None
    visible_lines: Annotated[
        int | None, Field(ge=1, description="Of a LongTextArea"), Wire("visibleLines"), ServerDefault(3)
    ] = None
    description: Annotated[str | None, Text(max=1000)] = None

    @model_validator(mode="after")
    def _fits(self) -> EventField:
        if self.length > _LONGEST[self.type]:
            raise ValueError(f"a field of type {self.type} has a length of at most {_LONGEST[self.type]}")
        return self


class PlatformEventSpec(Spec):
    """A platform event with all its fields: a field that is not named is removed."""

    api_name: Annotated[
        str,
        Text(max=43, pattern=r"^[A-Za-z](?:_?[A-Za-z0-9])*__e$"),
        Key(),
        Immutable,
        Wire("fullName"),
        Field(description="Ends with __e"),
    ]
    label: Annotated[str, Text(min=1, max=40)]
    plural_label: Annotated[str, Text(min=1, max=40), Wire("pluralLabel")]
    description: Annotated[str | None, Text(max=1000)] = None
    event_type: Annotated[Literal["HighVolume"], Immutable, Wire("eventType")]
    publish_behavior: Annotated[
        Literal["PublishAfterCommit", "PublishImmediately"],
        Wire("publishBehavior"),
        Field(description="A change takes up to five minutes to have effect"),
    ]
    deployment_status: Annotated[Literal["Deployed", "InDevelopment"], Wire("deploymentStatus")]
    fields: Annotated[tuple[EventField, ...], Unordered]


@dataclass(frozen=True, kw_only=True)
class Events(Components):
    """Custom objects whose name ends with `__e`; a package's own (with a namespace) are left to the package."""

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read the wanted events, ten a call, or all of them."""
        if wanted is not None:
            return await super().list(read, wanted)
        found = await soap.list_metadata(read, self.kind)
        events = [f for f in found if str(f["fullName"]).endswith("__e") and not f.get("namespacePrefix")]
        read_ = await soap.read_metadata(read, self.kind, sorted(str(f["fullName"]) for f in events))
        return [self._item(name, component) for name, component in read_.items()]

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Deploy the event with its fields, then the removal of fields that are not wanted any more."""
        content = merged(PlatformEventSpec, item.wire, body)
        live = {str(f["fullName"]): f for f in item.wire.get("fields") or ()}
        content["fields"] = [{**live.get(f["fullName"], {}), **f} for f in body.get("fields") or ()]
        await super().update(write, item, content, changed)
        gone = sorted(set(live) - {f["fullName"] for f in content["fields"]})
        if gone:
            await deploy.deploy(write, [], [("CustomField", f"{item.id}.{name}") for name in gone])


def _document(body: Body) -> Mapping[str, Any]:
    """A long text needs its number of lines: three, as in Setup. Elements stand in the order of their names."""
    fields = []
    for field in body.get("fields") or ():
        lines = {"visibleLines": 3} if field["type"] == "LongTextArea" else {}
        fields.append(dict(sorted({**lines, "required": False, **field}.items())))
    return {**body, "fields": fields}


PlatformEvent = Kind(
    name="salesforce.PlatformEvent",
    spec=PlatformEventSpec,
    api=Events(
        kind="CustomObject",
        folder="objects",
        suffix="object",
        encode=_document,
        decode=typed(PlatformEventSpec),
    ),
    concept=Concept.PLUMBING,
    summary="A platform event with its fields: the bus on which the org and a messaging partner meet.",
    doc=f"{GUIDE}/atlas.en-us.api_meta.meta/api_meta/customobject.htm",
    evidence=(
        *metadata_evidence("CustomObject"),
        *evidence("update POST metadata/deployRequest destructiveChanges CustomField", source=METADATA),
    ),
    calls=lambda operation, fields: 2 if operation == "update" and "fields" in fields else 1,
    exportable=lambda wire: wire.get("eventType") == "HighVolume",
    audit_item="custom object",
    example={
        "api_name": "Infobip_Event__e",
        "label": "Infobip Event",
        "plural_label": "Infobip Events",
        "description": "Messages of the BYOC channels",
        "event_type": "HighVolume",
        "publish_behavior": "PublishAfterCommit",
        "deployment_status": "Deployed",
        "fields": [
            {"api_name": "EventType__c", "label": "EventType", "type": "Text", "length": 255},
            {"api_name": "Payload__c", "label": "Payload", "type": "LongTextArea", "length": 131072},
        ],
    },
)
