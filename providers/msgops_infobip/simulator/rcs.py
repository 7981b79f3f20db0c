"""RCS senders (dossier §5.I, §9): accepted with 202, ready a moment later, launched by somebody else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgops.sandbox.kit import Call, Refusal, Reply, Simulator
from msgops_infobip.simulator import rcs_templates
from msgops_infobip.simulator.errors import e2
from msgops_infobip.simulator.feed import record
from msgops_infobip.simulator.paging import p1

if TYPE_CHECKING:
    from collections.abc import Mapping

SCOPES = ("rcs:manage", "rcs:provision")
_PATH = "/rcs/1/senders"
_NAME = re.compile(r"(?=.*[a-zA-Z])[a-zA-Z0-9_-]{3,40}")
_MOST = 10
_EDITABLE = ("READY_FOR_TESTING", "SENDER_UPDATE_REQUIRED")
_STATUSES = (
    "DRAFT",
    "PENDING",
    "READY_FOR_TESTING",
    "PENDING_LAUNCH",
    "SENDER_UPDATE_REQUIRED",
    "LAUNCHED_IN_PROGRESS",
    "LAUNCHED_PARTIAL_SUCCESS",
    "LAUNCHED",
)
_VERDICTS = {"APPROVED": "LAUNCHED", "REJECTED": "READY_FOR_TESTING"}
_TEXTS = {"displayName": 40, "description": 100, "bannerUrl": 2048, "logoUrl": 2048}
_ENUMS = {
    "billingCategory": ("CONVERSATIONAL", "NON_CONVERSATIONAL"),
    "useCase": ("OTP", "TRANSACTIONAL", "PROMOTIONAL", "MULTI_USE"),
}
_REGIONS = ("NORTH_AMERICA", "EUROPE", "ASIA_PACIFIC")
_NOT_IN_LIST = ("phones", "emails", "websites", "privacy", "termsOfService", "platform")


def install(simulator: Simulator) -> None:
    """Declare the operations. There is no DELETE of a sender. [documented]."""
    route = simulator.route
    route("GET", _PATH, scopes=SCOPES)(_list)
    route("POST", _PATH, scopes=SCOPES)(_create)
    route("GET", f"{_PATH}/{{name}}", scopes=SCOPES)(_get)
    route("PUT", f"{_PATH}/{{name}}", scopes=SCOPES)(_update)
    route("PATCH", f"{_PATH}/{{name}}/platform-parameters", scopes=SCOPES)(_platform)
    route("GET", f"{_PATH}/{{name}}/launch-status", scopes=SCOPES)(_launch)
    rcs_templates.install(simulator)
    simulator.reviewers.append((f"{_PATH}/", _review))


def invalid(**violations: str) -> Refusal:
    """Refuse with E400 and the fields at fault. [documented]."""
    return Refusal(e2(400, "E400", "Request cannot be processed.", violations))


def _review(simulator: Simulator, path: str, result: str, reason: str) -> bool:
    """Decide on a launch: APPROVED, REJECTED (open again, [documented]), or the very status."""
    sender = simulator.world.table("rcs_senders").get(path.removeprefix(f"{_PATH}/"))
    status = _VERDICTS.get(result, result)
    if sender is None or status not in _STATUSES:
        return False
    stamp = simulator.world.stamp()
    sender.update(senderStatus=status, updatedAt=stamp)
    refused = result in ("REJECTED", "SENDER_UPDATE_REQUIRED")
    verdict = {"name": "VERIZON", "status": "REJECTED" if refused else "COMPLETED", "updatedAt": stamp}
    if refused and reason:
        verdict["rejectionReason"] = reason
    country = {"countryCode": "US", "providers": [verdict]}
    simulator.world.table("rcs_launches")[sender["senderName"]] = {"coverage": [country]}
    return True


def _list(call: Call) -> Reply:
    """Show the base data only, the last change first. [documented]."""
    wires = [_seen(call, s) for s in call.world.table("rcs_senders").values()]
    base = [{k: v for k, v in w.items() if k not in _NOT_IN_LIST} for w in wires]
    return Reply(200, p1(call, sorted(base, key=lambda w: str(w["updatedAt"]), reverse=True)))


def _seen(call: Call, sender: dict[str, Any]) -> dict[str, Any]:
    """Work on a sender ends after its first read. [assumed: how long is not said]."""
    if sender["senderStatus"] == "PENDING" and call.world.next(_reads(sender["senderName"])) > 1:
        sender["senderStatus"] = "READY_FOR_TESTING"
    return sender


def _reads(name: str) -> str:
    return f"reads of RCS sender {name}"


def sender_of(call: Call) -> dict[str, Any]:
    """Return the sender of the path, or refuse with 404. [documented]."""
    sender = call.world.table("rcs_senders").get(call.params["name"])
    if sender is None:
        raise Refusal(e2(404, "E404", "Not found - resource is not found."))
    return sender


def _get(call: Call) -> Reply:
    return Reply(200, _seen(call, sender_of(call)))


def _launch(call: Call) -> Reply:
    """Show each provider's verdict [documented]; a sender that nobody launched has no coverage [assumed]."""
    sender = sender_of(call)
    return Reply(
        200,
        {
            "event": "RCS_SENDER_LAUNCH_STATUS_UPDATE",
            "senderName": sender["senderName"],
            "senderStatus": sender["senderStatus"],
            "coverage": call.world.table("rcs_launches").get(sender["senderName"], {}).get("coverage", []),
            "updatedAt": sender["updatedAt"],
        },
    )


def _checked(call: Call) -> dict[str, Any]:
    body = call.json
    if not isinstance(body, dict):
        raise invalid(body="must be an object")
    found = {
        f: "must be present and not too long"
        for f, most in _TEXTS.items()
        if not 1 <= len(body.get(f) or "") <= most
    }
    found |= {f: "unknown value" for f, values in _ENUMS.items() if body.get(f) not in values}
    found |= {
        f: "must have a url" for f in ("privacy", "termsOfService") if not (body.get(f) or {}).get("url")
    }
    found |= {
        f: "only one entry is supported"
        for f in ("phones", "emails", "websites")
        if len(body.get(f) or ()) > 1
    }
    if not re.fullmatch(r"#?[A-Fa-f0-9]{6}", str(body.get("color", ""))):
        found["color"] = "must be hexadecimal"
    if not any(body.get(f) for f in ("phones", "emails", "websites")):
        found["phones"] = "required if email and website are not provided"
    found |= _unknown_platform(call, body)
    if found:
        raise invalid(**found)
    return {k: v for k, v in body.items() if v is not None}


def _unknown_platform(call: Call, body: Mapping[str, Any]) -> dict[str, str]:
    """Applications and entities must exist before. [documented]."""
    platform = body.get("platform") or {}
    places = {"applicationId": "applications", "entityId": "entities"}
    return {
        f"platform.{field}": "does not exist"
        for field, table in places.items()
        if platform.get(field) and platform[field] not in call.world.table(table)
    }


def _create(call: Call) -> Reply:
    """Accept a new name, at most ten of them. [documented]."""
    body, table = _checked(call), call.world.table("rcs_senders")
    name = str(body.get("senderName", ""))
    if not _NAME.fullmatch(name):
        raise invalid(senderName="3 to 40 letters, digits, - and _, at least one letter")
    if body.get("hostingRegion") not in _REGIONS or not (body.get("brand") or {}).get("brandName"):
        raise invalid(hostingRegion="must be present", brand="must be present")
    if name in table:
        conflict = "Request cannot be processed due to conflicts with existing resources"
        return e2(409, "E409", conflict, {"senderName": "already exists"})
    if len(table) >= _MOST:
        raise invalid(senderName=f"only {_MOST} senders are allowed")
    agent = f"{name.lower()}_{call.world.hex32()[:7].lower()}_agent"
    table[name] = {**body, "googleAgentId": agent}
    return _accepted(call, name, "Create")


def _update(call: Call) -> Reply:
    """Accept while the sender is not locked. [documented; the code is assumed]."""
    sender = sender_of(call)
    status, name = sender["senderStatus"], sender["senderName"]
    if status not in _EDITABLE:
        return e2(409, "E409", "Request cannot be processed", {"senderStatus": f"{status} is locked"})
    kept = {k: sender[k] for k in ("senderName", "hostingRegion", "brand", "googleAgentId")}
    call.world.table("rcs_senders")[name] = {**_checked(call), **kept}
    return _accepted(call, name, "Update")


def _accepted(call: Call, name: str, action: str) -> Reply:
    sender = call.world.table("rcs_senders")[name]
    sender.update(senderStatus="PENDING", updatedAt=call.world.stamp())
    call.world.counters.pop(_reads(name), None)
    record(call, action, "Communication", name)
    return Reply(202, {"senderName": name, "senderStatus": "PENDING"})


def _platform(call: Call) -> Reply:
    """Accept at any time. [documented]."""
    sender = sender_of(call)
    body = call.json if isinstance(call.json, dict) else {}
    if not isinstance(body.get("platform"), dict):
        raise invalid(platform="must be present")
    if found := _unknown_platform(call, body):
        raise invalid(**found)
    sender.update(platform=body["platform"], updatedAt=call.world.stamp())
    record(call, "Update", "Communication", sender["senderName"])
    return Reply(202, {"senderName": sender["senderName"], "senderStatus": sender["senderStatus"]})
