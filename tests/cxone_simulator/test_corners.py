"""What is left of the facts: bodies that are none, references, full loads."""

from __future__ import annotations

import orjson

from cxone_simulator.desk import ADMIN, DFO
from msgops_cxone.simulator import auth


def headers(tenant):
    return {"authorization": f"Bearer {tenant.token}", "accept": "application/json"}


def test_a_body_that_is_no_json_is_refused_in_the_form_of_its_family(tenant):
    """Two forms, one status."""
    admin = tenant.send("POST", f"{ADMIN}/campaigns", b"{", **headers(tenant))
    dfo = tenant.send("PUT", f"{DFO}/tags", b"{", **headers(tenant))
    assert (admin.status, admin["error"]) == (400, "InvalidParameter")
    assert (dfo.status, dfo["errors"][0]["message"]) == (400, "The body is not JSON")


def test_numbers_and_words_with_digits_are_the_same(tenant):
    """The vendor mixes them itself; null is what is not given."""
    agent, skill = tenant.owner["agentId"], tenant.skill()
    answer = tenant.post(
        f"/agents/{agent}/skills", {"skills": [{"skillId": skill, "proficiency": "3", "isActive": None}]}
    )
    assert answer["resultSet"]["errorCount"] == 0


def test_the_token_endpoint_takes_json_too(tenant):
    """One project describes it so."""
    body = {
        "grant_type": "password",
        "username": auth.KEY,
        "password": auth.SECRET,
        "client_id": auth.CLIENT,
        "client_secret": auth.CLIENT_SECRET,
    }
    sent = {"content-type": "application/json"}
    assert tenant.send("POST", "/auth/token", orjson.dumps(body), **sent).status == 200
    assert tenant.send("POST", "/auth/token", b"[", **sent).status == 400


def test_a_token_is_renewed_by_its_refresh_token(tenant):
    """The application's id is enough."""
    refresh = tenant.sign_in()["refresh_token"]
    answer = tenant.sign_in(grant_type="refresh_token", refresh_token=refresh, client_secret="")
    assert answer.status == 200


def test_an_agent_moves_by_a_change_of_its_team(tenant):
    """The team's number is a word in the body; an unknown team is refused."""
    team = tenant.post("/teams", {"teams": [{"teamName": "DX"}]})["results"][0]["teamId"]
    agent = tenant.owner["agentId"]
    assert (
        tenant.put(f"/agents/{agent}", {"agent": {"agentId": str(agent), "teamId": str(team)}}).status == 200
    )
    assert tenant.owner["teamName"] == "DX"
    assert tenant.put(f"/agents/{agent}", {"agent": {"agentId": str(agent), "teamId": "99"}}).status == 400
    assert tenant.put(f"/agents/{agent}", {"agent": {"agentId": str(agent), "roleId": "x"}}).status == 400


def test_an_agent_is_deactivated_by_a_change(tenant):
    """And so is the user."""
    ann = tenant.get("/agents", searchString="ann")["agents"][0]
    tenant.put(f"/agents/{ann['agentId']}", {"agent": {"agentId": str(ann["agentId"]), "isActive": False}})
    assert tenant.get(f"/user-management/v3/users/{ann['userID']}")["user"]["status"] == "DELETED"


def test_a_user_names_role_and_team_by_their_ids(tenant):
    """Both must be there."""
    team = tenant.get("/teams")["teams"][0]["teamUuid"]
    role = tenant.get("/security-profiles", searchString="agent")["profiles"][0]["roleId"]
    ben = {
        "firstName": "Ben",
        "lastName": "Acme",
        "emailAddress": "ben@acme.example",
        "role": role,
        "teamId": team,
    }
    users = "/user-management/v1/users"
    assert tenant.post(users, {**ben, "teamId": "x"}).status == 400
    assert tenant.post(users, {**ben, "role": "x"}).status == 400
    uuid = tenant.post(users, ben)["uuid"]
    shown = tenant.get(f"/user-management/v3/users/{uuid}")["user"]
    assert (shown["role"], shown["roleUUID"], shown["teamId"]) == ("Agent", role, team)


def test_a_full_load_of_a_dynamic_book_forgets_the_rest(tenant):
    """A partial one does not."""
    book = tenant.post("/address-books", addressBookName="P", addressBookType="Dynamic")["resultSet"][
        "addressBookId"
    ]
    path = f"/address-books/{book}/dynamic-entries"

    def load(full: str, *keys: str) -> int:
        entries = [{"externalId": key, "firstName": "A", "lastName": "B"} for key in keys]
        tenant.put(path, {"addressBookEntries": entries}, fullLoad=full)
        return tenant.get(path, fullLoad="true")["totalRecords"]

    assert [load("false", "1", "2"), load("false", "3"), load("true", "3")] == [2, 3, 1]


def test_a_book_is_for_everyone_under_the_word_all(tenant):
    """Each assignment has a result, and there is no end of one."""
    made = tenant.post("/address-books", addressBookName="P", addressBookType="Standard")["resultSet"]
    path = f"/address-books/{made['addressBookId']}/assignment"
    given = {"addressBookAssignments": [{"entityId": "All"}, {"entityId": "1"}]}
    answer = tenant.post(path, given, entityType="Everyone")
    assert [r["success"] for r in answer["assignResults"]] == [True, False]
    assert tenant.delete(path, given).status == 404
    assert tenant.post(path, given, entityType="Planet").status == 400


def test_hours_are_checked(tenant):
    """Days once, clocks within a day, holidays with a date."""
    for wrong in (
        {"days": [{"day": "Monday"}, {"day": "Monday"}]},
        {"days": [{"day": "Someday"}]},
        {"days": [{"day": "Monday", "openTime": "24:00"}]},
        {"holidays": [{"holidayName": "x", "date": "soon"}]},
        {"overrideBranch": "Party"},
    ):
        assert tenant.post("/hours-of-operation", {"profileName": "EU", **wrong}).status == 400, wrong
    assert tenant.post("/hours-of-operation", {"profileName": "x" * 31}).status == 400


def test_a_skill_is_in_one_profile_of_hours_only(tenant):
    """The last one has it."""
    skill = tenant.skill()
    numbers = [tenant.post("/hours-of-operation", {"profileName": n})["profileId"] for n in ("A", "B")]
    for number in numbers:
        tenant.put(f"/hours-of-operation/{number}/skills", {"assign": True, "skills": [skill]})
    linked = [tenant.get(f"/hours-of-operation/{number}")["skills"] for number in numbers]
    assert [len(found) for found in linked] == [0, 1]
