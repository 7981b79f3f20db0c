"""Channels: made by a person, routed, consented, activated."""

from __future__ import annotations

import pytest

from salesforce_simulator.documents import EVERYTHING, NS, manifest

KEYWORDS = {"MasterLanguage": "en_US", "OptOutKeywords": "STOP", "OptOutConfirmation": "Bye."}


@pytest.fixture
def channel(org):
    """A channel that a person made, in an org with a queue and a flow."""
    org.deploy(EVERYTHING)
    org.operate("channel", {"name": "Care", "label": "Care", "accept_terms": True})
    return org.one("SELECT Id FROM MessagingChannel")["Id"]


def route(org, channel):
    queue = org.one("SELECT Id FROM Group")["Id"]
    flow = org.one("SELECT DurableId FROM FlowDefinitionView")["DurableId"]
    return org.patch(
        f"sobjects/MessagingChannel/{channel}", {"SessionHandlerId": flow, "FallbackQueueId": queue}
    )


def usage(org):
    return org.one("SELECT Id, DeploymentStatus, DeploymentType, ErrorReason FROM MessagingChannelUsage")


def provision(org, status="Provisioning"):
    id_ = next(iter(org.simulator.world.table("MessagingChannelUsage")))
    return org.patch(f"sobjects/MessagingChannelUsage/{id_}", {"DeploymentStatus": status})


def test_the_api_makes_no_channel(org):
    """Unless a test lets it; the words are those of the documents."""
    row = {"MasterLabel": "Care", "DeveloperName": "Care", "MessageType": "Custom"}
    refused = org.post("sobjects/MessagingChannel", row)
    org.operate("knobs", {"allow_channel_create": True})

    assert "may not work and can't be deleted" in refused.body[0]["message"]
    assert 201 == org.post("sobjects/MessagingChannel", row).status


def test_a_person_accepts_the_terms(org):
    """Otherwise there is no channel."""
    with pytest.raises(AssertionError, match="terms"):
        org.operate("channel", {"name": "Care", "label": "Care"})


def test_a_channel_has_its_keys(org, channel):
    """A platform key and a UUID of 36 characters; it is not active, its usage is new."""
    row = org.one(
        "SELECT MessagingPlatformKey, ChannelAddressIdentifier, PlatformType, IsActive FROM MessagingChannel"
    )

    assert (32, 36) == (len(row["MessagingPlatformKey"]), len(row["ChannelAddressIdentifier"]))
    assert ("Enhanced", False) == (row["PlatformType"], row["IsActive"])
    assert ("New", "Conversation") == tuple(list(usage(org).values())[1:3])


def test_its_address_is_read_only(org, channel):
    """Nobody chooses it."""
    found = org.patch(f"sobjects/MessagingChannel/{channel}", {"ChannelAddressIdentifier": "x"})

    assert "INVALID_FIELD_FOR_INSERT_UPDATE" == found.code


def test_a_channel_goes_live_when_it_is_ready(org, channel):
    """Routing, then consent; then it takes some looks."""
    missing = [provision(org).body[0]["message"]]
    route(org, channel)
    missing.append(provision(org).body[0]["message"])
    org.make("MsgChannelLanguageKeyword", MessagingChannelId=channel, **KEYWORDS)
    org.operate("knobs", {"usage_polls": 2})

    assert 204 == provision(org).status
    assert ["Provisioning", "Provisioning", "Active"] == [usage(org)["DeploymentStatus"] for _ in range(3)]
    assert True is org.one("SELECT IsActive FROM MessagingChannel")["IsActive"]
    assert ["The channel has no routing configured", True] == [missing[0], "OptOutKeywords" in missing[1]]


@pytest.mark.parametrize(
    ("consent", "keywords", "prompts"),
    [
        ("ExplicitOptIn", {"OptInKeywords": "YES"}, {"OptInPrompt": "Reply YES."}),
        (
            "DoubleOptIn",
            {"OptInKeywords": "YES", "DoubleOptInKeywords": "SURE"},
            {"OptInPrompt": "Reply YES.", "DoubleOptInPrompt": "Reply SURE."},
        ),
    ],
)
def test_more_consent_needs_more_words(org, channel, consent, keywords, prompts):
    """Keywords in the rows of a language, prompts at the channel."""
    route(org, channel)
    org.patch(f"sobjects/MessagingChannel/{channel}", {"ConsentType": consent})
    row = org.make("MsgChannelLanguageKeyword", MessagingChannelId=channel, **KEYWORDS)
    seen = [provision(org).status]
    org.patch(f"sobjects/MsgChannelLanguageKeyword/{row}", keywords)
    seen.append(provision(org).status)
    org.patch(f"sobjects/MessagingChannel/{channel}", prompts)
    seen.append(provision(org).status)

    assert [400, 400, 204] == seen


def test_some_moves_are_not_made(org, channel):
    """From new to deprovisioning, or straight to active."""
    assert ["FIELD_INTEGRITY_EXCEPTION"] * 2 == [provision(org, s).code for s in ("Deprovisioning", "Active")]


def test_a_channel_that_loses_its_routing_ends_in_an_error(org, channel):
    """While it is provisioned; from there it can be tried again."""
    route(org, channel)
    org.make("MsgChannelLanguageKeyword", MessagingChannelId=channel, **KEYWORDS)
    org.operate("knobs", {"usage_polls": 0})
    provision(org)
    org.patch(f"sobjects/MessagingChannel/{channel}", {"SessionHandlerId": None, "FallbackQueueId": None})

    assert ("Error", "NotReady") == (usage(org)["DeploymentStatus"], usage(org)["ErrorReason"])
    route(org, channel)
    assert 204 == provision(org).status


def test_a_channel_is_deactivated(org, channel):
    """By its usage or by its own column; it stays."""
    route(org, channel)
    org.make("MsgChannelLanguageKeyword", MessagingChannelId=channel, **KEYWORDS)
    on = org.patch(f"sobjects/MessagingChannel/{channel}", {"IsActive": True}).status
    status = usage(org)["DeploymentStatus"]
    org.patch(f"sobjects/MessagingChannel/{channel}", {"IsActive": False})

    assert (204, "Active", "Disabled") == (on, status, usage(org)["DeploymentStatus"])
    assert 405 == org.delete(f"sobjects/MessagingChannel/{channel}").status


def test_a_message_opens_a_session(org, channel):
    """On an active channel; its work goes to the fallback queue."""
    route(org, channel)
    org.make("MsgChannelLanguageKeyword", MessagingChannelId=channel, **KEYWORDS)
    org.patch(f"sobjects/MessagingChannel/{channel}", {"IsActive": True})
    org.operate("message", {"channel": "Care"})

    session = org.one(
        "SELECT Status, ChannelName, Owner.Name FROM MessagingSession ORDER BY CreatedDate DESC LIMIT 1"
    )
    assert {"Status": "Waiting", "ChannelName": "Care", "Owner": {"Name": "Care"}} == session


def test_a_flow_must_be_active_and_of_its_kind(org, channel):
    """Otherwise the channel does not take it."""
    flow = org.one("SELECT DurableId FROM FlowDefinitionView")["DurableId"]
    org.patch(f"tooling/sobjects/FlowDefinition/{flow}", {"Metadata": {"activeVersionNumber": 0}})

    assert "Only flows of type Omni-Channel are supported" == route(org, channel).body[0]["message"]


def test_a_used_queue_stays(org, channel):
    """The channel falls back to it."""
    route(org, channel)
    queue = org.one("SELECT Id FROM Group")["Id"]

    assert "DELETE_FAILED" == org.delete(f"sobjects/Group/{queue}").code


def test_a_channel_is_routed_by_metadata_too(org, channel):
    """The queue doubles as the fallback."""
    text = f"<MessagingChannel {NS}><masterLabel>Care</masterLabel><messagingChannelType>Custom</messagingChannelType><sessionHandlerFlow>Route</sessionHandlerFlow><sessionHandlerQueue>Care</sessionHandlerQueue><sessionHandlerType>Flow</sessionHandlerType></MessagingChannel>"
    result = org.deploy(
        {"package.xml": manifest(MessagingChannel="Care"), "messagingChannels/Care.messagingChannel": text}
    )

    row = org.one("SELECT SessionHandlerId, FallbackQueueId, MessagingPlatformKey FROM MessagingChannel")
    assert "Succeeded" == result["status"], result
    assert ("300", "00G", 32) == (
        row["SessionHandlerId"][:3],
        row["FallbackQueueId"][:3],
        len(row["MessagingPlatformKey"]),
    )


def test_messaging_off_means_no_channels(bare):
    """INVALID_TYPE."""
    assert "INVALID_TYPE" == bare.ask("SELECT Id FROM MessagingChannel").code
