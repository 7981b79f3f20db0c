"""RCS templates (dossier §5.I): reviewed per provider, edited only until they are approved."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from msgops.sandbox.kit import Call, Refusal, Reply, Simulator
from msgops_infobip.simulator.errors import e2
from msgops_infobip.simulator.feed import record

PROVIDERS = ("INDIA_VI", "INDIA_AIRTEL")
"""The providers of every sender. [assumed; the first is the specification's example]."""
_SCOPES = ("rcs:manage", "rcs:provision")
_PATH = "/rcs/1/senders/{name}/templates"
_ONE = f"{_PATH}/{{template}}"
_REVIEW = timedelta(hours=24)
_TYPES = ("TEXT", "CARD", "CAROUSEL", "TEXT_WITH_PDF")
_EDITABLE = ("PENDING", "SUSPENDED", "REJECTED")
_RESULTS = ("APPROVED", "REJECTED", "SUSPENDED")


def install(simulator: Simulator) -> None:
    """Declare the operations."""
    route = simulator.route
    route("GET", _PATH, scopes=_SCOPES)(_list)
    route("POST", _PATH, scopes=_SCOPES)(_create)
    route("GET", _ONE, scopes=_SCOPES)(_get)
    route("PUT", _ONE, scopes=_SCOPES)(_update)
    route("DELETE", _ONE, scopes=_SCOPES)(_delete)
    route("GET", f"{_ONE}/status", scopes=_SCOPES)(_status)
    route("PATCH", f"{_ONE}/register", scopes=_SCOPES)(_register)
    route("GET", "/rcs/1/templates/template-providers", scopes=_SCOPES)(_providers)
    simulator.reviewers.append(("/rcs/1/senders/", _review))


def _review(simulator: Simulator, path: str, result: str, reason: str) -> bool:
    """Decide for all providers of `/rcs/1/senders/{sender}/templates/{name}`."""
    del reason
    found = re.fullmatch(r"/rcs/1/senders/([^/]+)/templates/([^/]+)", path)
    template = simulator.world.table("rcs_templates").get("/".join(found.groups())) if found else None
    if template is None or result not in _RESULTS:
        return False
    template["providers"] = dict.fromkeys(template["providers"], result)
    template["updatedAt"] = simulator.world.stamp()
    return True


def _invalid(**violations: str) -> Refusal:
    return Refusal(e2(400, "E400", "Request cannot be processed.", violations))


def _not_found() -> Refusal:
    return Refusal(e2(404, "E404", "Not found - resource is not found."))


def _sender(call: Call) -> str:
    name = call.params["name"]
    if name not in call.world.table("rcs_senders"):
        raise _not_found()
    return name


def _template(call: Call) -> dict[str, Any]:
    found = call.world.table("rcs_templates").get(f"{_sender(call)}/{call.params['template']}")
    if found is None:
        raise _not_found()
    return found


def _state(call: Call, template: dict[str, Any]) -> str:
    """Sum up the providers [documented]; a review ends well after a day of virtual time [assumed]."""
    if call.world.now().timestamp() >= template["reviewed"]:
        for provider, status in template["providers"].items():
            template["providers"][provider] = "APPROVED" if status == "PENDING" else status
    found = set(template["providers"].values())
    if len(found) == 1:
        return str(found.pop())
    if "APPROVED" in found:
        return "APPROVED_IN_PROGRESS" if "PENDING" in found else "APPROVED_PARTIALLY"
    return "PENDING" if "PENDING" in found else "REJECTED"


def _shown(call: Call, template: dict[str, Any]) -> dict[str, Any]:
    content = template["content"]
    return {
        "name": template["name"],
        "type": content["type"],
        "status": _state(call, template),
        "content": content,
        "lastUpdate": template["updatedAt"],
    }


def _list(call: Call) -> Reply:
    """Show names and states, not the content; no pages. [documented]."""
    sender, status = _sender(call), call.one("status")
    mine = [t for t in call.world.table("rcs_templates").values() if t["sender"] == sender]
    rows = [{k: v for k, v in _shown(call, t).items() if k != "content"} for t in mine]
    return Reply(200, [r for r in rows if not status or r["status"] == status])


def _content(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or value.get("type") not in _TYPES:
        raise _invalid(**{"content.type": "must be one of " + ", ".join(_TYPES)})
    return value


def _begin(call: Call, template: dict[str, Any], providers: list[str]) -> None:
    until = (call.world.now() + _REVIEW).timestamp()
    template.update(reviewed=until, updatedAt=call.world.stamp())
    template["providers"].update(dict.fromkeys(providers, "PENDING"))


def _known(providers: Any) -> list[str]:
    if not isinstance(providers, list) or not set(providers) <= set(PROVIDERS):
        raise _invalid(providers="unsupported provider")
    return list(providers)


def _create(call: Call) -> Reply:
    """Hand in for review; no providers means all of them. [documented]."""
    sender, body = _sender(call), call.json
    name = str(body.get("templateName", ""))
    if not re.fullmatch(r"[A-Za-z0-9_]{1,20}", name):
        raise _invalid(templateName="1 to 20 letters, digits and _")
    content, providers = _content(body.get("content")), _known(body.get("providers"))
    table = call.world.table("rcs_templates")
    if f"{sender}/{name}" in table:
        raise _invalid(templateName="already exists")
    template = {"sender": sender, "name": name, "content": content, "providers": {}}
    _begin(call, template, providers or list(PROVIDERS))
    table[f"{sender}/{name}"] = template
    record(call, "Create", "Template", f"{sender}/{name}")
    return Reply(200, _shown(call, template))


def _get(call: Call) -> Reply:
    return Reply(200, _shown(call, _template(call)))


def _update(call: Call) -> Reply:
    """Edit what is PENDING, SUSPENDED or REJECTED [documented]; the review starts anew [assumed]."""
    template, content = _template(call), _content(call.json)
    if _state(call, template) not in _EDITABLE:
        raise _invalid(status="only PENDING, SUSPENDED or REJECTED templates can be edited")
    template["content"] = content
    _begin(call, template, list(template["providers"]))
    record(call, "Update", "Template", f"{template['sender']}/{template['name']}")
    return Reply(200, _shown(call, template))


def _delete(call: Call) -> Reply:
    template = _template(call)
    key = f"{template['sender']}/{template['name']}"
    del call.world.table("rcs_templates")[key]
    record(call, "Delete", "Template", key)
    return Reply(200)


def _status(call: Call) -> Reply:
    """Show each provider's state by country. [documented]."""
    template = _template(call)
    state, stamp = _state(call, template), template["updatedAt"]
    rows = [
        {"providerName": p, "status": s, "updatedAt": stamp} for p, s in sorted(template["providers"].items())
    ]
    coverage = [{"countryCode": "IN", "providers": rows}]
    return Reply(200, {"status": state, "name": template["name"], "coverage": coverage})


def _register(call: Call) -> Reply:
    """Add providers with which the template is not registered yet. [documented]."""
    template, new = _template(call), _known(call.json.get("providers"))
    if not new or set(new) & set(template["providers"]):
        raise _invalid(providers="already registered")
    _begin(call, template, new)
    record(call, "Update", "Template", f"{template['sender']}/{template['name']}")
    return Reply(200, _shown(call, template))


def _providers(call: Call) -> Reply:
    """Return the same providers for every sender and country. [assumed]."""
    del call
    return Reply(200, {"providers": list(PROVIDERS)})
