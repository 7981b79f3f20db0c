"""How operations of the identity domain are declared: rights, trace headers, retry tokens (dossier A4)."""

from __future__ import annotations

from typing import Any

from msgops.sandbox.kit import Call, Handler, Refusal, Reply, Simulator

BASE = "/admin/v1"
_REMEMBERED = 24 * 3600


def domain(simulator: Simulator, method: str, path: str, handler: Handler, right: str) -> None:
    """Declare an operation below `/admin/v1/`; the caller needs a right such as `apps.write`."""
    if method == "POST":
        handler = _once(handler)
    simulator.route(method, f"{BASE}/{path}", scopes=[right])(_traced(handler))


def location(call: Call, kind: str, id_: str) -> str:
    """Return where a resource is."""
    known: str = getattr(call.simulator, "base_url", "")
    return f"{known or 'https://idcs-sandbox.identity.oraclecloud.com'}{BASE}/{kind}/{id_}"


def traces(call: Call) -> dict[str, str]:
    """Return what every answer carries. [documented]"""
    number = f"{call.simulator.world.next('traces'):08x}"
    return {
        "opc-request-id": call.headers.get("opc-request-id", number),
        "X-ORACLE-DMS-ECID": f"sandbox-{number}",
        "X-ORACLE-DMS-RID": "0",
    }


def with_traces(call: Call, reply: Reply) -> Reply:
    """Add the traces to an answer."""
    return Reply(reply.status, reply.body, {**traces(call), **reply.headers}, reply.content_type)


def _traced(handler: Handler) -> Handler:
    def work(call: Call) -> Reply:
        try:
            return with_traces(call, handler(call))
        except Refusal as refusal:
            raise Refusal(with_traces(call, refusal.reply)) from None

    return work


def _once(handler: Handler) -> Handler:
    """A create with a retry token that was seen within a day answers as it did. [documented]"""

    def work(call: Call) -> Reply:
        token = call.headers.get("opc-retry-token", "")
        known: dict[str, dict[str, Any]] = call.world.table("retry_tokens")
        key, now = f"{call.path} {token}", call.world.now().timestamp()
        found = known.get(key)
        if token and found is not None and found["until"] > now:
            reply: Reply = found["reply"]
            return reply
        reply = handler(call)
        if token:
            known[key] = {"reply": reply, "until": now + _REMEMBERED}
        return reply

    return work
