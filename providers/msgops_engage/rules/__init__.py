"""What Genesys Engage demands of WhatsApp (sections 7 to 9 of the rules), and where WhatsApp's subjects stand in its kinds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgops.sdk.rules import Pack, Place, Subjects
from msgops_engage.rules import (
    emojis,
    maps,
    notifications,
    objects,
    options,
    outbound,
    responses,
    versions,
)

_CHAT = "engage.ChatServerOptions"
_MESSAGING = "engage.MessagingServerOptions"
_WORKSPACE = "engage.WorkspaceOptions"
_HUB = "engage.HubChannel"
_VALUE = "engage.BusinessAttributeValue"
_SWITCHES = (
    "notification.enabled",
    "message_blinking",
    "cross_channel_messages",
    "two_step_upload",
    "focus_on_new_messages",
)
_SHOWN = (
    "directory_columns",
    "directory_search",
    "contact_attributes",
    "case_name",
    "customer_name",
    "window_title",
    "toast_title",
)

_OPTIONS: Subjects = {
    options.XML_SIZE: (f"{_CHAT}:xml_request_max_size",),
    options.RICH: (f"{_CHAT}:rich_messaging",),
    options.AUTO_SAVE: (f"{_CHAT}:transcript_auto_save",),
    options.ENDPOINT: (f"{_MESSAGING}:endpoint",),
    options.SHUTDOWN: (f"{_MESSAGING}:session_shutdown_timeout",),
    options.TEXT_SIZE: (f"{_WORKSPACE}:max_text_message_size",),
    options.SHOWN: tuple(f"{_WORKSPACE}:display.{name}" for name in _SHOWN),
    options.THEME: (f"{_WORKSPACE}:theme",),
    options.PENDING: (f"{_WORKSPACE}:pending_response",),
    options.BOOLEAN: tuple(f"{_WORKSPACE}:{name}" for name in _SWITCHES),
    notifications.NOTIFICATION: (f"{_WORKSPACE}:notification",),
    notifications.TEXT: (f"{_WORKSPACE}:notification.text",),
    maps.BROWSE: (f"{_WORKSPACE}:location_map.browse_query",),
    maps.PREVIEW: (f"{_WORKSPACE}:location_map.preview_query",),
    maps.HEIGHT: (f"{_WORKSPACE}:location_map.height",),
    maps.WIDTH: (f"{_WORKSPACE}:location_map.width",),
}


def _value_of(attribute: str) -> Place:
    """Return the place of the values of one Business Attribute."""

    def read(spec: Mapping[str, Any]) -> Any:
        return spec.get("value") if spec.get("attribute") == attribute else None

    return Place(_VALUE, "value", read)


def _of_contacts(spec: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return spec if spec.get("attribute") == "Contact Attributes" else None


_OBJECTS: Subjects = {
    objects.MEDIUM: (_value_of("Media Type"),),
    objects.SUBTYPE: (_value_of("Interaction Subtype"),),
    objects.CONTACT: (Place(_VALUE, "", _of_contacts),),
    objects.CAPACITY: ("engage.CapacityRule:media",),
    objects.CONFERENCE: (f"{_WORKSPACE}:conference_queue",),
    objects.ROLE: ("engage.Role:",),
    outbound.PRIVILEGES: ("engage.Role:privileges[*]",),
    outbound.CHANNELS: (f"{_WORKSPACE}:outbound_channels",),
    outbound.CONFIG: (f"{_WORKSPACE}:outbound_session_config",),
    outbound.SESSIONS: ("engage.AttachedData:sessions",),
    versions.COMPONENT: ("engage.ComponentVersion:",),
    versions.PLUGIN: ("engage.WorkspacePackage:plugin_version",),
    versions.METHOD: ("engage.BusinessProcess:requests[*].method",),
    versions.CLIENT: ("engage.HubChannel:on_premises_client",),
    versions.PROCESS: ("engage.BusinessProcess:",),
    versions.QUEUE: (f"{_WORKSPACE}:on_hold_queue", f"{_WORKSPACE}:conference_queue"),
    versions.WORKBIN: (f"{_WORKSPACE}:in_progress_workbin",),
    versions.ENDPOINTS: (f"{_CHAT}:endpoints",),
    emojis.EMOJIS: ("engage.EmojiSet:emojis",),
    emojis.FILE: ("engage.EmojiSet:existing",),
}


def _number(spec: Mapping[str, Any]) -> str | None:
    """Return the number of a channel in Genesys Hub; what has more than digits is told by another rule."""
    found = spec.get("business_id")
    return f"+{found}" if isinstance(found, str) and found.isascii() and found.isdigit() else None


def _configured(spec: Mapping[str, Any]) -> list[str] | None:
    return outbound.business_ids(spec.get("outbound_session_config")) or None


def _attached(spec: Mapping[str, Any]) -> list[str] | None:
    sessions = spec.get("sessions")
    found = sessions.values() if isinstance(sessions, Mapping) else ()
    return [str(s["business_id"]) for s in found if isinstance(s, Mapping) and "business_id" in s] or None


_NUMBERS: Subjects = {
    "messaging.channel.name": (f"{_HUB}:channel",),
    "whatsapp.display_name": (f"{_HUB}:business",),
    "whatsapp.number": (Place(_HUB, "business_id", _number),),
    "whatsapp.number.owned_id": (f"{_HUB}:business_id",),
    "whatsapp.number.used_id": (
        f"{_MESSAGING}:business_id",
        f"{_WORKSPACE}:outbound_channels[*].business_id",
        Place(_WORKSPACE, "outbound_session_config", _configured),
        Place("engage.AttachedData", "sessions", _attached),
    ),
    "whatsapp.notification": (f"{_WORKSPACE}:notification.id", *responses.SUBJECTS["whatsapp.notification"]),
}

pack = Pack(
    name="engage",
    title="Genesys Engage",
    rules=tuple(
        sorted(
            (
                *options.RULES,
                *notifications.RULES,
                *maps.RULES,
                *objects.RULES,
                *outbound.RULES,
                *versions.RULES,
                *emojis.RULES,
                *responses.RULES,
            ),
            key=lambda r: r.id,
        )
    ),
    subjects={**_OPTIONS, **_OBJECTS, **responses.SUBJECTS, **_NUMBERS},
    limits={
        "engage": {
            "whatsapp.interactive.list.body": 1024,
            "whatsapp.choices.row": 20,
            "whatsapp.template.quick_replies": 3,
        }
    },
)

__all__ = ["pack"]
