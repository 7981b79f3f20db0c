"""People as the platform's user management has them; an agent and a user are one row (dossier B.24)."""

from __future__ import annotations

from typing import Any

from msgops.sandbox.kit import Call, Reply, Simulator
from msgops_cxone.simulator.agents import make
from msgops_cxone.simulator.api import platform
from msgops_cxone.simulator.errors import Refused, missing
from msgops_cxone.simulator.lists import Row, iso, searched
from msgops_cxone.simulator.shapes import body, fields, flag, names
from msgops_cxone.simulator.store import change, named, own, rows

_V1 = "/user-management/v1/users"
_SHAPE = {
    **fields(
        s="firstName lastName emailAddress mobileNumber assignedGroup timeZone role teamId hireDate userName "
        "emailToBeVerified externalIdentity id",
        n="rank",
        b="billable",
    ),
    "acdInfos": [fields(s="loginId")],
    "groupIds": ["s"],
    "secondaryRoleIds": ["s"],
}
_NEW = ("firstName", "lastName", "emailAddress", "role")
_CHANGED = (*_NEW, "id", "assignedGroup", "userName", "emailToBeVerified")
_SHOWN = names(
    "userName firstName lastName emailAddress mobileNumber assignedGroup rank timeZone hireDate status groupIds "
    "acdInfos billable externalIdentity emailToBeVerified secondaryRoleIds"
)


def install(simulator: Simulator) -> None:
    """Declare the operations; there is no DELETE of a user. [documented]"""
    platform(simulator, "GET", _V1, _list, "Users.View")
    platform(simulator, "POST", _V1, _create, "Users.Create")
    platform(simulator, "PUT", _V1, _update, "Users.Edit")
    platform(simulator, "POST", f"{_V1}/deactivate", _deactivate, "Users.Deactivate")
    platform(simulator, "POST", f"{_V1}/{{userId}}/revive", _revive, "Users.Edit")
    platform(simulator, "PUT", f"{_V1}/{{userId}}/login-authenticator", _authenticator, "Users.Edit")
    platform(simulator, "GET", "/user-management/v3/users/{userId}", _get, "Users.View")
    platform(simulator, "POST", "/user-management/v2/users/search", _search, "Users.View")
    platform(simulator, "POST", "/user-management/v2/users/inviteByEmail", _invite_by_email, "Users.Edit")
    platform(simulator, "POST", "/user-management/v2/users/inviteById", _invite_by_id, "Users.Edit")


def _user(call: Call, identity: str | None = None) -> Row:
    wanted = call.params["userId"] if identity is None else identity
    found = next((a for a in rows(call.world, "agents") if a["userID"] == wanted), None)
    if found is None:
        raise missing(f"user {wanted} does not exist")
    return found


def _shown(call: Call, user: Row) -> Row:
    role, team = call.world.table("roles")[user["roleId"]], call.world.table("teams")[str(user["teamId"])]
    return {
        "id": user["userID"],
        **{k: user[k] for k in _SHOWN if user.get(k) is not None},
        "role": role["securityProfileName"],
        "roleUUID": role["roleId"],
        "teamId": team["teamUuid"],
        "fullName": f"{user['firstName']} {user['lastName']}",
    }


def _list(call: Call) -> Reply:
    deleted, text = flag(call, "includeDeleted"), call.one("fullNameContains").casefold()
    shown = [_shown(call, a) for a in rows(call.world, "agents") if deleted or a["status"] != "DELETED"]
    return Reply(200, {"users": [u for u in shown if text in u["fullName"].casefold()]})


def _get(call: Call) -> Reply:
    return Reply(200, {"user": _shown(call, _user(call))})


def _search(call: Call) -> Reply:
    """Pages stand in the body. [documented]"""
    given = body(
        call, {"filter": "o", "operations": "o", "orderBy": "o", "fields": ["s"], **fields(n="skip top")}
    )
    found = [_shown(call, a) for a in rows(call.world, "agents")]
    found = searched(found, _dict(given, "filter"), _dict(given, "operations"))
    skip, top = max(0, given.get("skip", 0)), max(0, given.get("top", 50))
    page = found[skip : skip + top]
    return Reply(200, {"totalRecords": len(found), "skip": skip, "top": top, "users": page})


def _dict(given: Row, name: str) -> dict[str, Any]:
    found = given.get(name)
    return found if isinstance(found, dict) else {}


def _checked(call: Call, *needed: str) -> Row:
    """Resolve role (by id or name) and team (by UUID). [assumed]"""
    given = body(call, _SHAPE, *needed)
    role = call.world.table("roles").get(given["role"])
    role = role or named(call.world, "roles", "securityProfileName", given["role"])
    if role is None or role["securityProfileStatusName"] != "Active":
        raise Refused(f"role {given['role']} does not exist", field="role")
    values = {k: v for k, v in given.items() if k not in ("role", "teamId", "id")}
    values["roleId"] = role["roleId"]
    if wanted := given.get("teamId"):
        team = named(call.world, "teams", "teamUuid", wanted)
        if team is None:
            raise Refused(f"team {wanted} does not exist", field="teamId")
        values["teamId"] = team["teamId"]
    return {**values, **({"id": given["id"]} if "id" in given else {})}


def _create(call: Call) -> Reply:
    """Create somebody who still has to accept the invitation; the user name is the address if none is given. [assumed]"""
    values = _checked(call, *_NEW)
    values.pop("id", None)
    values.setdefault("userName", values["emailAddress"])
    own(call, "agents", "userName", values["userName"])
    values.setdefault("teamId", rows(call.world, "teams")[0]["teamId"])
    user = make(call.world, **{**values, "status": "UNREGISTERED", "lastUpdated": iso(call)})
    return Reply(200, {"success": True, "message": "", "uuid": user["userID"]})


def _update(call: Call) -> Reply:
    """Replace: everything that is required stands in the body. [documented]"""
    values = _checked(call, *_CHANGED)
    user = _user(call, values.pop("id"))
    own(call, "agents", "userName", values["userName"], user)
    change(call, "agents", user, values, "lastUpdated")
    return Reply(200, {"success": True, "message": ""})


def _deactivate(call: Call) -> Reply:
    """Answer with those that were not there. [documented]"""
    given = body(call, {"userIds": ["s"]}, "userIds")
    people = {a["userID"]: a for a in rows(call.world, "agents")}
    for identity in given["userIds"]:
        if identity in people:
            gone = {"status": "DELETED", "isActive": False}
            change(call, "agents", people[identity], gone, "lastUpdated")
    return Reply(200, {"notDeletedUserIds": [i for i in given["userIds"] if i not in people]})


def _revive(call: Call) -> Reply:
    user = _user(call)
    change(call, "agents", user, {"status": "ACTIVE", "isActive": True}, "lastUpdated")
    return Reply(200, {"success": True, "uuid": user["userID"]})


def _authenticator(call: Call) -> Reply:
    given = body(call, fields(s="authenticatorId"))
    change(
        call, "agents", _user(call), {"loginAuthenticatorId": given.get("authenticatorId", "")}, "lastUpdated"
    )
    return Reply(200, {"success": True, "message": ""})


def _invite_by_email(call: Call) -> Reply:
    given = body(call, {"emailAddressesList": ["s"], "senderEmail": "s"}, "emailAddressesList", "senderEmail")
    return _invited(call, "emailAddress", given["emailAddressesList"])


def _invite_by_id(call: Call) -> Reply:
    given = body(call, {"inviteUserIds": ["s"], "senderUserId": "s"}, "inviteUserIds", "senderUserId")
    return _invited(call, "userID", given["inviteUserIds"])


def _invited(call: Call, field: str, wanted: list[str]) -> Reply:
    """An invited person is pending until the invitation is accepted, which no call does. [documented]"""
    for user in rows(call.world, "agents"):
        if user.get(field) in wanted and user["status"] == "UNREGISTERED":
            change(call, "agents", user, {"status": "PENDING"}, "lastUpdated")
    return Reply(200, {"success": True})
