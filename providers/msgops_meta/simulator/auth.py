"""Who calls: the token of a system user, in the header or, as addresses of pages have it, in the query."""

from __future__ import annotations

from msgops.sandbox.kit import Call, Refusal
from msgops_meta.simulator.errors import error

OPERATOR = "/_operator"
"""Below it stands what people do in the consoles: the control API reaches it, no token does."""
TOKEN = "EAAsandboxTokenNotASecret"  # noqa: S105  # of the sandbox


def authenticate(call: Call) -> None:
    """Accept the one token; another one is error 190. [documented; the status 401 is assumed]"""
    if call.path.startswith(OPERATOR):
        raise Refusal(error(400, 2500, "Unknown path components"))
    scheme, _, value = call.headers.get("authorization", "").partition(" ")
    given = value if scheme == "Bearer" else call.one("access_token")
    if given != TOKEN:
        text = "Invalid OAuth access token - Cannot parse access token"
        raise Refusal(error(401, 190, text, type_="OAuthException"))
    call.actor = "system-user"
