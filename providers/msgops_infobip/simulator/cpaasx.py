"""CPaaS X: applications, entities, associations, sending strategies (specification; dossier §5.C)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgops.sandbox.kit import Call, Refusal, Reply, Simulator, World
from msgops_infobip.simulator.errors import bad, e1, e2, missing
from msgops_infobip.simulator.feed import record
from msgops_infobip.simulator.paging import p1

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

BUILT_IN = "default"
_SCOPES = ("application-entity:manage",)
_ITEM = "Communication"  # the feed has no value for these objects [assumed]
_ASSOCIATIONS = "/provisioning/1/associations"
_STRATEGIES = "/provisioning/2/sending-strategies"
_FIVE = ("resourceType", "channel", "applicationId", "entityId", "resourceId")
_TYPES = ("NUMBER", "DOMAIN", "ALPHA", "RCS_RESOURCE", "APPLE_RESOURCE")
_CHANNELS = ("SMS", "MMS", "EMAIL", "WHATSAPP", "RCS", "APPLE")
_SENDERS = ("ALPHANUMERIC", "VIRTUAL_LONG_NUMBER", "SHORT_CODE", "TOLL_FREE_NUMBER")
_STRATEGY = (
    "platform",
    "channel",
    "destinationCountryCode",
    "useStickySender",
    "useGeolocatedSender",
    "priorities",
)


def install(simulator: Simulator) -> None:
    """Declare the operations and seed the built-in application."""
    simulator.world.table("applications")[BUILT_IN] = {"applicationId": BUILT_IN}
    _labels(simulator, "applications", "application")
    _labels(simulator, "entities", "entity")
    route = simulator.route
    route("GET", _ASSOCIATIONS, scopes=_SCOPES)(_list_associations)
    route("GET", f"{_ASSOCIATIONS}/single", scopes=_SCOPES)(_single)
    route("POST", _ASSOCIATIONS, scopes=_SCOPES)(_associate)
    route("DELETE", _ASSOCIATIONS, scopes=_SCOPES)(_dissociate)
    scopes = ("sending-strategy:manage",)
    route("GET", _STRATEGIES, scopes=scopes)(_list_strategies)
    route("POST", _STRATEGIES, scopes=scopes)(_create_strategy)
    route("DELETE", f"{_STRATEGIES}/{{id}}", scopes=scopes)(_delete_strategy)


def known(world: World, application: Any, entity: Any) -> bool:
    """Whether an application, and an entity if one is named, exist."""
    there = application == BUILT_IN or application in world.table("applications")
    return there and (entity is None or entity in world.table("entities"))


def linked(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the link that a body asks for; nothing named means the built-in application. [assumed]."""
    entity = body.get("entityId")
    return {
        "applicationId": body.get("applicationId") or BUILT_IN,
        **({"entityId": entity} if entity else {}),
    }


def _labels(simulator: Simulator, table: str, one: str) -> None:
    """Declare list, create, get, put and delete of applications, or of entities."""
    id_, name, base = f"{one}Id", f"{one}Name", f"/provisioning/1/{table}"

    def find(call: Call) -> dict[str, Any]:
        found = call.world.table(table).get(call.params["id"])
        if found is None:
            raise missing()
        return found

    def create(call: Call) -> Reply:
        body = _checked(call.json, name, id_)
        if body[id_] in call.world.table(table):
            return _conflict(f"{one.capitalize()} with the same ID already exists.")
        call.world.table(table)[body[id_]] = body
        record(call, "Create", _ITEM, body[id_])
        return Reply(201)

    def put(call: Call) -> Reply:
        found = find(call)
        given = _checked(call.json, name)
        found.pop(name, None)  # the name is replaced, also by none [assumed]
        found.update(given)
        record(call, "Update", _ITEM, found[id_])
        return Reply(204)

    def delete(call: Call) -> Reply:
        found = find(call)
        if found[id_] == BUILT_IN and one == "application":
            raise bad("The default application cannot be deleted.")  # [assumed]
        del call.world.table(table)[found[id_]]
        _reset(call.world, id_, found[id_])
        record(call, "Delete", _ITEM, found[id_])
        return Reply(200)

    route = simulator.route
    route("GET", base, scopes=_SCOPES)(
        lambda call: Reply(200, p1(call, [*call.world.table(table).values()], most=1000))
    )
    route("POST", base, scopes=_SCOPES)(create)
    route("GET", f"{base}/{{id}}", scopes=_SCOPES)(lambda call: Reply(200, find(call)))
    route("PUT", f"{base}/{{id}}", scopes=_SCOPES)(put)
    route("DELETE", f"{base}/{{id}}", scopes=_SCOPES)(delete)


def _checked(body: Any, name: str, id_: str = "") -> dict[str, Any]:
    """Take the id, where one is asked for, and perhaps a name."""
    given = body if isinstance(body, dict) else {}
    taken = {f: given[f] for f in (id_, name) if given.get(f) is not None}
    if id_ and id_ not in taken:
        raise bad("Invalid request", **{id_: "must not be null"})
    for field, value in taken.items():
        if not isinstance(value, str) or len(value) > 255 or not (value or field == name):
            raise bad("Invalid request", **{field: "size must be between 1 and 255"})
    return taken


def _conflict(text: str) -> Reply:
    return e1(409, "CONFLICT", text)


def _reset(world: World, field: str, value: str) -> None:
    """Link what was linked to a label to the built-in application, without an entity. [documented]."""
    numbers = [*world.table("numbers").values()]
    holders = [*numbers, *(n["voiceSetup"] for n in numbers if "voiceSetup" in n)]
    for table in ("inbound_configurations", "sending_strategies"):
        holders += [o["platform"] for o in world.table(table).values() if "platform" in o]
    for holder in holders:
        if holder.get(field) == value:
            holder["applicationId"] = BUILT_IN
            holder.pop("entityId", None)
    links = world.table("associations")
    for key in [k for k, link in links.items() if link.get(field) == value]:
        link = {k: v for k, v in links.pop(key).items() if k != "entityId"}
        link["applicationId"] = BUILT_IN
        links[_key(link)] = link


def _key(five: Mapping[str, Any]) -> str:
    return "/".join(str(five.get(f) or "") for f in _FIVE)


def _matching(objects: Iterable[dict[str, Any]], call: Call, fields: Iterable[str]) -> list[dict[str, Any]]:
    asked = {f: call.one(f) for f in fields if call.one(f)}
    return [o for o in objects if all(o.get(f) == v for f, v in asked.items())]


def _list_associations(call: Call) -> Reply:
    found = _matching(call.world.table("associations").values(), call, _FIVE)
    return Reply(200, p1(call, found, most=1000))


def _single(call: Call) -> Reply:
    """Find the one with exactly these values; none answers 404. [documented]."""
    found = call.world.table("associations").get(_key({f: call.one(f) for f in _FIVE}))
    if found is None:
        raise missing()
    return Reply(200, found)


def _five(call: Call) -> dict[str, Any]:
    """Take all five values; without an entity its id is sent as `null`. [documented]."""
    body = call.json if isinstance(call.json, dict) else {}
    for field, values in (("resourceType", _TYPES), ("channel", _CHANNELS)):
        if body.get(field) not in values:
            raise bad("Invalid request", **{field: f"must be one of {', '.join(values)}"})
    lacking = [f for f in ("applicationId", "resourceId") if not body.get(f)]
    if lacking or "entityId" not in body:
        raise bad("Invalid request", **{lacking[0] if lacking else "entityId": "must be present"})
    if body["resourceType"] == "DOMAIN" and body["channel"] != "EMAIL":
        raise bad("Invalid request", resourceType="DOMAIN is only for the channel EMAIL")  # [documented]
    return {f: body[f] for f in _FIVE if body.get(f) is not None}


def _associate(call: Call) -> Reply:
    """Link; unknown parts answer 404, the same link again 409. [documented]."""
    link = _five(call)
    if not known(call.world, link["applicationId"], link.get("entityId")):
        raise missing()
    if link["resourceType"] == "NUMBER" and link["resourceId"] not in call.world.table("numbers"):
        raise missing()
    if _key(link) in call.world.table("associations"):
        return _conflict("Resource association already exists.")
    call.world.table("associations")[_key(link)] = link
    record(call, "Create", _ITEM, f"association of {link['resourceId']}")
    return Reply(201)


def _dissociate(call: Call) -> Reply:
    """Delete by the body. [documented]."""
    link = _five(call)
    if call.world.table("associations").pop(_key(link), None) is None:
        raise missing()
    record(call, "Delete", _ITEM, f"association of {link['resourceId']}")
    return Reply(204)


def _list_strategies(call: Call) -> Reply:
    found = _matching(call.world.table("sending_strategies").values(), call, ("sendingStrategyId",))
    for field in ("applicationId", "entityId"):
        if asked := call.one(field):
            found = [s for s in found if s["platform"].get(field) == asked]
    return Reply(200, p1(call, found, size=100, most=1000))


def _create_strategy(call: Call) -> Reply:
    """Store what is known; what is left out is off. [documented; the built-in application assumed]."""
    body = call.json
    given = {k: body[k] for k in _STRATEGY if body.get(k) is not None}
    platform = linked(given.get("platform") or {})
    if not known(call.world, platform["applicationId"], platform.get("entityId")):
        raise _wrong("platform", "does not exist")
    if given.get("channel", "SMS") not in ("SMS", "MMS", "RCS"):
        raise _wrong("channel", "must be SMS, MMS or RCS")
    for one in given.get("priorities", ()):
        if one.get("senderType") not in _SENDERS or one.get("priority") not in (1, 2, 3, 4):
            raise _wrong("priorities", "is not valid")
    id_ = call.world.hex32()
    off = {"useStickySender": False, "useGeolocatedSender": False}
    strategy = {"sendingStrategyId": id_, **off, **given, "platform": platform}
    call.world.table("sending_strategies")[id_] = strategy
    record(call, "Create", _ITEM, id_)
    return Reply(201, {"sendingStrategyId": id_})


def _wrong(field: str, text: str) -> Refusal:
    return Refusal(e2(400, "E400", "Request cannot be processed.", {field: text}))


def _delete_strategy(call: Call) -> Reply:
    if call.world.table("sending_strategies").pop(call.params["id"], None) is None:
        return e2(404, "E404", "The requested resource was not found.")
    record(call, "Delete", _ITEM, call.params["id"])
    return Reply(204)
