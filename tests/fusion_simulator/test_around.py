"""What is around the pod's resources: roles, setup files, Engage, the Digital Assistant (dossier B16, B21 to B23)."""

from __future__ import annotations

import base64
import io
import zipfile

import oci
import pytest
from oci.oda import ManagementClient, models

from fusion_simulator.desk import FSCM
from msgops_fusion.simulator import engage, oda


def _archive(text="a,b"):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("rows.csv", text)
    return base64.b64encode(buffer.getvalue()).decode()


def test_members_of_a_role_are_added_and_removed(cloud):
    """A dialect of its own: 204, operations in any case, all or none."""
    at = "/hcmRestApi/scim"
    (role,) = cloud.adf("GET", f'{at}/Roles?filter=name+eq+"ORA_SVC_SUPERVISOR_JOB"')["Resources"]
    (user,) = cloud.adf("GET", f'{at}/Users?filter=userName+eq+"agent1"')["Resources"]

    def patch(*members):
        shown = [{"value": value, "operation": operation} for value, operation in members]
        return cloud.adf("PATCH", f"{at}/Roles/{role['id']}", {"members": shown}).status

    assert 400 == patch((user["id"], "ADD"), ("unknown", "ADD"))
    assert [] == cloud.adf("GET", f"{at}/Roles/{role['id']}")["members"]
    assert 204 == patch((user["id"], "add"))
    assert [{"value": user["id"]}] == cloud.adf("GET", f"{at}/Roles/{role['id']}")["members"]
    assert (
        204 == patch((user["id"], "REMOVE")) and [] == cloud.adf("GET", f"{at}/Roles/{role['id']}")["members"]
    )
    assert 404 == cloud.adf("POST", f"{at}/Roles", {}).status == cloud.adf("DELETE", f"{at}/Roles/x").status


def test_a_role_may_take_effect_later(cloud):
    """The knob `role_delay` in seconds of the virtual clock."""
    cloud.person("knobs", role_delay=60)
    at = "/hcmRestApi/scim/Roles"
    (role,) = cloud.adf("GET", f'{at}?filter=name+eq+"ORA_SVC_SUPERVISOR_JOB"')["Resources"]
    (user,) = cloud.adf("GET", '/hcmRestApi/scim/Users?filter=userName+eq+"agent1"')["Resources"]
    cloud.adf("PATCH", f"{at}/{role['id']}", {"members": [{"value": user["id"], "operation": "ADD"}]})

    assert [] == cloud.adf("GET", f"{at}/{role['id']}")["members"]
    cloud.pass_time("61s")
    assert 1 == len(cloud.adf("GET", f"{at}/{role['id']}")["members"])


def _import(cloud, task, content):
    at = f"{FSCM}/setupTaskCSVImports"
    body = {"TaskCode": task, "SetupTaskCSVImportProcess": [{"TaskCode": task, "FileContent": content}]}
    return cloud.adf("POST", at, body)


def test_an_import_is_polled_until_it_is_done_and_has_a_log(cloud):
    """Two polls at least; the file does not come back."""
    started = _import(cloud, "HZ_MANAGE_RESOURCE_ROLES", _archive())
    (process,) = started["SetupTaskCSVImportProcess"]["items"]
    at = f"{FSCM}/setupTaskCSVImports/HZ_MANAGE_RESOURCE_ROLES/child/SetupTaskCSVImportProcess/{process['ProcessId']}"

    polls = [cloud.adf("GET", at)["ProcessCompletedFlag"] for _ in range(2)]
    (result,) = cloud.rows(f"{at}/child/SetupTaskCSVImportProcessResult")

    assert 201 == started.status and "FileContent" not in process and [False, True] == polls
    assert b"loaded" in base64.b64decode(result["ProcessLog"])


def test_a_task_says_whether_it_can_be_imported(cloud):
    """One that does not is refused, and so is a file that is no archive."""
    rules = cloud.adf("GET", f"{FSCM}/setupTaskCSVImports/SANDBOX_MANAGE_SERVICE_ASSIGNMENT_RULES")

    assert rules["ImportSupportedFlag"] is False
    assert 400 == _import(cloud, "SANDBOX_MANAGE_SERVICE_ASSIGNMENT_RULES", _archive()).status
    assert 400 == _import(cloud, "HZ_MANAGE_RESOURCE_ROLES", "eA==").status
    assert 404 == _import(cloud, "UNKNOWN", _archive()).status


def test_an_import_can_fail_in_its_log(cloud):
    """The process is completed all the same."""
    cloud.person("knobs", import_fails=True, import_polls=1)
    (process,) = _import(cloud, "HZ_MANAGE_RESOURCE_ROLES", _archive())["SetupTaskCSVImportProcess"]["items"]
    at = f"{FSCM}/setupTaskCSVImports/HZ_MANAGE_RESOURCE_ROLES/child/SetupTaskCSVImportProcess/{process['ProcessId']}"

    assert cloud.adf("GET", at)["ProcessCompletedFlag"] is True
    (result,) = cloud.rows(f"{at}/child/SetupTaskCSVImportProcessResult")
    assert b"Error" in base64.b64decode(result["ProcessLog"])


def test_the_ingress_takes_messages_with_the_right_token_only(cloud):
    """No token, another audience, another scope: each is refused in its own words."""
    client = {"isOAuthClient": True, "allowedGrants": ["client_credentials"]}
    right = cloud.app(scopes=[{"value": "/"}, {"value": "read"}], **client)
    other = cloud.app(displayName="Other", audience="other", **client)

    def send(app, scope):
        cloud.activate(app["id"])
        token = cloud.ask_token(app["name"], app["clientSecret"], scope)["access_token"]
        return cloud.adf("POST", engage.PATH, {"text": "hi"}, authorization=f"Bearer {token}")

    assert 200 == send(right, "api/").status
    assert 401 == cloud.adf("POST", engage.PATH, {}, authorization="").status
    assert "audience" in send(other, "other/")["error_description"]
    assert (403, "insufficient_scope") == ((refused := send(right, "apiread")).status, refused["error"])


def test_pages_without_an_api_keep_no_secret(cloud):
    """What a person filled in can be seen in the control API's list of objects, without the secret."""
    cloud.person(
        "page", page="Messaging channel", values={"Name": "WhatsApp", "OAuth2 Client Secret": "hush"}
    )

    shown = cloud.simulator.describe(cloud.simulator.world)

    assert {"Name": "WhatsApp"} == shown["pages"][0]["values"] and "hush" not in str(shown)


@pytest.fixture
def assistant(served, config):
    """The SDK's client of the Digital Assistant, against a served pod."""
    return ManagementClient(config, service_endpoint=served[1])


def test_oracle_s_sdk_makes_starts_and_deletes_a_channel_of_the_assistant(assistant):
    """It starts stopped, takes a while to change, and never shows its password."""
    details = models.CreateOsvcChannelDetails(
        name="FusionBot",
        channel_service="FUSION",
        host="pod.example",
        port="443",
        user_name="digitalassistant",
        password="hush",
        total_session_count=50,
        authentication_provider_name=oda.PROVIDER,
        bot_id=oda.ASSISTANT,
    )
    made = assistant.create_channel(oda.INSTANCE, create_channel_details=details)

    def state():
        return assistant.get_channel(oda.INSTANCE, made.data.id).data.lifecycle_state

    assert ["CREATING", "CREATING", "INACTIVE"] == [made.data.lifecycle_state, state(), state()]
    with pytest.raises(oci.exceptions.ServiceError, match="etag"):
        assistant.delete_channel(oda.INSTANCE, made.data.id, if_match="other")
    assistant.start_channel(oda.INSTANCE, made.data.id)
    assert ["UPDATING", "ACTIVE"] == [state(), state()]
    (listed,) = assistant.list_channels(oda.INSTANCE, name="FusionBot").data.items
    read = assistant.get_channel(oda.INSTANCE, made.data.id).data
    assert (listed.id, "OSVC", "FUSION") == (read.id, read.type, read.channel_service)
    assert not hasattr(read, "password") and "hush" not in str(read)
    assistant.delete_channel(oda.INSTANCE, made.data.id)
    assert "DELETING" == state()
    with pytest.raises(oci.exceptions.ServiceError):
        state()


def test_the_assistants_of_an_instance_are_listed(assistant):
    """By the SDK; another instance is not found."""
    (found,) = assistant.list_digital_assistants(oda.INSTANCE).data.items

    assert oda.ASSISTANT == found.id
    with pytest.raises(oci.exceptions.ServiceError) as refused:
        assistant.list_channels("ocid1.odainstance.oc1..other")
    assert 404 == refused.value.status
