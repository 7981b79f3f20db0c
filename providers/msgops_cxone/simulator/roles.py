"""Roles, which the API only shows: security profiles, and the search of the platform (dossier B.32)."""

from __future__ import annotations

from typing import Any

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_cxone.simulator.api import admin, platform
from msgops_cxone.simulator.errors import missing
from msgops_cxone.simulator.lists import narrowed, page, searched
from msgops_cxone.simulator.shapes import body, fields
from msgops_cxone.simulator.store import rows

_STATUS = {"Active": "ACTIVE", "Inactive": "INACTIVE"}


def install(simulator: Simulator) -> None:
    """Declare the operations."""
    admin(simulator, "GET", "/security-profiles", _profiles, "Roles.View")
    admin(simulator, "GET", "/security-profiles/{profileId}", _profile, "Roles.View")
    platform(simulator, "POST", "/authorization/v1/roles/search", _search, "Roles.View")


def _profiles(call: Call) -> Reply:
    status, internal = call.one("securityProfileStatusName").lower(), call.one("isInternal").lower()
    found = [
        role
        for role in narrowed(call, rows(call.world, "roles"), "securityProfileName")
        if status in ("", role["securityProfileStatusName"].lower())
        and internal in ("", str(role["isInternal"]).lower())
    ]
    return page(call, "profiles", found, "_links")


def _profile(call: Call) -> Reply:
    """Show the people of a role, not what it permits. [documented]"""
    wanted = call.params["profileId"]
    role = next((r for r in rows(call.world, "roles") if str(r["securityProfileId"]) == wanted), None)
    if role is None:
        raise missing(f"security profile {wanted} does not exist")
    people = [
        {k: a[k] for k in ("agentId", "firstName", "lastName")}
        for a in rows(call.world, "agents")
        if a["roleId"] == role["roleId"]
    ]
    policy = dict.fromkeys(("pwMinLower", "pwMinUpper", "pwMinNumeric", "pwMinNonAlpha"), 1)
    profile: dict[str, Any] = {
        "profileId": role["securityProfileId"],
        "profileName": role["securityProfileName"],
        "description": role["description"],
        "isActive": role["securityProfileStatusName"] == "Active",
        "isExternal": False,
        "pwUseRandom": False,
        "pwMinLength": 8,
        **policy,
        "assignedAgents": people,
    }
    return Reply(200, {"profile": profile})


def _search(call: Call) -> Reply:
    """Pages stand in the body; the first is page 1. [documented; its number: assumed]"""
    paging = fields(n="pageSize pageNo totalRecords")
    given = body(call, {"filter": "o", "operations": "o", "page": paging, "orderBy": "o"})
    shown = searched(
        [_shown(r) for r in rows(call.world, "roles")], _dict(given, "filter"), _dict(given, "operations")
    )
    paged = given.get("page", {})
    size, at = max(1, paged.get("pageSize", 50)), max(1, paged.get("pageNo", 1))
    return Reply(200, {"roles": shown[(at - 1) * size : at * size]})


def _dict(given: dict[str, Any], name: str) -> dict[str, Any]:
    found = given.get(name)
    return found if isinstance(found, dict) else {}


def _shown(role: dict[str, Any]) -> dict[str, Any]:
    return {
        "roleId": role["roleId"],
        "roleName": role["securityProfileName"],
        "displayName": role["securityProfileName"],
        "description": role["description"],
        "status": _STATUS[role["securityProfileStatusName"]],
        "applications": [],
        "permissions": [
            {"permission": f"{p['permissionKey']}.{o}"} for p in role["permissions"] for o in p["optionKeys"]
        ],
        "modifiable": int(not role["isInternal"]),
        "internal": int(role["isInternal"]),
    }
