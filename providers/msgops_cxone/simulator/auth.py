"""Who calls: discovery, the two ways to a token, hosts, and what the role of a key's owner permits (dossier A.1 to A.4)."""

from __future__ import annotations

import base64
import binascii
from typing import Any
from urllib.parse import parse_qs

import orjson

from msgops.sandbox.kit import Call, Refusal, Reply, Simulator
from msgops_cxone.simulator import tokens
from msgops_cxone.simulator.api import platform
from msgops_cxone.simulator.errors import Refused, answer
from msgops_cxone.simulator.shapes import body, fields

CLIENT = "msgops@acme"
CLIENT_SECRET = "sandbox-client-secret-not-a-secret"  # noqa: S105  # of the sandbox
KEY = "NVGXC3YPDZM3IY77CWMQ6SANDBOX4NXWE7TVZA5WQ2UAPHBSAWGA===="
SECRET = "sandbox-key-secret-not-a-secret===="  # noqa: S105  # of the sandbox
OPERATOR = "/_operator"
"""What a person does in the console: reached through the sandbox's control API only (see `operator.py`)."""
ISSUER = "https://cxone.niceincontact.com"


def install(simulator: Simulator) -> None:
    """Declare discovery and the token operations."""
    simulator.authenticate = authenticate
    public = {
        ("GET", "/.well-known/openid-configuration"): _openid,
        ("GET", "/.well-known/cxone-configuration"): _configuration,
        ("POST", "/auth/token"): _token,
        ("POST", "/authentication/v1/token/access-key"): _access_key,
        ("POST", "/public/user/refresh"): _refresh,
    }
    for (method, path), handler in public.items():
        simulator.route(method, path, public=True)(handler)
    platform(simulator, "GET", "/auth/userinfo", _userinfo)


def authenticate(call: Call) -> None:
    """Check host, `Accept`, token and permission, in this order."""
    if call.path.startswith(OPERATOR) or not _serves(call):
        raise Refusal(call.simulator.not_found())
    if "application/json" not in call.headers.get("accept", "") and "/services/" in call.path:
        # Only the words are documented; the status is assumed.
        text = b"No known way to render data"
        raise Refusal(Reply(406, text, content_type="text/plain"))
    scheme, _, token = call.headers.get("authorization", "").partition(" ")
    # A stale list answers from an old world; who calls is known by the real one.
    user = tokens.owner(call.simulator.world, token, "access") if scheme == "Bearer" else None
    if user is None:
        raise Refusal(answer(call.path, Refused("The token is invalid", status=401, code="Unauthorized")))
    call.actor, call.scopes = user["userName"], permissions(call, user)
    needed = call.route.scopes
    if needed and not needed & call.scopes:
        text_ = f"The permission {' or '.join(sorted(needed))} is missing"
        raise Refusal(answer(call.path, Refused(text_, status=403, code="Forbidden")))


def permissions(call: Call, user: dict[str, Any]) -> frozenset[str]:
    """Return what the role of a user permits, as `Skills.View`; no role, no permission. [documented; the keys: assumed]"""
    role = call.simulator.world.table("roles").get(user["roleId"])
    if role is None or role["securityProfileStatusName"] != "Active":
        return frozenset()
    return frozenset(f"{p['permissionKey']}.{o}" for p in role["permissions"] for o in p["optionKeys"])


def _serves(call: Call) -> bool:
    """Whether the host is one that has this path; other names than the vendor's serve everything. [documented]"""
    host = call.headers.get("host", "").partition(".")[0]
    if host.startswith(("api-de-", "app-de-")):
        return call.path.startswith("/dfo/")
    if host == "cxone" or host.startswith("cxone-"):
        return call.path.startswith(("/auth/", "/.well-known/"))
    # The facade's channels were seen to work. [documented: fallback only]
    return not (host.startswith("api-") and call.path.startswith("/dfo/") and "/channels" not in call.path)


def base_url(call: Call) -> str:
    """Return where the tenant is reached."""
    known: str = getattr(call.simulator, "base_url", "")
    return known or f"https://{call.headers.get('host', 'sandbox.test')}"


def _openid(call: Call) -> Reply:
    """Name the endpoints; the issuer stays the vendor's."""
    base = base_url(call)
    return Reply(
        200,
        {
            "issuer": ISSUER,
            "authorization_endpoint": f"{base}/auth/authorize",
            "token_endpoint": f"{base}/auth/token",
            "end_session_endpoint": f"{base}/auth/authorize/logout",
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "scopes_supported": ["openid"],
            "response_types_supported": ["code"],
        },
    )


def _configuration(call: Call) -> Reply:
    """Want the tenant's id, which stands in a token. [documented; the refusals: assumed]"""
    if call.one("tenantId") != tokens.TENANT:
        return answer(call.path, Refused("tenantId is missing or unknown", code="BadRequest"))
    base, domain = base_url(call), getattr(call.simulator, "domain", "sandbox.test")
    return Reply(
        200,
        {
            "private": False,
            "ui_endpoint": base,
            "auth_endpoint": base,
            "api_endpoint": base,
            "area": tokens.AREA,
            "cluster": tokens.CLUSTER,
            "domain": domain,
            "acdDomain": domain,
            "uhDomain": domain,
            "globaldomain": domain,
            "tenantId": tokens.TENANT,
        },
    )


def _token(call: Call) -> Reply:
    """A registered application and an access key; a form, or JSON as one project has it. [documented]"""
    given = _form(call)
    client, secret = _client(call, given)
    grant = given.get("grant_type", "")
    if grant not in ("password", "refresh_token"):
        return _refused("unsupported_grant_type", f"grant type {grant!r} is not supported")
    if client != CLIENT or (secret != CLIENT_SECRET and (grant == "password" or secret)):
        return _refused("invalid_client", "client authentication failed", 401)
    if grant == "refresh_token":
        user = tokens.owner(call.world, given.get("refresh_token", ""), "refresh")
    else:
        user = _by_key(call, given.get("username", ""), given.get("password", ""))
    if user is None:
        return _refused("invalid_grant", "invalid access key or refresh token")
    return Reply(200, _granted(call, user))


def _form(call: Call) -> dict[str, str]:
    if "json" in call.headers.get("content-type", ""):
        try:
            found = orjson.loads(call.content or b"{}")
        except orjson.JSONDecodeError:
            return {}
        return {k: v for k, v in found.items() if isinstance(v, str)} if isinstance(found, dict) else {}
    return {k: v[0] for k, v in parse_qs(call.content.decode("utf-8", "replace")).items()}


def _client(call: Call, given: dict[str, str]) -> tuple[str, str]:
    """Basic credentials, or both in the body. [documented]"""
    scheme, _, value = call.headers.get("authorization", "").partition(" ")
    if scheme == "Basic":
        try:
            client, _, secret = base64.b64decode(value, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return "", ""
        return client, secret
    return given.get("client_id", ""), given.get("client_secret", "")


def _by_key(call: Call, key: str, secret: str) -> dict[str, Any] | None:
    found = call.world.table("access_keys").get(key)
    if found is None or found["secret"] != secret or not found["isActive"]:
        return None
    people = call.world.table("agents").values()
    return next((a for a in people if a["userID"] == found["userId"] and a["isActive"]), None)


def _granted(call: Call, user: dict[str, Any]) -> dict[str, Any]:
    role = call.world.table("roles")[user["roleId"]]
    access, refresh = tokens.issue(call.world, user, role)
    return {
        "access_token": access,
        "token_type": "Bearer",
        "expires_in": tokens.ACCESS,
        "refresh_token": refresh,
        "id_token": access,
    }


def _access_key(call: Call) -> Reply:
    """An access key alone; any area's host issues tokens for any tenant. [documented; the answer's names: assumed]"""
    try:
        given = body(call, fields(s="accessKeyId accessKeySecret"), "accessKeyId", "accessKeySecret")
    except Refused as refused:
        return answer(call.path, refused)
    user = _by_key(call, given["accessKeyId"], given["accessKeySecret"])
    if user is None:
        return answer(call.path, Refused("Invalid access key", status=401, code="Unauthorized"))
    return Reply(200, {**_granted(call, user), "refresh_token_expires_in": tokens.REFRESH})


def _refresh(call: Call) -> Reply:
    """Exchange a refresh token; the answer has names of its own. [documented]"""
    try:
        given = body(call, fields(s="token"), "token")
    except Refused as refused:
        return answer(call.path, refused)
    user = tokens.owner(call.world, given["token"], "refresh")
    if user is None:
        return answer(call.path, Refused("The refresh token is invalid", status=401, code="Unauthorized"))
    found = _granted(call, user)
    return Reply(
        200,
        {
            "token": found["access_token"],
            "refreshToken": found["refresh_token"],
            "tokenExpirationTimeSec": tokens.ACCESS,
            "refreshTokenExpirationTimeSec": tokens.REFRESH,
        },
    )


def _userinfo(call: Call) -> Reply:
    found = next(a for a in call.world.table("agents").values() if a["userName"] == call.actor)
    name = {"given_name": found["firstName"], "family_name": found["lastName"]}
    return Reply(
        200,
        {
            "sub": found["userID"],
            **name,
            "name": f"{found['firstName']} {found['lastName']}",
            "email": found["emailAddress"],
        },
    )


def _refused(error: str, description: str, status: int = 400) -> Reply:
    return Reply(status, {"error": error, "error_description": description})
