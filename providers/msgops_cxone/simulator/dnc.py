"""Do-not-call groups and the skills that fill or obey them (dossier B.36)."""

from __future__ import annotations

from typing import Any

from msgops.sandbox.kit import Call, Handler, Reply, Simulator
from msgops_cxone.simulator.api import admin
from msgops_cxone.simulator.errors import Refused
from msgops_cxone.simulator.lists import Row, iso, page
from msgops_cxone.simulator.shapes import body, fields, flag
from msgops_cxone.simulator.skills import skill_of
from msgops_cxone.simulator.store import add, change, find, own, rows

_LINKS = {"contributing-skills": "contributingSkills", "scrubbed-skills": "scrubbedSkills"}
_SHOWN = (
    "dncGroupId",
    "dncGroupName",
    "dncGroupDescription",
    "isActive",
    "isRemoved",
    "createDate",
    "lastUpdateTime",
)


def install(simulator: Simulator) -> None:
    """Declare the operations; there is no DELETE of a group. [documented]"""
    one = "/dnc-groups/{groupId}"
    admin(simulator, "GET", "/dnc-groups", _list, "DncGroups.View")
    admin(simulator, "POST", "/dnc-groups", _create, "DncGroups.Create")
    admin(simulator, "GET", one, _get, "DncGroups.View")
    admin(simulator, "PUT", one, _update, "DncGroups.Edit")
    for suffix, key in _LINKS.items():
        admin(simulator, "GET", f"{one}/{suffix}", _lister(key), "DncGroups.View")
        admin(simulator, "POST", f"{one}/{suffix}/{{skillId}}", _linker(key, has=True), "DncGroups.Edit")
        admin(simulator, "DELETE", f"{one}/{suffix}/{{skillId}}", _linker(key, has=False), "DncGroups.Edit")
    admin(simulator, "GET", f"{one}/records", _records, "DncGroups.View")
    admin(simulator, "POST", f"{one}/records", _add_records, "DncGroups.Edit")
    admin(simulator, "DELETE", f"{one}/records", _expire_records, "DncGroups.Edit")


def _group(call: Call) -> Row:
    return find(call, "dnc_groups", call.params["groupId"], "dnc group")


def _shown(group: Row) -> Row:
    return {**{k: group[k] for k in _SHOWN}, "validRecords": len(group["records"])}


def _list(call: Call) -> Reply:
    """There are no pages. [documented]"""
    found = [_shown(g) for g in rows(call.world, "dnc_groups")]
    if not found:
        return Reply(204)
    return Reply(200, {"resultSet": {"totalGroups": len(found), "dncGroups": found}})


def _get(call: Call) -> Reply:
    return Reply(200, {"resultSet": {"dncGroups": [_shown(_group(call))]}})


def _create(call: Call) -> Reply:
    given = body(call, fields(s="dncGroupName dncGroupDescription"), "dncGroupName")
    own(call, "dnc_groups", "dncGroupName", given["dncGroupName"])
    row: Row = {
        "dncGroupDescription": "",
        **given,
        "isActive": True,
        "isRemoved": False,
        "createDate": iso(call),
        "lastUpdateTime": iso(call),
        "records": {},
        **{key: [] for key in _LINKS.values()},
    }
    return Reply(200, {"dncGroups": [_shown(add(call.world, "dnc_groups", row, "dncGroupId", 5))]})


def _update(call: Call) -> Reply:
    """Everything stands in the query. [documented]"""
    group = _group(call)
    values: Row = {n: call.one(n) for n in ("dncGroupName", "dncGroupDescription") if n in call.query}
    if "dncGroupName" in values:
        if not values["dncGroupName"]:
            raise Refused("dncGroupName is required", field="dncGroupName")
        own(call, "dnc_groups", "dncGroupName", values["dncGroupName"], group)
    if (active := flag(call, "isActive")) is not None:
        values["isActive"] = active
    change(call, "dnc_groups", group, values)
    return Reply(200, {"dncGroups": [_shown(group)]})


def _lister(key: str) -> Handler:
    def show(call: Call) -> Reply:
        known = call.world.table("skills")
        found = [{"skillId": n, "skillName": known[str(n)]["skillName"]} for n in _group(call)[key]]
        return page(call, key, found, "totalRecords _links")

    return show


def _linker(key: str, *, has: bool) -> Handler:
    def link(call: Call) -> Reply:
        group, number = _group(call), skill_of(call)["skillId"]
        if not has and number not in group[key]:
            raise Refused(f"skill {number} is not linked")
        rest = [n for n in group[key] if n != number]
        group[key] = [*rest, number] if has else rest
        return Reply(200 if has else 204)

    return link


def _records(call: Call) -> Reply:
    found = list(_group(call)["records"].values())
    reply = page(call, "dncRecords", found, "totalRecords")
    return Reply(200, {"resultSet": reply.body}) if reply.body else reply


def _given(call: Call) -> list[Row]:
    found: list[Row] = body(
        call, {"dncGroupRecords": [fields(s="phoneNumber expiredDate")]}, "dncGroupRecords"
    )["dncGroupRecords"]
    return found


def _result(number: Any, error: str) -> Row:
    return {"success": not error, "error": error, "formattedPhone": str(number)}


def _add_records(call: Call) -> Reply:
    group, results = _group(call), []
    for record in _given(call):
        number = record.get("phoneNumber", "").lstrip("+")
        error = "" if number.isdigit() else "phoneNumber is not a number"
        if not error:
            group["records"][number] = {
                "recordId": call.world.next("dnc_records"),
                "phoneNumber": number,
                "formattedPhone": number,
                "expiredDate": record.get("expiredDate", ""),
                "lastUpdateTime": iso(call),
            }
        results.append(_result(number, error))
    failed = sum(not r["success"] for r in results)
    return Reply(200, {"resultSet": {"errorCount": failed, "recordResults": results}})


def _expire_records(call: Call) -> Reply:
    """Take the numbers in the body of the DELETE. [documented]"""
    group, results = _group(call), []
    for record in _given(call):
        number = record.get("phoneNumber", "").lstrip("+")
        gone = group["records"].pop(number, None)
        results.append(_result(number, "" if gone else "the number is not in the group"))
    return Reply(200, {"errorCount": sum(not r["success"] for r in results), "recordResults": results})
