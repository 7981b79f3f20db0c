"""Up to 200 rows in one request, each with a result of its own (dossier A7)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_salesforce.simulator import ids
from msgops_salesforce.simulator.api import base, data
from msgops_salesforce.simulator.errors import Rejected, no_column
from msgops_salesforce.simulator.org import Org
from msgops_salesforce.simulator.soql_run import Runner

_LIMIT, _READ = 200, 2000
_UNDONE = "ALL_OR_NONE_OPERATION_ROLLED_BACK"


def install(simulator: Simulator) -> None:
    """Declare the operations."""
    data(simulator, "POST", "composite/sobjects", _create)
    data(simulator, "PATCH", "composite/sobjects", _update)
    data(simulator, "DELETE", "composite/sobjects", _delete)
    data(simulator, "POST", "composite/sobjects/{type}", _read)
    data(simulator, "POST", "composite/tree/{type}", _tree)


def _create(call: Call) -> Reply:
    org = Org.of(call)
    return _save(call, org, lambda r: org.insert(_type(r), _values(r))["Id"])


def _update(call: Call) -> Reply:
    org = Org.of(call)

    def work(record: dict[str, Any]) -> str:
        given = _values(record)
        id_ = given.pop("id", None) or given.pop("Id", None)
        if ids.normal(id_) is None:
            raise Rejected("MALFORMED_ID", f"bad id {id_}", ("Id",))
        return str(org.update(_type(record), id_, given)["Id"])

    return _save(call, org, work)


def _save(call: Call, org: Org, work: Callable[[dict[str, Any]], str]) -> Reply:
    body = call.json
    records = body.get("records") if isinstance(body, dict) else None
    if not isinstance(records, list) or not all(isinstance(r, dict) for r in records):
        raise Rejected("JSON_PARSER_ERROR", "records must be a list of rows")
    return Reply(200, _each(org, records, work, whole=bool(body.get("allOrNone"))))


def _delete(call: Call) -> Reply:
    org = Org.of(call)

    def work(id_: str) -> str:
        found = org.anywhere(ids.normal(id_) or "")
        if found is None:
            raise Rejected("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", ())
        org.delete(found[0].name, id_)
        return str(found[1]["Id"])

    return Reply(200, _each(org, call.many("ids"), work, whole=call.one("allOrNone") == "true"))


def _each(org: Org, items: Sequence[Any], work: Callable[[Any], str], *, whole: bool) -> list[dict[str, Any]]:
    """One result per item, in order; with `whole` one that fails undoes them all. [documented]"""
    if len(items) > _LIMIT:
        raise Rejected("LIMIT_EXCEEDED", f"at most {_LIMIT} records in a request")
    with org.transaction() as done:
        results = [_one(org, item, work) for item in items]
        done.failed = whole and not all(r["success"] for r in results)
    return [_rolled_back(r) for r in results] if done.failed else results


def _one(org: Org, item: Any, work: Callable[[Any], str]) -> dict[str, Any]:
    try:
        with org.transaction():
            return {"id": work(item), "success": True, "errors": []}
    except Rejected as error:
        return {"success": False, "errors": [error.saved]}


def _rolled_back(result: dict[str, Any]) -> dict[str, Any]:
    if not result["success"]:
        return result
    message = (
        "Record rolled back because not all records were valid and the request was using AllOrNone header"
    )
    error = {"statusCode": _UNDONE, "message": message, "fields": []}
    return {"success": False, "errors": [error]}


def _type(record: dict[str, Any]) -> str:
    found = (record.get("attributes") or {}).get("type")
    if not found:
        raise Rejected("INVALID_TYPE", "every record needs attributes with its type", ())
    return str(found)


def _values(record: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in record.items() if k != "attributes"}


def _read(call: Call) -> Reply:
    """Rows in the order of their ids, null where there is none. [documented]"""
    org, body = Org.of(call), call.json
    wanted, names = body.get("ids") or [], body.get("fields") or []
    if len(wanted) > _READ:
        raise Rejected("LIMIT_EXCEEDED", f"at most {_READ} ids in a request")
    schema = org.schema(call.params["type"])
    columns = []
    for name in names:
        field = schema.field(name)
        if field is None:
            raise no_column(name, schema.name)
        columns.append(field.name)
    runner = Runner(org, "data", base(call))
    rows = [org.get(schema.name, id_) for id_ in wanted]
    shown = [
        None
        if row is None
        else {"attributes": runner.attributes(schema, row), **{c: row.get(c) for c in columns}}
        for row in rows
    ]
    return Reply(200, shown)


def _tree(call: Call) -> Reply:
    """Rows without children; all of them or none. [assumed: children are not simulated]"""
    org, records = Org.of(call), call.json.get("records") or []
    results = _each(
        org,
        records,
        lambda r: org.insert(_type(r), {k: v for k, v in _values(r).items() if k != "referenceId"})["Id"],
        whole=True,
    )
    errors = [
        {"referenceId": (r.get("attributes") or {}).get("referenceId"), "errors": s["errors"]}
        for r, s in zip(records, results, strict=True)
        if not s["success"] and s["errors"][0]["statusCode"] != _UNDONE
    ]
    if errors:
        return Reply(400, {"hasErrors": True, "results": errors})
    made = [
        {"referenceId": (r.get("attributes") or {}).get("referenceId"), "id": s["id"]}
        for r, s in zip(records, results, strict=True)
    ]
    return Reply(201, {"hasErrors": False, "results": made})
