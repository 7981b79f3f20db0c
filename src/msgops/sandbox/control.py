"""The control API of a simulator under `/_sandbox/`, for tests and for playing the console's user (DESIGN §7)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import orjson

from msgops.sandbox.kit import Reply, Simulator

_SPAN = re.compile(r"(\d+(?:\.\d+)?)(s|m|h|d)")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
FAULTS = frozenset(
    [
        "401",
        "403",
        "429",
        "500",
        "502",
        "503",
        "html",
        "drop_before",
        "drop_after",
        "truncate",
        "slow",
        "stale_list",
    ]
)


def control(
    simulator: Simulator, method: str, path: str, query: Mapping[str, list[str]], content: bytes
) -> Reply:
    """Answer one control call."""
    del query
    try:
        body = orjson.loads(content) if content else {}
    except orjson.JSONDecodeError:
        return Reply(400, {"error": "the body is not JSON"})
    call = (method, path.removeprefix("/_sandbox").strip("/"))
    if call == ("GET", "objects"):
        return Reply(200, simulator.describe(simulator.world))
    if call == ("GET", "requests"):
        return Reply(200, list(simulator.requests))
    if call == ("DELETE", "requests"):
        simulator.requests.clear()
        return Reply(204)
    if call == ("DELETE", "faults"):
        simulator.faults.clear()
        return Reply(204)
    action = {"edit": _edit, "faults": _fault, "clock": _clock, "limits": _limits, "review": _review}.get(
        call[1]
    )
    if method != "POST" or action is None:
        return Reply(404, {"error": "no such control call"})
    try:
        return action(simulator, body)
    except (KeyError, ValueError, TypeError) as error:
        return Reply(400, {"error": f"bad control call: {type(error).__name__}: {error}"})


def _edit(simulator: Simulator, body: Mapping[str, Any]) -> Reply:
    """Do what a user of the console would do, through the vendor's own operation."""
    from msgops.sandbox.app import make_call  # noqa: PLC0415  # the two modules serve each other

    content = orjson.dumps(body["body"]) if body.get("body") is not None else b""
    call = make_call(simulator, body.get("method", "PUT"), body["path"], {}, {}, content)
    if call is None:
        return Reply(
            404, {"error": f"{body.get('method', 'PUT')} {body['path']} is no operation of {simulator.name}"}
        )
    call.actor = str(body.get("actor", "somebody"))
    call.scopes = frozenset({"*"})
    return simulator.handle(call, trusted=True)


def _fault(simulator: Simulator, body: Mapping[str, Any]) -> Reply:
    """Inject a fault."""
    match, kind = body.get("match") or {}, str(body["fault"])
    if kind not in FAULTS:
        return Reply(400, {"error": f"no such fault; there are {', '.join(sorted(FAULTS))}"})
    options = {k: v for k, v in body.items() if k not in ("match", "fault", "times")}
    simulator.add_fault(
        str(match.get("method", "*")), str(match.get("path", "*")), kind, int(body.get("times", 1)), options
    )
    return Reply(204)


def _clock(simulator: Simulator, body: Mapping[str, Any]) -> Reply:
    """Advance virtual time."""
    found = _SPAN.fullmatch(str(body["advance"]))
    if found is None:
        return Reply(400, {"error": "write advance as 30s, 5m, 26h or 3d"})
    simulator.world.offset += timedelta(seconds=float(found[1]) * _UNITS[found[2]])
    return Reply(200, {"now": simulator.world.stamp()})


def _limits(simulator: Simulator, body: Mapping[str, Any]) -> Reply:
    """Enforce the vendor's published rate limits, or stop doing so."""
    if not isinstance(body["enforce"], bool):
        return Reply(400, {"error": "enforce is true or false"})
    simulator.enforce_limits = body["enforce"]
    return Reply(204)


def _review(simulator: Simulator, body: Mapping[str, Any]) -> Reply:
    """Decide as the vendor's reviewer."""
    path = str(body["path"])
    for prefix, reviewer in simulator.reviewers:
        if path.startswith(prefix) and reviewer(
            simulator, path, str(body["result"]), str(body.get("reason", ""))
        ):
            return Reply(204)
    return Reply(404, {"error": f"nothing to review at {path}"})
