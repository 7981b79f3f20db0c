"""Who calls: JWT bearer, client credentials, password, and the sessions they open (dossier A2, A3, D2)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from msgops.sandbox.kit import Call, Refusal, Reply, Simulator, World
from msgops_salesforce.simulator import keys
from msgops_salesforce.simulator.api import declare
from msgops_salesforce.simulator.errors import Rejected, not_found
from msgops_salesforce.simulator.org import Org

CONSUMER_KEY = "3MVG9sandboxConsumerKey.not.a.secret"
CONSUMER_SECRET = "sandbox-consumer-secret-not-a-secret"  # noqa: S105  # of the sandbox
USERNAME = "admin@acme.example"
PASSWORD = "sandbox-password-not-a-secret"  # noqa: S105  # of the sandbox
_LOGIN = frozenset({"https://login.salesforce.com", "https://test.salesforce.com"})
_HOURS = 2 * 3600
OPERATOR = "/_operator"
"""What a person does in Setup: reached through the sandbox's control API only (see `operator.py`)."""


def install(simulator: Simulator) -> None:
    """Declare the token operations and register the sandbox's own app."""
    simulator.world.table("apps")[CONSUMER_KEY] = {
        "name": "msgops",
        "secret": CONSUMER_SECRET,
        "certificate": "",
        "policy": "AdminApprovedPreAuthorized",
        "profiles": ["System Administrator"],
        "permission_sets": [],
        "scopes": ["api", "refresh_token"],
        "run_as": USERNAME,
        "rest_only": False,
    }
    simulator.authenticate = authenticate
    declare(simulator, "POST", "/services/oauth2/token", _token, public=True)
    declare(simulator, "POST", "/services/oauth2/revoke", _revoke, public=True)
    declare(simulator, "GET", "/services/oauth2/userinfo", _userinfo)
    declare(simulator, "GET", "/id/{org}/{user}", _identity)


def authenticate(call: Call) -> None:
    """Accept a session as a bearer token. [documented]"""
    if call.path.startswith(OPERATOR):
        raise not_found()
    scheme, _, value = call.headers.get("authorization", "").partition(" ")
    if scheme not in ("Bearer", "OAuth"):
        value = ""
    call.actor = session(call.world, value)["username"]


def session(world: World, token: str) -> Mapping[str, Any]:
    """Return the session of a token; an unknown or old one is refused. [documented]"""
    found = world.table("sessions").get(token)
    if found is None or found["until"] < world.now().timestamp():
        raise Rejected("INVALID_SESSION_ID", "Session expired or invalid", status=401)
    return found


def open_session(world: World, user: Mapping[str, Any], *, rest_only: bool = False) -> str:
    """Return a new token: the org's id, a bang, and what nobody can read. [documented: its form]"""
    org = next(iter(world.table("Organization")))
    token = f"{org[:15]}!AQ{world.hex32()}{world.hex32()[:16]}"
    world.table("sessions")[token] = {
        "username": user["Username"],
        "until": world.now().timestamp() + _HOURS,
        "rest_only": rest_only,
    }
    return token


def instance_url(call: Call) -> str:
    """Return where the org is reached after login; it need not be where one logs in. [documented]"""
    known = getattr(call.simulator, "base_url", "")
    return known or f"https://{call.headers.get('host', 'sandbox.test')}"


def by_password(world: World, username: str, password: str) -> Mapping[str, Any] | None:
    """Return the user with this password; the security token may follow it. [documented]"""
    user = Org(world).find("User", Username=username)
    known = user is not None and user["IsActive"] and password.startswith(PASSWORD)
    return user if known and username == USERNAME else None


def _token(call: Call) -> Reply:
    form = {k: v[0] for k, v in parse_qs(call.content.decode("utf-8", "replace")).items()}
    grant = form.get("grant_type", "")
    flows = {
        "urn:ietf:params:oauth:grant-type:jwt-bearer": _jwt,
        "client_credentials": _client_credentials,
        "password": _password,
    }
    if grant not in flows:
        return _refused("unsupported_grant_type", "grant type not supported")
    return flows[grant](call, form)


def _jwt(call: Call, form: Mapping[str, str]) -> Reply:
    """The assertion names app, user, audience and a time not long ahead. [documented]; the texts are [assumed]"""
    assertion = form.get("assertion", "")
    claims = keys.claims(assertion)
    if claims is None:
        return _refused("invalid_grant", "invalid assertion")
    app = call.world.table("apps").get(str(claims.get("iss")))
    if app is None:
        return _refused("invalid_client_id", "client identifier invalid")
    if not keys.signed(assertion, app["certificate"] or keys.public_pem()):
        return _refused("invalid_grant", "invalid assertion")
    if str(claims.get("aud", "")).rstrip("/") not in {*_LOGIN, instance_url(call)}:
        return _refused("invalid_grant", "audience is invalid")
    if not _ahead(call, claims.get("exp")):
        return _refused("invalid_grant", "expired authorization code")
    user = Org(call.world).find("User", Username=claims.get("sub"))
    if user is None or not user["IsActive"]:
        return _refused("invalid_grant", "user hasn't approved this consumer")
    return _approved(call, app, user)


def _approved(call: Call, app: Mapping[str, Any], user: Mapping[str, Any]) -> Reply:
    """An app must be pre-authorised for a profile or a permission set of the user. [documented]"""
    org = Org(call.world)
    if app["policy"] != "AdminApprovedPreAuthorized":
        return _refused("invalid_grant", "user hasn't approved this consumer")
    if set(app["scopes"]) <= {"refresh_token"}:
        return _refused("invalid_scope", "the app has no standard scope")
    profile = org.get("Profile", user["ProfileId"]) or {}
    held = [
        org.get("PermissionSet", a["PermissionSetId"]) or {}
        for a in org.where("PermissionSetAssignment", AssigneeId=user["Id"])
    ]
    names = {profile.get("Name"), profile.get("_fullName")} & set(app["profiles"])
    sets = {s.get(c) for s in held for c in ("Id", "Name")} & set(app["permission_sets"])
    if not (names or sets) - {None}:
        return _refused("invalid_app_access", "user is not admin approved to access this app")
    return _granted(call, user, app)


def _ahead(call: Call, exp: object) -> bool:
    """Seconds or milliseconds, a number or its digits: clients send all of them. [documented: D2]"""
    try:
        found = float(str(exp))
    except ValueError:
        return False
    return (found / 1000 if found > 1e11 else found) > call.world.now().timestamp()


def _client_credentials(call: Call, form: Mapping[str, str]) -> Reply:
    """Works on the org's own host, for an app that has the flow and a user to run as. [documented]"""
    key, secret = form.get("client_id", ""), form.get("client_secret", "")
    scheme, _, value = call.headers.get("authorization", "").partition(" ")
    if scheme == "Basic":
        try:
            key, _, secret = base64.b64decode(value, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return _refused("invalid_client", "invalid client credentials")
    if call.headers.get("host", "").startswith(("login.", "test.")):
        return _refused("invalid_grant", "request not supported on this domain")
    app = call.world.table("apps").get(key)
    if app is None:
        return _refused("invalid_client_id", "client identifier invalid")
    if not app["secret"] or app["secret"] != secret:
        return _refused("invalid_client", "invalid client credentials")
    user = Org(call.world).find("User", Username=app["run_as"])
    if user is None:
        return _refused("invalid_grant", "no client credentials user enabled")
    return _granted(call, user, app)


def _password(call: Call, form: Mapping[str, str]) -> Reply:
    user = by_password(call.world, form.get("username", ""), form.get("password", ""))
    app = call.world.table("apps").get(form.get("client_id", ""))
    if user is None or app is None or app["secret"] != form.get("client_secret"):
        return _refused("invalid_grant", "authentication failure")
    return _granted(call, user, app)


def _granted(call: Call, user: Mapping[str, Any], app: Mapping[str, Any]) -> Reply:
    """The identity URL carries the ids of org and user. [documented]"""
    org = next(iter(call.world.table("Organization")))
    return Reply(
        200,
        {
            "access_token": open_session(call.world, user, rest_only=app["rest_only"]),
            "scope": " ".join(app["scopes"]),
            "instance_url": instance_url(call),
            "id": f"{_login_host(call)}/id/{org}/{user['Id']}",
            "token_type": "Bearer",
            "issued_at": str(int(call.world.now().timestamp() * 1000)),
        },
    )


def _login_host(call: Call) -> str:
    """The identity is served where one logs in. [documented]"""
    host = call.headers.get("host", "")
    return f"https://{host}" if host.endswith(".salesforce.com") else instance_url(call)


def _refused(error: str, description: str) -> Reply:
    """OAuth errors are an object, not a list. [documented]"""
    return Reply(400, {"error": error, "error_description": description})


def _revoke(call: Call) -> Reply:
    form = {k: v[0] for k, v in parse_qs(call.content.decode("utf-8", "replace")).items()}
    if call.world.table("sessions").pop(form.get("token", ""), None) is None:
        return _refused("invalid_token", "invalid token")
    return Reply(200)


def _identity(call: Call) -> Reply:
    """Say who the identity URL of a login is."""
    user = Org(call.world).get("User", call.params["user"])
    if user is None or call.params["org"] not in call.world.table("Organization"):
        raise not_found()
    found = {"user_id": user["Id"], "organization_id": call.params["org"], "username": user["Username"]}
    return Reply(200, {"id": call.path, "asserted_user": True, **found, "display_name": user["Name"]})


def _userinfo(call: Call) -> Reply:
    user = Org(call.world).find("User", Username=call.actor)
    if user is None:
        raise Refusal(Reply(404))
    org = next(iter(call.world.table("Organization")))
    found = {"user_id": user["Id"], "organization_id": org, "preferred_username": user["Username"]}
    return Reply(200, {**found, "name": user["Name"], "email": user["Email"]})
