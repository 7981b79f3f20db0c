"""Inbound configurations: a POST that merges, and nothing where the default holds (dossier §5.B2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgops.sandbox.kit import Call, Refusal, Reply, Simulator, World
from msgops_infobip.kinds.inbound_channels import RULES
from msgops_infobip.simulator.cpaasx import known, linked
from msgops_infobip.simulator.errors import bad
from msgops_infobip.simulator.feed import record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PATH = "/resource-management/1/inbound-message-configurations"
SEEDED = "441134960000"
"""The WhatsApp sender whose messages go to a URL of its own until somebody unsets that."""
_SCOPES = ("numbers:manage",)
_TARGET = ("number", "resource", "countryCode")
_BLOCKS = {
    "username": "USERNAME",
    "platform": "PLATFORM",
    "forwarding": "FORWARDING",
    "conversations": "CONVERSATIONS",
    "answers": "ANSWERS",
    "autoResponse": "AUTORESPONSE",
    "blockListConfiguration": "BLOCKLISTCONFIGURATION",
}
_FIELDS = {
    "platform": "application",
    "conversations": "conversations",
    "answers": "answers",
    "autoResponse": "auto_response",
    "blockListConfiguration": "block_list_configuration",
}
_FORMATS = {
    "SMS": "MO_JSON_2",
    "MMS": "MO_MMS_2",
    "WHATSAPP": "MO_OTT_CONTACT",
    "RCS": "MO_RCS_JSON",
    "APPLE_MB": "MO_OTT_CONTACT",
    "TIKTOK_BM": "MO_OTT_CONTACT",
    "EMAIL": "MO_MULTIPART",
}
_NEEDED = {"HTTP_FORWARD": "url", "MAIL_FORWARD": "mail"}


def install(simulator: Simulator) -> None:
    """Declare the operations and seed a forwarding that somebody left behind."""
    seed(simulator.world)
    simulator.route("GET", PATH, scopes=_SCOPES)(_list)
    simulator.route("POST", PATH, scopes=_SCOPES)(_merge)
    simulator.route("DELETE", f"{PATH}/{{configurationKey}}", scopes=_SCOPES)(_delete)


def seed(world: World) -> None:
    """Fill in a catch-all forwarding of a WhatsApp sender."""
    key = world.hex32()
    forwarding = {"type": "HTTP_FORWARD", "url": "https://old-bot.example.com/inbound"}
    _fill_format(forwarding, "WHATSAPP")
    world.table("inbound_configurations")[key] = {
        "configurationKey": key,
        "channel": "WHATSAPP",
        "number": SEEDED,
        "forwarding": forwarding,
    }


def _shown(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Show all but the number, which answers do not repeat. [documented]."""
    return {k: v for k, v in stored.items() if k not in _TARGET}


def _nothing() -> Refusal:
    """Refuse what is not there: a 404 has no body here. [documented]."""
    return Refusal(Reply(404))


def _list(call: Call) -> Reply:
    """List those of one number or resource [documented]; an unknown one answers 404 [assumed]."""
    found: Iterable[dict[str, Any]] = call.world.table("inbound_configurations").values()
    if key := call.one("configurationKey"):
        return Reply(200, [_shown(c) for c in found if c["configurationKey"] == key])
    target = _target(call, {name: values[0] for name, values in call.query.items()})
    found = [c for c in found if all(c.get(k) == v for k, v in target.items())]
    if "keyword" in call.query:
        found = [c for c in found if c.get("keyword") == call.one("keyword")]
    return Reply(200, [_shown(c) for c in found])


def _target(call: Call, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the channel and the number or resource that is meant."""
    channel, country = str(given.get("channel")), given.get("countryCode")
    if channel not in RULES:
        raise _nothing()
    if "number" not in RULES[channel].fields:
        resource = given.get("resource") or given.get("resourceKey")
        if not resource:
            raise _nothing()
        return {"channel": channel, "resource": resource}
    number = _number(call.world, channel, given)
    if number is None:
        raise _nothing()
    return {"channel": channel, "number": number, **({"countryCode": country} if country else {})}


def _number(world: World, channel: str, given: Mapping[str, Any]) -> str | None:
    """Find an owned number or a WhatsApp sender."""
    number = given.get("number")
    for owned in world.table("numbers").values():
        if owned["number"] == number or owned["numberKey"] == given.get("numberKey"):
            return str(owned["number"])
    if channel == "WHATSAPP" and number in world.table("whatsapp_senders"):
        return str(number)
    return None


def _merge(call: Call) -> Reply:
    """Remove what `unset` names, then set what the body holds; what neither names stays. [documented]."""
    body = call.json
    given = {k: v for k, v in body.items() if v is not None} if isinstance(body, dict) else {}
    if given.get("channel") not in RULES:
        raise bad("Invalid request", channel="is not supported")
    target = _target(call, given)
    unset = given.get("unset", [])
    if not isinstance(unset, list) or not set(unset) <= set(_BLOCKS.values()):
        raise bad("Invalid request", unset=f"must be some of {', '.join(_BLOCKS.values())}")
    blocks = _checked(call, given)
    stored, fresh = _find(call.world, target, given.get("keyword"))
    for name in [b for b, removal in _BLOCKS.items() if removal in unset]:
        stored.pop(name, None)
    for name, block in blocks.items():
        stored[name] = _merged(stored.get(name), block)
    for name in ("conversations", "answers"):
        if stored.get(name) == {"enabled": False}:
            del stored[name]  # the same as to unset it [documented]
    if forwarding := stored.get("forwarding"):
        _fill_format(forwarding, stored["channel"])
    call.world.table("inbound_configurations")[stored["configurationKey"]] = stored
    _log(call, "Create" if fresh else "Update", stored)
    return Reply(200, _shown(stored))


def _find(world: World, target: Mapping[str, Any], keyword: Any) -> tuple[dict[str, Any], bool]:
    """Find the configuration, or start one; a keyword left out or null is the catch-all. [documented]."""
    for stored in world.table("inbound_configurations").values():
        same = {k: stored[k] for k in ("channel", *_TARGET) if k in stored} == target
        if same and stored.get("keyword") == keyword:
            return stored, False
    new = {"configurationKey": world.hex32(), **target, **({"keyword": keyword} if keyword else {})}
    return new, True


def _merged(old: Any, new: Any) -> Any:
    """Merge within a block as well, as long as its type stays the same. [assumed]."""
    if not isinstance(old, dict) or not isinstance(new, dict) or old.get("type") != new.get("type"):
        return new
    return {**old, **{k: _merged(old.get(k), v) for k, v in new.items()}}


def _fill_format(forwarding: dict[str, Any], channel: str) -> None:
    if forwarding["type"] == "HTTP_FORWARD":
        forwarding.setdefault("format", _FORMATS.get(channel, "MO_OTT_MSISDN"))


def _checked(call: Call, given: Mapping[str, Any]) -> dict[str, Any]:
    """Take the blocks that the channel knows, each with what it needs."""
    rules = RULES[given["channel"]]
    for block, field in _FIELDS.items():
        if block in given and field not in rules.fields:
            raise bad("Invalid request", **{block: f"is not supported for {given['channel']}"})
    if "forwarding" in given:
        _check_forwarding(given["forwarding"], rules.forwarding)
    for block in ("conversations", "answers"):
        if block in given and not isinstance(given[block].get("enabled"), bool):
            raise bad("Invalid request", **{f"{block}.enabled": "must not be null"})
    blocks = {b: given[b] for b in _BLOCKS if b in given}
    platform = linked(given.get("platform", {}))
    if not known(call.world, platform["applicationId"], platform.get("entityId")):
        raise bad("Invalid request", platform="application or entity does not exist")  # [assumed]
    if "autoResponse" in blocks:
        blocks["autoResponse"] = _auto_response(blocks["autoResponse"])
    return blocks


def _check_forwarding(forwarding: Mapping[str, Any], writable: frozenset[str]) -> None:
    kind = forwarding.get("type")
    if kind not in writable:
        raise bad("Invalid request", **{"forwarding.type": f"must be one of {', '.join(sorted(writable))}"})
    if (needed := _NEEDED.get(kind)) and not forwarding.get(needed):
        raise bad("Invalid request", **{f"forwarding.{needed}": "must not be blank"})


def _auto_response(block: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(block.get("message"), str) or len(block["message"]) > 1080:
        raise bad("Invalid request", **{"autoResponse.message": "must have at most 1080 characters"})
    window = block.get("deliveryTimeWindow")
    if window is None:
        return dict(block)
    if lacking := [f for f in ("from", "to", "days") if not window.get(f)]:
        raise bad("Invalid request", **{f"autoResponse.deliveryTimeWindow.{lacking[0]}": "must not be null"})
    return {**block, "deliveryTimeWindow": {"deliveryTimeZone": "USER_TIME_ZONE", **window}}


def _log(call: Call, action: str, stored: Mapping[str, Any]) -> None:
    """Leave an entry in the feed; which `item` Infobip writes is [assumed]."""
    target = stored.get("number") or stored.get("resource")
    subject = f"{stored['channel']} {target} ({stored['configurationKey']})"
    record(call, action, "Number" if "number" in stored else "Communication", subject)


def _delete(call: Call) -> Reply:
    """Go back to the default, which is to follow the subscriptions. [documented]."""
    stored = call.world.table("inbound_configurations").pop(call.params["configurationKey"], None)
    if stored is None:
        raise _nothing()
    _log(call, "Delete", stored)
    return Reply(204)
