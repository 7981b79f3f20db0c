"""`GET <resource>/describe`, made from the same table as everything else (dossier A3.3)."""

from __future__ import annotations

from typing import Any

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_fusion.simulator.adf.engine import declare
from msgops_fusion.simulator.adf.shape import PAGE
from msgops_fusion.simulator.adf.table import Attribute, Resource

_ACTIONS = {"C": ("create", "POST"), "R": ("get", "GET"), "U": ("update", "PATCH"), "D": ("delete", "DELETE")}
_KIND = "application/vnd.oracle.adf.description+json"


def install(simulator: Simulator, resource: Resource) -> None:
    """Declare the description of a resource."""

    def work(call: Call) -> Reply:
        kind = _KIND if _KIND in call.headers.get("accept", "") else "application/json"
        return Reply(200, {"Resources": {resource.name: described(resource)}}, content_type=kind)

    declare(simulator, "GET", f"/{resource.context}/resources/{{version}}/{resource.name}/describe", work)


def described(resource: Resource) -> dict[str, Any]:
    """Return what is said of a resource; the order and the words are those of the framework. [documented: the facts]"""
    names = {"C": "collection", "R": "both", "U": "item", "D": "item"}
    actions: dict[str, list[dict[str, str]]] = {"collection": [], "item": []}
    for verb in resource.verbs:
        name, method = _ACTIONS[verb]
        for where in ("collection", "item") if names[verb] == "both" else (names[verb],):
            actions[where].append({"name": name, "method": method})
    finders = [
        {"name": name, "attributes": [{"name": variable} for variable in variables]}
        for name, variables in resource.finders.items()
    ]
    return {
        "discrColumnType": False,
        "attributes": [_attribute(a, resource) for a in resource.attributes.values()],
        "collection": {"rangeSize": PAGE, "finders": finders, "actions": actions["collection"]},
        "item": {"actions": actions["item"]},
        "children": {child.name: described(child) for child in resource.children},
    }


def _attribute(attribute: Attribute, resource: Resource) -> dict[str, Any]:
    out: dict[str, Any] = {
        "name": attribute.name,
        "type": "string" if attribute.type in ("date", "datetime") else attribute.type,
        "updatable": "U" in attribute.write and "U" in resource.verbs,
        "mandatory": attribute.required,
        "queryable": attribute.queryable,
    }
    if attribute.length:
        out["precision"] = attribute.length
    return out
