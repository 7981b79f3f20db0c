"""What the system user's token must be allowed: one permission for everything that is managed here (Meta, Permissions)."""

from __future__ import annotations

from msgops.sdk.permissions import Permissions

_CALLS = (
    "GET /{waba}",
    "GET /{waba}/phone_numbers",
    "GET /{waba}/subscribed_apps",
    "POST /{waba}/subscribed_apps",
    "DELETE /{waba}/subscribed_apps",
    "GET /{phone}",
    "GET /{phone}?fields=conversational_automation",
    "GET /{phone}?fields=webhook_configuration",
    "POST /{phone}",
    "GET /{phone}/whatsapp_business_profile",
    "POST /{phone}/whatsapp_business_profile",
    "POST /{phone}/conversational_automation",
    "GET /{phone}/message_qrdls",
    "GET /{phone}/message_qrdls/{code}",
    "POST /{phone}/message_qrdls",
    "DELETE /{phone}/message_qrdls/{code}",
    "GET /{phone}/official_business_account",
)

PERMISSIONS = Permissions(
    noun="permission of the token", calls=dict.fromkeys(_CALLS, (("whatsapp_business_management",),))
)
