"""sObject rows: describe, create, read, update, delete, upsert by a key (dossier A5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_salesforce.simulator import describe, ids
from msgops_salesforce.simulator.api import base, data
from msgops_salesforce.simulator.errors import Rejected, no_column, not_found
from msgops_salesforce.simulator.fields import Row, SObject
from msgops_salesforce.simulator.objects import OBJECTS
from msgops_salesforce.simulator.org import Org
from msgops_salesforce.simulator.soql_run import Runner, comparable

_KEYS = frozenset({"Username", "DeveloperName", "Name"})
"""Columns by which a row may be addressed. [assumed: none of the Omni kinds has an external id]"""


def install(simulator: Simulator) -> None:
    """Declare the operations of the data API."""
    data(simulator, "GET", "sobjects", _all)
    data(simulator, "GET", "sobjects/{type}", _brief)
    data(simulator, "GET", "sobjects/{type}/describe", _describe)
    data(simulator, "POST", "sobjects/{type}", _create)
    data(simulator, "GET", "sobjects/{type}/{id}", _read)
    data(simulator, "PATCH", "sobjects/{type}/{id}", _update)
    data(simulator, "DELETE", "sobjects/{type}/{id}", _delete)
    data(simulator, "GET", "sobjects/{type}/{field}/{value}", _read_by)
    data(simulator, "PATCH", "sobjects/{type}/{field}/{value}", _upsert)


def body_of(call: Call) -> Mapping[str, Any]:
    """Return the row that is sent."""
    body = call.json
    if not isinstance(body, dict):
        raise Rejected("JSON_PARSER_ERROR", "The request body must be a JSON object")
    return body


def _all(call: Call) -> Reply:
    org = Org.of(call)
    found = [
        describe.brief(s, base(call)) for s in OBJECTS.values() if org.enabled(s.feature) and "data" in s.api
    ]
    found += [describe.brief(e["schema"], base(call)) for e in org.rows("events").values()]
    return Reply(200, {"encoding": "UTF-8", "maxBatchSize": 200, "sobjects": found})


def _brief(call: Call) -> Reply:
    schema = _schema(call)
    return Reply(200, {"objectDescribe": describe.brief(schema, base(call)), "recentItems": []})


def _describe(call: Call) -> Reply:
    return Reply(200, describe.full(_schema(call), base(call)))


def _schema(call: Call) -> SObject:
    """An unknown type is a resource that is not there; one switched off is no type. [documented]"""
    name, org = call.params["type"].lower(), Org.of(call)
    event = call.world.table("events").get(name)
    if name not in OBJECTS and (event is None or org.calls < event["since"]):
        raise not_found()
    return org.schema(name)


def _create(call: Call) -> Reply:
    schema, org = _schema(call), Org.of(call)
    with org.transaction():
        row = org.insert(schema.name, body_of(call))
    location = {"Location": f"{base(call)}/sobjects/{schema.name}/{row['Id']}"}
    return Reply(201, {"id": row["Id"], "success": True, "errors": []}, location)


def _read(call: Call) -> Reply:
    schema, org = _schema(call), Org.of(call)
    schema.polled(org)
    return _shown(call, org, schema, org.get(schema.name, call.params["id"]))


def _shown(call: Call, org: Org, schema: SObject, row: Row | None) -> Reply:
    if row is None or not schema.visible(org, row):
        raise not_found()
    wanted = call.many("fields") or [f.name for f in schema.columns]
    out: dict[str, Any] = {"attributes": Runner(org, "data", base(call)).attributes(schema, row)}
    for name in wanted:
        field = schema.field(name.strip())
        if field is None:
            raise no_column(name, schema.name)
        out[field.name] = row.get(field.name)
    return Reply(200, out)


def _update(call: Call) -> Reply:
    schema, org = _schema(call), Org.of(call)
    with org.transaction():
        org.update(schema.name, call.params["id"], body_of(call))
    return Reply(204)


def _delete(call: Call) -> Reply:
    schema, org = _schema(call), Org.of(call)
    with org.transaction():
        org.delete(schema.name, call.params["id"])
    return Reply(204)


def _by_key(call: Call, org: Org, schema: SObject) -> tuple[str, list[Row]]:
    field = schema.field(call.params["field"])
    if field is None or (field.name not in _KEYS and field.name != "Id"):
        message = f"Provided external ID field does not exist or is not accessible: {call.params['field']}"
        raise Rejected("NOT_FOUND", message, status=404)
    wanted = ids.normal(call.params["value"]) if field.name == "Id" else comparable(call.params["value"])
    return field.name, [r for r in org.rows(schema.name).values() if comparable(r.get(field.name)) == wanted]


def _read_by(call: Call) -> Reply:
    """Several rows with one key are answered as a list of addresses. [documented]"""
    schema, org = _schema(call), Org.of(call)
    _, found = _by_key(call, org, schema)
    if len(found) > 1:
        return Reply(300, [f"{base(call)}/sobjects/{schema.name}/{r['Id']}" for r in found])
    return _shown(call, org, schema, found[0] if found else None)


def _upsert(call: Call) -> Reply:
    schema, org = _schema(call), Org.of(call)
    name, found = _by_key(call, org, schema)
    if len(found) > 1:
        return Reply(300, [f"{base(call)}/sobjects/{schema.name}/{r['Id']}" for r in found])
    with org.transaction():
        if found:
            row = org.update(schema.name, found[0]["Id"], body_of(call))
        else:
            row = org.insert(schema.name, {**body_of(call), name: call.params["value"]})
    shown = {"id": row["Id"], "success": True, "errors": [], "created": not found}
    return Reply(200 if found else 201, shown)
