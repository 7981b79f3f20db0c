"""Conversations: queues, routing, tags (dossier §5.F); agents and working hours have their own modules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgops.sandbox.kit import Call, Refusal, Reply, Simulator
from msgops_infobip.simulator import agents, inbox, working_hours
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

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_ALGORITHMS = ("LOAD_BALANCING", "ROUND_ROBIN", "PERFORMANCE_BASED")
_PRIORITIES = ("URGENT", "HIGH", "NORMAL", "LOW")
_RULE_DEFAULTS = {"priority": "NORMAL", "enabled": True, "routeOnlyDuringWorkingHours": False}
_PUT_DEFAULTS = {
    # The trap: a PUT that is silent about it switches the assignment on. [documented]
    "isAutoAssignmentEnabled": True,
    "autoAssignmentAlgorithm": "LOAD_BALANCING",
    "isAutoAssignmentOutsideOfWorkingHoursEnabled": False,
    "isRestricted": False,
    "stickyAgentTimeoutDays": 30,
}


def install(simulator: Simulator) -> None:
    """Declare the operations and seed the default queue."""
    route = simulator.route
    route("GET", "/ccaas/1/queues", scopes=READ)(_queues)
    route("POST", "/ccaas/1/queues", scopes=MANAGE)(_create_queue)
    route("PUT", "/ccaas/1/queues/{id}", scopes=MANAGE)(_update_queue)
    route("DELETE", "/ccaas/1/queues/{id}", scopes=MANAGE)(_delete_queue)
    route("GET", "/ccaas/1/routing", scopes=READ)(_routing)
    route("PUT", "/ccaas/1/routing", scopes=MANAGE)(_set_routing)
    route("DELETE", "/ccaas/1/routing", scopes=MANAGE)(_clear_routing)
    route("GET", "/ccaas/1/tags", scopes=READ)(_tags)
    route("POST", "/ccaas/1/tags", scopes=MANAGE)(_create_tag)
    route("DELETE", "/ccaas/1/tags/{name}", scopes=MANAGE)(_delete_tag)
    agents.install(simulator)
    inbox.install(simulator)
    working_hours.install(simulator)
    # Every account has a queue for what no rule routes [documented]; how it is called is [assumed].
    world = simulator.world
    queue = {"id": world.uuid(), "name": "Default", "createdAt": world.stamp(), "updatedAt": world.stamp()}
    world.table("queues")[queue["id"]] = {**queue, **_PUT_DEFAULTS, "isAutoAssignmentEnabled": False}


def _shown(call: Call, queue: Mapping[str, Any]) -> dict[str, Any]:
    """Add the counts; `isPrivate` is never set by this API. [documented]."""
    members = [m for m in call.world.table("queue_members").values() if m["queueId"] == queue["id"]]
    known = call.world.table("agents")
    enabled = [m for m in members if known.get(m["agentId"], {}).get("enabled")]
    routes = [r for r in _rules(call) if r["queueId"] == queue["id"] and r["enabled"]]
    counts = {"enabledAgentsCount": len(enabled), "enabledRoutesCount": len(routes)}
    return {**queue, **counts, "isPrivate": False}


def _queues(call: Call) -> Reply:
    """Show all; deleted queues stay, with `deletedAt`. [assumed: only the field is documented]."""
    ids, agent = call.many("queueIds"), call.one("agentId")
    hours, name = call.one("workingHoursId"), call.one("name")
    members = {m["queueId"] for m in call.world.table("queue_members").values() if m["agentId"] == agent}
    found = [
        _shown(call, q)
        for q in call.world.table("queues").values()
        if (not ids or q["id"] in ids)
        and (not agent or q["id"] in members)
        and (not hours or q.get("workingHoursId") == hours)
        and (not name or q["name"] == name)
    ]
    return Reply(200, p3(call, ordered(call, found), "queues"))


def _checked_queue(call: Call) -> dict[str, Any]:
    body = call.json
    name = body.get("name") if isinstance(body, dict) else None
    if not isinstance(body, dict) or (name is not None and not (isinstance(name, str) and len(name) <= 255)):
        raise refuse()
    if body.get("autoAssignmentAlgorithm", _ALGORITHMS[0]) not in _ALGORITHMS:
        raise refuse()
    hours = body.get("workingHoursId")
    if hours is not None and hours not in call.world.table("working_hours"):
        raise no_entity(f"Invalid workingHoursId '{hours}' given!")
    return {k: v for k, v in body.items() if v is not None}


def _create_queue(call: Call) -> Reply:
    """Take four fields; the assignment is off unless asked for. [documented]."""
    body = _checked_queue(call)
    if "name" not in body:
        raise refuse()
    taken: dict[str, Any] = {
        k: body[k] for k in ("name", "isAutoAssignmentEnabled", "workingHoursId", "externalId") if k in body
    }
    stamp = call.world.stamp()
    queue: dict[str, Any] = {
        "id": call.world.uuid(),
        **_PUT_DEFAULTS,
        "isAutoAssignmentEnabled": False,
        **taken,
    }
    queue.update(createdAt=stamp, updatedAt=stamp)
    call.world.table("queues")[queue["id"]] = queue
    conversation_write(call, "Create", queue["name"], queue["id"])
    return Reply(200, _shown(call, queue))


def _queue(call: Call) -> dict[str, Any]:
    queue = call.world.table("queues").get(call.params["id"])
    if queue is None or queue.get("deletedAt"):
        raise no_entity(f"Invalid id '{call.params['id']}' given!")
    return queue


def _update_queue(call: Call) -> Reply:
    """Replace; only the name stays when it is left out. [assumed from the defaults in the schema]."""
    old, body = _queue(call), _checked_queue(call)
    kept = {k: old[k] for k in ("id", "name", "createdAt")}
    queue = {**kept, **_PUT_DEFAULTS, **{k: v for k, v in body.items() if k not in ("id", "createdAt")}}
    queue["updatedAt"] = call.world.stamp()
    call.world.table("queues")[queue["id"]] = queue
    conversation_write(call, "Update", queue["name"], queue["id"])
    return Reply(200, _shown(call, queue))


def _delete_queue(call: Call) -> Reply:
    """Mark as deleted; rules that lead there and members go. [assumed]."""
    queue, world = _queue(call), call.world
    if queue["name"] == "Default":
        raise refuse("The default queue cannot be deleted.")
    queue["deletedAt"] = world.stamp()
    for table in ("queue_members", "routes"):
        rows = world.table(table)
        for key in [k for k, row in rows.items() if row["queueId"] == queue["id"]]:
            del rows[key]
    conversation_write(call, "Delete", queue["name"], queue["id"])
    return success("Queue deleted successfully.")


def _rules(call: Call) -> Sequence[dict[str, Any]]:
    return sorted(call.world.table("routes").values(), key=lambda r: r["order"])


def _routing(call: Call) -> Reply:
    """One page of at most 999 rules by their order. [documented]."""
    ids, enabled = call.many("ruleIds"), call.one("enabled")
    queues = call.world.table("queues")
    found = [
        {**r, "queueName": queues[r["queueId"]]["name"]}
        for r in _rules(call)
        if (not ids or r["id"] in ids) and (not enabled or r["enabled"] is (enabled == "true"))
    ]
    pagination = {"totalItems": len(found), "page": 0, "limit": 999, "orderBy": "order:asc"}
    return Reply(200, {"routes": found, "pagination": pagination})


def _set_routing(call: Call) -> Reply:
    """Replace every rule [documented]; all get new ids [assumed]."""
    body, queues = call.json, call.world.table("queues")
    if not isinstance(body, list) or len(body) > 999 or not all(_is_rule(r) for r in body):
        raise refuse()
    for rule in body:
        queue = queues.get(rule["queueId"])
        if queue is None or queue.get("deletedAt"):
            raise no_entity(f"Invalid queueId '{rule['queueId']}' given!")
    stamp, table = call.world.stamp(), call.world.table("routes")
    table.clear()
    for order, rule in enumerate(body):
        given = {k: v for k, v in rule.items() if v is not None and k != "queueName"}
        new = {**_RULE_DEFAULTS, **given, "id": call.world.uuid(), "order": order}
        table[new["id"]] = {**new, "createdAt": stamp, "updatedAt": stamp, "isPrivate": False}
    conversation_write(call, "Update", "routing", "routing")
    return success("Routing added successfully.")


def _is_rule(rule: Any) -> bool:
    return (
        isinstance(rule, dict)
        and isinstance(rule.get("expression"), dict)
        and isinstance(rule.get("queueId"), str)
        and (rule.get("priority") or "NORMAL") in _PRIORITIES
        and len(rule.get("name") or "") <= 255
    )


def _clear_routing(call: Call) -> Reply:
    """Remove every rule. [documented]."""
    call.world.table("routes").clear()
    conversation_write(call, "Delete", "routing", "routing")
    return success("Routing deleted successfully.")


def _tags(call: Call) -> Reply:
    name = call.one("name")
    found = [t for t in call.world.table("tags").values() if not name or t["name"] == name]
    return Reply(200, p3(call, ordered(call, found), "tags"))


def _create_tag(call: Call) -> Reply:
    """Refuse a name that is taken. [documented]."""
    name = call.json.get("name")
    if not isinstance(name, str) or not 0 < len(name) <= 100:
        raise refuse()
    if name in call.world.table("tags"):
        raise refuse("Tag already exists.")
    stamp = call.world.stamp()
    call.world.table("tags")[name] = {
        "id": call.world.uuid(),
        "name": name,
        "createdAt": stamp,
        "updatedAt": stamp,
    }
    conversation_write(call, "Create", name, name, item="Tag")
    return Reply(200, {"name": name, "createdAt": stamp})


def _delete_tag(call: Call) -> Reply:
    """Refuse an unknown name with 400 and `NOT_FOUND`. [documented]."""
    name = call.params["name"]
    if call.world.table("tags").pop(name, None) is None:
        raise Refusal(e1(400, "NOT_FOUND", f"Invalid tagName '{name}' given! No such entity exists."))
    conversation_write(call, "Delete", name, name, item="Tag")
    return success("Tag deleted successfully.")
