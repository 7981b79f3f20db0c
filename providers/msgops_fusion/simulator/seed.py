"""Pod and domain before anybody configures anything."""

from __future__ import annotations

from typing import Any

from msgops.sandbox.kit import Call, Simulator
from msgops_fusion.simulator import people
from msgops_fusion.simulator.adf.pod import nobody
from msgops_fusion.simulator.auth import POD_AUDIENCE
from msgops_fusion.simulator.scim import apps, roles
from msgops_fusion.simulator.scim.store import insert

USERNAME, PASSWORD = "msgops.admin", "sandbox-password-not-a-secret"  # of the sandbox
CLIENT_ID, CLIENT_SECRET = "msgops_sandbox_client", "sandbox-client-secret-not-a-secret"
POD_SCOPE = f"{POD_AUDIENCE}urn:opc:resource:consumer::all"
IDCS_APP = "IDCSAppId"
"""The domain's own app, whose roles administrate it."""
TEMPLATE = {"value": "CustomWebAppTemplateId"}


def fill(simulator: Simulator) -> None:
    """Seed users, the domain's own apps and the client that the sandbox hands out."""
    world = simulator.world
    everything = (people.SERVICE_ADMIN, people.SECURITY_MANAGER, people.SETUP_USER)
    people.add_user(world, USERNAME, "Mona Admin", *everything, password=PASSWORD)
    people.add_user(world, CLIENT_ID, "msgops", *everything)
    call = nobody(simulator)
    _app(call, IDCS_APP, "IDCS", isOAuthResource=True, name="idcs")
    _app(
        call,
        "fusion",
        "Oracle Applications Cloud (Fusion)",
        isOAuthResource=True,
        audience=POD_AUDIENCE,
        scopes=[{"value": "urn:opc:resource:consumer::all"}],
        accessTokenExpiry=3600,
    )
    client = _app(
        call,
        "msgops",
        "msgops",
        name=CLIENT_ID,
        isOAuthClient=True,
        clientType="confidential",
        allowedGrants=["client_credentials"],
        allowedScopes=[{"fqs": POD_SCOPE}],
    )
    client["clientSecret"] = CLIENT_SECRET
    for name in people.ADMIN_ROLES:
        role = insert(call, roles.ROLES, _role(name))
        if name == "Identity Domain Administrator":
            insert(call, roles.GRANTS, _grant(role["id"], client["id"]))
    world.table("audit_events").clear()


def _role(name: str) -> dict[str, Any]:
    return {"displayName": name, "app": {"value": IDCS_APP}, "adminRole": True, "availableToClients": True}


def _grant(role: str, app: str) -> dict[str, Any]:
    return {
        "grantMechanism": "ADMINISTRATOR_TO_APP",
        "app": {"value": IDCS_APP},
        "entitlement": {"attributeName": "appRoles", "attributeValue": role},
        "grantee": {"type": "App", "value": app},
    }


def _app(call: Call, id_: str, display: str, **more: Any) -> dict[str, Any]:
    given = {"id": id_, "displayName": display, "basedOnTemplate": TEMPLATE, "active": True, **more}
    return insert(call, apps.KIND, given)
