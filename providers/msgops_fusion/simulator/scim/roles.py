"""App roles and grants (dossier B4), and the templates that apps are made from."""

from __future__ import annotations

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_fusion.simulator.scim import tables
from msgops_fusion.simulator.scim.api import domain, location
from msgops_fusion.simulator.scim.apps import TEMPLATES, taken
from msgops_fusion.simulator.scim.attributes import read
from msgops_fusion.simulator.scim.lists import answer, search
from msgops_fusion.simulator.scim.shape import Row, project, wanted
from msgops_fusion.simulator.scim.store import Kind
from msgops_fusion.simulator.scim.store import install as declare
from msgops_fusion.simulator.scim.values import dangling, invalid, missing

CUSTOMERS = "ADMINISTRATOR_TO_"
_GRANTEES = {
    "APP": "App",
    "USER": "User",
    "GROUP": "Group",
    "DELEGATED_USER": "User",
    "DYNAMIC_RESOURCE_GROUP": "DynamicResourceGroup",
}
_TEMPLATE = read(tables.COMMON, tables.APP_TEMPLATE)


def install(simulator: Simulator) -> None:
    """Declare the operations."""
    declare(simulator, ROLES)
    declare(simulator, GRANTS)
    domain(simulator, "GET", "AppTemplates", _templates, "templates.read")


def _role(call: Call, row: Row, _: Row | None) -> None:
    """A role belongs to an app and has a name of its own there. [documented; the form of uniqueName: assumed]"""
    id_ = (row.get("app") or {}).get("value")
    if not id_:
        raise missing("app.value")
    app = call.world.table("apps").get(id_)
    if app is None:
        raise dangling("app.value", id_)
    row["app"] = {
        "value": id_,
        "display": app["displayName"],
        "name": app["name"],
        "$ref": location(call, "Apps", id_),
    }
    row["uniqueName"] = f"{id_}_{row['displayName']}"
    for name in ("adminRole", "availableToUsers", "availableToGroups", "availableToClients", "public"):
        row.setdefault(name, False)
    for other in call.world.table("app_roles").values():
        if other["id"] != row["id"] and other["uniqueName"].casefold() == row["uniqueName"].casefold():
            raise taken("displayName", row["displayName"])


def _role_leaving(call: Call, row: Row) -> None:
    """Grants of a role go with it. [assumed]"""
    grants = call.world.table("grants")
    for id_ in [k for k, g in grants.items() if g["entitlement"]["attributeValue"] == row["id"]]:
        del grants[id_]


def _role_shown(call: Call, row: Row) -> Row:
    """Add the members: users and groups; apps are no members. [documented: the types of members]"""
    members = [
        {"value": g["grantee"]["value"], "type": g["grantee"]["type"]}
        for g in call.world.table("grants").values()
        if g["entitlement"]["attributeValue"] == row["id"] and g["grantee"]["type"] != "App"
    ]
    return {**row, "members": members} if members else row


def _grant(call: Call, row: Row, old: Row | None) -> None:
    """Customers grant as administrators; the server prevents a second grant of the same. [documented]"""
    lacking = [n for n in ("grantee", "app", "entitlement") if n not in row]
    if lacking:
        raise missing(*lacking)
    mechanism, grantee = row["grantMechanism"], row["grantee"]
    if not mechanism.startswith(CUSTOMERS):
        raise invalid(f"grantMechanism {mechanism} is not for customers.")
    if _GRANTEES[mechanism.removeprefix(CUSTOMERS)] != grantee["type"]:
        raise invalid(f"grantMechanism {mechanism} does not fit a grantee of type {grantee['type']}.")
    apps, entitlement = call.world.table("apps"), row["entitlement"]
    if row["app"]["value"] not in apps:
        raise dangling("app.value", row["app"]["value"])
    table = {"App": apps, "User": call.world.table("users")}.get(grantee["type"])
    if table is not None and grantee["value"] not in table:
        raise dangling("grantee.value", grantee["value"])
    if entitlement["attributeName"] == "appRoles":
        role = call.world.table("app_roles").get(entitlement["attributeValue"])
        if role is None or role["app"]["value"] != row["app"]["value"]:
            raise dangling("entitlement.attributeValue", entitlement["attributeValue"])
    key = (row["app"]["value"], *entitlement.values(), grantee["type"], grantee["value"], mechanism)
    row["compositeKey"] = "#".join(key)
    row.setdefault("isFulfilled", True)
    if old is None and any(
        g["compositeKey"] == row["compositeKey"] for g in call.world.table("grants").values()
    ):
        raise taken("compositeKey", row["compositeKey"])


_NO_PUT = ("POST", "PATCH", "DELETE")
ROLES = Kind(
    "AppRole",
    "AppRoles",
    "app_roles",
    read(tables.COMMON, tables.APP_ROLE),
    prepare=_role,
    leaving=_role_leaving,
    shown=_role_shown,
    writes=_NO_PUT,
    right="roles",
)
GRANTS = Kind(
    "Grant",
    "Grants",
    "grants",
    read(tables.COMMON, tables.GRANT),
    prepare=_grant,
    writes=_NO_PUT,
    right="grants",
)


def _templates(call: Call) -> Reply:
    """List the two templates of custom apps. [community: A4]"""
    rows = [{"id": t, "displayName": t, "wellKnownId": t} for t in TEMPLATES]
    page = search(rows, _TEMPLATE, {k: v[0] for k, v in call.query.items()})
    return answer(page, [project(row, _TEMPLATE, *wanted(call)) for row in page.rows])
