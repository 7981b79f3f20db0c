"""Deploys by REST: what is written, what is refused, what stays."""

from __future__ import annotations

import pytest

from salesforce_simulator.documents import (
    EVENT,
    EVERYTHING,
    FLOW,
    NS,
    QUEUE,
    ROUTING,
    SETTINGS,
    deletes,
    manifest,
)


def problems(result):
    return [m["problem"] for m in result["details"]["componentFailures"]]


def changes(result):
    return {m["fullName"]: (m["created"], m["changed"]) for m in result["details"]["componentSuccesses"]}


def routing(name: str = "Most", text: str = ROUTING) -> dict[str, str]:
    return {
        "package.xml": manifest(QueueRoutingConfig=name),
        f"queueRoutingConfigs/{name}.queueRoutingConfig": text,
    }


def test_a_package_becomes_rows(org):
    """Components are written in the order of their references, whatever the order of the files."""
    result = org.deploy(EVERYTHING)

    assert ("Succeeded", []) == (result["status"], problems(result))
    assert {"Most": (True, True), "Care": (True, True)}.items() <= changes(result).items()
    queue = org.one(
        "SELECT Name, Type, DoesSendEmailToMembers, QueueRoutingConfig.DeveloperName, (SELECT SobjectType FROM QueueSobjects) FROM Group"
    )
    assert ("Care", "Queue", True) == (queue["Name"], queue["Type"], queue["DoesSendEmailToMembers"])
    assert "Most" == queue["QueueRoutingConfig"]["DeveloperName"]
    assert ["MessagingSession"] == [s["SobjectType"] for s in queue["QueueSobjects"]["records"]]


def test_a_second_deploy_changes_nothing_but_the_flow(org):
    """Every deploy of a flow makes a version."""
    org.deploy(EVERYTHING)
    before = org.query("SELECT LastModifiedDate, SystemModstamp FROM Group")
    org.simulator.world.offset *= 2

    again = changes(org.deploy(EVERYTHING))

    assert {"Route"} == {name for name, (_, changed) in again.items() if changed}
    assert before == org.query("SELECT LastModifiedDate, SystemModstamp FROM Group")
    versions = org.query("SELECT VersionNumber, Status FROM Flow ORDER BY VersionNumber", tooling=True)
    assert [(1, "Obsolete"), (2, "Active")] == [(v["VersionNumber"], v["Status"]) for v in versions]


def test_a_check_reports_and_writes_nothing(org):
    """checkOnly: the messages of a deploy, and no rows."""
    result = org.deploy(EVERYTHING, checkOnly=True)

    assert ("Succeeded", True, 6) == (
        result["status"],
        result["checkOnly"],
        result["numberComponentsDeployed"],
    )
    assert [] == org.query("SELECT Id FROM Group")
    assert 404 == org.get("sobjects/Infobip_Event__e/describe").status


def test_one_bad_component_undoes_the_rest(org):
    """rollbackOnError: nothing stays, and the bad one is named with its line."""
    files = {
        **EVERYTHING,
        "queues/Care.queue": QUEUE.replace("<name>", "<nome>").replace("</name>", "</nome>"),
    }
    result = org.deploy(files)
    (failure,) = result["details"]["componentFailures"]

    assert ("Failed", False, 1) == (result["status"], result["success"], result["numberComponentErrors"])
    assert ("Care", "Queue", "queues/Care.queue", "Error", 1) == tuple(
        failure[k] for k in ("fullName", "componentType", "fileName", "problemType", "lineNumber")
    )
    assert "Element {http://soap.sforce.com/2006/04/metadata}nome invalid" in failure["problem"]
    assert [] == org.query("SELECT Id FROM QueueRoutingConfig")


def test_without_rollback_the_good_components_stay(org):
    """SucceededPartial."""
    files = {
        "package.xml": manifest(QueueRoutingConfig="Most", Queue="Care"),
        "queueRoutingConfigs/Most.queueRoutingConfig": ROUTING,
        "queues/Care.queue": QUEUE.replace("<queueRoutingConfig>Most", "<queueRoutingConfig>Least"),
    }
    result = org.deploy(files, rollbackOnError=False)

    assert "SucceededPartial" == result["status"]
    assert ["In field: queueRoutingConfig - no QueueRoutingConfig named Least found"] == problems(result)
    assert 1 == len(org.query("SELECT Id FROM QueueRoutingConfig"))


def test_an_unknown_type_is_a_failure(org):
    """In the manifest."""
    result = org.deploy({"package.xml": manifest(ApexClass="Thing")})

    assert ["Unknown type name 'ApexClass' specified in package.xml"] == problems(result)


def test_what_the_manifest_names_must_be_there(org):
    """Unless missing files are allowed, and warnings ignored."""
    files = {"package.xml": manifest(Queue="Care")}
    strict, lax = org.deploy(files), org.deploy(files, allowMissingFiles=True, ignoreWarnings=True)

    assert ("Failed", "Succeeded") == (strict["status"], lax["status"])
    assert "was not found in zipped directory" in problems(strict)[0]


def test_what_is_not_named_is_a_failure(org):
    """A file beside the manifest."""
    files = {**routing(), "package.xml": manifest()}

    assert "is not named in package.xml" in problems(org.deploy(files))[0]


def test_a_star_names_everything_in_the_zip(org):
    """The wildcard of the manifest."""
    files = {**routing(), "package.xml": manifest(QueueRoutingConfig="*")}

    assert "Succeeded" == org.deploy(files)["status"]


@pytest.mark.parametrize(
    ("files", "error"),
    [({}, "No package.xml found"), ({"package.xml": "<Package"}, "package.xml: ")],
)
def test_a_package_without_a_readable_manifest_fails_whole(org, files, error):
    """errorMessage, and no components."""
    result = org.deploy(files)

    assert ("Failed", True) == (result["status"], result["errorMessage"].startswith(error))


def test_a_document_type_in_a_component_is_refused(org):
    """No entity is expanded."""
    text = '<!DOCTYPE q [<!ENTITY x "y">]>' + ROUTING.replace("<label>Most", "<label>&x;")

    assert "document type declaration" in problems(org.deploy(routing(text=text)))[0]


def test_members_are_replaced_by_a_deploy(org):
    """A queue file without members empties the queue."""
    org.deploy(EVERYTHING)
    queue = org.one("SELECT Id FROM Group WHERE DeveloperName = 'Care'")["Id"]
    user = org.one("SELECT Id FROM User WHERE Username = 'ada@acme.example'")["Id"]
    org.make("GroupMember", GroupId=queue, UserOrGroupId=user)
    with_member = QUEUE.replace(
        "</Queue>", "<queueMembers><users><user>ben@acme.example</user></users></queueMembers></Queue>"
    )

    org.deploy({"package.xml": manifest(Queue="Care"), "queues/Care.queue": with_member})
    replaced = org.query("SELECT UserOrGroupId FROM GroupMember")
    org.deploy({"package.xml": manifest(Queue="Care"), "queues/Care.queue": QUEUE})

    assert (1, False) == (len(replaced), replaced[0]["UserOrGroupId"] == user)
    assert [] == org.query("SELECT Id FROM GroupMember")


def test_settings_take_effect_some_calls_later(bare):
    """The document reads back at once; what it switches comes later."""
    bare.operate("knobs", {"settings_delay": 2})
    assert "Succeeded" == bare.deploy(SETTINGS)["status"]

    seen = [bare.ask("SELECT COUNT() FROM ServiceChannel").status for _ in range(4)]

    assert [400, 400, 200, 200] == seen


def test_omni_channel_does_not_go_off_again(org):
    """Refused."""
    off = {
        **SETTINGS,
        "settings/OmniChannel.settings": SETTINGS["settings/OmniChannel.settings"].replace("true", "false"),
    }

    assert ["Omni-Channel can't be disabled"] == problems(org.deploy(off))


def test_a_status_names_a_channel_that_is_on(bare):
    """Messaging off: its channel is no value."""
    bare.operate("knobs", {"settings_delay": 0})
    bare.deploy(
        {k: v for k, v in SETTINGS.items() if "Live" not in k}
        | {"package.xml": manifest(Settings="OmniChannel")}
    )
    files = {
        "package.xml": manifest(ServicePresenceStatus="Available"),
        "servicePresenceStatuses/Available.servicePresenceStatus": EVERYTHING[
            "servicePresenceStatuses/Available.servicePresenceStatus"
        ],
    }

    assert ["Value 'sfdc_livemessage' is not valid"] == problems(bare.deploy(files))


def test_destructive_changes_delete_and_miss(org):
    """A missing component is a warning, which counts as an error unless warnings are ignored."""
    org.deploy(EVERYTHING)

    wanted = deletes(Queue="Care", QueueRoutingConfig="Most")
    first = org.deploy(wanted)
    strict, lax = org.deploy(wanted), org.deploy(wanted, ignoreWarnings=True)

    assert [True, True] == [m["deleted"] for m in first["details"]["componentSuccesses"]]
    assert ("Failed", "Succeeded") == (strict["status"], lax["status"])
    assert ["Warning", "Warning"] == [m["problemType"] for m in lax["details"]["componentSuccesses"]]


def test_an_active_flow_is_not_deleted(org):
    """It is deactivated first."""
    org.deploy(EVERYTHING)
    off = {
        "package.xml": manifest(FlowDefinition="Route"),
        "flowDefinitions/Route.flowDefinition": f"<FlowDefinition {NS}><activeVersionNumber>0</activeVersionNumber></FlowDefinition>",
    }

    refused = org.deploy(deletes(Flow="Route"))
    org.deploy(off)
    gone = org.deploy(deletes(Flow="Route"))

    assert ("Failed", "Succeeded") == (refused["status"], gone["status"])
    assert [] == org.query("SELECT Id FROM FlowDefinitionView")


def test_what_is_referred_to_stays(org):
    """An event that is granted goes with its grants; a status that a permission set names does not."""
    org.deploy(EVERYTHING)

    assert (
        "is referenced by PermissionSet"
        in problems(org.deploy(deletes(ServicePresenceStatus="Available")))[0]
    )


def test_production_wants_care(org):
    """Rollback, no missing files, tests."""
    org.operate("knobs", {"production": True})
    good = {"rollbackOnError": True, "testLevel": "RunLocalTests"}
    for wrong in ({"rollbackOnError": False}, {"allowMissingFiles": True}, {"testLevel": "NoTestRun"}):
        answer = org.start_deploy(routing(), **{**good, **wrong})
        assert (400, "INVALID_OPERATION") == (answer.status, answer.code)

    assert "Succeeded" == org.deploy(routing(), **good)["status"]


def test_in_production_a_flow_arrives_inactive(org):
    """Unless a setting says otherwise."""
    org.operate("knobs", {"production": True})
    files = {"package.xml": manifest(Flow="Route"), "flows/Route.flow": FLOW}
    org.deploy(files, testLevel="RunLocalTests")
    org.operate("feature", {"name": "FlowDeployAsActive", "on": True})
    org.deploy(files, testLevel="RunLocalTests")

    versions = org.query("SELECT Status FROM Flow ORDER BY VersionNumber", tooling=True)
    assert ["Draft", "Active"] == [v["Status"] for v in versions]


def test_a_deploy_goes_through_its_states(org):
    """Pending, InProgress, then its end; a second one waits for the first."""
    org.operate("knobs", {"deploy_polls": 1})
    first, second = org.start_deploy(routing()), org.start_deploy(routing("Other"))

    def status(answer):
        return org.get(f"metadata/deployRequest/{answer.body['id']}").body["deployResult"]["status"]

    assert (201, "Pending") == (first.status, first.body["deployResult"]["status"])
    assert ["InProgress", "Pending", "InProgress", "Succeeded"] == [
        status(first),
        status(second),
        status(second),
        status(second),
    ]
    assert "Succeeded" == status(first)


def test_a_waiting_deploy_is_cancelled(org):
    """Canceling, then Canceled; nothing is written."""
    job = org.start_deploy(routing()).body["id"]
    asked = org.patch(f"metadata/deployRequest/{job}", {"deployResult": {"status": "Canceling"}})
    seen = org.get(f"metadata/deployRequest/{job}").body["deployResult"]

    assert (202, "Canceled", True) == (asked.status, seen["status"], seen["done"])
    assert [] == org.query("SELECT Id FROM QueueRoutingConfig")


def test_what_was_validated_is_deployed_at_once(org):
    """With tests, in the last ten days."""
    checked = org.deploy(routing(), checkOnly=True, testLevel="RunLocalTests")["id"]
    untested = org.deploy(routing(), checkOnly=True)["id"]
    headers = {"content-type": "application/json"}

    quick = org.post("metadata/deployRequest", {"validatedDeployRequestId": checked}, **headers)
    refused = org.post("metadata/deployRequest", {"validatedDeployRequestId": untested}, **headers)
    for _ in range(3):
        org.get(f"metadata/deployRequest/{quick.body['id']}")

    assert (201, 400) == (quick.status, refused.status)
    assert 1 == len(org.query("SELECT Id FROM QueueRoutingConfig"))


def test_both_names_of_the_json_part_are_known(org):
    """`json` of the documents, `entity_content` of clients."""
    assert 201 == org.start_deploy(routing(), part="entity_content").status


def test_an_event_can_be_seen_late(org):
    """As many calls as the knob says."""
    org.operate("knobs", {"invisible_calls": 2})
    org.deploy(EVERYTHING)

    seen = [org.get("sobjects/Infobip_Event__e/describe").status for _ in range(4)]

    assert [404, 404, 200, 200] == seen


def test_an_event_is_described_with_its_fields(org):
    """Types and lengths; the list of entities has it."""
    org.deploy(EVERYTHING)

    fields = {f["name"]: f for f in org.get("sobjects/Infobip_Event__e/describe").body["fields"]}
    entity = org.one(
        "SELECT Label, PublisherId FROM EntityDefinition WHERE QualifiedApiName = 'Infobip_Event__e'"
    )

    assert ("string", 255, True) == tuple(fields["EventType__c"][k] for k in ("type", "length", "custom"))
    assert ("textarea", 131072) == (fields["Payload__c"]["type"], fields["Payload__c"]["length"])
    assert "Infobip Event" == entity["Label"]


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("HighVolume", "StandardVolume", "event type can't be changed"),
        (
            "<type>Text</type>",
            "<type>TextArea</type>",
            "type of Infobip_Event__e.EventType__c can't be changed",
        ),
        ("<length>255</length>", "<length>36</length>", "can't be reduced"),
        ("<length>255</length>", "<length>256</length>", "length must be between 1 and 255"),
        ("<label>Infobip Event</label>", "", "Required field is missing: label"),
        ("<label>Infobip Event</label>", "<sharingModel>Read</sharingModel>", "sharingModel invalid"),
    ],
)
def test_some_of_an_event_is_for_ever(org, before, after, problem):
    """Its type, the types of its fields; lengths only grow."""
    org.deploy(EVERYTHING)
    files = {
        "package.xml": manifest(CustomObject="Infobip_Event__e"),
        "objects/Infobip_Event__e.object": EVERYTHING["objects/Infobip_Event__e.object"].replace(
            before, after
        ),
    }

    assert problem in problems(org.deploy(files))[0]


def test_an_event_accepts_read_and_create_only(org):
    """Grants on it."""
    org.deploy(EVERYTHING)
    set_ = org.one("SELECT Id FROM PermissionSet WHERE Name = 'sfdc_scrt2'")["Id"]
    grant = {"ParentId": set_, "SobjectType": "Infobip_Event__e", "PermissionsRead": True}

    assert (
        "FIELD_INTEGRITY_EXCEPTION"
        == org.post("sobjects/ObjectPermissions", {**grant, "PermissionsEdit": True}).code
    )
    assert 201 == org.post("sobjects/ObjectPermissions", {**grant, "PermissionsCreate": True}).status


def test_a_standard_permission_set_is_not_deployed(org):
    """sfdc_scrt2 is read-only to metadata."""
    files = {
        "package.xml": manifest(PermissionSet="sfdc_scrt2"),
        "permissionsets/sfdc_scrt2.permissionset": f"<PermissionSet {NS}><label>Mine</label></PermissionSet>",
    }

    assert "is a standard permission set" in problems(org.deploy(files))[0]


def test_a_profile_keeps_what_is_not_mentioned(org):
    """Profiles merge, permission sets are replaced."""
    org.deploy(EVERYTHING)
    grants = "".join(
        f"<servicePresenceStatusAccesses><enabled>{on}</enabled><servicePresenceStatus>Available</servicePresenceStatus></servicePresenceStatusAccesses>"
        for on in ("true",)
    )
    first = f"<Profile {NS}>{grants}</Profile>"
    second = f"<Profile {NS}><description>Agents</description></Profile>"
    for text in (first, second):
        org.deploy({"package.xml": manifest(Profile="Admin"), "profiles/Admin.profile": text})

    stored = next(p for p in org.simulator.world.table("Profile").values() if p["_fullName"] == "Admin")
    assert {"description", "servicePresenceStatusAccesses"} == set(stored["_content"])


def test_the_trail_names_what_was_deployed(org):
    """One line per change, by the user of the deploy."""
    org.deploy(routing())

    assert [{"Action": "createdQueueRoutingConfig"}] == org.query("SELECT Action FROM SetupAuditTrail")


@pytest.mark.parametrize("with_object", [True, False])
def test_a_field_is_a_component_where_the_manifest_names_it(org, with_object):
    """In the file of its object, with it or alone."""
    org.deploy(EVERYTHING)
    wider = EVENT.replace("<visibleLines>3", "<visibleLines>5")
    objects = {"CustomObject": "Infobip_Event__e"} if with_object else {}
    files = {
        "package.xml": manifest(CustomField="Infobip_Event__e.Payload__c", **objects),
        "objects/Infobip_Event__e.object": wider,
    }

    changed = changes(org.deploy(files))

    expected = {"Infobip_Event__e.Payload__c": (False, True)}
    assert (expected | {"Infobip_Event__e": (False, False)} if with_object else expected) == changed
