"""Apps that listen to the account: the token's own app is subscribed and unsubscribed. [documented]"""

from __future__ import annotations

from typing import Any

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_meta.simulator import nodes, seed

_PATH = "/{version}/{node}/subscribed_apps"


def install(simulator: Simulator) -> None:
    """Declare the operations."""
    simulator.route("GET", _PATH)(_list)
    simulator.route("POST", _PATH)(_subscribe)
    simulator.route("DELETE", _PATH)(_unsubscribe)


def _list(call: Call) -> Reply:
    """Return the apps, each with its URL where it has one; the verify token is never shown. [documented by pywa]"""
    nodes.account(call)
    return Reply(200, {"data": list(call.world.table("subscriptions").values())})


def _subscribe(call: Call) -> Reply:
    """Without a URL that of the app counts, also where there was one before. [documented by pywa]

    That the URL answers is not tried. [assumed]
    """
    nodes.account(call)
    sent = nodes.body_of(call)
    app = {"link": f"https://www.facebook.com/games/?app_id={seed.APP}", "name": "Acme", "id": seed.APP}
    row: dict[str, Any] = {"whatsapp_business_api_data": app}
    if sent.get("override_callback_uri"):
        nodes.text("verify_token", sent.get("verify_token"), 1, 4096)
        row["override_callback_uri"] = nodes.address(
            "override_callback_uri", sent["override_callback_uri"], 200
        )
    call.world.table("subscriptions")[seed.APP] = row
    return Reply(200, {"success": True})


def _unsubscribe(call: Call) -> Reply:
    """Unsubscribing what is not subscribed succeeds. [assumed]"""
    nodes.account(call)
    call.world.table("subscriptions").pop(seed.APP, None)
    return Reply(200, {"success": True})
