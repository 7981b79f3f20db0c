"""The social media service: its settings and its account. There is no resource of WhatsApp: none is documented."""

from __future__ import annotations

from msgops.sandbox.kit import Call, Handler, Reply, Simulator
from msgops_pureconnect.simulator.errors import invalid, refusal
from msgops_pureconnect.simulator.knobs import knob

_PATH = "/icws/{session}/social-media"
_PROPERTIES = {
    "socialMediaProcessor": str,
    "socialMediaProcessor2": str,
    "socialMediaProcessorSecret": str,
    "authenticate": bool,
}
_HIDDEN = "********"


def install(simulator: Simulator) -> None:
    """Declare the operations."""
    for method, path, handler in (
        ("GET", _PATH, get),
        ("POST", _PATH, create),
        ("PUT", _PATH, update),
        ("DELETE", _PATH, delete),
        ("GET", f"{_PATH}/account", account),
        ("POST", f"{_PATH}/account", make_account),
    ):
        simulator.route(method, path)(_by_right(handler))


def _by_right(handler: Handler) -> Handler:
    """Who lacks the right Social Media Admin is refused. [documented]"""

    def work(call: Call) -> Reply:
        if not knob(call.world, "social_media_admin"):
            raise refusal(
                403,
                "error.request.accessDenied",
                "You do not have rights to the Social Media configuration on this IC server.",
            )
        return handler(call)

    return work


def get(call: Call) -> Reply:
    """Return the settings, 404 before they are made; the secret is hidden. [documented; the secret: assumed]"""
    found = _settings(call)
    hidden = {"socialMediaProcessorSecret": _HIDDEN} if "socialMediaProcessorSecret" in found else {}
    return Reply(200, {**found, **hidden})


def create(call: Call) -> Reply:
    """Enable social media; once. [documented; that a second is refused: assumed]"""
    if "settings" in call.world.table("social-media"):
        raise invalid("Social media is enabled already")
    call.world.table("social-media")["settings"] = _body(call)
    return Reply(201)


def update(call: Call) -> Reply:
    """Replace the settings; a secret that is left out stays. [assumed]"""
    found = _settings(call)
    kept = {k: found[k] for k in ("socialMediaProcessorSecret",) if k in found}
    call.world.table("social-media")["settings"] = {**kept, **_body(call)}
    return Reply(204)


def delete(call: Call) -> Reply:
    """Disable social media. [documented]"""
    _settings(call)
    del call.world.table("social-media")["settings"]
    return Reply(204)


def account(call: Call) -> Reply:
    """Return the account with a hidden password; 404 says that there is none. [documented]"""
    found = call.world.table("social-media").get("account")
    if found is None:
        raise refusal(404, "error.request.notFound", "The Genesys Hub configuration could not be located.")
    return Reply(200, {"email": found["email"], "password": _HIDDEN})


def make_account(call: Call) -> Reply:
    """Provision the account. [documented]"""
    if not call.json.get("email"):
        raise invalid("email is required")
    call.world.table("social-media")["account"] = {"email": call.json["email"]}
    return Reply(201)


def _settings(call: Call) -> dict[str, object]:
    found = call.world.table("social-media").get("settings")
    if found is None:
        raise refusal(404, "error.request.notFound", "Social media is not enabled")
    return found


def _body(call: Call) -> dict[str, object]:
    body = {"authenticate": False, **call.json}
    for name, value in body.items():
        if name not in _PROPERTIES or not isinstance(value, _PROPERTIES[name]):
            raise invalid(f"{name} is no such property, or of another type")
    if "socialMediaProcessor" not in body:
        raise invalid("socialMediaProcessor is required")
    return body
