"""The org, its users, profiles and licences (dossier B4, B6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgops_salesforce.simulator.errors import Rejected
from msgops_salesforce.simulator.fields import Row, SObject, fixed, flag, moment, refer, text, whole

if TYPE_CHECKING:
    from msgops_salesforce.simulator.org import Org


def _seat(org: Org, row: dict[str, Any], old: Row | None) -> None:
    """An assignment needs a free seat. [documented], its code [assumed]"""
    licence = org.get("PermissionSetLicense", row["PermissionSetLicenseId"])
    if old is None and licence is not None and licence["UsedLicenses"] >= licence["TotalLicenses"]:
        message = f"This permission set license ({licence['MasterLabel']}) has no more seats available."
        raise Rejected("LICENSE_LIMIT_EXCEEDED", message, ())


def _count(org: Org, row: Row, by: int) -> None:
    licence = org.get("PermissionSetLicense", row["PermissionSetLicenseId"])
    if licence is not None:
        used = {"UsedLicenses": licence["UsedLicenses"] + by}
        org.rows("PermissionSetLicense")[licence["Id"]] = {**licence, **used}


def _seated(org: Org, row: Row, old: Row | None) -> None:
    if old is None:
        _count(org, row, 1)


def _unseated(org: Org, row: Row) -> None:
    _count(org, row, -1)


def _needed(org: Org, row: Row) -> None:
    """A licence stays while a permission set that needs it is assigned. [documented], the code [assumed]"""
    for assigned in org.where("PermissionSetAssignment", AssigneeId=row["AssigneeId"]):
        granted = org.get("PermissionSet", assigned["PermissionSetId"])
        if granted is not None and granted["LicenseId"] == row["PermissionSetLicenseId"]:
            message = f"The permission set license is required by permission set {granted['Name']}"
            raise Rejected("DELETE_FAILED", message, ())


def _person(org: Org, row: dict[str, Any], old: Row | None) -> None:
    """The name is put together from its parts. [documented]"""
    if row["LastName"] is not None:
        row["Name"] = " ".join(p for p in (row["FirstName"], row["LastName"]) if p)
    _support_seats(org, row, old)


def _support_seats(org: Org, row: dict[str, Any], old: Row | None) -> None:
    """The Service Cloud User licence has seats too. [documented], the code [assumed]"""
    before = bool(old and old["UserPermissionsSupportUser"])
    if row["UserPermissionsSupportUser"] and not before:
        used = len(org.where("User", UserPermissionsSupportUser=True))
        if used >= SUPPORT_SEATS:
            raise Rejected("LICENSE_LIMIT_EXCEEDED", "License Limit Exceeded", ())


SUPPORT_SEATS = 5
"""How many users the sandbox's licence allows `UserPermissionsSupportUser`."""

OBJECTS = (
    SObject(
        "Organization",
        "00D",
        "Organization",
        tuple(
            fixed(f)
            for f in (
                text("Name", 80),
                text("InstanceName", 5),
                flag("IsSandbox"),
                text("OrganizationType", 40),
                text("NamespacePrefix", 15),
                moment("TrialExpirationDate"),
                text("LanguageLocaleKey", 40),
            )
        ),
        calls="",
    ),
    SObject(
        "UserLicense",
        "100",
        "User License",
        (fixed(text("Name", 40)), fixed(text("MasterLabel", 40))),
        calls="",
    ),
    SObject(
        "Profile",
        "00e",
        "Profile",
        (
            fixed(text("Name", 255)),
            fixed(refer("UserLicenseId", "UserLicense")),
            fixed(text("Description", 255)),
        ),
        calls="",
    ),
    SObject(
        "UserRole",
        "00E",
        "Role",
        (text("Name", 80, required=True), text("DeveloperName", 80)),
        unique=(("DeveloperName",),),
    ),
    SObject(
        "User",
        "005",
        "User",
        (
            text("Username", 80, required=True),
            fixed(text("Name", 121)),
            text("FirstName", 40),
            text("LastName", 80, required=True),
            text("Alias", 8),
            text("Email", 128),
            flag("IsActive", default=True),
            refer("ProfileId", "Profile"),
            refer("UserRoleId", "UserRole"),
            flag("UserPermissionsSupportUser"),
            flag("UserPermissionsLiveAgentUser"),
            flag("UserPermissionsInteractionUser"),
        ),
        unique=(("Username",),),
        calls="CU",
        check=_person,
    ),
    SObject(
        "PermissionSetLicense",
        "0PL",
        "Permission Set License",
        tuple(
            fixed(f)
            for f in (
                text("DeveloperName", 80),
                text("MasterLabel", 80),
                text("PermissionSetLicenseKey", 80),
                text("Status", 40),
                whole("TotalLicenses", default=0),
                whole("UsedLicenses", default=0),
                moment("ExpirationDate"),
            )
        ),
        calls="",
    ),
    SObject(
        "PermissionSetLicenseAssign",
        "2LA",
        "Permission Set License Assignment",
        (
            refer("AssigneeId", "User", write="C", required=True),
            refer("PermissionSetLicenseId", "PermissionSetLicense", write="C", required=True),
        ),
        unique=(("AssigneeId", "PermissionSetLicenseId"),),
        calls="CD",
        check=_seat,
        saved=_seated,
        guard=_needed,
        deleted=_unseated,
    ),
    SObject(
        "TenantUsageEntitlement",
        "0tu",
        "Tenant Usage Entitlement",
        tuple(
            fixed(f)
            for f in (
                text("Setting"),
                whole("AmountUsed"),
                whole("AmountAllowed"),
                moment("StartDate"),
                moment("EndDate"),
            )
        ),
        calls="",
    ),
)
