"""A flow as a list of steps, and the document that it becomes (dossier B15)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from msgops_salesforce.account import VERSION
from msgops_salesforce.kinds.flow_tree import COSMETIC, agrees

Body = Mapping[str, Any]
REFERENCE = re.compile(r"\{!([A-Za-z$][\w$.]*)\}")
"""A value that is no text: `{!recordId}`, as people write it in the Flow Builder."""
CHANNEL, CHANNEL_LABEL = "sfdc_livemessage", "Messaging"
RECORD = "recordId"
"""The variable that Omni-Channel fills with the id of the work."""
_QUEUE = "_Queue"
"""What the step that finds the queue is called by, behind the name of its route."""
_BUILDER = {"name": "BuilderType", "value": {"stringValue": "LightningFlowBuilder"}}


def render(body: Body) -> dict[str, Any]:
    """Return the document of a flow."""
    nodes = [node for step in body["steps"] for node in _nodes(step)]
    for (_, node), (_, following) in pairwise(nodes):
        node["connector"] = {"targetReference": following["name"]}
    places: dict[str, list[dict[str, Any]]] = {}
    for element, node in nodes:
        places.setdefault(element, []).append(node)
    return {
        **places,
        "apiVersion": VERSION,
        "description": body.get("description"),
        "environments": "Default",
        "interviewLabel": f"{body['label']} {{!$Flow.CurrentDateTime}}",
        "label": body["label"],
        "processMetadataValues": _BUILDER,
        "processType": "RoutingFlow",
        "start": {
            "locationX": 0,
            "locationY": 0,
            "connector": {"targetReference": nodes[0][1]["name"]},
        },
        "variables": _variables(body.get("inputs") or (), body.get("outputs") or ()),
    }


def _variables(inputs: Sequence[str], outputs: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "dataType": "String",
            "isCollection": False,
            "isInput": name in inputs,
            "isOutput": name in outputs,
        }
        for name in sorted({*inputs, *outputs})
    ]


def names(step: Body) -> list[str]:
    """Return the names that a step takes in the flow."""
    return [str(node["name"]) for _, node in _nodes(step)]


def _nodes(step: Body) -> Iterator[tuple[str, dict[str, Any]]]:
    name = str(step["name"])
    start = {"name": name, "label": label_of(name), "locationX": 0, "locationY": 0}
    if step["do"] == "get_record":
        yield "recordLookups", {**start, **_lookup(step["object"], step["where"])}
    elif step["do"] == "update_records":
        yield (
            "recordUpdates",
            {
                **start,
                "filterLogic": "and",
                "filters": [_filter(f["field"], f["value"]) for f in step["where"]],
                "inputAssignments": [{"field": s["field"], "value": _value(s["value"])} for s in step["set"]],
                "object": step["object"],
            },
        )
    else:
        queue = f"{name}{_QUEUE}"
        where = [
            {"field": "DeveloperName", "value": str(step.get("queue") or "")},
            {"field": "Type", "value": "Queue"},
        ]
        head = {"name": queue, "label": label_of(queue), "locationX": 0, "locationY": 0}
        yield "recordLookups", {**head, **_lookup("Group", where)}
        yield "actionCalls", {**start, **_route(step, f"{queue}.Id")}


def _lookup(object_: str, where: Sequence[Body]) -> dict[str, Any]:
    return {
        "assignNullValuesIfNoRecordsFound": False,
        "filterLogic": "and",
        "filters": [_filter(f["field"], f["value"]) for f in where],
        "getFirstRecordOnly": True,
        "object": object_,
        "storeOutputAutomatically": True,
    }


def _route(step: Body, queue: str) -> dict[str, Any]:
    channel = step.get("channel") or CHANNEL
    given: dict[str, Any] = {
        RECORD: {"elementReference": RECORD},
        "serviceChannelId": {"setupReference": channel, "setupReferenceType": "ServiceChannel"},
        "serviceChannelDevName": {"stringValue": channel},
        "serviceChannelLabel": {"stringValue": step.get("channelLabel") or CHANNEL_LABEL},
        "routingType": {"stringValue": "QueueBased"},
        "queueId": {"elementReference": queue},
        "isQueueVariable": {"booleanValue": True},
    }
    return {
        "actionName": "routeWork",
        "actionType": "routeWork",
        "flowTransactionModel": "CurrentTransaction",
        "inputParameters": [{"name": n, "value": v} for n, v in given.items()],
        "nameSegment": "routeWork",
        "versionString": "2.0.0",
    }


def _filter(field: str, value: str) -> dict[str, Any]:
    return {"field": field, "operator": "EqualTo", "value": _value(value)}


def _value(text: str) -> dict[str, Any]:
    found = REFERENCE.fullmatch(text)
    return {"elementReference": found[1]} if found else {"stringValue": text}


def label_of(name: str) -> str:
    """Return the label of a step: its name in words."""
    return name.replace("_", " ")


def parse(tree: Body) -> dict[str, Any] | None:
    """Return the steps of a document, `None` where it says more than steps can."""
    try:
        found = _parse(tree)
    except (KeyError, TypeError, AttributeError, IndexError):
        return None
    return found if found["steps"] and agrees(render(found), tree, COSMETIC) else None


def _parse(tree: Body) -> dict[str, Any]:
    nodes = {
        str(node["name"]): (element, node)
        for element in ("recordLookups", "recordUpdates", "actionCalls")
        for node in _many(tree.get(element))
    }
    steps: list[dict[str, Any]] = []
    target = tree["start"]["connector"]["targetReference"]
    # A loop of connectors ends when its nodes are used up.
    for _ in range(len(nodes)):
        element, node = nodes.pop(target)
        _READ[element](node, steps)
        if "connector" not in node:
            break
        target = node["connector"]["targetReference"]
    variables = _many(tree.get("variables"))
    out: dict[str, Any] = {
        "label": tree["label"],
        "inputs": [v["name"] for v in variables if _true(v.get("isInput"))],
        "outputs": [v["name"] for v in variables if _true(v.get("isOutput"))],
        "steps": steps,
    }
    return {**out, "description": tree["description"]} if tree.get("description") else out


def _read_lookup(node: Body, steps: list[dict[str, Any]]) -> None:
    steps.append(
        {
            "do": "get_record",
            "name": node["name"],
            "object": node["object"],
            "where": _read_pairs(node["filters"]),
        }
    )


def _read_update(node: Body, steps: list[dict[str, Any]]) -> None:
    steps.append(
        {
            "do": "update_records",
            "name": node["name"],
            "object": node["object"],
            "where": _read_pairs(node["filters"]),
            "set": _read_pairs(node["inputAssignments"]),
        }
    )


def _read_route(node: Body, steps: list[dict[str, Any]]) -> None:
    """The step before a route is the one that finds its queue."""
    lookup = steps.pop()
    given = {p["name"]: p["value"] for p in _many(node["inputParameters"])}
    steps.append(
        {
            "do": "route_work",
            "name": node["name"],
            "queue": {f["field"]: f["value"] for f in lookup["where"]}["DeveloperName"],
            "channel": given["serviceChannelDevName"]["stringValue"],
            "channelLabel": given["serviceChannelLabel"]["stringValue"],
        }
    )


_READ = {"recordLookups": _read_lookup, "recordUpdates": _read_update, "actionCalls": _read_route}


def _read_pairs(value: Any) -> list[dict[str, str]]:
    return [{"field": f["field"], "value": _read_value(f["value"])} for f in _many(value)]


def _read_value(value: Body) -> str:
    return f"{{!{value['elementReference']}}}" if "elementReference" in value else str(value["stringValue"])


def _many(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _true(value: Any) -> bool:
    return value is True or value == "true"
