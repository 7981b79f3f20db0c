"""Apps: confidential applications, their activation and their secrets (dossier B1 to B3)."""

from __future__ import annotations

import re
from typing import Any

from msgops.sandbox.kit import Call, Refusal, Reply, Simulator, World
from msgops_fusion.simulator.errors import SCIM_TYPE, scim
from msgops_fusion.simulator.knobs import knob
from msgops_fusion.simulator.scim import tables
from msgops_fusion.simulator.scim.api import domain, location
from msgops_fusion.simulator.scim.app_table import APP
from msgops_fusion.simulator.scim.attributes import read
from msgops_fusion.simulator.scim.shape import Row, project, wanted
from msgops_fusion.simulator.scim.store import URN, Kind, change, get, matching
from msgops_fusion.simulator.scim.store import install as declare
from msgops_fusion.simulator.scim.values import created, dangling, invalid, missing

TEMPLATES = ("CustomWebAppTemplateId", "CustomBrowserMobileTemplateId")
_NAME = re.compile(r"\w+", re.ASCII)
_STATUS = read(tables.COMMON, tables.STATUS)
DEFAULTS: dict[str, Any] = {
    "active": False,
    "isOAuthClient": False,
    "isOAuthResource": False,
    "refreshTokenExpiry": 604800,
    "trustScope": "Explicit",
    "loginMechanism": "OIDC",
    "isLoginTarget": True,
    "showInMyApps": False,
    "allUrlSchemesAllowed": False,
    "isAliasApp": False,
    "meterAsOPCService": False,
    "isUnmanagedApp": False,
    "isManagedApp": False,
    "isOPCService": False,
    "infrastructure": False,
    "migrated": False,
    "isSamlServiceProvider": False,
    "isWebTierPolicy": False,
    "isKerberosRealm": False,
    "isMobileTarget": False,
    "allowAccessControl": False,
    "attrRenderingMetadata": [{"name": "aliasApps", "visible": False}],
}
"""What an app has unless somebody says otherwise; a PUT goes back to it. [documented: seen in Oracle's own example, D1.5]"""


def install(simulator: Simulator) -> None:
    """Declare the operations."""
    declare(simulator, KIND)
    domain(simulator, "PUT", "AppStatusChanger/{id}", _status, "apps.write")
    domain(simulator, "POST", "AppClientSecretRegenerator", _regenerate, "secrets.write")


def _prepare(call: Call, row: Row, old: Row | None) -> None:
    world = call.world
    template = (row.get("basedOnTemplate") or {}).get("value") or (row.get("basedOnTemplate") or {}).get(
        "wellKnownId"
    )
    if not template:
        raise missing("basedOnTemplate.value")
    if template not in TEMPLATES:
        raise dangling("basedOnTemplate.value", template)
    row["basedOnTemplate"] = {
        "value": template,
        "wellKnownId": template,
        "$ref": location(call, "AppTemplates", template),
        "lastModified": "2024-01-01T00:00:00.000Z",
    }
    for name, value in DEFAULTS.items():
        row.setdefault(name, value)
    if old is None:
        row.setdefault("name", world.hex32().lower())
        row["clientSecret"] = secret(world)
    if not _NAME.fullmatch(row["name"]):
        raise invalid("Attribute name has letters, digits and underscores only.")
    for scope in row.get("scopes", ()):
        scope["fqs"] = row.get("audience", "") + scope["value"]
    _unique(world, row)
    _allowed(world, row, old)


def secret(world: World) -> str:
    """Return a new client secret, in the form that current domains have. [assumed]"""
    return f"idcscs-{world.uuid()}"


def _unique(world: World, row: Row) -> None:
    """Names are unique whatever their case, qualified scopes to the letter, in the whole domain. [documented]

    The status 409 is [assumed].
    """
    values = [scope["value"] for scope in row.get("scopes", ())]
    if len(set(values)) != len(values):
        raise invalid("Attribute scopes has a value twice.")
    mine = {scope["fqs"] for scope in row.get("scopes", ())}
    for other in world.table("apps").values():
        if other["id"] == row["id"]:
            continue
        for name in ("displayName", "name"):
            if other[name].casefold() == row[name].casefold():
                raise taken(name, row[name])
        for scope in other.get("scopes", ()):
            if scope["fqs"] in mine:
                raise taken("scopes.fqs", scope["fqs"])


def taken(name: str, value: str) -> Refusal:
    """Return the refusal of a value that another resource has."""
    return scim(409, f"{name} {value} is used already.", "error.common.validation.duplicateValue")


def _allowed(world: World, row: Row, old: Row | None) -> None:
    """What an app may use must be there before: its own new scopes are not, in one create. [community: B1 trap 2]"""
    owners = {
        scope["fqs"]: app["id"] for app in world.table("apps").values() for scope in app.get("scopes", ())
    }
    if old is not None:
        owners.update({scope["fqs"]: row["id"] for scope in row.get("scopes", ())})
    known = {s["fqs"] for s in (old or {}).get("allowedScopes", ())}
    for allowed in row.get("allowedScopes", ()):
        owner = owners.get(allowed["fqs"])
        if owner is not None:
            allowed["idOfDefiningApp"] = owner
        elif allowed["fqs"] not in known:
            raise dangling("allowedScopes.fqs", allowed["fqs"])


def _leaving(call: Call, row: Row) -> None:
    """An active app cannot be deleted, `forceDelete` or not; references to it go with it. [community; the status: 400]"""
    if row["active"]:
        raise scim(400, f"App {row['displayName']} is active.", "error.apps.deleteActive")
    for table in ("grants", "app_roles"):
        rows = call.world.table(table)
        gone = [
            k for k, r in rows.items() if row["id"] in (r["app"]["value"], r.get("grantee", {}).get("value"))
        ]
        for id_ in gone:
            del rows[id_]


def _shown(call: Call, row: Row) -> Row:
    """Add the roles that it was granted; a domain may hide the secret once it was shown. [B1 trap 3]"""
    out = dict(row)
    if knob(call.world, "hide_secret") and call.method != "POST":
        del out["clientSecret"]
    roles, granted = call.world.table("app_roles"), []
    for grant in call.world.table("grants").values():
        role = roles.get(grant["entitlement"]["attributeValue"])
        if grant["grantee"]["value"] == row["id"] and role is not None:
            granted.append(
                {
                    "value": role["id"],
                    "type": "direct",
                    "display": role["displayName"],
                    "appId": role["app"]["value"],
                    "appName": role["app"]["display"],
                }
            )
    if granted:
        out["grantedAppRoles"] = granted
    return out


KIND = Kind(
    "App",
    "Apps",
    "apps",
    read(tables.COMMON, APP),
    prepare=_prepare,
    leaving=_leaving,
    shown=_shown,
)


def _status(call: Call) -> Reply:
    """Activate or deactivate; the id may be an OCID. [documented; OCID: community]"""
    old = get(call, KIND, call.params["id"])
    matching(call, old)
    given = created(call.json, _STATUS)
    if "active" not in given:
        raise missing("active")
    what = "activated.success" if given["active"] else "deactivated.success"
    row = change(call, KIND, old, {**old, "active": given["active"]}, what)
    names, sets = wanted(call)
    body = project({**row, "schemas": [f"{URN}AppStatusChanger"]}, _STATUS, names, sets)
    return Reply(200, {**body, "active": row["active"]}, {"ETag": row["meta"]["version"]}, SCIM_TYPE)


def _regenerate(call: Call) -> Reply:
    """Give a new secret; the old one is dead at once. [community]"""
    body = call.json
    schema = f"{URN}AppClientSecretRegenerator"
    if schema not in body.get("schemas", ()) or "appId" not in body:
        raise missing(
            *(n for n in ("schemas", "appId") if n not in body), *(["schemas"] * ("schemas" in body))
        )
    old = call.world.table("apps").get(body["appId"])
    if old is None:
        raise dangling("appId", body["appId"])
    row = change(call, KIND, old, {**old, "clientSecret": secret(call.world)})
    shown = {"schemas": [schema], "appId": row["id"], "clientSecret": row["clientSecret"]}
    return Reply(200, shown, content_type=SCIM_TYPE)
