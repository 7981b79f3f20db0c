"""The other kinds of the Admin API and their traps."""

from __future__ import annotations

import json

import pytest

from cxone_simulator.scenario import SCRIPT

SCRIPT_NAME = "Digital\\WhatsApp_EN"
V30 = "/incontactapi/services/v30.0"


def test_campaigns_had_another_shape_before_version_33(tenant):
    """Other names in the list, a list in the POST, results in its answer."""
    answer = tenant.post(f"{V30}/campaigns", {"campaigns": [{"campaignName": "Old"}, {"campaignName": ""}]})
    assert [r["success"] for r in answer["campaignResults"]] == [True, False]
    assert tenant.get(f"{V30}/campaigns")["campaigns"][0]["campaignName"] == "Old"
    assert tenant.get("/campaigns")["campaigns"][0]["name"] == "Old"


@pytest.mark.parametrize("kind", ["campaigns", "unavailable-codes", "dispositions"])
def test_a_status_is_changed_by_the_query_of_a_patch(tenant, kind):
    """There is no DELETE; the audit history names who did it."""
    number = {
        "campaigns": tenant.campaign,
        "unavailable-codes": lambda: tenant.post("/unavailable-codes", {"name": "Coaching"})["id"],
        "dispositions": lambda: tenant.post(
            "/dispositions", {"dispositions": [{"dispositionName": "Done", "isPreviewDisposition": False}]}
        )["dispositionResults"][0]["dispositionId"],
    }[kind]()
    assert tenant.delete(f"/{kind}/{number}").status == 404
    assert tenant.call("PATCH", f"/{kind}/{number}/status").status == 400
    assert tenant.call("PATCH", f"/{kind}/{number}/status", isActive="false").status == 200
    history = tenant.get(f"/{kind}/{number}/audit-history", searchString="").body
    (entry,) = history["auditHistoryRecords" if kind == "dispositions" else "auditHistoryEntries"]
    seen = (entry["columnName"], entry["oldValue"], entry["newValue"], entry["modifiedByName"])
    assert seen == ("isActive", "True", "False", "api@acme.example")


def test_hours_are_named_otherwise_when_made(tenant):
    """`profileName` is read as `hoursOfOperationProfileName`, `holidayName` as `name`, `09:00` as `09:00:00`."""
    day = {"day": "Monday", "openTime": "09:00", "closeTime": "18:00"}
    holiday = {"holidayName": "New Year", "date": "2027-01-01", "isClosedAllDay": True}
    made = tenant.post("/hours-of-operation", {"profileName": "EU", "days": [day], "holidays": [holiday]})
    assert isinstance(made["profileId"], str), "its number comes as a word"
    shown = tenant.get(f"/hours-of-operation/{made['profileId']}").body
    assert (shown["hoursOfOperationProfileName"], shown["holidays"][0]["name"]) == ("EU", "New Year")
    assert shown["days"][0]["openTime"] == "09:00:00"


def test_a_change_of_hours_replaces_days_and_holidays(tenant):
    """Both are required, and the old name of the name is not known."""
    number = tenant.post("/hours-of-operation", {"profileName": "EU"})["profileId"]
    path = f"/hours-of-operation/{number}"
    assert tenant.put(path, {"profileName": "EU", "days": [], "holidays": []}).status == 400
    assert tenant.put(path, {"hoursOfOperationProfileName": "EU", "days": []}).status == 400
    assert tenant.put(path, {"hoursOfOperationProfileName": "EU", "days": [], "holidays": []}).status == 200


def test_deleted_hours_are_listed_for_those_who_ask(tenant):
    """The flag is required, used hours are not deleted, and the name is free again."""
    number = tenant.post("/hours-of-operation", {"profileName": "EU"})["profileId"]
    skill = tenant.skill(reskillHours=int(number))
    assert tenant.delete(f"/hours-of-operation/{number}").status == 400
    tenant.put(f"/hours-of-operation/{number}/skills", {"assign": False, "skills": [skill]})
    assert tenant.delete(f"/hours-of-operation/{number}").status == 204
    assert tenant.get(f"/hours-of-operation/{number}").status == 404
    assert tenant.get("/hours-of-operation").status == 400
    assert tenant.get("/hours-of-operation", isDeleted="true")["totalRecords"] == 1
    assert tenant.post("/hours-of-operation", {"profileName": "EU"}).status == 200


def test_the_list_of_hours_lay_elsewhere_before_version_33(tenant):
    """Within an object, under another name."""
    tenant.post("/hours-of-operation", {"profileName": "EU"})
    old = tenant.get(f"{V30}/hours-of-operation", isDeleted="false")
    assert old["resultSet"]["hoursOfOperationProfiles"][0]["hoursOfOperationProfileName"] == "EU"


def test_tags_and_message_templates_are_written_in_the_query(tenant):
    """A body is ignored, and so what is required is missing."""
    assert tenant.post("/tags", {"tagName": "emea"}).status == 400
    assert tenant.post(f"{V30}/tags", {"tagName": "emea"}).status == 200, "version 30 was seen to take a body"
    whole = {"templateName": "Welcome", "templateTypeId": 1, "subject": "Hi", "body": "Hello"}
    assert tenant.post("/message-templates", whole).status == 400
    number = tenant.post("/message-templates", **whole)["templateId"]
    assert tenant.post("/message-templates", **whole).status == 400, "a name is one of its type"
    assert tenant.post("/message-templates", **{**whole, "templateTypeId": 2}).status == 200
    tenant.put(f"/message-templates/{number}", subject="Hello", templateTypeId=2)
    shown = tenant.get(f"/message-templates/{number}")["messageTemplate"]
    assert (shown["subject"], shown["templateTypeId"]) == ("Hello", 1), "the type stays"


def test_tags_of_a_skill_are_shown_in_words(tenant):
    """Numbers and flags are text there."""
    skill, tag = tenant.skill(), tenant.post("/tags", tagName="emea")["tagId"]
    answer = tenant.post(f"/skills/{skill}/tags", {"tags": [{"tagId": tag}, {"tagId": 99}]})
    assert (answer.status, answer["resultSet"]["errorCount"]) == (200, 1)
    (shown,) = tenant.get(f"/skills/{skill}/tags")["resultSet"]["tags"]
    assert (shown["tagId"], shown["isActive"]) == (str(tag), "True")


def test_an_address_book_is_not_renamed_but_deleted(tenant):
    """Name and type stand in the query; there is no change."""
    made = tenant.post("/address-books", addressBookName="Partners", addressBookType="Dynamic")["resultSet"]
    path = f"/address-books/{made['addressBookId']}"
    assert tenant.put(path, addressBookName="Friends").status == 404
    assert tenant.delete(path).status == 204
    assert tenant.get("/address-books").status == 204


def test_entries_of_a_dynamic_book_are_upserted_by_their_external_id(tenant):
    """A standard book refuses them."""
    book = tenant.post("/address-books", addressBookName="P", addressBookType="Dynamic")["resultSet"][
        "addressBookId"
    ]
    entry = {"externalId": "7", "firstName": "Ann", "lastName": "Lee"}
    path = f"/address-books/{book}/dynamic-entries"
    seen = [
        tenant.put(path, {"addressBookEntries": [entry]}, fullLoad="false")["entryResults"][0]
        for _ in range(2)
    ]
    assert [r["created"] for r in seen] == [True, False]
    assert tenant.put(path, {"addressBookEntries": [entry]}).status == 400, "fullLoad is required"
    assert tenant.post(f"/address-books/{book}/entries", {"addressBookEntries": [entry]}).status == 400


def test_a_point_of_contact_is_written_under_other_names_than_it_is_read(tenant):
    """And the answer of its POST has no number."""
    skill = tenant.skill()
    given = {
        "pointOfContact": "+442071234567",
        "pointOfContactName": "UK",
        "skillId": skill,
        "scriptName": SCRIPT_NAME,
    }
    assert tenant.post("/points-of-contact", given).status == 400, "the script is not there"
    tenant.post("/scripts", {"scriptContent": SCRIPT})
    assert tenant.post("/points-of-contact", given).body == {}
    (row,) = tenant.get("/points-of-contact")["pointsOfContact"]
    assert (row["contactAddress"], row["contactDescription"], row["defaultSkillId"]) == (
        "+442071234567",
        "UK",
        skill,
    )
    (old,) = tenant.get(f"{V30}/points-of-contact")["pointsOfContact"]
    assert (old["pointOfContactId"], old["pointOfContact"]) == (row["contactCode"], "+442071234567")
    assert {"phonenumber": "+442071234567"} not in tenant.get("/phone-numbers")["phoneCollection"]


def test_digital_is_no_medium_of_points_of_contact(tenant):
    """The error's description has a capital letter."""
    answer = tenant.get("/points-of-contact", mediaTypeId=9)
    assert answer.status == 400 and "error_Description" in answer.body


def test_groups_are_changed_in_the_query(tenant):
    """Those of agents want their name, those of numbers do not; neither has a DELETE."""
    group = tenant.post("/groups", {"groups": [{"groupName": "EU"}, {}]})
    assert [r["success"] for r in group["groupResults"]] == [True, False]
    number = group["groupResults"][0]["groupId"]
    assert tenant.put(f"/groups/{number}", isActive="false").status == 400
    assert tenant.put(f"/groups/{number}", groupName="EU", isActive="false").status == 200
    dnc = tenant.post("/dnc-groups", {"dncGroupName": "Out"})["dncGroups"][0]["dncGroupId"]
    assert tenant.put(f"/dnc-groups/{dnc}", isActive="false")["dncGroups"][0]["isActive"] is False
    assert tenant.get("/dnc-groups")["resultSet"]["totalGroups"] == 1
    assert tenant.delete(f"/groups/{number}").status == 404


def test_number_zero_makes_a_routing_attribute(tenant):
    """Read with capital letters and underlines; deactivated by its status."""
    tenant.put("/routing-attributes/0", {"routingAttributeName": "spanish"})
    assert tenant.put("/routing-attributes/0", {"routingAttributeName": "Spanish"}).status == 400
    tenant.put("/routing-attributes/70", {"status": "DISC"})
    shown = tenant.get("/routing-attributes/70").body
    assert (shown["Attribute_Name"], shown["Status"]) == ("spanish", "DISC")
    assert tenant.delete("/routing-attributes/70").status == 404


def test_workflow_data_is_written_as_an_object_and_read_as_text(tenant):
    """And its number is found by its name."""
    data = {"vip": {"Value": ["on"], "Visible": "true", "Type": "string", "Ref": ""}}
    assert tenant.post("/workflow-data", {"profile": {"ProfileName": "DX"}, "data": data}).body is None
    (row,) = tenant.get("/workflow-data")["profiles"]
    assert json.loads(row["data"]) == data
    number = row["profile"]["profileId"]
    tenant.put(f"/workflow-data/{number}/deactivate")
    assert tenant.get(f"/workflow-data/{number}")["profile"]["isActive"] is False


def test_every_save_of_a_script_has_a_new_number(tenant):
    """The current version is marked; the others are history."""
    for _ in range(2):
        assert tenant.post("/scripts", {"scriptContent": SCRIPT}).status == 200
    (row,) = tenant.get("/scripts/search", scriptName=SCRIPT_NAME)["scriptSearchDetails"]
    assert row["status"] == "CURR"
    versions = tenant.get("/scripts/historyByName", scriptPath=SCRIPT_NAME)["versions"]
    assert [v["status"] for v in versions] == ["PREV", "CURR"]
    assert row["masterID"] == versions[1]["scriptId"] != versions[0]["scriptId"]


def test_a_script_is_saved_with_warnings_or_rejected(tenant):
    """206 and 409; a rejected one is not there."""
    alone = {**SCRIPT, "branches": {}}
    assert tenant.post("/scripts", {"scriptContent": alone}).status == 206
    wrong = {**SCRIPT, "header": {**SCRIPT["header"], "scriptName": "Wrong"}, "branches": {"1": [{"to": 9}]}}
    assert tenant.post("/scripts", {"scriptContent": wrong}).status == 409
    assert tenant.get("/scripts", scriptPath="Wrong").status == 404


def test_a_script_that_somebody_has_open_is_not_saved(tenant):
    """Its lock is told in the header, and a lock that fails answers 200."""
    tenant.person("script", path=SCRIPT_NAME, locked_by="Sam")
    assert tenant.post("/scripts", {"scriptContent": SCRIPT}).status == 409
    assert tenant.get("/scripts", scriptPath=SCRIPT_NAME)["header"]["lockInfo"]["lockedName"] == "Sam"
    answer = tenant.put("/scripts", scriptPath=SCRIPT_NAME, lockScript="true")
    assert (answer.status, answer["errorState"]) == (200, True)


def test_a_script_of_the_desktop_application_is_read_as_a_file_only(tenant):
    """Its JSON fails."""
    number = tenant.person("script", path="Old", desktop=True)["masterID"]
    assert tenant.get("/scripts", scriptPath="Old").status == 400
    assert tenant.get(f"/scripts/{number}")["filePath"] == "Old"


def test_what_starts_something_is_not_there(tenant):
    """Starting skills and scripts is no configuration."""
    skill = tenant.skill("Calls", mediaTypeId=4, isOutbound=True)
    for path in (f"/skills/{skill}/start", "/scripts/start", "/scripts/kick"):
        assert tenant.post(path, {}).status == 404
