"""Skills: what is written otherwise than it is read, refused within 200, ignored, never deleted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cxone_simulator.desk import DFO


def test_one_bad_skill_fails_within_a_successful_answer(tenant):
    """The others of the list are made."""
    campaign = tenant.campaign()
    good = {
        "mediaTypeId": 9,
        "campaignId": campaign,
        "serviceLevelThreshold": 60,
        "serviceLevelGoal": 80,
        "enableShortAbandon": False,
        "shortAbandonThreshold": 15,
    }
    skills = [{**good, "skillName": name} for name in ("One", "X", "Two")]
    answer = tenant.post("/skills", {"skills": skills})
    assert (answer.status, answer["errorCount"]) == (200, 1)
    assert [r["success"] for r in answer["skillsResults"]] == [True, False, True]
    assert tenant.get("/skills")["totalRecords"] == 2


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"campaignId": 1}, "campaignId 1 does not exist"),
        ({"skillName": "x" * 31}, "2 to 30"),
        ({"skillName": "a/b"}, "2 to 30"),
        ({"mediaTypeId": 2}, "mediaTypeId"),
        ({"serviceLevelGoal": None}, "serviceLevelGoal is required"),
        ({"serviceLevelGoal": 101}, "percentage"),
        ({"messageTemplateId": 1}, "messageTemplateId 1 does not exist"),
        ({"dispositions": [{"dispositionId": 1, "priority": 1}]}, "disposition 1"),
        ({"acwTypeId": 4}, "acwTypeId"),
        ({"chatWarningThreshold": 1000}, "999"),
    ],
)
def test_a_skill_is_checked_although_the_specification_requires_nothing(tenant, given, error):
    """In practice campaign, media type, name and service level are needed."""
    result = tenant.new_skill("WhatsApp_EN", **given)
    assert not result["success"] and error in result["error"]


def test_names_are_written_in_one_spelling_and_read_in_another(tenant):
    """Also between create and change."""
    skill = tenant.skill(
        enableParking=True,
        screenPopDetails="d",
        screenPopTriggerEvent=2,
        popThankYouURL="u",
        patronTypingPreview=True,
    )
    shown = tenant.get(f"/skills/{skill}").body
    assert (shown["emailParking"], shown["screenPopDetail"], shown["popThankYouURL"]) == (True, "d", "u")
    assert shown["screenPopTriggerEvent"] == "2", "a number is written, a word is read"
    change = {"popThankYouUrl": "v", "patronTypingIndicator": False, "enableParking": False}
    tenant.put(f"/skills/{skill}", {"skill": change})
    shown = tenant.get(f"/skills/{skill}").body
    assert (shown["popThankYouURL"], shown["patronTypingPreview"], shown["emailParking"]) == (
        "v",
        False,
        False,
    )


def test_what_only_a_read_shows_is_ignored_by_a_change(tenant):
    """Timers, sub-skill and Accept/Reject: the answer says success, nothing happens."""
    skill = tenant.skill()
    change = {
        "agentResponseEnabled": True,
        "agentFirstResponseTime": 9,
        "IsSubSkill": True,
        "PresentAcceptReject": True,
    }
    assert tenant.put(f"/skills/{skill}", {"skill": {**change, "mediatypeid": 4}})["success"]
    shown = tenant.get(f"/skills/{skill}").body
    assert not any(shown[name] for name in change)
    assert shown["mediaTypeId"] == 9


def test_a_new_skill_is_active_whatever_it_says(tenant):
    """`isActive` belongs to changes."""
    skill = tenant.skill(isActive=False)
    assert tenant.get(f"/skills/{skill}")["isActive"]


def test_there_is_no_delete_and_a_name_is_not_free_again(tenant):
    """The row of an inactive skill is revived instead."""
    skill = tenant.skill()
    assert tenant.delete(f"/skills/{skill}").status == 404
    tenant.put(f"/skills/{skill}", {"skill": {"isActive": False}})
    assert "already exists" in tenant.new_skill("whatsapp_en")["error"]
    tenant.put(f"/skills/{skill}", {"skill": {"isActive": True}})
    assert tenant.get(f"/skills/{skill}")["isActive"]


def test_a_digital_skill_has_a_queue_of_its_name(tenant):
    """The queue is gone for those who do not ask for deleted ones when the skill is inactive."""
    skill = tenant.skill()
    (queue,) = tenant.get(f"{DFO}/routing-queues", nameContains="whatsapp")["data"]
    assert (queue["name"], queue["skillId"]) == ("WhatsApp_EN", skill)
    assert queue["id"] == str(tenant.get(f"/skills/{skill}")["routingQueueId"])
    tenant.put(f"/skills/{skill}", {"skill": {"isActive": False}})
    assert tenant.get(f"{DFO}/routing-queues")["data"] == []
    assert tenant.get(f"{DFO}/routing-queues", withDeleted="true")["data"][0]["isDeleted"]


def test_a_skill_of_another_medium_has_no_queue(tenant):
    """Only digital skills are synchronised."""
    tenant.skill("Calls", mediaTypeId=4)
    assert tenant.get(f"{DFO}/routing-queues")["data"] == []


def test_a_new_skill_may_come_late_to_the_list(tenant):
    """The detail has it at once."""
    tenant.person("knobs", skill_list_lag=3, queue_lag=300)
    skill = tenant.skill()
    assert tenant.get("/skills").status == 204
    assert tenant.get(f"/skills/{skill}").status == 200
    tenant.simulator.world.offset += timedelta(seconds=4)
    assert tenant.get("/skills")["totalRecords"] == 1
    assert tenant.get(f"{DFO}/routing-queues")["data"] == []
    tenant.simulator.world.offset += timedelta(seconds=300)
    assert len(tenant.get(f"{DFO}/routing-queues")["data"]) == 1


def test_codes_of_routing_choices_are_learned_from_skills_of_the_console(tenant):
    """Nobody publishes them; a number that is none is refused."""
    tenant.campaign()
    tenant.person(
        "skill",
        name="Learn",
        evaluation="Preferred Agent",
        focus_metric="Per Case",
        focus_lock="When Offline",
    )
    learned = tenant.get("/skills/10234").body
    codes = {name: learned[name] for name in ("evaluationCriteria", "FocusMetric", "FocusLock")}
    skill = tenant.skill(**codes, FallbackTime=10)
    assert codes.items() <= tenant.get(f"/skills/{skill}").body.items()
    assert "evaluationCriteria 77 is not valid" in tenant.new_skill("Guess", evaluationCriteria=77)["error"]


def test_tenants_have_codes_of_their_own():
    """So that nobody writes down those of one."""
    from msgops_cxone.simulator import build

    seen = {str(build(seed).world.table("codes")) for seed in range(8)}
    assert len(seen) > 1


def test_a_fallback_time_goes_with_the_lock_when_offline(tenant):
    """With the other lock it is refused."""
    tenant.campaign()
    tenant.person("skill", name="Learn", focus_lock="When Available")
    lock = tenant.get("/skills/10234")["FocusLock"]
    assert "When Offline" in tenant.new_skill("S1", FocusLock=lock, FallbackTime=10)["error"]


def test_dispositions_of_a_skill_may_not_stick(tenant):
    """One author says that no write path works: a knob makes it so."""
    skill = tenant.skill()
    tenant.post(
        "/dispositions", {"dispositions": [{"dispositionName": "Done", "isPreviewDisposition": False}]}
    )
    change = {"skill": {"dispositions": [{"dispositionId": 900, "priority": 1}]}}
    tenant.person("knobs", dispositions_stick=False)
    assert tenant.put(f"/skills/{skill}", change)["success"]
    assert tenant.get(f"/skills/{skill}/dispositions").status == 204
    tenant.person("knobs", dispositions_stick=True)
    tenant.put(f"/skills/{skill}", change)
    assert tenant.get(f"/skills/{skill}/dispositions")["dispositions"][0]["dispositionName"] == "Done"


def test_blocks_of_parameters_are_written_one_by_one_and_read_together(tenant):
    """Under other names, and not those of an inbound digital skill."""
    skill = tenant.skill("Calls", mediaTypeId=4, isOutbound=True)
    path = f"/skills/{skill}/parameters"
    tenant.put(f"{path}/retry-settings", {"retrySettings": {"maximumAttempts": 3}})
    tenant.put(f"{path}/retry-settings", {"retrySettings": {"minimumRetryMinutes": 240}})
    tenant.put(f"{path}/xs-settings", {"xsSettings": {"xsScriptID": 7}})
    tenant.put(f"{path}/list-management", {"displayField2Name": "b"})
    found = tenant.get(path)
    assert found["retrySettings"] == {"maximumAttempts": 3, "minimumRetryMinutes": 240}
    assert found["xsSettings"] == {"xsScriptId": 7}
    assert found["listManagementSettings"] == {"displayField2NAme": "b"}
    assert tenant.get(f"{path}/retry-settings").body is None, "its own read has no documented body"
    inbound = tenant.skill("Digital")
    assert tenant.put(f"/skills/{inbound}/parameters/retry-settings", {"retrySettings": {}}).status == 400


def test_a_schedule_wants_every_day_to_be_active(tenant):
    """The live API was seen to reject an inactive day."""
    skill = tenant.skill("Calls", mediaTypeId=4, isOutbound=True)
    week = {"isScheduled": True, "mondayStartTime": "09:00", "mondayEndTime": "18:00", "mondayIsActive": True}
    assert (
        tenant.put(f"/skills/{skill}/parameters/schedule-settings", {"scheduleSettings": week}).status == 400
    )


def test_before_version_33_a_skill_lies_within_a_list(tenant):
    """Some versions were seen to do so."""
    skill = tenant.skill()
    assert tenant.get(f"/incontactapi/services/v30.0/skills/{skill}")["skills"][0]["skillId"] == skill
