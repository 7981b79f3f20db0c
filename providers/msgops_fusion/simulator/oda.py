"""Digital Assistant: the channel that signs a bot in to Fusion as an agent (dossier B23, D3)."""

from __future__ import annotations

from typing import Any

from msgops.sandbox.kit import Call, Handler, Refusal, Reply, Simulator
from msgops_fusion.simulator.errors import oci
from msgops_fusion.simulator.knobs import knob

INSTANCE = "ocid1.odainstance.oc1..sandbox"
ASSISTANT = "sandbox-assistant"
PROVIDER = "FusionIDCS"
_BASE = "/20190506/odaInstances/{instance}"
_REQUIRED = (
    "name",
    "type",
    "host",
    "port",
    "userName",
    "password",
    "totalSessionCount",
    "authenticationProviderName",
)
_TEXTS = ("name", "description", "type", "host", "port", "userName", "password", "channelService", "botId")
_MORE = ("authenticationProviderName", "totalSessionCount", "sessionExpiryDurationInMilliseconds")
_FIELDS = {*_TEXTS, *_MORE, "freeformTags", "definedTags"}
_BRIEF = (
    "id",
    "name",
    "description",
    "category",
    "type",
    "lifecycleState",
    "timeCreated",
    "timeUpdated",
    "freeformTags",
    "definedTags",
)
_PAGE = 100


def install(simulator: Simulator) -> None:
    """Declare the operations."""
    one = "channels/{channel}"
    operations: dict[tuple[str, str], Handler] = {
        ("POST", "channels"): _create,
        ("GET", "channels"): _list,
        ("GET", one): lambda call: _answer(_channel(call)),
        ("PUT", one): _update,
        ("DELETE", one): _delete,
        ("POST", f"{one}/actions/start"): lambda call: _turn(call, "ACTIVE"),
        ("POST", f"{one}/actions/stop"): lambda call: _turn(call, "INACTIVE"),
        ("GET", "digitalAssistants"): lambda call: _known(call, "oda_assistants"),
        ("GET", "authenticationProviders"): lambda call: _known(call, "oda_providers"),
    }
    for (method, path), handler in operations.items():
        simulator.route(method, f"{_BASE}/{path}")(_inside(handler))
    stamp = simulator.world.now().isoformat()
    common = {"lifecycleState": "ACTIVE", "timeCreated": stamp, "timeUpdated": stamp}
    simulator.world.table("oda_assistants")[ASSISTANT] = {
        "id": ASSISTANT,
        "name": "FusionAssistant",
        "version": "1.0",
        "displayName": "Fusion Assistant",
        "namespace": "sandbox",
        "category": "sandbox",
        "lifecycleDetails": "PUBLISHED",
        "platformVersion": "24.10",
        **common,
    }
    simulator.world.table("oda_providers")[PROVIDER] = {
        "id": f"id-{PROVIDER}",
        "name": PROVIDER,
        "grantType": "CLIENT_CREDENTIALS",
        "identityProvider": "GENERIC",
        **common,
    }


def _inside(handler: Handler) -> Handler:
    def work(call: Call) -> Reply:
        trace = {"opc-request-id": call.headers.get("opc-request-id", "sandbox")}
        try:
            if call.params["instance"] != INSTANCE:
                raise oci(
                    404, "NotAuthorizedOrNotFound", "Authorization failed or requested resource not found."
                )
            reply = handler(call)
        except Refusal as refusal:
            reply = refusal.reply
        return Reply(reply.status, reply.body, {**trace, **reply.headers})

    return work


def _channel(call: Call) -> dict[str, Any]:
    """Return a channel; what takes time moves on when it is looked at. [inferred: asynchronous]"""
    row = call.world.table("oda_channels").get(call.params["channel"])
    if row is None:
        raise oci(404, "NotAuthorizedOrNotFound", "Authorization failed or requested resource not found.")
    if row["_until"]:
        row["_until"] -= 1
    elif row["lifecycleState"] == "DELETING":
        del call.world.table("oda_channels")[row["id"]]
        raise oci(404, "NotAuthorizedOrNotFound", "Authorization failed or requested resource not found.")
    else:
        row["lifecycleState"] = row["_next"]
    return row


def _answer(row: dict[str, Any], status: int = 200) -> Reply:
    """Answer without the password, which no read has. [documented]"""
    shown = {k: v for k, v in row.items() if not k.startswith("_") and k != "password"}
    return Reply(status, shown, {"etag": row["_etag"]})


def _create(call: Call) -> Reply:
    """Make a channel, which starts stopped. [inferred]"""
    given, world = _given(call), call.world
    lacking = [name for name in _REQUIRED if given.get(name) in (None, "")]
    if lacking:
        raise oci(400, "InvalidParameter", f"{', '.join(lacking)} must not be null.")
    table = world.table("oda_channels")
    if any(r["name"] == given["name"] for r in table.values()):
        raise oci(409, "Conflict", f"A channel named {given['name']} exists.")
    stamp, id_ = world.now().isoformat(), world.uuid().upper()
    row = {
        "id": id_,
        "category": "BOT_AS_AGENT",
        "channelService": "OSVC",
        **given,
        "timeCreated": stamp,
        "timeUpdated": stamp,
    }
    table[id_] = row
    _begin(call, row, "CREATING", "INACTIVE")
    return _answer(row, 201)


def _given(call: Call) -> dict[str, Any]:
    body = call.json
    if not isinstance(body, dict):
        raise oci(400, "InvalidParameter", "The body is no object.")
    unknown = set(body) - _FIELDS
    if unknown:
        raise oci(400, "InvalidParameter", f"{', '.join(sorted(unknown))} is unknown.")
    if body.get("type") != "OSVC" or body.get("channelService", "OSVC") not in ("OSVC", "FUSION"):
        raise oci(400, "InvalidParameter", "type is OSVC, channelService OSVC or FUSION.")
    wrong = [n for n in _TEXTS if n in body and not isinstance(body[n], str)]
    if wrong or ("name" in body and not _named(body["name"])):
        raise oci(400, "InvalidParameter", f"{', '.join(wrong or ['name'])} is invalid.")
    return dict(body)


def _named(text: str) -> bool:
    """Letters, digits, dot and underscore, a letter first. [documented]"""
    return text[:1].isalpha() and text.isascii() and all(c.isalnum() or c in "._" for c in text)


def _begin(call: Call, row: dict[str, Any], now: str, then: str) -> None:
    row["lifecycleState"], row["_next"], row["_until"] = now, then, knob(call.world, "channel_polls")
    row["_etag"] = call.world.hex32().lower()


def _matching(call: Call, row: dict[str, Any]) -> None:
    if call.headers.get("if-match", row["_etag"]) != row["_etag"]:
        raise oci(412, "NoEtagMatch", "The etag does not match.")


def _settled(call: Call) -> dict[str, Any]:
    row = _channel(call)
    _matching(call, row)
    if row["lifecycleState"].endswith("ING"):
        raise oci(409, "IncorrectState", f"The channel is {row['lifecycleState']}.")
    return row


def _update(call: Call) -> Reply:
    row, given = _settled(call), _given(call)
    row.update(given, timeUpdated=call.world.now().isoformat())
    _begin(call, row, "UPDATING", row["lifecycleState"])
    return _answer(row)


def _turn(call: Call, state: str) -> Reply:
    row = _settled(call)
    _begin(call, row, "UPDATING", state)
    return _answer(row)


def _delete(call: Call) -> Reply:
    row = _settled(call)
    _begin(call, row, "DELETING", "DELETED")
    return Reply(204)


def _list(call: Call) -> Reply:
    rows = [_brief(row) for row in call.world.table("oda_channels").values()]
    return _page(call, rows, ("id", "name", "category", "type", "lifecycleState"))


def _brief(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in _BRIEF if name in row}


def _known(call: Call, table: str) -> Reply:
    return _page(call, list(call.world.table(table).values()), ("id", "name", "lifecycleState"))


def _page(call: Call, rows: list[dict[str, Any]], names: tuple[str, ...]) -> Reply:
    for name in names:
        if call.one(name):
            rows = [row for row in rows if row[name] == call.one(name)]
    start, limit = int(call.one("page", "0")), int(call.one("limit", str(_PAGE)))
    headers = {"opc-next-page": str(start + limit)} if start + limit < len(rows) else {}
    return Reply(200, {"items": rows[start : start + limit]}, headers)
