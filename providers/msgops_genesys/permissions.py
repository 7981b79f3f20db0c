"""What the roles of the OAuth client must permit, as `domain:entity:action`.

Of messaging, routing, roles, OAuth clients and responses the dossier names them (the vendor's Terraform provider and command
line); of divisions, people, flows and outbound they follow the same pattern and are inferred. Both spellings of the permissions of
WhatsApp are in use: `messaging:integration` for what is there, `messaging:whatsappIntegration` for the sign-up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from msgops.sdk.errors import ProviderError
from msgops.sdk.permissions import Permissions
from msgops_genesys.kinds.common import API

if TYPE_CHECKING:
    from msgops.sdk.http import Reader
    from msgops.sdk.permissions import Groups

_ENTITIES: tuple[tuple[str, str], ...] = (
    ("/conversations/messaging/integrations/", "messaging:integration"),
    ("/conversations/messaging/settings", "messaging:setting"),
    ("/conversations/messaging/supportedcontent", "messaging:supportedContent"),
    ("/routing/queues/", "routing:queue"),
    ("/routing/queues", "routing:queue"),
    ("/routing/skills", "routing:skill"),
    ("/routing/languages", "routing:language"),
    ("/routing/wrapupcodes", "routing:wrapupCode"),
    ("/authorization/divisions", "authorization:division"),
    ("/authorization/roles", "authorization:role"),
    ("/authorization/permissions", "authorization:role"),
    ("/authorization/subjects/", "authorization:grant"),
    ("/oauth/clients", "oauth:client"),
    ("/responsemanagement/libraries", "responses:library"),
    ("/responsemanagement/responses", "responses:response"),
    ("/outbound/contactlists/{contactListId}/contacts", "outbound:contact"),
    ("/outbound/contactlists", "outbound:contactList"),
    ("/outbound/messagingcampaigns", "outbound:messagingCampaign"),
    ("/users", "directory:user"),
    ("/flows", "architect:flow"),
)
"""Beginning of a path to the entity of its permissions; the first that fits."""
_WHOLE = {
    "/routing/message/recipients": "routing:message:manage",
    "/routing/utilization": "routing:utilization:manage",
}
_ACTIONS = {"GET": "view", "POST": "add", "PUT": "edit", "PATCH": "edit", "DELETE": "delete"}
_CREATES = {"add": "create", "edit": "update"}
_OTHERS = frozenset({"routing:skill", "routing:language"})
"""Entities with `create` and `update`; `manage` permits both."""


def needed(call: str) -> Groups:
    """Return what a call of an `Evidence` needs: of each group one."""
    method, _, path = call.partition(" ")
    if method not in _ACTIONS:
        return ()  # what a person does
    for start, permission in _WHOLE.items():
        if path.startswith(start):
            return ((permission,),)
    entity = next((e for start, e in _ENTITIES if path.startswith(start)), "")
    if not entity:
        return ()  # what every client may read: its organization and products
    action = _ACTIONS[method]
    if path.endswith(("/members", "/members/{memberId}")) and method != "GET":
        return (("routing:queue:edit", "routing:queueMember:manage"),)
    if path.startswith("/routing/queues/{queueId}/wrapupcodes") and method != "GET":
        return (("routing:queue:edit",),)
    if entity in _OTHERS:
        return ((f"{entity}:{_CREATES.get(action, action)}", f"{entity}:manage"),)
    return ((f"{entity}:{action}",),)


class _Calls(Mapping[str, "Groups"]):
    """What each call of the kinds needs, told when it is asked for."""

    def __getitem__(self, call: str) -> Groups:
        return needed(call)

    def __iter__(self) -> Iterator[str]:
        from msgops_genesys import provider  # noqa: PLC0415  # the provider names this table

        return iter(sorted({e.call for kind in provider.kinds for e in provider.kind(kind).evidence}))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _power(permission: str) -> int:
    return 1 if permission.endswith((":manage", ":edit")) else 0


async def _held(settings: Any, read: Reader) -> frozenset[str] | None:
    """Read what the roles of this client permit, `None` where it may not even read itself."""
    try:
        client = await read.get(f"{API}/oauth/clients/{settings.client_id.reveal()}")
        roles = {str(r["roleId"]) for r in client.get("roleDivisions") or ()}
        found = [await read.get(f"{API}/authorization/roles/{role}") for role in sorted(roles)]
    except ProviderError:
        return None
    return _granted([p for role in found for p in role.get("permissionPolicies") or ()])


def _granted(policies: list[Mapping[str, Any]]) -> frozenset[str]:
    """Return those of the permissions of our calls that policies cover, with `*` for any word."""
    known = {name for call in _Calls() for group in needed(call) for name in group}
    return frozenset(name for name in known if any(_covers(policy, name) for policy in policies))


def _covers(policy: Mapping[str, Any], permission: str) -> bool:
    domain, entity, action = permission.split(":")
    actions = policy.get("actionSet") or ()
    return (
        policy.get("domain") in (domain, "*")
        and policy.get("entityName") in (entity, "*")
        and (action in actions or "*" in actions)
    )


PERMISSIONS = Permissions(noun="permission", calls=_Calls(), power=_power, held=_held)
