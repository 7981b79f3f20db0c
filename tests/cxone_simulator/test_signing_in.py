"""Discovery, tokens, hosts, permissions, versions."""

from __future__ import annotations

import base64
from datetime import timedelta

import orjson
import pytest

from cxone_simulator.desk import ADMIN, DFO, claims
from msgops_cxone.simulator import auth, tokens


def bearer(tenant, **more):
    return {"authorization": f"Bearer {tenant.token}", "accept": "application/json", **more}


def test_discovery_names_the_token_endpoint_where_the_simulator_is_reached(tenant):
    """The issuer stays the vendor's."""
    found = tenant.send("GET", "/.well-known/openid-configuration")
    assert found["token_endpoint"] == "http://sandbox.test/auth/token"
    assert found["issuer"] == "https://cxone.niceincontact.com"


def test_the_configuration_is_found_by_the_tenant_that_the_token_names(tenant):
    """Without the id it is refused."""
    tenant_id = claims(tenant.token)["tenantId"]
    found = tenant.send("GET", f"/.well-known/cxone-configuration?tenantId={tenant_id}")
    assert (found["api_endpoint"], found["area"], found["domain"]) == (
        "http://sandbox.test",
        "na1",
        "sandbox.test",
    )
    assert tenant.send("GET", "/.well-known/cxone-configuration").status == 400


def test_a_token_says_whose_it_is(tenant):
    """Tenant, business unit, user, area and role are claims."""
    found = claims(tenant.token)
    assert {"tenantId", "tenant", "icBUId", "icClusterId", "userId", "area", "role", "exp"} <= set(found)
    assert found["role"]["legacyId"] == "Administrator"


def test_the_application_signs_in_with_basic_credentials_or_in_the_form(tenant):
    """Both ways are documented."""
    basic = base64.b64encode(f"{auth.CLIENT}:{auth.CLIENT_SECRET}".encode()).decode()
    form = f"grant_type=password&username={auth.KEY.replace('=', '%3D')}&password={auth.SECRET.replace('=', '%3D')}"
    assert tenant.send("POST", "/auth/token", form.encode(), authorization=f"Basic {basic}").status == 200
    assert tenant.sign_in().status == 200


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"client_secret": "x"}, "invalid_client"),
        ({"password": "x"}, "invalid_grant"),
        ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
    ],
)
def test_what_is_wrong_with_a_sign_in_is_said(tenant, wrong, error):
    """An application alone gets no token: the access key's owner is who calls."""
    assert tenant.sign_in(**wrong)["error"] == error


def test_an_access_key_alone_gets_a_token_too(tenant):
    """The older route needs no application."""
    key = {"accessKeyId": auth.KEY, "accessKeySecret": auth.SECRET}
    path = "/authentication/v1/token/access-key"
    tenant.token = tenant.send("POST", path, orjson.dumps(key))["access_token"]
    assert tenant.get("/teams").status == 200
    assert tenant.send("POST", path, orjson.dumps({**key, "accessKeySecret": "x"})).status == 401


def test_a_refresh_answers_under_other_names(tenant):
    """`token`, not `access_token`; and it lasts twice as long as the token."""
    refresh = tenant.sign_in()["refresh_token"]
    tenant.simulator.world.offset += timedelta(seconds=tokens.ACCESS + 1)
    assert tenant.get("/teams").status == 401
    found = tenant.send("POST", "/public/user/refresh", orjson.dumps({"token": refresh}))
    assert set(found.body) == {
        "token",
        "refreshToken",
        "tokenExpirationTimeSec",
        "refreshTokenExpirationTimeSec",
    }
    tenant.token = found["token"]
    assert tenant.get("/teams").status == 200


def test_without_accept_the_admin_api_answers_with_text(tenant):
    """The Digital API does not mind."""
    found = tenant.send("GET", f"{ADMIN}/teams", authorization=f"Bearer {tenant.token}", accept="*/*")
    assert (found.status, found.body) == (406, "No known way to render data")
    assert tenant.send("GET", f"{DFO}/tags", authorization=f"Bearer {tenant.token}").status == 200


@pytest.mark.parametrize(
    ("host", "path", "status"),
    [
        ("api-de-na1.niceincontact.com", f"{DFO}/tags", 200),
        ("api-de-na1.niceincontact.com", f"{ADMIN}/teams", 404),
        ("api-na1.niceincontact.com", f"{ADMIN}/teams", 200),
        ("api-na1.niceincontact.com", f"{DFO}/tags", 404),
        ("api-na1.niceincontact.com", f"{DFO}/channels", 200),
        ("cxone.niceincontact.com", f"{ADMIN}/teams", 404),
        ("127.0.0.1:8080", f"{DFO}/tags", 200),
    ],
)
def test_a_host_of_the_vendor_serves_what_is_its_own(tenant, host, path, status):
    """Any other name serves everything, so that one port is enough."""
    assert tenant.send("GET", path, **bearer(tenant, host=host)).status == status


def test_the_role_of_the_keys_owner_decides(tenant):
    """A permission that is taken away in the console is missed at once, and named."""
    permissions = {"Skills": ["View"], "Campaigns": ["View", "Create"]}
    tenant.person("role", name="Administrator", permissions=permissions)
    tenant.campaign()
    answer = tenant.post("/skills", {"skills": []})
    assert (answer.status, answer["error"]) == (403, "Forbidden")
    assert "Skills.Create" in answer["error_description"]


def test_deactivating_a_skill_needs_a_permission_of_its_own(tenant):
    """Edit is not enough."""
    skill = tenant.skill()
    tenant.person("role", name="Administrator", permissions={"Skills": ["View", "Edit"]})
    assert tenant.put(f"/skills/{skill}", {"skill": {"notes": "x"}}).status == 200
    assert tenant.put(f"/skills/{skill}", {"skill": {"isActive": False}}).status == 403


@pytest.mark.parametrize("base", ["InContactAPI", "inContactAPI", "incontactapi"])
def test_the_name_of_the_service_is_read_in_any_case(tenant, base):
    """Its own SDK spells it in three ways."""
    headers = bearer(tenant)
    assert tenant.send("GET", f"/{base}/services/v33.0/teams", **headers).status == 200


def test_a_version_that_is_not_there_is_not_found(tenant):
    """Every version up to the newest is served."""
    headers = bearer(tenant)
    for version, status in (("v34.0", 200), ("v30.0", 200), ("v35.0", 404), ("v33", 404)):
        assert tenant.send("GET", f"/incontactapi/services/{version}/teams", **headers).status == status


def test_the_api_tells_the_newest_version_of_an_operation(tenant):
    """One that the vendor took away is told, and no longer served."""
    tenant.campaign()
    assert tenant.get("/apiversion", searchUriText="/campaigns", verb="PATCH")["apiInfo"] == [
        {"uri": "/campaigns/{campaignId}/status", "version": 34, "verb": "PATCH"}
    ]
    tenant.person("version", uri="GET /campaigns", version=32)
    found = tenant.get("/apiversion", searchUriText="/campaigns", verb="GET")["apiInfo"]
    assert {row["uri"]: row["version"] for row in found}["/campaigns"] == 32
    assert tenant.get("/campaigns").status == 404
    assert tenant.get("/incontactapi/services/v32.0/campaigns").status == 200
