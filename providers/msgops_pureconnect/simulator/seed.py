"""What a fresh server has: people, roles, licences."""

from __future__ import annotations

from msgops.sandbox.kit import World

ADMIN, PASSWORD = "msgops", "sandbox-password"  # of the sandbox
FEATURES = ("I3_FEATURE_ICWS_SDK", "I3_FEATURE_SOCIAL_MEDIA", "I3_FEATURE_WHATSAPP_SOCIAL_MEDIA")
ACCESS = ("I3_ACCESS_CLIENT", "I3_ACCESS_ACD_SOCIAL_MEDIA", "I3_ACCESS_ACD_WHATSAPP")
ROLES = ("Administrator", "Agent", "Channel Administrators")
AGENTS = ("jdoe", "asmith")


def fill(world: World) -> None:
    """Put the objects into a world."""
    for type_, names in (("feature-licenses", FEATURES), ("license-allocations", ACCESS), ("roles", ROLES)):
        for name in names:
            world.table(type_)[name] = {"configurationId": identity(type_, name)}
    for name in (ADMIN, *AGENTS):
        world.table("users")[name] = user(name)


def user(name: str) -> dict[str, object]:
    """Return a user as one is made in Interaction Administrator."""
    return {
        "configurationId": identity("users", name),
        "extension": str(8000 + sum(map(ord, name)) % 1000),
        "roles": {"actualValue": [], "inheritedValue": [], "effectiveValue": []},
        "licenseProperties": {
            "hasClientAccess": True,
            "licenseActive": True,
            "mediaLevel": 1,
            "allocationType": 0,
            "additionalLicenses": [{"id": "I3_ACCESS_CLIENT"}],
        },
    }


def identity(type_: str, name: str) -> dict[str, str]:
    """Return the `configurationId` of an object. [documented]"""
    return {"id": name, "displayName": name, "uri": f"/configuration/{type_}/{name}"}
