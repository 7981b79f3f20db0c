"""Rows: what is refused, and with which code."""

from __future__ import annotations

import pytest

from msgops_salesforce.simulator import ids

ROUTING = {
    "DeveloperName": "Most",
    "MasterLabel": "Most available",
    "RoutingModel": "MostAvailable",
    "RoutingPriority": 1,
    "CapacityWeight": 1.0,
}


@pytest.mark.parametrize(
    ("short", "long"),
    [("00Dxx0000001gPL", "00Dxx0000001gPLEAY"), ("001000000000001", "001000000000001AAA")],
)
def test_an_id_has_three_check_characters(short, long):
    """The letters of the alphabet A-Z, 0-5 say which characters are upper case."""
    assert long == ids.long(short) == ids.normal(short) == ids.normal(long)


def test_an_id_with_wrong_check_characters_is_no_id():
    """A typing error in the case is noticed."""
    assert ids.normal("00Dxx0000001gplEAY") is None


def test_fifteen_characters_reach_the_row(org):
    """What is stored has 18; both are accepted."""
    made = org.make("QueueRoutingConfig", **ROUTING)

    read = org.get(f"sobjects/QueueRoutingConfig/{made[:15]}?fields=Id,MasterLabel").body

    assert {"Id": made, "MasterLabel": "Most available"} == {k: read[k] for k in ("Id", "MasterLabel")}
    assert f"/services/data/v66.0/sobjects/QueueRoutingConfig/{made}" == read["attributes"]["url"]


@pytest.mark.parametrize(
    ("change", "code", "fields"),
    [
        ({"RoutingModel": "Best"}, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", ["RoutingModel"]),
        ({"MasterLabel": None}, "REQUIRED_FIELD_MISSING", ["MasterLabel"]),
        ({"MasterLabel": "x" * 81}, "STRING_TOO_LONG", ["MasterLabel"]),
        ({"DeveloperName": "Two__scores"}, "FIELD_INTEGRITY_EXCEPTION", ["DeveloperName"]),
        ({"DeveloperName": "9th"}, "FIELD_INTEGRITY_EXCEPTION", ["DeveloperName"]),
        ({"CapacityPercentage": 50.0}, "FIELD_INTEGRITY_EXCEPTION", ["CapacityWeight", "CapacityPercentage"]),
        ({"CapacityWeight": None}, "FIELD_INTEGRITY_EXCEPTION", ["CapacityWeight"]),
        ({"OverflowAssigneeId": "nothing"}, "MALFORMED_ID", ["OverflowAssigneeId"]),
        ({"OverflowAssigneeId": "005000000000001AAA"}, "INVALID_CROSS_REFERENCE_KEY", ["OverflowAssigneeId"]),
        ({"QueueId": "00Gxx0000001gPLEAY"}, "INVALID_FIELD", []),
    ],
)
def test_a_bad_value_is_refused(org, change, code, fields):
    """With the code of its kind, and the columns at fault."""
    found = org.post("sobjects/QueueRoutingConfig", {**ROUTING, **change})

    assert (400, code, fields) == (found.status, found.code, found.body[0]["fields"])


def test_a_number_in_quotes_is_refused(org):
    """JSON types are the columns' types."""
    found = org.post("sobjects/QueueRoutingConfig", {**ROUTING, "RoutingPriority": "1"})

    assert (400, "JSON_PARSER_ERROR") == (found.status, found.code)


def test_a_second_row_with_the_key_names_the_first(org):
    """The text of the dossier: duplicate value found: … on record with id: …"""
    first = org.make("QueueRoutingConfig", **ROUTING)

    found = org.post("sobjects/QueueRoutingConfig", {**ROUTING, "DeveloperName": "MOST"})

    assert (
        f"duplicate value found: DeveloperName duplicates value on record with id: {first}"
        == found.body[0]["message"]
    )


def test_weight_gives_way_to_percentage_in_one_request(org):
    """The other of the two is set to null beside it."""
    made = org.make("QueueRoutingConfig", **ROUTING)

    refused = org.patch(f"sobjects/QueueRoutingConfig/{made}", {"CapacityPercentage": 50})
    changed = org.patch(
        f"sobjects/QueueRoutingConfig/{made}", {"CapacityPercentage": 50, "CapacityWeight": None}
    )

    assert (400, 204) == (refused.status, changed.status)


def test_an_unset_push_timeout_reads_as_zero(org):
    """Not as null."""
    made = org.make("QueueRoutingConfig", **ROUTING)

    assert 0 == org.get(f"sobjects/QueueRoutingConfig/{made}").body["PushTimeout"]


def test_a_type_that_is_switched_off_does_not_exist(bare):
    """Omni-Channel off: 400 INVALID_TYPE, by query and by row."""
    assert "INVALID_TYPE" == bare.ask("SELECT COUNT() FROM ServiceChannel").code
    assert (400, "INVALID_TYPE") == (
        (found := bare.post("sobjects/QueueRoutingConfig", ROUTING)).status,
        found.code,
    )


def test_a_used_routing_configuration_stays(org):
    """The queue is told first."""
    routing = org.make("QueueRoutingConfig", **ROUTING)
    queue = org.make("Group", Name="Care", DeveloperName="Care", Type="Queue", QueueRoutingConfigId=routing)

    refused = org.delete(f"sobjects/QueueRoutingConfig/{routing}")
    org.patch(f"sobjects/Group/{queue}", {"QueueRoutingConfigId": None})

    assert (400, "DELETE_FAILED") == (refused.status, refused.code)
    assert 204 == org.delete(f"sobjects/QueueRoutingConfig/{routing}").status


def test_a_member_twice_is_a_member_once(org):
    """The second insert is answered with the first row."""
    queue = org.make("Group", Name="Care", DeveloperName="Care", Type="Queue")
    user = org.one("SELECT Id FROM User WHERE Username = 'ada@acme.example'")["Id"]

    assert org.make("GroupMember", GroupId=queue, UserOrGroupId=user) == org.make(
        "GroupMember", GroupId=queue, UserOrGroupId=user
    )


def test_a_deleted_row_says_so(org):
    """404 ENTITY_IS_DELETED; what never was is NOT_FOUND."""
    queue = org.make("Group", Name="Care", DeveloperName="Care", Type="Queue")
    org.delete(f"sobjects/Group/{queue}")

    assert "ENTITY_IS_DELETED" == org.delete(f"sobjects/Group/{queue}").code
    assert "NOT_FOUND" == org.delete("sobjects/Group/00G000000000001AAA").code


def test_a_channel_is_not_deleted(org):
    """405: nobody can."""
    found = org.delete("sobjects/MessagingChannel/0Mj000000000001AAA")

    assert (405, "METHOD_NOT_ALLOWED") == (found.status, found.code)


def test_rows_carry_who_wrote_them_and_when(org):
    """Whole seconds, in the form of the API."""
    made = org.make("QueueRoutingConfig", **ROUTING)
    row = org.one(
        f"SELECT CreatedDate, LastModifiedDate, SystemModstamp, LastModifiedBy.Username FROM QueueRoutingConfig WHERE Id = '{made}'"
    )

    assert row["CreatedDate"] == row["LastModifiedDate"] == row["SystemModstamp"]
    assert row["CreatedDate"].endswith(".000+0000")
    assert {"Username": "admin@acme.example"} == row["LastModifiedBy"]


def test_a_row_of_an_unknown_type_is_no_resource(org):
    """404 NOT_FOUND."""
    assert "NOT_FOUND" == org.get("sobjects/Nothing/describe").code


@pytest.mark.parametrize(
    ("version", "status"), [("v45.0", 200), ("v70.0", 200), ("v44.0", 404), ("v66", 404)]
)
def test_old_and_coming_versions_are_served(org, version, status):
    """Clients ask for theirs."""
    assert status == org.get(f"/services/data/{version}/sobjects/Group/describe").status
    assert status == org.get(f"/services/data/{version}/sobjects/Group/describe/").status


def test_a_locked_row_is_refused_and_nothing_is_written(org):
    """UNABLE_TO_LOCK_ROW, as often as the test says."""
    org.operate("knobs", {"locks": 1})
    queue = {"Name": "Care", "DeveloperName": "Care", "Type": "Queue"}

    assert "UNABLE_TO_LOCK_ROW" == org.post("sobjects/Group", queue).code
    assert 201 == org.post("sobjects/Group", queue).status


def test_the_last_call_of_the_day_is_followed_by_refusals(org):
    """403 REQUEST_LIMIT_EXCEEDED, and the header says that all are used."""
    org.operate("knobs", {"daily_calls": 3})
    used = [org.get("limits") for _ in range(4)]

    assert [200, 200, 200, 403] == [a.status for a in used]
    assert "REQUEST_LIMIT_EXCEEDED" == used[-1].code
    assert "api-usage=3/3" == used[-1].headers["Sforce-Limit-Info"]


def test_licences_have_seats(org):
    """The last seat is taken once, and given back."""
    licence = org.one(
        "SELECT Id FROM PermissionSetLicense WHERE DeveloperName = 'AgentforceServiceAgentUserPsl'"
    )
    users = [u["Id"] for u in org.query("SELECT Id FROM User")]
    made = [
        org.make("PermissionSetLicenseAssign", AssigneeId=u, PermissionSetLicenseId=licence["Id"])
        for u in users[:2]
    ]
    third = {"AssigneeId": users[2], "PermissionSetLicenseId": licence["Id"]}

    assert "LICENSE_LIMIT_EXCEEDED" == org.post("sobjects/PermissionSetLicenseAssign", third).code
    org.delete(f"sobjects/PermissionSetLicenseAssign/{made[0]}")
    assert 201 == org.post("sobjects/PermissionSetLicenseAssign", third).status


def test_a_permission_set_needs_its_licence(org):
    """Assigned without it, and taken away under it: both refused."""
    licence = org.one("SELECT Id FROM PermissionSetLicense WHERE DeveloperName = 'LiveMessageUserPsl'")["Id"]
    user = org.one("SELECT Id FROM User WHERE Username = 'ada@acme.example'")["Id"]
    granted = org.make("PermissionSet", Name="Agents", Label="Agents", LicenseId=licence)
    wanted = {"AssigneeId": user, "PermissionSetId": granted}

    assert "FIELD_INTEGRITY_EXCEPTION" == org.post("sobjects/PermissionSetAssignment", wanted).code
    seat = org.make("PermissionSetLicenseAssign", AssigneeId=user, PermissionSetLicenseId=licence)
    assert 201 == org.post("sobjects/PermissionSetAssignment", wanted).status
    assert "DUPLICATE_VALUE" == org.post("sobjects/PermissionSetAssignment", wanted).code
    assert "DELETE_FAILED" == org.delete(f"sobjects/PermissionSetLicenseAssign/{seat}").code
    assert "DELETE_FAILED" == org.delete(f"sobjects/PermissionSet/{granted}").code


def test_a_grant_needs_those_below_it(org):
    """Create without read is refused."""
    granted = org.make("PermissionSet", Name="Agents", Label="Agents")
    grant = {"ParentId": granted, "SobjectType": "Case", "PermissionsCreate": True}

    assert "FIELD_INTEGRITY_EXCEPTION" == org.post("sobjects/ObjectPermissions", grant).code
    assert 201 == org.post("sobjects/ObjectPermissions", {**grant, "PermissionsRead": True}).status


def test_a_field_grant_goes_with_its_read(org):
    """The platform deletes the row."""
    granted = org.make("PermissionSet", Name="Agents", Label="Agents")
    made = org.make(
        "FieldPermissions", ParentId=granted, SobjectType="Case", Field="Case.Subject", PermissionsRead=True
    )
    org.patch(f"sobjects/FieldPermissions/{made}", {"PermissionsRead": False})

    assert [] == org.query("SELECT Id FROM FieldPermissions")


def test_a_status_without_channels_is_away(org):
    """With one it is online; without it again, away again."""
    status = org.make("ServicePresenceStatus", DeveloperName="Here", MasterLabel="Here")
    channel = org.one("SELECT Id FROM ServiceChannel WHERE DeveloperName = 'sfdc_livemessage'")["Id"]
    away = [org.one("SELECT IsAway FROM ServicePresenceStatus")["IsAway"]]
    link = org.make("ServiceChannelStatus", ServicePresenceStatusId=status, ServiceChannelId=channel)
    away.append(org.one("SELECT IsAway FROM ServicePresenceStatus")["IsAway"])
    org.delete(f"sobjects/ServiceChannelStatus/{link}")
    away.append(org.one("SELECT IsAway FROM ServicePresenceStatus")["IsAway"])

    assert [True, False, True] == away


def test_the_audit_trail_says_who_changed_what(org):
    """Rows of users and of people in Setup, with their names."""
    org.make("QueueRoutingConfig", **ROUTING)
    org.operate(
        "row", {"type": "Group", "values": {"Name": "By hand", "DeveloperName": "ByHand", "Type": "Queue"}}
    )

    found = org.query("SELECT Action, Section, Display, CreatedBy.Name FROM SetupAuditTrail ORDER BY Id")

    assert [("Most", "Alma Admin"), ("ByHand", "Olga Operator")] == [
        (f["Display"].split()[-1], f["CreatedBy"]["Name"]) for f in found
    ]


def test_the_channel_of_messaging_is_there_while_messaging_is_on(bare):
    """Omni-Channel alone does not show it."""
    bare.operate("feature", {"name": "OmniChannel", "on": True})
    soql = "SELECT DeveloperName FROM ServiceChannel ORDER BY DeveloperName"
    before = [c["DeveloperName"] for c in bare.query(soql)]
    bare.operate("feature", {"name": "LiveMessage", "on": True})

    assert ["sfdc_phone"] == before
    assert ["sfdc_livemessage", "sfdc_phone"] == [c["DeveloperName"] for c in bare.query(soql)]


def test_a_thousand_members_are_five_calls(org):
    """Collections of 200; the answer comes soon enough to test with."""
    queue = org.make("Group", Name="Care", DeveloperName="Care", Type="Queue")
    users = []
    for start in range(0, 1000, 200):
        rows = [
            {"attributes": {"type": "User"}, "Username": f"u{i}@acme.example", "LastName": f"U{i}"}
            for i in range(start, start + 200)
        ]
        users += [r["id"] for r in org.post("composite/sobjects", {"records": rows}).body]
    before = org.simulator.world.counters["api-calls"]
    for start in range(0, 1000, 200):
        rows = [
            {"attributes": {"type": "GroupMember"}, "GroupId": queue, "UserOrGroupId": u}
            for u in users[start : start + 200]
        ]
        assert all(r["success"] for r in org.post("composite/sobjects", {"records": rows}).body)

    assert 5 == org.simulator.world.counters["api-calls"] - before
    assert 1000 == len(org.query(f"SELECT UserOrGroupId FROM GroupMember WHERE GroupId = '{queue}'"))
