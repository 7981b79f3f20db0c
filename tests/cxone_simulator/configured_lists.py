"""The scenario's second half: lists, books, scripts, and the Digital API."""

from __future__ import annotations

from typing import Any

from cxone_simulator.desk import DFO, Desk
from cxone_simulator.scenario import CHANNEL, INDEX
from msgops_cxone.simulator.shapes import names

_DIGITAL = names(
    "tags customers/custom-field-definitions consumer-contact-custom-fields routing-queues channels contacts threads"
)


def configure_lists(tenant: Desk, n: dict[str, Any]) -> None:
    """Call every operation of these families."""
    _hours(tenant, n)
    _lists(tenant, n)
    _more(tenant, n)
    _books(tenant, n)
    _scripts(tenant)
    _digital(tenant, n)


def _hours(tenant: Desk, n: dict[str, Any]) -> None:
    hours = n["hoursOfOperationProfileId"]
    tenant.get("/hours-of-operation", isDeleted="false")
    tenant.get("/hours-of-operation/identities")
    tenant.get(f"/hours-of-operation/{hours}")
    tenant.put(
        f"/hours-of-operation/{hours}", {"hoursOfOperationProfileName": "EU", "days": [], "holidays": []}
    )
    tenant.put(f"/hours-of-operation/{hours}/skills", {"assign": True, "skills": [n["skillId"]]})
    tenant.get(f"/hours-of-operation/{hours}")
    tenant.put(f"/hours-of-operation/{hours}/skills", {"assign": False, "skills": [n["skillId"]]})
    tenant.delete(f"/hours-of-operation/{hours}")


def _lists(tenant: Desk, n: dict[str, Any]) -> None:
    template, tag = n["templateId"], n["tagId"]
    tenant.put(f"/message-templates/{template}", subject="Hello", isActive="false")
    tenant.get("/message-templates", templateTypeId=1)
    tenant.get(f"/message-templates/{template}")
    tenant.put(f"/tags/{tag}", notes="all", isActive="true")
    tenant.get("/tags")
    tenant.get(f"/tags/{tag}")
    group, agents = f"/groups/{n['group']}", {"agents": [{"agentId": n["agentId"]}]}
    tenant.put(group, groupName="EU", notes="n")
    tenant.get("/groups")
    tenant.get(group)
    tenant.post(f"{group}/agents", agents)
    tenant.get(f"{group}/agents")
    tenant.get(f"/agents/{n['agentId']}/groups")
    tenant.delete(f"{group}/agents", agents)
    dnc = f"/dnc-groups/{n['groupId']}"
    tenant.put(dnc, dncGroupDescription="do not call")
    tenant.get("/dnc-groups")
    tenant.get(dnc)
    for suffix in ("contributing-skills", "scrubbed-skills"):
        tenant.post(f"{dnc}/{suffix}/{n['outbound']}")
        tenant.get(f"{dnc}/{suffix}")
        tenant.delete(f"{dnc}/{suffix}/{n['outbound']}")
    tenant.post(f"{dnc}/records", {"dncGroupRecords": [{"phoneNumber": 15550100}]})
    tenant.get(f"{dnc}/records")
    tenant.delete(f"{dnc}/records", {"dncGroupRecords": [{"phoneNumber": "15550100"}]})


def _more(tenant: Desk, n: dict[str, Any]) -> None:
    attribute, agent, data = n["routingAttributeNo"], n["agentId"], n["workflowDataId"]
    tenant.get(f"/routing-attributes/{attribute}")
    tenant.put(f"/agents/{agent}/routing-attributes", {"routingAttributeNo": attribute, "status": "CURR"})
    tenant.get(f"/agents/{agent}/routing-attributes", status=1, searchText="", assigned="True", **INDEX)
    tenant.delete(f"/agents/routing-attributes/{attribute}", {"agentNo": agent})
    tenant.put("/workflow-data", {"profile": {"ProfileName": "DX", "ProfileID": data}, "data": {}})
    tenant.get("/workflow-data/identities")
    tenant.get(f"/workflow-data/{data}")
    tenant.put(f"/workflow-data/{data}/deactivate")
    tenant.put(f"/workflow-data/{data}/activate")
    contact = f"/points-of-contact/{n['pointOfContactId']}"
    tenant.get(contact)
    change = {"pointOfContactName": "UK desk", "skillId": n["skillId"], "scriptName": "Digital\\WhatsApp_EN"}
    tenant.put(contact, change)


def _books(tenant: Desk, n: dict[str, Any]) -> None:
    tenant.get("/address-books")
    book, dynamic = f"/address-books/{n['addressBookId']}", f"/address-books/{n['dynamic']}"
    entry = dict.fromkeys(("firstName", "middleName", "lastName", "company", "phone", "mobile", "email"), "x")
    made = tenant.post(f"{book}/entries", {"addressBookEntries": [entry]})["entryResults"][0]
    tenant.get(f"{book}/entries")
    tenant.put(f"{book}/entries", {"addressBookEntries": [entry]})
    tenant.delete(f"{book}/entries/{made['addressBookEntryId']}")
    assigned = {"addressBookAssignments": [{"entityId": str(n["agentId"])}]}
    tenant.post(f"{book}/assignment", assigned, entityType="Agent")
    tenant.get("/address-books")
    tenant.delete(book)
    outside = {**entry, "externalId": "7", "stateId": 0, "externalState": ""}
    tenant.put(f"{dynamic}/dynamic-entries", {"addressBookEntries": [outside]}, fullLoad="false")
    tenant.get(f"{dynamic}/dynamic-entries", fullLoad="true")
    tenant.delete(f"{dynamic}/dynamic-entries/7")


def _scripts(tenant: Desk) -> None:
    path = "Digital\\WhatsApp_EN"
    tenant.get("/scripts", scriptPath=path)
    tenant.put("/scripts", scriptPath=path, lockScript="true")
    tenant.get("/script-folders")
    tenant.get("/script-folders", folder="Digital")
    tenant.get("/scripts/historyByName", scriptPath=path)
    number = tenant.get("/scripts/search", scriptName=path)["scriptSearchDetails"][0]["masterID"]
    tenant.get(f"/scripts/{number}")
    tenant.delete("/scripts", scriptPath=path)


def _digital(tenant: Desk, n: dict[str, Any]) -> None:
    tenant.person("customer-message", channel=CHANNEL["id"])
    tenant.person("whatsapp-template", channel=CHANNEL["id"], template="appt", text="Hi {{1}}")
    tenant.person("case-field", ident="order", label="Order", type="text")
    tenant.person("quick-response", title="Greeting")
    tenant.put(f"{DFO}/tags", {"title": "vip", "color": "#E11616"})
    field = {
        "ident": "loyalty",
        "label": "Tier",
        "type": "list",
        "values": [{"name": "gold", "value": "Gold"}],
    }
    tenant.put(f"{DFO}/customers/custom-field-definitions", field)
    for path in _DIGITAL:
        tenant.get(f"{DFO}/{path}")
    tenant.get(f"{DFO}/channels/{CHANNEL['id']}/external-platform-templates")
    tenant.delete(f"{DFO}/channels/{n['channelId']}")
