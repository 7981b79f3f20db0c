"""What Genesys Engage demands of WhatsApp (sections 7 to 9 of the rules), and where WhatsApp's subjects stand in its kinds."""

from __future__ import annotations

from msgops.sdk.rules import Pack, Subjects
from msgops_engage.rules import maps, notifications, options

_CHAT = "engage.ChatServerOptions"
_MESSAGING = "engage.MessagingServerOptions"
_WORKSPACE = "engage.WorkspaceOptions"
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
_WHATSAPP: Subjects = {
    "whatsapp.notification": (f"{_WORKSPACE}:notification.id",),
}

pack = Pack(
    name="engage",
    title="Genesys Engage",
    rules=tuple(sorted((*options.RULES, *notifications.RULES, *maps.RULES), key=lambda r: r.id)),
    subjects={**_OPTIONS, **_WHATSAPP},
    limits={"engage": {"whatsapp.interactive.list.body": 1024, "whatsapp.choices.row": 20}},
)

__all__ = ["pack"]
