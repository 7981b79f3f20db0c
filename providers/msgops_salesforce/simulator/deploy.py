"""Deploys over REST: start, poll, cancel, and deploy at once what was validated (dossier A9, D4.8)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import orjson

from msgops.sandbox.kit import Call, Reply, Simulator, World
from msgops_salesforce.simulator import deploy_run, ids
from msgops_salesforce.simulator.api import data
from msgops_salesforce.simulator.errors import Rejected, not_found
from msgops_salesforce.simulator.org import Org, user_of

DEFAULTS: Mapping[str, Any] = {
    "allowMissingFiles": False,
    "autoUpdatePackage": False,
    "checkOnly": False,
    "ignoreWarnings": False,
    "performRetrieve": False,
    "purgeOnDelete": False,
    "rollbackOnError": True,
    "runTests": None,
    "singlePackage": True,
    "testLevel": "NoTestRun",
}
LEVELS = ("NoTestRun", "RunSpecifiedTests", "RunLocalTests", "RunAllTestsInOrg", "RunRelevantTests")
_PARTS = ("json", "entity_content")
_BOUNDARY = re.compile(r'boundary="?([^";]+)"?')
_NAME = re.compile(rb'name="([^"]*)"')
_QUICK = timedelta(days=10)


def install(simulator: Simulator) -> None:
    """Declare the operations."""
    data(simulator, "POST", "metadata/deployRequest", _start)
    data(simulator, "GET", "metadata/deployRequest/{id}", _poll)
    data(simulator, "PATCH", "metadata/deployRequest/{id}", _cancel)


def start(world: World, actor: str, content: bytes, given: Mapping[str, Any]) -> dict[str, Any]:
    """Put a deploy into the queue and return it; what production forbids is refused. [documented]"""
    org = Org(world, user_of(world, actor))
    options = {**DEFAULTS, **{k: v for k, v in given.items() if v is not None and k in DEFAULTS}}
    if options["testLevel"] not in LEVELS:
        raise Rejected("INVALID_OPERATION", f"unknown testLevel {options['testLevel']}")
    if org.knob("production"):
        # Only outside of production no tests are the default. [documented]
        options["testLevel"] = given.get("testLevel") or "RunLocalTests"
        _production(options)
    id_ = ids.new(world, "0Af")
    job = {
        "id": id_,
        "content": content,
        "options": options,
        "actor": actor,
        "status": "Pending",
        "left": org.knob("deploy_polls"),
        "created": org.now(),
        "started": None,
        "completed": None,
        "at": world.now(),
        "report": None,
    }
    world.table("deploys")[id_] = job
    return job


def _production(options: Mapping[str, Any]) -> None:
    wrong = {
        "rollbackOnError option must be true on a production org": not options["rollbackOnError"],
        "allowMissingFiles option must be false on a production org": options["allowMissingFiles"],
        "purgeOnDelete option must be false on a production org": options["purgeOnDelete"],
        "testLevel of NoTestRun cannot be used in production organizations": options["testLevel"]
        == "NoTestRun",
    }
    for message, found in wrong.items():
        if found:
            raise Rejected("INVALID_OPERATION", message)


def look(world: World, id_: str) -> dict[str, Any]:
    """Return a deploy; every look brings the oldest one nearer to its end. One runs at a time. [assumed]"""
    job = world.table("deploys").get(ids.normal(id_) or "")
    if job is None:
        raise not_found()
    head = next((j for j in world.table("deploys").values() if not done(j)), None)
    if head is not None:
        _advance(world, head)
    return world.table("deploys")[job["id"]]


def done(job: Mapping[str, Any]) -> bool:
    """Whether a deploy has come to its end."""
    return job["completed"] is not None


def _advance(world: World, job: dict[str, Any]) -> None:
    org = Org(world, user_of(world, job["actor"]))
    if job["status"] == "Canceling":
        job.update(status="Canceled", completed=org.now())
        return
    job["started"] = job["started"] or org.now()
    if job["left"] > 0:
        job.update(status="InProgress", left=job["left"] - 1)
        return
    report = deploy_run.run(org, job["content"], job["options"])
    good = "Succeeded" if report.good else "Failed"
    partly = (
        not report.error and not job["options"]["rollbackOnError"] and any(m.success for m in report.messages)
    )
    status = "SucceededPartial" if partly and not report.good else good
    job.update(status=status, completed=org.now(), report=report)


def result(world: World, job: Mapping[str, Any], *, details: bool) -> dict[str, Any]:
    """Return what the API says of a deploy. [documented: its fields]"""
    report = job["report"] or deploy_run.Report()
    options = job["options"]
    user = Org(world).get("User", user_of(world, job["actor"])) or {"Id": "", "Name": ""}
    failures = [m for m in report.messages if not m.success]
    shown: dict[str, Any] = {
        "id": job["id"],
        "status": job["status"],
        "done": done(job),
        "success": job["status"] == "Succeeded",
        **{k: options[k] for k in ("checkOnly", "ignoreWarnings", "rollbackOnError")},
        "runTestsEnabled": options["testLevel"] != "NoTestRun",
        "createdBy": user["Id"][:15],
        "createdByName": user["Name"],
        "createdDate": job["created"],
        "startDate": job["started"],
        "lastModifiedDate": job["completed"] or job["started"] or job["created"],
        "completedDate": job["completed"],
        "numberComponentsTotal": len(report.messages),
        "numberComponentsDeployed": len(report.messages) - len(failures),
        "numberComponentErrors": len(failures),
        "numberTestsTotal": 0,
        "numberTestsCompleted": 0,
        "numberTestErrors": 0,
        "stateDetail": None,
        "errorMessage": report.error or None,
        "errorStatusCode": "UNKNOWN_EXCEPTION" if report.error else None,
        "canceledBy": user["Id"][:15] if job["status"] == "Canceled" else None,
        "canceledByName": user["Name"] if job["status"] == "Canceled" else None,
    }
    if details:
        shown["details"] = _details(report, job)
    return shown


def _details(report: deploy_run.Report, job: Mapping[str, Any]) -> dict[str, Any]:
    now = job["completed"] or job["created"]
    return {
        "componentSuccesses": [m.shown(now) for m in report.messages if m.success],
        "componentFailures": [m.shown(now) for m in report.messages if not m.success],
        "runTestResult": {
            "numFailures": 0,
            "numTestsRun": 0,
            "totalTime": 0.0,
            "successes": [],
            "failures": [],
            "codeCoverage": [],
            "codeCoverageWarnings": [],
        },
    }


def _start(call: Call) -> Reply:
    kind = call.headers.get("content-type", "")
    if kind.startswith("application/json"):
        return _quick(call)
    parts = multipart(call.content, kind)
    settings = next((parts[p] for p in _PARTS if p in parts), None)
    if settings is None or "file" not in parts:
        raise Rejected("INVALID_MULTIPART_REQUEST", "A deploy has a part json and a part file")
    try:
        given = orjson.loads(settings)["deployOptions"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        raise Rejected("JSON_PARSER_ERROR", "deployOptions are missing") from None
    return _started(call, start(call.world, call.actor, parts["file"], given))


def _started(call: Call, job: Mapping[str, Any]) -> Reply:
    body = {
        "id": job["id"],
        "deployOptions": job["options"],
        "deployResult": result(call.world, job, details=False),
    }
    return Reply(201, body)


def _quick(call: Call) -> Reply:
    """Deploy what was validated with its tests in the last ten days. [documented]"""
    checked = call.world.table("deploys").get(ids.normal(call.json.get("validatedDeployRequestId")) or "")
    good = checked is not None and checked["status"] == "Succeeded" and checked["options"]["checkOnly"]
    if checked is None or not good or checked["options"]["testLevel"] == "NoTestRun":
        raise Rejected("INVALID_ID_FIELD", "No validated deployment with tests has this id")
    if call.world.now() - checked["at"] > _QUICK:
        raise Rejected("INVALID_ID_FIELD", "The validation is older than ten days")
    return _started(
        call, start(call.world, call.actor, checked["content"], {**checked["options"], "checkOnly": False})
    )


def _poll(call: Call) -> Reply:
    job = look(call.world, call.params["id"])
    shown = result(call.world, job, details=call.one("includeDetails").lower() == "true")
    body = {
        "id": job["id"],
        "validatedDeployRequestId": None,
        "deployResult": shown,
        "deployOptions": job["options"],
    }
    return Reply(200, body)


def _cancel(call: Call) -> Reply:
    job = cancel(call.world, call.params["id"])
    if (call.json.get("deployResult") or {}).get("status") != "Canceling":
        raise Rejected("INVALID_INPUT", "the only change is to the status Canceling")
    return Reply(202, {"id": job["id"], "deployResult": result(call.world, job, details=False)})


def cancel(world: World, id_: str) -> dict[str, Any]:
    """Ask a deploy to stop; one that ended is past that. [documented]"""
    job: dict[str, Any] | None = world.table("deploys").get(ids.normal(id_) or "")
    if job is None:
        raise not_found()
    if done(job):
        raise Rejected("INVALID_ID_FIELD", "Deployment already completed")
    job["status"] = "Canceling"
    return job


def multipart(content: bytes, kind: str) -> dict[str, bytes]:
    """Return the parts of a form by name, to the byte."""
    found = _BOUNDARY.search(kind)
    if found is None:
        raise Rejected("INVALID_MULTIPART_REQUEST", "The body is no multipart form")
    parts: dict[str, bytes] = {}
    for part in (b"\r\n" + content).split(b"\r\n--" + found[1].encode())[1:]:
        head, gap, body = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        name = _NAME.search(head)
        if gap and name is not None:
            parts[name[1].decode("utf-8", "replace")] = body
    return parts
