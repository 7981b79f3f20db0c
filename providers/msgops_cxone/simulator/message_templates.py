"""Message templates of the Admin API: everything is written in the query (dossier B.33)."""

from __future__ import annotations

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_cxone.simulator.api import admin
from msgops_cxone.simulator.errors import Refused
from msgops_cxone.simulator.lists import Row, whole
from msgops_cxone.simulator.shapes import flag, number, required
from msgops_cxone.simulator.store import add, change, find, rows

_TYPES = {1: "Email", 2: "Chat"}
"""Number to description. [documented: the numbers; assumed: the words]"""
_WORDS = (
    "templateName",
    "subject",
    "body",
    "ccAddress",
    "bccAddress",
    "replyToAddress",
    "fromName",
    "fromAddress",
)
_FLAGS = ("isHTML", "isRTL")


def install(simulator: Simulator) -> None:
    """Declare the operations; there is no DELETE of a template. [documented]"""
    admin(simulator, "GET", "/message-templates", _list, "MessageTemplates.View")
    admin(simulator, "POST", "/message-templates", _create, "MessageTemplates.Create")
    admin(simulator, "GET", "/message-templates/{templateId}", _get, "MessageTemplates.View")
    admin(simulator, "PUT", "/message-templates/{templateId}", _update, "MessageTemplates.Edit")


def _template(call: Call) -> Row:
    return find(call, "message_templates", call.params["templateId"], "message template")


def _list(call: Call) -> Reply:
    """There are no pages. [documented]"""
    wanted = number(call, "templateTypeId", 0)
    found = [t for t in rows(call.world, "message_templates") if wanted in (0, t["templateTypeId"])]
    return whole("messageTemplates", found)


def _get(call: Call) -> Reply:
    """Show it within an object. [documented: specification]"""
    return Reply(200, {"messageTemplate": _template(call)})


def _given(call: Call) -> Row:
    words = {name: call.one(name) for name in _WORDS if name in call.query}
    flags = {name: found for name in _FLAGS if (found := flag(call, name)) is not None}
    return {**words, **flags}


def _create(call: Call) -> Reply:
    required(call, "templateName", "templateTypeId", "subject", "body")
    kind = number(call, "templateTypeId")
    if kind not in _TYPES:
        raise Refused("templateTypeId is 1 or 2", field="templateTypeId")
    _own(call, kind, call.one("templateName"))
    row = {"templateTypeId": kind, "templateTypeDesc": _TYPES[kind], "isActive": True, **_given(call)}
    return Reply(
        200, {"templateId": add(call.world, "message_templates", row, "templateId", 55)["templateId"]}
    )


def _own(call: Call, kind: int, name: str, but: Row | None = None) -> None:
    """A name is one of its type. [assumed: D.13]"""
    for row in rows(call.world, "message_templates"):
        same = row["templateTypeId"] == kind and row["templateName"].casefold() == name.casefold()
        if same and row is not but:
            raise Refused(f"templateName '{name}' already exists", field="templateName")


def _update(call: Call) -> Reply:
    """The type stays. [documented]"""
    row, values = _template(call), _given(call)
    if "templateName" in values:
        required(call, "templateName")
        _own(call, row["templateTypeId"], values["templateName"], row)
    if (active := flag(call, "isActive")) is not None:
        values["isActive"] = active
    change(call, "message_templates", row, values, "")
    return Reply(200)
