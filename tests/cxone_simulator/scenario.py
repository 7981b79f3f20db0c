"""A tenant that is configured once with everything, so that every simulated operation is called."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson

from cxone_simulator.desk import ADMIN, DFO, Answer, Desk
from cxone_simulator.specification import Operation
from msgops_cxone.simulator import build, seed

CHANNEL = {
    "id": "portal-eu",
    "idOnExternalPlatform": "portal-eu",
    "channelIntegrationId": seed.INTEGRATION,
    "realExternalPlatformId": "custom",
    "name": "Portal EU",
    "isPrivate": True,
    "hasTreeStructure": False,
}
SCRIPT = {
    "header": {"scriptName": "Digital\\WhatsApp_EN", "mediaType": 9},
    "actions": {"1": {"actionId": 1, "name": "BEGIN"}, "2": {"actionId": 2, "name": "REQAGENT"}},
    "properties": {},
    "branches": {"1": [{"to": 2, "label": "Default"}]},
}
INDEX = {"maximumRows": 10, "startRowIndex": 0, "orderColumn": "Attribute_Name", "orderAsc": "True"}
_ROUTES = build().routes


def is_simulated(operation: Operation) -> bool:
    """Whether a route has just this path: what the specification writes out is not a parameter here."""
    shape = _shape(operation.template.replace(ADMIN, "/{s}/services/{v}", 1))
    bucket = _ROUTES.get((operation.method, operation.template.count("/")), [])
    return any(_shape(route.template) == shape for route in bucket)


def _shape(template: str) -> str:
    return re.sub(r"\{[^}]+\}", "{}", template)


def matches(operation: Operation, method: str, path: tuple[str, ...]) -> bool:
    """Whether a call was one of the operation."""
    wanted = operation.template.split("/")
    return (
        method == operation.method
        and len(wanted) == len(path)
        and all(w == p or w.startswith("{") for w, p in zip(wanted, path, strict=True))
    )


def value(parameter: Mapping[str, Any]) -> Any:
    """Return a value that a query parameter may have."""
    schema = parameter.get("schema", {})
    if "enum" in schema:
        return schema["enum"][0]
    return {"number": 1, "boolean": "true", "array": ["1"]}.get(schema.get("type", ""), "Word")


class Watched(Desk):
    """A desk that keeps every exchange as `(method, path, query, body, status, answer, content type)`."""

    def __init__(self, simulator: Any) -> None:
        self.exchanges: list[tuple[Any, ...]] = []
        super().__init__(simulator)

    def send(self, method: str, path: str, content: bytes = b"", **headers: str) -> Answer:
        answer, where = super().send(method, path, content, **headers), urlsplit(path)
        query = parse_qs(where.query, keep_blank_values=True)
        form = path.endswith("/auth/token")
        body = orjson.loads(content) if content and not form else None
        if form:
            body = {k: v[0] for k, v in parse_qs(content.decode()).items()}
        self.exchanges.append(
            (method, where.path, query, body, answer.status, answer.body, "application/json")
        )
        return answer


def populate(tenant: Desk) -> dict[str, Any]:
    """Make one of everything and return the numbers by the names that the paths have."""
    out: dict[str, Any] = {"campaignId": tenant.campaign()}
    out["skillId"] = tenant.skill()
    outbound = {"mediaTypeId": 4, "isOutbound": True}
    out["outbound"] = tenant.skill("Calls", **outbound)
    out["agentId"] = tenant.owner["agentId"]
    out["agentNo"], out["agentId|userId"] = out["agentId"], out["agentId"]
    out["userId"] = tenant.owner["userID"]
    out["mediaTypeId"], out["profileId"] = 9, 1
    tag = {"tagName": "emea", "notes": "region"}
    out["tagId"] = tenant.post("/tags", **tag)["tagId"]
    template = {"templateName": "Welcome", "templateTypeId": 1, "subject": "Hi", "body": "Hello"}
    out["templateId"] = tenant.post("/message-templates", **template)["templateId"]
    out["unavailableCodeId"] = tenant.post("/unavailable-codes", {"name": "Coaching", "isACW": True})["id"]
    disposition = {"dispositionName": "Order status", "isPreviewDisposition": False, "classificationId": 1}
    made = tenant.post("/dispositions", {"dispositions": [disposition]})
    out["dispositionId"] = made["dispositionResults"][0]["dispositionId"]
    day = {"day": "Monday", "openTime": "09:00", "closeTime": "18:00:00", "isClosedAllDay": False}
    holiday = {"holidayName": "New Year", "date": "2027-01-01", "isClosedAllDay": True}
    hours = {"profileName": "EU desk", "days": [day], "holidays": [holiday]}
    out["hoursOfOperationProfileId"] = tenant.post("/hours-of-operation", hours)["profileId"]
    group = {"groups": [{"groupName": "EU digital", "isActive": True}]}
    out["group"] = tenant.post("/groups", group)["groupResults"][0]["groupId"]
    out["groupId"] = tenant.post("/dnc-groups", {"dncGroupName": "EU opt-out"})["dncGroups"][0]["dncGroupId"]
    book = {"addressBookName": "Partners", "addressBookType": "Dynamic"}
    out["dynamic"] = tenant.post("/address-books", **book)["resultSet"]["addressBookId"]
    book = {"addressBookName": "Desks", "addressBookType": "Standard"}
    out["addressBookId"] = tenant.post("/address-books", **book)["resultSet"]["addressBookId"]
    tenant.post("/scripts", {"scriptContent": SCRIPT})
    out["scriptId"] = tenant.get("/scripts/search")["scriptSearchDetails"][0]["masterID"]
    contact = {
        "pointOfContact": "+442071234567",
        "pointOfContactName": "UK",
        "scriptName": "Digital\\WhatsApp_EN",
    }
    tenant.post("/points-of-contact", {**contact, "skillId": out["skillId"], "mediaTypeId": 4})
    out["pointOfContactId"] = tenant.get("/points-of-contact")["pointsOfContact"][0]["contactCode"]
    tenant.put("/routing-attributes/0", {"routingAttributeName": "spanish", "status": "CURR"})
    found = tenant.get("/routing-attributes", status=0, **INDEX)["routingAttributes"]
    out["routingAttributeNo"] = found[0]["Attribute_No"]
    data = {"vip": {"Value": ["on"], "Visible": "true", "Type": "string", "Ref": ""}}
    tenant.post(
        "/workflow-data",
        {"profile": {"ProfileName": "DX flags", "ProfileID": 0}, "data": {"date": data["vip"]}},
    )
    found = tenant.get("/workflow-data")["profiles"]
    out["workFlowDataId"] = out["workflowDataId"] = found[0]["profile"]["profileId"]
    out["teamId"] = tenant.post("/teams", {"teams": [{"teamName": "Digital EU"}]})["results"][0]["teamId"]
    tenant.post(f"{DFO}/channels", CHANNEL)
    out["channelId"] = CHANNEL["id"]
    return out
