"""Key and secret of an external client app (dossier A11, B14)."""

from __future__ import annotations

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_salesforce.simulator.api import data
from msgops_salesforce.simulator.errors import Rejected, not_found
from msgops_salesforce.simulator.org import Org

_PARTS = {"key": ("key",), "secret": ("secret",), "keyandsecret": ("key", "secret")}
_NAMES = {"key": "consumerKey", "secret": "consumerSecret"}


def install(simulator: Simulator) -> None:
    """Declare the operations."""
    data(simulator, "GET", "apps/oauth/credentials/{app}", _read)
    data(simulator, "GET", "apps/oauth/credentials/{app}/{consumer}", _read)


def _read(call: Call) -> Reply:
    """The secret comes only where a setting lets it. [documented; the names of the properties are assumed]"""
    org, wanted = Org.of(call), _PARTS.get(call.one("part", "key").lower())
    if wanted is None:
        raise Rejected("INVALID_INPUT", "part is one of key, secret, keyandsecret")
    app = call.params["app"]
    rows = org.rows("ExtlClntAppGlobalOauthSettings").values()
    found = next((r["_content"] for r in rows if r["_content"]["externalClientApplication"] == app), None)
    if found is None or call.params.get("consumer", found["consumerKey"]) != found["consumerKey"]:
        raise not_found()
    if "secret" in wanted and not org.enabled("SecretAccess"):
        message = "Access to the consumer secret through REST API is disabled"
        raise Rejected("INSUFFICIENT_ACCESS", message, status=403)
    return Reply(200, {_NAMES[p]: found[_NAMES[p]] for p in wanted})
