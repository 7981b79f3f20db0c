"""Engage: the ingress that Infobip's messages go to, which wants a token for `api/` (dossier A1, D4).

Nothing else of Engage has a contract to imitate. Which statuses it answers is [assumed].
"""

from __future__ import annotations

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_fusion.simulator import tokens

PATH = "/v1/api/messaging/channels/chat/infobip"
AUDIENCE, SCOPE = "api", "/"


def install(simulator: Simulator) -> None:
    """Declare the ingress."""
    simulator.route("POST", PATH, public=True)(_message)


def _message(call: Call) -> Reply:
    """Take a message from whoever has the right token; the control API's list of objects shows it."""
    scheme, _, token = call.headers.get("authorization", "").partition(" ")
    found = tokens.claims(call.world, token) if scheme == "Bearer" else None
    if found is None:
        return Reply(
            401, {"error": "invalid_token", "error_description": "The token is unknown or has ended."}
        )
    if AUDIENCE not in found["aud"]:
        return Reply(
            401, {"error": "invalid_token", "error_description": "The token is for another audience."}
        )
    if SCOPE not in found["scope"].split():
        return Reply(
            403, {"error": "insufficient_scope", "error_description": "The token has another scope."}
        )
    number = str(call.world.next("messages"))
    call.world.table("messages")[number] = {"id": number, "from": found["sub"], "body": call.json}
    return Reply(200, {})
