"""Oracle's own SDK, unmodified, against the domain: the list D5 of the dossier as far as it is the SDK's."""

from __future__ import annotations

import base64
import threading

import oci
import pytest
import requests
from oci.identity_domains import IdentityDomainsClient, models

from msgops_fusion.simulator import seed

APP = "urn:ietf:params:scim:schemas:oracle:idcs:App"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
STATUS = "urn:ietf:params:scim:schemas:oracle:idcs:AppStatusChanger"


def _app(**more):
    given = {
        "schemas": [APP],
        "display_name": "Engage Messaging",
        "based_on_template": models.AppBasedOnTemplate(value="CustomWebAppTemplateId"),
        "is_o_auth_resource": True,
        "access_token_expiry": 3600,
        "audience": "api",
        "scopes": [models.AppScopes(value="/", requires_consent=False)],
    }
    return models.App(**{**given, **more})


def _patch(*operations):
    shown = [models.Operations(op=op, path=path, value=value) for op, path, value in operations]
    return models.PatchOp(schemas=[PATCH], operations=shown)


def _status(client, id_, *, active):
    body = models.AppStatusChanger(schemas=[STATUS], active=active)
    return client.put_app_status_changer(id_, app_status_changer=body).data


def test_an_app_lives_from_create_to_delete(client):
    """D5.1: create, list by filter, patch, activate, deactivate, delete."""
    made = client.create_app(app=_app()).data
    (found,) = client.list_apps(filter='displayName eq "engage messaging"').data.resources
    changed = client.patch_app(made.id, patch_op=_patch(("REPLACE", "accessTokenExpiry", 7200))).data
    active = _status(client, made.id, active=True)
    passive = _status(client, made.id, active=False)
    client.delete_app(made.id)

    assert ("api/", False, 32) == (made.scopes[0].fqs, made.active, len(made.name))
    assert (made.id, 7200, True, False) == (
        found.id,
        changed.access_token_expiry,
        active.active,
        passive.active,
    )
    with pytest.raises(oci.exceptions.ServiceError) as gone:
        client.get_app(made.id)
    assert 404 == gone.value.status


def test_an_active_app_is_not_deleted(client):
    """D5.2: not by force either; the text of the refusal is in the error's arguments."""
    made = client.create_app(app=_app()).data
    _status(client, made.id, active=True)

    with pytest.raises(oci.exceptions.ServiceError) as refused:
        client.delete_app(made.id, force_delete=True)

    assert 400 == refused.value.status and "active" in refused.value.args[0]["detail"]


def test_a_second_app_with_the_same_scope_is_refused(client):
    """D5.3: the message id is where the SDK puts it."""
    client.create_app(app=_app())

    with pytest.raises(oci.exceptions.ServiceError) as refused:
        client.create_app(app=_app(display_name="Another"))

    extension = "urn:ietf:params:scim:api:oracle:idcs:extension:messages:_error"
    assert refused.value.status in (400, 409)
    assert refused.value.args[0][extension]["messageId"]


def test_a_read_with_named_attributes_is_what_was_written(client):
    """D5.4 and D5.5: declared attributes come back as they were sent, and the secret does not."""
    made = client.create_app(app=_app()).data
    names = "displayName,audience,accessTokenExpiry,isOAuthResource,scopes,name,active"

    read = client.get_app(made.id, attributes=names).data

    assert ("api", 3600, True) == (read.audience, read.access_token_expiry, read.is_o_auth_resource)
    assert read.client_secret is None and made.client_secret


def test_an_explicit_null_removes(client):
    """The SDK leaves `None` out, and sends its own sentinel as null."""
    made = client.create_app(app=_app(description="first")).data

    changed = client.patch_app(
        made.id, patch_op=_patch(("REPLACE", "description", oci.util.NONE_SENTINEL))
    ).data

    assert changed.description is None


def test_one_element_is_patched_by_a_filter(client):
    """A path with a value filter goes through the SDK as it is."""
    made = client.create_app(app=_app()).data

    changed = client.patch_app(
        made.id, patch_op=_patch(("ADD", 'scopes[value eq "/"].description', "all"))
    ).data

    assert ("all", "api/") == (changed.scopes[0].description, changed.scopes[0].fqs)


def test_a_stale_version_is_refused(client):
    """`if_match` with the ETag of an earlier answer."""
    made = client.create_app(app=_app())
    client.patch_app(
        made.data.id, patch_op=_patch(("REPLACE", "description", "x")), if_match=made.headers["etag"]
    )

    with pytest.raises(oci.exceptions.ServiceError) as refused:
        client.delete_app(made.data.id, if_match=made.headers["etag"])

    assert 412 == refused.value.status


def test_a_retry_token_makes_one_app(client):
    """`opc_retry_token`: the second create answers as the first did."""
    first = client.create_app(app=_app(), opc_retry_token="one").data
    second = client.create_app(app=_app(), opc_retry_token="one").data

    assert first.id == second.id


def test_pages_are_read_by_start_index(client):
    """The SDK's own pager does not know these models, so the loop is the caller's."""
    for number in range(7):
        client.create_app(app=_app(display_name=f"App {number}", audience=f"a{number}"))
    names, start = [], 1
    while True:
        page = client.list_apps(
            filter='displayName sw "App"',
            start_index=start,
            count=3,
            sort_by="displayName",
            sort_order="ASCENDING",
        ).data
        names += [app.display_name for app in page.resources]
        start += page.items_per_page
        if start > page.total_results:
            break

    assert [f"App {n}" for n in range(7)] == names
    with pytest.raises(AttributeError, match="items"):
        oci.pagination.list_call_get_all_results(client.list_apps)


def test_a_search_finds_by_body(client):
    """`search_apps` with attribute sets."""
    client.create_app(app=_app())
    body = models.AppSearchRequest(
        schemas=["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],
        filter='scopes.fqs eq "api/"',
        attribute_sets=["request", "default"],
    )

    (found,) = client.search_apps(app_search_request=body).data.resources

    assert "Engage Messaging" == found.display_name


def test_an_app_that_a_person_deactivates_is_read_so(client, served):
    """D5.7: the console does it, the SDK sees it; audit events name the person."""
    made = client.create_app(app=_app()).data
    _status(client, made.id, active=True)
    edit = {
        "method": "PUT",
        "path": f"/admin/v1/AppStatusChanger/{made.id}",
        "body": {"schemas": [STATUS], "active": False},
        "actor": "Pat",
    }
    requests.post(f"{served[1]}/_sandbox/edit", json=edit, timeout=5).raise_for_status()

    events = list(served[0].world.table("audit_events").values())

    assert client.get_app(made.id, attributes="active").data.active is False
    assert ("admin.app.deactivated.success", "Pat") == (events[-1]["eventId"], events[-1]["actorName"])


def test_roles_and_grants_are_made_listed_and_deleted(client):
    """A role of the app is granted to another app and taken away again."""
    app = client.create_app(app=_app()).data
    role = client.create_app_role(
        app_role=models.AppRole(
            schemas=["urn:ietf:params:scim:schemas:oracle:idcs:AppRole"],
            display_name="Supervisor",
            app=models.AppRoleApp(value=app.id),
        )
    ).data
    grant = client.create_grant(
        grant=models.Grant(
            schemas=["urn:ietf:params:scim:schemas:oracle:idcs:Grant"],
            grant_mechanism="ADMINISTRATOR_TO_APP",
            app=models.GrantApp(value=app.id),
            entitlement=models.GrantEntitlement(attribute_name="appRoles", attribute_value=role.id),
            grantee=models.GrantGrantee(type="App", value="msgops"),
        )
    ).data
    found = client.list_grants(
        filter=f'grantee[value eq "msgops"] and entitlement.attributeValue eq "{role.id}"'
    )
    client.delete_grant(grant.id)
    client.delete_app_role(role.id)

    assert [grant.id] == [g.id for g in found.data.resources]
    assert [] == client.list_app_roles(filter=f'app.value eq "{app.id}"').data.resources


def test_a_throttled_call_is_sent_again_by_the_sdk(client, served):
    """D5.9: 429 without Retry-After, then success."""
    served[0].add_fault("GET", "/admin/v1/Apps", "429", 1, {})
    retry = oci.retry.RetryStrategyBuilder(
        max_attempts_check=True,
        max_attempts=3,
        retry_base_sleep_time_seconds=0,
        retry_max_wait_between_calls_seconds=0,
    ).get_retry_strategy()

    assert 3 == client.list_apps(retry_strategy=retry).data.total_results
    assert [429, 200] == [r["status"] for r in served[0].requests]


def test_two_clients_are_served_at_once(served, config):
    """The SDK keeps its connections open."""
    clients = [IdentityDomainsClient(config, service_endpoint=served[1], timeout=5) for _ in range(2)]
    totals: list[int] = []
    threads = [
        threading.Thread(target=lambda c=c: totals.extend(c.list_apps().data.total_results for _ in range(3)))
        for c in clients
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [3] * 6 == totals


def test_another_tenancy_s_key_is_refused_with_a_scim_error(served, config):
    """The body is the domain's own, not that of OCI."""
    other = {**config, "tenancy": "ocid1.tenancy.oc1..other"}

    with pytest.raises(oci.exceptions.ServiceError) as refused:
        IdentityDomainsClient(other, service_endpoint=served[1]).list_apps()

    assert 401 == refused.value.status and "authenticated" in refused.value.args[0]["detail"]


class _Bearer(requests.auth.AuthBase):
    def __init__(self, token):
        self.token = token

    def __call__(self, request):
        request.headers["authorization"] = f"Bearer {self.token}"
        return request


def test_a_bearer_token_serves_in_the_place_of_a_signature(served, config):
    """Client credentials for the caller's own scopes, as pure IDCS stripes need them."""
    word = base64.b64encode(f"{seed.CLIENT_ID}:{seed.CLIENT_SECRET}".encode()).decode()
    answer = requests.post(
        f"{served[1]}/oauth2/v1/token",
        data={"grant_type": "client_credentials", "scope": "urn:opc:idm:__myscopes__"},
        headers={"authorization": f"Basic {word}"},
        timeout=5,
    )
    client = IdentityDomainsClient(
        config, service_endpoint=served[1], signer=_Bearer(answer.json()["access_token"])
    )

    assert "Engage Messaging" == client.create_app(app=_app()).data.display_name
