"""The scenario itself: every simulated operation is called once."""

from __future__ import annotations

from typing import Any

from cxone_simulator.configured_lists import configure_lists
from cxone_simulator.desk import Desk
from cxone_simulator.scenario import populate
from msgops_cxone.simulator import tokens
from msgops_cxone.simulator.shapes import names

WEEK = {
    f"{day}{part}": value
    for day in ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
    for part, value in (("StartTime", "08:00"), ("EndTime", "18:00"), ("IsActive", True))
}
_LOOKUPS = names(
    "/business-unit /business-unit/outbound-routes /media-types /media-types/9 /timezones /countries /locations "
    "/phone-codes /hiring-sources /server-time /phone-numbers /dnis /apiversion /apiversionreleaseinfo"
)


def configure(tenant: Desk) -> None:
    """Call every simulated operation once."""
    n = populate(tenant)
    _platform(tenant, n)
    _skills(tenant, n)
    _people(tenant, n)
    configure_lists(tenant, n)


def _platform(tenant: Desk, n: dict[str, Any]) -> None:
    tenant.get("/.well-known/openid-configuration")
    tenant.get("/.well-known/cxone-configuration", tenantId=tokens.TENANT)
    tenant.get("/auth/userinfo")
    tenant.call(
        "POST", "/authorization/v1/roles/search", {"filter": {"status": ["ACTIVE"]}, "page": {"pageNo": 1}}
    )
    tenant.get("/security-profiles")
    tenant.get("/security-profiles/1")
    for path in _LOOKUPS:
        tenant.get(path)
    tenant.get(f"/permissions/{n['agentId']}")
    users = "/user-management/v1/users"
    person = {"firstName": "Ben", "lastName": "Acme", "emailAddress": "ben@acme.example", "role": "Agent"}
    ben = tenant.post(users, person)["uuid"]
    tenant.post(
        "/user-management/v2/users/inviteByEmail",
        {"emailAddressesList": ["ben@acme.example"], "senderEmail": "x"},
    )
    tenant.post("/user-management/v2/users/inviteById", {"inviteUserIds": [ben], "senderUserId": "x"})
    whole = {
        **person,
        "id": ben,
        "assignedGroup": "g",
        "userName": "ben",
        "emailToBeVerified": "ben@acme.example",
    }
    tenant.put(users, whole)
    tenant.get(users)
    tenant.get(f"/user-management/v3/users/{ben}")
    tenant.post("/user-management/v2/users/search", {"filter": {"userName": ["ben"]}, "skip": 0, "top": 10})
    tenant.put(f"{users}/{ben}/login-authenticator", {"authenticatorId": "a"})
    tenant.post(f"{users}/deactivate", {"userIds": [ben]})
    tenant.post(f"{users}/{ben}/revive")
    teams = "/user-management/v3/teams"
    team = tenant.post(teams, {"name": "Voice EU", "status": "ACTIVE"})["team"]["id"]
    tenant.put(teams, {"id": team, "name": "Voice EU", "status": "INACTIVE"})
    tenant.get(f"{teams}/{team}")
    tenant.post("/user-management/v4/teams/search", {"filter": {"name": ["Voice EU"]}})


def _skills(tenant: Desk, n: dict[str, Any]) -> None:
    skill, campaign, disposition = n["skillId"], n["campaignId"], n["dispositionId"]
    links = [{"dispositionId": disposition, "priority": 1}]
    tenant.put(
        f"/skills/{skill}", {"skill": {"notes": "x", "screenPopTriggerEvent": 1, "dispositions": links}}
    )
    tenant.get("/skills")
    tenant.get(f"/skills/{skill}")
    for path in (f"/skills/{skill}/dispositions", f"/dispositions/{disposition}/skills", "/dispositions"):
        tenant.get(path)
    tenant.get(f"/skills/{skill}/dispositions/unassigned")
    tenant.get("/dispositions/classifications")
    tenant.put(f"/dispositions/{disposition}", {"dispositionName": "Order state", "notes": "n"})
    tenant.call("PATCH", f"/dispositions/{disposition}/status", isActive="false")
    tenant.get(f"/dispositions/{disposition}")
    tenant.get(f"/dispositions/{disposition}/audit-history")
    tenant.post(f"/skills/{skill}/tags", {"tags": [{"tagId": n["tagId"]}]})
    tenant.get(f"/skills/{skill}/tags")
    tenant.delete(f"/skills/{skill}/tags", {"tags": [{"tagId": n["tagId"]}]})
    _parameters(tenant, f"/skills/{n['outbound']}/parameters")
    tenant.put(f"/campaigns/{campaign}", {"name": "Digital Europe"})
    tenant.call("PATCH", f"/campaigns/{campaign}/status", isActive="false")
    for suffix in ("", "/audit-history", "/skills", "/skills/unassigned"):
        tenant.get(f"/campaigns/{campaign}{suffix}")
    tenant.post(f"/campaigns/{campaign}/skills", {"skills": [skill, 1]})
    tenant.delete(f"/campaigns/{campaign}/skills", {"skills": [skill]})
    tenant.get(f"/skills/{skill}/agents/unassigned")
    tenant.get(f"/unavailable-codes/{n['unavailableCodeId']}/teams/unassigned")


def _parameters(tenant: Desk, path: str) -> None:
    tenant.put(
        f"{path}/general-settings",
        {"generalSettings": {"maximumAttempts": 3, "aggressiveness": "5", "waitTimeFactor": 2}},
    )
    exceptions = [{"attempt_No": 1, "ansMachineDetMode": 2}]
    tenant.put(
        f"{path}/cpa-management", {"cpaSettings": {"exceptions": exceptions, "enableCPALogging": True}}
    )
    tenant.put(f"{path}/xs-settings", {"xsSettings": {"xsScriptID": 1}})
    tenant.put(f"{path}/delivery-preferences", {"deliveryPreferences": {"confirmationRequiredTimeout": 5}})
    tenant.put(
        f"{path}/retry-settings", {"retrySettings": {"maximumAttempts": 3, "minimumRetryMinutes": 240}}
    )
    tenant.put(f"{path}/schedule-settings", {"scheduleSettings": {"isScheduled": True, **WEEK}})
    times = {"weekdayTimeConstraints": [{"startTime": "09:00", "endTime": "17:00"}]}
    cadence = {"fieldName": "Phone1", "attempts": 2, "timeConstraints": times}
    most = [{"fieldName": "Phone1", "attempts": 3}]
    tenant.put(
        f"{path}/cadence-settings", {"attemptMode": "1", "maximumAttempts": most, "cadences": [cadence]}
    )
    zone = {"standardName": "GMT", "startTime": "09:00", "endTime": "17:00", "timeZoneActiveToCall": True}
    tenant.put(f"{path}/time-zones", {"timeZoneSettings": [zone]})
    tenant.put(f"{path}/list-management", {"displayField1Name": "a", "displayField2Name": "b"})
    for suffix in (
        "",
        "/general-settings",
        "/cpa-management",
        "/xs-settings",
        "/delivery-preferences",
        "/retry-settings",
    ):
        tenant.get(path + suffix)
    tenant.get(f"{path}/schedule-settings")
    tenant.get(f"{path}/time-zones")
    tenant.get("/skills/parameters")


def _people(tenant: Desk, n: dict[str, Any]) -> None:
    agent, skill, team, code = n["agentId"], n["skillId"], n["teamId"], n["unavailableCodeId"]
    tenant.get("/agents")
    cy = dict.fromkeys(
        ("firstName", "lastName", "teamId", "emailAddress", "userName", "timeZone", "country", "city"), "x"
    )
    tenant.post("/agents", {"agents": [{**cy, "profileId": 1}]})
    tenant.put("/agents", {"agents": [{"agentId": str(agent), "notes": "x"}, {"agentId": "1"}]})
    tenant.put(
        f"/agents/{agent}",
        {"agent": {"agentId": str(agent), "digitalEngagementEnabled": True, "timeDisplayFormat": 24}},
    )
    tenant.get(f"/agents/{agent}")
    one = {
        "skills": [
            {"skillId": str(skill), "proficiency": 3, "isActive": True},
            {"skillId": "1", "isActive": True},
        ]
    }
    for method in ("POST", "PUT", "GET", "DELETE"):
        tenant.call(method, f"/agents/{agent}/skills", None if method == "GET" else one)
    tenant.get(f"/agents/{agent}/skills/unassigned")
    tenant.post(
        "/agents/skills",
        {"agentAndSkillDetails": [{"agentIds": [str(agent)], "skills": [{"skillIds": [str(skill)]}]}]},
    )
    tenant.get("/agents/skills", isAgentActive="true", isActive="true")
    other = {"agents": [{"agentId": str(agent), "proficiency": 2, "isActive": True}]}
    for method in ("POST", "PUT", "GET", "DELETE"):
        tenant.call(method, f"/skills/{skill}/agents", None if method == "GET" else other)
    tenant.post(f"/skills/{skill}/agents", other)
    tenant.delete(f"/skills/{skill}/agents/{agent}")
    tenant.put(
        f"/teams/{team}",
        {"forceInactive": True, "team": {"teamName": "DX EU", "cxOneCustomerAuthenticationEnabled": True}},
    )
    members = {"agents": [{"agentId": str(agent)}]}
    tenant.post(f"/teams/{team}/agents", members)
    tenant.get(f"/teams/{team}/agents")
    tenant.post(f"/teams/{team}/unavailable-codes", {"codes": [{"outstateId": code}, {"outstateId": 1}]})
    for path in (
        "/teams",
        f"/teams/{team}",
        f"/teams/{team}/unavailable-codes",
        f"/unavailable-codes/{code}/teams",
    ):
        tenant.get(path)
    tenant.delete(f"/teams/{team}/unavailable-codes", {"codes": [{"outstateId": str(code)}]})
    tenant.put(f"/teams/{team}/unavailable-codes", {"unavailableCodes": [{"outStateId": str(code)}]})
    tenant.delete(f"/teams/{team}/agents", members, transferTeamId=1)
    tenant.post(f"/unavailable-codes/{code}/teams", {"teams": [{"id": str(team)}]}, addAll="false")
    tenant.delete(f"/unavailable-codes/{code}/teams", {"teams": [{"id": str(team)}]}, removeAll="false")
    tenant.put(f"/unavailable-codes/{code}/teams", {"teams": [{"teamId": str(team)}]})
    tenant.put(f"/unavailable-codes/{code}", {"name": "Training", "agentTimeout": 30})
    tenant.call("PATCH", f"/unavailable-codes/{code}/status", isActive="false")
    tenant.get("/unavailable-codes")
    tenant.get(f"/unavailable-codes/{code}")
    tenant.get(f"/unavailable-codes/{code}/audit-history", searchString="")
