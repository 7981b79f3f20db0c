"""Several requests in one, and several rows in one."""

from __future__ import annotations

from typing import Any

BASE = "/services/data/v66.0/sobjects"


def step(name: str, type_: str, body: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {"method": "POST", "url": f"{BASE}/{type_}", "referenceId": name, "body": body, **more}


QUEUE = {"Name": "Care", "DeveloperName": "Care", "Type": "Queue"}


def graph(takes: str) -> dict[str, Any]:
    requests = [
        step("q", "Group", QUEUE),
        step("s", "QueueSobject", {"QueueId": "@{q.id}", "SobjectType": takes}),
    ]
    return {"graphs": [{"graphId": "one", "compositeRequest": requests}]}


def count(org, type_="Group"):
    return org.ask(f"SELECT COUNT() FROM {type_}").body["totalSize"]


def test_a_graph_makes_all_its_rows(org):
    """Later requests use the ids of earlier ones."""
    (found,) = org.post("composite/graph", graph("MessagingSession")).body["graphs"]

    assert (True, [201, 201]) == (
        found["isSuccessful"],
        [r["httpStatusCode"] for r in found["graphResponse"]["compositeResponse"]],
    )
    assert (1, 1) == (count(org), count(org, "QueueSobject"))


def test_a_graph_that_fails_leaves_nothing(org):
    """The outer answer is 200; the request at fault keeps its error, the others are halted."""
    answer = org.post("composite/graph", graph("Nothing"))
    (found,) = answer.body["graphs"]
    codes = [r["body"][0]["errorCode"] for r in found["graphResponse"]["compositeResponse"]]

    assert (200, False) == (answer.status, found["isSuccessful"])
    assert ["PROCESSING_HALTED", "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"] == codes
    assert 0 == count(org)


def test_without_all_or_none_the_good_stay(org):
    """What depends on a failure is halted."""
    requests = [
        step("good", "Group", QUEUE),
        step("bad", "Group", {"Name": "x" * 41}),
        step("after", "QueueSobject", {"QueueId": "@{bad.id}", "SobjectType": "Case"}),
    ]
    found = org.post("composite", {"compositeRequest": requests}).body["compositeResponse"]

    assert [201, 400, 400] == [r["httpStatusCode"] for r in found]
    assert "PROCESSING_HALTED" == found[2]["body"][0]["errorCode"]
    assert 1 == count(org)


def test_a_query_in_a_composite_feeds_the_next(org):
    """Into lists too."""
    requests = [
        {
            "method": "GET",
            "url": "/services/data/v66.0/query?q=SELECT+Id+FROM+User+LIMIT+1",
            "referenceId": "u",
        },
        step("q", "Group", QUEUE),
        step("m", "GroupMember", {"GroupId": "@{q.id}", "UserOrGroupId": "@{u.records[0].Id}"}),
    ]
    found = org.post("composite", {"allOrNone": True, "compositeRequest": requests}).body["compositeResponse"]

    assert [200, 201, 201] == [r["httpStatusCode"] for r in found]


def test_more_than_25_requests_are_refused(org):
    """LIMIT_EXCEEDED, and nothing is done."""
    requests = [step(f"r{i}", "Account", {"Name": "A"}) for i in range(26)]

    assert "LIMIT_EXCEEDED" == org.post("composite", {"compositeRequest": requests}).code


def test_a_composite_counts_as_one_call(org):
    """Whatever it does inside."""
    org.post("composite", {"compositeRequest": [step(f"r{i}", "Account", {"Name": "A"}) for i in range(20)]})

    assert 1 == org.simulator.world.counters["api-calls"]


def test_setup_and_business_rows_do_not_mix(org):
    """MIXED_DML_OPERATION in one transaction; apart they are fine."""
    requests = [step("a", "Account", {"Name": "A"}), step("q", "Group", QUEUE)]
    mixed = org.post("composite", {"allOrNone": True, "compositeRequest": requests}).body["compositeResponse"]
    apart = org.post("composite", {"allOrNone": False, "compositeRequest": requests}).body[
        "compositeResponse"
    ]

    assert "MIXED_DML_OPERATION" == mixed[1]["body"][0]["errorCode"]
    assert [201, 201] == [r["httpStatusCode"] for r in apart]


def rows(*names: str) -> list[dict[str, Any]]:
    return [{"attributes": {"type": "Account"}, "Name": n} for n in names]


def test_a_collection_has_a_result_for_every_row(org):
    """In their order, with the code of each failure."""
    found = org.post("composite/sobjects", {"records": rows("A", "x" * 256, "C")}).body

    assert [True, False, True] == [r["success"] for r in found]
    assert "STRING_TOO_LONG" == found[1]["errors"][0]["statusCode"]
    assert 2 == count(org, "Account")


def test_a_collection_may_be_all_or_none(org):
    """The good rows say that they were rolled back."""
    found = org.post("composite/sobjects", {"allOrNone": True, "records": rows("A", "x" * 256)}).body

    assert ["ALL_OR_NONE_OPERATION_ROLLED_BACK", "STRING_TOO_LONG"] == [
        r["errors"][0]["statusCode"] for r in found
    ]
    assert 0 == count(org, "Account")


def test_collections_change_and_delete(org):
    """By the ids of the rows."""
    made = [r["id"] for r in org.post("composite/sobjects", {"records": rows("A", "B")}).body]
    changed = org.call(
        "PATCH",
        "composite/sobjects",
        {"records": [{"attributes": {"type": "Account"}, "id": made[0], "Name": "Z"}]},
    ).body
    read = org.post(
        "composite/sobjects/Account", {"ids": [made[0], "001000000000001AAA"], "fields": ["Name"]}
    ).body
    gone = org.delete(f"composite/sobjects?ids={','.join(made)}&allOrNone=true").body

    assert [True] == [r["success"] for r in changed]
    assert ["Z", None] == [r and r["Name"] for r in read]
    assert [True, True] == [r["success"] for r in gone]
    assert 0 == count(org, "Account")


def test_more_than_200_rows_are_refused(org):
    """LIMIT_EXCEEDED."""
    assert "LIMIT_EXCEEDED" == org.post("composite/sobjects", {"records": rows(*["A"] * 201)}).code


def test_a_batch_is_independent(org):
    """Each request has its status."""
    requests = [{"method": "GET", "url": "v66.0/limits"}, {"method": "GET", "url": "v66.0/query?q=SELECT"}]
    body = org.post("composite/batch", {"batchRequests": requests}).body

    assert (True, [200, 400]) == (body["hasErrors"], [r["statusCode"] for r in body["results"]])


def test_a_tree_is_all_or_none(org):
    """The bad rows are named by their references."""
    records = [{"attributes": {"type": "Account", "referenceId": n}, "Name": n} for n in ("good", "x" * 300)]
    bad = org.post("composite/tree/Account", {"records": records})
    good = org.post("composite/tree/Account", {"records": records[:1]})

    assert (400, ["x" * 300]) == (bad.status, [r["referenceId"] for r in bad.body["results"]])
    assert (201, 1) == (good.status, count(org, "Account"))


def test_more_than_five_queries_are_refused(org):
    """In one composite."""
    query = {"method": "GET", "url": "/services/data/v66.0/query?q=SELECT+Id+FROM+User"}
    requests = [{**query, "referenceId": f"r{i}"} for i in range(6)]

    assert "LIMIT_EXCEEDED" == org.post("composite", {"compositeRequest": requests}).code


def test_graphs_after_fourteen_failures_are_not_tried(org):
    """The fifteenth good one is halted."""
    bad = {"compositeRequest": [step("q", "Group", {"Name": "x" * 41})]}
    good = {"compositeRequest": [step("q", "Group", QUEUE)]}
    graphs = [{"graphId": str(i), **(bad if i < 14 else good)} for i in range(15)]
    found = org.post("composite/graph", {"graphs": graphs}).body["graphs"]

    assert [False] * 15 == [g["isSuccessful"] for g in found]
    assert "PROCESSING_HALTED" == found[14]["graphResponse"]["compositeResponse"][0]["body"][0]["errorCode"]


def test_what_is_no_resource_is_no_request(org):
    """Other addresses are not reached from inside."""
    requests = [{"method": "POST", "url": "/services/oauth2/token", "referenceId": "t"}]
    (found,) = org.post("composite", {"compositeRequest": requests}).body["compositeResponse"]

    assert "INVALID_INPUT" == found["body"][0]["errorCode"]
