"""Signing in and off. A session is its id in the path, its token in a header and its cookie: all three. [documented]"""

from __future__ import annotations

from msgops.sandbox.kit import Call, Refusal, Reply, Simulator
from msgops_pureconnect.simulator import seed
from msgops_pureconnect.simulator.errors import invalid, refusal
from msgops_pureconnect.simulator.knobs import knob

LASTS = 1200
"""Seconds without a request after which a session ends. [assumed]"""
_TYPE = "urn:inin.com:connection:icAuthConnectionRequestSettings"
_FEATURES = (("connection", 10), ("configuration", 30), ("social-media", 6))
SERVER, OTHER = "CIC1", "CIC2"


def install(simulator: Simulator) -> None:
    """Declare the operations."""
    simulator.route("POST", "/icws/connection", public=True)(connect)
    simulator.route("GET", "/icws/connection/version", public=True)(version)
    simulator.route("GET", "/icws/connection/features", public=True)(features)
    simulator.route("GET", "/icws/{session}/connection")(state)
    simulator.route("DELETE", "/icws/{session}/connection")(leave)


def connect(call: Call) -> Reply:
    """Make a session. [documented]

    `Accept-Language` is required; a server that takes no connections answers 503 and names the others.
    """
    _accepting(call)
    if not call.headers.get("accept-language") and not call.actor:
        raise invalid("The header Accept-Language is required")
    body = call.json
    if body.get("__type") != _TYPE or not body.get("applicationName"):
        raise invalid("__type and applicationName are required")
    if not call.actor and (body.get("userID"), body.get("password")) != (seed.ADMIN, seed.PASSWORD):
        # [assumed]: the status of a wrong password.
        raise refusal(400, "error.request.connection.authenticationFailure", "The authentication failed")
    world = call.world
    id_, token, cookie = str(world.random.randrange(10**8, 10**9)), world.uuid(), world.uuid()
    world.table("sessions")[id_] = {
        "token": token,
        "cookie": f"icws_{id_}={cookie}",
        "user": call.actor or body["userID"],
        "until": world.now().timestamp() + LASTS,
    }
    made = {
        "csrfToken": token,
        "sessionId": id_,
        "alternateHostList": [OTHER],
        "userID": call.actor or body["userID"],
        "userDisplayName": call.actor or body["userID"],
        "icServer": SERVER,
    }
    if "features" in call.many("include"):
        made["features"] = _features()
    headers = {"set-cookie": f"icws_{id_}={cookie}; Path=/icws/{id_}; HttpOnly"}
    return Reply(201, made, headers)


def _accepting(call: Call) -> None:
    if not knob(call.world, "accepts_connections"):
        body = {
            "errorId": knob(call.world, "standby_error"),
            "message": "The server is not accepting connections",
            "alternateHostList": [OTHER],
        }
        raise Refusal(Reply(503, body))


def authenticate(call: Call) -> None:
    """Accept a session with its token and its cookie; whatever is missing or over is 401. [documented]"""
    id_ = call.params.get("session", "")
    found = call.world.table("sessions").get(id_)
    now = call.world.now().timestamp()
    if found is None or found["until"] <= now:
        raise refusal(401, "error.request.unauthorized", "The session is not valid")
    if call.headers.get("inin-icws-csrf-token") != found["token"]:
        raise refusal(401, "error.request.unauthorized", "The session token is missing or wrong")
    if found["cookie"] not in [c.strip() for c in call.headers.get("cookie", "").split(";")]:
        raise refusal(401, "error.request.unauthorized", "The session cookie is missing or wrong")
    found["until"] = now + LASTS
    call.actor = found["user"]


def version(call: Call) -> Reply:
    """Return the release; nobody has to sign in. [documented]"""
    del call
    return Reply(200, {"majorVersion": 22, "minorVersion": 3, "su": 0, "productName": "PureConnect 2022 R3"})


def features(call: Call) -> Reply:
    """Return features with their versions; nobody has to sign in. [documented]"""
    del call
    return Reply(200, {"featureInfoList": _features()})


def _features() -> list[dict[str, object]]:
    return [{"featureId": name, "version": number} for name, number in _FEATURES]


def state(call: Call) -> Reply:
    """A session that is up. [documented]"""
    del call
    return Reply(200, {"connectionState": 1, "shouldReconnect": True})


def leave(call: Call) -> Reply:
    """Log off: the session is gone, and its licence is free. [documented]"""
    call.world.table("sessions").pop(call.params["session"], None)
    return Reply(204)
