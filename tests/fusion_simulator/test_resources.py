"""What is particular to the pod's resources, and to what is around the pod (dossier B5 to B23)."""

from __future__ import annotations

from fusion_simulator.desk import FSCM

CHAT = "ORA_SVC_CHAT"


def _party(cloud, name="agent1"):
    return cloud.rows("resources", q=f"Username='{name}'")[0]["PartyId"]


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
