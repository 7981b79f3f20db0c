"""Users, and which permission sets and licences they have (dossier B4 to B6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

from pydantic import Field

from msgops.sdk.dates import ZonedMoment
from msgops.sdk.errors import Refused
from msgops.sdk.fields import (
    CaseInsensitive,
    Computed,
    Immutable,
    Key,
    Normal,
    Ref,
    Reference,
    Spec,
    Text,
    Wire,
)
from msgops.sdk.kind import Concept, Confidence, Item, Kind, Wanted
from msgops_salesforce import gathering, rows
from msgops_salesforce.kinds.common import Body, evidence, row_evidence
from msgops_salesforce.kinds.lookups import PAGE

if TYPE_CHECKING:
    from msgops.sdk.http import Reader, Writer

_USER = "SELECT Id, Username, Name, IsActive, Profile.Name, UserPermissionsSupportUser FROM User"
_COLLECTIONS = "REST API Developer Guide"
_SEATS = "The checkbox Service Cloud User. Its free seats cannot be read; with none left the org refuses"


class UserSpec(Spec):
    """A user of the org. msgops neither creates nor deactivates people; it gives and takes a feature licence."""

    username: Annotated[str, Text(min=1, max=80), Key(), CaseInsensitive, Wire("Username")]
    service_cloud_user: Annotated[
        bool | None, Wire("UserPermissionsSupportUser"), Field(description=_SEATS)
    ] = None
    name: Annotated[str | None, Computed, Wire("Name")] = None
    profile: Annotated[str | None, Computed, Wire("Profile.Name")] = None
    active: Annotated[bool | None, Computed, Wire("IsActive")] = None


@dataclass(frozen=True)
class Users:
    """An org has many users: only those that are declared are read, 200 a query."""

    narrow: bool = True

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read users by name or recorded id; without a wish the active ones."""
        if wanted is None:
            return _items(await rows.query(read, f"{_USER} WHERE IsActive = true"))
        names = [str(w.wire["Username"]) for w in wanted if w.wire.get("Username")]
        found = await rows.query_among(read, _USER, "Username", names)
        renamed = {w.id for w in wanted if w.id} - {row["Id"] for row in found}
        return _items([*found, *await rows.query_among(read, _USER, "Id", renamed)])

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one user."""
        found = await rows.query(read, f"{_USER} WHERE Id = {rows.literal(item.id)}")
        return next(iter(_items(found)), None)

    async def create(self, write: Writer, body: Body) -> NoReturn:
        """Refuse: people are invited by an administrator."""
        del write, body
        raise RuntimeError("a user is not created")

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Set the feature licence; a field that is released goes back to off."""
        del changed
        wanted = bool(body.get("UserPermissionsSupportUser"))
        await rows.update(write, "User", item.id, {"UserPermissionsSupportUser": wanted})

    async def delete(self, write: Writer, item: Item) -> NoReturn:
        """Refuse."""
        del write, item
        raise RuntimeError("a user is not deleted")


def _items(found: Sequence[Mapping[str, Any]]) -> list[Item]:
    return [Item(str(row["Id"]), row) for row in found]


async def user_id(read: Reader, name: str) -> str:
    """Return the id of a user; `Refused` when the org has none of that name."""
    select = "SELECT Id, Username FROM User"
    found = await gathering.query_among(read, select, "Username", [name])
    if not found:
        raise Refused("GET query", f"the org has no user {name}", status=200)
    return str(found[0]["Id"])


User = Kind(
    name="salesforce.User",
    spec=UserSpec,
    api=Users(),
    concept=Concept.ROLE,
    summary="A user who is there already, and whether they have the licence of Service Cloud.",
    doc=f"{PAGE}user.htm",
    evidence=row_evidence("User", "list", "get", "update"),
    delete_note="Users are not deleted; what they have stays as it is.",
    exportable=lambda wire: wire.get("UserPermissionsSupportUser") is True,
    audit_item="user",
    example={"username": "ada@acme.example", "service_cloud_user": "true"},
)

UserName = Annotated[
    str,
    Text(min=1, max=80),
    Key(),
    Immutable,
    CaseInsensitive,
    Wire("user"),
    Field(description="By user name, the same in every org"),
]


@dataclass(frozen=True, kw_only=True)
class Assignments:
    """Rows that give something to a user.

    Attributes:
        sobject: the type of the rows.
        target: the column with the id of what is given.
        more: further columns.
        where: a condition that every row meets.

    """

    sobject: str
    target: str
    more: tuple[str, ...] = ()
    where: str = ""
    narrow: bool = True

    async def list(self, read: Reader, wanted: Sequence[Wanted] | None) -> Sequence[Item]:
        """Read the rows of the users that are declared, 200 users a query, or all of them."""
        select = f"{self._select()} WHERE {self.where}" if self.where else self._select()
        if wanted is None:
            return [self._item(row) for row in await rows.query(read, select)]
        users = [str(w.wire["user"]) for w in wanted if w.wire.get("user")]
        found = await rows.query_among(read, select, "Assignee.Username", users)
        return [self._item(row) for row in found]

    async def get(self, read: Reader, item: Item) -> Item | None:
        """Read one row."""
        found = await rows.query(read, f"{self._select()} WHERE Id = {rows.literal(item.id)}")
        return self._item(found[0]) if found else None

    async def create(self, write: Writer, body: Body) -> Item:
        """Insert the row."""
        fields = {**body, "AssigneeId": await user_id(write, str(body["user"]))}
        del fields["user"]
        return Item(await gathering.insert(write, self.sobject, fields), body)

    async def update(self, write: Writer, item: Item, body: Body, changed: frozenset[str]) -> None:
        """Patch the further columns."""
        del changed
        await rows.update(write, self.sobject, item.id, {name: body.get(name) for name in self.more})

    async def delete(self, write: Writer, item: Item) -> None:
        """Take it away; user and what was given stay."""
        await rows.delete(write, self.sobject, item.id)

    def _select(self) -> str:
        columns = ", ".join(("Id", "Assignee.Username", self.target, *self.more))
        return f"SELECT {columns} FROM {self.sobject}"  # noqa: S608  # SOQL of the kind's constants

    def _item(self, row: Mapping[str, Any]) -> Item:
        return Item(str(row["Id"]), {**row, "user": (row.get("Assignee") or {}).get("Username")})


def _moment(text: str) -> str:
    try:
        return datetime.fromisoformat(text).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        return text


class PermissionSetAssignmentSpec(Spec):
    """Gives a permission set to a user. A licence that the set needs comes first: name its assignment in `needs`."""

    user: UserName
    permission_set: Annotated[
        Reference,
        Ref("salesforce.PermissionSet", "salesforce.StandardPermissionSet"),
        Wire("PermissionSetId"),
        Key(),
        Immutable,
    ]
    expires: Annotated[
        ZonedMoment | None,
        Normal(_moment),
        Wire("ExpirationDate"),
        Field(description="With a zone: 2027-12-31T23:00:00Z"),
    ] = None


PermissionSetAssignment = Kind(
    name="salesforce.PermissionSetAssignment",
    spec=PermissionSetAssignmentSpec,
    api=Assignments(
        sobject="PermissionSetAssignment",
        target="PermissionSetId",
        more=("ExpirationDate",),
        where="PermissionSet.IsOwnedByProfile = false",
    ),
    concept=Concept.ROLE,
    summary="Gives a permission set to a user.",
    doc=f"{PAGE}permissionsetassignment.htm",
    evidence=(
        *row_evidence("PermissionSetAssignment", "list", "get", "create", "delete"),
        *evidence("create POST composite/sobjects PermissionSetAssignment", source=_COLLECTIONS),
        # The vendor's pages disagree: the field may be updated, the object may not.
        *evidence("update PATCH sobjects/PermissionSetAssignment/{id}", confidence=Confidence.INFERRED),
    ),
    audit_item="permission set",
    calls=lambda operation, _: 2 if operation == "create" else 1,
    example={"user": "ada@acme.example", "permission_set": "example"},
)


class PermissionSetLicenseAssignmentSpec(Spec):
    """Gives a seat of a permission set licence to a user; with no seat left the org refuses."""

    user: UserName
    license: Annotated[
        Reference,
        Ref("salesforce.PermissionSetLicense"),
        Wire("PermissionSetLicenseId"),
        Key(),
        Immutable,
        Field(description='{lookup: "Messaging User"}, by label or by developer name'),
    ]


PermissionSetLicenseAssignment = Kind(
    name="salesforce.PermissionSetLicenseAssignment",
    spec=PermissionSetLicenseAssignmentSpec,
    api=Assignments(sobject="PermissionSetLicenseAssign", target="PermissionSetLicenseId"),
    concept=Concept.ROLE,
    summary="Gives a seat of a permission set licence to a user.",
    doc=f"{PAGE}permissionsetlicenseassign.htm",
    evidence=(
        *row_evidence("PermissionSetLicenseAssign", "list", "get", "create", "delete"),
        *evidence("create POST composite/sobjects PermissionSetLicenseAssign", source=_COLLECTIONS),
    ),
    audit_item="permission set license",
    calls=lambda operation, _: 2 if operation == "create" else 1,
    example={"user": "ada@acme.example", "license": {"lookup": "Messaging User"}},
)
