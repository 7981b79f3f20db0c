"""The tenant before anybody configures anything."""

from __future__ import annotations

from typing import Any

from msgops.sandbox.kit import World
from msgops_cxone.simulator import auth, codes

INTEGRATION = "5d7a2c34-1111-4222-8333-94f0c1aa0001"
"""The Integration ID of the one Bring Your Own Channel integration, as its page shows it."""
ADMIN, AGENT = "api@acme.example", "ann@acme.example"

_EDIT = ("View", "Create", "Edit", "Deactivate")
PERMISSIONS: dict[str, tuple[str, ...]] = {
    "Skills": (*_EDIT, "UserAssignment"),
    "Campaigns": _EDIT,
    "Dispositions": _EDIT,
    "HoursOfOperation": ("View", "Edit", "Create", "Delete"),
    "PointsOfContact": _EDIT,
    "Scripts": ("View", "Create", "Edit", "Delete"),
    "Tags": _EDIT,
    "WorkflowData": _EDIT,
    "DigitalEngagement": ("View", "Edit", "Delete"),
    "Teams": _EDIT,
    "Users": _EDIT,
    "UnavailableCodes": _EDIT,
    "MessageTemplates": _EDIT,
    "AddressBooks": ("View", "Create", "Edit", "Delete"),
    "DncGroups": _EDIT,
    "Groups": _EDIT,
    "RoutingAttributes": _EDIT,
    "Roles": ("View",),
}
"""What the Administrator role has. [documented: that there are such permissions; assumed: their keys]"""


def fill(world: World) -> None:
    """Seed roles, a team, its people and the access key."""
    from msgops_cxone.simulator.agents import make  # noqa: PLC0415  # that family needs the seed's names
    from msgops_cxone.simulator.teams import make as make_team  # noqa: PLC0415

    codes.choose(world)
    administrator = role(world, "Administrator", PERMISSIONS, internal=True)
    agent = role(world, "Agent", {"Skills": ("View",), "DigitalEngagement": ("View",)}, internal=True)
    team = make_team(world, "Default Team")
    for name, first, given in ((ADMIN, "Alma", administrator), (AGENT, "Ann", agent)):
        make(
            world,
            userName=name,
            emailAddress=name,
            firstName=first,
            lastName="Acme",
            teamId=team,
            roleId=given,
        )
    owner = next(a for a in world.table("agents").values() if a["userName"] == ADMIN)
    world.table("access_keys")[auth.KEY] = {
        "accessKeyId": auth.KEY,
        "secret": auth.SECRET,
        "userId": owner["userID"],
        "isActive": True,
    }
    world.table("integrations")[INTEGRATION] = {"id": INTEGRATION, "name": "Portal"}
    for name, classification in (("Answered", "Positive"), ("No answer", "Negative"), ("Other", "Neutral")):
        number = world.next("classifications")
        world.table("classifications")[str(number)] = {
            "classificationId": number,
            "classificationName": classification,
            "description": name,
            "isPreviewDisposition": False,
        }


def role(
    world: World,
    name: str,
    permissions: dict[str, tuple[str, ...]],
    *,
    internal: bool = False,
    description: str = "",
) -> str:
    """Make a role and return its id."""
    row: dict[str, Any] = {
        "roleId": world.uuid(),
        "securityProfileId": world.next("roles"),
        "securityProfileName": name,
        "description": description,
        "securityProfileStatusName": "Active",
        "isInternal": internal,
        "permissions": [{"permissionKey": k, "optionKeys": list(o)} for k, o in permissions.items()],
        "dataRestrictions": [],
    }
    world.table("roles")[row["roleId"]] = row
    return str(row["roleId"])
