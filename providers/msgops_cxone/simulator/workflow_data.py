"""Workflow data: written with capital letters, read with small ones, the data as text (dossier B.40)."""

from __future__ import annotations

import orjson

from msgops.sandbox.kit import Call, Handler, Reply, Simulator
from msgops_cxone.simulator.api import UNIT, admin
from msgops_cxone.simulator.errors import Refused
from msgops_cxone.simulator.lists import Row, narrowed, page
from msgops_cxone.simulator.shapes import body, fields
from msgops_cxone.simulator.store import add, change, find, own, refer, rows

_SHAPE = {"profile": fields(s="ProfileName Description", n="ProfileID"), "data": "o"}
_SHOWN = ("profileId", "profileName", "description", "isActive")


def install(simulator: Simulator) -> None:
    """Declare the operations; there is no DELETE. [documented]"""
    one = "/workflow-data/{workFlowDataId}"
    admin(simulator, "GET", "/workflow-data", _list, "WorkflowData.View")
    admin(simulator, "POST", "/workflow-data", _create, "WorkflowData.Create")
    admin(simulator, "PUT", "/workflow-data", _update, "WorkflowData.Edit")
    admin(simulator, "GET", "/workflow-data/identities", _identities, "WorkflowData.View")
    admin(simulator, "GET", one, _get, "WorkflowData.View")
    admin(simulator, "PUT", f"{one}/activate", _switch(active=True), "WorkflowData.Edit")
    admin(simulator, "PUT", f"{one}/deactivate", _switch(active=False), "WorkflowData.Deactivate")


def _found(call: Call) -> list[Row]:
    return narrowed(call, rows(call.world, "workflow_data"), "profileName", "description")


def _list(call: Call) -> Reply:
    shown = [{"profile": {k: r[k] for k in _SHOWN}, "data": r["data"]} for r in _found(call)]
    return page(call, "profiles", shown)


def _identities(call: Call) -> Reply:
    shown = [{"wfdId": r["profileId"], "wfdName": r["profileName"]} for r in _found(call)]
    return page(call, "workflowDataIdentities", shown)


def _row(call: Call) -> Row:
    return find(call, "workflow_data", call.params["workFlowDataId"], "workflow data")


def _get(call: Call) -> Reply:
    row = _row(call)
    profile = {**{k: row[k] for k in _SHOWN}, "businessUnitId": str(UNIT)}
    return Reply(200, {"profile": profile, "data": row["data"]})


def _given(call: Call) -> tuple[Row, str]:
    given = body(call, _SHAPE, "profile")
    if not given["profile"].get("ProfileName"):
        raise Refused("ProfileName is required", field="ProfileName")
    return given["profile"], orjson.dumps(given.get("data", {})).decode()


def _create(call: Call) -> Reply:
    """Answer without a number: it is found in the list by its name. [documented]"""
    profile, data = _given(call)
    own(call, "workflow_data", "profileName", profile["ProfileName"])
    row = {
        "profileName": profile["ProfileName"],
        "description": profile.get("Description", ""),
        "isActive": True,
        "data": data,
    }
    add(call.world, "workflow_data", row, "profileId", 30)
    return Reply(200)


def _update(call: Call) -> Reply:
    """The number stands in the body. [documented]"""
    profile, data = _given(call)
    row = refer(call, "workflow_data", profile.get("ProfileID"), "ProfileID")
    own(call, "workflow_data", "profileName", profile["ProfileName"], row)
    values = {"profileName": profile["ProfileName"], "data": data}
    if "Description" in profile:
        values["description"] = profile["Description"]
    change(call, "workflow_data", row, values)
    return Reply(200)


def _switch(*, active: bool) -> Handler:
    def switch(call: Call) -> Reply:
        change(call, "workflow_data", _row(call), {"isActive": active})
        return Reply(200)

    return switch
