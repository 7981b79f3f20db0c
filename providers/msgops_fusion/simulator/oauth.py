"""The token endpoint: client credentials for scopes of one resource app, or for the domain's own API (dossier A5, D1.13)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, unquote_plus

from msgops.sandbox.kit import Call, Refusal, Reply, Simulator
from msgops_fusion.simulator import tokens
from msgops_fusion.simulator.errors import oauth
from msgops_fusion.simulator.knobs import knob
from msgops_fusion.simulator.scim.api import with_traces

MY_SCOPES = "urn:opc:idm:__myscopes__"
ADMIN_AUDIENCE = "urn:opc:lbaas:logicalguid=idcs-sandbox"
_GRANT = "client_credentials"
_HOUR = 3600


def install(simulator: Simulator) -> None:
    """Declare the endpoint."""
    simulator.route("POST", "/oauth2/v1/token", public=True)(_endpoint)


def _endpoint(call: Call) -> Reply:
    try:
        return with_traces(call, _token(call))
    except Refusal as refusal:
        raise Refusal(with_traces(call, refusal.reply)) from None


def _token(call: Call) -> Reply:
    if "application/x-www-form-urlencoded" not in call.headers.get("content-type", ""):
        raise oauth(400, "invalid_request", "The body is to be a form.")
    form = {k: v[0] for k, v in parse_qs(call.content.decode("utf-8", "replace")).items()}
    app = _client(call, form)
    call.actor = app["name"]
    grant = form.get("grant_type", "")
    if grant != _GRANT:
        raise oauth(400, "unsupported_grant_type", f"Grant type {grant!r} is not supported.")
    # A resource server without a client part has an id and a secret all the same: B1 trap 2.
    lenient = knob(call.world, "lenient_skip") and not app.get("isOAuthClient")
    if not lenient and not (app.get("isOAuthClient") and _GRANT in app.get("allowedGrants", ())):
        raise oauth(400, "unauthorized_client", "The client is not authorized to use client_credentials.")
    scope = form.get("scope", "")
    if scope == MY_SCOPES:
        token, seconds = tokens.issue(call.world, app, [ADMIN_AUDIENCE], scope, _HOUR), _HOUR
    else:
        token, seconds = _for_resource(call, app, scope)
    return Reply(200, {"access_token": token, "token_type": "Bearer", "expires_in": seconds})


def _client(call: Call, form: Mapping[str, str]) -> dict[str, Any]:
    """Know the client by HTTP Basic, or by the form; one that is not active is refused. [documented: active]"""
    scheme, _, value = call.headers.get("authorization", "").partition(" ")
    id_, secret = form.get("client_id", ""), form.get("client_secret", "")
    if scheme == "Basic":
        try:
            id_, _, secret = base64.b64decode(value, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            id_ = ""
        id_, secret = unquote_plus(id_), unquote_plus(secret)
    app = next((a for a in call.world.table("apps").values() if a["name"] == id_), None)
    if app is None or not secret or app["clientSecret"] != secret:
        raise oauth(401, "invalid_client", "Client authentication failed.")
    if not app["active"]:
        raise oauth(401, "invalid_client", f"The client application {app['displayName']} is not active.")
    return app


def _for_resource(call: Call, app: dict[str, Any], text: str) -> tuple[str, int]:
    """Issue a token for scopes of one resource app; it lasts as long as that app says. [documented: B1; one app: assumed]"""
    asked = text.split()
    if not asked:
        raise oauth(400, "invalid_scope", "A scope is missing.")
    owners = {
        s["fqs"]: (a, s["value"]) for a in call.world.table("apps").values() for s in a.get("scopes", ())
    }
    allowed = {s["fqs"] for s in (*app.get("scopes", ()), *app.get("allowedScopes", ()))}
    for scope in asked:
        if scope not in owners:
            raise oauth(400, "invalid_scope", f"No resource server has the scope {scope}.")
        if scope not in allowed and app.get("trustScope") != "Account":
            raise oauth(400, "invalid_scope", f"The client may not ask for the scope {scope}.")
        owner = owners[scope][0]
        if not owner["active"] or not owner.get("isOAuthResource"):
            raise oauth(400, "invalid_scope", f"The resource server of the scope {scope} is not active.")
    if len({owners[scope][0]["id"] for scope in asked}) > 1:
        raise oauth(400, "invalid_scope", "The scopes belong to more than one resource server.")
    owner = owners[asked[0]][0]
    seconds = int(owner.get("accessTokenExpiry", _HOUR))
    secondary = [a["value"] for a in owner.get("protectableSecondaryAudiences", ())]
    audience = [owner.get("audience", ""), *owner.get("secondaryAudiences", ()), *secondary]
    values = " ".join(owners[scope][1] for scope in asked)
    return tokens.issue(call.world, app, audience, values, seconds), seconds
