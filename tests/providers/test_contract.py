"""The judge itself: it finds what is wrong, at the right place, and lets the vendor's own examples pass."""

from __future__ import annotations

import pytest

from providers.contract import Exchange, load, spec_dir

JSON = "application/json"
APPLICATIONS = "/provisioning/1/applications"
INBOUND = "/resource-management/1/inbound-message-configurations"
LINK = {
    "resourceType": "NUMBER",
    "channel": "SMS",
    "applicationId": "crm",
    "entityId": None,
    "resourceId": "K",
}


@pytest.fixture
def check():
    """Judge an exchange; only the interesting parts are given."""
    directory = spec_dir()
    if directory is None:
        pytest.skip("set MSGOPS_SPECS to a directory with the vendor's *.openapi.json")

    def judge(call, request=None, status=200, answer=None, kind=JSON, **query):
        method, path = call.split(" ")
        values = {k: [v] for k, v in query.items()}
        found = Exchange(method, path, values, request, status, answer, kind).violations(load(directory))
        return [v.partition(": ")[2] for v in found]

    return judge


@pytest.mark.parametrize("call", ["GET /provisioning/1/nothing", "PATCH /provisioning/1/applications"])
def test_an_operation_must_exist(check, call):
    """Neither an unknown path nor a method that the path lacks is let pass."""
    assert check(call) == ["no such operation"]


def test_literal_segments_win(check):
    """`/available` is the stock, not a number with that key."""
    page = {"numbers": [], "numberCount": 0}
    assert check("GET /numbers/1/numbers/available", answer=page, npa="212") == []
    assert check("GET /numbers/1/numbers/K1", answer={"numberKey": "K1"}) == []
    assert check("GET /numbers/1/numbers/K%2F1", answer={"numberKey": "K/1"}) == []


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ({"nonsense": "1"}, "unknown query parameter nonsense"),
        ({"size": "many"}, "query parameter size: 'many' is not of type 'integer'"),
        ({"size": "1001"}, "query parameter size: 1001 is greater than the maximum of 1000"),
    ],
)
def test_query_parameters_are_judged(check, query, wrong):
    """A parameter must be declared and have its type."""
    assert check(f"GET {APPLICATIONS}", answer={"results": []}, **query) == [wrong]


def test_a_missing_query_parameter_is_found(check):
    """What is required must be there."""
    assert check(f"GET {INBOUND}", answer=[]) == ["missing query parameter channel"]


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"applicationId": "crm"}, []),
        (None, ["the request has no body"]),
        ({}, ["request at /: 'applicationId' is a required property"]),
        ({"applicationId": "crm", "owner": "jane"}, ["request at /owner: unknown property"]),
        ({"applicationId": 7}, ["request at /applicationId: 7 is not of type 'string'"]),
    ],
)
def test_request_bodies_are_judged(check, body, wrong):
    """A body is complete, typed, and has no property that is not declared."""
    assert check(f"POST {APPLICATIONS}", body, 201) == wrong


def test_an_answer_is_judged(check):
    """The status must be declared, the body match its schema."""
    assert check(f"GET {APPLICATIONS}", status=418) == ["status 418 is not declared"]
    assert check(f"GET {APPLICATIONS}") == ["answer 200 has no body"]
    page = {"results": [{"applicationId": "crm", "colour": "red"}]}
    assert check(f"GET {APPLICATIONS}", answer=page) == ["answer 200 at /results/0/colour: unknown property"]
    assert check(f"GET {APPLICATIONS}", answer="<html>", kind="text/html") == []
    assert check(f"DELETE {INBOUND}/K1", status=204, answer={}) == [
        "answer 204 has a body, but none is declared"
    ]


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"channel": "WHATSAPP", "conversations": {"enabled": True}}, []),
        ({"channel": "WHATSAPP", "answers": {"enabled": True}}, ["request at /answers: unknown property"]),
        ({"channel": "OPEN_CHANNEL", "answers": {"enabled": True}}, []),
        (
            {"channel": "WHATSAPP", "forwarding": {"type": "HTTP_FORWARD"}},
            ["request at /forwarding: 'url' is a required property"],
        ),
        (
            {"channel": "SMS", "forwarding": {"type": "PULL", "url": "x"}},
            ["request at /forwarding/url: unknown property"],
        ),
    ],
)
def test_a_discriminator_chooses_the_variant(check, body, wrong):
    """Only the variant that the body names is judged, also within it."""
    assert check(f"POST {INBOUND}", body, answer={"configurationKey": "K1"}) == wrong


def test_a_discriminator_without_mapping_chooses_by_the_enumerations(check):
    """Resource requests have no mapping: the variant is the one that has the type."""
    body = {"type": "NUMBER_PURCHASE", "numberType": "SHORT_CODE", "countryCode": "HR"}
    found = check("POST /resources/1/requests", body, 201, {"id": "R1"})
    assert found == ["request at /: 'capabilities' is a required property"]


def test_contradictions_are_settled(check):
    """Null is taken where the text asks for it; an enumeration of items is not one of lists."""
    assert check("POST /provisioning/1/associations", LINK, 201) == []
    profile = {
        "profileId": "p",
        "webhook": {"notifyUrl": "https://x.example"},
        "enabledSSLProtocols": ["TLSv1.3"],
    }
    assert check("POST /subscriptions/1/profiles", profile, 201, {"profileId": "p"}) == []
    old = {**profile, "enabledSSLProtocols": ["SSLv3"]}
    assert len(check("POST /subscriptions/1/profiles", old, 201, {"profileId": "p"})) == 1


@pytest.mark.parametrize(
    ("week", "wrong"),
    [({"MONDAY": {"enabled": True}}, 0), ({"MONDAY": {"open": 1}}, 1), ({"HOLIDAY": {}}, 1)],
)
def test_a_week_has_days(check, week, wrong):
    """The specification lists the days as an enumeration of the object; they are its keys."""
    hours = {"name": "Shop", "timezone": "Europe/Zagreb", "message": "Closed", "workWeek": week}
    assert len(check("POST /ccaas/1/working-hours", hours, answer={**hours, "workWeek": {}})) == wrong
