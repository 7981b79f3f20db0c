"""Templates of messages and e-mails (dossier B20). WhatsApp templates are reviewed at the vendor, not in an org."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from msgops.sdk.errors import Refused
from msgops.sdk.fields import Immutable, ServerDefault, Spec, Text, Wire
from msgops.sdk.kind import Concept, Item, Kind, Wanted
from msgops_salesforce import rows
from msgops_salesforce.kinds.common import GUIDE, Body, DeveloperName, Rows, row_evidence

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

_OBJECTS = f"{GUIDE}/atlas.en-us.object_reference.meta/object_reference"


class MessagingTemplateSpec(Spec):
    """A text that agents and flows send in messaging sessions."""

    developer_name: Annotated[DeveloperName, Wire("DeveloperName")] = None
    label: Annotated[str, Text(min=1, max=80), Wire("MasterLabel")]
    message: Annotated[str, Text(min=1), Wire("Message")]
    language: Annotated[
        str | None, Text(max=40), Wire("Language"), Field(description="For example en_US")
    ] = None
    description: Annotated[str | None, Text(max=1000), Wire("Description")] = None


MessagingTemplate = Kind(
    name="salesforce.MessagingTemplate",
    spec=MessagingTemplateSpec,
    api=Rows(
        sobject="MessagingTemplate",
        columns=("DeveloperName", "MasterLabel", "Message", "Language", "Description"),
        create_only=frozenset({"DeveloperName"}),
    ),
    concept=Concept.TEMPLATE,
    summary="A text for messaging sessions.",
    doc=f"{_OBJECTS}/sforce_api_objects_messagingtemplate.htm",
    evidence=row_evidence("MessagingTemplate"),
    audit_item="messaging template",
    example={"label": "Closing", "language": "en_US", "message": "This conversation has ended."},
)


class EmailTemplateSpec(Spec):
    """An e-mail with a subject and a body, as text or HTML."""

    developer_name: Annotated[DeveloperName, Wire("DeveloperName")] = None
    label: Annotated[str, Text(min=1, max=80), Wire("Name")]
    folder: Annotated[
        str,
        Text(min=1),
        Wire("folder"),
        Field(description="Developer name of an e-mail folder; unfiled$public is that of all users"),
    ]
    type: Annotated[Literal["text", "html", "custom", "visualforce"], Immutable, Wire("TemplateType")]
    style: Annotated[
        Literal[
            "none",
            "freeForm",
            "formalLetter",
            "promotionRight",
            "promotionLeft",
            "newsletter",
            "products",
        ]
        | None,
        Immutable,
        Wire("TemplateStyle"),
        ServerDefault("none"),
    ] = None
    subject: Annotated[
        str | None,
        Text(max=1000),
        Wire("Subject"),
        Field(description="At most 230 characters in a classic template"),
    ] = None
    body: Annotated[str | None, Text(max=384 * 1024), Wire("Body"), Field(description="The plain text")] = (
        None
    )
    html: Annotated[str | None, Text(max=384 * 1024), Wire("HtmlValue")] = None
    encoding: Annotated[
        str | None, Wire("Encoding"), ServerDefault("UTF-8"), Field(description="For example ISO-8859-1")
    ] = None
    active: Annotated[
        bool | None, Wire("IsActive"), ServerDefault(False), Field(description="Whether users may choose it")
    ] = None
    ui_type: Annotated[
        Literal["Aloha", "SFX", "SFX_Sample"] | None,
        Immutable,
        Wire("UiType"),
        Field(description="Aloha: Classic; SFX: Lightning"),
    ] = None
    related_entity: Annotated[
        str | None, Wire("RelatedEntityType"), Field(description="The object whose fields it merges")
    ] = None
    description: Annotated[str | None, Text(max=1000), Wire("Description")] = None


_COLUMNS = (
    "DeveloperName",
    "Name",
    "FolderId",
    "TemplateType",
    "TemplateStyle",
    "Subject",
    "Body",
    "HtmlValue",
    "Encoding",
    "IsActive",
    "UiType",
    "RelatedEntityType",
    "Description",
)
_SELECT = f"SELECT Id, {', '.join(_COLUMNS)} FROM EmailTemplate"  # noqa: S608  # SOQL of constants
_ROWS = Rows(
    sobject="EmailTemplate",
    columns=_COLUMNS,
    create_only=frozenset({"DeveloperName", "TemplateType", "TemplateStyle", "UiType"}),
)
_UNFILED = "unfiled$public"


@dataclass(frozen=True)
class EmailTemplates:
    """Rows whose folder is named; only those that are wanted are read, because bodies are long."""

    narrow: bool = True

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read by developer name and by id, 200 a query, or all of them."""
        if wanted is None:
            return await _named(read, await rows.query(read, _SELECT))
        names = [str(w.wire["DeveloperName"]) for w in wanted if w.wire.get("DeveloperName")]
        found = [
            *await rows.query_among(read, _SELECT, "DeveloperName", names),
            *await rows.query_among(read, _SELECT, "Id", [w.id for w in wanted if w.id]),
        ]
        return await _named(read, {row["Id"]: row for row in found}.values())

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one."""
        found = await rows.query_among(read, _SELECT, "Id", [item.id])
        return next(iter(await _named(read, found)), None)

    async def create(self, write: Writer, body: Body) -> Item:
        """Insert into the folder."""
        made = await _ROWS.create(write, await _in_folder(write, body))
        return Item(made.id, {**body, "Id": made.id})

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Patch what differs."""
        await _ROWS.update(write, item, await _in_folder(write, body), changed)

    async def delete(self, write: Writer, item: Item) -> None:
        """Delete."""
        await _ROWS.delete(write, item)


async def _named(read: Reader, found: Iterable[Mapping[str, Any]]) -> list[Item]:
    """Fill in the names of folders; the folder of all users has the id of the org."""
    templates = list(found)
    ids = {str(row["FolderId"]) for row in templates}
    folders = await rows.query_among(read, "SELECT Id, DeveloperName FROM Folder", "Id", ids)
    names = {str(f["Id"]): str(f["DeveloperName"]) for f in folders}
    names.update({i: _UNFILED for i in ids if i.startswith("00D")})
    return [
        Item(row["Id"], {**row, "folder": names.get(str(row["FolderId"]), row["FolderId"])})
        for row in templates
    ]


async def _in_folder(read: Reader, body: Body) -> Body:
    name = str(body["folder"])
    if name == _UNFILED:
        found = await rows.query(read, "SELECT Id FROM Organization")
    else:
        found = await rows.query_among(
            read, "SELECT Id FROM Folder WHERE Type IN ('Email', 'EmailTemplate')", "DeveloperName", [name]
        )
    if not found:
        raise Refused("GET query", f"the org has no e-mail folder {name}", status=200)
    return {**{k: v for k, v in body.items() if k != "folder"}, "FolderId": found[0]["Id"]}


EmailTemplate = Kind(
    name="salesforce.EmailTemplate",
    spec=EmailTemplateSpec,
    api=EmailTemplates(),
    concept=Concept.TEMPLATE,
    summary="An e-mail template in a folder.",
    doc=f"{_OBJECTS}/sforce_api_objects_emailtemplate.htm",
    evidence=row_evidence("EmailTemplate"),
    audit_item="email template",
    example={
        "label": "Case closed",
        "folder": _UNFILED,
        "type": "text",
        "subject": "Your case is closed",
        "body": "Thank you for writing to us.",
        "active": True,
    },
)
