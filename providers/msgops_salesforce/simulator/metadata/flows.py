"""Flows: every write makes a version, one of them is active (dossier B15)."""

from __future__ import annotations

from typing import Any

from msgops_salesforce.simulator.fields import Row
from msgops_salesforce.simulator.metadata import shapes_flow
from msgops_salesforce.simulator.metadata.component import Component, Failed, Outcome, unknown
from msgops_salesforce.simulator.metadata.shape import Content
from msgops_salesforce.simulator.org import Org

_VERSIONS = 50
"""How many versions a flow may have. [assumed]"""


class Flow(Component):
    """A flow as one document: that of its active version, or of the latest. [assumed]"""

    def names(self, org: Org) -> list[str]:
        """Return the flows, not their versions."""
        return [str(d["DeveloperName"]) for d in org.rows("FlowDefinition").values()]

    def row(self, org: Org, name: str) -> Row | None:
        """Return the version that stands for the flow."""
        definition = find(org, name)
        if definition is None:
            return None
        return org.get("Flow", definition["ActiveVersionId"] or definition["LatestVersionId"])

    def write(self, org: Org, name: str, content: Content) -> Outcome:
        """Make a version, also of a document that is there already. [documented]"""
        _check(org, content)
        definition = find(org, name)
        created = definition is None
        if definition is None:
            given = {"DeveloperName": name, "MasterLabel": content["label"], "_fullName": name}
            definition = org.insert("FlowDefinition", given, by="metadata")
        numbers = [v["VersionNumber"] for v in versions(org, definition["Id"])]
        if len(numbers) >= _VERSIONS:
            raise Failed(f"The flow {name} has {_VERSIONS} versions: delete some before you save another")
        wanted = content.get("status", "Draft")
        if wanted == "Active" and org.knob("production") and not org.enabled("FlowDeployAsActive"):
            # In production flows arrive inactive unless a setting says otherwise. [documented]
            wanted = "Draft"
        given = {
            "DefinitionId": definition["Id"],
            "VersionNumber": max(numbers, default=0) + 1,
            "MasterLabel": content["label"],
            "ProcessType": content.get("processType", "Flow"),
            "ApiVersion": content.get("apiVersion"),
            "Description": content.get("description"),
            "Status": "Draft" if wanted == "Active" else wanted,
            "_fullName": name,
            "_content": {k: v for k, v in content.items() if k != "status"},
        }
        version = org.insert("Flow", given, by="metadata")
        latest = {"LatestVersionId": version["Id"], "MasterLabel": content["label"]}
        org.update("FlowDefinition", definition["Id"], latest, by="metadata")
        if wanted == "Active":
            activate(org, definition["Id"], version["VersionNumber"])
        view(org, definition["Id"])
        return Outcome(version["Id"], created=created, changed=True)

    def parts(self, org: Org, row: Row) -> Content:
        """Say how the version stands."""
        del org
        return {**row["_content"], "status": row["Status"]}

    def delete(self, org: Org, name: str) -> str | None:
        """An active flow stays. [documented: only inactive versions are deleted]"""
        definition = find(org, name)
        if definition is None:
            return None
        if definition["ActiveVersionId"]:
            raise Failed(f"The flow {name} is active: deactivate it first")
        for version in versions(org, definition["Id"]):
            org.delete("Flow", version["Id"], by="metadata")
        return str(definition["Id"])


class Definition(Component):
    """The switch between the versions of a flow."""

    def parts(self, org: Org, row: Row) -> Content:
        """Say which version is active."""
        active = org.get("Flow", row["ActiveVersionId"])
        return {
            "activeVersionNumber": active["VersionNumber"] if active else None,
            "description": row["Description"],
            "masterLabel": row["MasterLabel"],
        }

    def write(self, org: Org, name: str, content: Content) -> Outcome:
        """Activate a version; none or 0 deactivates. [documented]"""
        definition = find(org, name)
        if definition is None:
            raise unknown("fullName", "FlowDefinition", name)
        active = org.get("Flow", definition["ActiveVersionId"])
        number = content.get("activeVersionNumber") or 0
        if number == (active["VersionNumber"] if active else 0):
            return Outcome(definition["Id"], created=False, changed=False)
        activate(org, definition["Id"], number)
        return Outcome(definition["Id"], created=False, changed=True)


def find(org: Org, name: str) -> Row | None:
    """Return the definition of a flow; the case of its name does not matter."""
    wanted = name.lower()
    return next(
        (d for d in org.rows("FlowDefinition").values() if d["DeveloperName"].lower() == wanted), None
    )


def versions(org: Org, definition: str) -> list[Row]:
    """Return the versions of a flow, oldest first."""
    return sorted(org.where("Flow", DefinitionId=definition), key=lambda v: int(v["VersionNumber"]))


def activate(org: Org, definition: str, number: int) -> None:
    """Make one version the active one; that before becomes obsolete. [documented]"""
    wanted = next((v for v in versions(org, definition) if v["VersionNumber"] == number), None)
    if number and wanted is None:
        raise Failed(f"The version {number} you're trying to activate doesn't exist")
    for version in versions(org, definition):
        if version["Status"] == "Active" and version is not wanted:
            org.update("Flow", version["Id"], {"Status": "Obsolete"}, by="seed")
    if wanted is not None:
        org.update("Flow", wanted["Id"], {"Status": "Active"}, by="seed")
    active = wanted["Id"] if wanted is not None else None
    org.update("FlowDefinition", definition, {"ActiveVersionId": active}, by="metadata")
    view(org, definition)


def view(org: Org, definition: str) -> None:
    """Keep the read-only view of the data API in step."""
    found = org.get("FlowDefinition", definition)
    if found is None:
        org.rows("FlowDefinitionView").pop(definition, None)
        return
    latest = org.get("Flow", found["LatestVersionId"]) or {}
    org.rows("FlowDefinitionView")[definition] = {
        **found,
        "DurableId": definition,
        "ApiName": found["DeveloperName"],
        "Label": found["MasterLabel"],
        "ProcessType": latest.get("ProcessType"),
        "VersionNumber": latest.get("VersionNumber"),
        "IsActive": found["ActiveVersionId"] is not None,
        "NamespacePrefix": None,
    }


def _check(org: Org, content: Content) -> None:
    """Names are unique, connectors end somewhere, work goes to a channel that is there. [documented: the last]"""
    nodes = [n for e, v in content.items() if isinstance(v, list) for n in v if _is_node(e, n)]
    names = [str(n["name"]) for n in nodes]
    if twice := {n for n in names if names.count(n) > 1}:
        raise Failed(f"The API name {min(twice)} is used more than once")
    for target in _targets(content):
        if target not in names:
            raise Failed(f"The element {target} doesn't exist")
    for call in content.get("actionCalls") or []:
        if call.get("actionType") == "routeWork":
            _route(org, call)


def _is_node(element: str, value: Any) -> bool:
    return (
        isinstance(value, dict)
        and "name" in value
        and element not in ("processMetadataValues", "customProperties")
    )


def _targets(value: Any) -> list[str]:
    if isinstance(value, list):
        return [t for v in value for t in _targets(v)]
    if not isinstance(value, dict):
        return []
    found = [value["targetReference"]] if "targetReference" in value else []
    return found + [t for v in value.values() for t in _targets(v)]


def _route(org: Org, call: Content) -> None:
    for given in call.get("inputParameters") or []:
        value = given.get("value") or {}
        channel = value.get("setupReference") if value.get("setupReferenceType") == "ServiceChannel" else None
        if given["name"] == "serviceChannelDevName":
            channel = value.get("stringValue")
        if channel is None:
            continue
        known = org.enabled("OmniChannel") and org.find("ServiceChannel", DeveloperName=channel) is not None
        if not known or (channel == "sfdc_livemessage" and not org.enabled("LiveMessage")):
            raise Failed(f"Value '{channel}' is not valid")


assert shapes_flow
COMPONENTS = (
    Flow("Flow", "flows", "flow", key=""),
    Definition("FlowDefinition", "flowDefinitions", "flowDefinition"),
)
