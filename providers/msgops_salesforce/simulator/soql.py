"""`query`, `queryAll`, the pages that follow, `search` (dossier A6, D3)."""

from __future__ import annotations

import re
from typing import Any

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_salesforce.simulator import ids
from msgops_salesforce.simulator.api import base, data
from msgops_salesforce.simulator.errors import Rejected
from msgops_salesforce.simulator.org import Org
from msgops_salesforce.simulator.soql_parse import Query, parse
from msgops_salesforce.simulator.soql_run import Runner

_PAGE = 2000
_BATCH = re.compile(r"batchSize=(\d+)")


def install(simulator: Simulator) -> None:
    """Declare the operations of both APIs."""
    for prefix in ("", "tooling/"):
        for name in ("query", "queryAll"):
            data(simulator, "GET", f"{prefix}{name}", _query)
            data(simulator, "GET", f"{prefix}{name}/{{locator}}", _more)
        data(simulator, "GET", f"{prefix}search", _search)


def api_of(call: Call) -> str:
    """Return which API a call is made to."""
    return "tooling" if call.path.startswith(f"{base(call)}/tooling") else "data"


def run(call: Call, soql: str) -> Reply:
    """Answer a query with its first page."""
    runner = Runner(Org.of(call), api_of(call), base(call))
    query = parse(soql)
    rows = runner.select(query)
    if query.count:
        return Reply(200, {"totalSize": len(rows), "done": True, "records": []})
    shown = runner.shown(query, rows)
    size = _size(call)
    if len(shown) <= size:
        return Reply(200, {"totalSize": len(shown), "done": True, "records": shown})
    cursor = ids.new(call.world, "01g")
    call.world.table("cursors")[cursor] = {"records": shown, "size": size}
    return _page(call, cursor, 0)


def _query(call: Call) -> Reply:
    soql = call.one("q")
    if not soql.strip():
        raise Rejected("MALFORMED_QUERY", "A query string has to be specified")
    return _columns(call, soql) if call.one("columns") == "true" else run(call, soql)


def _columns(call: Call, soql: str) -> Reply:
    """Say what columns a query has, instead of answering it. [documented: what the sf command line reads]"""
    runner, query = Runner(Org.of(call), api_of(call), base(call)), parse(soql)
    runner.shown(query, [])
    found = [_column(item) for item in query.items]
    return Reply(200, {"columnMetadata": found, "entityName": query.source})


def _column(item: str | Query) -> dict[str, Any]:
    if isinstance(item, Query):
        name, below, children = item.source, [_column(i) for i in item.items], True
    else:
        name, _, rest = item.partition(".")
        below, children = [_column(rest)] if rest else [], False
    return {"columnName": name, "displayName": name, "aggregate": children, "joinColumns": below}


def _more(call: Call) -> Reply:
    """A locator is a cursor and where to go on. [documented]"""
    cursor, _, start = call.params["locator"].rpartition("-")
    if cursor not in call.world.table("cursors") or not start.isdigit():
        raise Rejected("INVALID_QUERY_LOCATOR", "invalid query locator")
    return _page(call, cursor, int(start))


def _page(call: Call, cursor: str, start: int) -> Reply:
    held = call.world.table("cursors")[cursor]
    records, end = held["records"], start + held["size"]
    body = {"totalSize": len(records), "done": end >= len(records), "records": records[start:end]}
    if end < len(records):
        path = "tooling/query" if api_of(call) == "tooling" else "query"
        body["nextRecordsUrl"] = f"{base(call)}/{path}/{cursor}-{end}"
    return Reply(200, body)


def _size(call: Call) -> int:
    """The page size that is asked for, 200 to 2000. [documented]"""
    found = _BATCH.search(call.headers.get("sforce-query-options", ""))
    return min(_PAGE, max(200, int(found[1]))) if found else _PAGE


def _search(call: Call) -> Reply:
    """SOSL is answered, not understood. [assumed: static]"""
    del call
    return Reply(200, {"searchRecords": []})
