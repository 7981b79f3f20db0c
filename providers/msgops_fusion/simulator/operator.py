"""What a person does on pages without an API, and the knobs of a test: `POST /_operator/…` through the control API."""

from __future__ import annotations

from typing import Any

from msgops.sandbox.kit import Call, Handler, Refusal, Reply, Simulator
from msgops_fusion.simulator import people
from msgops_fusion.simulator.adf import checks, rows, staff
from msgops_fusion.simulator.adf.pod import BY_NAME
from msgops_fusion.simulator.auth import OPERATOR
from msgops_fusion.simulator.errors import AdfError
from msgops_fusion.simulator.knobs import turn


def install(simulator: Simulator) -> None:
    """Declare the actions; without the control API they are not found."""
    actions: dict[str, Handler] = {
        "knobs": _knobs,
        "expire-tokens": _expire,
        "protect-app": _protect,
        "profile": _profile,
        "profile-category": _category,
        "feature": _feature,
        "presence": _presence,
        "rule": _rule,
        "row": _row,
        "user": _user,
        "page": _page,
    }
    for name, handler in actions.items():
        simulator.route("POST", f"{OPERATOR}/{name}")(_refusing(handler))


def _refusing(handler: Handler) -> Handler:
    def work(call: Call) -> Reply:
        try:
            return handler(call)
        except AdfError as error:
            raise Refusal(Reply(error.status, {"error": error.detail})) from None
        except (KeyError, ValueError) as error:
            raise Refusal(Reply(400, {"error": f"{type(error).__name__}: {error}"})) from None

    return work


def _knobs(call: Call) -> Reply:
    """Turn knobs: a body of names and values."""
    for name, value in call.json.items():
        turn(call.world, name, value)
    return Reply(204)


def _expire(call: Call) -> Reply:
    """End every token, as a policy or an administrator does."""
    call.world.table("tokens").clear()
    return Reply(204)


def _protect(call: Call) -> Reply:
    """Let Oracle prevent operations on an app: `id`, `operations` of `replace`, `update`, `delete`."""
    call.world.table("apps")[call.json["id"]]["idcsPreventedOperations"] = list(call.json["operations"])
    return Reply(204)


def _profile(call: Call) -> Reply:
    """Manage Administrator Profile Values: `code`, `value` at site level. [documented: no REST]"""
    code, value = str(call.json["code"]), str(call.json["value"])
    table = call.world.table("profileValues")
    if code not in table:
        number = call.world.next("adf", rows.FIRST)
        given = {"ApplicationId": 10516, "ProfileOptionId": number, "ProfileOptionName": code}
        rows.insert(call, checks.PROFILES, given, system=True)
    return _written(call, table[code], ProfileOptionValue=value)


def _written(call: Call, row: dict[str, Any], **values: Any) -> Reply:
    row.update(values)
    rows.touch(call, row)
    return Reply(204)


def _category(call: Call) -> Reply:
    """Manage Profile Categories: put `codes` into the category that REST may read. [documented]"""
    for code in call.json["codes"]:
        call.world.table("profileValues")[code]["_secured"] = True
    return Reply(204)


def _feature(call: Call) -> Reply:
    """Change Feature Opt-In: `code`, `on`."""
    code, on = call.json["code"], bool(call.json["on"])
    _written(call, call.world.table("features")[code], EnabledFlag=on)
    return _written(call, call.world.table("featureStates")[code], FeatureState=on)


def _presence(call: Call) -> Reply:
    """An agent signs in to the Service Center, or out: `username`, `available`."""
    users = call.world.table(staff.USERS.name).values()
    party = next(u["ResourcePartyId"] for u in users if u["Username"] == call.json["username"])
    on = bool(call.json["available"])
    row = call.world.table(staff.PRESENCES.name)[str(party)]
    return _written(
        call, row, AvailabilityFlag=on, PresenceCd="ORA_SVC_AVAILABLE" if on else "ORA_SVC_OFFLINE"
    )


def _rule(call: Call) -> Reply:
    """Manage Service Assignment Rules: `name`, `queue` (its number or name); without a queue it goes."""
    name = str(call.json["name"])
    rules = call.world.table("rules")
    if call.json.get("queue"):
        rules[name] = {"id": name, "name": name, "queue": str(call.json["queue"])}
    else:
        del rules[name]
    return Reply(204)


def _row(call: Call) -> Reply:
    """Create (`resource`, `values`), change (and `key`) or delete (`key` alone) a row of the pod by hand."""
    resource, given = BY_NAME[call.json["resource"]], call.json.get("values")
    if "key" not in call.json:
        return Reply(200, {"key": rows.insert(call, resource, given, system=True)["_id"]})
    row = call.world.table(resource.table)[str(call.json["key"])]
    if given is None:
        rows.remove(call, resource, row)
    else:
        rows.update(call, resource, row, given)
    return Reply(204)


def _user(call: Call) -> Reply:
    """Make a user with `roles` and a `password`, or change the roles of one: `name`."""
    name, roles = str(call.json["name"]), [str(r) for r in call.json.get("roles", [])]
    found = people.user_named(call.world, name)
    if found is None:
        people.add_user(call.world, name, name, *roles, password=str(call.json.get("password", "")))
    else:
        found["roles"] = roles
    return Reply(204)


def _page(call: Call) -> Reply:
    """Fill in a page that no read shows: `page`, `values`. Secrets stay on the page. [documented: B20, B22]"""
    values = {k: v for k, v in call.json["values"].items() if "secret" not in k.lower()}
    call.world.table("pages")[str(call.json["page"])] = {
        "page": call.json["page"],
        "values": values,
        "by": call.actor,
    }
    return Reply(204)
