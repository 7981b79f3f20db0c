"""API keys, balance, sub-accounts and the audit feed (specification; dossier §5.D)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from msgops.sandbox.kit import Call, Refusal, Reply, Simulator
from msgops_infobip.simulator.errors import bad, e2
from msgops_infobip.simulator.feed import record

_SCOPES = ("account-management:manage",)
_PER_DAY = 40


def install(simulator: Simulator) -> None:
    """Declare the operations."""
    simulator.world.table("balance")["account"] = {"balance": 250.0, "currency": "EUR"}
    simulator.route("GET", "/account/1/balance", scopes=_SCOPES)(_balance)
    simulator.route("GET", "/settings/1/accounts", scopes=_SCOPES)(_accounts)
    simulator.route("GET", "/settings/2/api-keys", scopes=_SCOPES)(_list)
    simulator.route("POST", "/settings/2/api-keys", scopes=_SCOPES)(_create)
    simulator.route("GET", "/settings/2/api-keys/{id}", scopes=_SCOPES)(_get)
    simulator.route("PUT", "/settings/2/api-keys/{id}", scopes=_SCOPES)(_put)
    simulator.route("GET", "/audit/1/logs", scopes=("audit-logs:read", *_SCOPES))(_logs)


def _balance(call: Call) -> Reply:
    return Reply(200, dict(call.world.table("balance")["account"]))


def _accounts(call: Call) -> Reply:
    del call
    return Reply(200, {"accounts": []})


def _shown(stored: Mapping[str, Any]) -> dict[str, Any]:
    """The secret is shown when the key is made, never again. [assumed]"""
    return {k: v for k, v in stored.items() if k != "apiKeySecret" and not k.startswith("_")}


def _list(call: Call) -> Reply:
    found = list(call.world.table("api_keys").values())
    if call.one("name"):
        found = [k for k in found if k["name"] == call.one("name")]
    if call.one("apiKeySecret"):
        found = [k for k in found if k["apiKeySecret"] == call.one("apiKeySecret")]
    if call.one("enabled"):
        found = [k for k in found if k["enabled"] == (call.one("enabled") == "true")]
    page, size = int(call.one("page", "0")), int(call.one("size", "100"))
    if not 0 <= page <= 100 or not 1 <= size <= 100:
        raise Refusal(e2(400, "E400", "Bad request", {"size": "must be between 1 and 100"}))
    paging = {
        "page": page,
        "pageSize": size,
        "orderDirection": "ASC",
        "orderBy": "NAME",
        "totalCount": len(found),
        "totalPages": -(-len(found) // size),
    }
    return Reply(
        200, {"apiKeys": [_shown(k) for k in found[page * size : (page + 1) * size]], "paging": paging}
    )


def _check(body: Mapping[str, Any]) -> None:
    permissions = body.get("permissions") or []
    if "PUBLIC_API" in permissions and "WEB_SDK" in permissions:
        raise Refusal(
            e2(400, "E400", "Bad request", {"permissions": "PUBLIC_API and WEB_SDK exclude each other"})
        )
    if permissions and body.get("platform"):
        raise Refusal(e2(400, "E400", "Bad request", {"platform": "cannot be combined with permissions"}))


def _limit(call: Call, what: str) -> None:
    """40 creates and 40 updates a day. [documented]"""
    day = call.world.now().date().isoformat()
    if call.world.next(f"api-key-{what}-{day}") > _PER_DAY:
        raise Refusal(e2(429, "E429", "Too many requests"))


def _create(call: Call) -> Reply:
    body = call.json
    if not body.get("name"):
        raise Refusal(e2(400, "E400", "Bad request", {"name": "must not be blank"}))
    _check(body)
    _limit(call, "create")
    now = call.world.now()
    id_ = call.world.hex32()
    stored = {
        "id": id_,
        "apiKeySecret": call.world.hex32().lower(),
        "accountId": body.get("accountId", "8F0792F86035A9F4290821F1EE6BC06A"),
        "name": body["name"],
        "allowedIPs": body.get("allowedIPs", []),
        "validFrom": body.get("validFrom", now.strftime("%Y-%m-%dT%H:%M:%S")),
        "validTo": body.get("validTo", (now + timedelta(days=365)).strftime("%Y-%m-%dT%H:%M:%S")),
        "enabled": True,
        "permissions": body.get("permissions") or ["PUBLIC_API"],
        "platform": [{**p, "key": call.world.hex32().lower()} for p in body.get("platform", [])],
        "scopeGuids": body.get("scopeGuids", []),
    }
    if stored["platform"]:
        stored["permissions"] = []
    call.world.table("api_keys")[id_] = stored
    record(call, "Create", "ApiKey", body["name"])
    return Reply(200, {k: v for k, v in stored.items() if not k.startswith("_")})


def _find(call: Call) -> dict[str, Any]:
    found = call.world.table("api_keys").get(call.params["id"])
    if found is None:
        raise Refusal(e2(404, "E404", "API key was not found"))
    return found


def _get(call: Call) -> Reply:
    return Reply(200, _shown(_find(call)))


def _put(call: Call) -> Reply:
    """Only what is sent changes; an empty list empties. [assumed]"""
    found, body = _find(call), call.json
    _check(body)
    _limit(call, "update")
    for key in (
        "name",
        "allowedIPs",
        "validFrom",
        "validTo",
        "enabled",
        "permissions",
        "platform",
        "scopeGuids",
    ):
        if key in body:
            found[key] = body[key]
    if body.get("permissions") == []:
        found["permissions"] = ["PUBLIC_API"]
    record(call, "Update", "ApiKey", found["name"])
    return Reply(200, _shown(found))


def _logs(call: Call) -> Reply:
    """Filters combine; more results than the limit are refused. [documented]"""
    since, until = call.one("from"), call.one("to")
    found = [
        e
        for e in call.world.audit
        if (not since or e["timestamp"] >= _utc(since))
        and (not until or e["timestamp"] <= _utc(until))
        and all(not call.one(n) or e[n] == call.one(n) for n in ("action", "item"))
    ]
    limit = int(call.one("limit", "10000"))
    if not 1 <= limit <= 10000:
        raise bad("Invalid request", limit="must be between 1 and 10000")
    if len(found) > limit:
        raise bad(f"Search result larger than the limit. Limit is {limit}.")
    return Reply(200, found)


def _utc(text: str) -> str:
    return text.replace("+00:00", "").replace("+0000", "").rstrip("Z")
