"""Security settings, profiles, subscriptions, certificates (specification; dossier §5.A)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_infobip.kinds.events import EVENTS
from msgops_infobip.simulator.errors import bad, missing
from msgops_infobip.simulator.feed import record
from msgops_infobip.simulator.paging import p1

_SCOPES = ("subscriptions:manage",)
_ID = re.compile(r"[A-Za-z0-9_\-]{1,255}")
_SECRETS = ("password", "secretKey", "clientSecret", "refreshToken")
_ITEM = "Communication"
_DISTRIBUTION = timedelta(seconds=30)


def install(simulator: Simulator, *, secrets: str = "masked") -> None:
    """Declare the operations. `secrets` chooses how credentials are read back: masked, clear or omitted. [assumed]"""
    simulator.world.table("options")["secrets"] = {"mode": secrets}
    for base, table, id_ in _FAMILIES:
        _collection(simulator, base, table, id_)
    base = "/subscriptions/1/subscription/{channel}"
    simulator.route("GET", base, scopes=_SCOPES)(_list_subscriptions)
    simulator.route("POST", base, scopes=_SCOPES)(_create_subscription)
    simulator.route("GET", base + "/{subscriptionId}", scopes=_SCOPES)(_get_subscription)
    simulator.route("PUT", base + "/{subscriptionId}", scopes=_SCOPES)(_put_subscription)
    simulator.route("DELETE", base + "/{subscriptionId}", scopes=_SCOPES)(_delete_subscription)
    base = "/subscriptions/1/certificates"
    simulator.route("GET", base, scopes=_SCOPES)(_list_certificates)
    simulator.route("POST", base, scopes=_SCOPES)(_create_certificate)
    simulator.route("GET", base + "/{certificateId}", scopes=_SCOPES)(_get_certificate)
    simulator.route("DELETE", base + "/{certificateId}", scopes=_SCOPES)(_delete_certificate)


_FAMILIES = (
    ("/subscriptions/1/security", "security", "authId"),
    ("/subscriptions/1/profiles", "profiles", "profileId"),
)


def _collection(simulator: Simulator, base: str, table: str, id_: str) -> None:
    """Declare list, create, get, put and delete of a family with a client-chosen id."""

    def find(call: Call) -> dict[str, Any]:
        found = call.world.table(table).get(call.params["id"])
        if found is None:
            raise missing()
        return found

    def listing(call: Call) -> Reply:
        page = p1(call, list(reversed(call.world.table(table).values())))
        page["results"] = [_shown(call, table, o) for o in page["results"]]
        return Reply(200, page)

    def create(call: Call) -> Reply:
        body = call.json
        _check_id(body.get(id_), id_)
        if body[id_] in call.world.table(table):
            raise bad("Invalid request", **{id_: "already exists"})
        _CHECKS[table](call, body)
        call.world.table(table)[body[id_]] = _stored(table, body)
        record(call, "Create", _ITEM, body[id_])
        return Reply(201, _reference(table, body), {"Location": f"{base}/{body[id_]}"})

    def put(call: Call) -> Reply:
        found, body = find(call), call.json
        _CHECKS[table](call, body)
        # The whole object is replaced. [assumed]
        replaced = _stored(table, {**body, id_: found[id_]})
        found.clear()
        found.update(replaced)
        record(call, "Update", _ITEM, found[id_])
        return Reply(200, _reference(table, found))

    def delete(call: Call) -> Reply:
        found = find(call)
        if users := _users(call, table, found[id_]):
            raise bad(f"In use by {', '.join(users)}")  # [assumed]
        del call.world.table(table)[found[id_]]
        record(call, "Delete", _ITEM, found[id_])
        return Reply(200, _reference(table, found))

    simulator.route("GET", base, scopes=_SCOPES)(listing)
    simulator.route("POST", base, scopes=_SCOPES)(create)
    simulator.route("GET", base + "/{id}", scopes=_SCOPES)(
        lambda call: Reply(200, _shown(call, table, find(call)))
    )
    simulator.route("PUT", base + "/{id}", scopes=_SCOPES)(put)
    simulator.route("DELETE", base + "/{id}", scopes=_SCOPES)(delete)


def _check_id(value: Any, name: str) -> None:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise bad("Invalid request", **{name: "must consist of letters, digits, hyphens and underscores"})


def _stored(table: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Fill in what the server fills in. [contentType documented, the numbers assumed]"""
    stored = {k: v for k, v in body.items() if v is not None}
    if table == "profiles":
        stored["webhook"] = {"contentType": "application/json", **stored["webhook"]}
        stored.setdefault("connectTimeout", 10000)
        stored.setdefault("readTimeout", 10000)
        if "security" in stored:
            stored["security"] = {"authId": stored["security"]["authId"]}
    return stored


def _reference(table: str, body: Mapping[str, Any]) -> dict[str, Any]:
    if table == "security":
        return {"authId": body["authId"]}
    out = {"profileId": body["profileId"]}
    if body.get("security"):
        out["security"] = {"authId": body["security"]["authId"]}
    return out


def _shown(call: Call, table: str, stored: Mapping[str, Any]) -> Mapping[str, Any]:
    """Show credentials masked, in clear or not at all."""
    if table != "security" or "credentials" not in stored:
        return stored
    mode = call.world.table("options")["secrets"]["mode"]
    if mode == "clear":
        return stored
    shown = {k: "********" if k in _SECRETS else v for k, v in stored["credentials"].items()}
    if mode == "omitted":
        shown = {k: v for k, v in stored["credentials"].items() if k not in _SECRETS}
    return {**stored, "credentials": shown}


def _users(call: Call, table: str, id_: str) -> list[str]:
    if table == "security":
        return [
            p["profileId"]
            for p in call.world.table("profiles").values()
            if (p.get("security") or {}).get("authId") == id_
        ]
    return [
        s["subscriptionId"]
        for s in call.world.table("subscriptions").values()
        if s["profile"]["profileId"] == id_
    ]


_REQUIRED = {
    "BASIC": ("username", "password"),
    "HMAC": ("secretKey", "algorithm"),
    "OAUTH": ("tokenUrl", "grantType"),
}


def _check_security(call: Call, body: Mapping[str, Any]) -> None:
    del call
    needed = _REQUIRED.get(str(body.get("type")))
    if needed is None:
        raise bad("Invalid request", type="must be BASIC, HMAC or OAUTH")
    lacking = [n for n in needed if not (body.get("credentials") or {}).get(n)]
    if lacking:
        raise bad("Invalid request", **{f"credentials.{n}": "must not be blank" for n in lacking})


def _check_profile(call: Call, body: Mapping[str, Any]) -> None:
    if not (body.get("webhook") or {}).get("notifyUrl"):
        raise bad("Invalid request", **{"webhook.notifyUrl": "must not be blank"})
    auth = (body.get("security") or {}).get("authId")
    if auth is not None and auth not in call.world.table("security"):
        raise bad("Invalid request", **{"security.authId": "does not exist"})
    certificate = body.get("clientCertificateId")
    if certificate is not None:
        known = call.world.table("certificates").get(certificate)
        if known is None or _status(call, known) != "READY":
            raise bad("Invalid request", clientCertificateId="does not exist or is not ready")


_CHECKS = {"security": _check_security, "profiles": _check_profile}


def _channel(call: Call) -> str:
    channel = call.params["channel"]
    if channel not in EVENTS:
        raise bad("Invalid request", channel="is not supported")
    return channel


def _key(call: Call) -> str:
    return f"{_channel(call)}/{call.params['subscriptionId']}"


def _list_subscriptions(call: Call) -> Reply:
    """Newest first; filters are combined by AND. [documented]"""
    channel = _channel(call)
    found = [s for s in reversed(call.world.table("subscriptions").values()) if s["_channel"] == channel]
    for resource in call.query.get("resource", ()):
        found = [s for s in found if resource in s.get("resources", ())]
    page = p1(call, found)
    page["results"] = [_subscription(call, s) for s in page["results"]]
    return Reply(200, page)


def _subscription(call: Call, stored: Mapping[str, Any]) -> dict[str, Any]:
    profile = call.world.table("profiles").get(stored["profile"]["profileId"], {})
    shown = {k: v for k, v in stored.items() if not k.startswith("_")}
    if profile.get("security"):
        shown["profile"] = {**stored["profile"], "security": {"authId": profile["security"]["authId"]}}
    return shown


def _checked(call: Call, body: Mapping[str, Any]) -> dict[str, Any]:
    """Unknown event names are dropped without a word. [documented]"""
    channel = _channel(call)
    profile = (body.get("profile") or {}).get("profileId")
    if profile not in call.world.table("profiles"):
        raise bad("Invalid request", **{"profile.profileId": "does not exist"})
    if not isinstance(body.get("events"), list):
        raise bad("Invalid request", events="must not be null")
    events = [e for e in body["events"] if (e["event"] if isinstance(e, dict) else e) in EVENTS[channel]]
    return {**body, "events": events, "profile": {"profileId": profile}, "_channel": channel}


def _create_subscription(call: Call) -> Reply:
    body = call.json
    _check_id(body.get("subscriptionId"), "subscriptionId")
    taken = {
        s["subscriptionId"]
        for s in call.world.table("subscriptions").values()
        if s["_channel"] == _channel(call)
    }
    if body["subscriptionId"] in taken:
        raise bad("Invalid request", subscriptionId="already exists")
    stored = _checked(call, body)
    call.world.table("subscriptions")[f"{_channel(call)}/{body['subscriptionId']}"] = stored
    record(call, "Create", _ITEM, body["subscriptionId"])
    location = f"/subscriptions/1/subscription/{_channel(call)}/{body['subscriptionId']}"
    return Reply(201, _id_only(call, stored), {"Location": location})


def _id_only(call: Call, stored: Mapping[str, Any]) -> dict[str, Any]:
    shown = _subscription(call, stored)
    return {"subscriptionId": shown["subscriptionId"], "profile": shown["profile"]}


def _find(call: Call) -> dict[str, Any]:
    found = call.world.table("subscriptions").get(_key(call))
    if found is None:
        raise missing()
    return found


def _get_subscription(call: Call) -> Reply:
    return Reply(200, _subscription(call, _find(call)))


def _put_subscription(call: Call) -> Reply:
    found = _find(call)
    stored = {**_checked(call, call.json), "subscriptionId": found["subscriptionId"]}
    found.clear()
    found.update(stored)
    record(call, "Update", _ITEM, found["subscriptionId"])
    return Reply(200, _id_only(call, found))


def _delete_subscription(call: Call) -> Reply:
    found = _find(call)
    del call.world.table("subscriptions")[_key(call)]
    record(call, "Delete", _ITEM, found["subscriptionId"])
    return Reply(200, _id_only(call, found))


def _status(call: Call, stored: Mapping[str, Any]) -> str:
    """PROCESSING while it is distributed, then READY. [documented; the duration assumed]"""
    now = call.world.now().timestamp()
    if now * 1000 > stored["validUntil"]:
        return "EXPIRED"
    return (
        "PROCESSING"
        if now < stored["_uploaded"] + _DISTRIBUTION.total_seconds() and not stored["_seen"]
        else "READY"
    )


def _certificate(call: Call, stored: dict[str, Any]) -> dict[str, Any]:
    shown = {k: v for k, v in stored.items() if not k.startswith("_")}
    shown["certificateStatus"] = _status(call, stored)
    return shown


def _list_certificates(call: Call) -> Reply:
    found = list(reversed(call.world.table("certificates").values()))
    page = p1(call, found)
    page["results"] = [_certificate(call, c) for c in page["results"]]
    return Reply(200, page)


def _create_certificate(call: Call) -> Reply:
    body = call.json
    _check_id(body.get("certificateId"), "certificateId")
    if body["certificateId"] in call.world.table("certificates"):
        raise bad("Invalid request", certificateId="already exists")
    if not body.get("certificateContent"):
        raise bad("Invalid request", certificateContent="must not be blank")
    now = call.world.now()
    stored = {
        "certificateId": body["certificateId"],
        "issuedBy": "CN=Sandbox CA",
        "issuedTo": f"CN={body['certificateId']}",
        "validFrom": int(now.timestamp() * 1000),
        "validUntil": int((now + timedelta(days=365)).timestamp() * 1000),
        "serialNumber": call.world.hex32(),
        "_uploaded": now.timestamp(),
        "_seen": 0,
    }
    call.world.table("certificates")[body["certificateId"]] = stored
    record(call, "Create", _ITEM, body["certificateId"])
    return Reply(201, {"certificateId": body["certificateId"], "status": "PROCESSING"})


def _find_certificate(call: Call) -> dict[str, Any]:
    found = call.world.table("certificates").get(call.params["certificateId"])
    if found is None:
        raise missing()
    return found


def _get_certificate(call: Call) -> Reply:
    found = _find_certificate(call)
    shown = _certificate(call, found)
    # The second single read finds it ready, so that nobody has to wait. [assumed]
    found["_seen"] += 1
    return Reply(200, shown)


def _delete_certificate(call: Call) -> Reply:
    """Refused while a profile uses it. [documented]"""
    found = _find_certificate(call)
    id_ = found["certificateId"]
    users = [
        p["profileId"] for p in call.world.table("profiles").values() if p.get("clientCertificateId") == id_
    ]
    if users:
        raise bad(f"Certificate is linked to notification profile {users[0]}")
    del call.world.table("certificates")[id_]
    record(call, "Delete", _ITEM, id_)
    return Reply(200, {"certificateId": id_})
