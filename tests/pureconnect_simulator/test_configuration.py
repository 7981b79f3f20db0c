"""Configuration objects by plain HTTP: lists, pages, conditions, writes and refusals."""

from __future__ import annotations

import pytest

from pureconnect_simulator.desk import ids

GROUPS = "/configuration/workgroups"
CARE = {
    "configurationId": {"id": "Care", "displayName": "Care"},
    "hasQueue": True,
    "queueType": 5,
    "members": [{"id": "jdoe"}],
}


@pytest.fixture
def many(server):
    """A server with 450 workgroups."""
    for n in range(450):
        server.simulator.world.table("workgroups")[f"g{n:03}"] = {
            "configurationId": {"id": f"g{n:03}"},
            "isActive": n % 2 == 0,
            "notes": None,
        }
    return server


def test_without_properties_a_list_has_every_id(many):
    answer = many.call("GET", GROUPS)

    assert 450 == len(ids(answer))
    assert all(set(row) == {"configurationId"} for row in answer.json()["items"])


def test_with_properties_a_list_has_200_at_most(many):
    answer = many.call("GET", GROUPS, select="isActive", headers={"Range": "items=0-999"})

    assert 200 == len(ids(answer))
    assert "items 0-199/450" == answer.headers["content-range"]


def test_a_range_is_a_page(many):
    pages = [
        ids(many.call("GET", GROUPS, select="*", headers={"Range": f"items={n}-{n + 199}"}))
        for n in (0, 200, 400)
    ]

    assert [200, 200, 50] == [len(p) for p in pages]
    assert 450 == len({name for page in pages for name in page})


def test_a_range_of_another_form_is_refused(many):
    assert 400 == many.call("GET", GROUPS, headers={"Range": "bytes=0-5"}).status_code


def test_properties_without_a_value_are_left_out(many):
    assert {"configurationId", "isActive"} == set(
        many.call("GET", f"{GROUPS}/g000", select="isActive,notes").json()
    )


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("configurationId.id eq G007", ["g007"]),
        ("configurationId.id sw g44", [f"g44{n}" for n in range(10)]),
        ("configurationId.id sw g44,configurationId.id ct 9", ["g449"]),
        ("configurationId.id eq nobody", []),
    ],
)
def test_conditions_narrow_a_list(many, where, found):
    assert found == ids(many.call("GET", GROUPS, where=where))


def test_an_unknown_condition_is_refused(many):
    assert 400 == many.call("GET", GROUPS, where="configurationId.id like g").status_code


def test_a_list_is_ordered_both_ways(many):
    last = ids(many.call("GET", GROUPS, orderBy="configurationId.id desc"))

    assert ("g449", "g000") == (last[0], last[-1])


def test_an_object_is_made_changed_and_removed(server):
    assert 201 == server.call("POST", GROUPS, CARE).status_code
    assert 204 == server.call("PUT", f"{GROUPS}/Care", {"isActive": True}).status_code

    shown = server.call("GET", f"{GROUPS}/Care", select="*").json()

    assert (True, 5, [{"id": "jdoe"}]) == (shown["isActive"], shown["queueType"], shown["members"])
    assert 204 == server.call("DELETE", f"{GROUPS}/Care").status_code
    assert 404 == server.call("GET", f"{GROUPS}/Care").status_code


def test_a_list_is_replaced_as_a_whole(server):
    server.call("POST", GROUPS, CARE)
    server.call("PUT", f"{GROUPS}/Care", {"members": [{"id": "asmith"}]})

    assert [{"id": "asmith"}] == server.call("GET", f"{GROUPS}/Care", select="members").json()["members"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"queueType": 6},
        {"queueType": "ACD"},
        {"hasQueue": "yes"},
        {"members": [{"id": "nobody"}]},
        {"members": "jdoe"},
        {"colour": "blue"},
        {"configurationId": {}},
    ],
)
def test_a_wrong_body_is_refused(server, wrong):
    answer = server.call("POST", GROUPS, {**CARE, **wrong})

    assert (400, "error.request.invalidParameter") == (answer.status_code, answer.json()["errorId"])


def test_a_name_is_there_once(server):
    server.call("POST", GROUPS, CARE)

    assert 400 == server.call("POST", GROUPS, CARE).status_code


def test_a_user_has_roles_and_licences_of_its_own(server):
    licensed = {"licenseProperties": {"additionalLicenses": [{"id": "I3_ACCESS_ACD_WHATSAPP"}]}}
    server.call("PUT", "/configuration/users/jdoe", {"roles": {"actualValue": [{"id": "Agent"}]}, **licensed})

    shown = server.call("GET", "/configuration/users/jdoe", select="roles,licenseProperties").json()

    assert [{"id": "Agent"}] == shown["roles"]["actualValue"]
    assert licensed["licenseProperties"] == shown["licenseProperties"]


def test_a_role_is_no_list_by_itself(server):
    assert 400 == server.call("PUT", "/configuration/users/jdoe", {"roles": [{"id": "Agent"}]}).status_code


def test_a_parameter_cannot_be_removed(server):
    made = {"configurationId": {"id": "A Parameter"}, "value": "1"}
    assert 201 == server.call("POST", "/configuration/server-parameters", made).status_code

    assert 404 == server.call("DELETE", "/configuration/server-parameters/A%20Parameter").status_code


@pytest.mark.parametrize("type_", ["feature-licenses", "license-allocations"])
def test_licences_are_only_read(server, type_):
    assert 404 == server.call("POST", f"/configuration/{type_}", {}).status_code
    server.person("take-license", type=type_, license=ids(server.call("GET", f"/configuration/{type_}"))[-1])

    assert 2 == len(ids(server.call("GET", f"/configuration/{type_}")))


def test_social_media_is_not_there_before_it_is_enabled(server):
    assert 404 == server.call("GET", "/social-media").status_code
    made = {"socialMediaProcessor": "https://smp.test", "socialMediaProcessorSecret": "s3cret"}
    assert 201 == server.call("POST", "/social-media", made).status_code
    shown = server.call("GET", "/social-media").json()

    assert ("https://smp.test", False) == (shown["socialMediaProcessor"], shown["authenticate"])
    assert "s3cret" not in str(shown)
    assert 204 == server.call("DELETE", "/social-media").status_code
    assert 404 == server.call("GET", "/social-media").status_code


def test_an_account_hides_its_password(server):
    assert 404 == server.call("GET", "/social-media/account").status_code
    server.call("POST", "/social-media/account", {"email": "a@b.example", "password": "s3cret"})

    assert {"email": "a@b.example", "password": "********"} == server.call(
        "GET", "/social-media/account"
    ).json()


def test_social_media_needs_its_right(server):
    server.person("knobs", social_media_admin=False)

    assert 403 == server.call("GET", "/social-media").status_code


def test_no_channel_of_whatsapp_is_on_any_resource(server):
    assert 404 == server.call("GET", "/social-media/whatsapp/accounts").status_code
