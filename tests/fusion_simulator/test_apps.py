"""Confidential applications: create, read, change, activate, delete (dossier B1 to B3, A4)."""

from __future__ import annotations

import pytest

from fusion_simulator.desk import URN, app_body


def test_a_new_app_has_an_id_a_client_id_a_secret_and_is_not_active(cloud):
    """`name` is the client id: 32 hexadecimal digits."""
    made = cloud.app()

    assert 201 == made.status and made["active"] is False
    assert 32 == len(made["name"]) == len(made["id"]) and made["clientSecret"]
    assert made.headers["Location"] == made["meta"]["location"]
    assert made.headers["ETag"] == made["meta"]["version"]


def test_the_qualified_scope_is_audience_and_value_in_one(cloud):
    """`api` and `/` make `api/`, which is what Infobip is told."""
    assert "api/" == cloud.app()["scopes"][0]["fqs"]


def test_what_only_the_server_writes_is_ignored_on_create(cloud):
    """Read-only values of a create are dropped without a word."""
    made = cloud.app(clientSecret="mine", scopes=[{"value": "/", "fqs": "other"}])

    assert "mine" != made["clientSecret"] and "api/" == made["scopes"][0]["fqs"]


@pytest.mark.parametrize("name", ["displayName", "schemas", "basedOnTemplate"])
def test_an_app_without_a_required_attribute_is_refused(cloud, name):
    """The refusal has the documented message id."""
    refused = cloud.app(**{name: None})

    assert (400, "error.common.validation.missingReqAttributes") == (refused.status, refused.message_id)
    assert "400" == refused["status"]


def test_an_unknown_template_is_refused(cloud):
    """The refusal has the documented message id."""
    refused = cloud.app(basedOnTemplate={"value": "NoTemplate"})

    assert (400, "error.common.validation.invalidReferenceResource") == (refused.status, refused.message_id)


def test_a_display_name_is_taken_in_any_case(cloud):
    """Names are unique in the domain and their case does not count."""
    cloud.app()

    assert 409 == cloud.app(displayName="engage MESSAGING", audience="other").status


def test_a_qualified_scope_is_unique_in_the_whole_domain(cloud):
    """Another app with audience `api` and scope `/` is refused, as is one that spells it otherwise."""
    cloud.app()

    assert 409 == cloud.app(displayName="Live Experience").status
    assert 409 == cloud.app(displayName="Live Experience", audience="ap", scopes=[{"value": "i/"}]).status


def test_a_patch_may_not_take_the_qualified_scope_of_another(cloud):
    """A change of the audience is checked as a create is."""
    cloud.app()
    other = cloud.app(displayName="Other", audience="other")

    assert 409 == cloud.patch(f"Apps/{other['id']}", ("replace", "audience", "api")).status


def test_the_secret_is_returned_by_default_and_not_with_a_list_of_attributes(cloud):
    """A list without `clientSecret` keeps it away; a list with it asks for it."""
    made = cloud.app()

    plain = cloud.scim("GET", f"Apps/{made['id']}")
    listed = cloud.scim("GET", f"Apps/{made['id']}", attributes="displayName,name,active,scopes")
    asked = cloud.scim("GET", f"Apps/{made['id']}", attributes="clientSecret")

    assert plain["clientSecret"] == asked["clientSecret"] == made["clientSecret"]
    assert "clientSecret" not in listed.body and "api/" == listed["scopes"][0]["fqs"]


def test_a_domain_may_hide_the_secret_after_its_creation(cloud):
    """The knob `hide_secret`: only the answer to the create has it."""
    cloud.person("knobs", hide_secret=True)
    made = cloud.app()

    assert made["clientSecret"]
    assert "clientSecret" not in cloud.scim("GET", f"Apps/{made['id']}", attributes="clientSecret").body


def test_what_is_always_returned_is_there_in_any_case(cloud):
    """Also a part: `basedOnTemplate.value`, without the rest of it."""
    made = cloud.app()

    shown = cloud.scim("GET", f"Apps/{made['id']}", attributes="audience").body

    assert {"id", "displayName", "audience", "isAliasApp", "meterAsOPCService", "basedOnTemplate"} == set(
        shown
    )
    assert {"value": "CustomWebAppTemplateId"} == shown["basedOnTemplate"]


def test_tags_are_returned_on_request_only(cloud):
    """By name, or with the set `request`, which may stand beside others."""
    made = cloud.app(tags=[{"key": "managed-by", "value": "msgops"}])
    path = f"Apps/{made['id']}"

    assert "tags" not in cloud.scim("GET", path).body
    assert [{"key": "managed-by", "value": "msgops"}] == cloud.scim("GET", path, attributes="tags")["tags"]
    assert "tags" in cloud.scim("GET", path, attributeSets="request").body
    assert "audience" in cloud.scim("GET", f"{path}?attributeSets=request&attributeSets=default").body


@pytest.mark.parametrize("verb", ["replace", "REPLACE", "Replace"])
def test_operations_of_a_patch_are_read_in_any_case(cloud, verb):
    """Documents write them small, the SDK writes them large."""
    made = cloud.app()

    changed = cloud.patch(f"Apps/{made['id']}", (verb, "accessTokenExpiry", 7200))

    assert (200, 7200) == (changed.status, changed["accessTokenExpiry"])
    assert changed["meta"]["version"] != made["meta"]["version"]


def test_a_patch_changes_one_element_by_a_filter(cloud):
    """`scopes[value eq "/"].description`; the rest of the element stays."""
    made = cloud.app()

    changed = cloud.patch(f"Apps/{made['id']}", ("replace", 'scopes[value eq "/"].description', "all"))

    assert {"value": "/", "fqs": "api/", "requiresConsent": False, "description": "all"} == changed["scopes"][
        0
    ]


def test_a_patch_adds_removes_and_replaces_elements(cloud):
    """`add` to a list, `remove` by filter, `replace` of the whole."""
    path = f"Apps/{cloud.app()['id']}"

    added = cloud.patch(path, ("add", "scopes", [{"value": "read"}]))
    removed = cloud.patch(path, ("remove", 'scopes[value eq "/"]', None))
    replaced = cloud.patch(path, ("replace", "scopes", [{"value": "/"}, {"value": "write"}]))

    assert ["api/", "apiread"] == [s["fqs"] for s in added["scopes"]]
    assert ["apiread"] == [s["fqs"] for s in removed["scopes"]]
    assert ["api/", "apiwrite"] == [s["fqs"] for s in replaced["scopes"]]


def test_another_audience_changes_every_qualified_scope(cloud):
    """What was told to others no longer holds."""
    changed = cloud.patch(f"Apps/{cloud.app()['id']}", ("replace", "audience", "https://api"))

    assert "https://api/" == changed["scopes"][0]["fqs"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("clientSecret", "mine"),
        ("name", "mine"),
        ("basedOnTemplate.value", "CustomBrowserMobileTemplateId"),
        ('scopes[value eq "/"].fqs', "other"),
        ("meta", {}),
        ("clientType", "private"),
        ("active", "yes"),
        ("nothing", 1),
    ],
)
def test_a_patch_of_what_may_not_be_written_is_refused(cloud, path, value):
    """Read-only, immutable with a value, outside the enumeration, of another type, unknown."""
    assert 400 == cloud.patch(f"Apps/{cloud.app()['id']}", ("replace", path, value)).status


def test_an_app_that_was_read_cannot_be_put_back(cloud):
    """It has read-only attributes, which PUT refuses; what a client wrote itself is taken."""
    made = cloud.app(description="first")
    path = f"Apps/{made['id']}"

    assert 400 == cloud.scim("PUT", path, cloud.scim("GET", path).body).status
    put = cloud.scim("PUT", path, app_body(accessTokenExpiry=60))

    assert (200, 60, made["name"]) == (put.status, put["accessTokenExpiry"], put["name"])
    assert "description" not in put.body


def test_a_write_with_an_old_version_is_refused(cloud):
    """`If-Match` of another version answers 412, with and without quotes."""
    made = cloud.app()
    path = f"Apps/{made['id']}"
    old = made.headers["ETag"]

    assert 200 == cloud.patch(path, ("replace", "description", "a"), etag=old).status
    assert 412 == cloud.patch(path, ("replace", "description", "b"), etag=f'"{old}"').status
    assert 412 == cloud.scim("DELETE", path, etag=old).status


def test_allowed_scopes_must_be_there_before_the_app_that_asks(cloud):
    """Its own scope can be allowed by a later patch, not in the create."""
    both = cloud.app(isOAuthClient=True, allowedScopes=[{"fqs": "api/"}])
    made = cloud.app()
    later = cloud.patch(f"Apps/{made['id']}", ("replace", "allowedScopes", [{"fqs": "api/"}]))

    assert (400, "error.common.validation.invalidReferenceResource") == (both.status, both.message_id)
    assert {"fqs": "api/", "idOfDefiningApp": made["id"]} == later["allowedScopes"][0]


def test_activation_has_an_endpoint_of_its_own(cloud):
    """By id and by OCID; an unknown app is not found."""
    made = cloud.app()

    assert cloud.activate(made["id"])["active"] is True
    assert cloud.scim("GET", f"Apps/{made['id']}")["active"] is True
    assert cloud.activate(made["ocid"], active=False)["active"] is False
    assert 404 == cloud.activate("unknown").status


def test_an_active_app_is_not_deleted_even_by_force(cloud):
    """It is deactivated first; then it is gone."""
    made = cloud.app()
    cloud.activate(made["id"])

    assert 400 == cloud.scim("DELETE", f"Apps/{made['id']}").status
    assert 400 == cloud.scim("DELETE", f"Apps/{made['id']}", forceDelete="true").status
    cloud.activate(made["id"], active=False)
    assert 204 == cloud.scim("DELETE", f"Apps/{made['id']}").status
    assert 404 == cloud.scim("GET", f"Apps/{made['id']}").status


def test_operations_that_are_prevented_are_refused(cloud):
    """`idcsPreventedOperations` shows on request and holds."""
    made = cloud.app()
    cloud.person("protect-app", id=made["id"], operations=["delete"])

    shown = cloud.scim("GET", f"Apps/{made['id']}", attributes="idcsPreventedOperations")

    assert ["delete"] == shown["idcsPreventedOperations"]
    assert 403 == cloud.scim("DELETE", f"Apps/{made['id']}").status


def test_a_retry_token_makes_one_app_of_two_creates(cloud):
    """The second answers as the first did, for a day."""
    first = cloud.scim("POST", "Apps", app_body(), retry="plan-1")
    second = cloud.scim("POST", "Apps", app_body(), retry="plan-1")
    cloud.pass_time("25h")
    cloud.token = cloud.ask_token(
        "msgops_sandbox_client", "sandbox-client-secret-not-a-secret", "urn:opc:idm:__myscopes__"
    )["access_token"]

    assert (201, first.body) == (second.status, second.body)
    assert 409 == cloud.scim("POST", "Apps", app_body(), retry="plan-1").status


def test_rotation_gives_a_new_secret_and_leaves_one(cloud):
    """The regenerator is no part of the SDK; the answer has nothing but id and secret."""
    made = cloud.app()
    body = {"schemas": [f"{URN}AppClientSecretRegenerator"], "appId": made["id"]}

    new = cloud.scim("POST", "AppClientSecretRegenerator", body)

    assert {"schemas", "appId", "clientSecret"} == set(new.body) and made["clientSecret"] != new[
        "clientSecret"
    ]
    assert new["clientSecret"] == cloud.scim("GET", f"Apps/{made['id']}")["clientSecret"]


def test_every_answer_carries_traces(cloud):
    """Also a refusal."""
    names = {"opc-request-id", "X-ORACLE-DMS-ECID", "X-ORACLE-DMS-RID"}

    assert names <= set(cloud.app().headers) and names <= set(cloud.app().headers)


def test_the_templates_of_custom_apps_are_found_by_their_well_known_id(cloud):
    """A read-only list."""
    (found,) = cloud.found("AppTemplates", 'wellKnownId eq "CustomWebAppTemplateId"')

    assert "CustomWebAppTemplateId" == found["id"]
