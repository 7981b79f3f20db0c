"""The objects of the Configuration Server, read by name or number: every value is a string. [documented]"""

from __future__ import annotations

from typing import Any

from msgops.sandbox.kit import Call, Handler, Refusal, Reply, Simulator, World

ROOT = "/api/v2/platform/configuration"
READ = "api-platform-configuration-read"
"""The feature of Genesys Web Services without which nothing is read. [documented]"""
TYPES = ("applications", "enumerators", "enumerator-values", "roles", "scripts")
"""`applications` is documented; the others follow the rule of the names. [assumed]"""
_NUMBERS = 1000


def install(simulator: Simulator) -> None:
    """Declare one list for each type."""
    for type_ in TYPES:
        simulator.route("GET", f"{ROOT}/{type_}")(_listing(type_))


def _listing(type_: str) -> Handler:
    def listing(call: Call) -> Reply:
        """Keys of the query are those of the object; a name in quotes is a string. [documented]"""
        rows = [_shown(row) for row in call.world.table(type_).values() if not row.get("_hidden")]
        for key, values in call.query.items():
            field = "DBID" if key == "dbid" else key
            if field not in ("name", "DBID", "type", "enumeratorDBID"):
                raise Refusal(Reply(400, {"statusCode": 1, "statusMessage": f"unknown filter {key}"}))
            rows = [row for row in rows if row.get(field) == values[0].strip('"')]
        cookie = {"set-cookie": f"JSESSIONID={call.world.hex32()}; Path=/; HttpOnly"}
        return Reply(200, {"statusCode": 0, type_: rows}, headers={} if "cookie" in call.headers else cookie)

    return listing


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if not key.startswith("_")}


def put(world: World, type_: str, name: str, **values: Any) -> dict[str, Any]:
    """Make an object or change it; within a type a name is unique, of an attribute's values within the attribute. [documented]"""
    scope = str(values.get("enumeratorDBID", values.get("type", "")))
    table = world.table(type_)
    row = table.setdefault(f"{scope}/{name}", {"name": name})
    row.setdefault("DBID", str(world.next("dbid", _NUMBERS)))
    row.update(values)
    return row


def merge(into: dict[str, dict[str, str]], changes: dict[str, dict[str, Any]]) -> dict[str, dict[str, str]]:
    """Return options or an Annex with changes; a value of null removes its option. [assumed]"""
    out = {section: dict(values) for section, values in into.items()}
    for section, values in changes.items():
        target = out.setdefault(section, {})
        for name, value in values.items():
            if value is None:
                target.pop(name, None)
            else:
                target[name] = str(value)
    return out
