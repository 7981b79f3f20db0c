"""WhatsApp senders: registration with a code, quality, business info, public key."""

from __future__ import annotations

import re
from email import message_from_bytes
from typing import Any, get_args
from urllib.parse import urlsplit

from msgops.sandbox.kit import Call, Refusal, Reply, Simulator, World
from msgops_infobip.kinds.whatsapp_profiles import Vertical
from msgops_infobip.simulator.errors import bad, e2, missing
from msgops_infobip.simulator.feed import record

BUSINESS_ACCOUNT = "102290129340398"
"""The WhatsApp Business Account that Meta's embedded signup has linked."""
CODE = 123456
"""The code that reaches every phone of the sandbox: 123456. A code sent again is one higher: 123457, …"""
VERIFIED = "441134960099"
"""A number that Meta knows already: it needs no code. [assumed]"""
_CODE_SECONDS = 600  # [assumed]
_REGISTRATION_SECONDS = 300  # [assumed]
_SIGNUP = "/whatsapp/1/embedded-signup/registrations"
_SCOPES = ("whatsapp:manage",)
_LIMITS = {"about": 130, "address": 256, "description": 512, "email": 128, "logoUrl": 2048}
_PNG = b"\x89PNG\r\n\x1a\n"
_KEY = re.compile(rb"-----BEGIN (RSA )?PUBLIC KEY-----[\s\S]+-----END (RSA )?PUBLIC KEY-----")
_VERTICALS = frozenset(get_args(Vertical))


def install(simulator: Simulator) -> None:
    """Declare the operations of senders and seed two of them."""
    seed(simulator.world)
    for method, path, handler in (
        ("GET", "/whatsapp/1/senders/quality", _quality),
        ("POST", f"{_SIGNUP}/business-account/{{account}}/senders", _register),
        ("PUT", f"{_SIGNUP}/senders/{{sender}}/verification", _resend),
        ("POST", f"{_SIGNUP}/senders/{{sender}}/verification", _verify),
        ("GET", "/whatsapp/1/senders/{sender}/business-info", _info),
        ("PATCH", "/whatsapp/1/senders/{sender}/business-info", _edit_info),
        ("GET", "/whatsapp/1/senders/{sender}/business-info/logo", _logo),
        ("GET", "/whatsapp/1/senders/{sender}/public-key", _key),
        ("POST", "/whatsapp/1/senders/{sender}/public-key", _upload_key),
    ):
        simulator.route(method, path, scopes=_SCOPES)(handler)
    simulator.reviewers.append(("/whatsapp/1/senders/", _review))


def seed(world: World) -> None:
    """Fill in a linked business account with two connected senders."""
    world.table("whatsapp_accounts")[BUSINESS_ACCOUNT] = {"businessAccountId": BUSINESS_ACCOUNT}
    for number in ("441134960000", "385911234567"):
        add(world, number, BUSINESS_ACCOUNT, "Acme Care")
        world.table("whatsapp_senders")[number]["status"] = "CONNECTED"


def add(world: World, number: str, account: str, display_name: str) -> dict[str, Any]:
    """Put a number on a business account; it is connected a little later."""
    sender = world.table("whatsapp_senders")[number] = {
        "sender": number,
        "businessAccountId": account,
        "status": "PENDING",
        "connectedAt": world.now().timestamp() + _REGISTRATION_SECONDS,
        "lastUpdated": world.stamp(),
        "info": {
            "about": "Hey there! I am using WhatsApp.",
            "address": "",
            "description": "",
            "email": "",
            "vertical": "OTHER",
            "websites": [],
            "displayName": display_name,
        },
        "logoUrl": "",
        "publicKey": "",
    }
    return sender


def sender_of(call: Call, refusal: Refusal) -> dict[str, Any]:
    """Return the sender of the path, or refuse in the way of the operation."""
    found = call.world.table("whatsapp_senders").get(call.params["sender"])
    if found is None:
        raise refusal
    return found


def _settled(world: World, sender: dict[str, Any]) -> dict[str, Any]:
    if sender["status"] == "PENDING" and world.now().timestamp() >= sender["connectedAt"]:
        sender.update(status="CONNECTED", lastUpdated=world.stamp())
    return sender


def _quality(call: Call) -> Reply:
    """Numbers of other accounts are left out; one that waits for its code is UNVERIFIED [assumed]."""
    asked = call.many("senders")
    if not 1 <= len(asked) <= 100:
        raise bad("Invalid request", senders="size must be between 1 and 100")
    found = (_seen(call.world, number) for number in dict.fromkeys(asked))
    return Reply(200, {"results": [one for one in found if one is not None]})


def _seen(world: World, number: str) -> dict[str, Any] | None:
    sender = world.table("whatsapp_senders").get(number)
    waits = world.table("whatsapp_registrations").get(number)
    if sender is None and waits is None:
        return None
    known = _settled(world, sender) if sender is not None else {"status": "UNVERIFIED", **(waits or {})}
    connected = known["status"] == "CONNECTED"
    return {
        "sender": number,
        "qualityRating": "HIGH" if connected else "UNKNOWN",
        "status": known["status"],
        "currentLimit": "LIMIT_2K" if connected else "LIMIT_NA",
        "lastUpdated": known["lastUpdated"],
    }


def _register(call: Call) -> Reply:
    """Ask for a code, or submit at once a number that is verified already."""
    body, world = call.json, call.world
    account = call.params["account"]
    if account not in world.table("whatsapp_accounts"):
        raise missing("Business account not found")
    empty = [f for f in ("countryCode", "phoneNumber", "displayName", "type", "locale") if not body.get(f)]
    if empty:
        raise bad("Invalid request", **dict.fromkeys(empty, "must not be blank"))
    _how(body)
    number = f"{body['countryCode']}{body['phoneNumber']}"
    if not number.isdigit():
        raise bad("Invalid request", phoneNumber="must contain digits only")
    if number in world.table("whatsapp_senders") or number in world.table("whatsapp_registrations"):
        raise bad("The phone number is already registered")  # [assumed]
    record(call, "Create", "Number", number)
    if number == VERIFIED:
        add(world, number, account, body["displayName"])
        return Reply(202, {"status": "SUBMITTED_FOR_REGISTRATION"})
    world.table("whatsapp_registrations")[number] = {
        "sender": number,
        "businessAccountId": account,
        "displayName": body["displayName"],
        "lastUpdated": world.stamp(),
        "code": str(CODE),
        "until": world.now().timestamp() + _CODE_SECONDS,
    }
    return Reply(202, {"status": "OTP_REQUESTED"})


def _how(body: dict[str, Any]) -> None:
    if body.get("type") not in ("EXTERNAL_SMS", "EXTERNAL_VOICE"):
        raise bad("Invalid request", type="must be one of EXTERNAL_SMS, EXTERNAL_VOICE")
    if not body.get("locale"):
        raise bad("Invalid request", locale="must not be blank")


def _registration(call: Call) -> dict[str, Any]:
    found = call.world.table("whatsapp_registrations").get(call.params["sender"])
    if found is None:
        raise missing("Sender not found")
    return found


def _resend(call: Call) -> Reply:
    """Send another code; the one before is worthless from now on [assumed]."""
    found = _registration(call)
    _how(call.json)
    found.update(code=str(int(found["code"]) + 1), until=call.world.now().timestamp() + _CODE_SECONDS)
    return Reply(202)


def _verify(call: Call) -> Reply:
    """Take the code; the right one submits the number for registration."""
    found, number = _registration(call), call.params["sender"]
    if call.world.now().timestamp() > found["until"]:
        raise bad("The verification code has expired, request a new one")
    if str(call.json.get("code")) != found["code"]:
        raise bad("The verification code is wrong")
    del call.world.table("whatsapp_registrations")[number]
    add(call.world, number, found["businessAccountId"], found["displayName"])
    record(call, "Update", "Number", number)
    return Reply(202)


_NO_SENDER = "Not found - request URL doesn't exist on the API server or resource is not found."


def _info(call: Call) -> Reply:
    return Reply(200, sender_of(call, Refusal(e2(404, "E404", _NO_SENDER)))["info"])


def _edit_info(call: Call) -> Reply:
    """Change the fields that are given."""
    sender, body = sender_of(call, Refusal(e2(404, "E404", _NO_SENDER))), call.json
    wrong = {k: f"size must be between 0 and {m}" for k, m in _LIMITS.items() if len(body.get(k) or "") > m}
    if body.get("vertical", "OTHER") not in _VERTICALS:
        wrong["vertical"] = "is not supported"
    sites = body.get("websites") or []
    if len(sites) > 2 or any(len(s) > 256 for s in sites):
        wrong["websites"] = "at most 2 of at most 256 characters"
    logo = body.get("logoUrl")
    if logo and urlsplit(logo).path.lower().endswith(".gif"):
        wrong["logoUrl"] = "image/gif is not supported logo type"
    if wrong:
        raise Refusal(e2(400, "E400", "Request cannot be processed.", wrong))
    sender["info"].update({k: body[k] for k in sender["info"] if k in body and k != "displayName"})
    sender["logoUrl"] = logo or sender["logoUrl"]
    record(call, "Update", "Number", call.params["sender"])
    return Reply(204)


def _logo(call: Call) -> Reply:
    sender = sender_of(call, Refusal(e2(404, "E404", _NO_SENDER)))
    if not sender["logoUrl"]:
        return e2(404, "E404", _NO_SENDER)
    return Reply(200, _PNG, content_type="image/png")


def _key(call: Call) -> Reply:
    key = sender_of(call, Refusal(e2(404, "E404", _NO_SENDER)))["publicKey"]
    return Reply(200, {"publicKey": key or " ", "publicKeySignatureStatus": "VALID" if key else "MISMATCH"})


def _upload_key(call: Call) -> Reply:
    """Replace the key by the file of the form."""
    sender = sender_of(call, Refusal(e2(404, "E404", _NO_SENDER)))
    head = f"Content-Type: {call.headers.get('content-type', '')}\r\n\r\n".encode()
    found = _KEY.search(_file(head + call.content))
    if found is None:
        raise Refusal(e2(400, "E400", "Request cannot be processed.", {"file": "must be a PEM public key"}))
    sender["publicKey"] = found[0].decode()
    record(call, "Update", "Number", call.params["sender"])
    return Reply(204)


def _file(message: bytes) -> bytes:
    for part in message_from_bytes(message).walk():
        payload = part.get_payload(decode=True)
        if part.get_param("name", header="content-disposition") == "file" and isinstance(payload, bytes):
            return payload
    return b""


def _review(simulator: Simulator, path: str, result: str, reason: str) -> bool:
    """Set the state of a number as Meta would: CONNECTED, BANNED, RESTRICTED and so on."""
    del reason
    sender = simulator.world.table("whatsapp_senders").get(
        path.removeprefix("/whatsapp/1/senders/").rstrip("/")
    )
    if sender is None:
        return False
    sender.update(status="CONNECTED" if result == "APPROVED" else result, lastUpdated=simulator.world.stamp())
    return True
