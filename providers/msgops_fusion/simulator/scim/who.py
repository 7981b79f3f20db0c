"""Who does something in the domain: an app by its client id, else a person by user name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from msgops.sandbox.kit import Call, World
from msgops_fusion.simulator.scim.api import location


@dataclass(frozen=True, slots=True)
class Identity:
    """An app or a user."""

    id: str
    type: str
    name: str
    display: str

    def reference(self, call: Call) -> dict[str, Any]:
        """Return it as `idcsCreatedBy` shows it."""
        path = "Apps" if self.type == "App" else "Users"
        return {
            "value": self.id,
            "type": self.type,
            "display": self.display,
            "$ref": location(call, path, self.id),
        }


def identity(call: Call) -> Identity:
    """Return who calls; somebody unknown (a person whom a test names) is a user by that name."""
    name = call.actor or "somebody"
    app = next((a for a in call.world.table("apps").values() if a["name"] == name), None)
    if app is not None:
        return Identity(app["id"], "App", app["name"], app["displayName"])
    user = next((u for u in call.world.table("users").values() if u["userName"] == name), None)
    if user is not None:
        return Identity(user["id"], "User", name, user["displayName"])
    return Identity(f"user-{name.casefold().replace(' ', '-')}", "User", name, name)


def moment(world: World) -> str:
    """Return the virtual time as `2026-01-31T10:00:00.000Z`."""
    return world.stamp().replace("+0000", "Z")
