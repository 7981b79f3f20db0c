"""The Tooling API: rows, and components as `FullName` with `Metadata` (dossier A8, D4.7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_salesforce.simulator import describe
from msgops_salesforce.simulator.api import base, data
from msgops_salesforce.simulator.errors import Rejected, no_column, not_allowed, not_found
from msgops_salesforce.simulator.fields import Row, SObject
from msgops_salesforce.simulator.metadata.component import Component, Outcome
from msgops_salesforce.simulator.metadata.shape import BadContent, Content, from_json, full
from msgops_salesforce.simulator.objects import OBJECTS
from msgops_salesforce.simulator.org import Org
from msgops_salesforce.simulator.registry import COMPONENTS
from msgops_salesforce.simulator.rows import body_of
from msgops_salesforce.simulator.soql_run import COMPUTED, Runner

_BY_DOCUMENT = frozenset(
    {
        "ConversationVendorInfo",
        "ConversationChannelDefinition",
        "Flow",
        "FlowDefinition",
        "FlexiPage",
        "CustomTab",
        "CustomApplication",
        "AuraDefinitionBundle",
        "CustomField",
        "CustomObject",
    }
)
"""Types that are written with `FullName` and `Metadata`; the others have plain columns. [documented]"""
_DELETABLE = frozenset(
    {
        "ConversationVendorInfo",
        "ConversationChannelDefinition",
        "Flow",
        "FlexiPage",
        "CustomTab",
        "AuraDefinitionBundle",
    }
)
_UPDATABLE = _BY_DOCUMENT - {"CustomObject"}
_CREATABLE = _UPDATABLE - {"FlowDefinition"}
_ALSO_UPDATES = {"PresenceUserConfig": ("Capacity", "InterruptibleCapacity")}
"""Columns that this API lets a user change and the data API does not. [documented: B9]"""


def install(simulator: Simulator) -> None:
    """Declare the operations."""
    data(simulator, "GET", "tooling", _resources)
    data(simulator, "GET", "tooling/sobjects", _all)
    data(simulator, "GET", "tooling/sobjects/{type}/describe", _describe)
    data(simulator, "POST", "tooling/sobjects/{type}", _create)
    data(simulator, "GET", "tooling/sobjects/{type}/{id}", _read)
    data(simulator, "PATCH", "tooling/sobjects/{type}/{id}", _update)
    data(simulator, "DELETE", "tooling/sobjects/{type}/{id}", _delete)
    data(simulator, "GET", "tooling/executeAnonymous", _execute)
    COMPUTED["FullName"] = _full_name
    COMPUTED["Metadata"] = _metadata


def component_of(schema: SObject) -> Component:
    """Return the component type whose rows these are."""
    return COMPONENTS[schema.metadata]


def _full_name(org: Org, schema: SObject, row: Row, api: str) -> str:
    del api
    component = component_of(schema)
    return str(row["_fullName"]) if schema.name == "Flow" else component.name_of(org, row)


def _metadata(org: Org, schema: SObject, row: Row, api: str) -> Content:
    """What is hidden stays null. [assumed]"""
    del api
    component = component_of(schema)
    content = component.parts(org, row)
    return full(component.shape, {k: v for k, v in content.items() if k not in component.hidden})


def _resources(call: Call) -> Reply:
    names = ("sobjects", "query", "search", "executeAnonymous")
    return Reply(200, {name: f"{base(call)}/tooling/{name}" for name in names})


def _all(call: Call) -> Reply:
    org = Org.of(call)
    at = f"{base(call)}/tooling"
    found = [describe.brief(s, at) for s in OBJECTS.values() if "tooling" in s.api and org.enabled(s.feature)]
    return Reply(200, {"encoding": "UTF-8", "maxBatchSize": 200, "sobjects": found})


def _schema(call: Call) -> SObject:
    if call.params["type"].lower() not in OBJECTS:
        raise not_found()
    return Org.of(call).schema(call.params["type"], api="tooling")


def _describe(call: Call) -> Reply:
    schema = _schema(call)
    found = describe.full(schema, f"{base(call)}/tooling")
    if schema.metadata:
        found["fields"] += [
            {"name": n, "type": t, "createable": True, "updateable": n == "Metadata", "nillable": True}
            for n, t in (("FullName", "string"), ("Metadata", "complexvalue"))
        ]
    return Reply(200, found)


def _saved(id_: str) -> dict[str, Any]:
    """A create is answered with more lists than one of the data API. [documented]"""
    return {"id": id_, "success": True, "errors": [], "warnings": [], "infos": []}


def _create(call: Call) -> Reply:
    schema, org, body = _schema(call), Org.of(call), body_of(call)
    with org.transaction():
        if schema.name not in _BY_DOCUMENT:
            return Reply(201, _saved(org.insert(schema.name, body, api="tooling")["Id"]))
        if schema.name not in _CREATABLE:
            raise not_allowed()
        name, content = _document(schema, body)
        component = component_of(schema)
        if schema.name != "Flow" and component.row(org, name) is not None:
            raise Rejected("DUPLICATE_DEVELOPER_NAME", f"This developer name is already in use: {name}", ())
        done = _written(org, component, name, content)
        org.audit("created", schema, name)
        return Reply(201, _saved(done.id))


def _document(schema: SObject, body: Mapping[str, Any]) -> tuple[str, Content]:
    """Read `FullName` and `Metadata`; what else is sent is refused. [documented]"""
    if wrong := set(body) - {"FullName", "Metadata", "attributes"}:
        if schema.name == "AuraDefinitionBundle" and "MasterLabel" in wrong:
            raise Rejected("INVALID_FIELD", "The simulator takes FullName and Metadata of a bundle", ())
        raise no_column(min(wrong), schema.name)
    name = body.get("FullName")
    if not isinstance(name, str) or not name:
        raise Rejected("REQUIRED_FIELD_MISSING", "Required fields are missing: [FullName]", ["FullName"])
    return name, _content(schema, body)


def _content(schema: SObject, body: Mapping[str, Any]) -> Content:
    try:
        return from_json(component_of(schema).shape, body.get("Metadata"))
    except BadContent as error:
        raise _refusal(error) from None


def _refusal(error: BadContent) -> Rejected:
    """The code goes by what is wrong. [documented: the codes]"""
    if error.problem.startswith("Unknown property"):
        return Rejected("JSON_PARSER_ERROR", error.problem)
    if error.problem.startswith("Required field is missing"):
        return Rejected("REQUIRED_FIELD_MISSING", error.problem, ())
    if error.problem.startswith(("Cannot deserialize", "Metadata of")):
        return Rejected("JSON_PARSER_ERROR", error.problem)
    if " - no " in error.problem:
        return Rejected("INVALID_CROSS_REFERENCE_KEY", error.problem, ())
    return Rejected("FIELD_INTEGRITY_EXCEPTION", error.problem, ())


def _written(org: Org, component: Component, name: str, content: Content) -> Outcome:
    try:
        return component.write(org, name, content)
    except BadContent as error:
        raise _refusal(error) from None


def _found(call: Call, org: Org, schema: SObject) -> Row:
    row = org.get(schema.name, call.params["id"])
    if row is None:
        raise not_found()
    return row


def _read(call: Call) -> Reply:
    schema, org = _schema(call), Org.of(call)
    row = _found(call, org, schema)
    computed = list(COMPUTED) if schema.metadata else []
    out: dict[str, Any] = {"attributes": Runner(org, "tooling", base(call)).attributes(schema, row)}
    for name in call.many("fields") or [*(f.name for f in schema.columns), *computed]:
        field = schema.field(name)
        if name in computed:
            out[name] = COMPUTED[name](org, schema, row, "tooling")
        elif field is None:
            raise no_column(name, schema.name)
        else:
            out[field.name] = row.get(field.name)
    return Reply(200, out)


def _update(call: Call) -> Reply:
    schema, org, body = _schema(call), Org.of(call), body_of(call)
    row = _found(call, org, schema)
    with org.transaction():
        if schema.name not in _BY_DOCUMENT:
            more = bool(body) and set(body) <= set(_ALSO_UPDATES.get(schema.name, ()))
            org.update(schema.name, row["Id"], body, by="metadata" if more else "row", api="tooling")
            return Reply(204)
        if schema.name not in _UPDATABLE:
            raise not_allowed()
        name = _full_name(org, schema, row, "tooling")
        if body.get("FullName", name) != name:
            raise Rejected("INVALID_FIELD_FOR_INSERT_UPDATE", "FullName can't be changed", ("FullName",))
        _, content = _document(schema, {**body, "FullName": name})
        _written(org, component_of(schema), name, content)
        org.audit("changed", schema, name)
    return Reply(204)


def _delete(call: Call) -> Reply:
    schema, org = _schema(call), Org.of(call)
    row = _found(call, org, schema)
    with org.transaction():
        if schema.name not in _BY_DOCUMENT:
            org.delete(schema.name, row["Id"], api="tooling")
            return Reply(204)
        if schema.name not in _DELETABLE:
            raise not_allowed()
        if schema.name == "Flow":
            org.delete("Flow", row["Id"], api="tooling")
            return Reply(204)
        name = _full_name(org, schema, row, "tooling")
        try:
            component_of(schema).delete(org, name)
        except BadContent as error:
            raise Rejected("DELETE_FAILED", error.problem, ()) from None
    return Reply(204)


def _execute(call: Call) -> Reply:
    """Apex is not run. [assumed]"""
    del call
    raise Rejected("NOT_SUPPORTED", "The simulator runs no Apex")
