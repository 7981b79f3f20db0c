"""Several requests in one: Composite, graphs, batch (dossier A7)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import orjson

from msgops.sandbox.app import make_call
from msgops.sandbox.kit import Call, Refusal, Reply, Simulator
from msgops_salesforce.simulator.api import base, data
from msgops_salesforce.simulator.errors import Rejected
from msgops_salesforce.simulator.org import Org

_REFERENCE = re.compile(r"@\{(?P<id>[A-Za-z]\w*)\.(?P<path>[\w.\[\]]+)\}")
_STEPS = re.compile(r"\w+")
_SUBREQUESTS, _QUERIES, _NODES, _GRAPHS, _FAILED_GRAPHS = 25, 5, 500, 75, 14


def install(simulator: Simulator) -> None:
    """Declare the operations."""
    data(simulator, "POST", "composite", _composite)
    data(simulator, "POST", "composite/graph", _graphs)
    data(simulator, "POST", "composite/batch", _batch)


def _composite(call: Call) -> Reply:
    """The answer is 200 whatever happened inside. [documented]"""
    wanted = _requests(call.json.get("compositeRequest"), _SUBREQUESTS)
    if sum(1 for r in wanted if "/query" in r["url"] or "composite/sobjects" in r["url"]) > _QUERIES:
        raise Rejected("LIMIT_EXCEEDED", f"at most {_QUERIES} subrequests may be queries or collections")
    results, _ = _together(call, wanted, whole=bool(call.json.get("allOrNone")))
    return Reply(200, {"compositeResponse": results})


def _graphs(call: Call) -> Reply:
    """Each graph is a transaction; after 14 that failed the rest is not tried. [documented]"""
    graphs = call.json.get("graphs")
    if not isinstance(graphs, list) or len(graphs) > _GRAPHS:
        raise Rejected("LIMIT_EXCEEDED", f"a payload has at most {_GRAPHS} graphs")
    if sum(len(g.get("compositeRequest") or []) for g in graphs) > _NODES:
        raise Rejected("LIMIT_EXCEEDED", f"a payload has at most {_NODES} nodes")
    out, failed = [], 0
    for graph in graphs:
        wanted = _requests(graph.get("compositeRequest"), _NODES)
        if failed >= _FAILED_GRAPHS:
            results, good = [_halted(r) for r in wanted], False
        else:
            results, good = _together(call, wanted, whole=True)
        failed += not good
        shown = {"compositeResponse": results}
        out.append({"graphId": graph.get("graphId"), "graphResponse": shown, "isSuccessful": good})
    return Reply(200, {"graphs": out})


def _batch(call: Call) -> Reply:
    """Independent requests, 25 at most. [assumed]"""
    wanted = call.json.get("batchRequests")
    if not isinstance(wanted, list) or len(wanted) > _SUBREQUESTS:
        raise Rejected("LIMIT_EXCEEDED", f"a batch has at most {_SUBREQUESTS} requests")
    results = []
    for one in wanted:
        reply = _perform(
            call, one["method"], f"/services/data/{one['url'].lstrip('/')}", one.get("richInput")
        )
        results.append({"statusCode": reply.status, "result": reply.body})
    return Reply(200, {"hasErrors": any(r["statusCode"] >= 400 for r in results), "results": results})


def _requests(given: Any, limit: int) -> list[Mapping[str, Any]]:
    if not isinstance(given, list) or not given:
        raise Rejected("JSON_PARSER_ERROR", "compositeRequest must be a list")
    if len(given) > limit:
        raise Rejected("LIMIT_EXCEEDED", f"Limit of {limit} subrequests exceeded")
    names = [r.get("referenceId") for r in given]
    if any(not isinstance(n, str) for n in names) or len(set(names)) < len(names):
        raise Rejected("INVALID_INPUT", "every subrequest needs a referenceId of its own")
    return given


def _together(
    call: Call, wanted: list[Mapping[str, Any]], *, whole: bool
) -> tuple[list[dict[str, Any]], bool]:
    """Run requests in their order; with `whole` one that fails undoes them all."""
    if not whole:
        results = _each(call, wanted, stop=False)
        return results, all(r["httpStatusCode"] < 400 for r in results)
    with Org.of(call).transaction() as work:
        results = _each(call, wanted, stop=True)
        work.failed = any(r["httpStatusCode"] >= 400 for r in results)
    if not work.failed:
        return results, True
    return [r if r["httpStatusCode"] >= 400 else _halted(r) for r in results], False


def _each(call: Call, wanted: list[Mapping[str, Any]], *, stop: bool) -> list[dict[str, Any]]:
    answers: dict[str, Any] = {}
    results: list[dict[str, Any]] = []
    for one in wanted:
        if stop and any(r["httpStatusCode"] >= 400 for r in results):
            results.append(_halted(one))
            continue
        try:
            url = str(_filled(one["url"], answers))
            body = _filled(one.get("body"), answers)
        except KeyError:
            results.append(_halted(one))
            continue
        reply = _perform(call, one["method"], url, body)
        if reply.status < 400:
            answers[one["referenceId"]] = reply.body
        results.append(_result(one, reply))
    return results


def _result(one: Mapping[str, Any], reply: Reply) -> dict[str, Any]:
    headers = {"Location": reply.headers["Location"]} if "Location" in reply.headers else {}
    return {
        "body": reply.body,
        "httpHeaders": headers,
        "httpStatusCode": reply.status,
        "referenceId": one["referenceId"],
    }


def _halted(one: Mapping[str, Any]) -> dict[str, Any]:
    """What was undone or not tried because of another request. [documented]"""
    message = "The transaction was rolled back since another operation in the same transaction failed."
    return _result(one, Rejected("PROCESSING_HALTED", message).reply)


def _filled(value: Any, answers: Mapping[str, Any]) -> Any:
    """Put in what an earlier request answered: `@{reference.id}`. [documented]"""
    if isinstance(value, Mapping):
        return {k: _filled(v, answers) for k, v in value.items()}
    if isinstance(value, list):
        return [_filled(v, answers) for v in value]
    if not isinstance(value, str):
        return value
    whole = _REFERENCE.fullmatch(value)
    if whole is not None:
        return _answer(whole, answers)
    return _REFERENCE.sub(lambda m: str(_answer(m, answers)), value)


def _answer(found: re.Match[str], answers: Mapping[str, Any]) -> Any:
    value = answers[found["id"]]
    for step in _STEPS.findall(found["path"]):
        try:
            value = value[int(step)] if isinstance(value, list) else value[step]
        except (KeyError, IndexError, TypeError, ValueError):
            raise KeyError(step) from None
    return value


def _perform(call: Call, method: str, url: str, body: Any) -> Reply:
    """Do one request as the caller; what it does inside counts no call of its own. [documented]"""
    parts = urlsplit(url)
    if not parts.path.startswith("/services/data/"):
        return Rejected("INVALID_INPUT", f"{url} is no resource of the data API").reply
    content = b"" if body is None else orjson.dumps(body)
    query = parse_qs(parts.query, keep_blank_values=True)
    inner = make_call(call.simulator, method, parts.path, query, call.headers, content)  # type: ignore[arg-type]
    if inner is None or inner.path.startswith(f"{base(call)}/composite/graph"):
        return Rejected("NOT_FOUND", f"{unquote(parts.path)} is no resource", status=404).reply
    inner.actor, inner.world = call.actor, call.world
    used = call.world.counters.get("api-calls", 0)
    try:
        reply = inner.route.handler(inner)
    except Refusal as refusal:
        reply = refusal.reply
    call.world.counters["api-calls"] = used
    return reply
