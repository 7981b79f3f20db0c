"""What people do in Genesys Administrator Extension and other tools: `POST /_operator/…` through the sandbox's control API."""

from __future__ import annotations

from msgops.sandbox.kit import Call, Handler, Refusal, Reply, Simulator
from msgops_engage.simulator.objects import READ, merge, put

ROOT = "/_operator"


def install(simulator: Simulator) -> None:
    """Declare the actions; without the control API they are not found."""
    actions: dict[str, Handler] = {
        "application": _application,
        "attribute-value": _value,
        "role": _role,
        "script": _script,
        "hide": _hide,
        "remove": _remove,
        "feature": _feature,
    }
    for name, handler in actions.items():
        simulator.route("POST", f"{ROOT}/{name}")(_refusing(handler))


def _refusing(handler: Handler) -> Handler:
    def work(call: Call) -> Reply:
        try:
            return handler(call)
        except (KeyError, ValueError, AttributeError) as error:
            raise Refusal(Reply(400, {"error": f"{type(error).__name__}: {error}"})) from None

    return work


def _application(call: Call) -> Reply:
    """Install or configure an application: `name`, perhaps `version`, `options` to add, change or (null) remove."""
    row = put(call.world, "applications", str(call.json["name"]), **_texts(call, "version"), **_scope(call))
    row["options"] = merge(row.get("options", {}), call.json.get("options", {}))
    return Reply(204)


def _value(call: Call) -> Reply:
    """Add or change a value of a Business Attribute: `attribute`, `name`, `display_name`, `annex`."""
    attribute = str(call.json["attribute"])
    enumerators = call.world.table("enumerators").values()
    number = next((row["DBID"] for row in enumerators if row["name"] == attribute), None)
    if number is None:
        number = put(call.world, "enumerators", attribute, displayName=attribute)["DBID"]
    name = str(call.json["name"])
    row = put(call.world, "enumerator-values", name, enumeratorDBID=number)
    row["displayName"] = str(call.json.get("display_name", row.get("displayName", name)))
    row["userProperties"] = merge(row.get("userProperties", {}), call.json.get("annex", {}))
    return Reply(204)


def _role(call: Call) -> Reply:
    """Add or change a role: `name`, all its `privileges`; they stand in the Annex. [documented; the section's name: assumed]"""
    privileges = {str(name): "" for name in call.json["privileges"]}
    put(call.world, "roles", str(call.json["name"]), userProperties={"CfgGenesysDesktop": privileges})
    return Reply(204)


def _script(call: Call) -> Reply:
    """Publish a queue (type 23), workbin (25) or capacity rule (22): `name`, `type`, `annex`. [documented: the types]"""
    row = put(call.world, "scripts", str(call.json["name"]), type=str(call.json["type"]))
    row["userProperties"] = merge(row.get("userProperties", {}), call.json.get("annex", {}))
    return Reply(204)


def _hide(call: Call) -> Reply:
    """Take the reading user's permission for an object away, or give it back: `objects`, `name`, `on`. [documented]"""
    for row in call.world.table(call.json["objects"]).values():
        if row["name"] == call.json["name"]:
            row["_hidden"] = bool(call.json.get("on", True))
    return Reply(204)


def _remove(call: Call) -> Reply:
    """Delete objects of a name: `objects`, `name`."""
    table = call.world.table(call.json["objects"])
    for key in [key for key, row in table.items() if row["name"] == call.json["name"]]:
        del table[key]
    return Reply(204)


def _feature(call: Call) -> Reply:
    """Switch the reading of the configuration off or on in Genesys Web Services: `on`. [documented]"""
    call.world.table("features")[READ] = {"on": bool(call.json["on"])}
    return Reply(204)


def _texts(call: Call, *names: str) -> dict[str, str]:
    return {name: str(call.json[name]) for name in names if name in call.json}


def _scope(call: Call) -> dict[str, str]:
    """Return the type that an application has already: a name is unique among all types."""
    rows = call.world.table("applications").values()
    found = next((row for row in rows if row["name"] == call.json["name"]), {})
    return {"type": found["type"]} if "type" in found else {}
