"""Permission sets with what they grant, and grants on sets of the vendor (dossier B5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, model_validator

from msgops.sdk.errors import UnknownOutcome
from msgops.sdk.fields import Immutable, Key, Ref, Reference, ServerDefault, Spec, Text, Unordered, Wire
from msgops.sdk.kind import Concept, Item, Kind, Wanted
from msgops_salesforce import deploy, rows
from msgops_salesforce.kinds import permission_document as documents
from msgops_salesforce.kinds.common import (
    DEVELOPER_NAME,
    GUIDE,
    METADATA,
    Body,
    Rows,
    evidence,
    row_evidence,
)
from msgops_salesforce.kinds.lookups import PAGE

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

_SELECT = (
    "SELECT Id, Name, Label, Description, HasActivationRequired FROM PermissionSet "
    "WHERE IsCustom = true AND IsOwnedByProfile = false"
)


class Rights(Spec):
    """What may be done with the records of an object; whoever has any right may read."""

    create: Annotated[bool | None, ServerDefault(False), Wire("allowCreate")] = None
    edit: Annotated[bool | None, ServerDefault(False), Wire("allowEdit")] = None
    delete: Annotated[bool | None, ServerDefault(False), Wire("allowDelete")] = None
    view_all: Annotated[bool | None, ServerDefault(False), Wire("viewAllRecords")] = None
    modify_all: Annotated[bool | None, ServerDefault(False), Wire("modifyAllRecords")] = None
    view_all_fields: Annotated[bool | None, ServerDefault(False), Wire("viewAllFields")] = None

    @model_validator(mode="after")
    def _whole(self) -> Rights:
        missing_rights(self)
        return self


def missing_rights(given: Any) -> None:
    """Raise `ValueError` where a right is given without those that it needs."""
    if given.delete and not given.edit:
        raise ValueError("delete needs edit")
    if given.modify_all and not (given.edit and given.delete and given.view_all):
        raise ValueError("modify_all needs edit, delete and view_all")


class ObjectGrant(Rights):
    """Rights on an object; platform events know reading and `create` only."""

    object: Annotated[str, Text(min=1, max=80), Field(description="Case, Order_Event__e, …")]


class FieldGrant(Spec):
    """A field that may be read, and perhaps edited."""

    field: Annotated[
        str, Text(pattern=r"^[A-Za-z0-9_]+\.[A-Za-z0-9_]+$"), Field(description="Case.Reason__c")
    ]
    edit: Annotated[bool | None, ServerDefault(False), Wire("editable")] = None


class TabSetting(Spec):
    """Where a tab is shown."""

    tab: Annotated[str, Text(min=1, max=80), Field(description="standard-Case, or the name of one's own")]
    visibility: Literal["Available", "Visible"]


Names = Annotated[tuple[str, ...] | None, Unordered]


class PermissionSetSpec(Spec):
    """A permission set. Each list that is declared is declared whole; a list that is left out is left alone."""

    developer_name: Annotated[
        str | None, Text(max=80, pattern=DEVELOPER_NAME), Key(from_name=True), Immutable, Wire("fullName")
    ] = None
    label: Annotated[str, Text(min=1, max=80)]
    description: Annotated[str | None, Text(max=255)] = None
    license: Annotated[
        str | None, Immutable, Field(description="Label of the licence that its users must have")
    ] = None
    session_activated: Annotated[bool | None, ServerDefault(False), Wire("hasActivationRequired")] = None
    objects: Annotated[tuple[ObjectGrant, ...] | None, Unordered, Wire("objectPermissions")] = None
    fields: Annotated[tuple[FieldGrant, ...] | None, Unordered, Wire("fieldPermissions")] = None
    tabs: Annotated[tuple[TabSetting, ...] | None, Unordered, Wire("tabSettings")] = None
    apps: Annotated[
        Names, Wire("applicationVisibilities"), Field(description="standard__LightningService")
    ] = None
    record_types: Annotated[
        Names, Wire("recordTypeVisibilities"), Field(description="Case.Messaging, object and record type")
    ] = None
    user_permissions: Annotated[Names, Wire("userPermissions"), Field(description="ApiEnabled, …")] = None
    flows: Annotated[Names, Wire("flowAccesses")] = None


_OBJECT_RIGHTS = (
    "allowCreate",
    "allowDelete",
    "allowEdit",
    "modifyAllRecords",
    "viewAllFields",
    "viewAllRecords",
)


def _content(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a file says as elements: every right is written out, reading is part of each."""
    out = {k: v for k, v in body.items() if k != "fullName"}
    if "objectPermissions" in out:
        blank = dict.fromkeys(_OBJECT_RIGHTS, False)
        out["objectPermissions"] = [
            {**blank, **e, "allowRead": True} for e in body["objectPermissions"] or ()
        ]
    if "fieldPermissions" in out:
        out["fieldPermissions"] = [
            {"editable": False, **e, "readable": True} for e in body["fieldPermissions"] or ()
        ]
    return documents.encode(out)


@dataclass(frozen=True)
class PermissionSets:
    """Ids come from rows, grants from the document, which only SOAP reads: ten of those that are declared a call."""

    narrow: bool = True

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read the custom sets, with the documents of those that are declared, or of all of them."""
        found = await rows.query(read, _SELECT)
        if wanted is not None:
            keys = {x for w in wanted for x in (w.id, str(w.wire.get("fullName") or "").casefold())}
            names = [row["Name"] for row in found if keys & {row["Id"], row["Name"].casefold()}]
        else:
            names = [row["Name"] for row in found]
        known = await documents.read(read, names)
        return [_item(row, known.get(row["Name"])) for row in found]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one."""
        found = await rows.query(read, f"{_SELECT} AND Id = {rows.literal(item.id)}")
        if not found:
            return None
        name = found[0]["Name"]
        return _item(found[0], (await documents.read(read, [name])).get(name))

    async def create(self, write: Writer, body: Body) -> Item:
        """Deploy the document, and ask for the id of the row that it made."""
        name = str(body["fullName"])
        async with documents.turn(write):
            await documents.write(write, name, _content(body))
        found = await rows.query_until_shown(write, f"{_SELECT} AND Name = {rows.literal(name)}")
        if not found:
            raise UnknownOutcome(
                f"POST {deploy.PATH}", f"the org does not show the permission set {name} yet"
            )
        return Item(found[0]["Id"], body)

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Deploy the document as it is now, with our elements in place of those it has."""
        del changed
        name = str(item.wire["fullName"])
        async with documents.turn(write):
            live = (await documents.read(write, [name])).get(name, {})
            others = {k: v for k, v in live.items() if k not in _ELEMENTS}
            await documents.write(write, name, {**others, **_content(body)})

    async def delete(self, write: Writer, item: Item) -> None:
        """Delete the row and with it all grants; the org refuses while somebody has the set."""
        await rows.delete(write, "PermissionSet", item.id)


def _item(row: Mapping[str, Any], document: Mapping[str, Any] | None) -> Item:
    if document is not None:
        return Item(row["Id"], {**documents.decode(document), "fullName": row["Name"]})
    names = {"label": "Label", "description": "Description", "hasActivationRequired": "HasActivationRequired"}
    return Item(row["Id"], {"fullName": row["Name"], **{e: row[c] for e, c in names.items()}})


PermissionSet = Kind(
    name="salesforce.PermissionSet",
    spec=PermissionSetSpec,
    api=PermissionSets(),
    concept=Concept.ROLE,
    summary="A permission set of one's own, with what it grants.",
    doc=f"{GUIDE}/atlas.en-us.api_meta.meta/api_meta/meta_permissionset.htm",
    evidence=(
        *evidence("list GET query?q=SELECT FROM PermissionSet", "get GET query?q=SELECT FROM PermissionSet"),
        *evidence(
            "list SOAP readMetadata PermissionSet",
            "get SOAP readMetadata PermissionSet",
            "create POST metadata/deployRequest PermissionSet",
            "update POST metadata/deployRequest PermissionSet",
            source=METADATA,
        ),
        *evidence("delete DELETE sobjects/PermissionSet/{id}"),
    ),
    audit_item="permission set",
    example={
        "label": "Messaging agents",
        "description": "What agents of the messaging channels may do",
        "objects": [{"object": "Case", "create": "true", "edit": "true"}, {"object": "MessagingSession"}],
        "user_permissions": ["ApiEnabled", "ViewSetup"],
        "apps": ["standard__LightningService"],
        "tabs": [{"tab": "standard-Case", "visibility": "Visible"}],
    },
)
_ELEMENTS = frozenset(f.wire[0] for f in PermissionSet.codec.root.fields)
"""What a file may say; everything else in a document is not ours."""


class ObjectPermissionSpec(Rights):
    """Rights on one object, given through a permission set of the vendor, such as sfdc_scrt2.

    What permission sets of one's own grant stands in salesforce.PermissionSet.
    """

    permission_set: Annotated[
        Reference, Ref("salesforce.StandardPermissionSet"), Wire("ParentId"), Key(), Immutable
    ]
    object: Annotated[str, Text(min=1, max=80), Key(), Immutable, Wire("SobjectType")]
    create: Annotated[bool | None, ServerDefault(False), Wire("PermissionsCreate")] = None
    edit: Annotated[bool | None, ServerDefault(False), Wire("PermissionsEdit")] = None
    delete: Annotated[bool | None, ServerDefault(False), Wire("PermissionsDelete")] = None
    view_all: Annotated[bool | None, ServerDefault(False), Wire("PermissionsViewAllRecords")] = None
    modify_all: Annotated[bool | None, ServerDefault(False), Wire("PermissionsModifyAllRecords")] = None
    view_all_fields: Annotated[bool | None, ServerDefault(False), Wire("PermissionsViewAllFields")] = None


@dataclass(frozen=True, kw_only=True)
class ObjectPermissions(Rows):
    """The vendor's sets hold thousands of rows: only those of the sets that are declared are read."""

    narrow: bool = True

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read the rows of the sets that are wanted, or of all sets of the vendor."""
        if wanted is None:
            return await super().list(read, None)
        sets = [str(w.wire["ParentId"]) for w in wanted if w.wire.get("ParentId")]
        found = await rows.query_among(read, self._select(), "ParentId", sets)
        return [Item(str(row["Id"]), row) for row in found]


ObjectPermission = Kind(
    name="salesforce.ObjectPermission",
    spec=ObjectPermissionSpec,
    api=ObjectPermissions(
        sobject="ObjectPermissions",
        columns=(
            "ParentId",
            "SobjectType",
            "PermissionsCreate",
            "PermissionsEdit",
            "PermissionsDelete",
            "PermissionsViewAllRecords",
            "PermissionsModifyAllRecords",
            "PermissionsViewAllFields",
        ),
        where="Parent.IsCustom = false AND Parent.IsOwnedByProfile = false",
        create_only=frozenset({"ParentId", "SobjectType"}),
        with_create={"PermissionsRead": True},
    ),
    concept=Concept.ROLE,
    summary="Rights on one object through a permission set of the vendor: sfdc_scrt2 reads and creates the event.",
    doc=f"{PAGE}objectpermissions.htm",
    evidence=row_evidence("ObjectPermissions"),
    # What the vendor's sets grant from the start is not ours to declare; events are nobody else's.
    exportable=lambda wire: str(wire.get("SobjectType")).endswith("__e"),
    audit_item="permission set",
    example={"permission_set": {"lookup": "sfdc_scrt2"}, "object": "Case", "create": "true"},
)
