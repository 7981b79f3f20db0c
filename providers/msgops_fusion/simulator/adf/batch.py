"""Batches: parts one after the other, all or none (dossier A3.6)."""

from __future__ import annotations

import copy
from typing import Any
from urllib.parse import parse_qs

import orjson

from msgops.sandbox.app import make_call
from msgops.sandbox.kit import Call, Handler, Reply, Simulator
from msgops_fusion.simulator.adf.engine import declare
from msgops_fusion.simulator.errors import AdfError

BATCH = "application/vnd.oracle.adf.batch+json"
_METHODS = {
    "get": "GET",
    "create": "POST",
    "upsert": "POST",
    "update": "PATCH",
    "replace": "PATCH",
    "delete": "DELETE",
}


def install(simulator: Simulator) -> None:
    """Declare the root of both contexts, with and without a slash at the end."""
    for context in ("crmRestApi", "fscmRestApi"):
        for end in ("", "/"):
            declare(simulator, "POST", f"/{context}/resources/{{version}}{end}", run)


def at_collection(handler: Handler) -> Handler:
    """Let a collection take batches too. [documented]"""

    def work(call: Call) -> Reply:
        return run(call) if BATCH in call.headers.get("content-type", "") else handler(call)

    return work


def run(call: Call) -> Reply:
    """Do the parts; when one fails nothing was done, and only that part is told. [documented]"""
    if BATCH not in call.headers.get("content-type", ""):
        raise AdfError(415, "A batch has a media type of its own.")
    parts = call.json.get("parts") if isinstance(call.json, dict) else None
    if not isinstance(parts, list):
        raise AdfError(400, "parts is missing.")
    before = copy.deepcopy((call.world.tables, call.world.counters))
    done = []
    for part in parts:
        reply = _part(call, part)
        if reply.status >= 400:
            call.world.tables, call.world.counters = before
            return Reply(reply.status, _failed(part, reply), content_type=reply.content_type)
        done.append({k: part[k] for k in ("id", "path", "operation") if k in part} | _payload(reply))
    return Reply(200, {"parts": done}, content_type=BATCH)


def _payload(reply: Reply) -> dict[str, Any]:
    return {} if reply.body is None else {"payload": reply.body}


def _failed(part: Any, reply: Reply) -> Any:
    """Point at the part. [the form: assumed]"""
    if not isinstance(reply.body, dict):
        return reply.body
    id_ = part.get("id", "") if isinstance(part, dict) else ""
    details = [
        {**d, "o:errorPath": f"/parts/{id_}{d.get('o:errorPath', '')}"} for d in reply.body["o:errorDetails"]
    ]
    return {**reply.body, "o:errorDetails": details}


def _part(call: Call, part: Any) -> Reply:
    if not isinstance(part, dict) or part.get("operation") not in _METHODS:
        raise AdfError(400, "A part has an operation of get, create, update, replace, delete, upsert.")
    method = _METHODS[part["operation"]]
    root = "/".join(call.path.split("/")[:4])
    path, _, text = str(part.get("path", "")).partition("?")
    body = b"" if part.get("payload") is None else orjson.dumps(part["payload"])
    mode = {"upsert-mode": "true"} if part["operation"] == "upsert" else {}
    headers = {**call.headers, "content-type": "application/json", **mode}
    inner = make_call(call.simulator, method, root + path, parse_qs(text), headers, body)
    if inner is None:
        raise AdfError(404, f"{path} is not there.")
    inner.actor, inner.scopes = call.actor, call.scopes
    if inner.route.scopes and "*" not in call.scopes and not inner.route.scopes & call.scopes:
        raise AdfError(403, "Forbidden")
    return call.simulator.handle(inner, trusted=True)
