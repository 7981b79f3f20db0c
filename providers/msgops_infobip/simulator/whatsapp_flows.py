"""WhatsApp flows: drafts that are changed, published once, deprecated at the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, get_args

from msgops.sandbox.kit import Call, Refusal, Reply, Simulator
from msgops_infobip.kinds.whatsapp_flows import Category
from msgops_infobip.simulator.errors import e2
from msgops_infobip.simulator.feed import record
from msgops_infobip.simulator.whatsapp_senders import sender_of

_SCOPES = ("whatsapp:manage",)
_CATEGORIES = frozenset(get_args(Category))
_SHOWN = ("id", "name", "businessAccountId", "categories", "status", "initialScreens")
_DEFAULT = {"version": "7.0", "screens": [{"id": "WELCOME_SCREEN", "layout": {"type": "SingleColumnLayout"}}]}
Flow = dict[str, Any]


def install(simulator: Simulator) -> None:
    """Declare the operations of flows."""
    own = "/whatsapp/1/senders/{sender}/flows"
    for method, path, handler in (
        ("GET", own, _list),
        ("POST", own, _create),
        ("POST", f"{own}/generate", _generate),
        ("PATCH", f"{own}/{{id}}", _edit),
        ("DELETE", f"{own}/{{id}}", _delete),
        ("POST", f"{own}/{{id}}/publish", _publish),
        ("POST", f"{own}/{{id}}/deprecate", _deprecate),
        ("GET", f"{own}/{{id}}/json", _json),
        ("PUT", f"{own}/{{id}}/json", _fill),
        ("GET", f"{own}/{{id}}/preview", _preview),
    ):
        simulator.route(method, path, scopes=_SCOPES)(handler)


def _account(call: Call) -> int:
    missing = Refusal(e2(404, "WA-FLOW-SENDER404", "Sender not found."))
    return int(sender_of(call, missing)["businessAccountId"])


def _mine(call: Call) -> Iterator[Flow]:
    account = _account(call)
    return (f for f in call.world.table("whatsapp_flows").values() if f["businessAccountId"] == account)


def _one(call: Call) -> Flow:
    for flow in _mine(call):
        if flow["id"] == call.params["id"]:
            return flow
    raise Refusal(e2(404, "WA-FLOW-ID404", "Flow not found."))


def _draft(call: Call, description: str, violation: str) -> Flow:
    flow = _one(call)
    if flow["status"] != "DRAFT":
        raise _no(description, flowId=violation)
    return flow


def _no(description: str, **violations: str) -> Refusal:
    return Refusal(e2(400, "E400", description, violations))


def _show(flow: Flow) -> dict[str, Any]:
    return {k: flow[k] for k in _SHOWN if k in flow}


def _list(call: Call) -> Reply:
    return Reply(200, {"flows": [_show(f) for f in _mine(call)]})


def _checked(call: Call, body: Mapping[str, Any], own: str = "") -> None:
    if "name" in body and not 1 <= len(body["name"] or "") <= 200:
        raise _no("Request cannot be processed.", name="size must be between 1 and 200")
    if "categories" in body and not (body["categories"] and set(body["categories"]) <= _CATEGORIES):
        raise _no("Request cannot be processed.", categories="Provide at least one of the valid values.")
    if any(f["name"] == body.get("name") and f["id"] != own for f in _mine(call)):
        why = "Flow with given name already exists."
        raise _no("Flow creation failed due to validation errors.", name=why)


def _create(call: Call) -> Reply:
    """Make a draft with the default Flow JSON, or that of the flow it is cloned from."""
    body = call.json
    _checked(call, {"name": "", "categories": [], **body})
    content: Any = _DEFAULT
    if source := body.get("cloneFlowId"):
        cloned = next((f for f in _mine(call) if f["id"] == str(source)), None)
        if cloned is None:
            raise _no("Request cannot be processed.", cloneFlowId="Flow not found.")
        content = cloned["content"]
    flow = {
        "id": str(912_079_080_628_000 + call.world.next("whatsapp_flow")),
        "name": body["name"],
        "businessAccountId": _account(call),
        "categories": body["categories"],
        "status": "DRAFT",
        "content": content,
        "errors": 0,
    }
    call.world.table("whatsapp_flows")[flow["id"]] = flow
    record(call, "Create", "Communication", flow["name"])
    return Reply(201, _show(flow))


def _edit(call: Call) -> Reply:
    flow = _draft(call, "Updating attempt failed.", "Flow can only be modified in DRAFT status.")
    _checked(call, call.json, flow["id"])
    flow.update({k: call.json[k] for k in ("name", "categories") if k in call.json})
    record(call, "Update", "Communication", flow["name"])
    return Reply(204)


def _delete(call: Call) -> Reply:
    flow = _draft(call, "Deletion attempt failed.", "Cannot delete flow which is not in DRAFT status.")
    del call.world.table("whatsapp_flows")[flow["id"]]
    record(call, "Delete", "Communication", flow["name"])
    return Reply(204)


def _publish(call: Call) -> Reply:
    """Freeze a draft; one with errors cannot be published [assumed]."""
    flow = _draft(call, "Publishing attempt failed.", "Cannot publish flow which is not in DRAFT status.")
    if flow["errors"]:
        raise _no("Publishing attempt failed.", flowId="Flow JSON has validation errors.")
    flow["status"] = "PUBLISHED"
    flow["initialScreens"] = [s["id"] for s in _screens(flow["content"])][:1]
    record(call, "Update", "Communication", flow["name"])
    return Reply(204)


def _deprecate(call: Call) -> Reply:
    """End a published flow; its name stays taken [assumed]."""
    flow = _one(call)
    if flow["status"] == "DEPRECATED":
        raise _no("Deprecation attempt failed.", flowId="Cannot deprecate already deprecated flow.")
    if flow["status"] == "DRAFT":
        raise _no("Deprecation attempt failed.", flowId="Cannot deprecate flow in DRAFT status.")
    flow["status"] = "DEPRECATED"
    record(call, "Delete", "Communication", flow["name"])
    return Reply(204)


def _screens(content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the screens; the documented example has one as an object, Meta's form is a list."""
    screens = content.get("screens")
    found = [screens] if isinstance(screens, Mapping) else screens
    return [s for s in found if isinstance(s, Mapping) and s.get("id")] if isinstance(found, list) else []


def _fill(call: Call) -> Reply:
    """Take the content as it is and answer 201, errors or not."""
    flow = _draft(call, "Updating attempt failed.", "Flow can only be modified in DRAFT status.")
    content, errors = call.json, []
    if not isinstance(content.get("version"), str):
        errors.append(_error('The property "version" must be a string.'))
    if not _screens(content):
        errors.append(_error('The property "screens" must have at least one screen with an id.'))
    errors += [_error(f"Screen {s['id']} has no layout.") for s in _screens(content) if "layout" not in s]
    flow.update(content=content, errors=len(errors))
    record(call, "Update", "Communication", flow["name"])
    return Reply(201, {"validationErrors": errors})


def _error(message: str) -> dict[str, Any]:
    place = {"lineStart": 1, "lineEnd": 1, "columnStart": 1, "columnEnd": 2}
    return {"error": "INVALID_PROPERTY", "errorType": "JSON_SCHEMA_ERROR", "message": message, **place}


def _json(call: Call) -> Reply:
    return Reply(200, {"externalDownloadUrl": f"https://example.com/flows/{_one(call)['id']}.json"})


def _preview(call: Call) -> Reply:
    until = (call.world.now() + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Reply(200, {"previewUrl": f"https://example.com/flows/{_one(call)['id']}", "expiresAt": until})


def _generate(call: Call) -> Reply:
    """Answer every prompt with the default flow (early access)."""
    _account(call)
    number = str(call.world.next("whatsapp_generated", 12345))
    answer = {
        "originalPrompt": str(call.json.get("prompt", "")),
        "responseId": number,
        "generatedFlow": _DEFAULT,
    }
    return Reply(200, answer)
