"""What a person does on the server or at Genesys, as far as a read shows it: `POST /_operator/…` through the control API.

Pages that no read shows go to `page`, which only the control API's list of objects shows.
"""

from __future__ import annotations

from msgops.sandbox.kit import Call, Handler, Reply, Simulator
from msgops_pureconnect.simulator import seed
from msgops_pureconnect.simulator.errors import invalid
from msgops_pureconnect.simulator.knobs import turn

OPERATOR = "/_operator"
_LICENSES = ("feature-licenses", "license-allocations")


def install(simulator: Simulator) -> None:
    """Declare the actions; nobody reaches them but the control API."""
    actions: dict[str, Handler] = {
        "knobs": _knobs,
        "expire-sessions": _expire,
        "load-license": _load,
        "take-license": _take,
        "user": _user,
        "social-media-account": _account,
        "page": _page,
    }
    for name, handler in actions.items():
        simulator.route("POST", f"{OPERATOR}/{name}")(handler)


def _knobs(call: Call) -> Reply:
    """Turn knobs: a body of names and values."""
    for name, value in call.json.items():
        turn(call.world, name, value)
    return Reply(204)


def _expire(call: Call) -> Reply:
    """End every session, as a switchover does."""
    call.world.table("sessions").clear()
    return Reply(204)


def _load(call: Call) -> Reply:
    """Load a licence file: `type`, `license`. It counts at once. [documented: no restart]"""
    type_, name = _license(call)
    call.world.table(type_)[name] = {"configurationId": seed.identity(type_, name)}
    return Reply(204)


def _take(call: Call) -> Reply:
    """Load a licence file without a licence: `type`, `license`."""
    type_, name = _license(call)
    call.world.table(type_).pop(name, None)
    return Reply(204)


def _license(call: Call) -> tuple[str, str]:
    type_, name = call.json.get("type"), call.json.get("license")
    if type_ not in _LICENSES or not name:
        raise invalid("type and license are required")
    return type_, name


def _user(call: Call) -> Reply:
    """Interaction Administrator: make a user, `name`."""
    name = call.json.get("name")
    if not name:
        raise invalid("name is required")
    call.world.table("users")[name] = seed.user(name)
    return Reply(204)


def _account(call: Call) -> Reply:
    """Interaction Connect: make the account of social media, `email`."""
    if not call.json.get("email"):
        raise invalid("email is required")
    call.world.table("social-media")["account"] = {"email": call.json["email"]}
    return Reply(204)


def _page(call: Call) -> Reply:
    """Keep what a person set on a page that no read shows: `page`, `key`, `values`."""
    given = call.json
    if not given.get("page") or not given.get("key"):
        raise invalid("page and key are required")
    call.world.table("pages")[f"{given['page']}:{given['key']}"] = {**given, "by": call.actor}
    return Reply(204)
