"""Who calls: API keys, portal users, tokens, sessions; and whether a scope suffices (dossier §1)."""

from __future__ import annotations

import base64
import binascii
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

from msgops.sandbox.kit import Call, Refusal, Reply, Simulator
from msgops_infobip.simulator.errors import by_status, e1, e2, e4

API_KEY = "sandbox-api-key-not-a-secret"
USERNAME = "portal.admin"
PASSWORD = "sandbox-password-not-a-secret"  # noqa: S105  # of the sandbox
HMAC_SECRET = "sandbox-hmac-not-a-secret"  # noqa: S105  # of the sandbox
ALL = frozenset({"*"})
"""What portal users have: their roles decide, and the sandbox's user has every role."""
LASTS = 3600
"""Seconds of the virtual clock after which a token or a session ends. [documented for sessions, assumed for tokens]"""

SCOPES = (
    "account-management:manage",
    "application-entity:manage",
    "audit-logs:read",
    "blocklist:manage",
    "conversations:manage",
    "conversations:read",
    "numbers:manage",
    "rcs:manage",
    "rcs:provision",
    "sending-strategy:manage",
    "subscriptions:manage",
    "whatsapp:manage",
)
"""Every scope that an operation of the simulator names; the sandbox's own key starts with all of them."""

_ACCOUNT = "8F0792F86035A9F4290821F1EE6BC06A"
_KEY_PATHS = "/settings/2/api-keys"


def install(simulator: Simulator) -> None:
    """Seed the administrator and declare the token and session operations."""
    simulator.credentials = {
        "INFOBIP_API_KEY": API_KEY,
        "INFOBIP_USERNAME": USERNAME,
        "INFOBIP_PASSWORD": PASSWORD,
        "CONNECTOR_HMAC_SECRET": HMAC_SECRET,
    }
    world = simulator.world
    _seed_key(simulator)
    world.table("users")[USERNAME] = {"password": PASSWORD}
    simulator.authenticate = authenticate
    simulator.route("POST", "/auth/1/oauth2/token", public=True)(_token)
    simulator.route("POST", "/auth/1/session", public=True)(_session)
    simulator.route("DELETE", "/auth/1/session")(_end_session)


def _seed_key(simulator: Simulator) -> None:
    """Make the key that the sandbox hands out; like any other it is listed, and a portal user may change it."""
    now = simulator.world.now()
    id_ = f"{0:032X}"
    simulator.world.table("api_keys")[id_] = {
        "id": id_,
        "apiKeySecret": API_KEY,
        "accountId": _ACCOUNT,
        "name": "msgops",
        "allowedIPs": [],
        "validFrom": now.strftime("%Y-%m-%dT%H:%M:%S"),
        "validTo": (now + timedelta(days=365)).strftime("%Y-%m-%dT%H:%M:%S"),
        "enabled": True,
        "permissions": ["PUBLIC_API"],
        "platform": [],
        "scopeGuids": list(SCOPES),
    }


def authenticate(call: Call) -> None:
    """Accept one of the four schemes; the key operations do not accept keys. [documented]"""
    scheme, _, value = call.headers.get("authorization", "").partition(" ")
    call.actor, call.scopes = _caller(call, scheme, value)
    if call.path.startswith(_KEY_PATHS) and scheme == "App":
        raise Refusal(e2(401, "E401", "Unauthorized"))
    needed = call.route.scopes
    if needed and call.scopes != ALL and not needed & call.scopes:
        raise Refusal(e1(403, "FORBIDDEN", "Insufficient scope"))


def _caller(call: Call, scheme: str, value: str) -> tuple[str, frozenset[str]]:
    world = call.world
    if scheme == "App":
        for key in world.table("api_keys").values():
            if key["apiKeySecret"] == value and key["enabled"]:
                return f"api-key:{key['name']}", frozenset(key["scopeGuids"])
    if scheme == "Basic":
        try:
            user, _, password = base64.b64decode(value, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            user = password = ""
        if world.table("users").get(user, {}).get("password") == password and password:
            return user, ALL
    if scheme in ("Bearer", "IBSSO"):
        token = world.table("tokens").get(value)
        if token is not None and token["scheme"] == scheme and token["until"] > world.now().timestamp():
            return token["user"], ALL
    raise Refusal(by_status(401))


def _token(call: Call) -> Reply:
    """Client id and secret are a portal user's name and password. [documented]"""
    form: dict[str, Any] = {k: v[0] for k, v in parse_qs(call.content.decode("utf-8", "replace")).items()}
    user = str(form.get("client_id", ""))
    if form.get("grant_type") != "client_credentials":
        return e4(400, "BAD_REQUEST", "Unsupported grant type")
    if call.world.table("users").get(user, {}).get("password") != form.get("client_secret"):
        return e4(401, "UNAUTHORIZED", "Invalid login details")
    token = _issue(call, "Bearer", user)
    return Reply(200, {"access_token": token, "expires_in": LASTS, "token_type": "Bearer"})


def _session(call: Call) -> Reply:
    """A session lasts 60 minutes. [documented]"""
    user = str(call.json.get("username", ""))
    if call.world.table("users").get(user, {}).get("password") != call.json.get("password"):
        return by_status(401)
    return Reply(200, {"token": _issue(call, "IBSSO", user)})


def _end_session(call: Call) -> Reply:
    call.world.table("tokens").pop(call.headers.get("authorization", "").partition(" ")[2], None)
    return Reply(200)


def _issue(call: Call, scheme: str, user: str) -> str:
    token = call.world.hex32()
    until = call.world.now().timestamp() + LASTS
    call.world.table("tokens")[token] = {"scheme": scheme, "user": user, "until": until}
    return token
