"""The token endpoint, and who may do what with a token (dossier A5, D1.13)."""

from __future__ import annotations

import pytest

from fusion_simulator.desk import URN, basic, claims
from msgops_fusion.simulator import seed

CLIENT = {"isOAuthClient": True, "clientType": "confidential", "allowedGrants": ["client_credentials"]}


@pytest.fixture
def app(cloud):
    """The guide's app with a client part, active."""
    made = cloud.app(accessTokenExpiry=1800, **CLIENT)
    cloud.activate(made["id"])
    return made


def test_a_token_lasts_as_long_as_its_app_says(cloud, app):
    """`expires_in` and the token's own claims agree; scope and audience are told apart."""
    answer = cloud.ask_token(app["name"], app["clientSecret"], "api/")
    said = claims(answer["access_token"])

    assert (200, 1800, "Bearer") == (answer.status, answer["expires_in"], answer["token_type"])
    assert (1800, ["api"], "/", app["name"]) == (
        said["exp"] - said["iat"],
        said["aud"],
        said["scope"],
        said["sub"],
    )


def test_an_app_that_skipped_authorization_gets_no_token(cloud):
    """A resource server alone is no client; the knob `lenient_skip` plays a domain that lets it."""
    made = cloud.app()
    cloud.activate(made["id"])

    refused = cloud.ask_token(made["name"], made["clientSecret"], "api/")
    cloud.person("knobs", lenient_skip=True)

    assert (400, "unauthorized_client") == (refused.status, refused["error"])
    assert 200 == cloud.ask_token(made["name"], made["clientSecret"], "api/").status


def test_an_inactive_app_gets_no_token(cloud, app):
    """The description says so."""
    cloud.activate(app["id"], active=False)

    refused = cloud.ask_token(app["name"], app["clientSecret"], "api/")

    assert (401, "invalid_client") == (refused.status, refused["error"])
    assert "not active" in refused["error_description"]


def test_a_wrong_secret_and_an_unknown_client_get_no_token(cloud, app):
    """Both are refused in the same words."""
    wrong = cloud.ask_token(app["name"], "wrong", "api/")

    assert (401, "invalid_client") == (wrong.status, wrong["error"])
    assert wrong.body == cloud.ask_token("nobody", "wrong", "api/").body


@pytest.mark.parametrize("scope", ["api", "api/x", "API/", "/", ""])
def test_a_wrong_scope_gets_no_token(cloud, app, scope):
    """The scope is audience and value, to the letter."""
    refused = cloud.ask_token(app["name"], app["clientSecret"], scope)

    assert (400, "invalid_scope") == (refused.status, refused["error"])


def test_a_wrong_audience_gets_no_token(cloud, app):
    """An app whose audience was changed no longer has the scope that others were told."""
    cloud.patch(f"Apps/{app['id']}", ("replace", "audience", "apis"))

    assert "invalid_scope" == cloud.ask_token(app["name"], app["clientSecret"], "api/")["error"]
    assert 200 == cloud.ask_token(app["name"], app["clientSecret"], "apis/").status


def test_the_scope_of_another_app_needs_to_be_allowed(cloud, app):
    """`allowedScopes`, or a trust in the whole account."""
    other = cloud.app(displayName="Other", audience="other", **CLIENT)
    cloud.activate(other["id"])

    def ask():
        return cloud.ask_token(other["name"], other["clientSecret"], "api/").status

    assert 400 == ask()
    cloud.patch(f"Apps/{other['id']}", ("replace", "allowedScopes", [{"fqs": "api/"}]))
    assert 200 == ask()
    cloud.patch(
        f"Apps/{other['id']}", ("remove", "allowedScopes", None), ("replace", "trustScope", "Account")
    )
    assert 200 == ask()
    cloud.activate(app["id"], active=False)
    assert 400 == ask()


def test_other_grants_are_refused(cloud, app):
    """The simulator has client credentials only."""
    refused = cloud.ask_token(app["name"], app["clientSecret"], "api/", grant_type="password")

    assert (400, "unsupported_grant_type") == (refused.status, refused["error"])


def test_a_rotated_secret_leaves_one_that_works(cloud, app):
    """The old one is dead at once."""
    body = {"schemas": [f"{URN}AppClientSecretRegenerator"], "appId": app["id"]}
    new = cloud.scim("POST", "AppClientSecretRegenerator", body)["clientSecret"]

    assert 401 == cloud.ask_token(app["name"], app["clientSecret"], "api/").status
    assert 200 == cloud.ask_token(app["name"], new, "api/").status


def test_a_token_for_a_resource_does_not_open_the_domain(cloud, app):
    """The domain wants one for the caller's own scopes, which ends after an hour."""
    own = cloud.token
    cloud.token = cloud.ask_token(app["name"], app["clientSecret"], "api/")["access_token"]
    assert 401 == cloud.scim("GET", "Apps").status
    cloud.token = own
    assert 200 == cloud.scim("GET", "Apps").status
    cloud.pass_time("2h")
    assert 401 == cloud.scim("GET", "Apps").status


@pytest.mark.parametrize(
    ("role", "statuses"),
    [
        ("", (403, 403, 403)),
        ("Application Administrator", (200, 409, 403)),
        ("User Administrator", (200, 403, 403)),
        ("Audit Administrator", (403, 403, 200)),
        ("Security Administrator", (200, 409, 200)),
    ],
)
def test_a_client_may_what_its_app_roles_permit(cloud, app, role, statuses):
    """Apps are read, made, and audit events read, by role."""
    if role:
        (found,) = cloud.found("AppRoles", f'displayName eq "{role}"')
        made = cloud.scim("POST", "Grants", _grant(found["id"], app["id"]))
        assert 201 == made.status, made.body
    cloud.token = cloud.ask_token(app["name"], app["clientSecret"], "urn:opc:idm:__myscopes__")[
        "access_token"
    ]

    got = (cloud.scim("GET", "Apps"), cloud.app(), cloud.scim("GET", "AuditEvents"))

    assert statuses == tuple(a.status for a in got)


def _grant(role, grantee, /, **more):
    return {
        "schemas": [f"{URN}Grant"],
        "grantMechanism": "ADMINISTRATOR_TO_APP",
        "app": {"value": seed.IDCS_APP},
        "entitlement": {"attributeName": "appRoles", "attributeValue": role},
        "grantee": {"type": "App", "value": grantee},
        **more,
    }


def test_the_same_grant_is_not_given_twice(cloud, app):
    """The composite key is the server's, and shows on request."""
    (role,) = cloud.found("AppRoles", 'displayName eq "Audit Administrator"')
    made = cloud.scim("POST", "Grants", _grant(role["id"], app["id"]))

    assert 409 == cloud.scim("POST", "Grants", _grant(role["id"], app["id"])).status
    assert "compositeKey" not in made.body
    assert app["id"] in cloud.scim("GET", f"Grants/{made['id']}", attributes="compositeKey")["compositeKey"]
    assert "Audit Administrator" == cloud.scim("GET", f"Apps/{app['id']}")["grantedAppRoles"][0]["display"]


def test_a_grant_is_checked(cloud, app):
    """Mechanisms of customers only; app, role and grantee exist; a grant is changed by another one."""
    (role,) = cloud.found("AppRoles", 'displayName eq "Audit Administrator"')

    def status(**more):
        return cloud.scim("POST", "Grants", _grant(role["id"], app["id"], **more)).status

    assert 400 == status(grantMechanism="SERVICE_MANAGER_TO_APP")
    assert 400 == status(grantMechanism="ADMINISTRATOR_TO_USER")
    assert 400 == status(grantee={"type": "App", "value": "unknown"})
    assert 400 == status(app={"value": "unknown"})
    made = cloud.scim("POST", "Grants", _grant(role["id"], app["id"]))
    assert 400 == cloud.patch(f"Grants/{made['id']}", ("replace", "grantee.value", "other")).status
    assert 404 == cloud.scim("PUT", f"Grants/{made['id']}", {}).status


def test_a_role_of_an_app_is_unique_there_and_shows_its_members(cloud, app):
    """Members are users and groups, on request."""
    body = {"schemas": [f"{URN}AppRole"], "displayName": "Supervisor", "app": {"value": app["id"]}}
    role = cloud.scim("POST", "AppRoles", body)
    user = next(u for u in cloud.simulator.world.table("users").values() if u["userName"] == seed.USERNAME)
    grant = _grant(
        role["id"],
        app["id"],
        app={"value": app["id"]},
        grantMechanism="ADMINISTRATOR_TO_USER",
        grantee={"type": "User", "value": user["id"]},
    )

    assert 409 == cloud.scim("POST", "AppRoles", body).status
    assert 201 == cloud.scim("POST", "Grants", grant).status
    members = cloud.scim("GET", f"AppRoles/{role['id']}", attributes="members")["members"]
    assert [{"value": user["id"], "type": "User"}] == members


def test_an_app_that_goes_takes_its_roles_and_grants_along(cloud, app):
    """Nothing refers to nothing."""
    (role,) = cloud.found("AppRoles", 'displayName eq "Audit Administrator"')
    cloud.scim("POST", "Grants", _grant(role["id"], app["id"]))
    cloud.activate(app["id"], active=False)
    cloud.scim("DELETE", f"Apps/{app['id']}")

    assert [] == cloud.found("Grants", f'grantee[type eq "App" and value eq "{app["id"]}"]')


def test_audit_events_tell_who_changed_an_app_and_what(cloud, app):
    """By app and by time; a person is named as the console knows them; no secret is in them."""
    cloud.activate(app["id"], active=False)

    events = cloud.found(
        "AuditEvents",
        f'adminResourceId eq "{app["id"]}" and timestamp ge "2020-01-01T00:00:00Z"',
        sortBy="timestamp",
    )

    assert ["create", "activated", "deactivated"] == [e["eventId"].split(".")[2] for e in events]
    assert {(seed.CLIENT_ID, "Client")} == {(e["actorName"], e["actorType"]) for e in events}
    assert '"active":true' in events[-1]["adminValuesRemoved"]
    assert app["clientSecret"] not in str(events)


def test_audit_events_end_after_ninety_days_or_altogether(cloud, app):
    """Since the end of 2024 domains return no new ones: the knob `audit_events`."""
    cloud.person("knobs", audit_events=False)
    cloud.activate(app["id"], active=False)

    def events():
        cloud.token = cloud.ask_token(seed.CLIENT_ID, seed.CLIENT_SECRET, "urn:opc:idm:__myscopes__")[
            "access_token"
        ]
        return cloud.scim("GET", "AuditEvents", filter=f'adminResourceId eq "{app["id"]}"')["totalResults"]

    assert 2 == events()
    cloud.pass_time("91d")
    assert 0 == events()


def test_a_call_without_credentials_is_refused_in_scim(cloud):
    """The domain answers with its own error body."""
    refused = cloud.send("GET", "/admin/v1/Apps")
    bad = cloud.send("GET", "/admin/v1/Apps", authorization=basic(seed.USERNAME, seed.PASSWORD))

    assert (401, 401) == (refused.status, bad.status)
    assert "error.common.common.unauthorized" == refused.message_id


def test_what_a_person_does_is_not_reached_from_outside(cloud):
    """The operator's actions need the control API."""
    assert 404 == cloud.send("POST", "/_operator/expire-tokens", b"{}").status
    assert 204 == cloud.person("expire-tokens").status
    assert 401 == cloud.scim("GET", "Apps").status
