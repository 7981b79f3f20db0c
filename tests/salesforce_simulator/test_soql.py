"""The subset of SOQL, and what is said about the rest."""

from __future__ import annotations

import pytest


@pytest.fixture
def people(org):
    for name, active in (("carla", True), ("dora", False), ("Emil", True)):
        org.operate(
            "row",
            {
                "type": "User",
                "values": {"Username": f"{name}@acme.example", "LastName": name, "IsActive": active},
            },
            actor=org.actor,
        )
    return org


def names(org, where):
    return [r["LastName"] for r in org.query(f"SELECT LastName FROM User WHERE {where} ORDER BY LastName")]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("LastName = 'EMIL'", ["Emil"]),
        ("LastName LIKE '%O_A'", ["dora"]),
        ("LastName IN ('carla', 'dora')", ["carla", "dora"]),
        ("LastName NOT IN ('carla', 'dora', 'Admin', 'Agent')", ["Emil"]),
        ("IsActive = false", ["dora"]),
        ("FirstName = null AND NOT LastName = 'dora'", ["carla", "Emil"]),
        ("(LastName = 'carla' OR LastName = 'Emil') AND IsActive = TRUE", ["carla", "Emil"]),
        ("LastName > 'd' AND LastName < 'f'", ["dora", "Emil"]),
        ("Profile.Name = 'System Administrator'", ["Admin"]),
        ("Id IN (SELECT CreatedById FROM PermissionSet)", ["Admin"]),
        ("LastName = 'car\\u0027la'", []),
        ("CreatedDate > 2020-01-01T00:00:00Z AND LastName = 'dora'", ["dora"]),
    ],
)
def test_a_condition_finds_its_rows(people, where, expected):
    """Text without case, ids, null, parents, sub-selects."""
    assert expected == names(people, where)


def test_an_id_of_fifteen_characters_finds_its_row(people):
    """As one of 18 does."""
    id_ = people.one("SELECT Id FROM User WHERE LastName = 'Emil'")["Id"]

    assert ["Emil"] == names(people, f"Id = '{id_[:15]}'") == names(people, f"Id = '{id_}'")


def test_children_come_as_a_list_or_null(org):
    """Nothing below is null, not an empty list."""
    queue = org.make("Group", Name="Care", DeveloperName="Care", Type="Queue")
    empty = org.one("SELECT Id, (SELECT SobjectType FROM QueueSobjects) FROM Group")
    org.make("QueueSobject", QueueId=queue, SobjectType="Case")
    full = org.one("SELECT Id, (SELECT SobjectType FROM QueueSobjects) FROM Group")

    assert None is empty["QueueSobjects"]
    assert {"totalSize": 1, "done": True, "records": [{"SobjectType": "Case"}]} == full["QueueSobjects"]


def test_a_missing_parent_is_null(people):
    """Down the whole path."""
    row = people.one("SELECT Profile.UserLicense.Name, Alias FROM User WHERE LastName = 'Emil'")

    assert {"Profile": None, "Alias": None} == row


def test_rows_are_sorted_and_cut(people):
    """ORDER BY, LIMIT, OFFSET; nulls come first unless they are said to come last."""
    found = people.query(
        "SELECT LastName FROM User ORDER BY FirstName NULLS LAST, LastName DESC LIMIT 2 OFFSET 1"
    )

    assert ["Admin", "Agent"] == [r["LastName"] for r in found]


def test_a_count_has_no_records(people):
    """The number is in totalSize."""
    assert {"totalSize": 6, "done": True, "records": []} == people.ask("SELECT COUNT() FROM User").body


@pytest.mark.parametrize(
    ("soql", "code"),
    [
        ("SELECT Nothing FROM User", "INVALID_FIELD"),
        ("SELECT Nobody.Name FROM User", "INVALID_FIELD"),
        ("SELECT Profile.Nothing FROM User", "INVALID_FIELD"),
        ("SELECT Id FROM Nothing", "INVALID_TYPE"),
        ("SELECT Id, (SELECT Id FROM Things) FROM User", "INVALID_TYPE"),
        ("SELECT Id FROM User GROUP BY Id", "MALFORMED_QUERY"),
        ("SELECT Id FROM User WHERE Name = unquoted", "MALFORMED_QUERY"),
        ("SELECT Id FROM User WHERE Name = 'a' OR Name = 'b' AND Name = 'c'", "MALFORMED_QUERY"),
        ("SELECT Id FROM User WHERE Name = 'open", "MALFORMED_QUERY"),
        ("SELECT FROM User", "MALFORMED_QUERY"),
        ("SELECT Id FROM User LIMIT many", "MALFORMED_QUERY"),
        ("SELECT Id FROM User WHERE IsActive > 'x'", "INVALID_FIELD"),
        ("SELECT Id FROM User WHERE " + "(" * 200 + "Id = null" + ")" * 200, "MALFORMED_QUERY"),
        (" ", "MALFORMED_QUERY"),
    ],
)
def test_what_is_not_understood_is_said(people, soql, code):
    """400 with the code, and the column at fault by name."""
    found = people.ask(soql)

    assert (400, code) == (found.status, found.code)


def test_an_unknown_column_is_named(org):
    """With its object."""
    assert (
        "No such column 'Nothing' on entity 'User'" in org.ask("SELECT Nothing FROM User").body[0]["message"]
    )


def test_pages_have_the_size_that_was_asked_for(org):
    """200 at least; the locator of the last page is absent."""
    for number in range(450):
        org.make("Account", Name=f"Account {number}")
    page = org.ask("SELECT Name FROM Account ORDER BY Name", sforce_query_options="batchSize=20").body
    sizes, urls = [len(page["records"])], []
    while not page["done"]:
        urls.append(page["nextRecordsUrl"])
        page = org.get(page["nextRecordsUrl"]).body
        sizes.append(len(page["records"]))

    assert [200, 200, 50] == sizes
    assert ["-200", "-400"] == [u[-4:] for u in urls]
    assert 450 == page["totalSize"]


def test_an_unknown_locator_is_refused(org):
    """INVALID_QUERY_LOCATOR."""
    assert "INVALID_QUERY_LOCATOR" == org.get("query/01gxx0000000000AAA-2000").code


def test_a_query_tells_its_columns(org):
    """Instead of its rows: parents and children hold theirs."""
    from urllib.parse import quote

    soql = "SELECT Id, CreatedBy.Profile.Name, (SELECT SobjectType FROM QueueSobjects) FROM Group"
    found = org.get(f"query?q={quote(soql)}&columns=true").body["columnMetadata"]

    assert ["Id", "CreatedBy", "QueueSobjects"] == [c["columnName"] for c in found]
    assert "Name" == found[1]["joinColumns"][0]["joinColumns"][0]["columnName"]
    assert (True, "SobjectType") == (found[2]["aggregate"], found[2]["joinColumns"][0]["columnName"])
