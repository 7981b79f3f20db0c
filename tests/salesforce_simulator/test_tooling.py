"""The Tooling API: documents in JSON, rows with plain columns."""

from __future__ import annotations

import pytest

from salesforce_simulator.documents import EVERYTHING

VENDOR = {"developerName": "Infobip", "masterLabel": "Infobip", "vendorType": "BringYourOwnChannelPartner"}
DEFINITION = {
    "developerName": "Infobip_WhatsApp",
    "masterLabel": "Infobip WhatsApp",
    "connectedAppType": "Customer",
    "consentOwner": "Salesforce",
    "routingOwner": "Salesforce",
    "conversationVendorInfo": "Infobip",
    "customPlatformEvent": "Infobip_Event__e",
    "customEventPayloadField": "Payload__c",
    "customEventTypeField": "EventType__c",
    "supportsImplicitConsent": True,
    "supportsKeywords": False,
}
VENDORS, DEFINITIONS = (f"tooling/sobjects/Conversation{n}" for n in ("VendorInfo", "ChannelDefinition"))


def post(org, path, name, content):
    return org.post(path, {"FullName": name, "Metadata": content})


def make(org, path, name, content):
    found = post(org, path, name, content)
    assert found.status == 201, found.body
    return found.body["id"]


@pytest.fixture
def ready(org):
    org.deploy(EVERYTHING)
    make(org, VENDORS, "Infobip", VENDOR)
    return org


def test_a_create_is_answered_with_five_fields(org):
    """Warnings and infos beside what the data API says; the prefix is that of the guide."""
    body = post(org, VENDORS, "Infobip", VENDOR).body

    assert {"success": True, "errors": [], "warnings": [], "infos": []} == {
        k: v for k, v in body.items() if k != "id"
    }
    assert "0m8" == body["id"][:3]


def test_a_document_goes_round(ready):
    """What was sent comes back, with nulls for the rest and the link that the service made."""
    made = make(ready, DEFINITIONS, "Infobip_WhatsApp", DEFINITION)

    row = ready.get(f"{DEFINITIONS}/{made}").body
    assert "Infobip_WhatsApp" == row["FullName"]
    assert DEFINITION.items() <= row["Metadata"].items()
    assert None is row["Metadata"]["customIcon"]
    assert row["Metadata"]["connectedAppOauthLink"].endswith(":Infobip_WhatsApp")


def test_a_read_document_can_be_written_back(ready):
    """Read, merge, write: nulls and the generated link are taken as they are."""
    made = make(ready, DEFINITIONS, "Infobip_WhatsApp", DEFINITION)
    content = ready.get(f"{DEFINITIONS}/{made}").body["Metadata"]

    answer = ready.patch(f"{DEFINITIONS}/{made}", {"Metadata": {**content, "masterLabel": "WhatsApp"}})

    assert 204 == answer.status
    row = ready.one(
        "SELECT MasterLabel, ConversationVendorInfo.VendorType FROM ConversationChannelDefinition"
    )
    assert ("WhatsApp", "BringYourOwnChannelPartner") == (
        row["MasterLabel"],
        row["ConversationVendorInfo"]["VendorType"],
    )


def test_a_patch_replaces_the_whole_document(ready):
    """What is not sent is gone."""
    made = make(ready, DEFINITIONS, "Infobip_WhatsApp", {**DEFINITION, "supportsIsoCountryCode": True})
    ready.patch(f"{DEFINITIONS}/{made}", {"Metadata": DEFINITION})

    assert None is ready.get(f"{DEFINITIONS}/{made}").body["Metadata"]["supportsIsoCountryCode"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"supportsImplicitConsent": False}, "FIELD_INTEGRITY_EXCEPTION"),
        ({"conversationVendorInfo": "Nobody"}, "INVALID_CROSS_REFERENCE_KEY"),
        ({"customPlatformEvent": "None__e"}, "INVALID_CROSS_REFERENCE_KEY"),
        ({"customEventPayloadField": "None__c"}, "INVALID_CROSS_REFERENCE_KEY"),
        ({"isTypingIndicatorDisabled": True}, "JSON_PARSER_ERROR"),
        ({"masterLabel": 3}, "JSON_PARSER_ERROR"),
        ({"masterLabel": None}, "REQUIRED_FIELD_MISSING"),
        ({"developerName": "Other"}, "FIELD_INTEGRITY_EXCEPTION"),
    ],
)
def test_a_bad_document_is_refused(ready, change, code):
    """By the code of what is wrong; columns gone since 66.0 are unknown."""
    found = post(ready, DEFINITIONS, "Infobip_WhatsApp", {**DEFINITION, **change})

    assert (400, code) == (found.status, found.code)


def test_a_developer_name_is_taken_once(ready):
    """DUPLICATE_DEVELOPER_NAME."""
    assert "DUPLICATE_DEVELOPER_NAME" == post(ready, VENDORS, "Infobip", VENDOR).code


def test_a_vendor_goes_after_its_definitions(ready):
    """The reference keeps it."""
    vendor = ready.one("SELECT Id FROM ConversationVendorInfo")["Id"]
    made = make(ready, DEFINITIONS, "Infobip_WhatsApp", DEFINITION)

    refused = ready.delete(f"{VENDORS}/{vendor}")
    gone = [ready.delete(f"{DEFINITIONS}/{made}").status, ready.delete(f"{VENDORS}/{vendor}").status]

    assert ("DELETE_FAILED", [204, 204]) == (refused.code, gone)


def test_documents_come_one_at_a_time(ready):
    """Metadata and FullName are selected only where one row is found."""
    make(ready, VENDORS, "Other", {**VENDOR, "developerName": "Other"})
    many = ready.ask("SELECT Id, Metadata FROM ConversationVendorInfo", tooling=True)
    one = ready.one(
        "SELECT FullName, Metadata FROM ConversationVendorInfo WHERE DeveloperName = 'Other'", tooling=True
    )

    assert (400, "MALFORMED_QUERY") == (many.status, many.code)
    assert ("Other", "Infobip") == (one["FullName"], one["Metadata"]["masterLabel"])


def test_the_data_api_has_no_documents(ready):
    """`Metadata` is no column there."""
    assert "INVALID_FIELD" == ready.ask("SELECT Metadata FROM ConversationVendorInfo").code


def test_a_flow_has_versions(ready):
    """PATCH makes one too; FlowDefinition switches; only inactive ones are deleted."""
    flow = ready.one("SELECT Id, Metadata FROM Flow", tooling=True)
    ready.patch(f"tooling/sobjects/Flow/{flow['Id']}", {"Metadata": flow["Metadata"]})
    rows = ready.query("SELECT Id, Status, VersionNumber FROM Flow ORDER BY VersionNumber", tooling=True)
    definition = ready.one("SELECT Id, ActiveVersion.VersionNumber FROM FlowDefinition", tooling=True)
    view = ready.one("SELECT DurableId, ApiName, IsActive, VersionNumber FROM FlowDefinitionView")

    assert [(1, "Obsolete"), (2, "Active")] == [(r["VersionNumber"], r["Status"]) for r in rows]
    assert 2 == definition["ActiveVersion"]["VersionNumber"]
    assert (definition["Id"], "Route", True, 2) == tuple(view.values())

    back = {"Metadata": {"activeVersionNumber": 1}}
    assert 204 == ready.patch(f"tooling/sobjects/FlowDefinition/{definition['Id']}", back).status
    assert "DELETE_FAILED" == ready.delete(f"tooling/sobjects/Flow/{rows[0]['Id']}").code
    assert 204 == ready.delete(f"tooling/sobjects/Flow/{rows[1]['Id']}").status
    assert 1 == len(ready.query("SELECT Id FROM Flow", tooling=True))


def test_a_flow_is_not_saved_fifty_one_times(ready):
    """The cap is assumed; what happens at it is that saving fails."""
    flow = ready.one("SELECT Id, Metadata FROM Flow", tooling=True)
    answers = [
        ready.patch(f"tooling/sobjects/Flow/{flow['Id']}", {"Metadata": flow["Metadata"]}).status
        for _ in range(50)
    ]

    assert [204] * 49 + [400] == answers


def test_a_field_is_added_and_widened(ready):
    """By its full name; there is no delete."""
    path = "tooling/sobjects/CustomField"
    field = {"label": "More", "type": "Text", "length": 36}
    made = make(ready, path, "Infobip_Event__e.More__c", field)

    assert 204 == ready.patch(f"{path}/{made}", {"Metadata": {**field, "length": 100}}).status
    fields = {f["name"]: f["length"] for f in ready.get("sobjects/Infobip_Event__e/describe").body["fields"]}
    assert 100 == fields["More__c"]
    assert 405 == ready.delete(f"{path}/{made}").status


def test_the_capacity_is_changed_here_only(org):
    """The data API creates it, the Tooling API changes it."""
    made = org.one("SELECT Id, Capacity FROM PresenceUserConfig")

    assert 5 == made["Capacity"]
    assert (
        "INVALID_FIELD_FOR_INSERT_UPDATE"
        == org.patch(f"sobjects/PresenceUserConfig/{made['Id']}", {"Capacity": 10}).code
    )
    assert 204 == org.patch(f"tooling/sobjects/PresenceUserConfig/{made['Id']}", {"Capacity": 10}).status
    assert 10 == org.one("SELECT Capacity FROM PresenceUserConfig")["Capacity"]


def test_an_app_lists_all_its_tabs(org):
    """Only those that there are; its navigation is for ever."""
    app = org.one(
        "SELECT Id, Metadata FROM CustomApplication WHERE DeveloperName = 'LightningService'", tooling=True
    )
    path = f"tooling/sobjects/CustomApplication/{app['Id']}"
    content = app["Metadata"]

    missing = org.patch(path, {"Metadata": {**content, "tabs": [*content["tabs"], "Mine"]}})
    changed = org.patch(path, {"Metadata": {**content, "navType": "Standard"}})
    good = org.patch(path, {"Metadata": {**content, "tabs": ["standard-Case"]}})

    assert ("INVALID_CROSS_REFERENCE_KEY", "FIELD_INTEGRITY_EXCEPTION", 204) == (
        missing.code,
        changed.code,
        good.status,
    )
    tabs = org.query("SELECT TabDefinitionId FROM AppTabMember WHERE AppDefinition.Label = 'Service Console'")
    assert ["standard-Case"] == [t["TabDefinitionId"] for t in tabs]


def test_a_bundle_has_its_files_as_rows(org):
    """A page may show it once it is there; then it stays."""
    bundle = make(
        org, "tooling/sobjects/AuraDefinitionBundle", "Frame", {"apiVersion": 66.0, "description": "A frame"}
    )
    part = {
        "AuraDefinitionBundleId": bundle,
        "DefType": "COMPONENT",
        "Format": "XML",
        "Source": "<aura:component/>",
    }
    page = {
        "masterLabel": "Page",
        "type": "AppPage",
        "template": {"name": "flexipage:defaultAppHomeTemplate"},
        "flexiPageRegions": [
            {
                "name": "main",
                "type": "Region",
                "itemInstances": [
                    {"componentInstance": {"componentName": "c:Frame", "identifier": "c_Frame1"}}
                ],
            }
        ],
    }
    unknown = {
        **page,
        "flexiPageRegions": [
            {
                **page["flexiPageRegions"][0],
                "itemInstances": [{"componentInstance": {"componentName": "c:None"}}],
            }
        ],
    }

    assert 201 == org.post("tooling/sobjects/AuraDefinition", part).status
    assert "INVALID_CROSS_REFERENCE_KEY" == post(org, "tooling/sobjects/FlexiPage", "Page", unknown).code
    made = make(org, "tooling/sobjects/FlexiPage", "Page", page)
    assert "DELETE_FAILED" == org.delete(f"tooling/sobjects/AuraDefinitionBundle/{bundle}").code
    assert 204 == org.delete(f"tooling/sobjects/FlexiPage/{made}").status
    assert 204 == org.delete(f"tooling/sobjects/AuraDefinitionBundle/{bundle}").status
    assert [] == org.query("SELECT Id FROM AuraDefinition", tooling=True)


def test_source_tracking_is_empty(org):
    """The command line asks for it."""
    assert [] == org.query("SELECT Id FROM SourceMember", tooling=True)


def test_what_is_of_the_tooling_api_is_not_of_the_other(org):
    """INVALID_TYPE."""
    assert "INVALID_TYPE" == org.ask("SELECT Id FROM Flow").code
    assert "INVALID_TYPE" == org.ask("SELECT Id FROM Account", tooling=True).code


def test_columns_beside_the_document_are_refused(org):
    """Only FullName and Metadata are sent."""
    found = org.post(VENDORS, {"FullName": "Infobip", "MasterLabel": "Infobip", "Metadata": VENDOR})

    assert "INVALID_FIELD" == found.code
