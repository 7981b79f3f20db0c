"""Rows of the data and Tooling APIs: queries with all their pages, single rows, collections (dossier A5 to A8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgops.sdk.errors import Fault, NotFound, Refused
from msgops.sdk.http import Reader, Writer
from msgops_salesforce.account import VERSION

DATA = f"/services/data/v{VERSION}"
TOOLING = f"{DATA}/tooling"
_GONE = ("ENTITY_IS_DELETED", "INVALID_CROSS_REFERENCE_KEY")
_ROLLED_BACK = ("ALL_OR_NONE_OPERATION_ROLLED_BACK", "PROCESSING_HALTED")
_LATE = (1.0, 2.0, 4.0, 8.0, 16.0, 16.0)
"""Seconds between looks for a row that must come."""
PER_CALL = 200
"""Records of one collection call."""
Row = Mapping[str, Any]


def literal(text: str) -> str:
    """Return text as a SOQL literal."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\r", "\\r")
    return f"'{escaped}'"


def among(values: Iterable[str]) -> str:
    """Return a SOQL list of literals, sorted."""
    return f"({', '.join(literal(v) for v in sorted(set(values)))})"


async def query(read: Reader, soql: str, *, tooling: bool = False) -> list[dict[str, Any]]:
    """Return every row of a query, page by page, without the `attributes` that the org adds."""
    found: list[dict[str, Any]] = []
    answer = await read.get(f"{TOOLING if tooling else DATA}/query", {"q": soql})
    while True:
        found.extend({k: v for k, v in row.items() if k != "attributes"} for row in answer["records"])
        if answer["done"]:
            return found
        answer = await read.get(answer["nextRecordsUrl"])


async def query_until_shown(write: Writer, soql: str, *, tooling: bool = False) -> list[dict[str, Any]]:
    """Return the rows of a query as soon as there are any, none after 47 s: rows may follow late on a deployment."""
    for pause in _LATE:
        if found := await query(write, soql, tooling=tooling):
            return found
        await write.clock.sleep(pause)
    return await query(write, soql, tooling=tooling)


async def query_if_known(read: Reader, soql: str, *, tooling: bool = False) -> list[dict[str, Any]]:
    """Return the rows of a query; a type that the org lacks while its feature is off has none."""
    try:
        return await query(read, soql, tooling=tooling)
    except Refused as error:
        if error.fault is None or error.fault.code != "INVALID_TYPE":
            raise
        return []


async def query_among(
    read: Reader, select: str, field: str, values: Iterable[str], *, tooling: bool = False
) -> list[dict[str, Any]]:
    """Return the rows of `select` whose field is one of the values, in as many queries as their length asks for."""
    wanted, found = sorted(set(values)), []
    for start in range(0, len(wanted), PER_CALL):
        part = wanted[start : start + PER_CALL]
        joiner = "AND" if " WHERE " in select else "WHERE"
        found.extend(await query(read, f"{select} {joiner} {field} IN {among(part)}", tooling=tooling))
    return found


def path(kind: str, row: str = "", *, tooling: bool = False) -> str:
    """Return the path of a type, or of one of its rows."""
    base = f"{TOOLING if tooling else DATA}/sobjects/{kind}"
    return f"{base}/{row}" if row else base


async def insert(write: Writer, kind: str, fields: Row, *, tooling: bool = False) -> str:
    """Create a row and return its id."""
    answer = await write.post(path(kind, tooling=tooling), dict(fields))
    return str(answer.json["id"])


async def update(write: Writer, kind: str, row: str, fields: Row, *, tooling: bool = False) -> None:
    """Change these fields of a row."""
    await write.patch(path(kind, row, tooling=tooling), dict(fields))


async def delete(write: Writer, kind: str, row: str, *, tooling: bool = False) -> None:
    """Delete a row; one that is gone already is no error."""
    try:
        await write.delete(path(kind, row, tooling=tooling))
    except NotFound:
        return


async def insert_all(write: Writer, kind: str, rows: Sequence[Row]) -> list[str]:
    """Create many rows, 200 a call, each call whole or not at all; returns their ids. A row that exists already counts."""
    made: list[str] = []
    for start in range(0, len(rows), PER_CALL):
        records = [{"attributes": {"type": kind}, **row} for row in rows[start : start + PER_CALL]]
        answer = await write.post(f"{DATA}/composite/sobjects", {"allOrNone": True, "records": records})
        made.extend(_results(f"POST {DATA}/composite/sobjects", answer.json))
    return made


async def insert_together(write: Writer, steps: Mapping[str, tuple[str, Row]]) -> str:
    """Create rows of several types by one call, all of them or none; returns the id of the first.

    `steps`: type and fields by a reference; a later row names an earlier one's id as `@{reference.id}`.
    """
    call = f"{DATA}/composite"
    wanted = [
        {"method": "POST", "url": path(kind), "referenceId": reference, "body": dict(fields)}
        for reference, (kind, fields) in steps.items()
    ]
    answer = await write.post(call, {"allOrNone": True, "compositeRequest": wanted})
    return _results(f"POST {call}", [_result(r) for r in answer.json["compositeResponse"]])[0]


def _result(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a part of a composite call came to in the shape of collections."""
    body = answer["body"]
    if isinstance(body, Mapping):
        return body
    return {"success": False, "errors": [{**e, "statusCode": e.get("errorCode")} for e in body]}


async def delete_all(write: Writer, rows: Iterable[str]) -> None:
    """Delete many rows, 200 a call, each call whole or not at all; rows that are gone are no error."""
    wanted = sorted(set(rows))
    for start in range(0, len(wanted), PER_CALL):
        left = wanted[start : start + PER_CALL]
        while left:
            params = {"ids": ",".join(left), "allOrNone": "true"}
            answer = await write.send("DELETE", f"{DATA}/composite/sobjects", params=params)
            gone = {row for row, result in zip(left, answer.json, strict=True) if _is_gone(result)}
            if not gone:
                _results(f"DELETE {DATA}/composite/sobjects", answer.json)
                break
            # A row that is gone keeps the others: they are asked for once more, without it.
            left = [row for row in left if row not in gone]


def _is_gone(result: Mapping[str, Any]) -> bool:
    """Whether a row was not deleted because it is not there: setup rows leave no trace behind, so their id is unknown."""
    return any(e.get("statusCode") in _GONE for e in result.get("errors") or ())


def _results(call: str, results: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the ids; inner failures do not change the outer status of 200, so each is looked at."""
    failed = [r for r in results if not r.get("success")]
    told = [e for r in failed for e in r.get("errors") or ()]
    # Of a call that is all or nothing, the rows that were fine are reported as rolled back.
    told = [e for e in told if e.get("statusCode") not in _ROLLED_BACK] or told
    if failed:
        first = told[0] if told else {}
        text = "; ".join(dict.fromkeys(f"{e.get('statusCode')}: {e.get('message')}" for e in told))
        fault = Fault(str(first.get("statusCode", "")), str(first.get("message", "")))
        raise Refused(call, text or "the org gave no reason", status=200, fault=fault)
    return [str(r["id"]) for r in results]
