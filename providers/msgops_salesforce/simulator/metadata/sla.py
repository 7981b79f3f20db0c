"""Milestones, entitlement processes and e-mail templates as components (dossier B19, B20)."""

from __future__ import annotations

from typing import Any

from msgops_salesforce.simulator.fields import Row
from msgops_salesforce.simulator.metadata.component import Component, Failed, unknown
from msgops_salesforce.simulator.metadata.shape import Content
from msgops_salesforce.simulator.org import Org

_ON = ("Case", "WorkOrder")


class Process(Component):
    """A process: its structure is fixed while it is active. [documented]"""

    def values(self, org: Org, name: str, content: Content) -> dict[str, Any]:
        """Check object, milestones, hours and version; `NameNorm` is the file's name. [documented]"""
        if content.get("SObjectType") not in _ON:
            raise Failed(f"SObjectType must be one of {', '.join(_ON)}")
        for milestone in content.get("milestones") or []:
            wanted = milestone.get("milestoneName")
            if org.find("MilestoneType", Name=wanted) is None:
                raise unknown("milestoneName", "MilestoneType", str(wanted))
        hours = content.get("businessHours")
        if hours and org.find("BusinessHours", Name=hours) is None:
            raise unknown("businessHours", "BusinessHours", hours)
        old = self.row(org, name)
        if old is not None and old["IsActive"] and old["_content"] != self.rest(content):
            raise Failed("An active entitlement process can't be changed: create a version of it")
        label = content.get("name", name)
        found = super().values(org, name, content)
        return {
            **found,
            "Name": label,
            "NameNorm": name.lower(),
            "VersionNumber": content.get("versionNumber", 1),
        }

    def parts(self, org: Org, row: Row) -> Content:
        """Say its name."""
        return {**super().parts(org, row), "name": row["Name"]}

    def rest(self, content: Content) -> Content:
        """Leave the name to its column."""
        return {k: v for k, v in super().rest(content).items() if k != "name"}

    def delete(self, org: Org, name: str) -> str | None:
        """A process that somebody is entitled to stays. [documented]"""
        row = self.row(org, name)
        if row is not None and any(
            org.where(t, SlaProcessId=row["Id"]) for t in ("Entitlement", "EntitlementTemplate")
        ):
            raise Failed(f"The entitlement process {name} is in use")
        return super().delete(org, name)


class Milestone(Component):
    """A milestone type: its file's name is its name. [documented]"""

    def delete(self, org: Org, name: str) -> str | None:
        """A milestone of a process stays. [assumed]"""
        for process in org.rows("SlaProcess").values():
            used = {m.get("milestoneName") for m in process["_content"].get("milestones") or []}
            if name in used:
                raise Failed(f"The milestone {name} is referenced by {process['Name']}")
        return super().delete(org, name)


class Template(Component):
    """An e-mail template in its folder; `_body` of the content is the text beside the description."""

    def name_of(self, org: Org, row: Row) -> str:
        """The folder is part of the name. [documented]"""
        folder = org.get("Folder", row["FolderId"])
        return f"{folder['DeveloperName'] if folder else 'unfiled$public'}/{row['DeveloperName']}"

    def values(self, org: Org, name: str, content: Content) -> dict[str, Any]:
        """Find the folder."""
        folder, _, own = name.partition("/")
        found = org.find("Folder", DeveloperName=folder)
        home = next(iter(org.rows("Organization"))) if folder == "unfiled$public" else None
        if found is None and home is None:
            raise unknown("folder", "EmailFolder", folder)
        body = "HtmlValue" if content["type"] in ("html", "custom") else "Body"
        return {
            **super().values(org, name, content),
            "DeveloperName": own,
            "FolderId": home or (found or {})["Id"],
            body: content.get("_body"),
            **({"Body": content["textOnly"]} if body == "HtmlValue" and content.get("textOnly") else {}),
        }

    def parts(self, org: Org, row: Row) -> Content:
        """Keep the body apart: it is a file of its own."""
        return {k: v for k, v in super().parts(org, row).items() if k != "_body"}

    def body(self, org: Org, name: str) -> str:
        """Return the text of a template."""
        row = self.row(org, name) or {}
        return str(row.get("HtmlValue") or row.get("Body") or "")


COMPONENTS = (
    Milestone(
        "MilestoneType",
        "milestoneTypes",
        "milestoneType",
        key="Name",
        columns={"description": "Description", "recurrenceType": "RecurrenceType"},
    ),
    Process(
        "EntitlementProcess",
        "entitlementProcesses",
        "entitlementProcess",
        object="SlaProcess",
        key="",
        columns={
            "SObjectType": "SObjectType",
            "active": "IsActive",
            "description": "Description",
            "isVersionDefault": "IsVersionDefault",
            "versionNumber": "VersionNumber",
            "versionMaster": "VersionMaster",
        },
    ),
    Template(
        "EmailTemplate",
        "email",
        "email",
        columns={
            "name": "Name",
            "available": "IsActive",
            "encodingKey": "Encoding",
            "subject": "Subject",
            "style": "TemplateStyle",
            "type": "TemplateType",
            "uiType": "UiType",
            "relatedEntityType": "RelatedEntityType",
            "description": "Description",
        },
    ),
)
