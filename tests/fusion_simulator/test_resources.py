"""What is particular to the pod's resources, and to what is around the pod (dossier B5 to B23)."""

from __future__ import annotations

import base64
import io
import zipfile

import oci
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from oci.oda import ManagementClient, models

from fusion_simulator.desk import FSCM, serving
from msgops_fusion.simulator import engage, oda, people

CHAT = "ORA_SVC_CHAT"


def _party(cloud, name="agent1"):
    return cloud.rows("resources", q=f"Username='{name}'")[0]["PartyId"]


def _archive(text="a,b"):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("rows.csv", text)
    return base64.b64encode(buffer.getvalue()).decode()


def test_members_are_people_that_are_resources_each_once(cloud):
    """An unknown party and a second row for the same are refused; the person of a row is fixed."""
    queue = cloud.make("queues", QueueName="WhatsApp")
    at = f"queues/{queue['QueueId']}/child/resourceMembers"
    member = cloud.make(at, ObjectId=_party(cloud))

    assert queue["QueueId"] == member["QueueId"] and member["EnabledFlag"] is True
    assert 400 == cloud.adf("POST", at, {"ObjectId": _party(cloud)}).status
    assert 400 == cloud.adf("POST", at, {"ObjectId": 1}).status
    assert 400 == cloud.adf("PATCH", f"{at}/{member['QueueResourceId']}", {"ObjectId": 1}).status
    assert 204 == cloud.adf("DELETE", f"{at}/{member['QueueResourceId']}").status


def test_a_team_shows_its_people_and_nobody_changes_them_there(cloud):
    """The grandchildren can be read only."""
    (team,) = cloud.simulator.world.table("teams").values()
    queue = cloud.make("queues", QueueName="WhatsApp")
    at = f"queues/{queue['QueueId']}/child/resourceTeams"
    row = cloud.make(at, ObjectId=team["id"])
    people_ = f"{at}/{row['QueueResourceId']}/child/resourceTeamMembers"

    assert team["members"] == [r["TeamResourceId"] for r in cloud.rows(people_)]
    assert 405 == cloud.adf("POST", people_, {}).status
    cloud.adf("DELETE", f"{at}/{row['QueueResourceId']}")
    assert {} == cloud.simulator.world.table("queues.resourceTeamMembers")


def test_overflow_leads_to_another_queue(cloud):
    """Priority and flag change, the queue does not; a queue does not overflow into itself."""
    one, two = cloud.make("queues", QueueName="one"), cloud.make("queues", QueueName="two")
    at = f"queues/{one['QueueId']}/child/overflowQueues"
    row = cloud.make(at, ObjectId=two["QueueId"], Priority=1)
    path = f"{at}/{row['QueueResourceId']}"

    assert 2 == cloud.adf("PATCH", path, {"Priority": 2, "EnabledFlag": False})["Priority"]
    assert 400 == cloud.adf("PATCH", path, {"ObjectId": one["QueueId"]}).status
    assert 400 == cloud.adf("POST", at, {"ObjectId": one["QueueId"]}).status


def test_a_queue_of_a_rule_is_not_deleted(cloud):
    """Rules have no API: a person makes them; the knob lets the queue go."""
    queue = cloud.make("queues", QueueName="WhatsApp")
    path = f"queues/{queue['QueueId']}"
    cloud.person("rule", name="Messaging", queue=queue["QueueNumber"])

    assert 400 == cloud.adf("DELETE", path).status
    cloud.person("rule", name="Messaging", queue="")
    assert 204 == cloud.adf("DELETE", path).status


def test_omnichannel_properties_are_there_from_the_start(cloud):
    """One per channel and network; channel and network are fixed; there is no channel for SMS or WhatsApp."""
    (chat,) = cloud.rows("omniChannelProps", q=f"ChannelTypeCd='{CHAT}'")
    path = f"omniChannelProps/{chat['ChannelPropId']}"

    assert chat["RealtimeFlag"] is True
    assert 400 == cloud.adf("POST", "omniChannelProps", {"ChannelTypeCd": CHAT}).status
    assert 400 == cloud.adf("POST", "omniChannelProps", {"ChannelTypeCd": "ORA_SVC_WHATSAPP"}).status
    assert 400 == cloud.adf("PATCH", path, {"ChannelTypeCd": "ORA_SVC_WEB"}).status
    assert 200 == cloud.adf("PATCH", path, {"AsyncFlag": True}).status


def test_a_capacity_is_for_everybody_or_for_one(cloud):
    """One row for each; a party that is no resource is refused."""
    given = {"ChannelTypeCd": CHAT, "ObjectTypeCd": "CHAT", "MaximumCapacity": 3}

    assert cloud.make("resourceCapacities", **given, CapacityNumber="CHAT_DEFAULT")["PartyId"] is None
    assert 400 == cloud.adf("POST", "resourceCapacities", {**given, "CapacityNumber": "OTHER"}).status
    assert cloud.make("resourceCapacities", **given, PartyId=_party(cloud))["CapacityNumber"]
    assert 400 == cloud.adf("POST", "resourceCapacities", {**given, "PartyId": 1}).status


def test_secrets_of_a_channel_are_written_and_not_read(cloud):
    """Nor can they be queried."""
    made = cloud.make("channels", AccountName="mail", ChannelTypeCd="ORA_SVC_EMAIL", APIPassword="hush")

    assert made["ChannelShortName"] and "APIPassword" not in made and "hush" not in str(made)
    assert 400 == cloud.adf("GET", "channels?q=APIPassword='hush'").status


def test_categories_are_a_tree(cloud):
    """A parent by its code, no circle, children before their parent goes."""
    top = cloud.make("categories", CategoryName="Messaging", CategoryCode="MSG")
    low = cloud.make("categories", CategoryName="Billing", CategoryCode="BILL", ParentCategoryCode="MSG")

    assert top["CategoryId"] == low["ParentCategoryId"] and "Billing" == low["CategoryShortName"]
    assert 400 == cloud.adf("PATCH", f"categories/{top['CategoryId']}", {"ParentCategoryCode": "BILL"}).status
    assert 400 == cloud.adf("DELETE", f"categories/{top['CategoryId']}").status
    assert 400 == cloud.adf("POST", "categories", {"CategoryName": "Billing"}).status
    free = cloud.adf("PATCH", f"categories/{low['CategoryId']}", {"ParentCategoryCode": None})
    assert (None, None) == (free["ParentCategoryId"], free["ParentCategoryCode"])
    assert 204 == cloud.adf("DELETE", f"categories/{top['CategoryId']}").status


def test_the_text_of_a_smart_text_is_base64(cloud):
    """Plain text is refused, and so is a flag that is not Y or N."""
    assert 400 == cloud.adf("POST", "smartTexts", {"StdtxtName": "x", "Text": "Hello!"}).status
    assert 400 == cloud.adf("POST", "smartTexts", {"StdtxtName": "x", "HtmlFlag": "X"}).status


def test_a_coverage_comes_after_its_entitlement(cloud):
    """Two steps: the matrix with its dimensions, then the coverage that names it."""
    body = {"CoverageName": "Gold", "CoverageHeaderPuid": "GOLD", "MatrixName": "Gold Entitlements"}
    assert 400 == cloud.adf("POST", "subscriptionCoverageHeaders", body).status
    matrix = cloud.make(
        f"{FSCM}/pricingMatrixes",
        MatrixClassName="Subscription Entitlements",
        MatrixName="Gold Entitlements",
        dimensions=[{"DimensionName": "Channel Type"}, {"DimensionName": "First Response Metric"}],
    )
    made = cloud.make("subscriptionCoverageHeaders", **body)

    assert (matrix["MatrixId"], "GOLD") == (made["MatrixId"], made["CoverageHeaderPuid"])
    assert 2 == len(cloud.rows(f"{FSCM}/pricingMatrixes/{matrix['MatrixId']}/child/dimensions"))
    assert (
        "GOLD"
        == cloud.rows("subscriptionCoverageHeaders", finder="PuidAltKey;CoverageHeaderPuid=GOLD")[0][
            "CoverageHeaderPuid"
        ]
    )


def test_lookups_have_codes_and_levels(cloud):
    """A user's own can be changed; the system's are locked; another's codes are ended, not deleted."""
    at = f"{FSCM}/commonLookups"
    cloud.make(at, LookupType="ACME", Meaning="Acme", lookupCodes=[{"LookupCode": "A", "Meaning": "a"}])
    codes = f"{at}/ACME/child/lookupCodes"
    system = f"{FSCM}/standardLookups/ORA_SVC_CHANNEL_TYPE_CD"

    assert 200 == cloud.adf("PATCH", f"{codes}/A", {"EndDateActive": "2030-01-01"}).status
    assert 204 == cloud.adf("DELETE", f"{codes}/A").status and 204 == cloud.adf("DELETE", f"{at}/ACME").status
    assert 6 == len(cloud.rows(f"{system}/child/lookupCodes"))
    assert 400 == cloud.adf("PATCH", system, {"Meaning": "x"}).status
    assert (
        400 == cloud.adf("POST", f"{system}/child/lookupCodes", {"LookupCode": "SMS", "Meaning": "x"}).status
    )
    cloud.make(
        at,
        LookupType="EXT",
        Meaning="x",
        CustomizationLevel="E",
        lookupCodes=[{"LookupCode": "A", "Meaning": "a"}],
    )
    assert 400 == cloud.adf("DELETE", f"{at}/EXT/child/lookupCodes/A").status


def test_a_profile_option_is_seen_only_in_a_category_for_rest(cloud):
    """Before, the answer is empty, which says nothing; a value is changed on a page."""
    at = f"{FSCM}/profileValues"
    finder = "ProfileOptionNameFinder;ProfileOptionName=SVC_ENABLE_CHAT"

    assert [] == cloud.rows(at, finder=finder) and 404 == cloud.adf("GET", f"{at}/SVC_ENABLE_CHAT").status
    cloud.person("profile-category", codes=["SVC_ENABLE_CHAT"])
    cloud.person("profile", code="SVC_ENABLE_CHAT", value="Y")
    assert ["Y"] == [r["ProfileOptionValue"] for r in cloud.rows(at, finder=finder)]
    assert 405 == cloud.adf("PATCH", f"{at}/SVC_ENABLE_CHAT", {}).status == cloud.adf("POST", at, {}).status


def test_a_feature_is_opted_in_on_a_page(cloud):
    """Both resources can be read only."""
    cloud.person("feature", code="SANDBOX_CHAT", on=True)

    assert cloud.adf("GET", f"{FSCM}/features/SANDBOX_CHAT")["EnabledFlag"] is True
    assert cloud.adf("GET", f"{FSCM}/featureStates/SANDBOX_CHAT")["FeatureState"] is True
    assert 405 == cloud.adf("PATCH", f"{FSCM}/features/SANDBOX_CHAT", {}).status


def test_an_agent_becomes_available_in_the_service_center(cloud):
    """Presence by party; the action tells the same."""
    path, party = f"resourcePresences/{_party(cloud)}", _party(cloud)
    before = cloud.adf("GET", path)["AvailabilityFlag"]
    cloud.person("presence", username="agent1", available=True)
    action = "application/vnd.oracle.adf.action+json"
    told = cloud.adf(
        "POST", "resourcePresences/action/getPresenceAvailability", {"resourceId": party}, content_type=action
    )

    assert (False, True) == (before, cloud.adf("GET", path)["AvailabilityFlag"])
    assert told["result"]["availabilityFlag"] is True


def test_a_new_user_is_a_resource_and_is_not_deleted(cloud):
    """The party number finds it again."""
    made = cloud.make("resourceUsers", Username="agent3", LastName="Acme")
    (found,) = cloud.rows("resourceUsers", finder=f"PartyIdRF;BindPartyId={made['ResourcePartyId']}")
    href = found["links"][0]["href"].removeprefix("http://sandbox.test")

    assert made["ResourcePartyId"] == _party(cloud, "agent3") and 405 == cloud.adf("DELETE", href).status


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
def assistant():
    """The SDK's client of the Digital Assistant, against a served pod."""
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = made.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    config = {
        "user": people.SIGNER,
        "tenancy": people.TENANCY,
        "fingerprint": ":".join(["ab"] * 16),
        "region": "us-ashburn-1",
        "key_content": pem.decode(),
    }
    with serving() as (_, url):
        yield ManagementClient(config, service_endpoint=url)


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
