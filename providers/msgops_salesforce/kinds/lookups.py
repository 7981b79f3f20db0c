"""What is only looked at: the organization, profiles, licences, standard permission sets (dossier B4, B5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

from pydantic import Field

from msgops.sdk.fields import Computed, Key, Spec, Text, Wire
from msgops.sdk.kind import Concept, Item, Kind, Wanted
from msgops_salesforce import ids, rows
from msgops_salesforce.kinds.common import GUIDE, Body, row_evidence

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

PAGE = f"{GUIDE}/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_"
_STAYS = "It is only looked at."
_TRIALS = ("Developer Edition", "Base Edition")
"""Editions that nobody runs a business on."""


@dataclass(frozen=True, kw_only=True)
class LookUp:
    """Rows that msgops reads and never writes: `select` names the columns, `where` what every row meets."""

    select: str
    where: str = ""
    narrow: bool = False

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read all rows."""
        del wanted
        condition = f" WHERE {self.where}" if self.where else ""
        return [self.item(read, row) for row in await rows.query(read, self.select + condition)]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one row."""
        found = await rows.query(read, f"{self.select} WHERE Id = {rows.literal(item.id)}")
        return self.item(read, found[0]) if found else None

    def item(self, read: Reader, row: Mapping[str, Any]) -> Item:
        """Return a row as an object."""
        del read
        return Item(str(row["Id"]), row)

    async def create(self, write: Writer, body: Body) -> NoReturn:
        """Refuse."""
        del write, body
        raise RuntimeError("a look-up has no create")

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> NoReturn:
        """Refuse."""
        del write, item, body, changed
        raise RuntimeError("a look-up has no update")

    async def delete(self, write: Writer, item: Item) -> NoReturn:
        """Refuse."""
        del write, item
        raise RuntimeError("a look-up has no delete")


class OrganizationSpec(Spec):
    """The org of the account: nothing to declare, its values are for other resources to use."""

    name: Annotated[str | None, Computed, Wire("Name")] = None
    organization_id: Annotated[str | None, Computed, Wire("Id"), Field(description="18 characters")] = None
    short_id: Annotated[
        str | None,
        Computed,
        Wire("shortId"),
        Field(description="15 characters, as the header OrgId of the Interaction Service wants it"),
    ] = None
    base_url: Annotated[
        str | None, Computed, Wire("baseUrl"), Field(description="The instance_url of the sign-in")
    ] = None
    instance: Annotated[str | None, Computed, Wire("InstanceName")] = None
    edition: Annotated[str | None, Computed, Wire("OrganizationType")] = None
    namespace: Annotated[str | None, Computed, Wire("NamespacePrefix")] = None
    sandbox: Annotated[bool | None, Computed, Wire("IsSandbox")] = None
    production: Annotated[
        bool | None,
        Computed,
        Wire("production"),
        Field(description="Neither a sandbox, nor a trial, nor a Developer Edition"),
    ] = None


@dataclass(frozen=True, kw_only=True)
class TheOrganization(LookUp):
    """One row that is always there, with what follows from it."""

    def item(self, read: Reader, row: Mapping[str, Any]) -> Item:
        """Add the short id, the address, and whether this is production."""
        test = (
            row.get("IsSandbox") is True
            or row.get("TrialExpirationDate") is not None
            or row.get("OrganizationType") in _TRIALS
        )
        more = {"shortId": ids.short(row["Id"]), "baseUrl": read.base_url, "production": not test}
        return Item(row["Id"], {**row, **more})


Organization = Kind(
    name="salesforce.Organization",
    spec=OrganizationSpec,
    api=TheOrganization(
        select="SELECT Id, Name, InstanceName, IsSandbox, OrganizationType, NamespacePrefix, "
        "TrialExpirationDate FROM Organization"
    ),
    summary="The org itself: its id, its address and its edition, for other resources to use.",
    doc=f"{PAGE}organization.htm",
    evidence=row_evidence("Organization", "list", "get"),
    delete_note=_STAYS,
    exportable=lambda _: False,
    example={},
)


class ProfileSpec(Spec):
    """A profile, to be referred to; profiles are not changed by msgops."""

    name: Annotated[str, Text(min=1, max=255), Key(), Wire("Name"), Field(description="As Setup shows it")]
    license: Annotated[str | None, Computed, Wire("UserLicense.Name")] = None


Profile = Kind(
    name="salesforce.Profile",
    spec=ProfileSpec,
    api=LookUp(select="SELECT Id, Name, UserLicense.Name FROM Profile"),
    concept=Concept.ROLE,
    summary="A profile by its name in Setup, for other resources to use.",
    doc=f"{PAGE}profile.htm",
    evidence=row_evidence("Profile", "list", "get"),
    delete_note=_STAYS,
    exportable=lambda _: False,
    example={"name": "System Administrator"},
)


class PermissionSetLicenseSpec(Spec):
    """A permission set licence that the org has bought: `{lookup: "…"}` finds it by its label or by its name.

    Labels and names of the messaging licences are not documented and differ between releases.
    """

    developer_name: Annotated[str, Text(min=1, max=80), Key(), Wire("DeveloperName")]
    label: Annotated[str, Text(min=1, max=80), Key(), Wire("MasterLabel")]
    status: Annotated[str | None, Computed, Wire("Status")] = None
    total: Annotated[int | None, Computed, Wire("TotalLicenses"), Field(description="Seats")] = None
    used: Annotated[int | None, Computed, Wire("UsedLicenses"), Field(description="Seats taken")] = None
    expires: Annotated[str | None, Computed, Wire("ExpirationDate")] = None


PermissionSetLicense = Kind(
    name="salesforce.PermissionSetLicense",
    spec=PermissionSetLicenseSpec,
    api=LookUp(
        select="SELECT Id, DeveloperName, MasterLabel, Status, TotalLicenses, UsedLicenses, ExpirationDate "
        "FROM PermissionSetLicense"
    ),
    concept=Concept.ROLE,
    summary="A permission set licence of the org and its seats, for other resources to use.",
    doc=f"{PAGE}permissionsetlicense.htm",
    evidence=row_evidence("PermissionSetLicense", "list", "get"),
    delete_note=_STAYS,
    exportable=lambda _: False,
    example={"developer_name": "LiveMessageUserPsl", "label": "Messaging User"},
)


class StandardPermissionSetSpec(Spec):
    """A permission set that came with the org: `{lookup: "…"}` finds it by its name or by its label.

    Its own permissions cannot be changed; salesforce.ObjectPermission adds to what some of them may read.
    """

    name: Annotated[str, Text(min=1, max=80), Key(), Wire("Name")]
    label: Annotated[str, Text(min=1, max=80), Key(), Wire("Label")]


StandardPermissionSet = Kind(
    name="salesforce.StandardPermissionSet",
    spec=StandardPermissionSetSpec,
    api=LookUp(
        select="SELECT Id, Name, Label FROM PermissionSet",
        where="IsCustom = false AND IsOwnedByProfile = false",
    ),
    concept=Concept.ROLE,
    summary="A permission set of the vendor, such as sfdc_scrt2, for other resources to use.",
    doc=f"{PAGE}permissionset.htm",
    evidence=row_evidence("PermissionSet", "list", "get"),
    delete_note=_STAYS,
    exportable=lambda _: False,
    example={"name": "sfdc_scrt2", "label": "SCRT2 Integration User"},
)
