"""What the account's credentials must be allowed: roles of the domain for the client, roles and privileges of the pod for the user.

Oracle documents the domain's roles and the privilege for roles of the pod (dossier A2, A4); that a customer service
administrator may write the rest of the pod is inferred. Lookups have privileges that no page names; Digital Assistant follows
policies of the tenancy.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from msgops.sdk.permissions import Permissions
from msgops_fusion import adf

if TYPE_CHECKING:
    from msgops.sdk.permissions import Groups

_APPS = ("Application Administrator", "Identity Domain Administrator", "Security Administrator")
_DOMAIN = ("Identity Domain Administrator", "Security Administrator")
_AUDIT = ("Audit Administrator", *_DOMAIN)
_SERVICE = ("Customer Service Administrator",)
_ROLES = ("ASE_REST_SERVICE_ACCESS_IDENTITY_INTEGRATION_PRIV",)
_SETUP = ("ORA_ASM_FUNCTIONAL_SETUPS_USER_ABSTRACT",)
_PRICING = ("Pricing authorization",)
AUDIT = "GET /admin/v1/AuditEvents"
_PLACES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("/admin/v1/AuditEvents", _AUDIT),
    ("/admin/v1/Grants", _DOMAIN),
    ("/admin/v1/", _APPS),
    ("/hcmRestApi/scim/", _ROLES),
    ("/setupTaskCSVImports", _SETUP),
    ("/pricingMatrixes", _PRICING),
    ("/crmRestApi/", _SERVICE),
)
"""Part of a path to what its calls need; the first that fits counts."""
_POWER = (_SERVICE, _ROLES, _SETUP, _PRICING, ("Application Administrator", "Audit Administrator"))


def needed(call: str) -> Groups:
    """Return what a call of an `Evidence` needs; what a person does needs none of it."""
    method, _, path = call.partition(" ")
    if not path.startswith("/") or not method.isupper():
        return ()
    return next(((group,) for place, group in _PLACES if place in path), ())


class _Calls(Mapping[str, "Groups"]):
    """What each call of the kinds needs, told when it is asked for."""

    def __getitem__(self, call: str) -> Groups:
        return needed(call)

    def __iter__(self) -> Iterator[str]:
        from msgops_fusion import provider  # noqa: PLC0415  # the provider names this table

        calls = {e.call for kind in provider.kinds for e in provider.kind(kind).evidence}
        return iter(sorted({AUDIT, *calls}))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _power(name: str) -> int:
    return 0 if any(name in group for group in _POWER) else 1


_PROBES: Mapping[str, Mapping[str, Any]] = {
    f"GET {adf.CRM}/queues": {"limit": 1},
    "GET /admin/v1/Apps": {"count": 1, "attributes": "displayName"},
    "GET /hcmRestApi/scim/Roles": {"count": 1},
}

PERMISSIONS = Permissions(
    noun="role or privilege", calls=_Calls(), audit=(AUDIT,), power=_power, probes=_PROBES
)
