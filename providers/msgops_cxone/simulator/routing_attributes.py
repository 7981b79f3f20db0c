"""Routing attributes: number 0 makes one; read in other words than written (dossier B.39)."""

from __future__ import annotations

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_cxone.simulator.agents import agent_of
from msgops_cxone.simulator.api import UNIT, admin
from msgops_cxone.simulator.errors import Refused
from msgops_cxone.simulator.lists import Row, by_index
from msgops_cxone.simulator.shapes import body, fields, number
from msgops_cxone.simulator.store import add, change, find, own, refer, rows

_READ = {"routingAttributeName": "Attribute_Name", "status": "Status", "notes": "Notes"}
_STATUS = ("CURR", "DISC")
_WANTED = {0: _STATUS, 1: ("CURR",), 2: ("DISC",)}
"""What the numbers of the parameter `status` let through. [documented: 0, 1, 2; assumed: their meaning]"""


def install(simulator: Simulator) -> None:
    """Declare the operations; there is no DELETE of an attribute. [documented]"""
    one, of_agent = "/routing-attributes/{routingAttributeNo}", "/agents/{agentId}/routing-attributes"
    admin(simulator, "GET", "/routing-attributes", _list, "RoutingAttributes.View")
    admin(simulator, "GET", one, _get, "RoutingAttributes.View")
    admin(simulator, "PUT", one, _put, "RoutingAttributes.Edit")
    admin(simulator, "GET", of_agent, _of_agent, "RoutingAttributes.View")
    admin(simulator, "PUT", of_agent, _give, "RoutingAttributes.Edit")
    admin(
        simulator,
        "DELETE",
        "/agents/routing-attributes/{routingAttributeNo}",
        _take,
        "RoutingAttributes.Edit",
    )


def _shown(row: Row) -> Row:
    return {**{k: v for k, v in row.items() if k != "agents"}, "Bus_No": UNIT}


def _by_status(call: Call) -> list[Row]:
    wanted = _WANTED.get(number(call, "status"))
    if wanted is None:
        raise Refused("status is 0, 1 or 2", field="status")
    return [r for r in rows(call.world, "routing_attributes") if r["Status"] in wanted]


def _list(call: Call) -> Reply:
    return by_index(call, "routingAttributes", [_shown(r) for r in _by_status(call)], "Attribute_Name")


def _row(call: Call) -> Row:
    return find(call, "routing_attributes", call.params["routingAttributeNo"], "routing attribute")


def _get(call: Call) -> Reply:
    return Reply(200, _shown(_row(call)))


def _put(call: Call) -> Reply:
    """Number 0 makes a new one; its number is found in the list. [assumed: B.39]"""
    fresh = call.params["routingAttributeNo"] == "0"
    row = None if fresh else _row(call)
    given = body(call, fields(s="routingAttributeName status notes", n="modAgentNo"))
    values = {_READ[k]: v for k, v in given.items() if k in _READ}
    if values.get("Status", "CURR") not in _STATUS:
        raise Refused("status is CURR or DISC", field="status")
    if fresh and not values.get("Attribute_Name"):
        raise Refused("routingAttributeName is required", field="routingAttributeName")
    if "Attribute_Name" in values:
        own(call, "routing_attributes", "Attribute_Name", values["Attribute_Name"], row)
    if row is None:
        new = {"Status": "CURR", "Notes": "", **values, "agents": []}
        add(call.world, "routing_attributes", new, "Attribute_No", 70)
    else:
        change(call, "routing_attributes", row, values, "")
    return Reply(200)


def _of_agent(call: Call) -> Reply:
    agent, assigned = agent_of(call)["agentId"], call.one("assigned").lower()
    if assigned not in ("true", "false"):
        raise Refused("assigned is True or False", field="assigned")
    found = [
        {k: v for k, v in _shown(r).items() if k != "Notes"}
        for r in _by_status(call)
        if (agent in r["agents"]) is (assigned == "true")
    ]
    return by_index(call, "routingAttributes", found, "Attribute_Name")


def _give(call: Call) -> Reply:
    agent, given = (
        agent_of(call)["agentId"],
        body(call, fields(s="status", n="routingAttributeNo modAgentNo")),
    )
    row = refer(call, "routing_attributes", given.get("routingAttributeNo"), "routingAttributeNo")
    rest = [n for n in row["agents"] if n != agent]
    row["agents"] = [*rest, agent] if given.get("status", "CURR") == "CURR" else rest
    return Reply(200, {"RoutingAttributeNo": row["Attribute_No"], "Success": True})


def _take(call: Call) -> Reply:
    """Take the agent in the body of the DELETE. [documented: specification]"""
    row, given = _row(call), body(call, fields(n="agentNo modAgentNo"), "agentNo")
    had = given["agentNo"] in row["agents"]
    row["agents"] = [n for n in row["agents"] if n != given["agentNo"]]
    return Reply(200, {"RoutingAttributeNo": row["Attribute_No"], "Success": had})
