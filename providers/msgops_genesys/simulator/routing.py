"""Skills, languages, wrap-up codes, queues with members and codes, and utilization (dossier A3)."""

from __future__ import annotations

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_genesys.simulator.api import Row, operation, page
from msgops_genesys.simulator.collections import Collection, refer
from msgops_genesys.simulator.errors import missing, refused
from msgops_genesys.simulator.shapes import fields, given

MOST = 100
"""Members and codes of one call. [documented]"""
_REFERENCES = ("division", "messageInQueueFlow", "queueFlow", "emailInQueueFlow", "whisperPrompt")
_SCORING = frozenset({"TimestampAndPriority", "PriorityOnly"})
_EVALUATION = frozenset({"NONE", "BEST", "ALL"})
_PROMPT = frozenset(
    {"MANDATORY", "OPTIONAL", "MANDATORY_TIMEOUT", "MANDATORY_FORCED_TIMEOUT", "AGENT_REQUESTED"}
)
_MODES = frozenset({"All", "SelectedOnly", "None"})
_ACTIONS = frozenset({"DISCONNECT", "SEND_TO_ARCHITECT_FLOW"})
_MESSAGE = {
    **fields(
        b="enableAutoAnswer enableInactivityTimeout",
        i="alertingTimeoutSeconds",
        f="autoAnswerAlertToneSeconds manualAnswerAlertToneSeconds",
        o="subTypeSettings",
    ),
    "serviceLevel": fields(f="percentage", i="durationMs"),
    "inactivityTimeoutSettings": {"timeoutSeconds": "i", "actionType": _ACTIONS, "flowId": "o"},
}
DEFAULT_MESSAGE = {"alertingTimeoutSeconds": 30, "serviceLevel": {"percentage": 0.8, "durationMs": 20000}}
"""What a new queue has for messages. [assumed]"""
CAPACITY = {"call": 1, "callback": 1, "chat": 4, "email": 1, "message": 4, "workitem": 3}
"""The vendor's defaults. [assumed]"""


def home(call: Call, body: Row, row: Row | None) -> None:
    """Put an object without a division into the home division. [documented]"""
    refer(call, "divisions", body.get("division"), "division")
    if "division" not in body:
        own = next(d for d in call.world.table("divisions").values() if d.get("homeDivision"))
        body["division"] = (row or {}).get("division") or {"id": own["id"]}


def _levels(call: Call, body: Row, row: Row | None) -> None:
    """Bounds of the service level and of alerting. [documented]"""
    home(call, body, row)
    message = body.get("mediaSettings", {}).get("message", {})
    level = message.get("serviceLevel", {})
    if not 0 <= level.get("percentage", 0.8) <= 1:
        raise refused("percentage is from 0 to 1", field="mediaSettings.message.serviceLevel.percentage")
    if level.get("durationMs", 1000) < 1000:
        raise refused("durationMs is at least 1000", field="mediaSettings.message.serviceLevel.durationMs")
    if message.get("alertingTimeoutSeconds", 7) < 7:
        raise refused("alertingTimeoutSeconds is at least 7", field="alertingTimeoutSeconds")
    refer(call, "flows", body.get("messageInQueueFlow"), "messageInQueueFlow")
    for library in body.get("cannedResponseLibraries", {}).get("libraryIds", []):
        refer(call, "libraries", {"id": library}, "cannedResponseLibraries")
    sender = body.get("outboundMessagingAddresses", {}).get("whatsAppRecipient")
    refer(call, "recipients", sender, "whatsAppRecipient")
    body.setdefault("mediaSettings", {}).setdefault("message", dict(DEFAULT_MESSAGE))


def _counted(call: Call, row: Row) -> Row:
    members = call.world.table("members").get(row["id"], {})
    return {**row, "memberCount": len(members), "userMemberCount": len(members), "joinedMemberCount": 0}


QUEUES = Collection(
    path="/routing/queues",
    table="queues",
    what="queue",
    shape={
        **fields(
            s="name description callingPartyName callingPartyNumber defaultMediaLanguage peerId",
            b="autoAnswerOnly enableTranscription enableAudioMonitoring enableManualAssignment "
            "suppressInQueueCallRecording",
            o="routingRules conditionalGroupRouting conditionalGroupActivation bullseye memberGroups agentOwnedRouting "
            "directRouting defaultScripts outboundEmailAddress lastAgentRoutingMode onHoldPrompt",
        ),
        **dict.fromkeys(_REFERENCES, "ref"),
        "mediaSettings": {"message": _MESSAGE, **fields(o="call callback chat email")},
        "scoringMethod": _SCORING,
        "skillEvaluationMethod": _EVALUATION,
        "acwSettings": {"wrapupPrompt": _PROMPT, "timeoutMs": "i"},
        "cannedResponseLibraries": {"mode": _MODES, "libraryIds": ["s"]},
        "outboundMessagingAddresses": {
            "whatsAppRecipient": "ref",
            "smsAddress": "ref",
            "openMessagingRecipient": "ref",
        },
    },
    permission="routing:queue",
    lingers=True,
    defaults={
        "scoringMethod": "TimestampAndPriority",
        "skillEvaluationMethod": "BEST",
        "enableManualAssignment": False,
        "acwSettings": {"wrapupPrompt": "OPTIONAL"},
    },
    check=_levels,
    show=_counted,
)


def _skill_division(call: Call, body: Row, row: Row | None) -> None:
    """A skill takes `divisionId` and shows `division`. [documented]"""
    division = body.pop("divisionId", None)
    if division:
        refer(call, "divisions", {"id": division}, "divisionId")
        body["division"] = {"id": division}
    home(call, body, row)


SKILLS = Collection(
    path="/routing/skills",
    table="skills",
    what="skill",
    shape=fields(s="name divisionId"),
    permission="routing:skill",
    actions=("view", "create", "update", "delete"),
    method="PATCH",
    soft=True,
    prefix=True,
    check=_skill_division,
)
LANGUAGES = Collection(
    path="/routing/languages",
    table="languages",
    what="language",
    shape=fields(s="name"),
    permission="routing:language",
    actions=("view", "create", "update", "delete"),
    method="",
    soft=True,
)
CODES = Collection(
    path="/routing/wrapupcodes",
    table="wrapup_codes",
    what="wrap-up code",
    shape={**fields(s="name description"), "division": "ref"},
    permission="routing:wrapupCode",
    check=home,
)


def _members(call: Call) -> Reply:
    queue = QUEUES.find(call)
    people = call.world.table("users")
    rows = [
        {
            "id": id_,
            "name": people[id_]["name"],
            "user": {"id": id_, "name": people[id_]["name"], "email": people[id_]["email"]},
            "ringNumber": member["ringNumber"],
            "joined": True,
            "memberBy": "user",
        }
        for id_, member in call.world.table("members").get(queue["id"], {}).items()
        if id_ in people
    ]
    shown = page(call, sorted(rows, key=lambda r: str(r["name"])))
    # This list alone does not say how long it is. [documented]
    return Reply(200, {k: v for k, v in shown.body.items() if k not in ("total", "pageCount")})


def _change_members(call: Call) -> Reply:
    """Add or take out at most 100; one who is in it already is no error. [documented; the last: assumed]"""
    queue, taken = QUEUES.find(call), call.one("delete") == "true"
    members = call.world.table("members").setdefault(queue["id"], {})
    for id_ in _ids(call):
        if id_ not in call.world.table("users"):
            raise refused(f"User {id_} does not exist", field="id")
        if taken:
            members.pop(id_, None)
        else:
            members.setdefault(id_, {"ringNumber": 1})
    return Reply(204)


def _ids(call: Call) -> list[str]:
    body = call.json
    if not isinstance(body, list) or not 1 <= len(body) <= MOST:
        raise refused(f"The body is a list of 1 to {MOST}")
    return [given(one, fields(s="id"), "id")["id"] for one in body]


def _ring(call: Call) -> Reply:
    members = call.world.table("members").get(QUEUES.find(call)["id"], {})
    if call.params["member"] not in members:
        raise missing("member", call.params["member"])
    ring = given(call.json, fields(s="id", i="ringNumber", b="joined")).get("ringNumber", 1)
    if not 1 <= ring <= 6:
        raise refused("ringNumber is from 1 to 6", field="ringNumber")
    members[call.params["member"]]["ringNumber"] = ring
    return Reply(204)


def _queue_codes(call: Call) -> Reply:
    found = call.world.table("queue_codes").get(QUEUES.find(call)["id"], {})
    rows = call.world.table("wrapup_codes")
    return page(call, [CODES.shown(call, rows[i]) for i in found if i in rows])


def _add_codes(call: Call) -> Reply:
    codes = call.world.table("queue_codes").setdefault(QUEUES.find(call)["id"], {})
    for id_ in _ids(call):
        refer(call, "wrapup_codes", {"id": id_}, "wrap-up code")
        codes[id_] = True
    return Reply(200, [{"id": i} for i in codes])


def _remove_code(call: Call) -> Reply:
    codes = call.world.table("queue_codes").get(QUEUES.find(call)["id"], {})
    if codes.pop(call.params["code"], None) is None:
        raise missing("wrap-up code", call.params["code"])
    return Reply(204)


def _utilization(call: Call) -> Reply:
    return Reply(200, _whole(call))


def _whole(call: Call) -> Row:
    kept = call.world.table("utilization").get("org", {})
    usual = {
        k: {"maximumCapacity": n, "interruptableMediaTypes": [], "includeNonAcd": False}
        for k, n in CAPACITY.items()
    }
    labels = {"labelUtilizations": kept["labelUtilizations"]} if kept.get("labelUtilizations") else {}
    return {"utilization": {**usual, **kept.get("utilization", {})}, **labels}


def _utilize(call: Call) -> Reply:
    """A media type that is left out goes back to its default. [documented]"""
    one = {**fields(i="maximumCapacity", b="includeNonAcd"), "interruptableMediaTypes": ["s"]}
    body = given(call.json, {"utilization": dict.fromkeys(CAPACITY, one), "labelUtilizations": "o"})
    usual = {"maximumCapacity": 1, "interruptableMediaTypes": [], "includeNonAcd": False}
    for name, given_ in body.get("utilization", {}).items():
        if not 0 <= given_.get("maximumCapacity", 1) <= 25:
            raise refused("maximumCapacity is from 0 to 25", field=f"utilization.{name}")
        body["utilization"][name] = {**usual, **given_}
    call.world.table("utilization")["org"] = body
    return Reply(200, _whole(call))


def _reset(call: Call) -> Reply:
    call.world.table("utilization").clear()
    return Reply(204)


def install(simulator: Simulator) -> None:
    """Declare the operations."""
    for collection in (QUEUES, SKILLS, LANGUAGES, CODES):
        collection.install(simulator)
    one, view, edit = "/routing/queues/{id}", "routing:queue:view", "routing:queue:edit"
    operation(simulator, "GET", f"{one}/members", _members, view)
    operation(simulator, "POST", f"{one}/members", _change_members, edit, "routing:queueMember:manage")
    operation(simulator, "PATCH", f"{one}/members/{{member}}", _ring, edit, "routing:queueMember:manage")
    operation(simulator, "GET", f"{one}/wrapupcodes", _queue_codes, view)
    operation(simulator, "POST", f"{one}/wrapupcodes", _add_codes, edit)
    operation(simulator, "DELETE", f"{one}/wrapupcodes/{{code}}", _remove_code, edit)
    path, manage = "/routing/utilization", "routing:utilization:manage"
    operation(simulator, "GET", path, _utilization, manage)
    operation(simulator, "PUT", path, _utilize, manage)
    operation(simulator, "DELETE", path, _reset, manage)
