"""Agents, users, teams and who has which skill."""

from __future__ import annotations

import pytest

from cxone_simulator.desk import DFO

USERS = "/user-management/v1/users"
BEN = {"firstName": "Ben", "lastName": "Acme", "emailAddress": "ben@acme.example", "role": "Agent"}


def test_people_are_not_made_as_agents(tenant):
    """User management owns them: the answer is 200 and every item fails."""
    answer = tenant.post("/agents", {"agents": [{"firstName": "Ben"}, {"firstName": "Cy"}]})
    assert (answer.status, answer["errorCount"]) == (200, 2)


def test_a_user_is_an_agent_too(tenant):
    """Made pending an invitation that only the person can accept; no DELETE, but revived."""
    uuid = tenant.post(USERS, BEN)["uuid"]
    agent = tenant.get(f"/agents/{uuid}")["agents"][0]
    assert (agent["userName"], agent["userID"], agent["isActive"]) == ("ben@acme.example", uuid, True)
    get = f"/user-management/v3/users/{uuid}"
    seen = [tenant.get(get)["user"]["status"]]
    tenant.post("/user-management/v2/users/inviteById", {"inviteUserIds": [uuid], "senderUserId": "x"})
    seen.append(tenant.get(get)["user"]["status"])
    tenant.person("accept-invitation", user="ben@acme.example")
    seen.append(tenant.get(get)["user"]["status"])
    assert tenant.post(f"{USERS}/deactivate", {"userIds": [uuid, "x"]})["notDeletedUserIds"] == ["x"]
    seen.append(tenant.get(get)["user"]["status"])
    assert tenant.get(f"/agents/{agent['agentId']}")["agents"][0]["isActive"] is False
    tenant.post(f"{USERS}/{uuid}/revive")
    seen.append(tenant.get(get)["user"]["status"])
    assert seen == ["UNREGISTERED", "PENDING", "ACTIVE", "DELETED", "ACTIVE"]


def test_a_user_name_is_not_free_again(tenant):
    """Nor is that of somebody who was deactivated."""
    uuid = tenant.post(USERS, BEN)["uuid"]
    tenant.post(f"{USERS}/deactivate", {"userIds": [uuid]})
    assert tenant.post(USERS, BEN).status == 400


def test_a_change_of_a_user_repeats_what_is_required(tenant):
    """Name, address, role, group and user name stand in every change."""
    uuid = tenant.post(USERS, BEN)["uuid"]
    answer = tenant.put(USERS, {"id": uuid, "firstName": "Benno"})
    assert (answer.status, answer["httpCode"]) == (400, 400)


def test_digital_engagement_is_spelt_otherwise_in_the_list(tenant):
    """A capital letter in the list, a small one in the detail and in the change."""
    agent = tenant.owner["agentId"]
    tenant.put(f"/agents/{agent}", {"agent": {"agentId": str(agent), "digitalEngagementEnabled": True}})
    assert tenant.get(f"/agents/{agent}")["agents"][0]["digitalEngagementEnabled"] is True
    assert tenant.owner["DigitalEngagementEnabled"] is True
    assert "digitalEngagementEnabled" not in tenant.owner


def test_a_refusal_timeout_is_written_with_a_capital_letter_more(tenant):
    """And a number of the agent must stand in the body, as a word."""
    agent = tenant.owner["agentId"]
    tenant.put(f"/agents/{agent}", {"agent": {"agentId": str(agent), "emailRefusalTimeOut": 30}})
    assert tenant.get(f"/agents/{agent}")["agents"][0]["emailRefusalTimeout"] == 30
    assert tenant.put(f"/agents/{agent}", {"agent": {"notes": "x"}}).status == 400


def test_an_assignment_that_fails_fails_within_a_successful_answer(tenant):
    """Each skill has a result."""
    skill, agent = tenant.skill(), tenant.owner["agentId"]
    given = [
        {"skillId": str(skill), "proficiency": 3},
        {"skillId": "1"},
        {"skillId": str(skill), "proficiency": 21},
    ]
    answer = tenant.post(f"/agents/{agent}/skills", {"skills": given})
    assert (answer.status, answer["resultSet"]["errorCount"]) == (200, 2)
    (row,) = tenant.get(f"/agents/{agent}/skills")["agentSkillAssignments"]
    assert (row["skillId"], row["agentProficiencyValue"], row["agentID_alt"]) == (skill, 3, agent)
    assert "proficiency" not in row, "it is read under another name"


def test_proficiency_goes_to_twenty_from_the_agents_side_and_to_five_from_the_skills(tenant):
    """The specification's list is on the skill's side only."""
    skill, agent = tenant.skill(), str(tenant.owner["agentId"])
    mine = tenant.post(f"/agents/{agent}/skills", {"skills": [{"skillId": str(skill), "proficiency": 20}]})
    theirs = tenant.post(f"/skills/{skill}/agents", {"agents": [{"agentId": agent, "proficiency": 6}]})
    assert mine["resultSet"]["errorCount"] == 0
    assert theirs["resultSet"]["errorCount"] == 1


def test_a_change_of_an_assignment_says_whether_it_is_active(tenant):
    """A new one need not."""
    skill, agent = tenant.skill(), tenant.owner["agentId"]
    one = {"skills": [{"skillId": str(skill), "proficiency": 3}]}
    assert tenant.post(f"/agents/{agent}/skills", one)["resultSet"]["errorCount"] == 0
    assert tenant.put(f"/agents/{agent}/skills", one)["resultSet"]["errorCount"] == 1


def test_an_assignment_is_removed_by_the_body_of_a_delete(tenant):
    """The row is really gone."""
    skill, agent = tenant.skill(), tenant.owner["agentId"]
    tenant.post(f"/agents/{agent}/skills", {"skills": [{"skillId": str(skill)}]})
    assert tenant.delete(f"/agents/{agent}/skills").status == 400
    tenant.delete(f"/agents/{agent}/skills", {"skills": [{"skillId": str(skill)}]})
    assert tenant.get(f"/agents/{agent}/skills").status == 204


def test_the_matrix_of_assignments_wants_both_flags(tenant):
    """Whether agents and assignments are active."""
    assert tenant.get("/agents/skills").status == 400
    assert tenant.get("/agents/skills", isAgentActive="true", isActive="true").status == 204


def test_a_team_is_known_to_both_apis(tenant):
    """Joined by its UUID; there is no DELETE."""
    made = tenant.post("/user-management/v3/teams", {"name": "Voice EU", "status": "ACTIVE"})["team"]
    found = next(t for t in tenant.get("/teams")["teams"] if t["teamName"] == "Voice EU")
    assert found["teamUuid"] == made["id"]
    tenant.put(f"/teams/{found['teamId']}", {"team": {"teamName": "Voice EU", "isActive": False}})
    assert tenant.get(f"/user-management/v3/teams/{made['id']}")["team"]["status"] == "INACTIVE"
    answer = tenant.post("/teams", {"teams": [{"teamName": "voice eu"}, {"teamName": "New"}]})
    assert [r["success"] for r in answer["results"]] == [False, True]


def test_a_team_with_active_agents_is_deactivated_by_force_only(tenant):
    """The flag stands beside the team."""
    change = {"team": {"teamName": "Default Team", "isActive": False}}
    assert tenant.put("/teams/1", change).status == 400
    assert tenant.put("/teams/1", {"forceInactive": True, **change}).status == 200


def test_an_agent_leaves_a_team_for_another(tenant):
    """The target is compulsory, and results come in words."""
    team = tenant.post("/teams", {"teams": [{"teamName": "DX"}]})["results"][0]["teamId"]
    members = {"agents": [{"agentId": str(tenant.owner["agentId"])}]}
    assert tenant.delete("/teams/1/agents", members).status == 400
    answer = tenant.delete("/teams/1/agents", members, transferTeamId=team)
    assert (answer["errorCount"], answer["agentResults"][0]["success"]) == ("0", "True")
    assert tenant.owner["teamId"] == team


def test_unavailable_codes_of_a_team_are_spelt_in_three_ways(tenant):
    """`outstateId`, `outStateId`, and the error's `error_Description`."""
    code = tenant.post("/unavailable-codes", {"name": "Coaching"})["id"]
    tenant.post("/teams/1/unavailable-codes", {"codes": [{"outstateId": code}]})
    listed = tenant.get("/teams")["teams"][0]["unavailableCodes"][0][0]
    shown = tenant.get("/teams/1")["teams"][0]["UnavailableCodes"][0][0]
    assert (listed["outStateId"], shown["outstateId"]) == (code, code)
    answer = tenant.post(f"/unavailable-codes/{code}/teams", {"teams": []})
    assert answer.status == 400 and "error_Description" in answer.body


@pytest.mark.parametrize("path", ["/agents/1", "/teams/99", "/skills/1", "/campaigns/1", "/dispositions/1"])
def test_of_what_is_not_there_only_a_header_tells(tenant, path):
    """The Admin API's 404 has no body."""
    answer = tenant.get(path)
    assert (answer.status, answer.body) == (404, None)
    assert "does not exist" in answer.headers["icStatusDescription"]


def test_errors_of_the_digital_api_are_a_list(tenant):
    """Each names its field."""
    answer = tenant.put(f"{DFO}/tags", {"color": "#000000"})
    assert answer.status == 400
    assert answer["errors"][0]["field"] == "title" and answer["uid"]
