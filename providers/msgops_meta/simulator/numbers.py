"""A number: what is read of it, its webhook, and its official business account."""

from __future__ import annotations

from typing import Any

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_meta.simulator import nodes
from msgops_meta.simulator.errors import invalid
from msgops_meta.simulator.fields import OF_NUMBER

_USUAL = ("verified_name", "code_verification_status", "display_phone_number", "quality_rating")
_SAID = {
    "": "No application was submitted",
    "PENDING": "Your Official Business Account application is under review",
    "APPROVED": "The number is an Official Business Account",
    "REJECTED": "The application was rejected",
}


def install(simulator: Simulator) -> None:
    """Declare the operations."""
    simulator.route("POST", "/{version}/{node}")(_update)
    simulator.route("POST", "/{version}/{node}/")(_update)
    simulator.route("GET", "/{version}/{node}/official_business_account")(_official)


def read(call: Call) -> Reply:
    """Return the fields that are asked for; automation and webhooks only when they are. [documented by pywa]"""
    row = nodes.number(call)
    automation = call.world.table("automations")[row["id"]]
    more = {
        "conversational_automation": {**automation, "id": row["id"]},
        "webhook_configuration": _webhooks(call, row),
    }
    return Reply(200, nodes.asked(call, {**row, **more}, _USUAL, OF_NUMBER))


def _webhooks(call: Call, row: dict[str, Any]) -> dict[str, str]:
    """Return the URL of each level: the number's wins over the account's, that over the app's. [documented]"""
    (app, *_) = (*call.world.table("subscriptions").values(), {})
    found = {
        "phone_number": row.get("override_callback_uri"),
        "whatsapp_business_account": app.get("override_callback_uri"),
        "application": "https://hooks.acme.example/app",
    }
    return {level: url for level, url in found.items() if url}


def _update(call: Call) -> Reply:
    """Set the webhook of a number, or with an empty URL take it away; the rest is not simulated. [documented by pywa]"""
    row, sent = nodes.number(call), nodes.body_of(call).get("webhook_configuration")
    if not isinstance(sent, dict) or "override_callback_uri" not in sent:
        raise invalid("Param webhook_configuration must have override_callback_uri")
    url = sent["override_callback_uri"]
    if url == "":
        row.pop("override_callback_uri", None)
        return Reply(200, {"success": True})
    nodes.text("verify_token", sent.get("verify_token"), 1, 4096)
    row["override_callback_uri"] = nodes.address("override_callback_uri", url, 200)
    return Reply(200, {"success": True})


def _official(call: Call) -> Reply:
    """Return the state of the application. [documented; that of a number without one is assumed]"""
    row = nodes.number(call)
    status = row["oba_status"]
    return Reply(200, {"id": row["id"], "oba_status": status or "PENDING", "status_message": _SAID[status]})
