"""Access tokens of the domain: they look like signed JWTs, and are known by their text (dossier A5)."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from msgops.sandbox.kit import World

ISSUER = "https://identity.oraclecloud.com/"
TENANT = "idcs-sandbox"


def issue(world: World, app: Mapping[str, Any], audience: Sequence[str], scope: str, seconds: int) -> str:
    """Return a new token of an app. `scope` is without its audience. [claims: community; form of `scope`: assumed]"""
    now = int(world.now().timestamp())
    claims = {
        "sub": app["name"],
        "sub_type": "client",
        "client_id": app["name"],
        "client_name": app["displayName"],
        "iss": ISSUER,
        "tok_type": "AT",
        "tenant": TENANT,
        "user_tenantname": TENANT,
        "aud": list(audience),
        "scope": scope,
        "iat": now,
        "exp": now + seconds,
        "jti": world.hex32().lower(),
    }
    head = {"alg": "RS256", "typ": "JWT", "kid": "SIGNING_KEY"}
    signature = world.random.getrandbits(2048).to_bytes(256, "big")
    token = ".".join(_word(part) for part in (orjson.dumps(head), orjson.dumps(claims), signature))
    world.table("tokens")[token] = {**claims, "app": app["id"]}
    return token


def claims(world: World, token: str) -> dict[str, Any] | None:
    """Return what a token says, `None` when it is unknown or has ended."""
    found = world.table("tokens").get(token)
    return found if found is not None and found["exp"] > world.now().timestamp() else None


def _word(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
