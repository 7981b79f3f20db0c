"""Studio scripts: known by their path, every save is a new version with a new number (dossier B.30)."""

from __future__ import annotations

import base64
from typing import Any

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_cxone.simulator.api import UNIT, admin
from msgops_cxone.simulator.errors import Refused, missing
from msgops_cxone.simulator.general import MEDIA
from msgops_cxone.simulator.lists import Row, iso, narrowed, page
from msgops_cxone.simulator.shapes import body, fields, flag, number, required
from msgops_cxone.simulator.store import rows

_HEADER = fields(
    s="scriptName libraryId mediaTypeName variableRedaction timestamp purposeType lastSavedIn",
    n="busNo masterId mediaType nextActionId",
)
_CONTENT = {"header": {**_HEADER, "lockInfo": "o"}, "actions": "o", "properties": "o", "branches": "o"}
_UNLOCKED = {"lockedName": "", "lockedId": "", "lockedDate": ""}


def install(simulator: Simulator) -> None:
    """Declare the operations; starting and kicking scripts is not simulated."""
    admin(simulator, "GET", "/scripts", _get, "Scripts.View")
    admin(simulator, "POST", "/scripts", _save, "Scripts.Create", "Scripts.Edit")
    admin(simulator, "PUT", "/scripts", _lock, "Scripts.Edit")
    admin(simulator, "DELETE", "/scripts", _delete, "Scripts.Delete")
    admin(simulator, "GET", "/scripts/search", _search, "Scripts.View")
    admin(simulator, "GET", "/scripts/historyByName", _history, "Scripts.View")
    admin(simulator, "GET", "/scripts/{scriptId}", _as_file, "Scripts.View")
    admin(simulator, "GET", "/script-folders", _folder, "Scripts.View")


def current(call: Call, path: str) -> Row:
    """Return the current version of a script."""
    found = [s for s in rows(call.world, "scripts") if s["scriptName"].casefold() == path.casefold()]
    shown = next((s for s in found if s["status"] == "CURR"), None)
    if shown is None:
        raise missing(f"script {path} does not exist")
    return shown


def save(call: Call, name: str, media: int, content: Row, *, desktop: bool = False) -> Row:
    """Store a new version; the one before stays as history."""
    table = call.world.table("scripts")
    lock = dict(_UNLOCKED)
    for old in table.values():
        if old["scriptName"].casefold() == name.casefold() and old["status"] == "CURR":
            old["status"], lock = "PREV", old["lock"]
    row = {
        "masterID": call.world.next("scripts", 880123),
        "libraryId": call.world.uuid(),
        "scriptName": name,
        "status": "CURR",
        "mediaType": media,
        "modifyDate": iso(call),
        "mUser": call.actor,
        "content": content,
        "lock": lock,
        "desktop": desktop,
    }
    table[str(row["masterID"])] = row
    return row


def _get(call: Call) -> Reply:
    """Read as JSON; scripts of the desktop application fail here. [documented; the status: assumed]"""
    if not call.one("scriptPath") and not call.one("scriptId"):
        raise Refused("scriptPath is required", field="scriptPath")
    path = call.one("scriptPath")
    script = current(call, path) if path else _by_number(call, call.one("scriptId"))
    if script["desktop"]:
        raise Refused("The script was made in Desktop Studio and cannot be read as JSON")
    content = script["content"]
    header = {
        **content["header"],
        "masterId": script["masterID"],
        "scriptName": script["scriptName"],
        "busNo": UNIT,
        "mediaType": script["mediaType"],
        "mediaTypeName": MEDIA[script["mediaType"]],
        "libraryId": script["libraryId"],
        "lockInfo": script["lock"],
        "status": script["status"],
        "lastSavedIn": "API",
    }
    header.pop("timestamp", None)
    return Reply(
        200, {**{k: content.get(k, {}) for k in ("actions", "properties", "branches")}, "header": header}
    )


def _by_number(call: Call, text: str) -> Row:
    script = call.world.table("scripts").get(text)
    if script is None:
        raise missing(f"script {text} does not exist")
    return script


def _save(call: Call) -> Reply:
    """Answer 200, with warnings 206, and 409 where the script is rejected. [documented; what is wrong: assumed]"""
    content = body(call, {"scriptContent": _CONTENT}, "scriptContent")["scriptContent"]
    header = content.get("header", {})
    name, media = header.get("scriptName", "").strip("\\"), header.get("mediaType")
    if not name or media not in MEDIA:
        raise Refused("header has a scriptName and a mediaType", field="header")
    _unlocked(call, name)
    rejected, warnings = _report(content)
    if rejected:
        return Reply(409, {"errorCount": len(rejected), "results": [{"success": False, "errors": rejected}]})
    row = save(call, name, media, {**content, "header": header})
    result: dict[str, Any] = {"success": True, "libraryId": row["libraryId"]}
    if not warnings:
        return Reply(200, {"errorCount": 0, "results": [result]})
    return Reply(206, {"errorCount": 0, "results": [{**result, "warnings": warnings}]})


def _report(content: Row) -> tuple[list[str], list[str]]:
    """An action leads to one that is there, or the script is rejected; one that nothing leads to is a warning. [assumed]"""
    actions, branches = content.get("actions", {}), content.get("branches", {})
    if not isinstance(actions, dict) or not isinstance(branches, dict):
        raise Refused("actions and branches are objects by the number of the action", field="actions")
    if not actions:
        return ["The script has no actions"], []
    leads: list[tuple[str, str]] = []
    for source, found in branches.items():
        if not isinstance(found, list) or any(not isinstance(b, dict) for b in found):
            raise Refused("branches are lists of objects", field="branches")
        leads += [(source, str(b.get("to"))) for b in found]
    rejected = [
        f"Action {source} leads to {to}, which is not there" for source, to in leads if to not in actions
    ]
    reached = {to for _, to in leads}
    alone = [n for n in list(actions)[1:] if n not in reached]
    return rejected, [f"Nothing leads to action {n}" for n in alone]


def _unlocked(call: Call, name: str) -> None:
    """Somebody else's lock stands in the way. [documented; the status: assumed]"""
    for script in rows(call.world, "scripts"):
        other = script["lock"]["lockedName"]
        same = script["scriptName"].casefold() == name.casefold() and script["status"] == "CURR"
        if same and other not in ("", call.actor):
            raise Refused(f"The script is locked by {other}", status=409, code="Locked")


def _lock(call: Call) -> Reply:
    """Answer 200 and say in the body whether it failed. [documented: specification]"""
    required(call, "scriptPath", "lockScript")
    script, wanted = current(call, call.one("scriptPath")), flag(call, "lockScript")
    other = script["lock"]["lockedName"]
    if other not in ("", call.actor):
        text = f"Locked by {other}"
        return Reply(200, {"errorState": True, "errorMessage": text, "lockUnlockResult": "Failed"})
    lock = {"lockedName": call.actor, "lockedId": call.actor, "lockedDate": iso(call)}
    script["lock"] = lock if wanted else dict(_UNLOCKED)
    done = "Locked" if wanted else "Unlocked"
    return Reply(200, {"errorState": False, "errorMessage": "", "lockUnlockResult": done})


def _delete(call: Call) -> Reply:
    """Delete the script; its versions stay as history. [assumed]"""
    required(call, "scriptPath")
    script = current(call, call.one("scriptPath"))
    _unlocked(call, script["scriptName"])
    script["status"] = "DELETED"
    return Reply(204)


def _search(call: Call) -> Reply:
    """Find by a part of the path. [documented: the parameter; assumed: that a part suffices]"""
    text, media, inactive = (
        call.one("scriptName").casefold(),
        number(call, "mediaType", 0),
        flag(call, "includeInactive"),
    )
    names = ("masterID", "scriptName", "status", "mediaType", "modifyDate", "mUser")
    found = [
        {**{k: s[k] for k in names}, "busNo": UNIT, "actions": []}
        for s in rows(call.world, "scripts")
        if text in s["scriptName"].casefold()
        and media in (0, s["mediaType"])
        and (inactive or s["status"] == "CURR")
    ]
    reply = page(call, "scriptSearchDetails", narrowed(call, found), "totalRecords _links")
    if reply.body:
        reply.body["busNo"] = UNIT
    return reply


def _history(call: Call) -> Reply:
    required(call, "scriptPath")
    path = call.one("scriptPath")
    found = [
        {
            "scriptId": s["masterID"],
            "modifyDate": s["modifyDate"],
            "modifyUser": s["mUser"],
            "status": s["status"],
        }
        for s in rows(call.world, "scripts")
        if s["scriptName"].casefold() == path.casefold()
    ]
    if not found:
        raise missing(f"script {path} does not exist")
    return Reply(200, {"name": path, "versions": found})


def _as_file(call: Call) -> Reply:
    """Read as the desktop application's file. [documented: base64 XML]"""
    script = _by_number(call, call.params["scriptId"])
    name = script["scriptName"]
    xml = f'<?xml version="1.0"?><Script name="{name}"/>'
    content = base64.b64encode(xml.encode()).decode()
    same = {"scriptId": script["masterID"], "status": script["status"]}
    return Reply(200, {"name": name.rpartition("\\")[2], "filePath": name, **same, "scriptContent": content})


def _folder(call: Call) -> Reply:
    """List what lies in a folder: folders first seen, and the scripts themselves."""
    folder = call.one("folder").strip("\\")
    prefix = f"{folder}\\" if folder else ""
    found: dict[str, Row] = {}
    for script in (s for s in rows(call.world, "scripts") if s["status"] == "CURR"):
        name = script["scriptName"]
        if not name.casefold().startswith(prefix.casefold()):
            continue
        inner, _, deeper = name[len(prefix) :].partition("\\")
        row: Row = {"scriptName": prefix + inner, "isFolder": bool(deeper), "hidden": False}
        if not deeper:
            row |= {k: script[k] for k in ("status", "masterID", "modifyDate", "mediaType")}
            row |= {"modifiedBy": script["mUser"], "lockedBy": script["lock"]["lockedName"]}
        found.setdefault(prefix + inner, row)
    return page(call, "scriptList", narrowed(call, found.values()), "totalRecords businessUnitId _links")
