"""What a fresh organization has: its home division, roles, people, published flows and the client of msgops."""

from __future__ import annotations

from typing import Any

from msgops.sandbox.kit import World
from msgops_genesys.simulator.auth import CLIENT_ID, CLIENT_SECRET

ORGANIZATION = "acme"
PRODUCTS = ("messagingPlatformWhatsApp", "collaborateFree", "orgSpan")
PEOPLE = ("alma", "ann", "ben")
FLOWS = (
    ("WhatsApp Inbound", "INBOUNDSHORTMESSAGE"),
    ("Second Inbound", "INBOUNDSHORTMESSAGE"),
    ("WhatsApp In-Queue", "INQUEUESHORTMESSAGE"),
    ("Second In-Queue", "INQUEUESHORTMESSAGE"),
)


def fill(world: World) -> None:
    """Put everything into an empty world."""
    home = add(world, "divisions", name="Home", description="", homeDivision=True)
    everything = {"domain": "*", "entityName": "*", "actionSet": ["*"]}
    admin = add(
        world, "roles", name="Master Admin", permissions=[], permissionPolicies=[everything], default=True
    )
    world.table("clients")[CLIENT_ID] = {
        "id": CLIENT_ID,
        "name": "msgops",
        "secret": CLIENT_SECRET,
        "authorizedGrantType": "CLIENT-CREDENTIALS",
        "accessTokenValiditySeconds": 86400,
        "state": "active",
        "roleDivisions": [{"roleId": admin["id"], "divisionId": home["id"]}],
    }
    world.table("organization")["me"] = {
        "id": world.uuid(),
        "name": "Acme",
        "thirdPartyOrgName": ORGANIZATION,
        "domain": "acme.example",
        "state": "active",
        "defaultCountryCode": "GB",
        "version": 1,
        "features": {"chat": True},
        "productPlatform": "GenesysCloud",
    }
    for product in PRODUCTS:
        world.table("products")[product] = {"id": product}
    for person in PEOPLE:
        user(world, f"{person}@acme.example", person.title())
    for name, sort in FLOWS:
        flow(world, name, sort)


def add(world: World, table: str, **values: Any) -> dict[str, Any]:
    """Store a row under a new id."""
    row = {"id": world.uuid(), **values}
    world.table(table)[row["id"]] = row
    return row


def user(world: World, email: str, name: str) -> dict[str, Any]:
    """Make a person."""
    return add(world, "users", name=f"{name} Acme", email=email, username=email, state="active", version=1)


def flow(world: World, name: str, sort: str) -> dict[str, Any]:
    """Publish a flow."""
    return add(world, "flows", name=name, type=sort, active=True, deleted=False)
