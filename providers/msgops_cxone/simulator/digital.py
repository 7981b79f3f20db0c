"""Tags, custom fields and quick responses of the Digital API (dossier B.3 to B.5, B.7)."""

from __future__ import annotations

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_cxone.simulator.api import digital, platform
from msgops_cxone.simulator.errors import Refused
from msgops_cxone.simulator.lists import Row, by_page
from msgops_cxone.simulator.shapes import body, fields
from msgops_cxone.simulator.store import add, change, named, rows

COLOURS = (
    "#289D29",
    "#E11616",
    "#FFC20A",
    "#2E8FCE",
    "#982910",
    "#DF23E6",
    "#85289D",
    "#ADADAD",
    "#1DD6D4",
    "#9D7D28",
)
_TYPES = ("text", "email", "list")
_FLAGS = ("isRequired", "isEditable", "isVisibleInRightPanel", "isVisibleInCustomerCard")
_FIELD = {**fields(s="ident label type", b=" ".join(_FLAGS)), "values": [fields(s="name value")]}


def install(simulator: Simulator) -> None:
    """Declare the operations; nothing here is deleted. [documented]"""
    view, edit = "DigitalEngagement.View", "DigitalEngagement.Edit"
    digital(simulator, "GET", "/tags", _tags, view)
    digital(simulator, "PUT", "/tags", _create_tag, edit)
    digital(simulator, "GET", "/customers/custom-field-definitions", _fields, view)
    digital(simulator, "PUT", "/customers/custom-field-definitions", _put_field, edit)
    digital(simulator, "GET", "/consumer-contact-custom-fields", _case_fields, view)
    digital(simulator, "GET", "/quick-responses", _responses, view)
    platform(simulator, "GET", "/rich-message-settings/1.0/quick-responses", _responses, view)


def _tags(call: Call) -> Reply:
    text, wanted = call.one("nameContains").casefold(), call.query.get("id[]")
    found = [
        t
        for t in rows(call.world, "digital_tags")
        if text in t["title"].casefold() and (wanted is None or str(t["id"]) in wanted)
    ]
    return Reply(200, {"hits": len(found), "data": by_page(call, found, size=50)})


def _create_tag(call: Call) -> Reply:
    """Create with PUT; a title that is there answers with its tag, unchanged. [documented: PUT; assumed: the rest]"""
    given = body(call, fields(s="title color"), "title")
    if given.get("color", COLOURS[0]) not in COLOURS:
        raise Refused("color is not valid", field="color", code="invalid")
    row = named(call.world, "digital_tags", "title", given["title"])
    row = row or add(call.world, "digital_tags", {"color": COLOURS[-3], **given}, "id", 812)
    return Reply(200, row)


def _fields(call: Call) -> Reply:
    """Return a bare list. [documented]"""
    return Reply(200, rows(call.world, "customer_fields"))


def _put_field(call: Call) -> Reply:
    """Create or change by `ident`; the type stays [assumed]; the answer has no body [documented]."""
    given = body(call, _FIELD, "ident", "label", "type")
    if given["type"] not in _TYPES:
        raise Refused("type is not valid", field="type", code="invalid")
    if given["type"] == "list" and not given.get("values"):
        raise Refused("a list has values", field="values", code="required")
    table = call.world.table("customer_fields")
    row = table.get(given["ident"])
    if row is None:
        table[given["ident"]] = {**dict.fromkeys(_FLAGS, False), "values": [], **given}
    elif row["type"] != given["type"]:
        raise Refused("type cannot be changed", field="type", code="immutable")
    else:
        change(call, "customer_fields", row, given, "")
    return Reply(200)


def _case_fields(call: Call) -> Reply:
    """Show what a person made in the console. [documented: read only]"""
    return Reply(200, rows(call.world, "case_fields"))


def _responses(call: Call) -> Reply:
    """Show what a person made in the console, by channel if asked. [documented: read only]"""
    wanted = call.query.get("channelId[]")
    found: list[Row] = [
        {k: v for k, v in r.items() if k != "channels"}
        for r in rows(call.world, "quick_responses")
        if wanted is None or not r["channels"] or set(wanted) & set(r["channels"])
    ]
    return Reply(200, {"hits": len(found), "data": found})
