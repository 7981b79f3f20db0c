"""Access tokens: JWTs whose claims say whose they are (dossier A.3)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

import orjson

from msgops.sandbox.kit import World
from msgops_cxone.simulator.api import UNIT

TENANT = "11eb5a2b-7a5c-4b60-9f0c-0242ac110002"
AREA, CLUSTER = "na1", "C7"
ACCESS, REFRESH = 3600, 7200
"""Seconds of the virtual clock. [documented]"""
_KEY = b"the tenant's own key"


def issue(world: World, user: Mapping[str, Any], role: Mapping[str, Any]) -> tuple[str, str]:
    """Return a new access token and its refresh token."""
    now = int(world.now().timestamp())
    claims = {
        "sub": f"user:{user['userID']}",
        "tenantId": TENANT,
        "tenant": "acme",
        "icBUId": UNIT,
        "icClusterId": CLUSTER,
        "userId": user["userID"],
        "area": AREA,
        "role": {"legacyId": role["securityProfileName"], "id": role["roleId"]},
        "iat": now,
        "exp": now + ACCESS,
        "jti": world.uuid(),
    }
    access, refresh = _signed(claims), world.hex32().lower() + world.hex32().lower()
    table = world.table("tokens")
    table[access] = {"kind": "access", "userId": user["userID"], "until": now + ACCESS}
    table[refresh] = {"kind": "refresh", "userId": user["userID"], "until": now + REFRESH}
    return access, refresh


def owner(world: World, token: str, kind: str) -> dict[str, Any] | None:
    """Return the user of a token that has not ended."""
    found = world.table("tokens").get(token)
    if found is None or found["kind"] != kind or found["until"] <= world.now().timestamp():
        return None
    people = world.table("agents").values()
    return next((a for a in people if a["userID"] == found["userId"] and a["isActive"]), None)


def _signed(claims: Mapping[str, Any]) -> str:
    head = _word(orjson.dumps({"alg": "HS256", "typ": "JWT"}))
    content = _word(orjson.dumps(claims))
    signature = hmac.new(_KEY, f"{head}.{content}".encode(), hashlib.sha256).digest()
    return f"{head}.{content}.{_word(signature)}"


def _word(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
