"""The styles of pages, and lists that are empty."""

from __future__ import annotations

import pytest

from cxone_simulator.desk import DFO
from cxone_simulator.scenario import CHANNEL, INDEX


def test_pages_of_the_admin_api_go_by_skip_and_top(tenant):
    """The links say where the next page is, and the last has none."""
    for number in range(5):
        tenant.campaign(f"Campaign {number}")
    first = tenant.get("/campaigns", skip=0, top=3)
    assert (first["totalRecords"], [c["name"][-1] for c in first["campaigns"]]) == (5, ["0", "1", "2"])
    assert [c["name"][-1] for c in tenant.get("/campaigns", skip=3, top=3)["campaigns"]] == ["3", "4"]
    links = tenant.get("/skills", skip=0, top=1).body
    assert links is None
    tenant.skill("One"), tenant.skill("Two")
    links = tenant.get("/skills", skip=0, top=1)["_links"]
    assert "skip=1" in links["next"] and "previous" not in links
    assert "next" not in tenant.get("/skills", skip=1, top=1)["_links"]


def test_at_most_a_hundred_rows_come_whatever_is_asked(tenant):
    """And fifty unasked."""
    for number in range(120):
        tenant.post("/tags", tagName=f"t{number}")
        tenant.campaign(f"c{number}")
    assert len(tenant.get("/campaigns", top=500)["campaigns"]) == 100
    assert len(tenant.get("/campaigns")["campaigns"]) == 50
    assert len(tenant.get("/tags")["tags"]) == 120, "this list has no pages"


@pytest.mark.parametrize(
    "path",
    [
        "/campaigns",
        "/skills",
        "/tags",
        "/address-books",
        "/dnc-groups",
        "/hours-of-operation?isDeleted=false",
    ],
)
def test_an_empty_list_has_no_body(tenant, path):
    """204 is no error."""
    answer = tenant.get(path)
    assert (answer.status, answer.body) == (204, None)


def test_a_page_beyond_the_end_is_empty(tenant):
    """The total is still told."""
    tenant.campaign()
    answer = tenant.get("/campaigns", skip=50)
    assert (answer["totalRecords"], answer["campaigns"]) == (1, [])


def test_lists_are_narrowed_and_ordered(tenant):
    """By a text, by activity, by fields, by order."""
    for name in ("Beta", "alpha", "Gamma"):
        tenant.campaign(name)
    tenant.call("PATCH", "/campaigns/4021/status", isActive="false")
    assert [c["name"] for c in tenant.get("/campaigns", orderBy="name desc")["campaigns"]] == [
        "Gamma",
        "Beta",
        "alpha",
    ]
    assert [c["name"] for c in tenant.get("/campaigns", isActive="false")["campaigns"]] == ["Beta"]
    assert tenant.get("/campaigns", searchString="ALPHA", fields="name")["campaigns"] == [{"name": "alpha"}]


def test_routing_attributes_want_all_parameters_of_their_page(tenant):
    """Row and index, and words for true and false."""
    for name in ("spanish", "french"):
        tenant.put("/routing-attributes/0", {"routingAttributeName": name})
    found = tenant.get("/routing-attributes", status=1, **INDEX)
    assert [a["Attribute_Name"] for a in found["routingAttributes"]] == ["french", "spanish"]
    whole = {"status": 1, **INDEX}
    for name in whole:
        assert (
            tenant.get("/routing-attributes", **{k: v for k, v in whole.items() if k != name}).status == 400
        )


def test_the_digital_api_counts_pages_from_one(tenant):
    """A bare list of channels; a page zero is refused."""
    for number in range(3):
        tenant.post(
            f"{DFO}/channels",
            {**CHANNEL, "id": f"c{number}", "idOnExternalPlatform": "x", "name": f"C{number}"},
        )
    pages = [tenant.get(f"{DFO}/channels", page=page, size=2).body for page in (1, 2, 3)]
    assert [[c["id"] for c in page] for page in pages] == [["c0", "c1"], ["c2"], []]
    assert tenant.get(f"{DFO}/channels", page=0).status == 400


def test_routing_queues_have_one_page_of_fifty_unless_asked_for_more(tenant):
    """There is no parameter for the next."""
    for number in range(60):
        tenant.skill(f"Skill {number}")
    answer = tenant.get(f"{DFO}/routing-queues")
    assert (answer["hits"], len(answer["data"])) == (60, 50)
    assert len(tenant.get(f"{DFO}/routing-queues", size=500)["data"]) == 60


def test_cases_are_read_by_a_token_until_there_is_none(tenant):
    """The fourth style; configuration does not need it."""
    tenant.post(f"{DFO}/channels", CHANNEL)
    tenant.person("customer-message", channel="Portal EU", times=60)
    seen, token = 0, {}
    for _ in range(5):
        answer = tenant.get(f"{DFO}/contacts", **token)
        seen += len(answer["data"])
        if "scrollToken" not in answer.body:
            break
        token = {"scrollToken": answer["scrollToken"]}
    assert seen == 60


def test_roles_have_their_page_in_the_body(tenant):
    """The first is page 1."""
    search = "/authorization/v1/roles/search"
    first = tenant.post(search, {"page": {"pageSize": 1, "pageNo": 1}})["roles"]
    second = tenant.post(search, {"page": {"pageSize": 1, "pageNo": 2}})["roles"]
    assert [r["roleName"] for r in first + second] == ["Administrator", "Agent"]
