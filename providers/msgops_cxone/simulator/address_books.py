"""Address books: made by the query, never renamed, really deleted (dossier B.35)."""

from __future__ import annotations

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_cxone.simulator.agents import agent_of
from msgops_cxone.simulator.api import admin
from msgops_cxone.simulator.errors import Refused, missing
from msgops_cxone.simulator.lists import Row, iso, narrowed, page, whole
from msgops_cxone.simulator.shapes import body, fields, flag, required
from msgops_cxone.simulator.store import add, find, own, rows

_ENTRY = fields(s="firstName middleName lastName company phone mobile email")
_DYNAMIC = {**_ENTRY, **fields(s="externalId externalState", n="stateId")}
_TYPES = ("Standard", "Dynamic")
_KINDS = {
    "Agent": ("agents", "agentId", "agents", "userName"),
    "Skill": ("skills", "skillId", "skills", "skillName"),
    "Team": ("teams", "teamId", "teams", "teamName"),
    "Campaign": ("campaigns", "campaignId", "campaigns", "name"),
}
"""Kind of assignment to: list in the answer, number's name, table, name in the table."""


def install(simulator: Simulator) -> None:
    """Declare the operations; there is no change of a name or type, and no end of an assignment. [documented]"""
    one = "/address-books/{addressBookId}"
    admin(simulator, "GET", "/address-books", _list, "AddressBooks.View")
    admin(simulator, "POST", "/address-books", _create, "AddressBooks.Create")
    admin(simulator, "DELETE", one, _delete, "AddressBooks.Delete")
    admin(simulator, "POST", f"{one}/assignment", _assign, "AddressBooks.Edit")
    admin(simulator, "GET", f"{one}/entries", _entries, "AddressBooks.View")
    admin(simulator, "POST", f"{one}/entries", _add, "AddressBooks.Edit")
    admin(simulator, "PUT", f"{one}/entries", _change, "AddressBooks.Edit")
    admin(simulator, "DELETE", f"{one}/entries/{{addressBookEntryId}}", _remove, "AddressBooks.Edit")
    admin(simulator, "GET", f"{one}/dynamic-entries", _dynamic, "AddressBooks.View")
    admin(simulator, "PUT", f"{one}/dynamic-entries", _upsert, "AddressBooks.Edit")
    admin(simulator, "DELETE", f"{one}/dynamic-entries/{{externalId}}", _forget, "AddressBooks.Edit")


def _shown(call: Call, book: Row) -> Row:
    """Show to whom it is assigned, in four lists. [documented: specification]"""
    shown = {k: book[k] for k in ("addressBookId", "addressBookName", "addressBookType")}
    for kind, (key, number, table, name) in _KINDS.items():
        known = call.world.table(table)
        label = "campaignName" if kind == "Campaign" else name
        shown[key] = [
            {number: int(entity), label: known[entity][name]}
            for of, entity in book["assigned"]
            if of == kind and entity in known
        ]
    return shown


def _list(call: Call) -> Reply:
    """There are no pages. [documented]"""
    return whole("addressBooks", [_shown(call, b) for b in rows(call.world, "address_books")])


def _create(call: Call) -> Reply:
    """Everything stands in the query. [documented]"""
    required(call, "addressBookName", "addressBookType")
    name, kind = call.one("addressBookName"), call.one("addressBookType")
    if kind not in _TYPES:
        raise Refused(f"addressBookType is {' or '.join(_TYPES)}", field="addressBookType")
    own(call, "address_books", "addressBookName", name)
    row: Row = {"addressBookType": kind, "addressBookName": name, "assigned": [], "entries": {}}
    number = add(call.world, "address_books", row, "addressBookId", 9)["addressBookId"]
    result = {"addressBookId": number, "addressBookType": kind, "addressBookName": name}
    return Reply(200, {"resultSet": result})


def _book(call: Call, kind: str = "") -> Row:
    book = find(call, "address_books", call.params["addressBookId"], "address book")
    if kind and book["addressBookType"] != kind:
        raise Refused(f"The address book is not {kind}")
    return book


def _delete(call: Call) -> Reply:
    del call.world.table("address_books")[str(_book(call)["addressBookId"])]
    return Reply(204)


def _assign(call: Call) -> Reply:
    """Everyone is `All`. [documented: seen]"""
    book, kind = _book(call), call.one("entityType")
    if kind not in (*_KINDS, "Everyone"):
        raise Refused("entityType is not valid", field="entityType")
    given = body(call, {"addressBookAssignments": [fields(s="entityId")]}, "addressBookAssignments")
    results: list[Row] = []
    for entity in (a.get("entityId", "") for a in given["addressBookAssignments"]):
        error = _unknown(call, kind, entity)
        if not error and [kind, entity] not in book["assigned"]:
            book["assigned"].append([kind, entity])
        results.append({"success": not error, "entityId": entity, "error": error, "entityType": kind})
    return Reply(200, {"assignResults": results})


def _unknown(call: Call, kind: str, entity: str) -> str:
    if kind == "Everyone":
        return "" if entity == "All" else "entityId is All"
    try:
        if kind == "Agent":
            agent_of(call, entity)
        else:
            find(call, _KINDS[kind][2], entity, kind)
    except Refused as refused:
        return refused.text
    return ""


def _frame(book: Row) -> Row:
    return {k: book[k] for k in ("addressBookId", "addressBookName", "addressBookType")}


def _entries(call: Call) -> Reply:
    book = _book(call)
    names = ("addressBookEntryId", *_ENTRY)
    found = [{k: e[k] for k in names if k in e} for e in book["entries"].values()]
    found = narrowed(call, found, "firstName", "lastName", "phone")
    reply = page(call, "addressBookEntries", found, "_links businessUnitId lastPollTime totalRecords")
    if reply.body:
        reply.body["addressBook"] = {
            **_frame(book),
            "addressBookEntries": reply.body.pop("addressBookEntries"),
        }
    return reply


def _checked(entry: Row) -> str:
    lacking = [n for n in ("firstName", "lastName") if not entry.get(n)]
    return f"{lacking[0]} is required" if lacking else ""


def _add(call: Call) -> Reply:
    """Answer 200 with a result for each. [documented]"""
    book, results = _book(call, "Standard"), []
    for entry in body(call, {"addressBookEntries": [_ENTRY]}, "addressBookEntries")["addressBookEntries"]:
        if error := _checked(entry):
            results.append({"success": False, "error": error})
            continue
        number = call.world.next("address_book_entries")
        book["entries"][str(number)] = {"addressBookEntryId": number, **entry}
        results.append({"success": True, "addressBookEntryId": number, "error": ""})
    return Reply(200, {"entryResults": results})


def _change(call: Call) -> Reply:
    """Want the entry's number, which the specification forgets. [assumed: B.35]"""
    book, results = _book(call, "Standard"), []
    shape = {**_ENTRY, "addressBookEntryId": "n"}
    for entry in body(call, {"addressBookEntries": [shape]}, "addressBookEntries")["addressBookEntries"]:
        number = entry.get("addressBookEntryId", 0)
        error = _checked(entry) or (
            "" if str(number) in book["entries"] else "addressBookEntryId is not there"
        )
        if not error:
            book["entries"][str(number)].update(entry)
        results.append({"success": not error, "addressBookEntryId": number, "error": error})
    return Reply(200, {"entryResults": results})


def _remove(call: Call) -> Reply:
    if _book(call, "Standard")["entries"].pop(call.params["addressBookEntryId"], None) is None:
        raise missing("the entry does not exist")
    return Reply(204)


def _dynamic(call: Call) -> Reply:
    """Want to be told whether everything is asked for; the external id reads as a number if it is one. [documented: specification]"""
    required(call, "fullLoad")
    book, full = _book(call, "Dynamic"), flag(call, "fullLoad")
    found = [
        {**e, "externalId": int(e["externalId"]) if e["externalId"].isdigit() else 0, "isDeleted": False}
        for e in book["entries"].values()
    ]
    found = narrowed(call, found, "firstName", "lastName", "phone")
    reply = page(call, "addressBookEntries", found, "totalRecords _links")
    if reply.body:
        frame = {**_frame(book), "fullLoad": full, "serverTime": iso(call)}
        reply.body["addressBook"] = {**frame, "addressBookEntries": reply.body.pop("addressBookEntries")}
    return reply


def _upsert(call: Call) -> Reply:
    """Create or change by `externalId`; a full load forgets everything else. [assumed: what a full load does]"""
    required(call, "fullLoad")
    book, full, results = _book(call, "Dynamic"), flag(call, "fullLoad"), []
    given = body(call, {"addressBookEntries": [_DYNAMIC]}, "addressBookEntries")["addressBookEntries"]
    if full:
        kept = {e.get("externalId") for e in given}
        book["entries"] = {k: e for k, e in book["entries"].items() if k in kept}
    for entry in given:
        key = entry.get("externalId", "")
        if error := _checked(entry) or ("" if key else "externalId is required"):
            results.append({"success": False, "created": False, "error": error})
            continue
        before = book["entries"].get(key)
        number = before["addressBookEntryId"] if before else call.world.next("address_book_entries")
        book["entries"][key] = {**entry, "addressBookEntryId": number, "lastUpdateTime": iso(call)}
        results.append({"success": True, "created": before is None, "addressBookEntryId": number})
    return Reply(200, {"entryResults": results})


def _forget(call: Call) -> Reply:
    if _book(call, "Dynamic")["entries"].pop(call.params["externalId"], None) is None:
        raise missing("the entry does not exist")
    return Reply(204)
