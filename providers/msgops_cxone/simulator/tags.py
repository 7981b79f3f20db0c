"""Tags of the Admin API, written in the query, and the tags of skills (dossier B.34)."""

from __future__ import annotations

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_cxone.simulator.api import admin, version
from msgops_cxone.simulator.errors import Refused
from msgops_cxone.simulator.lists import Row, narrowed, page, whole
from msgops_cxone.simulator.shapes import body, fields, flag, required
from msgops_cxone.simulator.skills import skill_of
from msgops_cxone.simulator.store import add, change, find, own, rows

_LONGEST = 40
_LAST_WITH_BODY = 30
"""The last version whose POST was seen to take a body. [documented: seen]"""


def install(simulator: Simulator) -> None:
    """Declare the operations; there is no DELETE of a tag. [documented]"""
    admin(simulator, "GET", "/tags", _list, "Tags.View")
    admin(simulator, "POST", "/tags", _create, "Tags.Create")
    admin(simulator, "GET", "/tags/{tagId}", _get, "Tags.View")
    admin(simulator, "PUT", "/tags/{tagId}", _update, "Tags.Edit")
    admin(simulator, "GET", "/skills/{skillId}/tags", _of_skill, "Skills.View")
    admin(simulator, "POST", "/skills/{skillId}/tags", _add, "Skills.Edit")
    admin(simulator, "DELETE", "/skills/{skillId}/tags", _remove, "Skills.Edit")


def _list(call: Call) -> Reply:
    """There are no pages. [documented]"""
    return whole("tags", narrowed(call, rows(call.world, "tags"), "tagName"))


def _get(call: Call) -> Reply:
    return Reply(200, {"tags": [find(call, "tags", call.params["tagId"], "tag")]})


def _check(call: Call, name: str, but: Row | None = None) -> None:
    if not 0 < len(name) <= _LONGEST:
        raise Refused(f"tagName has 1 to {_LONGEST} characters", field="tagName")
    own(call, "tags", "tagName", name, but)


def _create(call: Call) -> Reply:
    given = {"tagName": call.one("tagName"), "notes": call.one("notes")}
    if not given["tagName"] and version(call) <= _LAST_WITH_BODY:
        given |= body(call, fields(s="tagName notes"))
    _check(call, given["tagName"])
    return Reply(200, {"tagId": add(call.world, "tags", {**given, "isActive": True}, "tagId", 14)["tagId"]})


def _update(call: Call) -> Reply:
    tag = find(call, "tags", call.params["tagId"], "tag")
    values: Row = {n: call.one(n) for n in ("tagName", "notes") if n in call.query}
    if "tagName" in values:
        _check(call, values["tagName"], tag)
    if "isActive" in call.query:
        required(call, "isActive")
        values |= {"isActive": flag(call, "isActive")}
    change(call, "tags", tag, values, "")
    return Reply(200)


def _of_skill(call: Call) -> Reply:
    """Say everything in words, within an object. [documented: specification]"""
    skill = skill_of(call)
    known = [call.world.table("tags")[str(n)] for n in skill.get("tags", [])]
    shown = [{k: str(v) for k, v in tag.items()} for tag in known]
    reply = page(call, "tags", shown, "totalRecords _links")
    if reply.body:
        named = {"skillId": str(skill["skillId"]), "skillName": skill["skillName"]}
        reply.body["resultSet"] = {**named, "tags": reply.body.pop("tags")}
    return reply


def _linked(call: Call, *, has: bool) -> list[Row]:
    skill, given = skill_of(call), body(call, {"tags": [fields(n="tagId")]}, "tags")
    results: list[Row] = []
    for number in (t.get("tagId", 0) for t in given["tags"]):
        mine = skill.get("tags", [])
        if str(number) not in call.world.table("tags") or (not has and number not in mine):
            results.append({"success": False, "tagId": number, "error": f"tag {number} is not there"})
            continue
        rest = [n for n in mine if n != number]
        skill["tags"] = [*rest, number] if has else rest
        results.append({"success": True, "tagId": number, "error": ""})
    return results


def _add(call: Call) -> Reply:
    results = _linked(call, has=True)
    failed = sum(not r["success"] for r in results)
    return Reply(200, {"resultSet": {"errorCount": failed, "tagResults": results}})


def _remove(call: Call) -> Reply:
    """Take the tags in the body of the DELETE [assumed], and answer in words [documented: specification]."""
    results = _linked(call, has=False)
    failed = sum(not r["success"] for r in results)
    words = [{k: str(v) for k, v in r.items()} for r in results]
    return Reply(200, {"errorCount": str(failed), "tagResults": words})
