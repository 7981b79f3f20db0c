"""Numbers: owned ones, the stock they are bought from, their voice setups (dossier §5.B)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgops.sandbox.kit import Call, Refusal, Reply, Simulator, World
from msgops_infobip.simulator.cpaasx import known, linked
from msgops_infobip.simulator.errors import bad, missing
from msgops_infobip.simulator.feed import record
from msgops_infobip.simulator.paging import p2

if TYPE_CHECKING:
    from collections.abc import Mapping

_Row = tuple[str, str, tuple[str, ...], float]
_SCOPES = ("numbers:manage",)
_PATH = "/numbers/1/numbers"
_VOICE = "/numbers/2/numbers/{numberKey}/voice"
_OWNED = ("SMS", "VOICE", "WHATSAPP")
_COUNTRIES = {"GB": "United Kingdom", "HR": "Croatia", "US": "United States", "DE": "Germany"}
_OWN: tuple[_Row, ...] = (
    ("441134960000", "GB", _OWNED, 5.0),
    ("385911234567", "HR", _OWNED, 7.0),
    ("12025550100", "US", ("SMS", "VOICE"), 1.5),
)
_STOCK: tuple[_Row, ...] = (
    ("441134960010", "GB", ("SMS", "VOICE"), 5.0),
    ("441134960011", "GB", ("SMS", "VOICE"), 12.5),
    ("385911234500", "HR", ("SMS", "VOICE"), 7.0),
    ("491711234500", "DE", ("SMS",), 9.0),
    ("12025550150", "US", ("SMS", "VOICE", "MMS"), 1.5),
    ("12125550151", "US", ("SMS", "VOICE"), 2.0),
)
_STATES = {"202": "DC", "212": "NY"}
_ACTIONS: Mapping[str, tuple[str, ...]] = {
    "VOICE_NUMBER_MASKING": ("voiceNumberMaskingConfigKey",),
    "FORWARD_TO_IVR": ("scenarioKey",),
    "VOICE_FORWARD_TO_CONVERSATIONS": (),
    "FORWARD_TO_SUBSCRIPTION": (),
    "FORWARD_TO_CALL_ROUTING": (),
    "FORWARD_TO_PSTN": ("pstnNumber",),
    "VOICE_FORWARD_TO_ANSWERS": (),
    "FORWARD_TO_MARKUP_LANGUAGE": ("markupLanguageConfigId",),
}


def install(simulator: Simulator) -> None:
    """Declare the operations; seed three owned numbers and a stock."""
    seed(simulator.world)
    for method, path, handler in (
        ("GET", _PATH, _list),
        ("GET", f"{_PATH}/available", _available),
        ("POST", _PATH, _buy),
        ("GET", f"{_PATH}/{{numberKey}}", _get),
        ("PUT", f"{_PATH}/{{numberKey}}", _link),
        ("DELETE", f"{_PATH}/{{numberKey}}", _cancel),
        ("GET", _VOICE, _voice),
        ("POST", _VOICE, _create_voice),
        ("PUT", _VOICE, _update_voice),
        ("DELETE", _VOICE, _delete_voice),
    ):
        simulator.route(method, path, scopes=_SCOPES)(handler)


def seed(world: World) -> None:
    """Fill in what the account owns and what it can buy."""
    for number, country, capabilities, price in _OWN:
        own(world, _offer(world, number, country, capabilities, price), {})
    for number, country, capabilities, price in _STOCK:
        offer = _offer(world, number, country, capabilities, price)
        world.table("number_stock")[offer["numberKey"]] = offer


def _offer(
    world: World, number: str, country: str, capabilities: tuple[str, ...], price: float
) -> dict[str, Any]:
    return {
        "numberKey": world.hex32(),
        "number": number,
        "country": country,
        "countryName": _COUNTRIES[country],
        "type": "VIRTUAL_LONG_NUMBER",
        "capabilities": list(capabilities),
        "shared": False,
        "price": {
            "pricePerMonth": price,
            "setupPrice": 0.0,
            "initialMonthPrice": price,
            "currency": "EUR",
        },
    }


def own(world: World, offer: Mapping[str, Any], platform: Mapping[str, Any]) -> dict[str, Any]:
    """Put a number among the owned ones."""
    number = {
        **offer,
        "keywords": [],
        "additionalSetupRequired": False,
        "editPermissions": {"canEditNumber": True, "canEditConfiguration": True},
        **linked(platform),
    }
    world.table("numbers")[number["numberKey"]] = number
    return number


def _nothing() -> Refusal:
    """Refuse what is not there: a 404 has no body here. [documented]."""
    return Refusal(Reply(404))


def _list(call: Call) -> Reply:
    asked = call.one("number")
    owned = call.world.table("numbers").values()
    found = [_shown(call.world, n) for n in owned if not asked or n["number"] == asked]
    return Reply(200, p2(call, found, limit=50))


def _shown(world: World, number: Mapping[str, Any]) -> dict[str, Any]:
    """Add the keywords for which the number has a configuration. [documented as a field]."""
    configured = world.table("inbound_configurations").values()
    mine = {c["keyword"] for c in configured if c.get("number") == number["number"] and c.get("keyword")}
    return {**number, "keywords": sorted(mine)}


def _available(call: Call) -> Reply:
    """Search the stock; a number must have all the capabilities. [assumed]."""
    wanted, stock = set(call.many("capabilities")), call.world.table("number_stock").values()
    found = [o for o in stock if wanted <= set(o["capabilities"]) and _passes(call, o)]
    return Reply(200, p2(call, found, limit=10))


def _passes(call: Call, offer: Mapping[str, Any]) -> bool:
    number, us = offer["number"], offer["country"] == "US"
    area = number[1:4] if us else ""
    facts = {
        "country": offer["country"],
        "number": number,
        "npa": area,
        "nxx": number[4:7] if us else "",
        "state": _STATES.get(area, ""),
    }
    return all(call.one(name) in ("", fact) for name, fact in facts.items())


def _buy(call: Call) -> Reply:
    """Take `number` for the United States, `numberKey` for all others, never both. [documented]."""
    body, stock = call.json, call.world.table("number_stock")
    given = {k: body[k] for k in ("numberKey", "number") if body.get(k)}
    if len(given) != 1:
        raise bad("Invalid request", numberKey="either numberKey or number must be provided")
    ((field, value),) = given.items()
    offer = next((o for o in stock.values() if o[field] == value), None)
    if offer is None:
        raise _nothing()
    if (offer["country"] == "US") != (field == "number"):
        raise bad("Invalid request", **{field: "a US number is bought by number, any other by numberKey"})
    platform = _platform(call)
    number = own(call.world, stock.pop(offer["numberKey"]), platform)
    _log(call, "Buy", number)
    return Reply(200, number)


def _platform(call: Call) -> dict[str, Any]:
    """Refuse a link to what does not exist. [assumed]."""
    platform = linked(call.json)
    if not known(call.world, platform["applicationId"], platform.get("entityId")):
        raise bad("Invalid request", applicationId="application or entity does not exist")
    return platform


def _log(call: Call, action: str, number: Mapping[str, Any]) -> None:
    record(call, action, "Number", f"{number['number']} ({number['numberKey']})")


def _number(call: Call) -> dict[str, Any]:
    found = call.world.table("numbers").get(call.params["numberKey"])
    if found is None:
        raise _nothing()
    return found


def _get(call: Call) -> Reply:
    return Reply(200, _shown(call.world, _number(call)))


def _link(call: Call) -> Reply:
    """Replace the pair: an entity that is left out is removed. [assumed]."""
    number = _number(call)
    if not call.json.get("applicationId"):
        raise bad("Invalid request", applicationId="must not be blank")
    platform = _platform(call)
    number.pop("entityId", None)
    number.update(platform)
    _log(call, "Update", number)
    return Reply(200, number)


def _cancel(call: Call) -> Reply:
    """Give the number back [documented]; its configurations and associations go with it [assumed]."""
    world, key = call.world, call.params["numberKey"]
    number = world.table("numbers").pop(key, None)
    if number is None:
        raise missing()
    for table, field, value in (
        ("inbound_configurations", "number", number["number"]),
        ("associations", "resourceId", key),
    ):
        rows = world.table(table)
        for id_ in [i for i, row in rows.items() if row.get(field) == value]:
            del rows[id_]
    shown = ("numberKey", "number", "country", "countryName", "type", "capabilities", "shared", "price")
    world.table("number_stock")[key] = {k: number[k] for k in shown}
    _log(call, "Cancel", number)
    return Reply(204)


def _setup(call: Call) -> dict[str, Any]:
    number = _number(call)
    if "voiceSetup" not in number:
        raise _nothing()
    return number


def _voice(call: Call) -> Reply:
    """Show it; 404 without a body where there is none. [documented]."""
    return Reply(200, _setup(call)["voiceSetup"])


def _create_voice(call: Call) -> Reply:
    """Set one up; a number has only one [documented], so a second is refused [assumed]."""
    number = _number(call)
    if "voiceSetup" in number:
        raise bad("Voice setup already exists for this number.")
    if "VOICE" not in number["capabilities"]:
        raise bad("The number has no capability VOICE.")  # [assumed]
    return _store_voice(call, number, "Create")


def _update_voice(call: Call) -> Reply:
    """Replace the whole setup. [assumed]."""
    return _store_voice(call, _setup(call), "Update")


def _store_voice(call: Call, number: dict[str, Any], action: str) -> Reply:
    body = call.json
    wanted = body.get("action") or {}
    needed = _ACTIONS.get(str(wanted.get("type")))
    if needed is None:
        raise bad("Invalid request", **{"action.type": f"must be one of {', '.join(_ACTIONS)}"})
    if lacking := [f for f in needed if wanted.get(f) in (None, "")]:
        raise bad("Invalid request", **{f"action.{f}": "must not be blank" for f in lacking})
    platform = _platform(call)
    named = {k: platform[k] for k in ("applicationId", "entityId") if body.get(k)}
    filled = {k: v for k, v in wanted.items() if v is not None}
    number["voiceSetup"] = {**named, "action": filled}
    _log(call, action, number)
    return Reply(200, number["voiceSetup"])


def _delete_voice(call: Call) -> Reply:
    number = _setup(call)
    del number["voiceSetup"]
    _log(call, "Delete", number)
    return Reply(204)
