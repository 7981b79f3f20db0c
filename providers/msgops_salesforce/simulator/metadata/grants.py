"""Permission sets and profiles as components (dossier B5, B10, D4.10)."""

from __future__ import annotations

from typing import Any

from msgops_salesforce.simulator.fields import Row
from msgops_salesforce.simulator.metadata.component import Component, Failed, Outcome, need, unknown
from msgops_salesforce.simulator.metadata.routing import PRESENCE_STATUS
from msgops_salesforce.simulator.metadata.shape import Content
from msgops_salesforce.simulator.objects.permissions import USER_PERMISSIONS
from msgops_salesforce.simulator.org import Org

_OBJECT = {
    "allowCreate": "PermissionsCreate",
    "allowDelete": "PermissionsDelete",
    "allowEdit": "PermissionsEdit",
    "allowRead": "PermissionsRead",
    "modifyAllRecords": "PermissionsModifyAllRecords",
    "viewAllFields": "PermissionsViewAllFields",
    "viewAllRecords": "PermissionsViewAllRecords",
}
_OF_ROWS = ("objectPermissions", "fieldPermissions", "userPermissions")
_KEYS = {
    "applicationVisibilities": "application",
    "fieldPermissions": "field",
    "objectPermissions": "object",
    "servicePresenceStatusAccesses": "servicePresenceStatus",
    "tabVisibilities": "tab",
    "userPermissions": "name",
}
"""The list elements of a profile, and by what their entries are merged."""


class PermissionSet(Component):
    """A deploy replaces the whole set. [assumed: long-standing]"""

    def parts(self, org: Org, row: Row) -> Content:
        """Say what the rows grant."""
        found = super().parts(org, row)
        licence = org.get("PermissionSetLicense", row["LicenseId"]) or org.get(
            "UserLicense", row["LicenseId"]
        )
        found["license"] = licence["MasterLabel"] if licence else None
        objects = sorted(
            org.where("ObjectPermissions", ParentId=row["Id"]), key=lambda r: str(r["SobjectType"])
        )
        found["objectPermissions"] = [
            {"object": r["SobjectType"], **{e: r[c] for e, c in _OBJECT.items()}} for r in objects
        ] or None
        fields = sorted(org.where("FieldPermissions", ParentId=row["Id"]), key=lambda r: str(r["Field"]))
        found["fieldPermissions"] = [
            {"field": r["Field"], "readable": r["PermissionsRead"], "editable": r["PermissionsEdit"]}
            for r in fields
        ] or None
        found["userPermissions"] = [
            {"name": n, "enabled": True} for n in USER_PERMISSIONS if row[f"Permissions{n}"]
        ] or None
        return found

    def rest(self, content: Content) -> Content:
        """Leave what the rows grant to them."""
        return {k: v for k, v in super().rest(content).items() if k not in (*_OF_ROWS, "license")}

    def values(self, org: Org, name: str, content: Content) -> dict[str, Any]:
        """Look the licence up, and check what is granted."""
        found = super().values(org, name, content)
        if licence := content.get("license"):
            row = org.find("PermissionSetLicense", MasterLabel=licence) or org.find(
                "UserLicense", Name=licence
            )
            if row is None:
                raise unknown("license", "PermissionSetLicense", licence)
            found["LicenseId"] = row["Id"]
        for granted in content.get("servicePresenceStatusAccesses") or []:
            need(org, PRESENCE_STATUS, "servicePresenceStatus", granted["servicePresenceStatus"])
        enabled = {p["name"] for p in content.get("userPermissions") or [] if p["enabled"]}
        if wrong := enabled - set(USER_PERMISSIONS):
            raise Failed(f"Unknown user permission: {min(wrong)}")
        return {**found, **{f"Permissions{n}": n in enabled for n in USER_PERMISSIONS}}

    def spread(self, org: Org, row: Row, content: Content) -> None:
        """Make the grants those of the document."""
        for name in ("ObjectPermissions", "FieldPermissions"):
            for old in org.where(name, ParentId=row["Id"]):
                org.delete(name, old["Id"], by="seed")
        for granted in content.get("objectPermissions") or []:
            columns = {c: granted.get(e, False) for e, c in _OBJECT.items()}
            given = {"ParentId": row["Id"], "SobjectType": granted["object"], **columns}
            org.insert("ObjectPermissions", given, by="seed")
        for granted in content.get("fieldPermissions") or []:
            given = {
                "ParentId": row["Id"],
                "SobjectType": granted["field"].partition(".")[0],
                "Field": granted["field"],
                "PermissionsRead": granted.get("readable", False),
                "PermissionsEdit": granted["editable"],
            }
            org.insert("FieldPermissions", given, by="seed")


class Profile(Component):
    """A deploy merges the parts that it lists. [assumed: long-standing]"""

    def write(self, org: Org, name: str, content: Content) -> Outcome:
        """Merge into the profile; new profiles are not simulated."""
        row = self.row(org, name)
        if row is None:
            raise Failed(f"The simulator makes no profiles: {name}")
        for granted in content.get("servicePresenceStatusAccesses") or []:
            need(org, PRESENCE_STATUS, "servicePresenceStatus", granted["servicePresenceStatus"])
        old = row.get("_content") or {}
        merged = {**old}
        for element, value in content.items():
            if element in _KEYS:
                by = {v[_KEYS[element]]: v for v in old.get(element, [])}
                by.update({v[_KEYS[element]]: v for v in value})
                merged[element] = [by[k] for k in sorted(by)]
            elif element not in ("custom", "userLicense"):
                merged[element] = value
        if merged == old:
            return Outcome(row["Id"], created=False, changed=False)
        org.update("Profile", row["Id"], {"_content": merged}, by="metadata")
        return Outcome(row["Id"], created=False, changed=True)

    def parts(self, org: Org, row: Row) -> Content:
        """Say what licence it is of."""
        licence = org.get("UserLicense", row["UserLicenseId"])
        own = {"custom": False, "userLicense": licence["Name"] if licence else None}
        return {**own, **(row.get("_content") or {})}

    def delete(self, org: Org, name: str) -> str | None:
        """A standard profile stays."""
        del org
        raise Failed(f"The profile {name} can't be deleted")


COMPONENTS = (
    PermissionSet(
        "PermissionSet",
        "permissionsets",
        "permissionset",
        key="Name",
        columns={
            "label": "Label",
            "description": "Description",
            "hasActivationRequired": "HasActivationRequired",
        },
    ),
    Profile("Profile", "profiles", "profile", key=""),
)
