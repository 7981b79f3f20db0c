"""The channels and their events (specification: SubscriptionChannel and the Simple*Events schemas)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

Channel = Literal[
    "AGENT_OS",
    "APPLE_MESSAGES_FOR_BUSINESS",
    "BLOCKLIST",
    "CUSTOMER_ENGAGEMENT",
    "EMAIL",
    "FACEBOOK",
    "KAKAO_ALIM",
    "KAKAO_BRAND_MESSAGE",
    "LINE",
    "MMS",
    "MOBILE_IDENTITY",
    "MOBILE_PUSH",
    "NUMBER_LOOKUP",
    "OPEN_CHANNEL",
    "RCS",
    "REGISTRATION",
    "SMS",
    "VIBER",
    "VOICE_VIDEO",
    "WEB_PUSH",
    "WHATSAPP",
    "ZALO",
]

FORMAT_AWARE = frozenset(
    {
        "APPLE_MESSAGES_FOR_BUSINESS",
        "BLOCKLIST",
        "FACEBOOK",
        "MMS",
        "MOBILE_IDENTITY",
        "OPEN_CHANNEL",
        "SMS",
    }
)
"""Channels whose events may name a format (specification: the FormatAware*Events schemas)."""

_INBOUND_FORMATS: Mapping[str, str] = {
    "APPLE_MESSAGES_FOR_BUSINESS": "MO_OTT_CONTACT",
    "FACEBOOK": "MO_OTT_MSISDN",
    "MMS": "MO_MMS_2",
    "SMS": "MO_JSON_2",
}


def plain_event(channel: str, event: Any) -> Any:
    """Return the bare name for an event in the channel's default format, or where no format can be chosen.

    Only the defaults of inbound messages are documented.
    """
    if not isinstance(event, Mapping):
        return event
    name = event.get("event")
    default = _INBOUND_FORMATS.get(channel) if name == "INBOUND_MESSAGE" else None
    if channel not in FORMAT_AWARE or event.get("format") in (None, default):
        return name
    return {"event": name, "format": event["format"]}


EVENTS: Mapping[str, frozenset[str]] = {
    "AGENT_OS": frozenset(
        {
            "CONVERSATION_ASSIGNMENT_UPDATED",
            "CONVERSATION_CREATED",
            "CONVERSATION_MESSAGE_DELETED",
            "CONVERSATION_MESSAGE_RECEIVED",
            "CONVERSATION_MESSAGE_UPDATED",
            "CONVERSATION_STATUS_UPDATED",
        }
    ),
    "APPLE_MESSAGES_FOR_BUSINESS": frozenset({"DELIVERY", "INBOUND_MESSAGE"}),
    "BLOCKLIST": frozenset({"BLOCK", "UNBLOCK"}),
    "CUSTOMER_ENGAGEMENT": frozenset(
        {
            "CONVERSATION_ASSIGNMENT_UPDATED",
            "CONVERSATION_CREATED",
            "CONVERSATION_MESSAGE_DELETED",
            "CONVERSATION_MESSAGE_RECEIVED",
            "CONVERSATION_MESSAGE_UPDATED",
            "CONVERSATION_STATUS_UPDATED",
        }
    ),
    "EMAIL": frozenset(
        {
            "CLICK",
            "COMPLAINT",
            "DELIVERY",
            "HIGH_BOUNCE_RATE_BLOCKED",
            "HIGH_BOUNCE_RATE_WARNING",
            "LATE_BOUNCE",
            "OPEN",
            "UNSUBSCRIBE",
        }
    ),
    "FACEBOOK": frozenset({"CLICK", "CONSENT_UPDATE", "DELIVERY", "INBOUND_MESSAGE", "SEEN"}),
    "KAKAO_ALIM": frozenset({"DELIVERY"}),
    "KAKAO_BRAND_MESSAGE": frozenset({"CLICK", "DELIVERY"}),
    "LINE": frozenset({"DELIVERY", "INBOUND_MESSAGE"}),
    "MMS": frozenset({"CLICK", "DELIVERY", "INBOUND_MESSAGE"}),
    "MOBILE_IDENTITY": frozenset({"SILENT_VERIFICATION"}),
    "MOBILE_PUSH": frozenset({"DELIVERY", "SEEN", "SENT"}),
    "NUMBER_LOOKUP": frozenset({"NUMBER_LOOKUP"}),
    "OPEN_CHANNEL": frozenset({"DELIVERY"}),
    "RCS": frozenset(
        {
            "CAP_CHECK",
            "CLICK",
            "CONVERSATION_STARTED",
            "DELIVERY",
            "INBOUND_MESSAGE",
            "SEEN",
            "SENDER_LAUNCH_UPDATE",
            "SENDER_UPDATE",
            "SUGGESTION",
            "TEMPLATE_UPDATE",
            "TEST_NUMBER_UPDATE",
            "TYPING_INDICATOR",
        }
    ),
    "REGISTRATION": frozenset(
        {
            "AI_CAMPAIGN_BUILDER",
            "AI_CAMPAIGN_FEEDBACK",
            "BRAND_AUTH_UPDATE",
            "BRAND_STATUS_UPDATE",
            "BRAND_VET_UPDATE",
            "CAMPAIGN_NETWORK_STATUS_UPDATE",
            "CAMPAIGN_STATUS_UPDATE",
            "RESOURCE_REQUEST_FOC_DATE_CHANGE",
            "RESOURCE_REQUEST_REMINDER",
            "RESOURCE_REQUEST_STATUS_UPDATE",
        }
    ),
    "SMS": frozenset({"CLICK", "DELIVERY", "INBOUND_MESSAGE"}),
    "VIBER": frozenset({"CLICK", "CONSENT_UPDATE", "DELIVERY", "INBOUND_MESSAGE", "SEEN", "TEMPLATE_UPDATE"}),
    "VOICE_VIDEO": frozenset(
        {
            "APPLICATION_TRANSFER_FAILED",
            "APPLICATION_TRANSFER_FINISHED",
            "APPLICATION_TRANSFER_REQUESTED",
            "BULK_CALL_STATUS",
            "CALL_DISCONNECTED",
            "CALL_ESTABLISHED",
            "CALL_FAILED",
            "CALL_FINISHED",
            "CALL_MEDIA_CHANGED",
            "CALL_PRE_ESTABLISHED",
            "CALL_RECEIVED",
            "CALL_RECONNECTED",
            "CALL_RECORDING_DELETED",
            "CALL_RECORDING_FAILED",
            "CALL_RECORDING_READY",
            "CALL_RECORDING_STARTED",
            "CALL_RECORDING_STOPPED",
            "CALL_RINGING",
            "CALL_STARTED",
            "CONFERENCE_COMPOSITION_FAILED",
            "CONFERENCE_COMPOSITION_FINISHED",
            "CONFERENCE_CREATED",
            "CONFERENCE_FINISHED",
            "CONFERENCE_RECORDING_DELETED",
            "CONFERENCE_RECORDING_FAILED",
            "CONFERENCE_RECORDING_READY",
            "CONFERENCE_RECORDING_STARTED",
            "CONFERENCE_RECORDING_STOPPED",
            "DELIVERY",
            "DIALOG_COMPOSITION_FAILED",
            "DIALOG_COMPOSITION_FINISHED",
            "DIALOG_CREATED",
            "DIALOG_ESTABLISHED",
            "DIALOG_FAILED",
            "DIALOG_FINISHED",
            "DIALOG_RECORDING_DELETED",
            "DIALOG_RECORDING_FAILED",
            "DIALOG_RECORDING_READY",
            "DIALOG_RECORDING_STARTED",
            "DIALOG_RECORDING_STOPPED",
            "DIALOG_TRANSFER_FAILED",
            "DIALOG_TRANSFER_FINISHED",
            "DIALOG_TRANSFER_REQUESTED",
            "DTMF_CAPTURED",
            "ERROR",
            "MACHINE_DETECTION_FAILED",
            "MACHINE_DETECTION_FINISHED",
            "MACHINE_MESSAGE_DETECTION_FAILED",
            "MACHINE_MESSAGE_DETECTION_FINISHED",
            "MEDIA_STREAM_FAILED",
            "MEDIA_STREAM_FINISHED",
            "MEDIA_STREAM_STARTED",
            "MISSED_CALL",
            "NUMBER_MASKING",
            "PARTICIPANT_JOINED",
            "PARTICIPANT_JOINING",
            "PARTICIPANT_JOIN_FAILED",
            "PARTICIPANT_MEDIA_CHANGED",
            "PARTICIPANT_RECORDING_FAILED",
            "PARTICIPANT_REMOVED",
            "PARTICIPANT_ROLE_CHANGED",
            "PARTICIPANT_ROLE_CHANGE_FAILED",
            "PARTICIPANT_STARTED_TALKING",
            "PARTICIPANT_STOPPED_TALKING",
            "PLAY_FINISHED",
            "SAY_FINISHED",
            "SILENT_VERIFICATION_DELIVERY",
            "SPEECH_CAPTURED",
            "TRANSCRIPTION",
        }
    ),
    "WEB_PUSH": frozenset({"DELIVERY"}),
    "WHATSAPP": frozenset(
        {
            "ACCOUNT_REGISTRATION",
            "ACCOUNT_UPDATE_NOTIFICATION",
            "BILLING",
            "BUSINESS_APP_CONTACT_SYNC",
            "BUSINESS_APP_MESSAGE_ECHO",
            "BUSINESS_APP_MESSAGE_HISTORY",
            "CLICK",
            "DELIVERY",
            "IDENTITY_CHANGE",
            "INBOUND_MESSAGE",
            "MARKETING_SUBSCRIPTION_UPDATE",
            "PAYMENT_STATUS",
            "SEEN",
            "TEMPLATE_UPDATE",
        }
    ),
    "ZALO": frozenset({"CLICK", "DELIVERY", "INBOUND_MESSAGE", "TEMPLATE_UPDATE"}),
}
