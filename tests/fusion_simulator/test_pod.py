"""The pod's REST conventions: one engine for every resource (dossier A3, D2)."""

from __future__ import annotations

import re

import pytest

BATCH = "application/vnd.oracle.adf.batch+json"


@pytest.fixture
def queue(cloud):
    """A queue for WhatsApp."""
    return cloud.make(
        "queues", QueueNumber="WA_CS", QueueName="WhatsApp Customer Service", AutoRoutingFlag=True
    )


def test_a_new_queue_has_its_defaults_and_a_number_of_fifteen_digits(cloud, queue):
    """Enabled, not external, nothing waiting."""
    assert re.fullmatch(r"3001\d{11}", str(queue["QueueId"]))
    assert (True, False, 0, 0) == tuple(
        queue[n] for n in ("EnabledFlag", "ExternalFlag", "OpenSrCount", "OpenUwoCount")
    )


def test_an_item_has_a_link_to_itself_with_its_version(cloud, queue):
    """The change indicator is the ETag, without its quotes."""
    link = queue["links"][0]
    read = cloud.adf("GET", link["href"].removeprefix("http://sandbox.test"))

    assert ("self", "item", "queues") == (link["rel"], link["kind"], link["name"])
    assert f'"{link["properties"]["changeIndicator"]}"' == read.headers["ETag"]


def test_a_queue_without_a_number_gets_one(cloud):
    """The public identifier is the server's where the client has none."""
    assert cloud.make("queues", QueueName="SMS")["QueueNumber"]


def test_a_patch_changes_what_it_names_and_null_clears(cloud, queue):
    """What is absent is untouched."""
    path = f"queues/{queue['QueueId']}"
    cloud.adf("PATCH", path, {"Description": "first"})
    changed = cloud.adf("PATCH", path, {"EnabledFlag": False, "Description": None})

    assert (200, False, None, True) == (
        changed.status,
        changed["EnabledFlag"],
        changed["Description"],
        changed["AutoRoutingFlag"],
    )


def test_a_deleted_row_is_not_found(cloud, queue):
    """204 without a body, then 404."""
    path = f"queues/{queue['QueueId']}"
    gone = cloud.adf("DELETE", path)

    assert (204, None) == (gone.status, gone.body)
    assert 404 == cloud.adf("GET", path).status == cloud.adf("DELETE", path).status


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"QueueNumber": "X"}, "27014"),
        ({"QueueName": "x" * 401}, "27010"),
        ({"QueueName": "x", "EnabledFlag": "Y"}, "25009"),
        ({"QueueName": "x", "QueueNumber": "WA_CS"}, "25013"),
        ({"QueueName": "x", "Nothing": 1}, ""),
    ],
)
def test_a_create_is_checked(cloud, queue, body, code):
    """Required, length, type, double, unknown: 400 with a detail and where it is."""
    refused = cloud.adf("POST", "queues", body)

    assert (400, "400") == (refused.status, refused["status"])
    assert code == refused["o:errorDetails"][0].get("o:errorCode", "") and refused.detail


def test_what_may_not_change_is_refused(cloud, queue):
    """The number of a queue is written once; the same value is no change."""
    path = f"queues/{queue['QueueId']}"

    assert 400 == cloud.adf("PATCH", path, {"QueueNumber": "OTHER"}).status
    assert 200 == cloud.adf("PATCH", path, {"QueueNumber": "WA_CS"}).status


def test_an_upsert_changes_the_row_that_it_means(cloud, queue):
    """200 where the number is there, 201 where it is not."""
    body = {"QueueNumber": "WA_CS", "QueueName": "Renamed"}
    changed = cloud.adf("POST", "queues", body, upsert_mode="true")
    made = cloud.adf("POST", "queues", {**body, "QueueNumber": "NEW"}, upsert_mode="true")

    assert (200, queue["QueueId"], "Renamed", True) == (
        changed.status,
        changed["QueueId"],
        changed["QueueName"],
        changed["AutoRoutingFlag"],
    )
    assert 201 == made.status and made.headers["Location"].endswith(str(made["QueueId"]))


def test_versions_of_a_row_are_compared(cloud, queue):
    """`If-Match` answers 412, `If-None-Match` 304."""
    path = f"queues/{queue['QueueId']}"
    etag = cloud.adf("GET", path).headers["ETag"]

    assert 304 == cloud.adf("GET", path, if_none_match=etag).status
    assert 200 == cloud.adf("PATCH", path, {"EnabledFlag": False}, if_match=etag).status
    assert 412 == cloud.adf("PATCH", path, {"EnabledFlag": True}, if_match=etag).status
    assert 200 == cloud.adf("GET", path, if_none_match=etag).status


@pytest.mark.parametrize(
    ("version", "text", "count"),
    [
        (1, "QueueNumber=WA_CS;EnabledFlag=true", 1),
        (1, "QueueName=WhatsApp Customer Service", 1),
        (4, "QueueNumber='WA_CS' and EnabledFlag='true'", 1),
        (4, "QueueNumber = 'WA_CS' and EnabledFlag = true", 1),
        (2, "QueueName like 'WhatsApp%' or QueueName='SMS'", 2),
        (2, "QueueNumber in ('WA_CS','SMS')", 2),
        (2, "not (QueueNumber='WA_CS')", 1),
        (2, "Description is null and QueueId >= 1", 2),
        (2, "QueueName='It''s'", 0),
        (9, "QueueNumber between 'S' and 'T'", 1),
    ],
)
def test_a_query_finds_in_the_grammar_of_its_version(cloud, queue, version, text, count):
    """Semicolons in version 1; quotes, `and`, `or` from version 2 on."""
    cloud.make("queues", QueueNumber="SMS", QueueName="SMS")

    assert count == len(cloud.rows("queues", version, q=text))


@pytest.mark.parametrize(
    ("version", "text"),
    [
        (4, "QueueNumber='WA_CS';EnabledFlag='true'"),
        (4, "QueueNumber=WA_CS"),
        (1, "QueueNumber='WA_CS' and EnabledFlag='true'"),
        (4, "Nothing='x'"),
        (4, "OpenSrCount=0"),
        (4, "QueueId='x'"),
        (4, "(QueueNumber='x'"),
    ],
)
def test_a_query_of_another_grammar_is_refused(cloud, queue, version, text):
    """So is an attribute that cannot be queried."""
    from urllib.parse import quote

    assert 400 == cloud.adf("GET", f"queues?q={quote(text)}", version=version).status


def test_a_page_has_twenty_five_rows_unless_told_and_five_hundred_at_most(cloud):
    """A larger limit is clamped without a word."""
    for number in range(501):
        cloud.make("queues", QueueName=f"Queue {number:03d}")
    plain, large = (
        cloud.adf("GET", "queues"),
        cloud.adf("GET", "queues?limit=5000&totalResults=true&onlyData=true"),
    )
    rest = cloud.adf("GET", "queues?limit=500&offset=500&orderBy=QueueName:asc&fields=QueueName")

    assert (25, 25, True) == (
        plain["count"],
        plain["limit"],
        plain["hasMore"],
    ) and "totalResults" not in plain.body
    assert (500, 500, 501) == (large["count"], large["limit"], large["totalResults"])
    assert "links" not in large.body and "links" not in large["items"][0]
    assert ["Queue 500"] == [r["QueueName"] for r in rest["items"]] and rest["hasMore"] is False


def test_fields_and_children_are_chosen(cloud, queue):
    """`fields` with children, `expand` with all; together fields win."""
    party = cloud.rows("resources", q="Username='agent1'")[0]["PartyId"]
    cloud.make(f"queues/{queue['QueueId']}/child/resourceMembers", ObjectId=party)
    path = f"queues/{queue['QueueId']}"

    some = cloud.adf("GET", f"{path}?fields=QueueName;resourceMembers:ObjectId&expand=all&onlyData=true")
    whole = cloud.adf("GET", f"{path}?expand=all")
    old = cloud.adf("GET", f"{path}?expand=resourceMembers", version=1)

    assert {"QueueName", "resourceMembers"} == set(some.body)
    assert [{"ObjectId": party}] == some["resourceMembers"]["items"]
    assert 1 == whole["resourceMembers"]["count"] and [] == whole["overflowQueues"]["items"]
    assert [party] == [m["ObjectId"] for m in old["resourceMembers"]]
    assert 400 == cloud.adf("GET", f"{path}?expand=nothing").status
