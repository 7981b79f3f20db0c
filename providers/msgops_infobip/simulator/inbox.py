"""Conversations as such: enough to know how many wait, for whom, and to open one (specification 3.210.0)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_infobip.simulator.ccaas import MANAGE, READ, no_entity, ordered, refuse
from msgops_infobip.simulator.paging import p3

if TYPE_CHECKING:
    from collections.abc import Mapping

_PATH = "/ccaas/1/conversations"
_STATES = ("OPEN", "WAITING", "SOLVED", "CLOSED")
_PRIORITIES = ("URGENT", "HIGH", "NORMAL", "LOW")


def install(simulator: Simulator) -> None:
    """Declare the list and the create; what customers write is not configuration."""
    simulator.route("GET", _PATH, scopes=READ)(_list)
    simulator.route("POST", _PATH, scopes=MANAGE)(_create)


def _list(call: Call) -> Reply:
    """Filter by queues, tags, agent and state. [documented; the filters by time are left out]."""
    if (status := call.one("status")) and status not in _STATES:
        raise refuse()
    found = [c for c in call.world.table("conversations").values() if _fits(call, c)]
    shown = [{k: v for k, v in c.items() if k != "tags"} for c in ordered(call, found)]
    return Reply(200, p3(call, shown, "conversations"))


def _fits(call: Call, conversation: Mapping[str, Any]) -> bool:
    queues, tags = call.many("queueIds"), set(call.many("tagNames"))
    same = all(
        not (want := call.one(f)) or conversation.get(f) == want for f in ("status", "agentId", "priority")
    )
    return (
        same
        and (not queues or conversation.get("queueId") in queues)
        and (not tags or bool(tags & set(conversation.get("tags", ()))))
    )


def _create(call: Call) -> Reply:
    """Open a conversation; everything may be left out. [documented]."""
    body, world = call.json, call.world
    if not isinstance(body, dict) or body.get("status", "OPEN") not in _STATES:
        raise refuse()
    for field, table in (("queueId", "queues"), ("agentId", "agents")):
        if body.get(field) and body[field] not in world.table(table):
            raise no_entity(f"Invalid {field} '{body[field]}' given!")
    if body.get("priority", "NORMAL") not in _PRIORITIES:
        raise refuse()
    stamp = world.stamp()
    made = {"status": "OPEN", "priority": "NORMAL", **body, "createdAt": stamp, "updatedAt": stamp}
    made["id"] = world.uuid()
    world.table("conversations")[made["id"]] = made
    return Reply(200, made)
