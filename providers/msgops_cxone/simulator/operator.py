"""What a person does in the console, as far as a read shows it: `POST /_operator/…` through the control API (dossier Part C).

Pages that no read shows (SLA, permissions of roles per channel, custom components, conditions of queues, automation,
business hours) go to `page`, which only the control API's list of objects shows.
"""

from __future__ import annotations

import re
from typing import Any

from msgops.sandbox.kit import Call, Handler, Refusal, Reply, Simulator
from msgops_cxone.simulator import channels, codes, scripts, skills, threads
from msgops_cxone.simulator.auth import OPERATOR
from msgops_cxone.simulator.errors import Refused, answer
from msgops_cxone.simulator.knobs import turn
from msgops_cxone.simulator.lists import Row
from msgops_cxone.simulator.seed import role as make_role
from msgops_cxone.simulator.shapes import Shape, body, fields
from msgops_cxone.simulator.store import change, named, rows

_FORBIDDEN = re.compile(r'[/\\+!?<>#&,%"]')
_LONGEST_ROLE = 50
_STATUS = ("Active", "Inactive")
_CODE = re.compile(r"\d{6}")
_WORDS = {"evaluation": "evaluationCriteria", "focus_metric": "FocusMetric", "focus_lock": "FocusLock"}
_READ_ONLY = fields(
    n="agentFirstResponseTime agentFollowOnResponseTime customerIdleTime FallbackTime",
    b="agentResponseEnabled timeExtensionEnabled customerResponseEnabled PresentAcceptReject IsSubSkill",
)
"""What a skill shows and only the console writes, by the names that a read has; and the fallback time."""


def install(simulator: Simulator) -> None:
    """Declare the actions; without the control API they are not found."""
    actions: dict[str, Handler] = {
        "knobs": _knobs,
        "version": _version,
        "expire-tokens": _expire,
        "whatsapp-channel": _whatsapp_channel,
        "channel-defaults": _channel_defaults,
        "customer-message": _customer_message,
        "whatsapp-template": _whatsapp_template,
        "skill": _skill,
        "role": _role,
        "accept-invitation": _accept,
        "script": _script,
        "quick-response": _quick_response,
        "case-field": _case_field,
        "byoc-integration": _integration,
        "page": _page,
    }
    for name, handler in actions.items():
        simulator.route("POST", f"{OPERATOR}/{name}")(_refusing(handler))


def _refusing(handler: Handler) -> Handler:
    def work(call: Call) -> Reply:
        try:
            return handler(call)
        except Refused as refused:
            raise Refusal(answer("/services/", Refused(refused.text, field=refused.field))) from None

    return work


def _knobs(call: Call) -> Reply:
    """Turn knobs: a body of names and values."""
    for name, value in call.json.items():
        turn(call.world, name, value)
    return Reply(204)


def _version(call: Call) -> Reply:
    """Make a version the newest of an operation: `uri` as `/apiversion` has it, with or without its verb, and `version`."""
    given = body(call, fields(s="uri", n="version"), "uri", "version")
    call.world.table("versions")[given["uri"]] = given
    return Reply(204)


def _expire(call: Call) -> Reply:
    """End every token, as a policy or an administrator does."""
    call.world.table("tokens").clear()
    return Reply(204)


def _whatsapp_channel(call: Call) -> Reply:
    """Connect a number: `name`, `facebook_login`, the six-digit `code`. [documented: C.2; nothing of it by API]"""
    given = body(call, fields(s="name code phone_number", b="facebook_login"), "name")
    if not given.get("facebook_login"):
        raise Refused("Log in with Facebook first", field="facebook_login")
    if not _CODE.fullmatch(given.get("code", "")):
        raise Refused("The code has six digits", field="code")
    external = call.world.hex32()[:24].lower()
    values = {
        "id": f"ind_whatsapp_{external}",
        "idOnExternalPlatform": external,
        "channelIntegrationId": call.world.uuid(),
        "realExternalPlatformId": "whatsapp",
        "externalPlatformIcon": "whatsapp",
        "name": given["name"],
        "isPrivate": True,
        "hasTreeStructure": False,
        "hasReply": True,
        "contentFormat": "plain",
        "hasOutboundFlow": True,
        "hasOutboundTemplates": True,
    }
    return Reply(200, {"id": channels.store(call, values, native=True)["id"]})


def _channel(call: Call, word: str) -> Row:
    """Find a channel by id or name."""
    found = call.world.table("channels").get(word) or named(call.world, "channels", "name", word)
    if found is None:
        raise Refused(f"channel {word} does not exist", field="channel")
    return found


def _channel_defaults(call: Call) -> Reply:
    """Points of Contact Digital: `channel`, `script`, `skill`. The skill shows in threads only. [documented: C.8]"""
    given = body(call, fields(s="channel script skill"), "channel")
    channel, values = _channel(call, given["channel"]), dict[str, Any]()
    if "script" in given:
        values["studioScript"] = given["script"]
    if "skill" in given:
        values["defaultSkillId"] = skills.skill_by_name(call, given["skill"])["skillId"]
    change(call, "channels", channel, values, "")
    return Reply(204)


def _customer_message(call: Call) -> Reply:
    """A customer writes to `channel`, `times` times."""
    given = body(call, fields(s="channel", n="times"), "channel")
    channel = _channel(call, given["channel"])
    made = [threads.make(call, channel)["number"] for _ in range(given.get("times", 1))]
    return Reply(200, {"threads": made})


def _whatsapp_template(call: Call) -> Reply:
    """Meta approved a template: `channel`, `template`, `text`, `category`. [documented: C.3]"""
    given = body(call, fields(s="channel template text category"), "channel", "template")
    text, name = given.get("text", "Hello"), given["template"]
    element = {
        "id": "1",
        "text": text,
        "type": "TEXT_TEMPLATE",
        "template": name,
        "variables": re.findall(r"\{\{(\d+)\}\}", text),
    }
    channel = _channel(call, given["channel"])
    call.world.table("whatsapp_templates")[f"{channel['id']}:{name}"] = {
        "channel": channel["id"],
        "template": name,
        "category": given.get("category", "TRANSACTIONAL"),
        "messageContent": {"type": "PLUGIN", "payload": {"elements": [element]}},
    }
    return Reply(204)


def _skill(call: Call) -> Reply:
    """ACD Skills: make a digital skill or change one.

    `name`, `campaign`; `evaluation`, `focus_metric`, `focus_lock` in the console's words; response timers, sub-skill and
    Accept/Reject by the names that a read has.
    """
    shape: Shape = {**fields(s=f"name campaign {' '.join(_WORDS)}"), **_READ_ONLY}
    given = body(call, shape, "name")
    skill = named(call.world, "skills", "skillName", given["name"])
    if skill is None:
        skill = call.world.table("skills")[str(_new_skill(call, given))]
    values = {k: v for k, v in given.items() if k in _READ_ONLY}
    for word, field in _WORDS.items():
        if word in given:
            values[field] = codes.code(call.world, field, given[word])
    if wrong := codes.check(call.world, {**skill, **values}):
        raise Refused(wrong)
    change(call, "skills", skill, values)
    return Reply(200, {"skillId": skill["skillId"]})


def _new_skill(call: Call, given: Row) -> int:
    known = rows(call.world, "campaigns")
    name = given.get("campaign", known[0]["name"] if known else "")
    campaign = named(call.world, "campaigns", "name", name)
    if campaign is None:
        raise Refused(f"campaign {name} does not exist", field="campaign")
    inbound = {
        "serviceLevelThreshold": 30,
        "serviceLevelGoal": 80,
        "enableShortAbandon": False,
        "shortAbandonThreshold": 15,
    }
    return skills.make(
        call, {"skillName": given["name"], "mediaTypeId": 9, "campaignId": campaign["id"], **inbound}
    )


def _role(call: Call) -> Reply:
    """Make a role or change one: `name`, `description`, `permissions` (key to options), `status`.

    A name is never free again, and a role that somebody has is not deactivated. [documented: B.32]
    """
    given = body(call, {**fields(s="name description status rename"), "permissions": "o"}, "name")
    found = named(call.world, "roles", "securityProfileName", given["name"])
    if found is not None and found["securityProfileStatusName"] == "Inactive" and "status" not in given:
        raise Refused(f"the name '{given['name']}' was used before", field="name")
    if found is None:
        _check_role_name(given["name"])
        identity = make_role(call.world, given["name"], {}, description=given.get("description", ""))
        found = call.world.table("roles")[identity]
    status = given.get("status", found["securityProfileStatusName"])
    busy = any(a["roleId"] == found["roleId"] for a in rows(call.world, "agents"))
    if status not in _STATUS or (status == "Inactive" and busy):
        raise Refused("status is Active or, of a role that nobody has, Inactive", field="status")
    values: Row = {"securityProfileStatusName": status}
    if "description" in given:
        values["description"] = given["description"]
    if isinstance(given.get("permissions"), dict):
        values["permissions"] = [
            {"permissionKey": k, "optionKeys": list(o)} for k, o in given["permissions"].items()
        ]
    change(call, "roles", found, values, "")
    return Reply(200, {"roleId": found["roleId"]})


def _check_role_name(name: str) -> None:
    if len(name) > _LONGEST_ROLE or _FORBIDDEN.search(name):
        raise Refused(
            f"a role's name has at most {_LONGEST_ROLE} characters and none of / \\ + ! ? < > # & , % \""
        )


def _accept(call: Call) -> Reply:
    """Somebody accepts the invitation: `user`. [documented: no call does]"""
    given = body(call, fields(s="user"), "user")
    user = named(call.world, "agents", "userName", given["user"])
    if user is None or user["status"] != "PENDING":
        raise Refused(f"{given['user']} was not invited", field="user")
    change(call, "agents", user, {"status": "ACTIVE"}, "lastUpdated")
    return Reply(204)


def _script(call: Call) -> Reply:
    """Studio: save a script at `path`; `desktop` if by the desktop application, `locked_by` if somebody has it open."""
    given = body(call, fields(s="path locked_by", n="media_type", b="desktop"), "path")
    content: Row = {"header": {}, "actions": {"1": {"actionId": 1, "name": "BEGIN"}}}
    row = scripts.save(
        call, given["path"], given.get("media_type", 9), content, desktop=given.get("desktop", False)
    )
    if name := given.get("locked_by"):
        row["lock"] = {"lockedName": name, "lockedId": name, "lockedDate": row["modifyDate"]}
    return Reply(200, {"masterID": row["masterID"]})


def _quick_response(call: Call) -> Reply:
    """Rich Message Settings: `title`, `content`, `channels` (ids; none is all). [documented: C.3]"""
    given = body(call, {**fields(s="title content"), "channels": ["s"]}, "title")
    number = call.world.next("quick_responses", 31)
    call.world.table("quick_responses")[str(number)] = {
        "id": number,
        "type": "text",
        "title": given["title"],
        "content": given.get("content", ""),
        "hasVariables": False,
        "externalVariables": [],
        "channels": given.get("channels", []),
    }
    return Reply(200, {"id": number})


def _case_field(call: Call) -> Reply:
    """Custom fields of cases: `ident`, `label`, `type`. [documented: read only]"""
    given = body(call, fields(s="ident label type"), "ident", "label", "type")
    shown = {"required": False, "visibleInPostDetail": True, "visibleInLiveChat": False, "isEditable": True}
    call.world.table("case_fields")[given["ident"]] = {**given, **shown, "values": []}
    return Reply(204)


def _integration(call: Call) -> Reply:
    """Bring Your Own Channel: make an integration, `name`; its page shows the Integration ID. [documented: B.13]"""
    given, identity = body(call, fields(s="name"), "name"), call.world.uuid()
    call.world.table("integrations")[identity] = {"id": identity, "name": given["name"]}
    return Reply(200, {"id": identity})


def _page(call: Call) -> Reply:
    """Keep what a person set on a page that no read shows: `page`, `key`, `values`."""
    given = body(call, {**fields(s="page key"), "values": "o"}, "page", "key")
    call.world.table("pages")[f"{given['page']}:{given['key']}"] = {**given, "by": call.actor}
    return Reply(204)
