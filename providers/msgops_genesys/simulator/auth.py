"""Who calls: the token operation, and what the roles of an OAuth client permit (dossier A1)."""

from __future__ import annotations

import base64
import binascii
from urllib.parse import parse_qs

from msgops.sandbox.kit import Call, Refusal, Reply, Simulator, World
from msgops_genesys.simulator.errors import refused

CLIENT_ID = "3b1c5f3e-9a54-4a8d-8f9b-1a2b3c4d5e6f"
CLIENT_SECRET = "sandbox-client-secret-not-a-secret"  # noqa: S105  # of the sandbox
OPERATOR = "/_operator"
"""What a person does in the console: reached through the sandbox's control API only (see `operator.py`)."""


def install(simulator: Simulator) -> None:
    """Declare the token operation; it is at the host `login.`, everything else at `api.`."""
    simulator.authenticate = authenticate
    simulator.route("POST", "/oauth/token", public=True)(_token)


def _token(call: Call) -> Reply:
    """Give a token for a client's id and secret, by HTTP Basic. [documented; the refusals: assumed]"""
    if call.headers.get("host", "").startswith("api."):
        return call.simulator.not_found()
    form = {k: v[0] for k, v in parse_qs(call.content.decode("utf-8", "replace")).items()}
    if form.get("grant_type") != "client_credentials":
        return Reply(400, {"error": "unsupported_grant_type", "description": "unknown grant type"})
    scheme, _, pair = call.headers.get("authorization", "").partition(" ")
    try:
        id_, _, secret = base64.b64decode(pair, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        id_, secret = "", ""
    client = call.world.table("clients").get(id_)
    good = scheme == "Basic" and client is not None and client["secret"] == secret
    if client is None or not good or client.get("state", "active") != "active":
        text = "client not found or secret wrong"
        return Reply(401, {"error": "invalid_client", "description": text, "error_description": text})
    if client["authorizedGrantType"] != "CLIENT-CREDENTIALS":
        return Reply(400, {"error": "unauthorized_client", "description": "not a grant of the client"})
    lasts = int(client.get("accessTokenValiditySeconds") or 86400)
    token = f"{call.world.hex32().lower()}{call.world.hex32().lower()}"
    call.world.table("tokens")[token] = {"client": id_, "until": call.world.now().timestamp() + lasts}
    return Reply(200, {"access_token": token, "token_type": "bearer", "expires_in": lasts - 1})


def authenticate(call: Call) -> None:
    """Check token and permission, in this order."""
    if call.path.startswith(OPERATOR) or call.headers.get("host", "").startswith("login."):
        raise Refusal(call.simulator.not_found())
    scheme, _, token = call.headers.get("authorization", "").partition(" ")
    world = call.simulator.world
    found = world.table("tokens").get(token)
    client = world.table("clients").get(found["client"]) if found else None
    if scheme.lower() != "bearer" or found is None or client is None:
        raise refused("Invalid login credentials.", status=401)
    if found["until"] <= world.now().timestamp():
        raise refused("The token has expired", status=401, code="authentication.required")
    call.actor, call.scopes = str(client["name"]), granted(world, client.get("roleDivisions") or [])
    needed = call.route.scopes
    if needed and not any(may(call.scopes, n) for n in needed):
        text = f"Unable to perform the requested action. You are missing the following permission(s): {', '.join(sorted(needed))}"
        raise refused(text, status=403)


def granted(world: World, roles: list[dict[str, str]]) -> frozenset[str]:
    """Return what roles permit, as `messaging:integration:view`."""
    found = (world.table("roles").get(r["roleId"], {}) for r in roles)
    policies = [p for role in found for p in role.get("permissionPolicies") or []]
    return frozenset(f"{p['domain']}:{p['entityName']}:{a}" for p in policies for a in p["actionSet"])


def may(held: frozenset[str], needed: str) -> bool:
    """Whether permissions with `*` for entities and actions cover one."""
    domain, entity, action = needed.split(":")
    forms = {f"{d}:{e}:{a}" for d in (domain, "*") for e in (entity, "*") for a in (action, "*")}
    return bool(forms & held) or "*" in held
