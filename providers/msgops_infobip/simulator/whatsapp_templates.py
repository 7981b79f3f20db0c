"""WhatsApp templates: handed in, reviewed on the virtual clock, edited within quotas, deleted by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgops.sandbox.kit import Call, Refusal, Reply, Simulator, World
from msgops_infobip.kinds.whatsapp_languages import LANGUAGES
from msgops_infobip.simulator.errors import bad, e1, e2
from msgops_infobip.simulator.feed import record
from msgops_infobip.simulator.paging import p1
from msgops_infobip.simulator.whatsapp_review import NAME, STATES, as_shown, problems
from msgops_infobip.simulator.whatsapp_senders import BUSINESS_ACCOUNT, sender_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

REVIEW_SECONDS = 1800
"""Meta decides after 30 virtual minutes. [assumed]"""
_DELETION_SECONDS = 600  # [assumed]
_DAY = 86400
_BLOCKED = 30 * _DAY
_SCOPES = ("whatsapp:manage",)
_EDITABLE = ("APPROVED", "REJECTED", "FIRST_PAUSED", "SECOND_PAUSED")
_SHOWN = [
    "id",
    "businessAccountId",
    "name",
    "language",
    "status",
    "category",
    "structure",
    "quality",
    "platform",
    "createdAt",
    "lastUpdatedAt",
    "validityPeriod",
    "subCategory",
]
_ORDERS = {"templateId": "id", **{f: f for f in ("category", "language", "name", "status")}}
_HANDED_IN = ("name", "language", "category", "structure", "platform", "validityPeriod", "subCategory")
Template = dict[str, Any]


def install(simulator: Simulator) -> None:
    """Declare the operations of templates and seed one that is approved."""
    own = "/whatsapp/2/senders/{sender}/templates"
    for method, path, handler in (
        ("GET", "/whatsapp/1/templates", _all),
        ("GET", own, _of_sender),
        ("POST", own, _create),
        ("GET", f"{own}/{{id}}", _get),
        ("PATCH", f"{own}/{{id}}", _edit),
        ("DELETE", f"{own}/{{name}}", _delete),
    ):
        simulator.route(method, path, scopes=_SCOPES)(handler)
    simulator.reviewers.append(("/whatsapp/2/senders/", _review))
    seed(simulator.world)


def seed(world: World) -> None:
    """Fill in the sample that every new business account comes with, approved."""
    structure = {
        "header": {"format": "TEXT", "text": "Hello World"},
        "body": {"text": "Welcome and congratulations! This is a sample message."},
        "footer": {"text": "WhatsApp Business Platform sample message"},
    }
    sample = {"name": "hello_world", "language": "en_US", "category": "UTILITY", "structure": structure}
    _decide(world, _add(world, int(BUSINESS_ACCOUNT), sample), "APPROVED")


def _add(world: World, account: int, body: Mapping[str, Any]) -> Template:
    template: Template = {
        "id": str(5_653_923_468_715_000 + world.next("whatsapp_template")),
        "businessAccountId": account,
        **{k: body.get(k) for k in _HANDED_IN},
        "status": "PENDING",
        "quality": "UNKNOWN",
        "createdAt": world.stamp(),
        "lastUpdatedAt": world.stamp(),
        "due": world.now().timestamp() + REVIEW_SECONDS,
        "wasApproved": False,
        "edits": [],
    }
    world.table("whatsapp_templates")[template["id"]] = template
    return template


def _table(world: World) -> dict[str, Template]:
    """Return the templates after everything that time decides."""
    table, now = world.table("whatsapp_templates"), world.now().timestamp()
    for template in [*table.values()]:
        if template["status"] == "PENDING" and now >= template["due"]:
            _decide(world, template, "APPROVED")
        elif template["status"] == "PENDING_DELETION" and now >= template["due"]:
            del table[template["id"]]
    return table


def _decide(world: World, template: Template, status: str) -> None:
    template.update(status=status, lastUpdatedAt=world.stamp())
    template["wasApproved"] = template["wasApproved"] or status == "APPROVED"


def _show(template: Template) -> dict[str, Any]:
    shown = {k: template[k] for k in _SHOWN if template.get(k) is not None}
    shown["structure"] = as_shown(template["structure"], template["category"])
    return shown


def _account(call: Call) -> int:
    missing = Refusal(e1(404, "NOT_FOUND", "Not found"))
    return int(sender_of(call, missing)["businessAccountId"])


def _mine(call: Call) -> Iterator[Template]:
    account = _account(call)
    return (t for t in _table(call.world).values() if t["businessAccountId"] == account)


def _one(call: Call) -> Template:
    for template in _mine(call):
        if template["id"] == call.params["id"]:
            return template
    raise Refusal(e1(404, "NOT_FOUND", "Not found"))


def _all(call: Call) -> Reply:
    """List the account's templates, filtered and ordered; 10 a page unless asked otherwise."""
    found = [t for t in _table(call.world).values() if _passes(call, t)]
    field, _, direction = call.one("orderBy", "templateId,ASC").partition(",")
    if field not in _ORDERS:
        raise Refusal(_wrong("orderBy", "Provide one of the valid values."))
    found.sort(key=lambda t: t[_ORDERS[field]], reverse=direction.upper() == "DESC")
    return Reply(200, p1(call, [_show(t) for t in found], size=10))


def _passes(call: Call, template: Template) -> bool:
    if not set(call.many("status")) <= STATES:
        raise Refusal(_wrong("status", "Provide one of the valid values."))
    senders = call.world.table("whatsapp_senders")
    if asked := call.many("sender"):
        accounts = {int(senders[s]["businessAccountId"]) for s in asked if s in senders}
        if template["businessAccountId"] not in accounts:
            return False
    if any((w := call.many(f)) and template[f] not in w for f in ("status", "language", "category")):
        return False
    platform = template.get("platform") or {}
    if any((v := call.one(f)) and platform.get(f) != v for f in ("applicationId", "entityId")):
        return False
    return call.one("name") in ("", template["name"])


def _wrong(field: str, text: str) -> Reply:
    return e2(400, "E400", "Request cannot be processed.", {field: text})


def _of_sender(call: Call) -> Reply:
    return Reply(200, {"templates": [_show(t) for t in _mine(call)]})


def _get(call: Call) -> Reply:
    return Reply(200, _show(_one(call)))


def _create(call: Call) -> Reply:
    """Hand in a template; one name may have many languages, each once."""
    body, world, account = call.json, call.world, _account(call)
    name, language = str(body.get("name", "")), body.get("language")
    if not NAME.fullmatch(name):
        raise bad("Invalid request", name="must match ^[a-z0-9_]{1,512}$")
    if language not in LANGUAGES:
        raise bad("Invalid request", language="is not supported")
    _check(body)
    block = world.table("whatsapp_blocked_names").get(f"{account}/{name}")
    if block is not None and world.now().timestamp() < block["until"]:
        raise bad("The name of a deleted template cannot be used for 30 days")
    same = [t for t in _mine(call) if (t["name"], t["language"]) == (name, language)]
    if any(t["status"] != "PENDING_DELETION" for t in same):
        raise bad("A template with this name and language exists already")
    template = _add(world, account, body)
    record(call, "Create", "Template", name)
    return Reply(201, _show(template))


def _check(body: Mapping[str, Any]) -> None:
    found: dict[str, str] = dict(problems(body))
    period = body.get("validityPeriod")
    if period is not None:
        seconds = period.get("amount", 0) * (1 if period.get("timeUnit") == "SECONDS" else 60)
        if body["category"] != "AUTHENTICATION" or (period.get("amount") != -1 and not 30 <= seconds <= 900):
            found["validityPeriod"] = "must be 30 seconds to 15 minutes, for AUTHENTICATION only"
    if body.get("subCategory") is not None and body["category"] != "UTILITY":
        found["subCategory"] = "is only for UTILITY"
    if found:
        raise bad("Invalid request", **found)


def _edit(call: Call) -> Reply:
    """Edit within the quotas; everything but the platform goes back to review."""
    template, body, world = _one(call), call.json, call.world
    now = world.now().timestamp()
    given = {k for k in ("category", "structure", "validityPeriod", "platform", "subCategory") if k in body}
    if template["status"] not in _EDITABLE:
        raise bad("Only approved, rejected or paused templates can be edited")
    reviewed = bool(given - {"platform"})
    if "validityPeriod" in given and not given & {"category", "structure"}:
        raise bad("Invalid request", validityPeriod="can be edited only with category or structure")
    if (
        template["status"] == "APPROVED"
        and body.get("category", template["category"]) != template["category"]
    ):
        raise bad("Category of an approved template cannot be edited")
    if reviewed and template.get("subCategory") and "subCategory" not in given:
        raise bad("Invalid request", subCategory="must not be null")
    changed = {**template, **{k: body[k] for k in given}}
    if given & {"structure", "category", "validityPeriod", "subCategory"}:
        _check(changed)
    if reviewed and template["status"] == "APPROVED":
        recent = [t for t in template["edits"] if t > now - _BLOCKED]
        if len(recent) >= 10 or any(t > now - _DAY for t in recent):
            raise bad("An approved template can be edited once in 24 hours and 10 times in 30 days")
        template["edits"] = [*recent, now]
    template.update({k: body[k] for k in given}, lastUpdatedAt=world.stamp())
    if reviewed:
        template.update(status="PENDING", due=now + REVIEW_SECONDS)
    record(call, "Update", "Template", template["name"])
    return Reply(200, _show(template))


def _delete(call: Call) -> Reply:
    """Delete a name with all its languages, for every sender of the business account."""
    world, name, now = call.world, call.params["name"], call.world.now().timestamp()
    found = [t for t in _mine(call) if t["name"] == name and t["status"] != "PENDING_DELETION"]
    if not found:
        return e1(404, "NOT_FOUND", "Not found")
    if any(t["wasApproved"] for t in found):
        key = f"{found[0]['businessAccountId']}/{name}"
        world.table("whatsapp_blocked_names")[key] = {"name": name, "until": now + _BLOCKED}
    for template in found:
        template.update(status="PENDING_DELETION", due=now + _DELETION_SECONDS)
    record(call, "Delete", "Template", name)
    return Reply(204)


def _review(simulator: Simulator, path: str, result: str, reason: str) -> bool:
    """Decide as Meta: `path` is that of the template; the reason is only told in events."""
    template = _table(simulator.world).get(path.rstrip("/").rpartition("/")[2])
    if template is None or result not in STATES:
        return False
    _decide(simulator.world, template, result)
    template["reason"] = reason
    return True
