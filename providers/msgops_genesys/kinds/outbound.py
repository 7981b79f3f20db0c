"""Campaigns: lists of contacts, the contacts with which one is tried, and the campaign itself (SDK 269.0.0, OutboundApi).

msgops never starts or stops a campaign.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, model_validator

from msgops.sdk.errors import NotFound
from msgops.sdk.fields import Computed, Immutable, Key, Ref, Reference, Spec, Text, Unordered, Wire
from msgops.sdk.kind import Item, Kind, Risk, Wanted
from msgops.sdk.rest import segment
from msgops.sdk.together import together
from msgops_genesys.kinds.common import API, SITE, Body, Entities, crud, evidence
from msgops_genesys.kinds.routing import InDivision, Name

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

LISTS, CAMPAIGNS = "/outbound/contactlists", "/outbound/messagingcampaigns"
_CONTACTS = f"{LISTS}/{{contactListId}}/contacts"
_STOPPED = ("off", "complete", "invalid", "forced_off")
Column = Annotated[str, Text(min=1, max=128)]


class NumberColumn(Spec):
    """A column with WhatsApp numbers."""

    column: Annotated[Column, Wire("columnName")]
    type: Annotated[Column, Field(description="A word for the sort of number, such as cell")]


class ContactListSpec(Spec):
    """A list of contacts; the contacts come from files or programs, only those for a test from msgops."""

    name: Name = None
    division: InDivision = None
    columns: Annotated[
        tuple[Column, ...], Immutable, Wire("columnNames"), Field(min_length=1, description="In this order")
    ]
    whatsapp_columns: Annotated[tuple[NumberColumn, ...] | None, Unordered, Wire("whatsAppColumns")] = None
    size: Annotated[int | None, Computed] = None

    @model_validator(mode="after")
    def _among(self) -> ContactListSpec:
        unknown = [c.column for c in self.whatsapp_columns or () if c.column not in self.columns]
        if unknown:
            raise ValueError(f"whatsapp_columns names {unknown[0]}, which is none of columns")
        return self


ContactList = Kind(
    name="genesys.ContactList",
    spec=ContactListSpec,
    api=Entities(path=LISTS, params={"allowEmptyResult": "true"}, drop=frozenset({"importStatus", "size"})),
    summary="A list of contacts for campaigns: its columns.",
    doc=SITE,
    evidence=crud(LISTS, "contactListId"),
    on_delete=Risk("MG106", "all contacts of the list, and what was recorded of them, go with it"),
    eventual=True,
    example={
        "division": "example",
        "columns": ["name", "number"],
        "whatsapp_columns": [{"column": "number", "type": "cell"}],
    },
)


class TestContactSpec(Spec):
    """A contact with which a campaign is tried, by people who agreed to it."""

    contact_list: Annotated[Reference, Ref("genesys.ContactList"), Wire("contactListId"), Key(), Immutable]
    id: Annotated[
        str | None,
        Text(min=1, max=100, pattern=r"^[A-Za-z0-9_-]+$"),
        Key(from_name=True),
        Immutable,
        Field(description="Id of the contact in its list"),
    ] = None
    data: Annotated[
        dict[str, str], Field(description="A value for each column of the list; numbers as +441134960000")
    ]
    callable: Annotated[bool | None, Field(description="Whether campaigns may write to it")] = None


@dataclass(frozen=True)
class Contacts:
    """Contacts under ids of our own, read one by one: a list may hold millions."""

    narrow: bool = True

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read those that are wanted; there is no list of all."""
        named = {
            (str(w.wire["contactListId"]), str(w.wire["id"]))
            for w in wanted or ()
            if w.wire.get("contactListId") and w.wire.get("id")
        }
        found = await together(*(self._one(read, *one) for one in sorted(named)))
        return [item for item in found if item is not None]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one."""
        return await self._one(read, str(item.wire["contactListId"]), str(item.wire["id"]))

    async def create(self, write: Writer, body: Body) -> Item:
        """Add it; a contact of the same id would be replaced."""
        sent = {k: v for k, v in body.items() if v is not None}
        path = f"{API}{LISTS}/{segment(body['contactListId'])}/contacts"
        await write.post(path, [sent])
        return Item(f"{body['contactListId']}/{body['id']}", body)

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Put it whole: a file gives all columns, and what it does not name of the rest stays."""
        del changed
        path = self._path(str(item.wire["contactListId"]), str(item.wire["id"]))
        live = await write.get(path)
        kept = {k: v for k, v in live.items() if k not in ("selfUri", "dateCreated")}
        await write.put(path, {**kept, **{k: v for k, v in body.items() if v is not None}})

    async def delete(self, write: Writer, item: Item) -> None:
        """Delete; one that is gone is no error."""
        try:
            await write.delete(self._path(str(item.wire["contactListId"]), str(item.wire["id"])))
        except NotFound:
            return

    async def _one(self, read: Reader, list_: str, id_: str) -> Item | None:
        row = await read.get(self._path(list_, id_), missing_ok=True)
        if not isinstance(row, Mapping):
            return None
        return Item(f"{list_}/{id_}", {**row, "contactListId": list_, "id": id_})

    def _path(self, list_: str, id_: str) -> str:
        return f"{API}{LISTS}/{segment(list_)}/contacts/{segment(id_)}"


TestContact = Kind(
    name="genesys.TestContact",
    spec=TestContactSpec,
    api=Contacts(),
    summary="A contact of a list, with which a campaign is tried.",
    doc=SITE,
    evidence=evidence(
        f"list GET {_CONTACTS}/{{contactId}}",
        f"get GET {_CONTACTS}/{{contactId}}",
        f"create POST {_CONTACTS}",
        f"update PUT {_CONTACTS}/{{contactId}}",
        f"delete DELETE {_CONTACTS}/{{contactId}}",
    ),
    eventual=True,
    example={"contact_list": "example", "data": {"name": "Ann", "number": "+441134960001"}},
)


class MessageCampaignSpec(Spec):
    """A WhatsApp campaign; a person starts and stops it."""

    name: Name = None
    division: InDivision = None
    contact_list: Annotated[Reference, Ref("genesys.ContactList"), Wire("contactList.id")]
    messages_per_minute: Annotated[int, Field(ge=1)]
    always_running: bool | None = None
    sender: Annotated[
        Reference, Ref("genesys.WhatsAppIntegration"), Wire("whatsAppConfig.whatsAppIntegration.id")
    ]
    template: Annotated[
        Reference,
        Ref("genesys.Response"),
        Wire("whatsAppConfig.contentTemplate.id"),
        Field(description="The response that points to the template"),
    ]
    columns: Annotated[
        tuple[Column, ...],
        Unordered,
        Wire("whatsAppConfig.whatsAppColumns"),
        Field(min_length=1, description="Columns of the list that hold the numbers to write to"),
    ]
    status: Annotated[str | None, Computed, Wire("campaignStatus")] = None


def _runs(wire: Mapping[str, Any], changed: frozenset[str]) -> str:
    """Say why a running campaign is left alone."""
    state = str(wire.get("campaignStatus") or "off")
    if changed and state not in _STOPPED:
        return f"the campaign is {state}: stop it first, a person does"
    return ""


async def _running(read: Reader, item: Item) -> str | None:
    """Refuse the delete of a running campaign."""
    row = await read.get(f"{API}{CAMPAIGNS}/{segment(item.id)}", missing_ok=True)
    return _runs(row or {}, frozenset({"name"})) or None


async def _stopped(write: Writer, body: Body, operation: str) -> Body:
    """A campaign is created switched off."""
    del write
    return {**body, "campaignStatus": "off"} if operation == "create" else body


MessageCampaign = Kind(
    name="genesys.MessageCampaign",
    spec=MessageCampaignSpec,
    api=Entities(path=CAMPAIGNS, drop=frozenset({"errors"}), write=_stopped),
    summary="A WhatsApp campaign: list, template, sender and pace; it is never started by msgops.",
    doc=SITE,
    evidence=crud(CAMPAIGNS, "messagingCampaignId"),
    fixed_if=_runs,
    probe=_running,
    eventual=True,
    exportable=lambda wire: isinstance(wire.get("whatsAppConfig"), Mapping),
    example={
        "division": "example",
        "contact_list": "example",
        "messages_per_minute": "10",
        "sender": "example",
        "template": "example",
        "columns": ["number"],
    },
)
