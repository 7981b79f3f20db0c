"""Users, what their roles permit, and the constants of the sandbox's tenancy."""

from __future__ import annotations

from typing import Any

from msgops.sandbox.kit import World

TENANCY = "ocid1.tenancy.oc1..sandbox"
SIGNER = "ocid1.user.oc1..sandbox"
"""The user whose API key signs requests; any key pair is taken for it."""

SERVICE_ADMIN = "ORA_SVC_CUSTOMER_SERVICE_ADMINISTRATOR_JOB"
"""Queues, categories, capacities, channels. [inferred; the name: assumed]"""
SECURITY_MANAGER = "ORA_FND_IT_SECURITY_MANAGER_JOB"
SETUP_USER = "ORA_ASM_FUNCTIONAL_SETUPS_USER_ABSTRACT"
AGENT = "ORA_SVC_CUSTOMER_SERVICE_REPRESENTATIVE_JOB"

_APPS = frozenset({"apps.read", "apps.write", "secrets.write", "roles.read", "roles.write", "templates.read"})
_ALL = _APPS | {"grants.read", "grants.write", "audit.read"}
_PERMITS = {
    "Identity Domain Administrator": _ALL,
    "Security Administrator": _ALL,
    "Application Administrator": _APPS,
    "User Administrator": frozenset({"apps.read", "secrets.write"}),
    "Audit Administrator": frozenset({"audit.read"}),
}
"""App roles of the domain. [documented: Application Administrator; User Administrator: community; grants, audit: assumed]"""
ADMIN_ROLES = tuple(_PERMITS)


def permits(role: str) -> frozenset[str]:
    """Return what an app role of the domain permits."""
    return _PERMITS.get(role, frozenset())


def user_named(world: World, name: str) -> dict[str, Any] | None:
    """Return a user of the pod."""
    found = name.casefold()
    return next((u for u in world.table("users").values() if u["userName"].casefold() == found), None)


def add_user(world: World, name: str, display: str, *roles: str, password: str = "") -> dict[str, Any]:
    """Make a user, and a login where there is a password."""
    user: dict[str, Any] = {
        "id": world.hex32(),
        "userName": name,
        "displayName": display,
        "active": True,
        "roles": list(roles),
    }
    world.table("users")[user["id"]] = user
    if password:
        world.table("logins")[name] = {"userName": name, "password": password}
    return user
