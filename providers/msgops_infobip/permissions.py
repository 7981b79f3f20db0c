"""The scopes of Infobip's operations: `x-scopes` of the specification; of those listed one is enough (dossier §1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgops.sdk.errors import ProviderError
from msgops.sdk.permissions import Permissions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msgops.sdk.http import Reader
    from msgops_infobip.account import Account

_SCOPES: Mapping[tuple[str, ...], tuple[str, ...]] = {
    ("account-management:manage",): ("GET /account/1/balance",),
    ("application-entity:manage",): (
        "GET /provisioning/1/applications",
        "POST /provisioning/1/applications",
        "DELETE /provisioning/1/applications/{applicationId}",
        "GET /provisioning/1/applications/{applicationId}",
        "PUT /provisioning/1/applications/{applicationId}",
        "DELETE /provisioning/1/associations",
        "GET /provisioning/1/associations",
        "POST /provisioning/1/associations",
        "GET /provisioning/1/associations/single",
        "GET /provisioning/1/entities",
        "POST /provisioning/1/entities",
        "DELETE /provisioning/1/entities/{entityId}",
        "GET /provisioning/1/entities/{entityId}",
        "PUT /provisioning/1/entities/{entityId}",
    ),
    ("account-management:manage", "audit-logs:read"): ("GET /audit/1/logs",),
    ("blocklist:manage",): (
        "DELETE /platform/1/blocklists",
        "GET /platform/1/blocklists",
        "POST /platform/1/blocklists",
    ),
    ("conversations:manage",): (
        "POST /ccaas/1/agents",
        "PUT /ccaas/1/agents/{agentId}",
        "POST /ccaas/1/agents/{agentId}/queues",
        "DELETE /ccaas/1/agents/{agentId}/queues/{queueId}",
        "POST /ccaas/1/queues",
        "DELETE /ccaas/1/queues/{queueId}",
        "PUT /ccaas/1/queues/{queueId}",
        "DELETE /ccaas/1/routing",
        "PUT /ccaas/1/routing",
        "POST /ccaas/1/tags",
        "DELETE /ccaas/1/tags/{tagName}",
        "POST /ccaas/1/working-hours",
        "DELETE /ccaas/1/working-hours/{id}",
        "PUT /ccaas/1/working-hours/{id}",
    ),
    ("conversations:manage", "conversations:read"): (
        "GET /ccaas/1/agents",
        "GET /ccaas/1/agents/{agentId}",
        "GET /ccaas/1/conversations",
        "GET /ccaas/1/queues",
        "GET /ccaas/1/routing",
        "GET /ccaas/1/tags",
        "GET /ccaas/1/working-hours",
        "GET /ccaas/1/working-hours/{id}",
    ),
    ("numbers:manage",): (
        "GET /numbers/1/numbers",
        "POST /numbers/1/numbers",
        "GET /numbers/1/numbers/available",
        "DELETE /numbers/1/numbers/{numberKey}",
        "GET /numbers/1/numbers/{numberKey}",
        "PUT /numbers/1/numbers/{numberKey}",
        "DELETE /numbers/2/numbers/{numberKey}/voice",
        "GET /numbers/2/numbers/{numberKey}/voice",
        "POST /numbers/2/numbers/{numberKey}/voice",
        "PUT /numbers/2/numbers/{numberKey}/voice",
        "GET /resource-management/1/inbound-message-configurations",
        "POST /resource-management/1/inbound-message-configurations",
        "DELETE /resource-management/1/inbound-message-configurations/{configurationKey}",
    ),
    ("rcs:manage", "rcs:provision"): (
        "GET /rcs/1/senders",
        "POST /rcs/1/senders",
        "GET /rcs/1/senders/{senderName}",
        "PUT /rcs/1/senders/{senderName}",
        "GET /rcs/1/senders/{senderName}/launch-status",
        "PATCH /rcs/1/senders/{senderName}/platform-parameters",
        "GET /rcs/1/senders/{sender}/templates",
        "POST /rcs/1/senders/{sender}/templates",
        "DELETE /rcs/1/senders/{sender}/templates/{templateName}",
        "GET /rcs/1/senders/{sender}/templates/{templateName}",
        "PUT /rcs/1/senders/{sender}/templates/{templateName}",
        "PATCH /rcs/1/senders/{sender}/templates/{templateName}/register",
        "GET /rcs/1/senders/{sender}/templates/{templateName}/status",
    ),
    ("sending-strategy:manage",): (
        "GET /provisioning/2/sending-strategies",
        "POST /provisioning/2/sending-strategies",
        "DELETE /provisioning/2/sending-strategies/{sendingStrategyId}",
    ),
    ("subscriptions:manage",): (
        "GET /subscriptions/1/certificates",
        "POST /subscriptions/1/certificates",
        "DELETE /subscriptions/1/certificates/{certificateId}",
        "GET /subscriptions/1/certificates/{certificateId}",
        "GET /subscriptions/1/profiles",
        "POST /subscriptions/1/profiles",
        "DELETE /subscriptions/1/profiles/{profileId}",
        "GET /subscriptions/1/profiles/{profileId}",
        "PUT /subscriptions/1/profiles/{profileId}",
        "GET /subscriptions/1/security",
        "POST /subscriptions/1/security",
        "DELETE /subscriptions/1/security/{authId}",
        "GET /subscriptions/1/security/{authId}",
        "PUT /subscriptions/1/security/{authId}",
        "GET /subscriptions/1/subscription/{channel}",
        "POST /subscriptions/1/subscription/{channel}",
        "DELETE /subscriptions/1/subscription/{channel}/{subscriptionId}",
        "GET /subscriptions/1/subscription/{channel}/{subscriptionId}",
        "PUT /subscriptions/1/subscription/{channel}/{subscriptionId}",
    ),
    ("whatsapp:manage",): (
        "POST /whatsapp/1/embedded-signup/registrations/business-account/{businessAccountId}/senders",
        "POST /whatsapp/1/embedded-signup/registrations/senders/{sender}/verification",
        "PUT /whatsapp/1/embedded-signup/registrations/senders/{sender}/verification",
        "GET /whatsapp/1/senders/quality",
        "GET /whatsapp/1/senders/{sender}/business-info",
        "PATCH /whatsapp/1/senders/{sender}/business-info",
        "GET /whatsapp/1/senders/{sender}/flows",
        "POST /whatsapp/1/senders/{sender}/flows",
        "DELETE /whatsapp/1/senders/{sender}/flows/{flowId}",
        "PATCH /whatsapp/1/senders/{sender}/flows/{flowId}",
        "POST /whatsapp/1/senders/{sender}/flows/{flowId}/deprecate",
        "PUT /whatsapp/1/senders/{sender}/flows/{flowId}/json",
        "POST /whatsapp/1/senders/{sender}/flows/{flowId}/publish",
        "GET /whatsapp/1/templates",
        "POST /whatsapp/2/senders/{sender}/templates",
        "GET /whatsapp/2/senders/{sender}/templates/{id}",
        "PATCH /whatsapp/2/senders/{sender}/templates/{id}",
        "DELETE /whatsapp/2/senders/{sender}/templates/{templateName}",
    ),
}

"""Scopes to the calls for which any one of them is enough."""

_KEYS = "/settings/2/api-keys"
_MANAGER = "a portal user with a role such as Account Manager or Integrations Manager"
_PORTAL_USER = (f"GET {_KEYS}", f"GET {_KEYS}/{{apiKeyId}}", f"POST {_KEYS}", f"PUT {_KEYS}/{{apiKeyId}}")
"""Their security names no API key: the roles of the user decide, not scopes."""


async def held(settings: Account, read: Reader) -> frozenset[str] | None:
    """Return the scopes of the account's API key.

    Only a portal user may look at keys, so without one, or with one who may not, nothing can be told. The key is
    found by the documented filter `apiKeySecret`. Without a key the roles of the user decide, and no call shows them.
    """
    if settings.username is None or settings.api_key is None:
        return None
    try:
        found = await read.get(_KEYS, {"apiKeySecret": settings.api_key.reveal()})
    except ProviderError:
        return None
    keys = found.get("apiKeys") or []
    scopes = keys[0].get("scopeGuids") if len(keys) == 1 else None
    return frozenset(scopes) if isinstance(scopes, list) else None


def _power(scope: str) -> int:
    """Rank a scope by its action: `product:manage` is everything of a product (dossier §1)."""
    return {"read": 0, "manage": 2}.get(scope.rpartition(":")[2], 1)


_PROBES: Mapping[str, Mapping[str, Any]] = {
    "GET /account/1/balance": {},
    "GET /ccaas/1/tags": {"limit": 1},
    "GET /numbers/1/numbers": {"limit": 1},
    "GET /platform/1/blocklists": {"size": 1},
    "GET /provisioning/1/applications": {"size": 1},
    "GET /provisioning/2/sending-strategies": {"size": 1},
    "GET /rcs/1/senders": {},
    "GET /subscriptions/1/profiles": {"size": 1},
    "GET /whatsapp/1/templates": {"size": 1},
}

PERMISSIONS = Permissions(
    noun="scope",
    calls={call: (scopes,) for scopes, calls in _SCOPES.items() for call in calls},
    roles=dict.fromkeys(_PORTAL_USER, _MANAGER),
    audit=("GET /audit/1/logs",),
    power=_power,
    held=held,
    probes=_PROBES,
)
