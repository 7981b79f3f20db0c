"""Supported content, messaging settings, integrations, and the recipients that come with them (dossier A3)."""

from __future__ import annotations

import re
from datetime import timedelta

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_genesys.simulator.api import Row, operation, page, stamp
from msgops_genesys.simulator.collections import Collection, refer
from msgops_genesys.simulator.errors import missing, refused
from msgops_genesys.simulator.shapes import fields, given

MESSAGING = "/conversations/messaging"
STARTS = 3.0
"""Seconds until an integration is made, or a number is active. [assumed]"""
_TOKEN = "outboundNotificationWebhookSignatureSecretToken"  # noqa: S105  # the name of a field
_SWITCH = frozenset({"Enabled", "Disabled"})
_IN = {"inbound": _SWITCH}
_MEDIA = [{"type": "s"}]
_REFERENCES = {"supportedContent": "ref", "messagingSetting": "ref"}


def _profile(call: Call, body: Row, row: Row | None) -> None:
    """A media type is `*/*`, `image/*` or `image/jpeg`. [documented]"""
    del call, row
    allow = body.get("mediaTypes", {}).get("allow", {})
    for way, types in allow.items():
        for one in types:
            if not re.fullmatch(r"\*/\*|[\w.+-]+/(\*|[\w.+-]+)", str(one.get("type"))):
                raise refused(f"{one.get('type')} is no media type", field=f"mediaTypes.allow.{way}")


CONTENT = Collection(
    path=f"{MESSAGING}/supportedcontent",
    table="supported_content",
    what="supported content",
    shape={**fields(s="name"), "mediaTypes": {"allow": {"inbound": _MEDIA, "outbound": _MEDIA}}},
    permission="messaging:supportedContent",
    method="PATCH",
    unique=False,
    check=_profile,
)
SETTINGS = Collection(
    path=f"{MESSAGING}/settings",
    table="messaging_settings",
    what="messaging setting",
    shape={
        **fields(s="name"),
        "content": {"story": {"mention": _IN, "reply": _IN}},
        "event": {"typing": {"on": {"inbound": _SWITCH, "outbound": _SWITCH}}},
    },
    permission="messaging:setting",
    method="PATCH",
    unique=False,
)


def _bound(call: Call, body: Row, row: Row | None) -> None:
    """What an integration refers to is there; a token has more than 15 characters. [documented]"""
    del row
    refer(call, "supported_content", body.get("supportedContent"), "supportedContent")
    refer(call, "messaging_settings", body.get("messagingSetting"), "messagingSetting")
    if _TOKEN in body and len(body[_TOKEN]) <= 15:
        raise refused("The signature secret token must be longer than 15 characters", field=_TOKEN)
    url = body.get("outboundNotificationWebhookUrl", "https://")
    if not url.startswith("https://"):
        raise refused("The webhook must be https", field="outboundNotificationWebhookUrl")


def _starts(call: Call, row: Row) -> None:
    row.update(createStatus="Initiated", status="Starting", _ready=later(call, STARTS))
    recipient(call, row, "open")


def later(call: Call, seconds: float) -> str:
    """Return a time from now."""
    return (call.world.now() + timedelta(seconds=seconds)).isoformat()


def recipient(call: Call, row: Row, sort: str) -> None:
    """Make what takes the messages of an integration. [documented: that it comes with it]"""
    made = {
        "id": call.world.uuid(),
        "name": row["name"],
        "messengerType": sort,
        "dateCreated": stamp(call),
        "_integration": row["id"],
    }
    call.world.table("recipients")[made["id"]] = made
    row["recipient"] = {"id": made["id"]}


def _forget(call: Call, row: Row) -> None:
    table = call.world.table("recipients")
    for id_ in [i for i, r in table.items() if r["_integration"] == row["id"]]:
        del table[id_]


def _progress(call: Call, row: Row) -> Row:
    """Show how far the service is; the token is never shown. [documented: write-only]"""
    kept = call.world.table("open_integrations").get(row["id"]) or call.world.table(
        "whatsapp_integrations"
    ).get(row["id"], {})
    if "_ready" in kept and call.world.now().isoformat() >= kept["_ready"]:
        del kept["_ready"]
        kept.update(createStatus="Completed", status="Active")
        if "phoneNumber" in kept:
            kept["activationStatusCode"] = "CodeConfirmed"
        row = {**row, **{k: v for k, v in kept.items() if not k.startswith("_")}}
    return {k: v for k, v in row.items() if k != _TOKEN and v is not None}


OPEN = Collection(
    path=f"{MESSAGING}/integrations/open",
    table="open_integrations",
    what="integration",
    shape={
        **fields(s=f"name outboundNotificationWebhookUrl {_TOKEN}", o="webhookHeaders"),
        **_REFERENCES,
    },
    permission="messaging:integration",
    needed=("name", "outboundNotificationWebhookUrl"),
    method="PATCH",
    unique=False,
    lingers=True,
    check=_bound,
    show=_progress,
    made=_starts,
    removed=_forget,
)


def _deleting(call: Call, row: Row) -> None:
    row["status"] = "Deleting"
    _forget(call, row)


WHATSAPP = Collection(
    path=f"{MESSAGING}/integrations/whatsapp",
    table="whatsapp_integrations",
    what="integration",
    shape={**fields(s="name"), **_REFERENCES},
    permission="messaging:integration",
    creates=False,
    method="PATCH",
    unique=False,
    lingers=True,
    check=_bound,
    show=_progress,
    removed=_deleting,
)


def _sign_up(call: Call) -> Reply:
    """Want the token of a browser's Facebook login, which nobody has here. [documented]"""
    given(call.json, fields(s="name embeddedSignupAccessToken"), "name", "embeddedSignupAccessToken")
    raise refused("The access token is invalid", field="embeddedSignupAccessToken")


def _activate(call: Call) -> Reply:
    """Choose one of the available numbers; its PIN has six digits. [documented]"""
    row = WHATSAPP.find(call)
    body = given(call.json, fields(s="name phoneNumber pin"), "phoneNumber", "pin")
    if row.get("phoneNumber"):
        raise refused("The integration is activated already", status=409, field="phoneNumber")
    numbers = [p["phoneNumber"] for p in row["availablePhoneNumbers"]["entities"]]
    if body["phoneNumber"] not in numbers:
        raise refused(f"{body['phoneNumber']} is not available", field="phoneNumber")
    if not re.fullmatch("[0-9]{6}", body["pin"]):
        raise refused("The PIN has six digits", field="pin")
    row.update(
        phoneNumber=body["phoneNumber"],
        status="Starting",
        activationStatusCode="CodeSent",
        _ready=later(call, STARTS),
    )
    if body.get("name"):
        row["name"] = body["name"]
    return Reply(200, WHATSAPP.shown(call, row))


def _recipients(call: Call) -> Reply:
    sort = call.one("messengerType")
    rows = [r for r in call.world.table("recipients").values() if sort in ("", r["messengerType"])]
    return page(call, [_shown(call, r) for r in rows])


def _recipient(call: Call) -> Reply:
    return Reply(200, _shown(call, _find(call)))


def _route(call: Call) -> Reply:
    """Give it a flow for inbound messages. [documented]"""
    row = _find(call)
    body = given(call.json, {"flow": "ref"})
    flow = refer(call, "flows", body.get("flow"), "flow")
    if flow is not None and flow["type"] != "INBOUNDSHORTMESSAGE":
        raise refused(f"{flow['name']} is no inbound message flow", field="flow")
    row["flow"] = body.get("flow")
    return Reply(200, _shown(call, row))


def _find(call: Call) -> Row:
    row = call.world.table("recipients").get(call.params["id"])
    if row is None:
        raise missing("recipient", call.params["id"])
    return row


def _shown(call: Call, row: Row) -> Row:
    flow = call.world.table("flows").get((row.get("flow") or {}).get("id", ""))
    shown = {k: v for k, v in row.items() if not k.startswith("_") and v is not None}
    return {**shown, **({"flow": {"id": flow["id"], "name": flow["name"]}} if flow else {})}


def install(simulator: Simulator) -> None:
    """Declare the operations."""
    for collection in (CONTENT, SETTINGS, OPEN, WHATSAPP):
        collection.install(simulator)
    place = f"{WHATSAPP.path}/embeddedsignup"
    operation(simulator, "POST", place, _sign_up, "messaging:whatsappIntegration:add")
    operation(simulator, "PATCH", f"{place}/{{id}}", _activate, "messaging:integration:edit")
    recipients, manage = "/routing/message/recipients", "routing:message:manage"
    operation(simulator, "GET", recipients, _recipients, manage)
    operation(simulator, "GET", f"{recipients}/{{id}}", _recipient, manage)
    operation(simulator, "PUT", f"{recipients}/{{id}}", _route, manage)
