"""Permission sets, what they grant and to whom (dossier B5, D4.12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgops_salesforce.simulator.errors import Rejected
from msgops_salesforce.simulator.fields import (
    Row,
    SObject,
    choice,
    fixed,
    flag,
    moment,
    refer,
    text,
)

if TYPE_CHECKING:
    from msgops_salesforce.simulator.org import Org

USER_PERMISSIONS = (
    "ApiEnabled",
    "CustomizeApplication",
    "ManageSandboxes",
    "ManageUsers",
    "ModifyMetadata",
    "ViewSetup",
)
"""The user permissions that the sandbox knows: `Permissions<Name>` columns."""
_GRANTS = {
    "PermissionsCreate": ("PermissionsRead",),
    "PermissionsEdit": ("PermissionsRead",),
    "PermissionsDelete": ("PermissionsRead", "PermissionsEdit"),
    "PermissionsViewAllRecords": ("PermissionsRead",),
    "PermissionsModifyAllRecords": (
        "PermissionsRead",
        "PermissionsEdit",
        "PermissionsDelete",
        "PermissionsViewAllRecords",
    ),
}
_FOR_EVENTS = frozenset({"PermissionsRead", "PermissionsCreate"})
ACCESSIBLE = (
    "ConnectedApplication",
    "ExternalClientApplication",
    "MessagingChannel",
    "FlowDefinition",
    "ApexClass",
)
"""What a setup-entity access may point to; a presence status is not among them. [documented]"""


def _custom_only(org: Org, row: dict[str, Any], old: Row | None) -> None:
    """A standard permission set is not changed. [documented: sfdc_scrt2]"""
    del org, row
    if old is not None and not old["IsCustom"]:
        raise Rejected("INSUFFICIENT_ACCESS_OR_READONLY", f"{old['Name']} is a standard permission set", ())


def _unassigned(org: Org, row: Row) -> None:
    """A set that somebody has stays. [documented]"""
    _custom_only(org, {}, row)
    if org.where("PermissionSetAssignment", PermissionSetId=row["Id"]):
        raise Rejected("DELETE_FAILED", f"The permission set {row['Name']} is assigned", ())


def _granted(org: Org, row: dict[str, Any], old: Row | None) -> None:
    """A grant needs those below it; events know reading and creating only. [documented]"""
    del old
    org.schema(str(row["SobjectType"]))
    for name, needed in _GRANTS.items():
        if row[name] and not all(row[n] for n in needed):
            message = f"{name} requires {', '.join(needed)} on {row['SobjectType']}"
            raise Rejected("FIELD_INTEGRITY_EXCEPTION", message, (name,))
    if str(row["SobjectType"]).endswith("__e"):
        wrong = [n for n in _GRANTS if row[n] and n not in _FOR_EVENTS]
        if wrong:
            message = f"Platform events accept read and create only: {', '.join(wrong)}"
            raise Rejected("FIELD_INTEGRITY_EXCEPTION", message, wrong)


def _drop_empty_grant(org: Org, row: Row, old: Row | None) -> None:
    """A row that grants nothing is dropped. [assumed]"""
    del old
    if not any(row[n] for n in ("PermissionsRead", *_GRANTS)):
        org.rows("ObjectPermissions").pop(row["Id"])


def _known_field(org: Org, row: dict[str, Any], old: Row | None) -> None:
    """The field is written with its object; those of events have no field-level security. [assumed]"""
    del old
    type_, _, name = str(row["Field"]).partition(".")
    if type_ != row["SobjectType"] or org.schema(type_).field(name) is None or type_.endswith("__e"):
        raise Rejected("INVALID_FIELD", f"{row['Field']} has no field-level security", ("Field",))
    if row["PermissionsEdit"] and not row["PermissionsRead"]:
        # Without read the row goes; see below.
        row["PermissionsEdit"] = False


def _drop_unread(org: Org, row: Row, old: Row | None) -> None:
    """The platform deletes a row whose read is taken away. [documented]"""
    del old
    if not row["PermissionsRead"]:
        org.rows("FieldPermissions").pop(row["Id"])


def _accessible(org: Org, row: dict[str, Any], old: Row | None) -> None:
    del old
    for type_ in ACCESSIBLE:
        if org.get(type_, row["SetupEntityId"]) is not None:
            row["SetupEntityType"] = type_
            return
    raise Rejected("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", ("SetupEntityId",))


def _licensed(org: Org, row: dict[str, Any], old: Row | None) -> None:
    """The user must have the licence of the set. [documented]; the code is [assumed]"""
    if old is not None:
        return
    granted = org.get("PermissionSet", row["PermissionSetId"]) or {}
    user = org.get("User", row["AssigneeId"]) or {}
    licence = granted.get("LicenseId")
    if licence is None:
        return
    profile = org.get("Profile", user.get("ProfileId")) or {}
    held = org.where("PermissionSetLicenseAssign", AssigneeId=row["AssigneeId"])
    if licence in {profile.get("UserLicenseId"), *(h["PermissionSetLicenseId"] for h in held)}:
        return
    message = f"Can't assign permission set {granted.get('Name')} to this user. The user license doesn't allow the permission set."
    raise Rejected("FIELD_INTEGRITY_EXCEPTION", message, ("PermissionSetId",))


OBJECTS = (
    SObject(
        "PermissionSet",
        "0PS",
        "Permission Set",
        (
            text("Name", 80, required=True, form=r"^[A-Za-z](?:_?[A-Za-z0-9])*$"),
            text("Label", 80, required=True),
            text("Description", 255),
            refer("LicenseId", "PermissionSetLicense", "UserLicense", write="C"),
            flag("HasActivationRequired"),
            fixed(flag("IsCustom", default=True)),
            fixed(choice("Type", "Regular", "Standard", "Profile", "Session", default="Regular")),
            fixed(refer("ProfileId", "Profile")),
            fixed(flag("IsOwnedByProfile")),
            *(flag(f"Permissions{name}") for name in USER_PERMISSIONS),
        ),
        unique=(("Name",),),
        check=_custom_only,
        guard=_unassigned,
        cascade=(
            ("ObjectPermissions", "ParentId"),
            ("FieldPermissions", "ParentId"),
            ("SetupEntityAccess", "ParentId"),
        ),
    ),
    SObject(
        "ObjectPermissions",
        "110",
        "Object Permissions",
        (
            refer("ParentId", "PermissionSet", write="C", required=True, children="ObjectPerms"),
            text("SobjectType", 80, write="C", required=True),
            *(flag(n) for n in ("PermissionsRead", *_GRANTS, "PermissionsViewAllFields")),
        ),
        unique=(("ParentId", "SobjectType"),),
        check=_granted,
        saved=_drop_empty_grant,
    ),
    SObject(
        "FieldPermissions",
        "01k",
        "Field Permissions",
        (
            refer("ParentId", "PermissionSet", write="C", required=True, children="FieldPerms"),
            text("SobjectType", 80, write="C", required=True),
            text("Field", 255, write="C", required=True),
            flag("PermissionsRead"),
            flag("PermissionsEdit"),
        ),
        unique=(("ParentId", "Field"),),
        check=_known_field,
        saved=_drop_unread,
    ),
    SObject(
        "SetupEntityAccess",
        "0J0",
        "Setup Entity Access",
        (
            refer("ParentId", "PermissionSet", write="C", required=True, children="SetupEntityAccessItems"),
            refer("SetupEntityId", write="C", required=True),
            fixed(text("SetupEntityType", 80)),
        ),
        unique=(("ParentId", "SetupEntityId"),),
        calls="CD",
        check=_accessible,
    ),
    SObject(
        "PermissionSetAssignment",
        "0Pa",
        "Permission Set Assignment",
        (
            refer("AssigneeId", "User", write="C", required=True, children="PermissionSetAssignments"),
            refer("PermissionSetId", "PermissionSet", write="C", required=True, children="Assignments"),
            moment("ExpirationDate"),
        ),
        unique=(("AssigneeId", "PermissionSetId"),),
        check=_licensed,
    ),
)
