"""Messaging: vendors, channel definitions, channels, their activation and consent (dossier B11, B12, B18)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgops_salesforce.simulator.errors import Rejected
from msgops_salesforce.simulator.fields import (
    Row,
    SObject,
    area,
    choice,
    developer_name,
    fixed,
    flag,
    refer,
    text,
)
from msgops_salesforce.simulator.objects import routing

if TYPE_CHECKING:
    from msgops_salesforce.simulator.org import Org

MESSAGING = "LiveMessage"
"""The feature that `LiveMessageSettings.enableLiveMessage` switches on."""
TYPES = (
    "Custom",
    "WhatsApp",
    "Facebook",
    "Text",
    "Line",
    "AppleBusinessChat",
    "EmbeddedMessaging",
    "Voice",
)
CONSENTS = ("ImplicitOptIn", "ExplicitOptIn", "DoubleOptIn")
_MOVES = {
    "New": ("Provisioning",),
    "Disabled": ("Provisioning",),
    "Error": ("Provisioning", "Deprovisioning"),
    "Active": ("Deprovisioning",),
}


def _may_create(org: Org) -> None:
    """The documents discourage creating a channel by the API. [documented]; the code is [assumed]"""
    if not org.knob("allow_channel_create"):
        message = "Messaging channels created through the API may not work and can't be deleted. Create the channel on the Messaging Settings page in Setup."
        raise Rejected("FIELD_INTEGRITY_EXCEPTION", message, ())


def _channel(org: Org, row: dict[str, Any], old: Row | None) -> None:
    if old is None:
        row["MessagingPlatformKey"] = row["MessagingPlatformKey"] or org.world.hex32().lower()
        row["ChannelAddressIdentifier"] = org.world.uuid()
        row["DeveloperName"] = row["DeveloperName"] or f"k{row['MessagingPlatformKey']}_{row['MessageType']}"
    routing.check(org, row)
    if row["IsActive"] and not (old and old["IsActive"]):
        routing.ready(org, row)


def _channel_saved(org: Org, row: Row, old: Row | None) -> None:
    """A new channel has a usage that is `New`; the two say the same of whether it works. [assumed]"""
    if old is None:
        given = {"MessagingChannelId": row["Id"], "DeploymentStatus": "New", "DeploymentType": "Conversation"}
        org.insert("MessagingChannelUsage", given, by="seed")
    elif row["IsActive"] != old["IsActive"]:
        status = {"DeploymentStatus": "Active" if row["IsActive"] else "Disabled"}
        for usage in org.where("MessagingChannelUsage", MessagingChannelId=row["Id"]):
            org.rows("MessagingChannelUsage")[usage["Id"]] = {**usage, **status}
        if row["IsActive"]:
            _let_in(org, row)


def open_session(org: Org, channel: Row) -> str:
    """Let a customer write to a channel; returns the session's id."""
    given = {
        "Name": f"{org.world.next('session'):08d}",
        "Status": "Waiting",
        "ChannelName": channel["MasterLabel"],
        "MessagingChannelId": channel["Id"],
        "OwnerId": channel["FallbackQueueId"] or channel["SessionHandlerId"],
    }
    return str(org.insert("MessagingSession", given, by="seed")["Id"])


def _let_in(org: Org, channel: Row) -> None:
    """Who waited for the channel writes now."""
    if org.rows("customers").pop(channel["Id"], None) is not None:
        open_session(org, channel)


def _usage(org: Org, row: dict[str, Any], old: Row | None) -> None:
    """A user asks for provisioning or deprovisioning; the service does the rest. [documented]"""
    if old is None or row["DeploymentStatus"] == old["DeploymentStatus"]:
        return
    if row["DeploymentStatus"] not in _MOVES.get(old["DeploymentStatus"], ()):
        message = f"DeploymentStatus can't change from {old['DeploymentStatus']} to {row['DeploymentStatus']}"
        raise Rejected("FIELD_INTEGRITY_EXCEPTION", message, ("DeploymentStatus",))
    if row["DeploymentStatus"] == "Provisioning":
        channel = org.get("MessagingChannel", row["MessagingChannelId"])
        if channel is not None:
            routing.ready(org, channel)
    row.update(_polls=org.knob("usage_polls"), ErrorReason=None, ErrorDetails=None)


def _progress(org: Org) -> None:
    """Every look brings the service nearer to the end: after the polls of the knob, or with an error. [assumed]"""
    for usage in list(org.rows("MessagingChannelUsage").values()):
        if usage["DeploymentStatus"] not in ("Provisioning", "Deprovisioning"):
            continue
        left = usage.get("_polls", 0)
        if left > 0:
            org.rows("MessagingChannelUsage")[usage["Id"]] = {**usage, "_polls": left - 1}
            continue
        org.rows("MessagingChannelUsage")[usage["Id"]] = {**usage, **_end(org, usage)}


def _end(org: Org, usage: Row) -> dict[str, Any]:
    channel = org.get("MessagingChannel", usage["MessagingChannelId"]) or {}
    active = usage["DeploymentStatus"] == "Provisioning"
    if active:
        try:
            routing.ready(org, channel)
        except Rejected as error:
            return {"DeploymentStatus": "Error", "ErrorReason": "NotReady", "ErrorDetails": error.message}
    org.rows("MessagingChannel")[channel["Id"]] = {**channel, "IsActive": active}
    if active:
        _let_in(org, channel)
    return {"DeploymentStatus": "Active" if active else "Disabled"}


def _unused_definition(org: Org, row: Row) -> None:
    """A definition that a channel uses stays. [assumed]"""
    if org.where("MessagingChannel", ChannelDefinitionId=row["Id"]) or org.where(
        "CustomMsgChannel", ChannelDefinitionId=row["Id"]
    ):
        raise Rejected("DELETE_FAILED", f"{row['DeveloperName']} is used by a messaging channel", ())


def _unused_vendor(org: Org, row: Row) -> None:
    """A vendor that a definition names stays. [assumed]"""
    if org.where("ConversationChannelDefinition", ConversationVendorInfoId=row["Id"]):
        raise Rejected("DELETE_FAILED", f"{row['DeveloperName']} is used by a channel definition", ())


_LABEL = text("MasterLabel", 80, required=True)

OBJECTS = (
    SObject(
        "ConversationVendorInfo",
        "0m8",
        "Conversation Vendor Info",
        (
            fixed(developer_name()),
            fixed(_LABEL),
            fixed(text("VendorType", 80)),
            fixed(text("NamespacePrefix", 15)),
        ),
        unique=(("DeveloperName",),),
        taken="DUPLICATE_DEVELOPER_NAME",
        calls="",
        guard=_unused_vendor,
        metadata="ConversationVendorInfo",
    ),
    SObject(
        "ConversationChannelDefinition",
        "0Ve",
        "Conversation Channel Definition",
        (
            fixed(developer_name()),
            fixed(_LABEL),
            fixed(refer("ConversationVendorInfoId", "ConversationVendorInfo")),
            *(
                fixed(text(n))
                for n in (
                    "RoutingOwner",
                    "ConsentOwner",
                    "ConnectedAppType",
                    "ConnectedAppOauthLink",
                    "CustomPlatformEvent",
                    "CustomEventTypeField",
                    "CustomEventPayloadField",
                    "NamespacePrefix",
                )
            ),
        ),
        unique=(("DeveloperName",),),
        taken="DUPLICATE_DEVELOPER_NAME",
        calls="",
        guard=_unused_definition,
        metadata="ConversationChannelDefinition",
    ),
    SObject(
        "MessagingChannel",
        "0Mj",
        "Messaging Channel",
        (
            _LABEL,
            developer_name(required=False, form=""),
            choice("MessageType", *TYPES, write="C", required=True),
            text("MessagingPlatformKey", 150),
            fixed(text("ChannelAddressIdentifier", 36)),
            choice("PlatformType", "Standard", "Enhanced", write="C", default="Enhanced"),
            refer("ChannelDefinitionId", "ConversationChannelDefinition"),
            flag("IsActive"),
            refer("SessionHandlerId", "Group", "FlowDefinition", "User"),
            refer("FallbackQueueId", "Group"),
            choice("RoutingType", "OmniQueue", "OmniSkills"),
            refer("RoutingConfigurationId", "QueueRoutingConfig"),
            refer("TargetQueueId", "Group"),
            choice("ConsentType", *CONSENTS, default="ImplicitOptIn"),
            flag("IsRequireDoubleOptIn"),
            *(
                area(n, 1000)
                for n in (
                    "OptInPrompt",
                    "DoubleOptInPrompt",
                    "InitialResponse",
                    "EngagedResponse",
                    "ConversationEndResponse",
                    "OptOutResponse",
                )
            ),
            refer("BusinessHoursId", "BusinessHours"),
            flag("OptionsIdentifyEndUserLanguage"),
            text("IsoCountryCode", 2, write="C"),
        ),
        unique=(("DeveloperName",),),
        calls="CU",
        feature=MESSAGING,
        admit=_may_create,
        check=_channel,
        saved=_channel_saved,
        metadata="MessagingChannel",
    ),
    SObject(
        "MessagingChannelUsage",
        "0gL",
        "Messaging Channel Usage",
        (
            refer("MessagingChannelId", "MessagingChannel", write="C", required=True),
            choice(
                "DeploymentStatus",
                "New",
                "Provisioning",
                "Active",
                "Deprovisioning",
                "Disabled",
                "Error",
                default="New",
            ),
            choice("DeploymentType", "Conversation", "MJ", "ME", write="C", default="Conversation"),
            fixed(text("ErrorReason")),
            fixed(area("ErrorDetails")),
        ),
        unique=(("MessagingChannelId", "DeploymentType"),),
        calls="CU",
        feature=MESSAGING,
        check=_usage,
        polled=_progress,
    ),
    SObject(
        "CustomMsgChannel",
        "1CM",
        "Custom Messaging Channel",
        (
            refer("MessagingChannelId", "MessagingChannel", required=True),
            refer("ChannelDefinitionId", "ConversationChannelDefinition", required=True),
            flag("EventCapabilitiesIsInboundAcknowledgementEnabled"),
            flag("EventCapabilitiesIsProgressIndicatorEnabled"),
            flag("EventCapabilitiesIsTypingIndicatorDisabled"),
        ),
        unique=(("MessagingChannelId",),),
        feature=MESSAGING,
    ),
    SObject(
        "MsgChannelLanguageKeyword",
        "3Or",
        "Messaging Channel Language Keyword",
        (
            refer("MessagingChannelId", "MessagingChannel", write="C", required=True),
            text("MasterLanguage", 40, required=True),
            *(
                area(n)
                for n in (
                    "OptInKeywords",
                    "OptInConfirmation",
                    "DoubleOptInKeywords",
                    "OptOutKeywords",
                    "OptOutConfirmation",
                    "HelpKeywords",
                    "HelpResponse",
                    "CustomKeywords",
                    "CustomResponse",
                )
            ),
        ),
        unique=(("MessagingChannelId", "MasterLanguage"),),
        feature=MESSAGING,
    ),
    SObject(
        "MessagingSession",
        "0Mw",
        "Messaging Session",
        (
            *(
                fixed(f)
                for f in (
                    text("Name", 255),
                    choice("Status", "New", "Active", "Waiting", "Ended", "Inactive", "Error"),
                    text("ChannelName", 255),
                    refer("MessagingChannelId", "MessagingChannel"),
                    refer("CaseId", "Case"),
                    refer("OwnerId", "User", "Group"),
                )
            ),
            # The org's own: the documented object has no field for what the guide's flow sets. [assumed: gap 6]
            text("Error_Reason__c", 255, custom=True),
        ),
        calls="U",
        setup=False,
        feature=MESSAGING,
    ),
)
