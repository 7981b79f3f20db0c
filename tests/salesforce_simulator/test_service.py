"""Milestones, processes, templates; what goes wrong with the whole service."""

from __future__ import annotations

import pytest

from msgops.sandbox.app import Application
from salesforce_simulator.documents import NS, deletes, manifest

SLA = {
    "package.xml": manifest(MilestoneType="First_Response", EntitlementProcess="messaging_case_sla"),
    "milestoneTypes/First_Response.milestoneType": f"<MilestoneType {NS}><recurrenceType>none</recurrenceType></MilestoneType>",
    "entitlementProcesses/messaging_case_sla.entitlementProcess": f"<EntitlementProcess {NS}><SObjectType>Case</SObjectType><active>true</active><milestones><milestoneName>First_Response</milestoneName><minutesToComplete>60</minutesToComplete><timeTriggers><timeLength>-15</timeLength><workflowTimeTriggerUnit>Minutes</workflowTimeTriggerUnit></timeTriggers><useCriteriaStartTime>false</useCriteriaStartTime></milestones><name>Messaging Case SLA</name><versionNumber>1</versionNumber></EntitlementProcess>",
}
TEMPLATE = {
    "package.xml": manifest(EmailTemplate="Care/Closing"),
    "email/Care/Closing.email": "Good bye, {!Contact.Name}.",
    "email/Care/Closing.email-meta.xml": f"<EmailTemplate {NS}><available>true</available><encodingKey>UTF-8</encodingKey><name>Closing</name><style>none</style><subject>Closed</subject><type>text</type></EmailTemplate>",
}


@pytest.fixture
def entitled(org):
    org.operate("feature", {"name": "Entitlements", "on": True})
    return org


def test_a_process_is_deployed_with_its_milestones(entitled):
    """It is found by the name of its file."""
    assert "Succeeded" == entitled.deploy(SLA)["status"]

    row = entitled.one(
        "SELECT Name, IsActive, VersionNumber FROM SlaProcess WHERE NameNorm = 'messaging_case_sla'"
    )
    assert ("Messaging Case SLA", True, 1) == tuple(row.values())


def test_an_active_process_keeps_its_structure(entitled):
    """A new version is a new component."""
    entitled.deploy(SLA)
    name = "entitlementProcesses/messaging_case_sla.entitlementProcess"
    changed = entitled.deploy({**SLA, name: SLA[name].replace(">60<", ">30<")})

    assert "can't be changed" in changed["details"]["componentFailures"][0]["problem"]
    assert (
        "is referenced by"
        in entitled.deploy(deletes(MilestoneType="First_Response"))["details"]["componentFailures"][0][
            "problem"
        ]
    )


def test_without_entitlements_there_is_no_process(org):
    """The feature is off."""
    assert "Failed" == org.deploy(SLA)["status"]


def test_a_template_lies_in_a_folder(org):
    """Its text is a file beside its description; without the folder it is refused."""
    refused = org.deploy(TEMPLATE)
    org.make("Folder", Name="Care", DeveloperName="Care", Type="Email", AccessType="Public")
    done, again = org.deploy(TEMPLATE), org.deploy(TEMPLATE)
    row = org.one("SELECT Name, Subject, Body, TemplateType, IsActive FROM EmailTemplate")

    assert ("Failed", "Succeeded") == (refused["status"], done["status"])
    assert ("Closing", "Closed", "Good bye, {!Contact.Name}.", "text", True) == tuple(row.values())
    assert [False] == [m["changed"] for m in again["details"]["componentSuccesses"]]


def test_a_quick_text_is_a_row(org):
    """Created, changed, deleted."""
    made = org.make("MessagingTemplate", DeveloperName="Closing", MasterLabel="Closing", Message="Ended.")

    assert 204 == org.patch(f"sobjects/MessagingTemplate/{made}", {"Message": "Bye."}).status
    assert 204 == org.delete(f"sobjects/MessagingTemplate/{made}").status


def test_business_hours_are_not_deleted(org):
    """405."""
    made = org.make("BusinessHours", Name="Day", MondayStartTime="09:00:00.000Z")

    assert 405 == org.delete(f"sobjects/BusinessHours/{made}").status


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ("401", 401, "INVALID_SESSION_ID"),
        ("403", 403, "REQUEST_LIMIT_EXCEEDED"),
        ("500", 500, "UNKNOWN_EXCEPTION"),
        ("503", 503, "SERVER_UNAVAILABLE"),
    ],
)
def test_a_fault_has_the_body_of_its_kind(org, fault, status, code):
    """A list with one error."""
    reply = org.simulator.fault_reply(int(fault))

    assert (status, code) == (reply.status, reply.body[0]["errorCode"])
    assert Application(org.simulator).simulator is org.simulator


def test_a_stale_change_can_be_noticed(org):
    """LastModifiedDate moves with a change by hand, and says who made it."""
    from datetime import timedelta

    made = org.make("Group", Name="Care", DeveloperName="Care", Type="Queue")
    soql = "SELECT LastModifiedDate, LastModifiedBy.Name FROM Group"
    before = org.one(soql)
    org.simulator.world.offset += timedelta(seconds=2)
    org.operate("row", {"type": "Group", "id": made, "values": {"Name": "Changed"}})
    after = org.one(soql)

    assert before["LastModifiedDate"] < after["LastModifiedDate"]
    assert "Olga Operator" == after["LastModifiedBy"]["Name"]


def test_versions_and_resources_are_listed(org):
    """The versions without a session."""
    versions = org.get("/services/data/").body

    assert {"label": "Summer '26", "url": "/services/data/v67.0", "version": "67.0"} == versions[-1]
    assert "/services/data/v66.0/sobjects" == org.get("").body["sobjects"]


def test_the_environment_is_one_word_per_variable(org):
    """A shell reads it as it is."""
    variables = org.simulator.environment("https://127.0.0.1:1")

    assert "https://127.0.0.1:1" == variables["SALESFORCE_LOGIN_URL"]
    assert [] == [v for v in variables.values() if any(c.isspace() for c in v)]
