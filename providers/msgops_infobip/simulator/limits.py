"""Infobip's published rate limits (specification: `x-throttling-info` of each operation; dossier §2.3).

Limits are per account and per endpoint [documented]; that a template or flow has one count for all senders is
[assumed], and so is that windows begin with the clock's own units.
"""

from __future__ import annotations

from msgops.sandbox.limits import Limit

_SECOND, _MINUTE, _HOUR, _DAY = 1, 60, 3600, 86_400

LIMITS = (
    Limit("*", "/auth/1/*", 10, _SECOND),
    Limit("*", "/subscriptions/1/certificates*", 100, _MINUTE),
    Limit("GET", "/settings/2/api-keys*", 10, _SECOND),
    Limit("POST PUT", "/settings/2/api-keys*", 40, _DAY),
    Limit("GET", "/numbers/1/numbers/{*", 10, _SECOND),
    Limit("GET", "/numbers/1/numbers*", 1, _SECOND, burst=2),
    Limit("*", "/numbers/1/numbers*", 1, _SECOND),
    Limit("POST PUT", "/numbers/2/numbers/*", 1, _SECOND),
    Limit("GET", "/resource-management/1/inbound-message-configurations*", 2, _SECOND),
    Limit("POST", "/resource-management/1/inbound-message-configurations*", 2, _SECOND, burst=10),
    Limit("DELETE", "/resource-management/1/inbound-message-configurations*", 1, _SECOND),
    Limit("*", "/provisioning/1/*", 1, _SECOND),
    Limit("*", "/provisioning/2/sending-strategies*", 1, _SECOND),
    Limit("*", "/platform/1/blocklists*", 1, _SECOND),
    Limit("GET", "/rcs/1/*", 10, _SECOND),
    Limit("*", "/rcs/1/*", 1, _SECOND),
    Limit("*", "/whatsapp/1/embedded-signup/*", 15, _SECOND),
    Limit("GET", "/whatsapp/1/templates*", 15, _SECOND),
    Limit("GET", "/whatsapp/2/senders/*/templates*", 2500, _SECOND),
    Limit("POST", "/whatsapp/2/senders/*/templates*", 1000, _HOUR),
    Limit("PATCH", "/whatsapp/2/senders/*/templates*", 100, _HOUR),
    Limit("DELETE", "/whatsapp/2/senders/*/templates*", 200, _HOUR),
    Limit("GET", "/whatsapp/1/senders/*/flows/*/preview", 100, _HOUR),
    Limit("GET", "/whatsapp/1/senders/*/flows*", 1000, _HOUR),
    Limit("*", "/whatsapp/1/senders/*/flows*", 100, _HOUR),
    Limit("*", "/whatsapp/1/senders/*", 10, _SECOND),
)
