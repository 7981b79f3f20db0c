"""Conversations: agents and their queues (dossier §5.F3, F4)."""

from __future__ import annotations

from typing import Any

from msgops.sandbox.kit import Call, Refusal, Reply, Simulator
from msgops_infobip.simulator.ccaas import (
    MANAGE,
    READ,
    conversation_write,
    no_entity,
    ordered,
    refuse,
    success,
)
from msgops_infobip.simulator.errors import e1
from msgops_infobip.simulator.paging import p3

_STATUSES = ("ACTIVE", "BUSY", "INVISIBLE", "AWAY")
_ROLES = ("AGENT", "SUPERVISOR")
_INVALID = "Required request body is missing or not valid."


def install(simulator: Simulator) -> None:
    """Declare the operations. There is no DELETE of an agent. [documented]."""
    route = simulator.route
    route("GET", "/ccaas/1/agents", scopes=READ)(_agents)
    route("POST", "/ccaas/1/agents", scopes=MANAGE)(_create)
    route("GET", "/ccaas/1/agents/{id}", scopes=READ)(_get)
    route("PUT", "/ccaas/1/agents/{id}", scopes=MANAGE)(_update)
    route("POST", "/ccaas/1/agents/{id}/queues", scopes=MANAGE)(_join)
    route("DELETE", "/ccaas/1/agents/{id}/queues/{queue}", scopes=MANAGE)(_leave)


def _agents(call: Call) -> Reply:
    """Show everything but the e-mail address. [documented]."""
    queues = call.many("queueIds")
    members = {m["agentId"] for m in call.world.table("queue_members").values() if m["queueId"] in queues}
    found = [
        {k: v for k, v in agent.items() if k != "email"}
        for agent in call.world.table("agents").values()
        if _fits(call, agent) and (not queues or agent["id"] in members)
    ]
    return Reply(200, p3(call, ordered(call, found), "agents"))


def _fits(call: Call, agent: dict[str, Any]) -> bool:
    ids, enabled = call.many("agentIds"), call.one("enabled")
    same = all(
        not (want := call.one(f)) or agent.get(f) == want for f in ("email", "status", "availability", "role")
    )
    return (
        same
        and (not ids or agent["id"] in ids)
        and call.one("displayName").casefold() in agent["displayName"].casefold()
        and (not enabled or agent["enabled"] is (enabled == "true"))
    )


def _checked(call: Call) -> dict[str, Any]:
    body = call.json
    good = (
        isinstance(body, dict)
        and isinstance(body.get("displayName"), str)
        and 0 < len(body["displayName"]) <= 255
        and body.get("status") in _STATUSES
        and body.get("role") in _ROLES
    )
    if not good:
        raise refuse(_INVALID)
    return {
        "enabled": True,
        **{k: body[k] for k in ("displayName", "status", "role", "enabled") if k in body},
    }


def _create(call: Call) -> Reply:
    """Create without a portal login. [documented]."""
    body, stamp = _checked(call), call.world.stamp()
    agent = {
        "id": call.world.hex32(),
        **body,
        "availability": body["status"],
        "createdAt": stamp,
        "updatedAt": stamp,
    }
    call.world.table("agents")[agent["id"]] = agent
    conversation_write(call, "Create", agent["displayName"], agent["id"], item="User")
    return Reply(200, agent)


def _agent(call: Call) -> dict[str, Any]:
    """Find it; an unknown id answers 400 with `NOT_FOUND`. [documented]."""
    agent = call.world.table("agents").get(call.params["id"])
    if agent is None:
        raise Refusal(e1(400, "NOT_FOUND", f"Invalid agent id given '{call.params['id']}'"))
    return agent


def _get(call: Call) -> Reply:
    return Reply(200, _agent(call))


def _update(call: Call) -> Reply:
    """Want the presence too. [documented]."""
    agent, body = _agent(call), _checked(call)
    agent.update(body, updatedAt=call.world.stamp())
    conversation_write(call, "Update", agent["displayName"], agent["id"], item="User")
    return Reply(200, {k: v for k, v in agent.items() if k != "email"})


def _join(call: Call) -> Reply:
    """Add; joining twice is no error. [assumed]."""
    agent, queue = _agent(call), call.json.get("queueId")
    if not isinstance(queue, str):
        raise refuse(_INVALID)
    known = call.world.table("queues").get(queue)
    if known is None or known.get("deletedAt"):
        raise no_entity(f"Invalid queueId '{queue}' given!")
    key = f"{agent['id']}/{queue}"
    call.world.table("queue_members")[key] = {"agentId": agent["id"], "queueId": queue}
    conversation_write(call, "Update", f"{agent['displayName']} in {known['name']}", key, item="User")
    return success("Agent added to queue successfully.")


def _leave(call: Call) -> Reply:
    """Leaving a queue that the agent is not in answers 400 with `NOT_FOUND`. [assumed]."""
    agent, queue = _agent(call), call.params["queue"]
    key = f"{agent['id']}/{queue}"
    if call.world.table("queue_members").pop(key, None) is None:
        raise no_entity(f"Invalid queueId '{queue}' given!")
    conversation_write(call, "Update", f"{agent['displayName']} out of a queue", key, item="User")
    return success("Agent removed from queue successfully.")
