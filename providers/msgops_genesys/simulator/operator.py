"""What a person does in the console or in Architect: `POST /_operator/…` through the control API (dossier A4)."""

from __future__ import annotations

from msgops.sandbox.kit import Call, Handler, Reply, Simulator
from msgops_genesys.simulator import seed
from msgops_genesys.simulator.api import Row, same_name, stamp
from msgops_genesys.simulator.auth import OPERATOR
from msgops_genesys.simulator.errors import refused
from msgops_genesys.simulator.messaging import recipient
from msgops_genesys.simulator.shapes import fields, given

NUMBERS = ("+441134960000", "+441134960099")
"""Numbers of the WhatsApp Business Account that a person signs up with, unless others are given."""


def install(simulator: Simulator) -> None:
    """Declare the actions; without the control API they are not found."""
    actions: dict[str, Handler] = {
        "whatsapp-signup": _sign_up,
        "activation-code": _code,
        "flow": _flow,
        "user": _user,
        "product": _product,
        "organization": _organization,
        "campaign": _campaign,
        "expire-tokens": _expire,
    }
    for name, handler in actions.items():
        simulator.route("POST", f"{OPERATOR}/{name}")(handler)


def _sign_up(call: Call) -> Reply:
    """Go through Meta's embedded signup: the integration is there and lacks its number. [documented]"""
    body = given(call.json, {**fields(s="name", b="facebook_login"), "numbers": ["s"]}, "name")
    if not body.get("facebook_login"):
        raise refused("Log in with Facebook first", field="facebook_login")
    row: Row = {
        "id": call.world.uuid(),
        "name": body["name"],
        "status": "Incomplete",
        "createStatus": "Completed",
        "availablePhoneNumbers": {
            "entities": [
                {"name": "Acme", "phoneNumber": n, "status": "CONNECTED"}
                for n in body.get("numbers", NUMBERS)
            ]
        },
        "whatsAppBusinessAccountId": "102290129340398",
        "dateCreated": stamp(call),
        "version": 1,
    }
    recipient(call, row, "whatsapp")
    call.world.table("whatsapp_integrations")[row["id"]] = row
    return Reply(200, {"id": row["id"]})


def _integration(call: Call, name: str) -> Row:
    row = same_name(list(call.world.table("whatsapp_integrations").values()), name)
    if row is None:
        raise refused(f"There is no integration {name}", status=404)
    return row


def _code(call: Call) -> Reply:
    """Enter the activation code of a number. [documented]"""
    body = given(call.json, fields(s="name code phone_number"), "name", "code")
    row = _integration(call, body["name"])
    if not (body["code"].isdigit() and len(body["code"]) == 6):
        row["activationStatusCode"] = "ConfirmationFailed"
        raise refused("The code has six digits", field="code")
    row.pop("_ready", None)
    row.update(activationStatusCode="CodeConfirmed", status="Active")
    row.setdefault("phoneNumber", body.get("phone_number", NUMBERS[0]))
    return Reply(204)


def _flow(call: Call) -> Reply:
    body = given(call.json, fields(s="name type"), "name", "type")
    return Reply(200, {"id": seed.flow(call.world, body["name"], body["type"])["id"]})


def _user(call: Call) -> Reply:
    body = given(call.json, fields(s="name email"), "name", "email")
    return Reply(200, {"id": seed.user(call.world, body["email"], body["name"])["id"]})


def _product(call: Call) -> Reply:
    """Enable a product, or end it. [documented: that there are products]"""
    body = given(call.json, fields(s="id", b="on"), "id")
    table = call.world.table("products")
    table.pop(body["id"], None)
    if body.get("on", True):
        table[body["id"]] = {"id": body["id"]}
    return Reply(204)


def _organization(call: Call) -> Reply:
    body = given(call.json, fields(s="thirdPartyOrgName state"))
    call.world.table("organization")["me"].update(body)
    return Reply(204)


def _campaign(call: Call) -> Reply:
    """Start or stop a campaign."""
    body = given(call.json, fields(s="name status"), "name", "status")
    row = same_name(list(call.world.table("campaigns").values()), body["name"])
    if row is None:
        raise refused(f"There is no campaign {body['name']}", status=404)
    row["campaignStatus"] = body["status"]
    return Reply(204)


def _expire(call: Call) -> Reply:
    """End every token, as an administrator does."""
    call.world.table("tokens").clear()
    return Reply(204)
