"""Who calls: a signature or a token at the domain, a password or a token at the pod (dossier A2, A4, D1.2)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re

from msgops.sandbox.kit import Call, Refusal, Simulator, World
from msgops_fusion.simulator import tokens
from msgops_fusion.simulator.errors import AdfError, adf_reply, oci, scim
from msgops_fusion.simulator.oauth import ADMIN_AUDIENCE
from msgops_fusion.simulator.people import SIGNER, TENANCY, permits, user_named
from msgops_fusion.simulator.scim.api import with_traces

OPERATOR = "/_operator"
"""What a person does on pages without an API: through the sandbox's control API only (see `operator.py`)."""
POD_AUDIENCE = "urn:opc:resource:fa:instanceid=sandbox"
_PARAMETER = re.compile(r'(\w+)="([^"]*)"')
_FINGERPRINT = re.compile(r"[0-9a-f]{2}(:[0-9a-f]{2}){15}")
_SIGNED = {"date", "(request-target)", "host"}
_BODY = {"content-length", "content-type", "x-content-sha256"}


def install(simulator: Simulator) -> None:
    """Check every call that is not public."""
    simulator.authenticate = authenticate


def authenticate(call: Call) -> None:
    """Fill in who calls and what they may do, or refuse in the manner of the system that is asked."""
    if call.path.startswith(OPERATOR):
        raise Refusal(call.simulator.not_found())
    if call.path.startswith("/admin/"):
        _domain(call)
    elif call.path.startswith("/20190506/"):
        if not _signed(call):
            raise oci(
                401, "NotAuthenticated", "The required information to complete authentication is missing."
            )
        call.actor, call.scopes = SIGNER, frozenset({"*"})
    else:
        _pod(call)


def _domain(call: Call) -> None:
    if _signed(call):
        call.actor, call.scopes = SIGNER, frozenset({"*"})
        return
    scheme, _, token = call.headers.get("authorization", "").partition(" ")
    found = tokens.claims(call.world, token) if scheme == "Bearer" else None
    if found is None or ADMIN_AUDIENCE not in found["aud"] or not _alive(call.world, found["app"]):
        refusal = scim(401, "The request is not authenticated.", "error.common.common.unauthorized")
        raise Refusal(with_traces(call, refusal.reply))
    call.actor, call.scopes = found["sub"], _rights(call.world, found["app"])
    if not call.route.scopes & call.scopes:
        refusal = scim(403, "The client lacks the app role for this.", "error.common.common.forbidden")
        raise Refusal(with_traces(call, refusal.reply))


def _alive(world: World, id_: str) -> bool:
    return bool(world.table("apps").get(id_, {}).get("active"))


def _rights(world: World, app: str) -> frozenset[str]:
    """Return the rights of the app roles that an app was granted."""
    roles, out = world.table("app_roles"), set[str]()
    for grant in world.table("grants").values():
        role = roles.get(grant["entitlement"]["attributeValue"])
        if grant["grantee"]["value"] == app and role is not None:
            out |= permits(role["displayName"])
    return frozenset(out)


def _signed(call: Call) -> bool:
    """Whether a request bears the signature of the sandbox's key: its form and the body's digest are checked."""
    scheme, _, rest = call.headers.get("authorization", "").partition(" ")
    if scheme != "Signature":
        return False
    given = dict(_PARAMETER.findall(rest))
    tenancy, _, tail = given.get("keyId", "").partition("/")
    user, _, fingerprint = tail.partition("/")
    headers = set(given.get("headers", "").split())
    if (tenancy, user) != (TENANCY, SIGNER) or not _FINGERPRINT.fullmatch(fingerprint):
        return False
    needed = _SIGNED | (_BODY if call.content else set())
    if not needed <= headers or given.get("algorithm") != "rsa-sha256" or not given.get("signature"):
        return False
    digest = base64.b64encode(hashlib.sha256(call.content).digest()).decode()
    return not call.content or call.headers.get("x-content-sha256") == digest


def _pod(call: Call) -> None:
    name = _pod_user(call)
    user = user_named(call.world, name) if name else None
    if user is None or not user["active"]:
        raise Refusal(adf_reply(call, AdfError(401, "Unauthorized")))
    call.actor, call.scopes = name, frozenset(user["roles"])
    if call.route.scopes and not call.route.scopes & call.scopes:
        raise Refusal(adf_reply(call, AdfError(403, "Forbidden")))


def _pod_user(call: Call) -> str:
    """Return the user of a password, or the one whose name is a token's subject. [inferred: A2]"""
    scheme, _, value = call.headers.get("authorization", "").partition(" ")
    if scheme == "Bearer":
        found = tokens.claims(call.world, value)
        return str(found["sub"]) if found is not None and POD_AUDIENCE in found["aud"] else ""
    if scheme != "Basic":
        return ""
    try:
        name, _, password = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return ""
    held = call.world.table("logins").get(name)
    return name if held is not None and held["password"] == password else ""
