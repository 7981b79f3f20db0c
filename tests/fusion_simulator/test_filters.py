"""Filters, order and pages of the domain's lists (dossier A4)."""

from __future__ import annotations

import pytest


@pytest.fixture
def apps(cloud):
    """Three apps: one active, one without a description."""
    cloud.app(displayName="Engage Messaging", description="Infobip")
    cloud.app(displayName='Say "hi"', audience="b", description="back\\slash")
    last = cloud.app(
        displayName="Zulu", audience="c", isOAuthClient=True, allowedGrants=["client_credentials"]
    )
    cloud.activate(last["id"])
    return cloud


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('displayName eq "engage messaging"', ["Engage Messaging"]),
        ('DisplayName EQ "Zulu"', ["Zulu"]),
        ('scopes.fqs eq "api/"', ["Engage Messaging"]),
        ('scopes.fqs eq "API/"', []),
        ('scopes[fqs eq "b/" and value eq "/"]', ['Say "hi"']),
        ('displayName eq "Say \\"hi\\""', ['Say "hi"']),
        ('description eq "back\\\\slash"', ['Say "hi"']),
        ('description co "fob"', ["Engage Messaging"]),
        ('displayName sw "zu" or displayName ew "ging"', ["Engage Messaging", "Zulu"]),
        ('active eq true and isOAuthClient eq true and not (displayName eq "msgops")', ["Zulu"]),
        ('(description pr) and displayName ne "Engage Messaging"', ['Say "hi"']),
        ('allowedGrants eq "client_credentials" and displayName gt "n"', ["Zulu"]),
        (f'{"urn:ietf:params:scim:schemas:oracle:idcs:App:"}displayName eq "Zulu"', ["Zulu"]),
    ],
)
def test_a_filter_finds(apps, text, names):
    """Operators, case, escapes, value paths, brackets."""
    assert names == [a["displayName"] for a in apps.found("Apps", text)]


@pytest.mark.parametrize(
    "text",
    [
        'audience eq "api"',
        "accessTokenExpiry gt 1",
        'clientSecret eq "x"',
        'nothing eq "x"',
        "displayName eq Zulu",
        'displayName like "Z"',
        'displayName eq "Zulu" and',
        '(displayName eq "Zulu"',
        'displayName eq "Zulu" "x"',
    ],
)
def test_a_filter_that_is_wrong_is_refused(apps, text):
    """Attributes that are not searchable, unknown ones, bad grammar."""
    assert 400 == apps.scim("GET", "Apps", filter=text).status


def test_a_list_has_pages_that_start_at_one(apps):
    """`itemsPerPage` is what the page has, `totalResults` what there is."""
    page = apps.scim("GET", "Apps", startIndex=2, count=2, sortBy="displayName", sortOrder="ASCENDING")

    assert (6, 2, 2) == (page["totalResults"], page["startIndex"], page["itemsPerPage"])
    assert ["IDCS", "msgops"] == [a["displayName"] for a in page["Resources"]]


def test_a_page_has_fifty_rows_unless_told_and_a_thousand_at_most(cloud):
    """A larger count is clamped without a word."""
    for number in range(1001):
        cloud.app(displayName=f"App {number}", audience=f"a{number}")

    assert 50 == cloud.scim("GET", "Apps")["itemsPerPage"]
    assert 1000 == cloud.scim("GET", "Apps", count=5000, attributes="id")["itemsPerPage"]


def test_a_search_is_a_list_by_post(apps):
    """`/.search` takes the same in a body."""
    body = {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],
        "filter": 'displayName eq "Zulu"',
        "attributes": ["audience"],
    }

    (found,) = apps.scim("POST", "Apps/.search", body)["Resources"]

    assert "c" == found["audience"] and "clientSecret" not in found


def test_pages_can_be_asked_for_by_token(apps):
    """`limit` and `page`: the header names the next one."""
    first = apps.scim("GET", "Apps", limit=4)
    second = apps.scim("GET", "Apps", limit=4, page=first.headers["opc-next-page"])

    assert (4, 2) == (len(first["Resources"]), len(second["Resources"]))
    assert "opc-next-page" not in second.headers
